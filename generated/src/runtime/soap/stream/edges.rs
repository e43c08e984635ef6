//! Where the items of a list end, by their tags alone. Whether they are well-formed is not asked here: the codec does that.

use super::head::name_of;
use crate::runtime::codec::strings::{after, tag_end};

/// What is longer than this and has no end yet is looked at again only when it has grown by half.
const LONG: usize = 64 * 1024;

/// Looks for the ends of items, as far as the text goes, and goes on when more of it has come.
#[derive(Default)]
pub(super) struct Edges {
    /// Up to here the text was looked at.
    at: usize,
    depth: usize,
    /// Nothing is looked for in a text that is shorter.
    again: usize,
    /// Where items end.
    pub(super) ends: Vec<usize>,
    /// Where the items are over: at the end tag of the element around them, or at another element behind a run of them.
    pub(super) over: Option<usize>,
}

impl Edges {
    /// From a byte of the text on.
    pub(super) fn from(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// So many bytes before the text that was not looked at are gone.
    pub(super) fn shift(&mut self, bytes: usize) {
        let Self { at, again, ends, over, .. } = self;
        for place in [at, again].into_iter().chain(ends).chain(over) {
            *place = place.saturating_sub(bytes);
        }
    }

    /// Looks at what has come. `run` is the local name of the items, where they are a run among others.
    pub(super) fn look(&mut self, text: &str, run: Option<&str>) {
        if text.len() < self.again {
            return;
        }
        while self.over.is_none() {
            let bytes = text.as_bytes();
            let Some(found) = memchr::memchr(b'<', bytes.get(self.at..).unwrap_or_default()) else {
                self.at = text.len();
                return;
            };
            self.at += found;
            let rest = text.get(self.at..).unwrap_or_default();
            let length = match rest.as_bytes() {
                // What it is cannot be said yet.
                [b'<'] | [b'<', b'!'] | [b'<', b'!', b'-'] => None,
                [b'<', b'!', b'-', b'-', ..] => behind(rest, 4, "-->"),
                [b'<', b'!', b'[', ..] => behind(rest, 3, "]]>"),
                [b'<', b'?', ..] => behind(rest, 2, "?>"),
                [b'<', b'/', ..] if self.depth == 0 => {
                    self.over = Some(self.at);
                    return;
                }
                _ => tag_end(rest),
            };
            let Some(length) = length else {
                let waiting = text.len() - self.at;
                self.again = if waiting > LONG { text.len() + waiting / 2 } else { 0 };
                return;
            };
            self.pass(rest.get(..length).unwrap_or_default(), run);
        }
    }

    /// Passes a tag, or what is none.
    fn pass(&mut self, tag: &str, run: Option<&str>) {
        match tag.as_bytes() {
            [b'<', b'!' | b'?', ..] => {}
            [b'<', b'/', ..] => self.depth = self.depth.saturating_sub(1),
            _ if self.depth == 0 && run.is_some_and(|run| after(name_of(tag), b":") != run) => {
                self.over = Some(self.at);
                return;
            }
            [.., b'/', b'>'] => {}
            _ => self.depth += 1,
        }
        self.at += tag.len();
        if self.depth == 0 && !matches!(tag.as_bytes(), [b'<', b'!' | b'?', ..]) {
            self.ends.push(self.at);
        }
    }
}

fn behind(text: &str, from: usize, end: &str) -> Option<usize> {
    let at = memchr::memmem::find(text.as_bytes().get(from..)?, end.as_bytes())?;
    Some(from + at + end.len())
}
