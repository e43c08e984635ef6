//! `xs:list`: several simple values in one text.

use std::ops::{Deref, DerefMut};

use super::QName;
use crate::runtime::codec::strings::words;
use crate::runtime::codec::{Field, LexError, LexValue, Octets, Slot, View};

/// The values of an `xs:list`, on the wire one text in which white space separates them.
///
/// An item of text must not be empty nor hold white space itself: it would read back as none, or as several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimpleList<T>(pub Vec<T>);

impl<T: LexValue + Default> LexValue for SimpleList<T> {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let mut items = Vec::with_capacity(words(text).count());
        for word in words(text) {
            let mut item = T::default();
            item.read(word)?;
            items.push(item);
        }
        self.0 = items;
        Ok(())
    }

    #[inline]
    fn growth(&self, text: &str) -> usize {
        words(text).count() * size_of::<T>()
    }

    #[inline]
    fn write(&self, out: &mut String) {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            item.write(out);
        }
    }

    #[inline]
    fn is_known(&self) -> bool {
        self.0.iter().all(LexValue::is_known)
    }

    /// What one item holds that has no text.
    fn octets(&self) -> Option<Octets<'_>> {
        let never = |item: &T| match item.octets() {
            Some(Octets::Upload(_)) => {
                Some(Octets::Never("an `Upload` cannot stand in a list of several values"))
            }
            Some(Octets::Never(why)) => Some(Octets::Never(why)),
            Some(Octets::Bytes(_)) | None => None,
        };
        self.0.iter().find_map(never)
    }
}

impl<T: LexValue + Default> Field for SimpleList<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Lex(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Lex(self)
    }
}

/// Names have prefixes, which only the place where they stand can tell.
impl Field for SimpleList<QName> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::QNames(&mut self.0)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::QNames(&self.0)
    }
}

impl<T> Default for SimpleList<T> {
    #[inline]
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for SimpleList<T> {
    type Target = Vec<T>;

    #[inline]
    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for SimpleList<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> From<Vec<T>> for SimpleList<T> {
    #[inline]
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, const N: usize> From<[T; N]> for SimpleList<T> {
    #[inline]
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T> FromIterator<T> for SimpleList<T> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Vec::from_iter(items))
    }
}

impl<T> IntoIterator for SimpleList<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a SimpleList<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
