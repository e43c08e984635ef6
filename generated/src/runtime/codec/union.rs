//! What a text is: one of an enumeration's names, or one of the members of an `xs:union`.
//!
//! A union's members are tried in the order of the contract, those that take any text last. One that stands after such a
//! member in the contract counts only where it writes the very text that was read, so nothing is lost by trying it first.

use super::chars::is_space;
use super::enumeration::Enumeration;
use super::field::LexValue;
use super::strings::words;

/// A text as XML Schema collapses it: single spaces between words, none around them.
#[inline]
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The value of an enumeration that a text names: as it stands, else with its white space collapsed.
#[inline]
pub fn named<T: Enumeration>(text: &str) -> Option<T> {
    let known = T::known(text);
    if known.is_some() || !text.bytes().any(is_space) {
        return known;
    }
    T::known(&collapse(text))
}

/// A member of a union that reads the text.
#[inline]
pub fn read<T: LexValue + Default>(text: &str) -> Option<T> {
    let mut value = T::default();
    value.read(text).is_ok().then_some(value)
}

/// A member of a union that reads the text and writes it back as it is.
#[inline]
pub fn exact<T: LexValue + Default>(text: &str) -> Option<T> {
    let value: T = read(text)?;
    let mut written = String::new();
    value.write(&mut written);
    (written == text).then_some(value)
}

/// An enumeration among the members of a union that has the text for a name, as it stands.
#[inline]
pub fn exactly_named<T: Enumeration>(text: &str) -> Option<T> {
    T::known(text)
}

/// The member of a union that takes what no other does: text, or a list of words.
#[inline]
pub fn rest<T: LexValue + Default>(text: &str) -> T {
    let mut value = T::default();
    // Text and lists of it read anything.
    let _ = value.read(text);
    value
}
