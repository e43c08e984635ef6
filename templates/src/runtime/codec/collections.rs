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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vec_grows_and_shows_its_items() {
        let mut items = Vec::<Option<i32>>::new();
        if let Slot::Sequence(sequence) = items.slot() {
            if let Slot::I32(number) = sequence.push() {
                *number = 4;
            }
            sequence.push_nil();
        }
        assert_eq!(items, [Some(4), None]);
        assert!(matches!((items.item(0), items.item(1)), (View::I32(4), View::Absent)));
        assert!(matches!(Vec::<i32>::new().view(), View::Items(items) if items.count() == 0));
    }

    #[test]
    fn growth_is_what_the_next_item_takes() {
        fn grown<T: Field + Default>() {
            let mut items = Vec::<T>::new();
            for _ in 0..100 {
                let (growth, before) = (Sequence::growth(&items), items.capacity());
                Sequence::push(&mut items);
                assert_eq!(growth, (items.capacity() - before) * size_of::<T>(), "{}", items.len());
            }
        }
        grown::<i32>();
        grown::<String>();
        grown::<crate::runtime::values::Element>();
    }

    #[test]
    fn slices_are_items() {
        let numbers: &[i32] = &[1, 2];
        assert!(matches!(View::Items(&numbers), View::Items(items) if items.count() == 2));
        let names = Strs(&["a", "b"]);
        assert!(matches!((names.item(1), names.item(2)), (View::Str("b"), View::Absent)));
    }
}
