//! The content of a Body before it is sent: its text, and the bytes that were left out of it.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use crate::runtime::codec::EncodeError;
use crate::runtime::codec::encode::{Binary, Content, base64};
use crate::runtime::codec::numbers::Numbers;
use crate::runtime::soap::attachments::{Piece, PieceReader, part_id, token};
use crate::runtime::values::Attachment;

/// From how many bytes on a value leaves as a part, unless the program says otherwise: a part of its own costs some 200.
pub const SMALLEST: usize = 1_024;

/// What stands in a text in place of the base64 of an `Upload`, which is made when it is sent.
const MARK: &str = "<!-- an upload -->";

/// The content of a request's Body, ready to be put into an envelope (more than once, should the headers change).
#[derive(Clone, Default)]
pub struct EncodedBody {
    pub(in crate::runtime::soap) xml: String,
    pub(in crate::runtime) used: Numbers,
    /// Where the text has canonical form: the prefixes that it declares itself, and that only its values use.
    #[cfg_attr(not(feature = "wsse-signature"), expect(dead_code, reason = "nothing is signed"))]
    pub(in crate::runtime::soap) canonical: Option<Vec<String>>,
    /// What was left out of the text.
    pub(in crate::runtime::soap) binaries: Vec<Binary>,
    /// What travels beside the envelope, each with the name of its part.
    pub(in crate::runtime) attachments: Vec<(&'static str, Attachment)>,
}

/// Without the content, which may hold passwords.
impl fmt::Debug for EncodedBody {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodedBody({} bytes)", self.xml.len())
    }
}

/// Which values leave as parts beside the envelope (MTOM).
#[derive(Debug, Clone, Copy)]
pub(in crate::runtime) struct Packaging {
    /// All, or none; by default those of which the contract says so.
    pub(in crate::runtime) mtom: Option<bool>,
    /// From how many bytes on.
    pub(in crate::runtime) smallest: usize,
}

impl Default for Packaging {
    fn default() -> Self {
        Self { mtom: None, smallest: SMALLEST }
    }
}

/// A Body as it is sent once.
#[derive(Default)]
pub(in crate::runtime) struct LaidBody<'b> {
    /// What stands in the envelope.
    pub(in crate::runtime) xml: Cow<'b, str>,
    /// Where in it the base64 of an `Upload` is to be put in, in place of how many bytes.
    pub(in crate::runtime) streamed: Vec<(std::ops::Range<usize>, Content)>,
    /// What stands beside the envelope, where the message leaves by MTOM.
    pub(in crate::runtime) parts: Option<Parts>,
}

/// The parts of a message that leaves by MTOM.
pub(in crate::runtime) struct Parts {
    /// What separates them. It is made up at random, so that no bytes have it.
    pub(in crate::runtime) boundary: String,
    pub(in crate::runtime) parts: Vec<OutgoingPart>,
}

/// A part that an `xop:Include` names.
pub(in crate::runtime) struct OutgoingPart {
    pub(in crate::runtime) id: String,
    /// Empty where nothing says it.
    pub(in crate::runtime) media: String,
    pub(in crate::runtime) content: Content,
}

impl LaidBody<'_> {
    /// Whether the envelope is all there is.
    #[inline]
    pub(in crate::runtime) fn is_whole(&self) -> bool {
        self.parts.is_none() && self.streamed.is_empty()
    }

    /// Whether all of the Body is in memory.
    pub(in crate::runtime) fn is_in_memory(&self) -> bool {
        let parts = self.parts.as_ref().map_or(&[][..], |parts| &parts.parts);
        self.streamed.is_empty() && parts.iter().all(|part| part.content.in_memory().is_some())
    }
}

impl EncodedBody {
    /// Decides what stands where. `by_contract` says that the contract demands MTOM of all messages of the operation.
    pub(in crate::runtime) fn laid(&self, packaging: Packaging, by_contract: bool) -> LaidBody<'_> {
        let all = packaging.mtom.unwrap_or(by_contract);
        if self.binaries.is_empty() && !all {
            return LaidBody { xml: Cow::Borrowed(&self.xml), ..LaidBody::default() };
        }
        self.laid_out(packaging, all)
    }

    #[cold]
    fn laid_out(&self, packaging: Packaging, all: bool) -> LaidBody<'_> {
        let (mut xml, mut done) = (String::with_capacity(self.xml.len() + self.in_memory()), 0);
        let (mut streamed, mut parts, boundary) = (Vec::new(), Vec::new(), token());
        for binary in &self.binaries {
            xml.push_str(self.xml.get(done..binary.at).unwrap_or_default());
            done = binary.at;
            let leaves = all || binary.optimized && packaging.mtom.is_none();
            let leaves = match &binary.content {
                Content::Memory(bytes) => leaves && bytes.len() >= packaging.smallest,
                Content::Upload(_) => leaves,
            };
            match binary.content.in_memory() {
                _ if leaves => {
                    let id = part_id(parts.len() + 1, &boundary);
                    xml.push_str(
                        "<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:",
                    );
                    xml.push_str(&id);
                    xml.push_str("\"/>");
                    let media = binary.media_type().to_owned();
                    parts.push(OutgoingPart { id, media, content: binary.content.clone() });
                }
                Some(bytes) => base64(bytes, &mut xml),
                None => {
                    let start = xml.len();
                    xml.push_str(MARK);
                    streamed.push((start..xml.len(), binary.content.clone()));
                }
            }
        }
        xml.push_str(self.xml.get(done..).unwrap_or_default());
        // A server that was promised MTOM may insist on it, even where nothing stands beside the envelope.
        let parts = (all || !parts.is_empty()).then_some(Parts { boundary, parts });
        LaidBody { xml: Cow::Owned(xml), streamed, parts }
    }

    /// How many bytes its text has.
    pub(in crate::runtime) const fn len(&self) -> usize {
        self.xml.len()
    }

    /// How many characters the base64 of what is in memory takes.
    fn in_memory(&self) -> usize {
        let length = |binary: &Binary| {
            binary.content.in_memory().map_or(MARK.len(), |bytes| bytes.len().div_ceil(3) * 4)
        };
        self.binaries.iter().map(length).sum()
    }

    /// The Body as one text, with base64 in place.
    ///
    /// # Errors
    /// Where it holds an `Upload` that is not in memory.
    pub(in crate::runtime) fn in_text(&self) -> Result<Cow<'_, str>, EncodeError> {
        let laid = self.laid(Packaging { mtom: Some(false), smallest: 0 }, false);
        match laid.streamed.is_empty() {
            true => Ok(laid.xml),
            false => Err(EncodeError::new("the Body holds an `Upload`, whose bytes are not in memory")),
        }
    }

    /// Hands out the Body piece by piece as a signature covers it: as one text, with base64 in place of parts. An `Upload` is
    /// read for that, and once more when it is sent.
    ///
    /// # Errors
    /// Where an `Upload` cannot be read, or only once.
    #[allow(dead_code, reason = "for signatures")]
    pub(in crate::runtime) fn signed_text(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), EncodeError> {
        let laid = self.laid(Packaging { mtom: Some(false), smallest: 0 }, false);
        let mut done = 0;
        for (mark, content) in &laid.streamed {
            take(laid.xml.get(done..mark.start).unwrap_or_default().as_bytes());
            done = mark.end;
            let Content::Upload(upload) = content else { continue };
            if !upload.is_repeatable() {
                return Err(EncodeError::new(
                    "a signed message cannot hold an `Upload` that can be read only once: it is read for the signature, and \
                     again when it is sent; make it of a function (`Upload::new`)",
                ));
            }
            let mut reader = PieceReader::new(vec![Piece::Upload { upload: upload.clone(), base64: true }]);
            let mut buffer = vec![0; 64 * 1024];
            loop {
                match reader.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(count) => take(buffer.get(..count).unwrap_or_default()),
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(EncodeError::new(error.to_string())),
                }
            }
        }
        take(laid.xml.get(done..).unwrap_or_default().as_bytes());
        Ok(())
    }

    /// Where the text has canonical form: the prefixes that it declares itself, and that only its values use.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) fn canonical(&self) -> Option<&[String]> {
        self.canonical.as_deref()
    }

    /// Whether nothing was left out of its text, and nothing stands beside it.
    #[cfg(feature = "server")]
    pub(in crate::runtime) fn is_plain(&self) -> bool {
        self.binaries.is_empty() && self.attachments.is_empty()
    }

    /// As [`in_text`](Self::in_text), given away.
    #[cfg(feature = "server")]
    pub(in crate::runtime) fn into_text(self) -> Result<Cow<'static, str>, EncodeError> {
        match self.binaries.is_empty() {
            true => Ok(Cow::Owned(self.xml)),
            false => self.in_text().map(|text| Cow::Owned(text.into_owned())),
        }
    }

    /// Whether it can be sent now: what can be read only once may have been.
    pub(in crate::runtime) fn is_ready(&self) -> bool {
        self.binaries.iter().all(|binary| match &binary.content {
            Content::Upload(upload) => upload.is_ready(),
            Content::Memory(_) => true,
        })
    }
}
