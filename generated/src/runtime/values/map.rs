//! Dictionaries: array wrappers whose items are pairs of a key and a value.

use std::borrow::Borrow;
use std::fmt;

use super::list::Presence;
use crate::runtime::codec::field::growth;
use crate::runtime::codec::{Field, Items, Record, Sequence, Slot, View};

/// One pair of a [`Map`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Entry<K, V> {
    /// The key.
    pub key: K,
    /// The value.
    pub value: V,
}

/// A dictionary that keeps the order of its entries, and knows whether it was there at all.
///
/// The default is absent; a map made from an array or an iterator is there, even when it is empty. Looking up and
/// inserting compare one key after the other, which suits the handful of entries that messages carry; collect large
/// ones into a `HashMap`. Equality regards the order. Only a reply can bring a key twice: the first one counts then.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Map<K, V> {
    entries: Vec<Entry<K, V>>,
    presence: Presence,
}

impl<K, V> Map<K, V> {
    /// A map that is not there.
    #[inline]
    #[must_use]
    pub const fn absent() -> Self {
        Self { entries: Vec::new(), presence: Presence::Absent }
    }

    /// A map that is there as `xsi:nil`.
    #[inline]
    #[must_use]
    pub const fn nil() -> Self {
        Self { entries: Vec::new(), presence: Presence::Nil }
    }

    /// A map that is there and empty.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), presence: Presence::Present }
    }

    /// Whether the map is there and not nil; it may be empty.
    #[inline]
    #[must_use]
    pub const fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Present)
    }

    /// Whether the map is there as `xsi:nil`.
    #[inline]
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        matches!(self.presence, Presence::Nil)
    }

    /// How many entries there are.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in order.
    #[inline]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// The keys in order.
    #[inline]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> {
        self.entries.iter().map(|entry| &entry.key)
    }

    /// The values in the order of their keys.
    #[inline]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.entries.iter().map(|entry| &entry.value)
    }
}

impl<K: Eq, V> Map<K, V> {
    /// The value for a key.
    #[inline]
    pub fn get<Q: Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.iter().find(|entry| entry.key.borrow() == key).map(|entry| &entry.value)
    }

    /// The value for a key, to be changed.
    #[inline]
    pub fn get_mut<Q: Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.iter_mut().find(|entry| entry.key.borrow() == key).map(|entry| &mut entry.value)
    }

    /// Whether there is an entry with this key.
    #[inline]
    pub fn contains_key<Q: Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Sets the value for a key, in its old place if it has one, and gives the old value.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.presence = Presence::Present;
        if let Some(old) = self.get_mut(&key) {
            return Some(std::mem::replace(old, value));
        }
        self.entries.push(Entry { key, value });
        None
    }

    /// Removes a key and gives its value. The map stays there when it becomes empty.
    #[inline]
    pub fn remove<Q: Eq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.entries.iter().position(|entry| entry.key.borrow() == key)?;
        Some(self.entries.remove(index).value)
    }
}

impl<K: Field, V: Field> Record for Entry<K, V> {
    #[inline]
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => self.key.slot(),
            1 => self.value.slot(),
            _ => Slot::None,
        }
    }

    #[inline]
    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.key.view(),
            1 => self.value.view(),
            _ => View::Absent,
        }
    }

    #[inline]
    fn nil(&mut self, index: u16) {
        match index {
            0 => self.key.nil(),
            1 => self.value.nil(),
            _ => {}
        }
    }
}

impl<K: Field + Default, V: Field + Default> Field for Map<K, V> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        self.presence = Presence::Present;
        Slot::Sequence(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        match self.presence {
            Presence::Absent => View::Absent,
            Presence::Nil => View::Nil,
            Presence::Present => View::Items(self),
        }
    }

    #[inline]
    fn nil(&mut self) {
        *self = Self::nil();
    }
}

impl<K: Field + Default, V: Field + Default> Sequence for Map<K, V> {
    #[inline]
    fn growth(&self) -> usize {
        growth(&self.entries)
    }

    #[inline]
    fn present(&mut self) {
        self.presence = Presence::Present;
    }

    #[inline]
    fn push(&mut self) -> Slot<'_> {
        self.presence = Presence::Present;
        self.entries.push(Entry::default());
        self.entries.last_mut().map_or(Slot::None, |entry| Slot::Record(entry))
    }

    /// An entry is a pair; there is no nil one, so nothing is appended.
    #[inline]
    fn push_nil(&mut self) {
        self.presence = Presence::Present;
    }

    #[cfg(feature = "serde")]
    #[inline]
    fn missing(&mut self, nil: bool) {
        *self = if nil { Self::nil() } else { Self::absent() };
    }

    #[cfg(feature = "serde")]
    #[inline]
    fn keeps_nil(&self) -> bool {
        false
    }
}

impl<K: Field, V: Field> Items for Map<K, V> {
    #[inline]
    fn count(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        self.entries.get(index).map_or(View::Absent, |entry| View::Record(entry))
    }
}

impl<K, V> Default for Map<K, V> {
    #[inline]
    fn default() -> Self {
        Self::absent()
    }
}

/// The entries as a map; `absent` or `nil` for the map itself.
impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.presence {
            Presence::Absent => f.write_str("absent"),
            Presence::Nil => f.write_str("nil"),
            Presence::Present => f.debug_map().entries(self).finish(),
        }
    }
}

/// Inserts one after the other: a later entry replaces the value of an earlier one with the same key.
impl<K: Eq, V> Extend<(K, V)> for Map<K, V> {
    #[inline]
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        self.presence = Presence::Present;
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Eq, V> FromIterator<(K, V)> for Map<K, V> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Eq, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    #[inline]
    fn from(entries: [(K, V); N]) -> Self {
        Self::from_iter(entries)
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Map<std::vec::IntoIter<Entry<K, V>>, fn(Entry<K, V>) -> (K, V)>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter().map(|entry| (entry.key, entry.value))
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, Entry<K, V>>, fn(&'a Entry<K, V>) -> (&'a K, &'a V)>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter().map(|entry| (&entry.key, &entry.value))
    }
}
