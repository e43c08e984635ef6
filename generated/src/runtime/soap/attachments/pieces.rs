//! A message in pieces: what is in memory, and uploads, which are read when their turn has come.

use std::io::{Error, ErrorKind, Read, Result};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Buf as _, Bytes};

use crate::runtime::codec::encode::base64_length;
use crate::runtime::values::{Opened, Upload};

/// A piece of a message.
#[derive(Debug, Clone)]
pub(in crate::runtime) enum Piece {
    Bytes(Bytes),
    /// What an upload gives: as it is, or as base64.
    Upload {
        upload: Upload,
        base64: bool,
    },
}

impl Piece {
    /// How many bytes it is, where that is known.
    ///
    /// # Errors
    /// When the upload is a file that is not there.
    fn length(&self) -> Result<Option<u64>> {
        Ok(match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Upload { upload, base64 } => {
                let length = upload.known_length().map_err(unreadable)?;
                if *base64 { length.map(base64_length) } else { length }
            }
        })
    }
}

/// How many bytes all pieces are, where that is known.
///
/// # Errors
/// When a file is not there.
pub(in crate::runtime) fn length(pieces: &[Piece]) -> Result<Option<u64>> {
    let mut all = Some(0u64);
    for piece in pieces {
        all = all.zip(piece.length()?).and_then(|(all, piece)| all.checked_add(piece));
    }
    Ok(all)
}

/// Reads pieces one after the other.
pub(in crate::runtime) struct PieceReader {
    pieces: std::vec::IntoIter<Piece>,
    current: Current,
}

enum Current {
    None,
    Bytes(Bytes),
    Upload(UploadReader),
    Base64(Box<Base64Reader>),
}

impl PieceReader {
    pub(in crate::runtime) fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces: pieces.into_iter(), current: Current::None }
    }
}

impl Read for PieceReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = match &mut self.current {
                Current::None => 0,
                Current::Bytes(bytes) => {
                    let count = bytes.len().min(buffer.len());
                    bytes.copy_to_slice(buffer.get_mut(..count).unwrap_or_default());
                    count
                }
                Current::Upload(reader) => reader.read(buffer)?,
                Current::Base64(reader) => reader.read(buffer)?,
            };
            if count > 0 {
                return Ok(count);
            }
            self.current = match self.pieces.next() {
                None => return Ok(0),
                Some(Piece::Bytes(bytes)) => Current::Bytes(bytes),
                Some(Piece::Upload { upload, base64: false }) => {
                    Current::Upload(UploadReader::open(&upload)?)
                }
                Some(Piece::Upload { upload, base64: true }) => {
                    Current::Base64(Box::new(Base64Reader::new(UploadReader::open(&upload)?)))
                }
            };
        }
    }
}

/// An error of a reader that a program gave.
#[cold]
fn unreadable(error: Error) -> Error {
    Error::new(error.kind(), format!("the bytes of an `Upload` cannot be read: {error}"))
}

/// Reads an upload, which must have as many bytes as it says.
struct UploadReader {
    reader: Opened,
    left: Option<u64>,
}

impl UploadReader {
    fn open(upload: &Upload) -> Result<Self> {
        let left = upload.known_length().map_err(unreadable)?;
        Ok(Self { reader: upload.open().map_err(unreadable)?, left })
    }
}

impl Read for UploadReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = loop {
            match self.reader.read(buffer) {
                Ok(count) => break count.min(buffer.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
            }
        };
        let Some(left) = &mut self.left else { return Ok(count) };
        match (u64::try_from(count).ok().and_then(|count| left.checked_sub(count)), count) {
            (None, _) => Err(Error::other("the reader of an `Upload` gives more bytes than its length says")),
            (Some(missing), 0) if missing > 0 => Err(Error::new(
                ErrorKind::UnexpectedEof,
                format!("the reader of an `Upload` ends {missing} bytes before its length"),
            )),
            (Some(rest), _) => {
                *left = rest;
                Ok(count)
            }
        }
    }
}

/// How many bytes become base64 at a time: without padding, but for the last.
const ROUND: usize = 48 * 1024;

/// Makes base64 on the way.
struct Base64Reader {
    reader: UploadReader,
    bytes: Vec<u8>,
    text: Vec<u8>,
    /// How much of the text was given.
    given: usize,
}

impl Base64Reader {
    fn new(reader: UploadReader) -> Self {
        Self { reader, bytes: vec![0; ROUND], text: Vec::new(), given: 0 }
    }

    fn fill(&mut self) -> Result<()> {
        let mut count = 0;
        while let Some(room) = self.bytes.get_mut(count..).filter(|room| !room.is_empty()) {
            match self.reader.read(room)? {
                0 => break,
                more => count += more,
            }
        }
        self.text.resize(ROUND / 3 * 4, 0);
        let bytes = self.bytes.get(..count).unwrap_or_default();
        let written = STANDARD.encode_slice(bytes, &mut self.text).map_err(Error::other)?;
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl Read for Base64Reader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.given >= self.text.len() {
            self.fill()?;
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
