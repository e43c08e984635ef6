//! Attachments: MIME `multipart/related` around an envelope (SOAP with attachments, and MTOM's XOP).

mod failure;
mod headers;
mod pack;
mod part_sink;
mod pieces;
mod split;
mod transfer;
mod unpack;

use std::borrow::Cow;
use std::cell::Cell;
#[cfg(feature = "stream")]
use std::cell::RefCell;

use bytes::Bytes;

use super::operation::Bound;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Field, Record, Slot};
use crate::runtime::codec::strings::{Index, hex, split_once, trim};
use crate::runtime::values::{Attachment, Streamed};

#[cfg(feature = "server")]
pub(super) use headers::parameter;
pub(in crate::runtime) use pack::{Packed, pack, part_id, token};
pub(in crate::runtime) use part_sink::{Limits, PartSink, SplitError};
pub(in crate::runtime) use pieces::{Piece, PieceReader, length};
pub(in crate::runtime) use split::Splitter;
#[cfg(feature = "stream")]
pub(in crate::runtime) use split::Taken;
#[cfg(feature = "stream")]
pub(in crate::runtime) use unpack::MOST_PARTS;
pub(in crate::runtime) use unpack::is_multipart;
pub use unpack::{Unpacked, unpack};

/// What came beside an envelope.
#[derive(Default)]
pub struct Attachments<'a> {
    parts: Vec<Part<'a>>,
    /// Their numbers by their ids.
    ids: Index,
    /// How many bytes may be read a second time: as many as there are.
    again: Cell<usize>,
    /// What the envelope refers to, where its parts are still to come.
    #[cfg(feature = "stream")]
    awaited: Option<RefCell<Vec<String>>>,
}

/// A part beside the envelope.
struct Part<'a> {
    content_type: String,
    id: String,
    /// Empty where they went to the program's own writer.
    bytes: Cow<'a, [u8]>,
    /// How many bytes went there.
    streamed: Option<u64>,
    used: Cell<bool>,
}

impl<'a> Attachments<'a> {
    fn new(parts: Vec<Part<'a>>) -> Self {
        let (mut ids, mut again) = (Index::default(), 0);
        for (at, part) in parts.iter().enumerate() {
            again += part.bytes.len();
            if !part.id.is_empty() {
                ids.insert(part.id.clone(), at);
            }
        }
        Self {
            parts,
            ids,
            again: Cell::new(again),
            #[cfg(feature = "stream")]
            awaited: None,
        }
    }

    /// Those of an envelope whose parts are still to come, if they are: whatever it refers to is taken for one that will.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn to_come(are_to_come: bool) -> Self {
        Self { awaited: are_to_come.then(RefCell::default), ..Self::default() }
    }

    /// The `cid:` URLs that were taken for parts that will come.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn into_awaited(self) -> Vec<String> {
        self.awaited.map(RefCell::into_inner).unwrap_or_default()
    }

    #[cfg(feature = "stream")]
    fn await_part(&self, href: &str) -> Option<Streamed> {
        let awaited = self.awaited.as_ref()?;
        let id = percent_decoded(trim(href).strip_prefix("cid:")?).into_owned();
        awaited.borrow_mut().push(href.to_owned());
        Some(Streamed { id, included: true, ..Streamed::default() })
    }

    /// The bytes that `what`, at byte `at`, refers to. One part may stand in several places, but not in so many that a
    /// small message would fill the memory.
    #[cold]
    pub(in crate::runtime) fn included(
        &self,
        what: &str,
        href: &str,
        at: usize,
    ) -> Result<&[u8], DecodeError> {
        let unexpected = |what: String| DecodeError::new(DecodeErrorKind::Unexpected(what), at);
        let Some(id) = trim(href).strip_prefix("cid:") else {
            return Err(unexpected(format!("{what} whose href is no cid: URL")));
        };
        let Some(part) = self.number(href).and_then(|at| self.parts.get(at)) else {
            let id = percent_decoded(id);
            return Err(unexpected(format!("{what} of `{}`, which no part is called", shown(&id))));
        };
        if part.used.replace(true) {
            let Some(rest) = self.again.get().checked_sub(part.bytes.len()) else {
                return Err(DecodeError::new(DecodeErrorKind::Limit("attachments that are used again"), at));
            };
            self.again.set(rest);
        }
        Ok(&part.bytes)
    }

    /// The number of the part that a `cid:` URL means: it is called so without the escapes of the URL (RFC 2392), or with
    /// them, as some servers write ids.
    fn number(&self, href: &str) -> Option<usize> {
        let id = trim(href).strip_prefix("cid:")?;
        self.ids.get(&percent_decoded(id)).or_else(|| self.ids.get(id))
    }

    /// The number and the bytes of the part that a `cid:` URL means, which does not count as used by that. There are no bytes
    /// where they went to the program's own writer.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) fn peek(&self, href: &str) -> Option<(usize, Option<&[u8]>)> {
        let number = self.number(href)?;
        let part = self.parts.get(number)?;
        Some((number, part.streamed.is_none().then_some(&*part.bytes)))
    }

    /// Has a part count as used by the message itself: it is none for the program.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) fn used(&self, number: usize) {
        if let Some(part) = self.parts.get(number) {
            part.used.set(true);
        }
    }

    /// How many there are.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) const fn count(&self) -> usize {
        self.parts.len()
    }

    /// How many bytes they have together.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) fn total(&self) -> usize {
        self.parts.iter().map(|part| part.bytes.len()).sum()
    }

    /// Puts the parts that the contract binds to attachments into their slots of `value`, or the one such part into
    /// `value` itself.
    #[cold]
    pub(super) fn bind(&self, bound: &[Bound], value: &mut dyn Field) -> Result<(), DecodeError> {
        for one in bound {
            let Some(part) = self.part(one) else {
                let what = format!("the attachment `{}` is missing", one.name);
                return Err(DecodeError::new(DecodeErrorKind::Unexpected(what), 0));
            };
            part.used.set(true);
            match value.slot() {
                Slot::Attachment(slot) => *slot = part.attachment(),
                Slot::Record(record) => put(record, one, part),
                _ => {}
            }
        }
        Ok(())
    }

    /// As [`bind`](Self::bind), for the arguments of a request.
    #[cfg(feature = "server")]
    pub(super) fn bind_record(&self, bound: &[Bound], record: &mut dyn Record) -> Result<(), DecodeError> {
        struct Whole<'r>(&'r mut dyn Record);
        impl Field for Whole<'_> {
            fn slot(&mut self) -> Slot<'_> {
                Slot::Record(self.0)
            }

            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Absent
            }
        }
        self.bind(bound, &mut Whole(record))
    }

    /// The part that is meant: it begins with the part's name and an equals sign (WS-I Attachments Profile 1.0, 3.5), or is
    /// called so; where none is, the next one that nothing else has taken.
    fn part(&self, bound: &Bound) -> Option<&Part<'a>> {
        let free = || self.parts.iter().filter(|part| !part.used.get());
        let named = |part: &&Part<'_>| {
            let name = split_once(&part.id, b'=').map_or(part.id.as_str(), |(name, _)| name);
            percent_decoded(name) == bound.name
        };
        free().find(named).or_else(|| free().next())
    }

    /// The part that `href` refers to, if its bytes went to the program's own writer.
    #[cold]
    pub(in crate::runtime) fn streamed(&self, href: &str) -> Option<Streamed> {
        #[cfg(feature = "stream")]
        if let Some(part) = self.await_part(href) {
            return Some(part);
        }
        let part = self.number(href).and_then(|at| self.parts.get(at))?;
        part.streamed?;
        part.used.set(true);
        part.told()
    }

    /// All parts whose bytes went to the program's own writer.
    pub(in crate::runtime) fn all_streamed(&self) -> Vec<Streamed> {
        let mut streamed = Vec::new();
        for part in &self.parts {
            streamed.extend(part.told());
        }
        streamed
    }

    /// Those that nothing has taken, and that are here.
    pub(super) fn rest(&self) -> Vec<Attachment> {
        let mut rest = Vec::new();
        for part in &self.parts {
            if !part.used.get() && part.streamed.is_none() {
                rest.push(part.attachment());
            }
        }
        rest
    }
}

impl Part<'_> {
    /// One whose bytes went to the program's own writer.
    fn streamed(part: Streamed) -> Self {
        let Streamed { id, content_type, bytes, .. } = part;
        Self { content_type, id, bytes: Cow::Borrowed(&[]), streamed: Some(bytes), used: Cell::new(false) }
    }

    /// What is told of such a part.
    fn told(&self) -> Option<Streamed> {
        let (id, content_type) = (self.id.clone(), self.content_type.clone());
        Some(Streamed { id, content_type, bytes: self.streamed?, included: self.used.get() })
    }

    fn attachment(&self) -> Attachment {
        let bytes = Bytes::copy_from_slice(&self.bytes);
        Attachment { content_type: self.content_type.clone(), id: self.id.clone(), bytes }
    }
}

fn put(record: &mut dyn Record, bound: &Bound, part: &Part<'_>) {
    if let Slot::Attachment(slot) = record.slot(bound.slot) {
        *slot = part.attachment();
    }
}

/// A text of the server's for a message.
pub(in crate::runtime) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(80) {
        shown.push(if character.is_control() { ' ' } else { character });
    }
    shown
}

/// A text with its `%41`s resolved; one that is none stays as it is.
#[inline(never)]
fn percent_decoded(text: &str) -> Cow<'_, str> {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let Some(at) = memchr::memchr(b'%', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        match hex(rest) {
            Some(byte) => {
                out.push(byte);
                rest = rest.get(2..).unwrap_or_default();
            }
            None => out.push(b'%'),
        }
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.extend_from_slice(rest);
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::View;

    #[derive(Default)]
    struct Two([Attachment; 2]);

    impl Record for Two {
        fn slot(&mut self, index: u16) -> Slot<'_> {
            self.0.get_mut(usize::from(index)).map_or(Slot::None, Slot::Attachment)
        }

        fn view(&self, _: u16) -> View<'_> {
            View::Absent
        }
    }

    impl Field for Two {
        fn slot(&mut self) -> Slot<'_> {
            Slot::Record(self)
        }

        fn view(&self) -> View<'_> {
            View::Absent
        }
    }

    #[test]
    fn bound_parts_go_into_the_slots_of_their_names() {
        let part = |id: &str, bytes: &'static [u8]| Part {
            content_type: "text/plain".to_owned(),
            id: id.to_owned(),
            bytes: Cow::Borrowed(bytes),
            streamed: None,
            used: Cell::new(false),
        };
        let attachments = Attachments::new(vec![part("second=1@x", b"two"), part("other", b"one")]);
        let bound = [Bound { name: "first", slot: 0 }, Bound { name: "second", slot: 1 }];
        let [first, second] = &bound;
        let mut value = Two::default();
        attachments.bind(std::slice::from_ref(second), &mut value).unwrap();
        attachments.bind(std::slice::from_ref(first), &mut value).unwrap();
        assert_eq!(value.0.each_ref().map(|one| &one.bytes[..]), [b"one", b"two"]);
        assert_eq!(value.0[1].id, "second=1@x");
        let error = attachments.bind(&bound, &mut value).unwrap_err();
        assert!(error.to_string().contains("the attachment `first` is missing"), "{error}");
    }
}
