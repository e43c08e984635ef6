//! What the values that are read from and written as text have in common.

/// Takes away the white space that may surround a simple value.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    crate::runtime::codec::strings::trim(text)
}

/// `Field`, `Display`, `FromStr` and serde's traits for a type that is a `LexValue` and has a default; with its constant
/// among those of the tables' `Type`.
macro_rules! scalar {
    ($type:ty: $table:ident) => {
        impl crate::runtime::codec::Field for $type {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Lex(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Lex(self)
            }
        }

        impl std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut text = String::new();
                crate::runtime::codec::LexValue::write(self, &mut text);
                f.pad(&text)
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::runtime::codec::LexError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut value = Self::default();
                crate::runtime::codec::LexValue::read(&mut value, text)?;
                Ok(value)
            }
        }

        #[cfg(feature = "serde")]
        impl crate::runtime::codec::with_serde::Tabled for $type {
            const TYPE: crate::runtime::codec::Type = crate::runtime::codec::Type::$table;
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use crate::runtime::codec::with_serde::{Shape, Tabled, serialize};
                serialize(Shape::Type(Self::TYPE), crate::runtime::codec::Field::view(self), to)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                use crate::runtime::codec::with_serde::{Shape, Tabled, deserialize};
                deserialize(Shape::Type(Self::TYPE), from)
            }
        }
    };
}

/// `Debug` as the text that is written.
macro_rules! debug_as_text {
    ($type:ty) => {
        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

pub(super) use {debug_as_text, scalar};
