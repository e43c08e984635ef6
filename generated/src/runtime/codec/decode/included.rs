//! Bytes that stand beside the envelope, where an element's text would be in base64: XOP, and the `href` of SOAP with
//! attachments.

use super::Decoder;
use super::simple::text;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::Slot;
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::tables::ns;

const XOP: &str = "http://www.w3.org/2004/08/xop/include";

impl Decoder<'_> {
    /// Reads an element that holds an `xop:Include`, where text was expected from `start` on; `error` says what was found
    /// in its place, and stands if it is something else.
    #[cold]
    pub(super) fn included(
        &mut self,
        slot: Slot<'_>,
        name: Name<'_>,
        start: usize,
        depth: usize,
        error: DecodeError,
    ) -> Result<()> {
        let (Some(attachments), Slot::Lex(value)) = (self.attachments, slot) else { return Err(error) };
        self.cursor.position = start;
        if self.cursor.next_tag().is_err() || self.cursor.at_end_tag() {
            return Err(error);
        }
        let tag = self.cursor.start_tag()?;
        if self.cursor.local(&tag) != "Include" || self.cursor.uri_of(&tag) != XOP {
            return Err(error);
        }
        let href = self.href(&tag).unwrap_or_default();
        let streamed = attachments.streamed(&href);
        let bytes = match streamed {
            Some(_) => &[],
            None => attachments.included("an xop:Include", &href, tag.start)?,
        };
        self.cursor.skip(&tag, self.cursor.reading.depth().saturating_sub(depth))?;
        self.cursor.leave(tag.scope());
        self.cursor.next_tag()?;
        self.cursor.close(name)?;
        let is_read = match &streamed {
            Some(part) => value.read_streamed(part),
            None => value.read_bytes(bytes),
        };
        if is_read { Ok(()) } else { Err(error) }
    }

    /// Reads an element without content whose `href` names a part beside the envelope. Tells whether it is one; else it is
    /// still to be read.
    #[cold]
    pub(super) fn attached(&mut self, slot: &mut Slot<'_>, name: Name<'_>, tag: &Tag) -> Result<bool> {
        let (Some(attachments), Slot::Lex(value)) = (self.attachments, slot) else { return Ok(false) };
        let Some(href) = self.href(tag).filter(|href| trim(href).starts_with("cid:")) else {
            return Ok(false);
        };
        let start = self.cursor.position;
        let content = text(&mut self.cursor, &mut self.buffer, name, Some(tag));
        if !content.is_ok_and(|content| trim(content).is_empty()) {
            self.cursor.position = start;
            return Ok(false);
        }
        match attachments.streamed(&href) {
            Some(part) => Ok(value.read_streamed(&part)),
            None => Ok(value.read_bytes(attachments.included("an href", &href, tag.start)?)),
        }
    }

    /// The attribute `href` of the tag that was just read.
    fn href(&self, tag: &Tag) -> Option<String> {
        let mut written = self.cursor.each_attribute().filter(|_| tag.attributes);
        let href = written.find(|(namespace, _, local, _)| *namespace == ns::NONE && *local == "href");
        href.map(|(_, _, _, value)| value.to_owned())
    }
}
