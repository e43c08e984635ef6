//! Structs: which field each row of a table fills.

/// Joins a struct to its table, by the field of each slot. The fields after `nil` tell `xsi:nil` from absent. The field
/// after `unknown` keeps the elements that the table does not know. After `rules` stands what `validate()` checks.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_record {
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
