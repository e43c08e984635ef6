//! Bytes that are read only while a call is sent, and bytes of a reply that went to a writer of the program's.

use std::fmt;
use std::fs::File;
use std::io::{Error, Read, Result};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Buf as _, Bytes};

/// A file to send: bytes that are read while the call is sent, and never held as a whole.
///
/// It stands in a field of type [`Base64`](struct@super::Base64):
///
/// ```text
/// let file = Upload::file("report.pdf").content_type("application/pdf");
/// session.vault().upload("report", &file.into()).await?;
/// ```
///
/// Where the call leaves by MTOM the bytes are a part beside the envelope, as they are; else they stand in the envelope
/// as base64, which is made on the way. Either way they are read piece by piece.
#[derive(Clone)]
pub struct Upload {
    origin: Arc<Origin>,
    length: Option<u64>,
    content_type: Option<Arc<str>>,
}

type Open = dyn Fn() -> Result<Box<dyn Read + Send>> + Send + Sync;

enum Origin {
    Memory(Bytes),
    File(PathBuf),
    Function(Box<Open>),
    /// `None` once it was given away.
    Once(Mutex<Option<Box<dyn Read + Send>>>),
}

impl Upload {
    /// From a function that opens a reader. It is called for each attempt to send the call: again after a new login, and
    /// for each leg of an authentication that carries the body. A signed call reads its bytes once more.
    ///
    /// In an async call the reader is read on a thread of its own, so it may block.
    pub fn new<R: Read + Send + 'static>(open: impl Fn() -> Result<R> + Send + Sync + 'static) -> Self {
        Self::from(Origin::Function(Box::new(move || Ok(Box::new(open()?)))))
    }

    /// A file, which is opened for each attempt. Its length is that of the file when the call is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::from(Origin::File(path.into()))
    }

    /// From a reader that can be read only once. It is sent at most once: where the call would have to be sent again,
    /// after a new login, it fails with an error that says so. A call with a signature cannot carry it.
    pub fn once(reader: impl Read + Send + 'static) -> Self {
        Self::from(Origin::Once(Mutex::new(Some(Box::new(reader)))))
    }

    /// From memory, without copying.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::from(Origin::Memory(bytes.into()))
    }

    fn from(origin: Origin) -> Self {
        Self { origin: Arc::new(origin), length: None, content_type: None }
    }

    /// How many bytes there are, for readers that cannot tell. Where all lengths of a call are known, it is sent with its
    /// `Content-Length`; else in chunks. A reader that gives more or fewer makes the call fail.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The media type of the part, such as `application/pdf`; without one, what the contract expects, or
    /// `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: &str) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The media type that it was given.
    #[inline]
    pub(in crate::runtime) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Whether its bytes can be read more than once.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        !matches!(*self.origin, Origin::Once(_))
    }

    /// Whether it can be read now: one that can be read only once may have been.
    pub(in crate::runtime) fn is_ready(&self) -> bool {
        match &*self.origin {
            Origin::Once(reader) => reader.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            _ => true,
        }
    }

    /// How many bytes it will give, where that is known before they are read.
    pub(in crate::runtime) fn known_length(&self) -> Result<Option<u64>> {
        Ok(match (self.length, &*self.origin) {
            (Some(length), _) => Some(length),
            (None, Origin::Memory(bytes)) => u64::try_from(bytes.len()).ok(),
            // What is no regular file, such as a pipe, has no length.
            (None, Origin::File(path)) => {
                Some(std::fs::metadata(path)?).filter(std::fs::Metadata::is_file).map(|found| found.len())
            }
            (None, Origin::Function(_) | Origin::Once(_)) => None,
        })
    }

    /// Its bytes, where they are in memory.
    pub(in crate::runtime) fn in_memory(&self) -> Option<&Bytes> {
        match &*self.origin {
            Origin::Memory(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Begins to read its bytes.
    pub(in crate::runtime) fn open(&self) -> Result<Opened> {
        match &*self.origin {
            Origin::Memory(bytes) => Ok(Opened::Memory(bytes.clone())),
            Origin::File(path) => Ok(Opened::File(File::open(path)?)),
            Origin::Function(open) => open().map(Opened::Own),
            Origin::Once(reader) => {
                let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                reader.map(Opened::Own).ok_or_else(|| Error::other(SENT))
            }
        }
    }
}

/// An upload that is being read. What is not the program's own is no `dyn Read`, which has to have all its methods.
pub(in crate::runtime) enum Opened {
    Memory(Bytes),
    File(File),
    Own(Box<dyn Read + Send>),
}

impl Opened {
    /// As [`Read::read`].
    ///
    /// # Errors
    /// Those of the file, or of the program's own reader.
    pub(in crate::runtime) fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self {
            Self::Memory(bytes) => {
                let count = bytes.len().min(buffer.len());
                bytes.copy_to_slice(buffer.get_mut(..count).unwrap_or_default());
                Ok(count)
            }
            Self::File(file) => file.read(buffer),
            Self::Own(reader) => reader.read(buffer),
        }
    }
}

/// Why a reader is not sent a second time.
pub(in crate::runtime) const SENT: &str = "its reader can be read only once, and was sent already; \
    give a function that opens it (`Upload::new`), and it can be sent again";

/// The same bytes of the same origin.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.origin, &other.origin)
            && self.length == other.length
            && self.content_type == other.content_type
    }
}

impl Eq for Upload {}

impl std::hash::Hash for Upload {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.origin).hash(state);
    }
}

/// Without the content and where it comes from.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match *self.origin {
            Origin::Memory(_) => "memory",
            Origin::File(_) => "file",
            Origin::Function(_) => "function",
            Origin::Once(_) => "once",
        };
        f.debug_struct("Upload")
            .field("from", &origin)
            .field("length", &self.length)
            .field("content_type", &self.content_type)
            .finish()
    }
}

/// A part of a reply whose bytes went to the program's own writer, by
/// [`attachments_to`](crate::runtime::client::Call::attachments_to).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Streamed {
    /// Its `Content-ID`, without the angle brackets; empty where it has none.
    pub id: String,
    /// Its media type, such as `image/jpeg`; empty where it has none.
    pub content_type: String,
    /// How many bytes were written, without their transfer encoding.
    pub bytes: u64,
    /// Whether the envelope refers to it. What no value refers to is only here.
    pub included: bool,
}
