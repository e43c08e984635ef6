//! Bytes: as base64 where they stand, or left out of the text, to leave as a part beside the envelope (MTOM) or to be put
//! in when the message is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::{Encoder, Result};
use crate::runtime::codec::failure::EncodeError;
use crate::runtime::codec::field::Octets;
use crate::runtime::values::Upload;

/// Bytes that were left out of a text.
#[derive(Debug, Clone)]
pub(in crate::runtime) struct Binary {
    /// Where they stand in it.
    pub(in crate::runtime) at: usize,
    pub(in crate::runtime) content: Content,
    /// Whether the contract says of their element that they leave as a part.
    pub(in crate::runtime) optimized: bool,
}

/// Bytes that are to be sent.
#[derive(Debug, Clone)]
pub(in crate::runtime) enum Content {
    Memory(Bytes),
    Upload(Upload),
}

impl Content {
    /// The bytes, where they are in memory.
    pub(in crate::runtime) fn in_memory(&self) -> Option<&Bytes> {
        match self {
            Self::Memory(bytes) => Some(bytes),
            Self::Upload(upload) => upload.in_memory(),
        }
    }
}

impl Encoder {
    /// As [`new`](Self::new), for a text that leaves out bytes from this number on.
    pub(in crate::runtime) fn leaving_out(namespaces: &'static [&'static str], from: usize) -> Self {
        Self { leave_out: Some(from), ..Self::new(namespaces) }
    }

    /// What was left out, in its order.
    pub(in crate::runtime) fn take_binaries(&mut self) -> Vec<Binary> {
        std::mem::take(&mut self.binaries)
    }

    /// The text of bytes. It needs no escaping.
    pub(super) fn octets(&mut self, octets: Octets<'_>) -> Result<()> {
        let content = match octets {
            Octets::Bytes(bytes) if self.leave_out.is_some_and(|from| bytes.len() >= from) => {
                Content::Memory(Bytes::copy_from_slice(bytes))
            }
            Octets::Bytes(bytes) => {
                base64(bytes, &mut self.out);
                return Ok(());
            }
            Octets::Upload(upload) if self.leave_out.is_some() => Content::Upload(upload.clone()),
            Octets::Upload(_) => return Err(EncodeError::new("an `Upload` can stand only in the Body")),
            Octets::Never(why) => return Err(EncodeError::new(why)),
        };
        self.binaries.push(Binary { at: self.out.len(), content, optimized: self.optimized });
        Ok(())
    }
}

/// Appends bytes as base64.
pub(in crate::runtime) fn base64(bytes: &[u8], out: &mut String) {
    STANDARD.encode_string(bytes, out);
}

/// How many characters of base64 so many bytes are.
pub(in crate::runtime) const fn base64_length(bytes: u64) -> u64 {
    bytes.div_ceil(3).saturating_mul(4)
}
