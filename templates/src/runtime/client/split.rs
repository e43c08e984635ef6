//! A reply in several parts that is taken apart while it comes in.

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};

use super::exchange;
use super::incoming::Incoming;
use super::sink::Sink;
use crate::runtime::error::Error;
use crate::runtime::soap::attachments::{Limits, SplitError, Splitter, is_multipart};

/// Whether the parts of a reply go to the program's own writer while it comes in.
pub(super) enum Split {
    /// Nothing came yet.
    Undecided,
    No,
    Yes(Box<Splitter>),
    /// They did, and what has not come of them is not waited for.
    #[cfg(feature = "stream")]
    CutOff,
}

impl Incoming<'_> {
    /// More of the reply, which may have parts for the program's own writer.
    #[cold]
    pub(super) fn split(&mut self, chunk: &[u8], sink: &mut Sink<'_>) -> Result<(), Error> {
        if let Split::Undecided = &self.split {
            let start = chunk.trim_ascii_start();
            if start.is_empty() {
                return self.keep(chunk);
            }
            self.split = self.splitter(start, false)?.map_or(Split::No, Split::Yes);
            let before = std::mem::take(&mut self.bytes);
            return self.split([before.as_slice(), chunk].concat().as_slice(), sink);
        }
        let pushed = match &mut self.split {
            Split::Yes(splitter) => splitter.push(chunk, &mut *sink.parts),
            _ => return self.keep(chunk),
        };
        pushed.map_err(|error| self.unsplit(error))
    }

    /// What takes the reply apart that begins with these bytes. One that is compressed has to be there as a whole, and what
    /// begins as XML does is one part, whatever its media type says.
    pub(super) fn splitter(&self, start: &[u8], whole: bool) -> Result<Option<Box<Splitter>>, Error> {
        let text = |name| self.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let media = text(CONTENT_TYPE).filter(|media| is_multipart(media));
        let encoding = text(CONTENT_ENCODING).filter(|name| !name.eq_ignore_ascii_case("identity"));
        // Whatever the header says, it is not compressed any more.
        let plain = whole || encoding.is_none() || start.starts_with(b"--");
        let is_text = matches!(start, [b'<' | 0xef | 0xfe | 0xff, ..]);
        let Some(media) = media.filter(|_| plain && !is_text && !start.starts_with(&[0x1f, 0x8b])) else {
            return Ok(None);
        };
        let call = self.exchange.call;
        let limits = Limits { envelope: call.session.shared().reply_limit, parts: call.parts_limit };
        let splitter = Splitter::new(media, limits).map_err(|error| self.unsplit(error.into()))?;
        Ok(Some(Box::new(splitter)))
    }

    /// A reply that cannot be taken apart.
    #[cold]
    pub(super) fn unsplit(&self, error: SplitError) -> Error {
        let (operation, limit) =
            (self.exchange.call.operation, self.exchange.call.session.shared().reply_limit);
        let envelope = match &self.split {
            Split::Yes(splitter) => splitter.envelope(),
            _ => &[],
        };
        let error = match error {
            SplitError::Decode(error) => exchange::undecodable(operation, error, envelope),
            SplitError::Envelope => Error::too_large(operation, limit),
            SplitError::Parts(limit) => Error::parts_too_large(operation, limit),
            SplitError::Sink(id, why) => Error::from_sink(operation, &id, why),
        };
        self.exchange.told(error.answered(self.status.as_u16(), self.headers.clone()), envelope)
    }
}
