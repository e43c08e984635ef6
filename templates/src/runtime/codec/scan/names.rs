//! Start tags that are nothing but a name, of which it is not known which.

use super::bytes::{LOW, below};
use super::{Cursor, Name};

impl<'a> Cursor<'a> {
    /// The name of the tag that stands at the cursor, if it has the prefix of a namespace, no attributes and content.
    #[inline]
    pub(in crate::runtime) fn plain_name(&self, namespace: u16) -> Option<Name<'a>> {
        let (start, prefix) = self.after_prefix(namespace)?;
        Some(Name { prefix, local: self.slice(start, start + name_end(self.rest(start))?) })
    }

    /// Passes the tag at the cursor, which is nothing but its name. Gives the name in the words of the table.
    #[inline]
    pub(in crate::runtime) fn pass(&mut self, name: Name<'_>, local: &'static str) -> Name<'static> {
        let prefix = name.prefix;
        let before = (prefix.end - prefix.start) as usize + usize::from(!prefix.is_empty());
        self.position += "<".len() + before + local.len() + ">".len();
        Name { prefix, local }
    }
}

/// Where a name ends that is all of a tag that stands here. Those of contracts are seldom longer than what is looked at.
#[inline]
fn name_end(bytes: &[u8]) -> Option<usize> {
    let mut position = 0;
    let end = loop {
        let chunk = bytes.get(position..).and_then(|rest| rest.first_chunk::<8>())?;
        let found = below(1, u64::from_le_bytes(*chunk) ^ (LOW * b'>' as u64));
        if found != 0 {
            break position + (found.trailing_zeros() / 8) as usize;
        }
        position += 8;
        if position == 64 {
            return None;
        }
    };
    // Else it ends with an attribute, or is empty.
    let last = bytes.get(end.wrapping_sub(1))?;
    (!matches!(last, b'"' | b'\'' | b'/')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_with_its_tag() {
        for length in 1..=70 {
            let name = "n".repeat(length);
            let end = name_end(format!("{name}>text</{name}>        ").as_bytes());
            assert_eq!(end, (length < 64).then_some(length), "{length}");
        }
        for tag in
            ["", ">", ">        ", "a", "a>", "abcdefgh", "a/>      ", "a b='>'>       ", "a b=\"c\">      "]
        {
            assert_eq!(name_end(tag.as_bytes()), None, "{tag}");
        }
        assert_eq!(name_end(b"a>      "), Some(1));
    }
}
