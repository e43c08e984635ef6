//! Envelopes: a request around its body and headers, a reply taken apart.

mod body;
mod header;
mod parts;
pub(super) mod read;
mod reply;
pub(super) mod write;

pub use body::{EncodedBody, SMALLEST};
pub(in crate::runtime) use body::{LaidBody, OutgoingPart, Packaging, Parts};
pub(in crate::runtime) use header::{WS_ADDRESSING, WS_SECURITY};
#[cfg(any(feature = "addressing", feature = "wsse-signature"))]
pub(in crate::runtime) use parts::Block;
pub(in crate::runtime) use parts::{EnvelopeParts, WSU};
pub use read::Source;
pub use reply::{RawHeader, Received, ReplyParts, decode_reply, decode_reply_from};
pub(in crate::runtime) use reply::{rescued, unverified_fault};
pub(in crate::runtime) use write::{BodyForm, END, encode_body_as, envelope_around};
pub use write::{encode_body, envelope, envelope_with};

use super::operation::{Service, SoapVersion};
use crate::runtime::codec::ns;

/// The namespace of the envelopes of the service's binding.
fn version(service: &Service) -> u16 {
    match service.version {
        SoapVersion::Soap11 => ns::SOAP11,
        SoapVersion::Soap12 => ns::SOAP12,
    }
}
