//! The checks of the client of SOAP 1.1. Its types are its own, so the checks are compiled for it.
#![allow(clippy::duplicate_mod, reason = "the same checks, for another crate")]

pub use vault;

pub const VERSION: &str = "SOAP 1.1";
/// node-soap's server for this version of SOAP.
pub const NODE: &str = "node";

#[path = "checks/addressing.rs"]
pub mod addressing;
#[path = "checks/call.rs"]
pub mod call;
#[path = "checks/http_auth.rs"]
pub mod http_auth;
#[path = "checks/mtom.rs"]
pub mod mtom;
#[path = "checks/replies.rs"]
pub mod replies;
#[path = "checks/signatures.rs"]
pub mod signatures;
#[path = "checks/tokens.rs"]
pub mod tokens;
