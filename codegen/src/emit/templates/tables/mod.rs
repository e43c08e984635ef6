//! What the tables are written with: macros for what repeats, and the functions in them.

#![allow(unused_macros, dead_code, reason = "not every contract needs all of them")]

// The macros call each other, from the bottom up.
#[macro_use]
mod formats;
#[macro_use]
mod rules;
#[macro_use]
mod records;
#[macro_use]
mod simple;
#[macro_use]
mod choices;
#[macro_use]
mod operations;

use crate::runtime::codec::{ENCODED, LexValue, Particle, TypeDef};
use crate::runtime::soap::{Body, Message, Wrapper};

/// The element around the parameters of a request or the results of a reply.
pub(crate) const fn wrapper(tag: &'static str, def: TypeDef) -> Wrapper {
    Wrapper { tag, flags: 0, def }
}

/// The same in an encoded message (SOAP 1.1, section 5).
pub(crate) const fn encoded(tag: &'static str, def: TypeDef) -> Wrapper {
    Wrapper { tag, flags: ENCODED, def }
}

/// A request whose parameters stand in one element.
pub(crate) const fn request(headers: &'static [Particle], tag: &'static str, def: TypeDef) -> Message {
    Message { headers, body: Body::Wrapped(wrapper(tag, def)), attachments: &[] }
}

/// A reply whose results stand in one element; a single result is the value itself.
pub(crate) const fn reply(headers: &'static [Particle], tag: &'static str, def: TypeDef) -> Message {
    let body = if def.elements.len() == 1 {
        Body::Single(wrapper(tag, def))
    } else {
        Body::Wrapped(wrapper(tag, def))
    };
    Message { headers, body, attachments: &[] }
}

/// A value from its text, or its type's own default.
pub(crate) fn lexical<T: LexValue + Default>(text: &str) -> T {
    let mut value = T::default();
    // A text that is no value of its type leaves it as it is.
    let _ = value.read(text);
    value
}

/// Numbers the namespaces of the contracts, after those that every crate has.
macro_rules! namespaces {
    ($($name:ident = $uri:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number {
            $($name),*
        }

        $(
            #[doc = concat!("`", $uri, "`.")]
            pub(crate) const $name: u16 = crate::runtime::codec::ns::FIRST + Number::$name as u16;
        )*

        /// The URIs, each at its number; the well-known ones first.
        pub(crate) static NAMESPACES: [&str; WELL_KNOWN.len() + <[&str]>::len(&[$($uri),*])] = {
            let [none, xsi, soap11, soap12, xml, xsd] = WELL_KNOWN;
            [none, xsi, soap11, soap12, xml, xsd, $($uri),*]
        };
    };
}
