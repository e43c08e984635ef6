//! Dictionaries: array wrappers whose items are pairs of a key and a value.

use std::borrow::Borrow;
use std::fmt;

use super::super::codec::{Field, Items, Record, Sequence, Slot, View};
use super::list::Presence;

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
