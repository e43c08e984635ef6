//! Repeated elements: `Vec`, and slices given as arguments.

use super::field::{Bare, Field, Items, Sequence, Slot, View, growth, push_default};

/// A repeated element. A nil item is kept as the default value, after [`Field::nil`].
impl<T: Field + Default> Field for Vec<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Sequence(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Items(self)
    }
}

impl<T: Field + Default> Sequence for Vec<T> {
    #[inline]
    fn growth(&self) -> usize {
        growth(self)
    }

    #[inline]
    fn push(&mut self) -> Slot<'_> {
        push_default(self);
        self.last_mut().map_or(Slot::None, Field::slot)
    }

    #[inline]
    fn push_nil(&mut self) {
        let mut item = T::default();
        item.nil();
        Self::push(self, item);
    }

    #[inline]
    fn bare(&mut self) -> Option<Bare<'_>> {
        T::bare(self)
    }
}

impl<T: Field> Items for Vec<T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Field::view)
    }
}

impl<T: Field> Items for [T] {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Field::view)
    }
}

/// A collection that was given as an argument: `View::Items(&user_groups)` with `user_groups: &[UserGroup]`.
impl<I: Items + ?Sized> Items for &I {
    #[inline]
    fn count(&self) -> usize {
        (**self).count()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        (**self).item(index)
    }
}

/// A slice of whatever reads as text, given as an argument: `&["a", "b"]` where the contract has `xs:string`s.
#[derive(Debug, Clone, Copy)]
pub struct Strs<'a, S>(pub &'a [S]);

impl<S: AsRef<str>> Items for Strs<'_, S> {
    #[inline]
    fn count(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        self.0.get(index).map_or(View::Absent, |text| View::Str(text.as_ref()))
    }
}
