//! SOAP: operation descriptors, envelopes of both versions, faults.

pub mod envelope;
pub mod operation;

pub use envelope::{
    EncodedBody, Fault, RawHeader, Received, ReplyParts, decode_reply, encode_body, envelope,
};
pub use operation::{Message, Operation, Outcome, Service, Shape, SoapVersion};
