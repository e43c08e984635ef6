//! Array wrappers: an element that holds nothing but repetitions of one other.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::runtime::codec::field::{Bare, growth, push_default};
use crate::runtime::codec::{Field, Items, Sequence, Slot, View};

/// Whether a wrapper element is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Presence {
    /// It is not.
    #[default]
    Absent,
    /// It is, as `xsi:nil`.
    Nil,
    /// It is, be it empty.
    Present,
}

/// An array: a slice of its items that also knows whether the array was present at all, and which items were nil.
///
/// The default is absent; a list made from a `Vec`, an array or an iterator is present, even when it is empty. As a
/// slice, an absent list is empty, and nil items are left out. [`List::iter_with_nils`] gives them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<T> {
    items: Vec<T>,
    presence: Presence,
    /// The places of the nil items, counted with all items before them; ascending. Mostly there are none.
    #[allow(clippy::box_collection)]
    nils: Option<Box<Vec<usize>>>,
}

impl<T> List<T> {
    /// An absent list.
    #[inline]
    #[must_use]
    pub const fn absent() -> Self {
        Self { items: Vec::new(), presence: Presence::Absent, nils: None }
    }

    /// A list that is `xsi:nil`.
    #[inline]
    #[must_use]
    pub const fn nil() -> Self {
        Self { items: Vec::new(), presence: Presence::Nil, nils: None }
    }

    /// An empty list, which is present.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), presence: Presence::Present, nils: None }
    }

    /// Whether the list is present and not nil. It may be empty.
    #[inline]
    #[must_use]
    pub const fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Present)
    }

    /// Whether the list is `xsi:nil`.
    #[inline]
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        matches!(self.presence, Presence::Nil)
    }

    /// Appends an item.
    #[inline]
    pub fn push(&mut self, item: T) {
        self.presence = Presence::Present;
        self.items.push(item);
    }

    /// Appends a nil item.
    #[inline]
    pub fn push_nil(&mut self) {
        self.presence = Presence::Present;
        let place = self.items.len() + self.nils().len();
        self.nils.get_or_insert_default().push(place);
    }

    /// The items without the nil ones.
    #[inline]
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// Takes the items out; the list stays present, or absent. The nil ones are gone.
    #[cfg(feature = "stream")]
    #[inline]
    pub(in crate::runtime) fn take_items(&mut self) -> Vec<T> {
        self.nils = None;
        std::mem::take(&mut self.items)
    }

    /// The items in order, `None` for the nil ones.
    #[inline]
    pub fn iter_with_nils(&self) -> impl ExactSizeIterator<Item = Option<&T>> {
        (0..self.items.len() + self.nils().len()).map(|index| self.at(index))
    }

    /// The places of the nil items.
    #[inline]
    fn nils(&self) -> &[usize] {
        self.nils.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Item `index`, counted with the nil ones; `None` for a nil one, and past the end.
    #[inline]
    fn at(&self, index: usize) -> Option<&T> {
        // As many nil items stand before it as `binary_search` says.
        self.items.get(index - self.nils().binary_search(&index).err()?)
    }
}

impl<T: Field + Default> Field for List<T> {
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

impl<T: Field + Default> Sequence for List<T> {
    #[inline]
    fn growth(&self) -> usize {
        growth(&self.items)
    }

    #[inline]
    fn present(&mut self) {
        self.presence = Presence::Present;
    }

    #[inline]
    fn push(&mut self) -> Slot<'_> {
        self.presence = Presence::Present;
        push_default(&mut self.items);
        self.items.last_mut().map_or(Slot::None, Field::slot)
    }

    #[inline]
    fn push_nil(&mut self) {
        Self::push_nil(self);
    }

    // Only a present list gives a slot. Where nil items are, too, they say how many items stand before them.
    #[inline]
    fn bare(&mut self) -> Option<Bare<'_>> {
        T::bare(&mut self.items)
    }

    #[cfg(feature = "serde")]
    #[inline]
    fn missing(&mut self, nil: bool) {
        *self = if nil { Self::nil() } else { Self::absent() };
    }
}

impl<T: Field> Items for List<T> {
    #[inline]
    fn count(&self) -> usize {
        self.items.len() + self.nils().len()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        match self.nils().binary_search(&index) {
            Ok(_) => View::Nil,
            Err(before) => self.items.get(index - before).map_or(View::Absent, Field::view),
        }
    }
}

impl<T> Default for List<T> {
    #[inline]
    fn default() -> Self {
        Self::absent()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for List<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

/// The items with `nil` for nil ones; `absent` or `nil` for the list itself.
impl<T: fmt::Debug> fmt::Debug for List<T> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.presence {
            // An absent list can hold nothing: all that appends makes it present.
            Presence::Absent => f.write_str("absent"),
            Presence::Nil => f.write_str("nil"),
            Presence::Present => {
                let mut list = f.debug_list();
                for item in self.iter_with_nils() {
                    match item {
                        Some(item) => list.entry(item),
                        None => list.entry(&format_args!("nil")),
                    };
                }
                list.finish()
            }
        }
    }
}

impl<T> Extend<T> for List<T> {
    #[inline]
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.presence = Presence::Present;
        self.items.extend(items);
    }
}

impl<T> FromIterator<T> for List<T> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(Vec::from_iter(items))
    }
}

impl<T> From<Vec<T>> for List<T> {
    #[inline]
    fn from(items: Vec<T>) -> Self {
        Self { items, presence: Presence::Present, nils: None }
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    #[inline]
    fn from(items: [T; N]) -> Self {
        Self::from(Vec::from(items))
    }
}

impl<T: Clone> From<&[T]> for List<T> {
    #[inline]
    fn from(items: &[T]) -> Self {
        Self::from(items.to_vec())
    }
}

impl<T> From<List<T>> for Vec<T> {
    #[inline]
    fn from(list: List<T>) -> Self {
        list.items
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

/// Equal items, and none of them nil; an absent list equals an empty slice.
impl<T: PartialEq> PartialEq<[T]> for List<T> {
    #[inline]
    fn eq(&self, other: &[T]) -> bool {
        self.nils.is_none() && self.items == other
    }
}

impl<T: PartialEq> PartialEq<Vec<T>> for List<T> {
    #[inline]
    fn eq(&self, other: &Vec<T>) -> bool {
        *self == **other
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for List<T> {
    #[inline]
    fn eq(&self, other: &[T; N]) -> bool {
        *self == *other.as_slice()
    }
}
