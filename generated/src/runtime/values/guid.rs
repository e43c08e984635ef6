//! `guid` of the serialization namespace: a UUID.

use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::lexical::trim;
use crate::runtime::codec::{Field, LexError, LexValue, Slot, View};

const GUID: LexError = LexError { expected: "a guid such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301" };

impl LexValue for Uuid {
    /// Takes either case, and braces around.
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let text = trim(text);
        let bare = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or(GUID)?,
            None => text,
        };
        if bare.len() != Hyphenated::LENGTH {
            return Err(GUID);
        }
        *self = Uuid::try_parse(bare).map_err(|_| GUID)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]));
    }
}

impl Field for Uuid {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Lex(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Lex(self)
    }
}
