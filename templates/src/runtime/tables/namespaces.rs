//! The namespaces of a crate: their numbers, and their URIs.

/// Numbers the namespaces of the contracts, after those that every crate has.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_namespaces {
    ($($name:ident = $uri:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number {
            $($name),*
        }

        $(
            #[doc = concat!("`", $uri, "`.")]
            pub(crate) const $name: u16 = $crate::runtime::codec::ns::FIRST + Number::$name as u16;
        )*

        /// The URIs, each at its number; the well-known ones first.
        pub(crate) static NAMESPACES: [&str;
            $crate::runtime::codec::ns::WELL_KNOWN.len() + <[&str]>::len(&[$($uri),*])] = {
            let [none, xsi, soap11, soap12, xml, xsd] = $crate::runtime::codec::ns::WELL_KNOWN;
            [none, xsi, soap11, soap12, xml, xsd, $($uri),*]
        };
    };
}
