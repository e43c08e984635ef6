//! SOAP: operation descriptors, envelopes of both versions, faults.

pub mod attachments;
mod demand;
pub mod envelope;
pub mod fault;
mod header_block;
mod misshapen;
pub mod operation;
mod salvage;
#[cfg(feature = "server")]
pub mod server;
mod standalone;
#[cfg(feature = "stream")]
pub(in crate::runtime) mod stream;
pub(in crate::runtime) mod timestamp;

pub use attachments::{Attachments, Unpacked, unpack};
pub use demand::{HeaderDemand, Policy};
pub use envelope::{
    EncodedBody, RawHeader, Received, ReplyParts, SMALLEST, Source, decode_reply, decode_reply_from,
    encode_body, envelope, envelope_with,
};
pub use fault::{Fault, FaultDetail, decode_detail};
pub use header_block::HeaderBlock;
pub use operation::{Body, Bound, Message, Operation, Outcome, Service, SoapVersion, Wrapper};
