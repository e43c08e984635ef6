//! Array wrappers: an element that holds nothing but repetitions of one other.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::super::codec::{Field, Items, Sequence, Slot, View};

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

/// An array: a slice of its items that also knows whether the array was there at all, and where nil items stood.
///
/// The default is absent; a list made from a `Vec`, an array or an iterator is there, even when it is empty. As a
/// slice an absent list is empty, and nil items are left out; [`List::iter_with_nils`] shows them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<T> {
    items: Vec<T>,
    presence: Presence,
    /// The places of the nil items, counted with all items before them; ascending. Mostly there are none.
    #[allow(clippy::box_collection)]
    nils: Option<Box<Vec<usize>>>,
}

impl<T> List<T> {
    /// A list that is not there.
    #[inline]
    #[must_use]
    pub const fn absent() -> Self {
        Self { items: Vec::new(), presence: Presence::Absent, nils: None }
    }

    /// A list that is there as `xsi:nil`.
    #[inline]
    #[must_use]
    pub const fn nil() -> Self {
        Self { items: Vec::new(), presence: Presence::Nil, nils: None }
    }

    /// A list that is there and empty.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), presence: Presence::Present, nils: None }
    }

    /// Whether the list is there and not nil; it may be empty.
    #[inline]
    #[must_use]
    pub const fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Present)
    }

    /// Whether the list is there as `xsi:nil`.
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
