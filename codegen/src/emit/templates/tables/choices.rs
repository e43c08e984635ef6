//! Values that are one of several: derived types, choices, and the details of faults.

/// The types that may stand where one that they are derived from is declared, and their table. Others are kept as XML.
macro_rules! derived {
    ($table:ident: $name:ident, default $first:ident = $default:expr;
     $($index:literal: $variant:ident($ty:ty) = $def:path),* $(,)?) => {
        pub(crate) static $table: crate::runtime::codec::Derived =
            crate::runtime::codec::Derived { types: &[$(&$def),*], default: $default };

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::$first(::core::default::Default::default())
            }
        }

        impl crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> crate::runtime::codec::Slot<'_> {
                *self = match variant {
                    $($index => Self::$variant(::core::default::Default::default()),)*
                    _ => Self::Other(::core::default::Default::default()),
                };
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::slot(value),)*
                    Self::Other(value) => crate::runtime::codec::Field::slot(value),
                }
            }

            #[inline]
            fn variant(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $index,)*
                    Self::Other(_) => u16::MAX,
                }
            }

            #[inline]
            fn chosen(&self) -> crate::runtime::codec::View<'_> {
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::view(value),)*
                    Self::Other(value) => crate::runtime::codec::Field::view(value),
                }
            }
        }

        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Choice(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Choice(self)
            }
        }

        formats!($name value crate::runtime::codec::Type::Derived(&$table));

        from! { $name { $($variant($ty) boxed),* } }
    };
}

/// The fields that all derived types have, read without a match: what a method gives, how it comes by that, and after `of` the
/// field where it is called otherwise.
macro_rules! common {
    ($name:ident $variants:tt $($(#[$doc:meta])* $method:ident -> $ty:ty: $how:ident $(of $field:ident)?;)*) => {
        impl $name {
            $(common!(method $variants $(#[$doc])* $method $ty, $how $method $($field)?);)*
        }
    };
    (method $variants:tt $(#[$doc:meta])* $method:ident $ty:ty, $how:ident $same:ident $field:ident) => {
        common!(method $variants $(#[$doc])* $method $ty, $how $field);
    };
    (method { $($variant:ident),* $(,)? } $(#[$doc:meta])* $method:ident $ty:ty, $how:ident $field:ident) => {
        $(#[$doc])*
        #[inline]
        pub fn $method(&self) -> $ty {
            match self {
                $(Self::$variant(value) => common!(value.$field, $how),)*
                Self::Other(_) => common!(none, $how),
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

/// One of several elements, which stand `in` a slot of a table. After `group` it is several that stand together, after
/// `many` one that repeats: those go on filling what is there.
macro_rules! choice {
    (
        $name:ident in $of:path[$slot:literal], default $first:ident;
        $($index:literal: $variant:ident $($kind:ident)?),* $(,)?
    ) => {
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::$first(::core::default::Default::default())
            }
        }

        impl crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> crate::runtime::codec::Slot<'_> {
                match variant {
                    $($index => choice!(become self, $variant $($kind)?),)*
                    _ => return crate::runtime::codec::Slot::None,
                }
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::slot(value),)*
                }
            }

            #[inline]
            fn nil(&mut self, variant: u16) {
                match variant {
                    $($index => choice!(become self, $variant $($kind)?),)*
                    _ => return,
                }
                match self {
                    $(Self::$variant(value) => choice!(nil value $($kind)?),)*
                }
            }

            #[inline]
            fn variant(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $index,)*
                }
            }

            #[inline]
            fn chosen(&self) -> crate::runtime::codec::View<'_> {
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::view(value),)*
                }
            }
        }

        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Choice(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Choice(self)
            }
        }

        formats!($name choice $of, $slot);
    };
    (become $self:ident, $variant:ident) => {
        *$self = Self::$variant(::core::default::Default::default())
    };
    (become $self:ident, $variant:ident $kind:ident) => {
        if !matches!($self, Self::$variant(_)) {
            *$self = Self::$variant(::core::default::Default::default());
        }
    };
    (nil $value:ident many) => {
        crate::runtime::codec::Sequence::push_nil($value)
    };
    (nil $value:ident $($kind:ident)?) => {
        crate::runtime::codec::Field::nil($value)
    };
}

/// Makes an enum of what its alternatives hold; of what they hold `boxed`, from that without the box.
macro_rules! from {
    ($name:ident { $($variant:ident($ty:ty) $($boxed:ident)?),* $(,)? }) => {
        $(impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(from!(value $($boxed)?))
            }
        })*
    };
    ($value:ident) => { $value };
    ($value:ident boxed) => { ::std::boxed::Box::new($value) };
}

/// Joins the enum of an operation's faults to its table: the element of each alternative.
macro_rules! faults {
    (
        $name:ident of $service:path;
        $($index:literal: $variant:ident($namespace:expr, $tag:literal, $type:expr)),* $(,)?
    ) => {
        impl crate::runtime::soap::FaultDetail for $name {
            #[inline]
            fn service() -> &'static crate::runtime::soap::Service {
                &$service
            }

            #[inline]
            fn particles() -> &'static [crate::runtime::codec::Particle] {
                static PARTICLES: [crate::runtime::codec::Particle; [$($index),*].len()] =
                    [$(crate::runtime::codec::Particle::new($namespace, $tag, 0, 0, $type).variant($index)),*];
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

        impl crate::runtime::codec::Choice for $name {
            #[inline]
            fn pick(&mut self, variant: u16) -> crate::runtime::codec::Slot<'_> {
                match crate::runtime::soap::FaultDetail::alternative(variant) {
                    Some(alternative) => *self = alternative,
                    None => return crate::runtime::codec::Slot::None,
                }
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::slot(value),)*
                }
            }

            #[inline]
            fn variant(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $index,)*
                }
            }

            #[inline]
            fn chosen(&self) -> crate::runtime::codec::View<'_> {
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::Field::view(value),)*
                }
            }
        }

        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Choice(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Choice(self)
            }
        }

        formats!($name faults);
    };
}
