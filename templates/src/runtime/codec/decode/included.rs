//! XOP: bytes that stand beside the envelope, where an element's text would be in base64.

use super::Decoder;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::Slot;
use crate::runtime::codec::scan::{Name, Result};
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
        let bytes = {
            let mut written = self.cursor.each_attribute().filter(|_| tag.attributes);
            let href = written.find(|(namespace, _, local, _)| *namespace == ns::NONE && *local == "href");
            attachments.included(href.map_or("", |(_, _, _, value)| value), tag.start)?
        };
        self.cursor.skip(&tag, self.cursor.reading.depth().saturating_sub(depth))?;
        self.cursor.leave(tag.scope());
        self.cursor.next_tag()?;
        self.cursor.close(name)?;
        if value.read_bytes(bytes) { Ok(()) } else { Err(error) }
    }
}
