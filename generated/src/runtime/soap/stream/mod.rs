//! Reading a list item by item, while the reply comes in.
//!
//! The codec reads texts that are whole. So the reply is read in such pieces: its beginning up to the first item with the end
//! tags of the elements that are open there, then some items at a time within the start and end tags around them, and at last
//! the beginning with all that follows the items, as if there had been none. What is not as the contract says before the
//! first item is not read in this way, but as a whole.

mod edges;
mod head;
mod place;
mod route;

use std::borrow::Cow;

use edges::Edges;
use encoding_rs::{DecoderResult, UTF_8};
use head::{Found, Head};
pub(in crate::runtime) use place::{Cut, Place};
use place::{MARK, Shift};
pub(in crate::runtime) use route::Route;

use super::attachments::{Attachments, MOST_PARTS};
use super::envelope::read::legal;
use super::operation::{Body, Operation};
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::field::Field;
use crate::runtime::codec::strings::Index;
use crate::runtime::codec::{DecodeError, DecodeErrorKind, DepartureKind, Departures, Reading, encoding};

/// Where items go.
pub(in crate::runtime) trait Batch {
    /// A fresh result, to read items into.
    fn fresh(&mut self) -> &mut dyn Field;

    /// Hands out the items of the last one. Tells whether there are any: nil ones are left out.
    fn hand_out(&mut self) -> bool;
}

/// What came of looking for the first item.
pub(in crate::runtime) enum Begun {
    NotYet,
    /// The reply has to be read as a whole.
    Never,
    Items(Box<Items>),
}

/// What came of looking for items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Step {
    /// More of the reply has to come.
    More,
    /// Some were passed, and handed out where they are not nil. There may be more.
    Passed { handed_out: bool },
    /// The list is over: what follows is read as a whole.
    Over,
    /// The next item cannot be read.
    Broken,
}

/// A list that is coming in.
pub(in crate::runtime) struct Items {
    operation: &'static Operation,
    reading: Reading,
    converter: encoding_rs::Decoder,
    /// The text ended in bytes that are none.
    malformed: bool,
    /// The reply up to its first item; with that, where the contract demands one.
    head: String,
    wants_first: bool,
    /// The tags around the items.
    before: String,
    after: String,
    /// What the end tag of an item looks like, mostly.
    end_tag: String,
    /// `before`, and what has come and is not read.
    text: String,
    /// Where that begins, and where it stands in the reply.
    start: usize,
    here: Place,
    /// Up to here no end tag of an item is in it.
    searched: usize,
    /// Items are told apart by all their tags: the last end tag did not end one.
    exact: bool,
    /// Several items could not be read together.
    single: bool,
    edges: Edges,
    spare: String,
    departures: Departures,
    /// What stands beside the envelope comes behind it.
    are_parts_to_come: bool,
    /// The parts that items refer to, each once.
    awaited: Index,
}

impl Items {
    /// Looks for the first item in what has come of a reply.
    pub(in crate::runtime) fn begin(
        operation: &'static Operation,
        route: &Route,
        reading: Reading,
        bytes: &[u8],
        content_type: Option<&str>,
        are_parts_to_come: bool,
    ) -> Begun {
        let (encoding, mark) = match encoding::of_beginning(bytes, content_type) {
            encoding::Beginning::Known(encoding, mark) => (encoding, mark),
            encoding::Beginning::NotYet => return Begun::NotYet,
            encoding::Beginning::Unclear => return Begun::Never,
        };
        let mut converter = encoding.new_decoder_without_bom_handling();
        let mut text = String::new();
        let bytes = bytes.get(mark..).unwrap_or_default();
        let malformed = !convert(&mut converter, bytes, &mut text, false);
        let Head { end, before, after, item } = match head::find(&text, operation.service, route) {
            Found::Head(head) => head,
            Found::Never => return Begun::Never,
            Found::NotYet => return if malformed { Begun::Never } else { Begun::NotYet },
        };
        let window = text.split_off(end);
        let here = Place::START.after(&text);
        let start = before.len();
        Begun::Items(Box::new(Self {
            operation,
            reading,
            converter,
            malformed,
            head: text,
            wants_first: route.wants_first(),
            text: [&*before, &*window].concat(),
            before,
            after,
            end_tag: format!("</{item}>"),
            start,
            here,
            searched: start,
            exact: false,
            single: false,
            edges: Edges::from(start),
            spare: String::new(),
            departures: Departures::default(),
            are_parts_to_come,
            awaited: Index::default(),
        }))
    }

    /// The reply as if it had no items and nothing behind them.
    pub(in crate::runtime) fn beginning(&self) -> Vec<u8> {
        [MARK, self.head.as_bytes(), self.after.as_bytes()].concat()
    }

    /// How many bytes are kept.
    pub(in crate::runtime) fn kept(&self) -> usize {
        self.head.len() + self.text.len().saturating_sub(self.start)
    }

    /// More of the reply; with `last`, nothing follows.
    pub(in crate::runtime) fn push(&mut self, bytes: &[u8], last: bool) {
        if self.start > self.before.len() {
            self.text.drain(self.before.len()..self.start);
            let passed = self.start - self.before.len();
            self.edges.shift(passed);
            self.searched = self.searched.saturating_sub(passed);
            self.start = self.before.len();
        }
        if !self.malformed {
            self.malformed = !convert(&mut self.converter, bytes, &mut self.text, last);
        }
    }

    /// Whether bytes came that are no text: nothing is read behind them.
    pub(in crate::runtime) const fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// Hands out items, if some have come as a whole.
    pub(in crate::runtime) fn step(&mut self, route: &Route, batch: &mut dyn Batch) -> Step {
        if !self.exact && !self.wants_first {
            // The end of the last item can look like the end of something in it, or of a text: then reading fails, since
            // elements stay open, and all tags are looked at.
            let from = self.start.max(self.searched.saturating_sub(self.end_tag.len()));
            let unsearched = self.text.as_bytes().get(from..).unwrap_or_default();
            match memchr::memmem::rfind(unsearched, self.end_tag.as_bytes()) {
                Some(found) => {
                    let end = from + found + self.end_tag.len();
                    if self.read(end, route, batch).is_ok() {
                        self.edges = Edges::from(self.start);
                        return Step::Passed { handed_out: batch.hand_out() };
                    }
                    self.exact = true;
                    self.edges = Edges::from(self.start);
                }
                None => self.searched = self.text.len(),
            }
        }
        let run = (!route.alone).then_some(route.item.name);
        self.edges.look(&self.text, run);
        loop {
            let ends = &self.edges.ends;
            let one = self.single || self.wants_first;
            let Some(end) = (if one { ends.first() } else { ends.last() }).copied() else {
                self.single = false;
                return if self.edges.over.is_some() { Step::Over } else { Step::More };
            };
            let count = if one { 1 } else { ends.len() };
            match self.read(end, route, batch) {
                Ok(()) => {
                    self.edges.ends.drain(..count);
                    return Step::Passed { handed_out: batch.hand_out() };
                }
                Err(_) if count > 1 => self.single = true,
                Err(_) => return Step::Broken,
            }
        }
    }

    /// Reads the items up to a byte of the text into a fresh result. If they can be read they are passed.
    fn read(&mut self, end: usize, route: &Route, batch: &mut dyn Batch) -> Result<(), DecodeError> {
        let whole = self.start == self.before.len() && !self.single;
        self.spare.clear();
        let (departures, awaited) = if whole {
            // Nothing but what stands behind the items is copied.
            self.spare.push_str(self.text.get(end..).unwrap_or_default());
            self.text.truncate(end);
            self.text.push_str(&self.after);
            let read = self.decode(&self.text, route, batch);
            self.text.truncate(end);
            self.text.push_str(&self.spare);
            read?
        } else {
            let items = self.text.get(self.start..end).unwrap_or_default();
            let mut text = std::mem::take(&mut self.spare);
            for piece in [&self.before, items, &self.after] {
                text.push_str(piece);
            }
            let read = self.decode(&text, route, batch);
            self.spare = text;
            read?
        };
        // One more than a message may have is surely not there.
        for href in awaited {
            if self.awaited.len() <= MOST_PARTS {
                self.awaited.insert(href, 0);
            }
        }
        let items = self.text.get(self.start..end).unwrap_or_default();
        if self.wants_first {
            // It is told of with the rest.
            self.head.push_str(items);
            self.wants_first = false;
        } else {
            self.departures.extend(&departures);
        }
        self.here = self.here.after(items);
        self.start = end;
        self.searched = end;
        Ok(())
    }

    /// Gives departures, and the parts that the items refer to.
    fn decode(
        &self,
        text: &str,
        route: &Route,
        batch: &mut dyn Batch,
    ) -> Result<(Departures, Vec<String>), DecodeError> {
        let Self { operation, reading, .. } = self;
        let (text, illegal) = legal(Cow::Borrowed(text), reading);
        let attachments = Attachments::to_come(self.are_parts_to_come);
        let mut decoder = Decoder::new(&text, operation.service.namespaces, *reading)?;
        decoder.attachments = Some(&attachments);
        decoder.in_wrapper =
            operation.response.as_ref().is_some_and(|message| !matches!(message.body, Body::Bare(_)));
        let Some(items) = route.list(batch.fresh()) else {
            let what = "a result whose list is not where it says";
            return Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), 0));
        };
        let own = self.after.find('>').map_or(0, |end| end + 1);
        decoder.items(route.opens(), route.item, items, self.after.len() - own)?;
        if let Some(at) = illegal {
            decoder.depart(DepartureKind::IllegalXml, at, "a character that XML forbids")?;
        }
        let mut departures = decoder.departures(&text);
        let shift = Shift { from: Place::START.after(&self.before), to: self.here };
        shift.departures(&mut departures);
        drop(decoder);
        Ok((departures, attachments.into_awaited()))
    }

    /// What is left of the reply, to be judged as one without the items that were handed out.
    pub(in crate::runtime) fn rest(&mut self) -> (Vec<u8>, Cut) {
        let rest = self.text.get(self.start..).unwrap_or_default();
        let mut bytes = [MARK, self.head.as_bytes(), rest.as_bytes()].concat();
        if self.malformed {
            bytes.push(0xFF);
        }
        let shift = Shift { from: Place::START.after(&self.head), to: self.here };
        self.here = self.here.after(rest);
        self.start = self.text.len();
        let (departures, awaited) = (std::mem::take(&mut self.departures), std::mem::take(&mut self.awaited));
        (bytes, Cut { shift, departures, awaited })
    }

    /// More of what is left, as text in UTF-8.
    pub(in crate::runtime) fn more(&mut self, bytes: &[u8], last: bool) -> Vec<u8> {
        let mut text = String::new();
        if self.malformed {
            return Vec::new();
        }
        self.malformed = !convert(&mut self.converter, bytes, &mut text, last);
        self.here = self.here.after(&text);
        let mut bytes = text.into_bytes();
        if self.malformed {
            bytes.push(0xFF);
        }
        bytes
    }

    /// What is wrong with the [`rest`](Self::rest) where bytes came that are no text in an encoding that is not UTF-8. In UTF-8 the rest tells that itself.
    pub(in crate::runtime) fn unreadable(&self) -> Option<DecodeError> {
        let encoding = self.converter.encoding();
        if !self.malformed || encoding == UTF_8 {
            return None;
        }
        let Place { offset, line, column } = self.here.after(self.text.get(self.start..).unwrap_or_default());
        let what = DecodeErrorKind::Encoding(format!("a byte that is not {}", encoding.name()));
        Some(DecodeError::new(what, offset).at(offset, line, column))
    }
}

/// Adds bytes to a text. Tells whether they are text.
fn convert(converter: &mut encoding_rs::Decoder, bytes: &[u8], text: &mut String, last: bool) -> bool {
    let mut rest = bytes;
    loop {
        let Some(room) = converter.max_utf8_buffer_length_without_replacement(rest.len()) else {
            return false;
        };
        text.reserve(room);
        let (result, read) = converter.decode_to_string_without_replacement(rest, text, last);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return false,
        }
    }
}
