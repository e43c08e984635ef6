//! The body of a request: whole in memory, or in pieces of which some are read when their turn has come.

use std::fmt;
use std::io::{ErrorKind, Read, Result};
use std::sync::{Arc, Mutex};

use bytes::{Buf as _, Bytes};

use super::chunks::RequestChunks;
use super::pieces::{Pieces, Watch};
use crate::runtime::soap::attachments::{Piece, PieceReader, length};

/// From how many bytes on a body is worth a leg of its own that asks.
#[cfg(any(feature = "http-digest", feature = "ntlm"))]
const LARGE: u64 = 256 * 1024;

/// The body of a request. Mostly whole in memory; it streams where a value is an [`Upload`](crate::runtime::values::Upload).
///
/// Cheap to clone; a clone is sent by itself. Whether it may be sent more than once, such as after an HTTP 401, says
/// [`is_repeatable`](Self::is_repeatable). What asks a server for its challenge need not carry it: an
/// [`empty`](Self::empty) one will do.
#[derive(Clone, Default)]
pub struct RequestBody(Form);

#[derive(Clone)]
enum Form {
    Whole(Bytes),
    Pieces(Arc<Pieces>),
}

impl Default for Form {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl RequestBody {
    /// A body without content: what a first leg of an authentication that is surely refused carries.
    #[must_use]
    #[inline]
    pub fn empty() -> Self {
        Self::default()
    }

    /// # Errors
    /// When an upload is a file that is not there.
    pub(super) fn of_pieces(pieces: Vec<Piece>, envelope: Bytes) -> Result<Self> {
        if let [Piece::Bytes(whole)] = &pieces[..] {
            return Ok(Self(Form::Whole(whole.clone())));
        }
        let length = length(&pieces)?;
        Ok(Self(Form::Pieces(Arc::new(Pieces { pieces, length, envelope, broken: Mutex::default() }))))
    }

    /// The whole body, where it is one piece in memory.
    #[must_use]
    #[inline]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Form::Whole(bytes) => Some(bytes),
            Form::Pieces(_) => None,
        }
    }

    /// The whole body, in memory. What streams is read for it, so a transport should rather
    /// [read it piece by piece](Self::into_reader). Where an upload cannot be read the body ends there, and the call fails
    /// with what the reader said, whatever the server answers.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        match self.0 {
            Form::Whole(bytes) => bytes,
            Form::Pieces(_) => {
                let mut bytes = Vec::new();
                // What went wrong is noted.
                let mut reader = self.into_reader();
                let _ = read_all(&mut |buffer| reader.read(buffer), usize::MAX, &mut bytes);
                bytes.into()
            }
        }
    }

    /// The body to be read, piece by piece. Reading may block, and may fail as a program's own readers do.
    #[must_use]
    pub fn into_reader(self) -> RequestReader {
        RequestReader(match self.0 {
            Form::Whole(bytes) => Rest::Whole(bytes),
            Form::Pieces(of) => Rest::Pieces(PieceReader::new(of.pieces.clone()), of),
        })
    }

    /// The length in bytes, where it is known: then it is sent with its `Content-Length`, else in chunks.
    #[must_use]
    #[inline]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Form::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Form::Pieces(of) => of.length,
        }
    }

    /// Whether it can be sent again: not where an upload can be read only once. Such a body must not go with a leg that
    /// will be refused: send an [`empty`](Self::empty) one first.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match &self.0 {
            Form::Whole(_) => true,
            Form::Pieces(of) => of.pieces.iter().all(|piece| match piece {
                Piece::Bytes(_) => true,
                Piece::Upload { upload, .. } => upload.is_repeatable(),
            }),
        }
    }

    /// Whether it goes only with a leg that will be let in, as far as anybody can know: what can be read only once, and what
    /// is large. A server that refuses a request need not read all of it, and the connection then breaks.
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    pub(super) fn is_precious(&self) -> bool {
        !self.is_repeatable() || self.length().is_none_or(|length| length > LARGE)
    }

    /// Whether it can be sent now: what can be read only once may have been.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        match &self.0 {
            Form::Whole(_) => true,
            Form::Pieces(of) => of.pieces.iter().all(|piece| match piece {
                Piece::Bytes(_) => true,
                Piece::Upload { upload, .. } => upload.is_ready(),
            }),
        }
    }

    /// The envelope, without what stands beside it. Where an upload streams into it, something stands in its place.
    #[must_use]
    #[inline]
    pub fn envelope(&self) -> &Bytes {
        match &self.0 {
            Form::Whole(bytes) => bytes,
            Form::Pieces(of) => &of.envelope,
        }
    }

    /// What is to be asked after it was sent.
    pub(super) fn watch(&self) -> Watch {
        Watch(match &self.0 {
            Form::Whole(_) => None,
            Form::Pieces(of) => Some(Arc::clone(of)),
        })
    }

    /// The body piece by piece, for async transports: nothing of it blocks.
    #[must_use]
    pub fn into_chunks(self) -> RequestChunks {
        let watch = self.watch();
        let pieces = match self.0 {
            Form::Whole(bytes) => vec![Piece::Bytes(bytes)],
            Form::Pieces(of) => of.pieces.clone(),
        };
        RequestChunks::new(pieces, watch)
    }
}

/// How much [`read_all`] reads at once.
const CHUNK: usize = 32 * 1024;

/// Reads to the end, or until there are more bytes than `most`: once for all kinds of readers. `Read::read_to_end` is
/// compiled anew for each, and so is all of `Read` for one that is `dyn`.
#[cold]
pub(super) fn read_all(
    read: &mut dyn FnMut(&mut [u8]) -> Result<usize>,
    most: usize,
    out: &mut Vec<u8>,
) -> Result<()> {
    let mut buffer = vec![0; CHUNK];
    while out.len() <= most {
        match read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => out.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self(Form::Whole(bytes))
    }
}

/// Without the content, which may hold tickets and passwords.
impl fmt::Debug for RequestBody {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "RequestBody({length} bytes)"),
            None => f.write_str("RequestBody(of unknown length)"),
        }
    }
}

/// The body of a request while it is read.
pub struct RequestReader(Rest);

enum Rest {
    Whole(Bytes),
    Pieces(PieceReader, Arc<Pieces>),
}

impl Read for RequestReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match &mut self.0 {
            Rest::Whole(bytes) => {
                let count = bytes.len().min(buffer.len());
                bytes.copy_to_slice(buffer.get_mut(..count).unwrap_or_default());
                Ok(count)
            }
            Rest::Pieces(pieces, of) => pieces.read(buffer).inspect_err(|error| of.note(error)),
        }
    }
}

/// Without the content.
impl fmt::Debug for RequestReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestReader").finish_non_exhaustive()
    }
}
