//! SOAP: operation descriptors, envelopes of both versions, faults.

pub mod operation;

pub use super::codec::standin::{
    EncodedBody, Fault, RawHeader, Received, ReplyParts, decode_reply, encode_body, envelope,
};
pub use operation::{Message, Operation, Outcome, Service, Shape, SoapVersion};
