//! Elements that may be absent and may be nil, where the two differ.

use crate::runtime::codec::{Field, Slot, View};

/// An element that is both optional and nillable, in a contract where nil is not the same as absent: it often means
/// "clear this".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nillable<T> {
    /// Not there: "leave as it is".
    #[default]
    Absent,
    /// There as `xsi:nil`: "clear this".
    Nil,
    /// There with a value.
    Value(T),
}

impl<T> Nillable<T> {
    /// A reference to the value, if there is one.
    #[inline]
    pub const fn as_ref(&self) -> Nillable<&T> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(value),
        }
    }

    /// A reference to the value, to change it, if there is one.
    #[inline]
    pub const fn as_mut(&mut self) -> Nillable<&mut T> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(value),
        }
    }

    /// The value; `None` for absent and for nil.
    #[inline]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Absent | Self::Nil => None,
            Self::Value(value) => Some(value),
        }
    }

    /// A reference to the value; `None` for absent and for nil.
    #[inline]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Absent | Self::Nil => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Changes the value, if there is one.
    #[inline]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nillable<U> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(change(value)),
        }
    }

    /// Whether it is not there.
    #[inline]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is there as `xsi:nil`.
    #[inline]
    pub const fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// Whether it is there with a value.
    #[inline]
    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }
}

impl<T> From<T> for Nillable<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` becomes [`Nillable::Absent`].
impl<T> From<Option<T>> for Nillable<T> {
    #[inline]
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<Nillable<T>> for Option<T> {
    #[inline]
    fn from(value: Nillable<T>) -> Self {
        value.into_option()
    }
}

impl<T: Field + Default> Field for Nillable<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        if !self.is_value() {
            *self = Self::Value(T::default());
        }
        match self {
            Self::Absent | Self::Nil => Slot::None,
            Self::Value(value) => value.slot(),
        }
    }

    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Self::Absent => View::Absent,
            Self::Nil => View::Nil,
            Self::Value(value) => value.view(),
        }
    }

    #[inline]
    fn nil(&mut self) {
        *self = Self::Nil;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nil_and_absent_differ() {
        let mut field = Nillable::<i32>::default();
        assert!(matches!(field.view(), View::Absent));
        field.nil();
        assert!(field.is_nil() && matches!(field.view(), View::Nil));
        if let Slot::I32(number) = field.slot() {
            *number = 7;
        }
        assert_eq!(field, Nillable::Value(7));
        assert_eq!((field.value(), field.into_option()), (Some(&7), Some(7)));
        assert_eq!(Nillable::<i32>::from(None::<i32>), Nillable::Absent);
    }
}
