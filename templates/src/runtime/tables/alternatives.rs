//! What the enums of a contract have in common, whatever each of them is for.

/// A type stands in a slot as a `Record`, as a `Choice`, or as text (`Lex`).
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_field {
    ($name:ident $kind:ident) => {
        impl $crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> $crate::runtime::codec::Slot<'_> {
                $crate::runtime::codec::Slot::$kind(self)
            }

            #[inline]
            fn view(&self) -> $crate::runtime::codec::View<'_> {
                $crate::runtime::codec::View::$kind(self)
            }
        }
    };
}

/// An enum whose variants hold one value each: its `default`, the `slot` of the value that is there, and what the methods
/// of a `Choice` say of that value.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_alternatives {
    (default $name:ident::$first:ident) => {
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::$first(::core::default::Default::default())
            }
        }
    };
    (slot $this:expr; $($variant:ident),*) => {
        match $this {
            $(Self::$variant(value) => $crate::runtime::codec::Field::slot(value),)*
        }
    };
    (chosen $($index:expr => $variant:ident),*) => {
        #[inline]
        fn variant(&self) -> u16 {
            match self {
                $(Self::$variant(_) => $index,)*
            }
        }

        #[inline]
        fn chosen(&self) -> $crate::runtime::codec::View<'_> {
            match self {
                $(Self::$variant(value) => $crate::runtime::codec::Field::view(value),)*
            }
        }
    };
}
