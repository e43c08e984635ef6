//! `Serialize` and `Deserialize`, with the cargo feature `serde`: how each type stands to the tables.

/// Behind its name stands what a type is: a `value` of a table's type, a complex type by its `table`, what a `request` or
/// a `response` holds, `headers` by their rows, a `choice` by the table and the slot where it stands (by its `rows` where
/// that is in no table), a set of `faults`, or a `flag`.
#[cfg(feature = "serde")]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_formats {
    ($name:ident value $ty:expr) => {
        impl $crate::runtime::codec::with_serde::Tabled for $name {
            const TYPE: $crate::runtime::codec::Type = $ty;
        }

        $crate::runtime::tables::formats!(
            field $name Type(<$name as $crate::runtime::codec::with_serde::Tabled>::TYPE)
        );
    };
    ($name:ident table $of:path) => {
        $crate::runtime::tables::formats!($name value $crate::runtime::codec::Type::Record(&$of));
    };
    ($name:ident headers $rows:expr) => {
        const _: () = {
            // A static of its own: rows refer to others, which what is made in passing must not.
            static ROWS_OF_ALL_HEADERS: $crate::runtime::codec::TypeDef =
                $crate::runtime::codec::TypeDef::new(0, "", $rows);
            $crate::runtime::tables::formats!($name table ROWS_OF_ALL_HEADERS);
        };
    };
    ($name:ident choice $of:path, $slot:literal) => {
        $crate::runtime::tables::formats!(field $name Choice($of.elements, $slot));
    };
    ($name:ident rows $rows:expr) => {
        const _: () = {
            static ROWS_OF_THE_CHOICE: $crate::runtime::codec::TypeDef =
                $crate::runtime::codec::TypeDef::new(0, "", $rows);
            $crate::runtime::tables::formats!($name choice ROWS_OF_THE_CHOICE, 0);
        };
    };
    ($name:ident response $of:path) => {
        $crate::runtime::tables::formats!(field $name Message($of.response.as_ref()));
    };
    ($name:ident request $of:path) => {
        $crate::runtime::tables::formats!(impl $name Message(::core::option::Option::Some(&$of.request)),
            $crate::runtime::codec::View::Record,
            $crate::runtime::codec::with_serde::deserialize_record);
    };
    ($name:ident faults) => {
        $crate::runtime::tables::formats!(
            impl $name Choice(<$name as $crate::runtime::soap::FaultDetail>::particles(), 0),
            $crate::runtime::codec::Field::view,
            $crate::runtime::codec::with_serde::deserialize_fault
        );
    };
    (field $name:ident $shape:ident($($of:expr),*)) => {
        $crate::runtime::tables::formats!(impl $name $shape($($of),*),
            $crate::runtime::codec::Field::view,
            $crate::runtime::codec::with_serde::deserialize);
    };
    (impl $name:ident $shape:ident($($of:expr),*), $view:path, $read:path) => {
        impl $crate::runtime::codec::with_serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::codec::with_serde::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let shape = $crate::runtime::codec::with_serde::Shape::$shape($($of),*);
                $crate::runtime::codec::with_serde::serialize(shape, $view(self), to)
            }
        }

        impl<'de> $crate::runtime::codec::with_serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::codec::with_serde::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $read($crate::runtime::codec::with_serde::Shape::$shape($($of),*), from)
            }
        }
    };
    ($name:ident flag) => {
        impl $crate::runtime::codec::with_serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::runtime::codec::with_serde::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::codec::with_serde::serialize_flag(*self, to)
            }
        }

        impl<'de> $crate::runtime::codec::with_serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::runtime::codec::with_serde::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::codec::with_serde::deserialize_flag(from)
            }
        }
    };
}

/// Without the feature nothing is made.
#[cfg(not(feature = "serde"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_formats {
    ($($of:tt)*) => {};
}
