//! A reply in several parts whose envelope is read item by item: the other parts go to the program's own writers when they
//! come. An item says which of them it includes.

use http::header::CONTENT_TYPE;

use crate::runtime::client::exchange::Beside;
use crate::runtime::client::incoming::Incoming;
use crate::runtime::client::sink::Sink;
use crate::runtime::client::split::Split;
use crate::runtime::error::Error;
use crate::runtime::soap::Attachments;
use crate::runtime::soap::attachments::Taken;

impl Incoming<'_> {
    /// Whether it is taken apart while it comes in.
    pub(super) const fn is_split(&self) -> bool {
        matches!(self.split, Split::Yes(_))
    }

    /// The media type of the envelope.
    pub(super) fn envelope_type(&self) -> Option<&str> {
        match &self.split {
            Split::Yes(splitter) => splitter.media_type(),
            _ => self.headers.get(CONTENT_TYPE)?.to_str().ok(),
        }
    }

    /// Puts what came of the envelope where that of a reply without other parts stands. Whether it is over; `None` where it
    /// was before.
    pub(super) fn gather(&mut self) -> Result<Option<bool>, Error> {
        let Split::Yes(splitter) = &mut self.split else { return Ok(Some(false)) };
        let (bytes, is_over) = match splitter.take_envelope() {
            Taken::Some(bytes) => (bytes, false),
            Taken::Last(bytes) => (bytes, true),
            Taken::Over => return Ok(None),
        };
        self.keep(&bytes)?;
        Ok(Some(is_over))
    }

    /// What a piece of the reply has of the envelope, and whether that is over; `None` where it was before. The rest of the
    /// piece goes to the program's own writers.
    pub(super) fn of_envelope(
        &mut self,
        piece: &[u8],
        sink: Option<&mut Sink<'_>>,
    ) -> Result<Option<(Vec<u8>, bool)>, Error> {
        let (Split::Yes(splitter), Some(sink)) = (&mut self.split, sink) else { return Ok(None) };
        let pushed = splitter.push(piece, &mut *sink.parts);
        let taken = splitter.take_envelope();
        pushed.map_err(|error| self.unsplit(error))?;
        Ok(match taken {
            Taken::Some(bytes) => Some((bytes, false)),
            Taken::Last(bytes) => Some((bytes, true)),
            Taken::Over => None,
        })
    }

    /// Nothing more of it is waited for.
    pub(super) fn cut_off(&mut self) {
        if self.is_split() {
            self.split = Split::CutOff;
        }
    }

    /// Whether all parts came that items referred to.
    pub(in crate::runtime::client) fn have_all_come(&self, beside: &Beside) -> Result<(), Error> {
        let parts = &beside.attachments;
        let missing =
            self.cut.as_ref().and_then(|cut| cut.missing(&mut |href| parts.streamed(href).is_some()));
        match missing.map(|href| parts.included("an xop:Include", href, 0)) {
            Some(Err(error)) => Err(self.unsplit(error.into())),
            Some(Ok(_)) | None => Ok(()),
        }
    }
}

impl Beside {
    /// What stands beside an envelope that could not be read to its end: nobody knows.
    pub(in crate::runtime::client) fn to_come() -> Self {
        Self { content_type: String::new(), attachments: Attachments::to_come(true) }
    }
}
