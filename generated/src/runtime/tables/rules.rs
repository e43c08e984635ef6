//! What `validate()` goes by: the demands of the contract, beside the tables.

/// What is there with the cargo feature `validate`.
#[cfg(feature = "validate")]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_validated {
    ($($items:tt)*) => { $($items)* };
}

/// What is there with the cargo feature `validate`: it is off.
#[cfg(not(feature = "validate"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_validated {
    ($($items:tt)*) => {};
}

/// What `validate()` demands of the slots of a type, or of the request or the reply of an operation. Of a choice each
/// alternative has a row (`slot/variant`), and the choice itself.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_rules {
    (table $of:path; $($rows:tt)*) => {
        $crate::runtime::codec::validate::Rules::new(&$of, $crate::runtime::tables::rules!(rows $($rows)*))
    };
    (request $of:path; $($rows:tt)*) => {
        $crate::runtime::tables::rules!(message ::core::option::Option::Some(&$of.request), $of.name, $($rows)*)
    };
    (response $of:path; $($rows:tt)*) => {
        $crate::runtime::tables::rules!(message $of.response.as_ref(), $of.name, $($rows)*)
    };
    (message $message:expr, $name:expr, $($rows:tt)*) => {{
        let message: ::core::option::Option<&'static $crate::runtime::soap::Message> = $message;
        let values = message.map_or(&[][..], |message| message.body.values());
        let rows = $crate::runtime::tables::rules!(rows $($rows)*);
        $crate::runtime::codec::validate::Rules::of_body($name, values, rows)
    }};
    (variant) => { $crate::runtime::codec::validate::Rule::WHOLE };
    (variant $variant:literal) => { $variant };
    (rows) => { &[] };
    (rows $($slot:literal $(/ $variant:literal)?: [$($facet:expr),* $(,)?]),* $(,)?) => {{
        use $crate::runtime::codec::validate::Facet::*;
        static ROWS: &[$crate::runtime::codec::validate::Rule] = &[$(
            $crate::runtime::codec::validate::Rule {
                slot: $slot,
                variant: $crate::runtime::tables::rules!(variant $($variant)?),
                facets: &[$($facet),*],
            }
        ),*];
        ROWS
    }};
}

/// What `validate()` demands of a value of a union: it is one of these types, with these facets.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_members {
    ($table:ident; $([$($facet:expr),*] $ty:expr),* $(,)?) => {
        $crate::runtime::tables::validated! {
            pub(crate) static $table: [$crate::runtime::codec::validate::Member; [$(stringify!($ty)),*].len()] = {
                use $crate::runtime::codec::Type;
                use $crate::runtime::codec::validate::Facet::*;
                [$($crate::runtime::codec::validate::Member { ty: $ty, facets: &[$($facet),*] }),*]
            };
        }
    };
}

/// `validate()` for the arguments of an operation, and what is made of its table.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_request {
    ($name:ident: $of:path { $($rows:tt)* }) => {
        $crate::runtime::tables::validated! {
            impl $crate::runtime::codec::validate::Validate for $name {
                #[inline]
                fn validate(&self) -> ::core::result::Result<(), $crate::runtime::codec::validate::Invalid> {
                    $crate::runtime::codec::validate::check_by(
                        self,
                        $crate::runtime::tables::rules!(request $of; $($rows)*),
                    )
                }

                #[inline]
                fn unchecked(&self) -> ::std::vec::Vec<$crate::runtime::codec::validate::Unchecked> {
                    $crate::runtime::codec::validate::unchecked_by(
                        self,
                        $crate::runtime::tables::rules!(request $of; $($rows)*),
                    )
                }
            }
        }

        $crate::runtime::tables::formats!($name request $of);
    };
}
