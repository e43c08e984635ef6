//! Simple values: enumerations, unions and flags, between their text and their Rust type.

/// The names of an enumeration on the wire, one a variant, and their table. Other names are kept in `Other`.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_enumeration {
    ($table:ident: $name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        pub(crate) static $table: [&str; [$($wire),*].len()] = [$($wire),*];

        impl $crate::runtime::codec::Enumeration for $name {
            #[inline]
            fn known(name: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match name {
                    $($wire => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }

            #[inline]
            fn other(name: ::std::boxed::Box<str>) -> Self {
                Self::Other(name)
            }

            #[inline]
            fn as_wire(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(name) => name,
                }
            }

            #[inline]
            fn is_other(&self) -> bool {
                ::core::matches!(self, Self::Other(_))
            }
        }

        $crate::runtime::tables::field!($name Lex);

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::runtime::codec::Enumeration::as_wire(self))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok($crate::runtime::codec::union::rest(text))
            }
        }

        $crate::runtime::tables::formats!($name value $crate::runtime::codec::Type::Enum(&$table));
    };
}

/// Reads and writes a union: the members in the order in which they are tried, each with the function of
/// [`union`](crate::runtime::codec::union) that tells whether a text is it. The last takes what the others do not.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_union {
    ($name:ident: default $first:ident; $($variant:ident($ty:ty) $how:ident),* $(,)?) => {
        impl $crate::runtime::codec::LexValue for $name {
            #[inline]
            fn read(
                &mut self,
                text: &str,
            ) -> ::core::result::Result<(), $crate::runtime::codec::LexError> {
                $crate::runtime::tables::union!(try self, text; $($variant($ty) $how),*);
                Ok(())
            }

            #[inline]
            fn write(&self, out: &mut ::std::string::String) {
                match self {
                    $(Self::$variant(value) => $crate::runtime::codec::LexValue::write(value, out),)*
                }
            }

            #[inline]
            fn is_known(&self) -> bool {
                match self {
                    $(Self::$variant(value) => $crate::runtime::codec::LexValue::is_known(value),)*
                }
            }
        }

        $crate::runtime::tables::alternatives!(default $name::$first);

        $crate::runtime::tables::field!($name Lex);

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut text = ::std::string::String::new();
                $crate::runtime::codec::LexValue::write(self, &mut text);
                f.write_str(&text)
            }
        }

        $crate::runtime::tables::formats!($name value $crate::runtime::codec::Type::STRING);
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) rest $(, $more:ident($rest:ty) never)*) => {
        *$this = Self::$variant($crate::runtime::codec::union::rest($text));
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) never, $($more:tt)*) => {
        $crate::runtime::tables::union!(try $this, $text; $($more)*);
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) $how:ident, $($more:tt)*) => {
        if let Some(value) = $crate::runtime::codec::union::$how($text) {
            *$this = Self::$variant(value);
            return Ok(());
        }
        $crate::runtime::tables::union!(try $this, $text; $($more)*);
    };
}

/// The names of flags on the wire, one a flag in the order of their bits, and their table.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_flags {
    ($table:ident: $name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        pub(crate) static $table: [&str; [$($wire),*].len()] = [$($wire),*];

        impl $crate::runtime::codec::FlagMember for $name {
            const MEMBERS: &'static [Self] = &[$(Self::$variant),*];

            #[inline]
            fn as_wire(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)*
                }
            }

            #[inline]
            fn index(self) -> u32 {
                self as u32
            }
        }

        impl ::std::ops::BitOr for $name {
            type Output = $crate::runtime::values::Flags<Self>;

            #[inline]
            fn bitor(self, other: Self) -> Self::Output {
                $crate::runtime::values::Flags::from([self, other])
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::runtime::codec::FlagMember::as_wire(*self))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::runtime::codec::LexError;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::runtime::codec::LexError> {
                $crate::runtime::codec::FlagMember::named(text)
            }
        }

        $crate::runtime::tables::formats!($name flag);
    };
}
