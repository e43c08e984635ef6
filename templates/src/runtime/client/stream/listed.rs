//! Results that hold a list.

use crate::runtime::codec::Field;
use crate::runtime::values::List;

/// A result that is one list, or a record that holds exactly one: what [`Call::stream`](crate::runtime::client::Call::stream)
/// reads item by item. Implemented by generated code for its structs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no list, or several: it cannot be read item by item",
    note = "await the call instead: its result is then read as a whole"
)]
pub trait Listed: Field + Default + Send + 'static {
    /// What the list is of.
    type Item: Send + 'static;

    /// The slot of the list in the record; `None` for what is a list itself.
    #[doc(hidden)]
    const SLOT: Option<u16>;

    /// Takes the items out. Nil ones are left out.
    #[doc(hidden)]
    fn take_items(&mut self) -> Vec<Self::Item>;
}

impl<T: Field + Default + Send + 'static> Listed for List<T> {
    type Item = T;

    const SLOT: Option<u16> = None;

    #[inline]
    fn take_items(&mut self) -> Vec<T> {
        Self::take_items(self)
    }
}

impl<T: Field + Default + Send + 'static> Listed for Vec<T> {
    type Item = T;

    const SLOT: Option<u16> = None;

    #[inline]
    fn take_items(&mut self) -> Self {
        std::mem::take(self)
    }
}

impl<L: Listed> Listed for Option<L> {
    type Item = L::Item;

    const SLOT: Option<u16> = L::SLOT;

    #[inline]
    fn take_items(&mut self) -> Vec<L::Item> {
        self.as_mut().map(L::take_items).unwrap_or_default()
    }
}

impl<L: Listed> Listed for Box<L> {
    type Item = L::Item;

    const SLOT: Option<u16> = L::SLOT;

    #[inline]
    fn take_items(&mut self) -> Vec<L::Item> {
        (**self).take_items()
    }
}
