//! Start tags that are nothing but a name, of which it is not known which.

use std::num::NonZeroU64;

use super::bytes::{LOW, begins, below};
use super::{Cursor, Name, Scope, Span, Tag};
use crate::runtime::codec::tables::Particle;

impl<'a> Cursor<'a> {
    /// The local name that begins here, if the tag ends with it, and has content; and its [`hash`].
    #[inline]
    pub(in crate::runtime) fn plain_name(&self, from: usize) -> Option<(&'a [u8], NonZeroU64)> {
        let rest = self.rest(from);
        let (end, hash) = name_end(rest)?;
        Some((rest.get(..end)?, hash))
    }

    /// Whether this local name begins here, and the tag ends with it, and has content.
    #[inline(always)]
    pub(in crate::runtime) fn is_plain(&self, from: usize, local: &str) -> bool {
        begins(self.rest(from), local.as_bytes()) && self.at(from + local.len()) == b'>'
    }

    /// Passes a tag that ends with this local name, which begins here, behind this prefix.
    #[inline(always)]
    pub(in crate::runtime) fn pass(
        &mut self,
        from: usize,
        prefix: Span,
        local: &'static str,
    ) -> Name<'static> {
        self.position = from + local.len() + ">".len();
        Name { prefix, local }
    }

    /// The name of the tag that was just passed, of which this row is known to be that.
    #[inline]
    pub(in crate::runtime) fn name_of_row(&self, row: &Particle) -> Option<Name<'static>> {
        let bound = self.current.get(usize::from(row.namespace))?.as_ref()?;
        Some(Name { prefix: bound.prefix, local: row.name })
    }
}

/// How many tags are kept.
const KEPT: usize = 8;

/// A tag that is nothing but a short name: its bytes before the `>`, and what they mean in one scope.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    key: [u64; 2],
    epoch: u32,
    prefix: Span,
    /// How many bytes stand before its local name.
    before: u32,
}

/// The last few, by their bytes. A scope is what counts: one with the same number declares the same, at the same places.
pub(super) type KnownTags = [Known; KEPT];

impl Cursor<'_> {
    /// Passes a tag that is nothing but a short name, if it came before in the same scope. Gives what its end tag must repeat,
    /// and the scope around it.
    #[inline]
    pub(super) fn known_tag(&mut self) -> Option<(Span, Span, Scope)> {
        let start = self.position;
        let (key, length) = short_tag(self.rest(start))?;
        let known =
            self.known.get(place(key)).filter(|known| known.key == key && known.epoch == self.epoch)?;
        let (prefix, local) = (known.prefix, Self::span(start + known.before as usize, start + length));
        self.position = start + length + ">".len();
        Some((prefix, local, self.scope()))
    }

    /// Keeps a tag that was just read, if it is nothing but a short name.
    #[inline(never)]
    pub(super) fn note_tag(&mut self, tag: &Tag) {
        let Some((key, length)) = short_tag(self.rest(tag.start)) else { return };
        let end = tag.start + length;
        if tag.empty || tag.local.end as usize != end || self.position != end + ">".len() {
            return;
        }
        let (prefix, epoch) = (tag.prefix, self.epoch);
        let before = Self::span(tag.start, tag.local.start as usize).length();
        if let Some(place) = self.known.get_mut(place(key)) {
            *place = Known { key, epoch, prefix, before };
        }
    }
}

/// The bytes before the `>` of a tag that begins here, as two numbers, and how many they are: up to 15.
#[inline]
fn short_tag(bytes: &[u8]) -> Option<([u64; 2], usize)> {
    let [first, second] = [0, 8].map(|from| bytes.get(from..).and_then(|rest| rest.first_chunk::<8>()));
    let end = |word: u64| match below(1, word ^ (LOW * b'>' as u64)) {
        0 => None,
        found => Some(found.trailing_zeros() & !7),
    };
    let first = u64::from_le_bytes(*first?);
    if let Some(bits) = end(first) {
        return Some(([first & !(u64::MAX << bits), 0], (bits / 8) as usize));
    }
    let second = u64::from_le_bytes(*second?);
    let bits = end(second)?;
    Some(([first, second & !(u64::MAX << bits)], 8 + (bits / 8) as usize))
}

/// Where such a tag is kept.
#[inline]
const fn place([first, second]: [u64; 2]) -> usize {
    (mix(first, second) >> (u64::BITS - KEPT.ilog2())) as usize
}

/// A number made of the bytes of a name. Its highest bits depend on all of them.
pub(in crate::runtime) fn hash(name: &[u8]) -> NonZeroU64 {
    let chunks = name.chunks_exact(size_of::<u64>());
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let last = word(chunks.remainder());
    whole(mix(chunks.fold(0, |hash, chunk| mix(hash, word(chunk))), last))
}

/// The lowest bit is that of no name.
#[inline(always)]
const fn whole(hash: u64) -> NonZeroU64 {
    match NonZeroU64::new(hash | 1) {
        Some(hash) => hash,
        None => NonZeroU64::MIN,
    }
}

#[inline(always)]
const fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where a name ends that is all of a tag that stands here, and its [`hash`]. Those of contracts are seldom longer than what is
/// looked at.
#[inline]
fn name_end(bytes: &[u8]) -> Option<(usize, NonZeroU64)> {
    let (mut position, mut hash) = (0, 0);
    let end = loop {
        let word = u64::from_le_bytes(*bytes.get(position..).and_then(|rest| rest.first_chunk::<8>())?);
        let found = below(1, word ^ (LOW * b'>' as u64));
        if found != 0 {
            let bits = found.trailing_zeros() & !7;
            hash = mix(hash, word & !(u64::MAX << bits));
            break position + (bits / 8) as usize;
        }
        hash = mix(hash, word);
        position += 8;
        if position == 64 {
            return None;
        }
    };
    // Else it ends with an attribute, or is empty.
    let last = bytes.get(end.wrapping_sub(1))?;
    (!matches!(last, b'"' | b'\'' | b'/')).then_some((end, whole(hash)))
}
