//! Values that are one of several: derived types, choices, and the details of faults.

/// The types that may stand where one that they are derived from is declared, and their table. Others are kept as XML.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_derived {
    ($table:ident: $name:ident, default $first:ident = $default:expr;
     $($index:literal: $variant:ident($ty:ty) = $def:path),* $(,)?) => {
        pub(crate) static $table: $crate::runtime::codec::Derived =
            $crate::runtime::codec::Derived { types: &[$(&$def),*], default: $default };

        $crate::runtime::tables::alternatives!(default $name::$first);

        impl $crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> $crate::runtime::codec::Slot<'_> {
                *self = match variant {
                    $($index => Self::$variant(::core::default::Default::default()),)*
                    _ => Self::Other(::core::default::Default::default()),
                };
                $crate::runtime::tables::alternatives!(slot self; $($variant,)* Other)
            }

            $crate::runtime::tables::alternatives!(chosen $($index => $variant,)* u16::MAX => Other);
        }

        $crate::runtime::tables::field!($name Choice);
        $crate::runtime::tables::formats!($name value $crate::runtime::codec::Type::Derived(&$table));

        $crate::runtime::tables::from! { $name { $($variant($ty) boxed),* } }
    };
}

/// The fields that all derived types have, read by methods. Of each method stands here what it gives and how it comes by
/// that. After `of` stands the name of the field, where it is not that of the method.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_common {
    ($name:ident $variants:tt $($(#[$doc:meta])* $method:ident -> $ty:ty: $how:ident $(of $field:ident)?;)*) => {
        impl $name {
            $($crate::runtime::tables::common!(method $variants $(#[$doc])* $method $ty, $how $method $($field)?);)*
        }
    };
    (method $variants:tt $(#[$doc:meta])* $method:ident $ty:ty, $how:ident $same:ident $field:ident) => {
        $crate::runtime::tables::common!(method $variants $(#[$doc])* $method $ty, $how $field);
    };
    (method { $($variant:ident),* $(,)? } $(#[$doc:meta])* $method:ident $ty:ty, $how:ident $field:ident) => {
        $(#[$doc])*
        #[inline]
        pub fn $method(&self) -> $ty {
            match self {
                $(Self::$variant(value) => $crate::runtime::tables::common!(value.$field, $how),)*
                Self::Other(_) => $crate::runtime::tables::common!(none, $how),
            }
        }
    };
    (none, items) => { &[] };
    (none, $how:ident) => { ::core::option::Option::None };
    ($value:ident.$field:ident, items) => { &$value.$field };
    ($value:ident.$field:ident, copied) => { ::core::option::Option::Some($value.$field) };
    ($value:ident.$field:ident, whole) => { ::core::option::Option::Some(&$value.$field) };
    ($value:ident.$field:ident, optional) => { $value.$field };
    ($value:ident.$field:ident, some) => { $value.$field.as_ref() };
    ($value:ident.$field:ident, inner) => { $value.$field.as_deref() };
}

/// One of several elements. After `in` stands the slot of a table that they share, or their rows where no table has them.
/// An alternative with `group` is several elements that stand together, one with `many` is an element that repeats: these
/// go on filling what is there.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_choice {
    ($name:ident in $of:path[$slot:literal], default $first:ident; $($alternatives:tt)*) => {
        $crate::runtime::tables::choice!(impl $name, $first; $($alternatives)*);
        $crate::runtime::tables::formats!($name choice $of, $slot);
    };
    ($name:ident in [$($row:expr),* $(,)?], default $first:ident; $($alternatives:tt)*) => {
        $crate::runtime::tables::choice!(impl $name, $first; $($alternatives)*);
        $crate::runtime::tables::formats!($name rows &[$($row),*]);
    };
    (impl $name:ident, $first:ident; $($index:literal: $variant:ident $($kind:ident)?),* $(,)?) => {
        $crate::runtime::tables::alternatives!(default $name::$first);

        impl $crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> $crate::runtime::codec::Slot<'_> {
                match variant {
                    $($index => $crate::runtime::tables::choice!(become self, $variant $($kind)?),)*
                    _ => return $crate::runtime::codec::Slot::None,
                }
                $crate::runtime::tables::alternatives!(slot self; $($variant),*)
            }

            #[inline]
            fn nil(&mut self, variant: u16) {
                match variant {
                    $($index => $crate::runtime::tables::choice!(become self, $variant $($kind)?),)*
                    _ => return,
                }
                match self {
                    $(Self::$variant(value) => $crate::runtime::tables::choice!(nil value $($kind)?),)*
                }
            }

            $crate::runtime::tables::alternatives!(chosen $($index => $variant),*);
        }

        $crate::runtime::tables::field!($name Choice);    };
    (become $self:ident, $variant:ident) => {
        *$self = Self::$variant(::core::default::Default::default())
    };
    (become $self:ident, $variant:ident $kind:ident) => {
        if !matches!($self, Self::$variant(_)) {
            *$self = Self::$variant(::core::default::Default::default());
        }
    };
    (nil $value:ident many) => {
        $crate::runtime::codec::Sequence::push_nil($value)
    };
    (nil $value:ident $($kind:ident)?) => {
        $crate::runtime::codec::Field::nil($value)
    };
}

/// Makes an enum of what its alternatives hold; of what they hold `boxed`, from that without the box.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_from {
    ($name:ident { $($variant:ident($ty:ty) $($boxed:ident)?),* $(,)? }) => {
        $(impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant($crate::runtime::tables::from!(value $($boxed)?))
            }
        })*
    };
    ($value:ident) => { $value };
    ($value:ident boxed) => { ::std::boxed::Box::new($value) };
}

/// Joins the enum of an operation's faults to its table: the element of each alternative.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_faults {
    (
        $name:ident of $service:path;
        $($index:literal: $variant:ident($namespace:expr, $wire:literal, $type:expr)),* $(,)?
    ) => {
        impl $crate::runtime::soap::FaultDetail for $name {
            #[inline]
            fn service() -> &'static $crate::runtime::soap::Service {
                &$service
            }

            #[inline]
            fn particles() -> &'static [$crate::runtime::codec::Particle] {
                static PARTICLES: [$crate::runtime::codec::Particle; [$($index),*].len()] =
                    [$(
                        $crate::runtime::codec::Particle::new($namespace, $wire, 0, 0, $type).variant($index)
                    ),*];
                &PARTICLES
            }

            #[inline]
            fn alternative(variant: u16) -> ::core::option::Option<Self> {
                match variant {
                    $($index => Some(Self::$variant(::core::default::Default::default())),)*
                    _ => None,
                }
            }
        }

        impl $crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> $crate::runtime::codec::Slot<'_> {
                match $crate::runtime::soap::FaultDetail::alternative(variant) {
                    Some(alternative) => *self = alternative,
                    None => return $crate::runtime::codec::Slot::None,
                }
                $crate::runtime::tables::alternatives!(slot self; $($variant),*)
            }

            $crate::runtime::tables::alternatives!(chosen $($index => $variant),*);
        }

        $crate::runtime::tables::field!($name Choice);
        $crate::runtime::tables::formats!($name faults);
    };
}
