//! Reads SOAP contracts (WSDL 1.1 with XML Schema) and writes a ready Rust client crate.
//!
//! The data flows one way, one module a phase: load, read, resolve, contract, passes, names, emit, write.

pub mod config;
pub mod contract;
pub mod diagnostic;
mod error;
pub mod lock;
pub mod write;

pub use error::Error;
