//! What the values that are read from and written as text have in common.

/// Takes away the white space that may surround a simple value.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    crate::runtime::codec::plain::trim(text)
}

/// `Field`, `Display` and `FromStr` for a type that is a `LexValue` and has a default.
macro_rules! scalar {
    ($type:ty) => {
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
