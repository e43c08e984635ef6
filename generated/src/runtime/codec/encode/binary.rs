//! Bytes: as base64 where they stand, or left out of the text, to leave as a part beside the envelope (MTOM) or to be put
//! in when the message is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::{Encoder, Result};
use crate::runtime::codec::encode::lexical;
use crate::runtime::codec::failure::EncodeError;
use crate::runtime::codec::field::{Octets, Record};
use crate::runtime::codec::tables::{Particle, TypeDef};
use crate::runtime::values::Upload;

/// The namespaces of `xmime:contentType`.
const XMIME: [&str; 2] = ["http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2004/11/xmlmime"];

/// Bytes that were left out of a text.
#[derive(Debug, Clone)]
pub(in crate::runtime) struct Binary {
    /// Where they stand in it.
    pub(in crate::runtime) at: usize,
    pub(in crate::runtime) content: Content,
    /// Their media type, where the value says it.
    pub(in crate::runtime) media: Option<String>,
    /// Whether the contract says of their element that they leave as a part.
    pub(in crate::runtime) optimized: bool,
}

/// Bytes that are to be sent.
#[derive(Debug, Clone)]
pub(in crate::runtime) enum Content {
    Memory(Bytes),
    Upload(Upload),
}

impl Binary {
    /// The media type: what an upload was given, else what the value says; empty where neither does.
    pub(in crate::runtime) fn media_type(&self) -> &str {
        let given = match &self.content {
            Content::Upload(upload) => upload.media_type(),
            Content::Memory(_) => None,
        };
        given.or(self.media.as_deref()).unwrap_or_default()
    }
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
    /// Leaves out bytes from this number on.
    pub(in crate::runtime) fn leaving_out(self, from: usize) -> Self {
        Self { leave_out: Some(from), ..self }
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
        let media = self.media.take();
        self.binaries.push(Binary { at: self.out.len(), content, media, optimized: self.optimized });
        Ok(())
    }

    /// The media type of the text of a record, where an attribute says it.
    pub(super) fn media_type(&self, record: &dyn Record, def: &TypeDef) -> Option<String> {
        let says = |row: &&Particle| {
            row.name() == "contentType"
                && self.namespaces.get(usize::from(row.namespace)).is_some_and(|uri| XMIME.contains(uri))
        };
        let mut text = String::new();
        lexical(record.view(def.attributes.iter().find(says)?.slot), &mut text);
        (!text.is_empty()).then_some(text)
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
