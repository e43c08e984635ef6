//! Start tags that are nothing but a name, of which it is not known which.

use super::bytes::{LOW, begins, below};
use super::{Cursor, Name, Span};
use crate::runtime::codec::tables::Particle;

impl<'a> Cursor<'a> {
    /// The local name that begins here, if the tag ends with it, and has content; and its [`hash`].
    #[inline]
    pub(in crate::runtime) fn plain_name(&self, from: usize) -> Option<(&'a [u8], u64)> {
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

/// A number made of the bytes of a name. Its highest bits depend on all of them.
pub(in crate::runtime) fn hash(name: &[u8]) -> u64 {
    let chunks = name.chunks_exact(size_of::<u64>());
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let last = word(chunks.remainder());
    mix(chunks.fold(0, |hash, chunk| mix(hash, word(chunk))), last)
}

#[inline(always)]
const fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where a name ends that is all of a tag that stands here, and its [`hash`]. Those of contracts are seldom longer than what is
/// looked at.
#[inline]
fn name_end(bytes: &[u8]) -> Option<(usize, u64)> {
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
    (!matches!(last, b'"' | b'\'' | b'/')).then_some((end, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_with_its_tag() {
        for length in 1..=70 {
            let name = "n".repeat(length);
            let end = name_end(format!("{name}>text</{name}>        ").as_bytes());
            assert_eq!(end, (length < 64).then(|| (length, hash(name.as_bytes()))), "{length}");
        }
        for tag in
            ["", ">", ">        ", "a", "a>", "abcdefgh", "a/>      ", "a b='>'>       ", "a b=\"c\">      "]
        {
            assert_eq!(name_end(tag.as_bytes()), None, "{tag}");
        }
        assert_eq!(name_end(b"a>      ").map(|found| found.0), Some(1));
    }

    #[test]
    fn each_byte_of_a_name_changes_the_highest_bits_of_its_hash() {
        for length in 1..=40 {
            let mut name = vec![b'n'; length];
            let before = hash(&name) >> 54;
            for index in 0..length {
                name[index] = b'o';
                assert_ne!(hash(&name) >> 54, before, "{index} of {length}");
                name[index] = b'n';
            }
        }
    }
}
