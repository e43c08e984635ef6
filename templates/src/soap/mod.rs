//! SOAP: operation descriptors, envelopes of both versions, faults.

pub mod envelope;
pub mod fault;
pub mod operation;
#[cfg(feature = "server")]
pub mod server;

pub use envelope::{EncodedBody, RawHeader, Received, ReplyParts, decode_reply, encode_body, envelope};
pub use fault::{Fault, FaultDetail, decode_detail};
pub use operation::{Message, Operation, Outcome, Service, Shape, SoapVersion};
