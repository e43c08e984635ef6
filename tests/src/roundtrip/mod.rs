//! Generated crates tried with messages: each goes through the crate's own types and back, and must then say the same.
//!
//! A crate is generated with a module inside it (`inside.rs`) that knows all its types and operations; its program reads
//! messages and writes them again. What is compared, and with what, stands outside.

mod ask;
mod infoset;
mod probes;
mod shown;

pub use ask::{Case, CaseKind, ask, ask_json, ask_strictly, ask_told};
pub use infoset::{Allowed, same};
pub use probes::{MessageProbe, PROBE, Probed, TypeProbe, probed};
