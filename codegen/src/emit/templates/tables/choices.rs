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

        $(impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        })*
    };
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
