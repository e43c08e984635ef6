//! What the tables are written with: macros for what repeats, and the functions in them.

#![allow(unused_macros, dead_code, reason = "not every contract needs all of them")]

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

/// Joins a struct to its table: the field of each slot. Fields after `nil` tell `xsi:nil` from absent; the
/// one after `unknown` keeps the elements that the table does not know. After `rules` stands what `validate()` goes by.
macro_rules! record {
    ($name:ident {} $(unknown $unknown:ident)? $(rules $kind:ident $of:path { $($rows:tt)* })?) => {
        impl crate::runtime::codec::Record for $name {
            #[inline]
            fn slot(&mut self, _: u16) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::None
            }

            #[inline]
            fn view(&self, _: u16) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Absent
            }

            $(record!(unknown $unknown);)?
            $(record!(rules $kind $of; $($rows)*);)?
        }

        record!(field $name);
    };
    (
        $name:ident { $($slot:literal: $field:ident),* $(,)? }
        $(nil { $($nil:literal: $nilled:ident),* $(,)? })?
        $(unknown $unknown:ident)?
        $(rules $kind:ident $of:path { $($rows:tt)* })?
    ) => {
        impl crate::runtime::codec::Record for $name {
            #[inline]
            fn slot(&mut self, index: u16) -> crate::runtime::codec::Slot<'_> {
                match index {
                    $($slot => crate::runtime::codec::Field::slot(&mut self.$field),)*
                    _ => crate::runtime::codec::Slot::None,
                }
            }

            #[inline]
            fn view(&self, index: u16) -> crate::runtime::codec::View<'_> {
                match index {
                    $($slot => crate::runtime::codec::Field::view(&self.$field),)*
                    _ => crate::runtime::codec::View::Absent,
                }
            }

            $(#[inline]
            fn nil(&mut self, index: u16) {
                match index {
                    $($nil => crate::runtime::codec::Field::nil(&mut self.$nilled),)*
                    _ => {}
                }
            })?

            $(record!(unknown $unknown);)?
            $(record!(rules $kind $of; $($rows)*);)?
        }

        record!(field $name);
    };
    (unknown $unknown:ident) => {
        #[inline]
        fn unknown_mut(&mut self) -> ::core::option::Option<&mut crate::runtime::values::Unknown> {
            Some(&mut self.$unknown)
        }

        #[inline]
        fn unknown(&self) -> ::core::option::Option<&crate::runtime::values::Unknown> {
            Some(&self.$unknown)
        }
    };
    (rules $kind:ident $of:path; $($rows:tt)*) => {
        #[cfg(feature = "validate")]
        #[inline]
        fn rules(&self) -> ::core::option::Option<crate::runtime::codec::validate::Rules> {
            ::core::option::Option::Some(rules!($kind $of; $($rows)*))
        }
    };
    (field $name:ident) => {
        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Record(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Record(self)
            }
        }
    };
}

/// What `validate()` demands of the slots of a type, or of the request or the reply of an operation. Of a choice each
/// alternative has a row (`slot/variant`), and the choice itself.
macro_rules! rules {
    (table $of:path; $($rows:tt)*) => {
        crate::runtime::codec::validate::Rules::of(&$of, rules!(rows $($rows)*))
    };
    (request $of:path; $($rows:tt)*) => {
        rules!(message ::core::option::Option::Some(&$of.request), $of.name, $($rows)*)
    };
    (response $of:path; $($rows:tt)*) => {
        rules!(message $of.response.as_ref(), $of.name, $($rows)*)
    };
    (message $message:expr, $name:expr, $($rows:tt)*) => {{
        let message: ::core::option::Option<&'static crate::runtime::soap::Message> = $message;
        let values = message.map_or(&[][..], |message| message.body.values());
        crate::runtime::codec::validate::Rules::of_body($name, values, rules!(rows $($rows)*))
    }};
    (variant) => { crate::runtime::codec::validate::Rule::WHOLE };
    (variant $variant:literal) => { $variant };
    (rows) => { &[] };
    (rows $($slot:literal $(/ $variant:literal)?: [$($facet:expr),* $(,)?]),* $(,)?) => {{
        use crate::runtime::codec::validate::Facet::*;
        static ROWS: &[crate::runtime::codec::validate::Rule] = &[$(
            crate::runtime::codec::validate::Rule {
                slot: $slot,
                variant: rules!(variant $($variant)?),
                facets: &[$($facet),*],
            }
        ),*];
        ROWS
    }};
}

/// What `validate()` demands of a value of a union: it is one of these types, with these facets.
macro_rules! members {
    ($table:ident; $([$($facet:expr),*] $ty:expr),* $(,)?) => {
        #[cfg(feature = "validate")]
        pub(crate) static $table: [crate::runtime::codec::validate::Member; [$(stringify!($ty)),*].len()] = {
            use crate::runtime::codec::Type;
            use crate::runtime::codec::validate::Facet::*;
            [$(crate::runtime::codec::validate::Member { ty: $ty, facets: &[$($facet),*] }),*]
        };
    };
}

/// `validate()` for the arguments of an operation.
macro_rules! request {
    ($name:ident: $of:path { $($rows:tt)* }) => {
        #[cfg(feature = "validate")]
        impl crate::runtime::codec::validate::Validate for $name {
            #[inline]
            fn validate(&self) -> ::core::result::Result<(), crate::runtime::codec::validate::Invalid> {
                crate::runtime::codec::validate::check_by(self, rules!(request $of; $($rows)*))
            }
        }
    };
}

/// The names of an enumeration on the wire, one a variant, and their table. Other names are kept in `Other`.
macro_rules! enumeration {
    ($table:ident: $name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        pub(crate) static $table: [&str; [$($wire),*].len()] = [$($wire),*];

        impl crate::runtime::codec::Enumeration for $name {
            #[inline]
            fn known(name: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match name {
                    $($wire => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }

            #[inline]
            fn other(name: ::std::boxed::Box<str>) -> Self {
                Self::Other(name)
            }

            #[inline]
            fn as_wire(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(name) => name,
                }
            }
        }

        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Lex(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Lex(self)
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(crate::runtime::codec::Enumeration::as_wire(self))
            }
        }
    };
}

/// Reads and writes a union: the members in the order in which they are tried, each with the function of
/// [`union`](crate::runtime::codec::union) that tells whether a text is it. The last takes what the others do not.
macro_rules! union {
    ($name:ident: default $first:ident; $($variant:ident($ty:ty) $how:ident),* $(,)?) => {
        impl crate::runtime::codec::LexValue for $name {
            #[inline]
            fn read(
                &mut self,
                text: &str,
            ) -> ::core::result::Result<(), crate::runtime::codec::LexError> {
                union!(try self, text; $($variant($ty) $how),*);
                Ok(())
            }

            #[inline]
            fn write(&self, out: &mut ::std::string::String) {
                match self {
                    $(Self::$variant(value) => crate::runtime::codec::LexValue::write(value, out),)*
                }
            }
        }

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::$first(::core::default::Default::default())
            }
        }

        impl crate::runtime::codec::Field for $name {
            #[inline]
            fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
                crate::runtime::codec::Slot::Lex(self)
            }

            #[inline]
            fn view(&self) -> crate::runtime::codec::View<'_> {
                crate::runtime::codec::View::Lex(self)
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut text = ::std::string::String::new();
                crate::runtime::codec::LexValue::write(self, &mut text);
                f.write_str(&text)
            }
        }
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) rest $(, $more:ident($rest:ty) never)*) => {
        *$this = Self::$variant(crate::runtime::codec::union::rest($text));
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) never, $($more:tt)*) => {
        union!(try $this, $text; $($more)*);
    };
    (try $this:ident, $text:ident; $variant:ident($ty:ty) $how:ident, $($more:tt)*) => {
        if let Some(value) = crate::runtime::codec::union::$how($text) {
            *$this = Self::$variant(value);
            return Ok(());
        }
        union!(try $this, $text; $($more)*);
    };
}

/// The names of flags on the wire, one a flag in the order of their bits, and their table.
macro_rules! flags {
    ($table:ident: $name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        pub(crate) static $table: [&str; [$($wire),*].len()] = [$($wire),*];

        impl crate::runtime::codec::FlagMember for $name {
            const MEMBERS: &'static [Self] = &[$(Self::$variant),*];

            #[inline]
            fn as_wire(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)*
                }
            }

            #[inline]
            fn index(self) -> u32 {
                self as u32
            }
        }

        impl std::ops::BitOr for $name {
            type Output = crate::runtime::values::Flags<Self>;

            #[inline]
            fn bitor(self, other: Self) -> Self::Output {
                crate::runtime::values::Flags::from([self, other])
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(crate::runtime::codec::FlagMember::as_wire(*self))
            }
        }
    };
}

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

        $(impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        })*
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
    };
}

/// One of several elements. After `group` it is several that stand together, after `many` one that repeats: those go on
/// filling what is there.
macro_rules! choice {
    ($name:ident, default $first:ident; $($index:literal: $variant:ident $($kind:ident)?),* $(,)?) => {
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

/// The operations of a service that are made alike: a request and a reply with these headers, in each the element that
/// is named after the operation, in it the parameters and the results, which may be absent (`optional`) and `xsi:nil`
/// too (`nullable`), an `item` being what an array repeats. `list` is a list of them all.
macro_rules! operations {
    (
        service $service:ident, namespace $namespace:ident,
        action $action:literal,
        request $request:expr,
        response $response:expr;
        list $list:ident;
        $($name:ident = $wire:literal [$($parameter:expr),* $(,)?] [$($result:expr),* $(,)?];)*
    ) => {
        /// All operations, in the order of the contract.
        pub static $list: &[&crate::runtime::soap::Operation] = &[$(&$name),*];

        operations! {
            service $service, namespace $namespace,
            action $action,
            request $request,
            response $response;
            $($name = $wire [$($parameter),*] [$($result),*];)*
        }
    };
    (
        service $service:ident, namespace $namespace:ident,
        action $action:literal,
        request $request:expr,
        response $response:expr;
        $($name:ident = $wire:literal [$($parameter:expr),* $(,)?] [$($result:expr),* $(,)?];)*
    ) => {
        #[allow(dead_code, reason = "not every service needs it")]
        const fn optional(
            tag: &'static str,
            slot: u16,
            ty: crate::runtime::codec::Type,
        ) -> crate::runtime::codec::Particle {
            crate::runtime::codec::Particle::optional($namespace, tag, slot, ty)
        }

        #[allow(dead_code, reason = "not every service needs it")]
        const fn item(
            tag: &'static str,
            ty: crate::runtime::codec::Type,
        ) -> crate::runtime::codec::Particle {
            crate::runtime::codec::Particle::item($namespace, tag, ty)
        }

        #[allow(dead_code, reason = "not every service needs it")]
        const fn nullable(
            tag: &'static str,
            slot: u16,
            ty: crate::runtime::codec::Type,
        ) -> crate::runtime::codec::Particle {
            crate::runtime::codec::Particle::nullable($namespace, tag, slot, ty)
        }

        $(
            #[doc = concat!("`", $wire, "`.")]
            pub static $name: crate::runtime::soap::Operation = crate::runtime::soap::Operation {
                name: $wire,
                service: &$service,
                action: concat!($action, $wire),
                request: crate::tables::request(
                    $request,
                    concat!($wire, ">"),
                    crate::runtime::codec::TypeDef::new($namespace, $wire, &[$($parameter),*]),
                ),
                response: Some(crate::tables::reply(
                    $response,
                    concat!($wire, "Response>"),
                    crate::runtime::codec::TypeDef::new(
                        $namespace,
                        concat!($wire, "Response"),
                        &[$($result),*],
                    ),
                )),
            };
        )*
    };
}

/// The methods of an agent that wait: each calls the asynchronous agent's method of its name.
macro_rules! blocking {
    ($agent:ident; $($name:ident($($parameter:ident: $ty:ty),* $(,)?) -> $value:ty;)*) => {
        impl $agent<'_> {
            $(
                #[doc = concat!("As the method of this name of [`", stringify!($agent), "`](super::", stringify!($agent), "),")]
                /// and waits for the reply.
                #[inline]
                pub fn $name(&self $(, $parameter: $ty)*) -> ::core::result::Result<$value, crate::runtime::Error> {
                    super::$agent::$name(&super::$agent { client: self.client } $(, $parameter)*).blocking()
                }
            )*
        }
    };
}
