//! Searching, trimming and joining text. The standard library compiles these anew for each kind of pattern and item;
//! here they are compiled once, for all of the crate, and never into their callers.

use std::collections::HashMap;
use std::sync::Arc;

use super::chars::is_space;
use super::digits::short;

/// Texts and a number for each. One type of table for all that need one.
///
/// It is never shared; an `Arc` is dropped by a call, where a `Box` is in place.
#[derive(Default)]
pub(in crate::runtime) struct Index(Option<Arc<HashMap<String, usize>>>);

impl Index {
    /// Sets a text's number; gives the one that it had.
    #[inline(never)]
    pub(in crate::runtime) fn insert(&mut self, text: String, number: usize) -> Option<usize> {
        Arc::get_mut(self.0.get_or_insert_default())?.insert(text, number)
    }

    /// A text's number.
    #[inline(never)]
    pub(in crate::runtime) fn get(&self, text: &str) -> Option<usize> {
        self.0.as_ref()?.get(text).copied()
    }

    pub(in crate::runtime) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// How many texts there are.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |all| all.len())
    }

    /// A text that a test does not hold for, if there is one; which of several is not certain.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn without(&self, test: &mut dyn FnMut(&str) -> bool) -> Option<&str> {
        let mut without: Vec<&str> =
            self.0.iter().flat_map(|all| all.keys()).map(String::as_str).filter(|text| !test(text)).collect();
        without.sort_unstable();
        without.first().copied()
    }
}

/// The beginning of a text, for a message: what a server sent may be of any length.
pub(in crate::runtime) fn start(text: &str) -> &str {
    match text.char_indices().nth(200) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

/// Whether two texts are the same but for the case of ASCII letters.
#[inline(never)]
pub(in crate::runtime) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// Where `what` begins in `bytes`. Quick while its first byte is rare, which the beginnings of markup are.
#[inline(never)]
pub(in crate::runtime) fn find_bytes(bytes: &[u8], what: &[u8]) -> Option<usize> {
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
pub(in crate::runtime) fn find(text: &str, what: &str) -> Option<usize> {
    find_bytes(text.as_bytes(), what.as_bytes())
}

/// Whether `what` occurs in `text`.
pub(in crate::runtime) fn contains(text: &str, what: &str) -> bool {
    find(text, what).is_some()
}

/// Without the white space of XML at its beginning.
#[inline(never)]
pub(in crate::runtime) fn trim_start(text: &str) -> &str {
    let mut rest = text.as_bytes();
    while let [b' ' | b'\t' | b'\r' | b'\n', after @ ..] = rest {
        rest = after;
    }
    text.get(text.len() - rest.len()..).unwrap_or_default()
}

/// Without the white space of XML at its end.
#[inline(never)]
pub(in crate::runtime) fn trim_end(text: &str) -> &str {
    let mut rest = text.as_bytes();
    while let [before @ .., b' ' | b'\t' | b'\r' | b'\n'] = rest {
        rest = before;
    }
    text.get(..rest.len()).unwrap_or_default()
}

/// Without the white space of XML that may surround a simple value.
#[inline(never)]
pub(in crate::runtime) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => trim_end(trim_start(text)),
    }
}

/// What stands before the first of the `ends`, all of them ASCII.
#[inline(never)]
pub(in crate::runtime) fn before<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    let end = text.bytes().position(|byte| ends.contains(&byte));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// What stands after the last of the `ends`, all of them ASCII.
#[inline(never)]
pub(in crate::runtime) fn after<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    let end = text.bytes().rposition(|byte| ends.contains(&byte));
    end.and_then(|end| text.get(end + 1..)).unwrap_or(text)
}

/// Where the last `<` of a text stands; its beginning where there is none.
#[cfg_attr(not(feature = "wsse-signature"), inline)]
pub(in crate::runtime) fn start_of_last_tag(text: &str) -> usize {
    memchr::memrchr(b'<', text.as_bytes()).unwrap_or_default()
}

/// Where a tag ends: behind the first `>` outside of quotes.
#[inline(never)]
pub(in crate::runtime) fn tag_end(tag: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = tag.get(at..)?;
        at += before(rest, b">\"'").len() + 1;
        match *tag.as_bytes().get(at - 1)? {
            b'>' => return Some(at),
            quote => at += memchr::memchr(quote, tag.as_bytes().get(at..)?)? + 1,
        }
    }
}

/// What stands before and after the first `at`, which is ASCII.
#[inline(never)]
pub(in crate::runtime) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let found = memchr::memchr(at, text.as_bytes())?;
    Some((text.get(..found)?, text.get(found + 1..)?))
}

/// What stands between the `at`s, which are ASCII.
pub(in crate::runtime) const fn pieces(text: &str, at: u8) -> Pieces<'_> {
    Pieces(Some(text), at)
}

/// See [`pieces`].
pub(in crate::runtime) struct Pieces<'t>(Option<&'t str>, u8);

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.0?;
        let (piece, after) = match split_once(rest, self.1) {
            Some((piece, after)) => (piece, Some(after)),
            None => (rest, None),
        };
        self.0 = after;
        Some(piece)
    }
}

/// The words of a list: what stands between white space of XML.
pub(in crate::runtime) const fn words(text: &str) -> Words<'_> {
    Words(text)
}

/// See [`words`].
#[derive(Clone)]
pub(in crate::runtime) struct Words<'t>(&'t str);

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

/// The parts that `next` gives with `between` between them. An iterator that is `dyn` would be compiled with all its methods.
#[inline(never)]
pub(in crate::runtime) fn join<'p>(next: &mut dyn FnMut() -> Option<&'p str>, between: &str) -> String {
    let mut out = String::new();
    while let Some(part) = next() {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}

/// The byte that two hexadecimal digits at the beginning mean.
#[inline(never)]
pub(in crate::runtime) fn hex(digits: &[u8]) -> Option<u8> {
    let [high, low, ..] = digits else { return None };
    let (high, low) = (char::from(*high).to_digit(16)?, char::from(*low).to_digit(16)?);
    u8::try_from(high * 16 + low).ok()
}

/// A whole number: a sign, then digits.
#[inline(never)]
pub(in crate::runtime) fn whole(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    if let Some(number) = short(digits) {
        // Sixteen digits fit.
        let number = i64::try_from(number).ok()?;
        return Some(if negative { -number } else { number });
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
