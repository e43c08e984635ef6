//! How large and how deep a sample may get. Types that hold others twice double it with each of them.

use crate::contract::QName;

/// How many bytes an envelope may have, about.
const BYTES: usize = 500_000;
/// How deep elements, and groups of them, may stand in each other.
const DEPTH: usize = 100;
/// What an attempt costs that comes to nothing.
const ATTEMPT: usize = 16;

const FULL: &str = "the sample ends here: it would be larger than 1 MB";
const DEEP: &str = "more is nested here: the sample shows 100 levels";

/// What is left of both.
#[derive(Debug)]
pub(super) struct Room {
    left: usize,
    depth: usize,
    told: bool,
}

impl Default for Room {
    fn default() -> Self {
        Self { left: BYTES, depth: 0, told: false }
    }
}

impl Room {
    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    /// Takes the bytes of an element: its two tags with their indentation.
    pub(super) fn element(&mut self, name: &QName) {
        self.take(2 * (name.local.len() + 2 * self.depth + 10));
    }

    /// Takes the bytes of an attribute.
    pub(super) fn attribute(&mut self, name: &QName, value: &str) {
        self.take(name.local.len() + weight(value) + 8);
    }

    /// Takes so many bytes if they are left.
    pub(super) fn holds(&mut self, bytes: usize) -> bool {
        let holds = bytes < self.left;
        if holds {
            self.take(bytes);
        }
        holds
    }

    /// Where nothing is left: what to say, once.
    #[allow(clippy::option_option, reason = "two questions")]
    pub(super) fn why_not(&mut self) -> Option<Option<&'static str>> {
        (self.left == 0).then(|| (!std::mem::replace(&mut self.told, true)).then_some(FULL))
    }

    /// Goes a level deeper; where that cannot be, what to say.
    #[allow(clippy::option_option, reason = "two questions")]
    pub(super) fn deeper(&mut self) -> Option<Option<&'static str>> {
        self.take(ATTEMPT);
        if self.depth >= DEPTH {
            return Some(Some(DEEP));
        }
        let full = self.why_not();
        self.depth += usize::from(full.is_none());
        full
    }

    /// Comes back from a level.
    pub(super) fn back(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// How many bytes a text takes, escaped.
pub(super) fn weight(text: &str) -> usize {
    text.bytes()
        .map(|byte| if matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\t' | b'\n' | b'\r') { 6 } else { 1 })
        .sum()
}
