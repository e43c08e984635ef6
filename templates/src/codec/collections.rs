//! Repeated elements: `Vec`, and slices given as arguments.

use super::field::{Field, Items, Sequence, Slot, View};

/// A repeated element. Nil items are kept as the default value, after [`Field::nil`].
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
    fn push(&mut self) -> Slot<'_> {
        self.TODO().slot()
    }

    #[inline]
    fn push_nil(&mut self) {
        self.TODO().nil();
    }
}
