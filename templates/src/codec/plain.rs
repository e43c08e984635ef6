//! Searching, trimming and joining text. The standard library compiles these anew for each kind of pattern and item;
//! here they are compiled once, for all of the crate, and never into their callers.

use std::collections::HashMap;

use super::chars::is_space;

/// Texts and a number for each. One type of table for all that need one.
pub(in super::super) type Index = HashMap<String, usize>;

/// Where `what` begins in `bytes`. Quick while its first byte is rare, which the beginnings of markup are.
#[inline(never)]
pub(in super::super) fn find_bytes(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let Some(first) = what.first() else { return Some(0) };
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let found = memchr::memchr(*first, rest)?;
        if rest.get(found..)?.starts_with(what) {
            return Some(at + found);
        }
        at += found + 1;
    }
}

/// Where `what` begins in `text`.
pub(in super::super) fn find(text: &str, what: &str) -> Option<usize> {
    find_bytes(text.as_bytes(), what.as_bytes())
}

/// Whether `what` occurs in `text`.
pub(in super::super) fn contains(text: &str, what: &str) -> bool {
    find(text, what).is_some()
}

/// Without the white space of XML at its beginning.
#[inline(never)]
pub(in super::super) fn trim_start(text: &str) -> &str {
    let mut rest = text.as_bytes();
    while let [b' ' | b'\t' | b'\r' | b'\n', after @ ..] = rest {
        rest = after;
    }
    text.get(text.len() - rest.len()..).unwrap_or_default()
}

/// Without the white space of XML at its end.
#[inline(never)]
pub(in super::super) fn trim_end(text: &str) -> &str {
    let mut rest = text.as_bytes();
    while let [before @ .., b' ' | b'\t' | b'\r' | b'\n'] = rest {
        rest = before;
    }
    text.get(..rest.len()).unwrap_or_default()
}

/// Without the white space of XML that may surround a simple value.
#[inline(never)]
pub(in super::super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => trim_end(trim_start(text)),
    }
}

/// What stands before the first of the `ends`, all of them ASCII.
#[inline(never)]
pub(in super::super) fn before<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    let end = text.bytes().position(|byte| ends.contains(&byte));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// What stands after the last of the `ends`, all of them ASCII.
#[inline(never)]
pub(in super::super) fn after<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    let end = text.bytes().rposition(|byte| ends.contains(&byte));
    end.and_then(|end| text.get(end + 1..)).unwrap_or(text)
}

/// What stands before and after the first `at`, which is ASCII.
#[inline(never)]
pub(in super::super) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let found = memchr::memchr(at, text.as_bytes())?;
    Some((text.get(..found)?, text.get(found + 1..)?))
}

/// The words of a list: what stands between white space of XML.
pub(in super::super) const fn words(text: &str) -> Words<'_> {
    Words(text)
}

/// See [`words`].
#[derive(Clone)]
pub(in super::super) struct Words<'t>(&'t str);

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'t str> {
        let rest = trim_start(self.0);
        let end = rest.bytes().position(is_space).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        self.0 = after;
        (!word.is_empty()).then_some(word)
    }
}

/// The parts with `between` between them.
#[inline(never)]
pub(in super::super) fn join(parts: &mut dyn Iterator<Item = &str>, between: &str) -> String {
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}

/// A whole number: a sign, then digits.
#[inline(never)]
pub(in super::super) fn whole(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    // Negative, since the least number has no positive counterpart.
    let mut value = 0i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.checked_mul(10)?.checked_sub(i64::from(digit))?;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_standard_library_finds() {
        for text in ["", "a", "]]>", "a]]>", "]]]]>>", "]]", "]]&gt;", "\u{e9}]]>\u{e9}"] {
            for what in ["", "]]>", "]", "]]]>", "\u{e9}"] {
                assert_eq!(find(text, what), text.find(what), "{what:?} in {text:?}");
                assert_eq!(contains(text, what), text.contains(what), "{what:?} in {text:?}");
            }
        }
    }

    #[test]
    fn trims_the_white_space_of_xml_alone() {
        for (text, trimmed) in [("", ""), (" \t\r\n", ""), (" a b ", "a b"), ("\u{a0}a\u{c}", "\u{a0}a\u{c}")]
        {
            assert_eq!(trim(text), trimmed, "{text:?}");
            assert_eq!(trim_start(text).trim_end_matches([' ', '\t', '\r', '\n']), trimmed, "{text:?}");
        }
    }

    #[test]
    fn words_stand_between_white_space() {
        for text in ["", " ", "a", " a\tb\r\n c ", "\u{e9} \u{a0}b"] {
            let expected: Vec<_> =
                text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
            assert_eq!(words(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn cuts_and_joins() {
        assert_eq!(before("\u{e9}a b", b" >"), "\u{e9}a");
        assert_eq!(before("\u{e9}", b" >"), "\u{e9}");
        assert_eq!(after("a.b c", b" ."), "c");
        assert_eq!(after("\u{e9}", b" ."), "\u{e9}");
        assert_eq!(cut("a=b=c", b'='), Some(("a", "b=c")));
        assert_eq!(cut("a", b'='), None);
        assert_eq!(join(&mut ["a", "b", "c"].into_iter(), "`, `"), "a`, `b`, `c");
        assert_eq!(join(&mut [].into_iter(), "/"), "");
    }

    #[test]
    fn whole_numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "+7",
            "007",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999",
            "",
            "+",
            "-",
            "+-1",
            "1 ",
            "1.0",
            "0x1",
            "\u{661}",
        ] {
            assert_eq!(whole(text), text.parse().ok(), "{text:?}");
        }
    }
}
