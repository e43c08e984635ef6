//! Structs: the table of each, and which field each row of it fills.

/// The table of a struct and what joins the two: after each slot the field, and the row of its element. A choice has
/// several rows, one for each alternative: `1 => optional("B", ..)` is the row of alternative 1. Then come the rows of
/// the attributes and the text.
///
/// A struct without a table has fields alone: other statics have its rows. The fields after `nil` tell `xsi:nil` from
/// absent. The field after `unknown` keeps the elements that the table does not know. After `rules` stands what
/// `validate()` checks.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_record {
    (
        $(#[$doc:meta])*
        $table:ident: $name:ident = $namespace:path, $wire:literal {
            $($slot:literal: $field:ident = $($($variant:literal =>)? $kind:ident $row:tt)|+),* $(,)?
        }
        $(attributes { $($attribute_slot:literal: $attribute:ident = $attribute_kind:ident $attribute_row:tt),* $(,)? })?
        $(text { $text_slot:literal: $text:ident = $text_type:expr $(,)? })?
        $(nil $nil:tt)?
        $(unknown $unknown:ident)?
        $(rules { $($rules:tt)* })?
    ) => {
        $(#[$doc])*
        pub(crate) static $table: $crate::runtime::codec::TypeDef = $crate::runtime::codec::TypeDef {
            name: $wire,
            namespace: $namespace,
            elements: &[$($(
                $crate::runtime::tables::row!($namespace, $slot $(, $variant)?; $kind $row)
            ),+),*],
            attributes: &[$($($crate::runtime::tables::row!($namespace, $attribute_slot; $attribute_kind $attribute_row)),*)?],
            text: $crate::runtime::tables::record!(text $($text_slot $text_type)?),
        };

        $crate::runtime::tables::record! {
            $name {
                $($slot: $field,)*
                $($($attribute_slot: $attribute,)*)?
                $($text_slot: $text,)?
            }
            $(nil $nil)?
            $(unknown $unknown)?
            rules table $table { $($($rules)*)? }
        }
    };
    (text) => { ::core::option::Option::None };
    (text $slot:literal $type:expr) => {
        ::core::option::Option::Some(&$crate::runtime::codec::Particle::new(0, "", $slot, 0, $type))
    };
    ($name:ident {} $(unknown $unknown:ident)? $(rules $kind:ident $of:path { $($rows:tt)* })?) => {
        impl $crate::runtime::codec::Record for $name {
            #[inline]
            fn slot(&mut self, _: u16) -> $crate::runtime::codec::Slot<'_> {
                $crate::runtime::codec::Slot::None
            }

            #[inline]
            fn view(&self, _: u16) -> $crate::runtime::codec::View<'_> {
                $crate::runtime::codec::View::Absent
            }

            $($crate::runtime::tables::record!(unknown $unknown);)?
            $($crate::runtime::tables::record!(rules $kind $of; $($rows)*);)?
        }

        $crate::runtime::tables::field!($name Record);
        $($crate::runtime::tables::formats!($name $kind $of);)?
        $($crate::runtime::tables::typed!($name $kind $of);)?
    };
    (
        $name:ident { $($slot:literal: $field:ident),* $(,)? }
        $(nil { $($nil:literal: $nilled:ident),* $(,)? })?
        $(unknown $unknown:ident)?
        $(rules $kind:ident $of:path { $($rows:tt)* })?
    ) => {
        impl $crate::runtime::codec::Record for $name {
            #[inline]
            fn slot(&mut self, index: u16) -> $crate::runtime::codec::Slot<'_> {
                match index {
                    $($slot => $crate::runtime::codec::Field::slot(&mut self.$field),)*
                    _ => $crate::runtime::codec::Slot::None,
                }
            }

            #[inline]
            fn view(&self, index: u16) -> $crate::runtime::codec::View<'_> {
                match index {
                    $($slot => $crate::runtime::codec::Field::view(&self.$field),)*
                    _ => $crate::runtime::codec::View::Absent,
                }
            }

            $crate::runtime::tables::wide! { $($slot $field)* }

            $(#[inline]
            fn nil(&mut self, index: u16) {
                match index {
                    $($nil => $crate::runtime::codec::Field::nil(&mut self.$nilled),)*
                    _ => {}
                }
            })?

            $($crate::runtime::tables::record!(unknown $unknown);)?
            $($crate::runtime::tables::record!(rules $kind $of; $($rows)*);)?
        }

        $crate::runtime::tables::field!($name Record);
        $($crate::runtime::tables::formats!($name $kind $of);)?
        $($crate::runtime::tables::typed!($name $kind $of);)?
    };
    (unknown $unknown:ident) => {
        #[inline]
        fn unknown_mut(&mut self) -> ::core::option::Option<&mut $crate::runtime::values::Unknown> {
            Some(&mut self.$unknown)
        }

        #[inline]
        fn unknown(&self) -> ::core::option::Option<&$crate::runtime::values::Unknown> {
            Some(&self.$unknown)
        }
    };
    (rules $kind:ident $of:path; $($rows:tt)*) => {
        $crate::runtime::tables::validated! {
            #[inline]
            fn rules(&self) -> ::core::option::Option<$crate::runtime::codec::validate::Rules> {
                ::core::option::Option::Some($crate::runtime::tables::rules!($kind $of; $($rows)*))
            }
        }
    };
}

/// Joins a struct and its table, for whoever has the struct alone. What a request or a reply holds has none.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_typed {
    ($name:ident table $of:path) => {
        impl $crate::runtime::codec::Typed for $name {
            const TABLE: &'static $crate::runtime::codec::TypeDef = &$of;
        }
    };
    ($name:ident $($other:tt)*) => {};
}

/// A row of a table: an element or attribute of the namespace given, unless it names another (`OTHER: "Name"`). It is
/// `required`, or may be absent (`optional`), or absent or nil (`nullable`), or is an `element` with the flags after its
/// name. Some rows have no name: a `group`, a `wildcard` and `any_attribute`.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_row {
    ($namespace:path, $slot:literal, $variant:literal; $kind:ident $row:tt) => {
        $crate::runtime::tables::row!($namespace, $slot; $kind $row).variant($variant)
    };
    ($namespace:path, $slot:literal; any_attribute($of:expr $(,)?)) => {
        $crate::runtime::codec::Particle::any_attribute($slot, $of)
    };
    ($namespace:path, $slot:literal; group($flags:expr, $of:expr $(,)?)) => {
        $crate::runtime::codec::Particle::group($slot, $flags, $of)
    };
    ($namespace:path, $slot:literal; wildcard($flags:expr, $of:expr $(,)?)) => {
        $crate::runtime::codec::Particle::wildcard($slot, $flags, $of)
    };
    ($namespace:path, $slot:literal; element($name:literal, $flags:expr, $type:expr $(,)?)) => {
        $crate::runtime::codec::Particle::new($namespace, $name, $slot, $flags, $type)
    };
    ($namespace:path, $slot:literal; $kind:ident($name:literal, $type:expr $(,)?)) => {
        $crate::runtime::codec::Particle::$kind($namespace, $name, $slot, $type)
    };
    ($namespace:path, $slot:literal; $kind:ident($own:path: $($row:tt)*)) => {
        $crate::runtime::tables::row!($own, $slot; $kind($($row)*))
    };
}
