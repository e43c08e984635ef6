//! Where the parts of a message go while it comes in, how many bytes they may have, and what can go wrong.

use std::io;

use crate::runtime::codec::failure::DecodeError;
use crate::runtime::values::Streamed;

/// Takes parts that come in.
pub(in crate::runtime) trait PartSink: Send {
    /// A part begins.
    fn begin(&mut self, part: &Streamed) -> io::Result<()>;

    /// More of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// It is whole.
    fn end(&mut self) -> io::Result<()>;
}

/// Why a message cannot be taken apart.
pub(in crate::runtime) enum SplitError {
    /// It is not what its media type says.
    Decode(DecodeError),
    /// The envelope is larger than it may be.
    Envelope,
    /// The parts are larger than they may be.
    Parts(u64),
    /// The writer of the part with this id failed.
    Sink(String, io::Error),
}

impl From<DecodeError> for SplitError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

/// How many bytes may come.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Limits {
    pub(in crate::runtime) envelope: usize,
    /// All parts together.
    pub(in crate::runtime) parts: Option<u64>,
}

/// Hands on content of the last of these parts, of which all together have at most so many bytes.
pub(super) fn to_writer(
    bytes: &[u8],
    parts: &mut [Streamed],
    most: Option<u64>,
    sink: &mut dyn PartSink,
) -> Result<(), SplitError> {
    if let Some(part) = parts.last_mut() {
        part.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    }
    if let Some(limit) = most
        && parts.iter().map(|part| part.bytes).sum::<u64>() > limit
    {
        return Err(SplitError::Parts(limit));
    }
    let id = parts.last().map(|part| part.id.clone());
    sink.write(bytes).map_err(|error| SplitError::Sink(id.unwrap_or_default(), error))
}
