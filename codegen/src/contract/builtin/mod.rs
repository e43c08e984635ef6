//! The built-in types: one row each, of all that the generator knows of them.

mod row;

pub use row::{Demand, Length, Order, Row, Rust, StandsAs, Table, WhiteSpace};

use soapwright_runtime::codec::{LexValue, Type};
use soapwright_runtime::values::{
    Base64, Char, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Guid, Hex,
    Integer, Time,
};

/// A constant of the runtime's `Type`, which the compiler knows to be there.
macro_rules! table {
    ($name:ident) => {
        Table { name: stringify!($name), ty: Type::$name }
    };
}

/// Text whose white space means nothing.
const TEXT: Row = Row {
    name: "",
    also: &[],
    rust: Rust::Text,
    table: table!(STRING),
    words: "text",
    sample: "text",
    stands_as: StandsAs::Token,
    white_space: WhiteSpace::Collapse,
    length: Length::Characters,
    order: Order::Unknown,
    demand: Demand::Nothing,
    value_type: false,
    reads: |_| true,
};

/// A value of the type of the runtime's `values` with this name; `$how` says how it is passed.
macro_rules! value {
    ($how:ident $type:ident $table:ident) => {
        Row {
            rust: Rust::$how(stringify!($type)),
            table: table!($table),
            stands_as: StandsAs::Itself,
            value_type: true,
            reads: reads::<$type>,
            ..TEXT
        }
    };
}

/// A date or time.
macro_rules! date {
    ($type:ident $table:ident) => {
        Row { order: Order::Date, ..value!(Copied $type $table) }
    };
}

/// A number: a primitive type with the `View` variant, or the runtime's own.
macro_rules! number {
    ($how:ident $type:ident $table:ident, $view:expr) => {
        Row {
            rust: Rust::$how(stringify!($type), $view),
            sample: "1",
            order: Order::Number,
            ..value!(Value $type $table)
        }
    };
    ($type:ident $table:ident) => {
        Row { sample: "1", order: Order::Number, ..value!(Value $type $table) }
    };
}

/// The enumeration, and the row of each.
macro_rules! builtins {
    ($($(#[$doc:meta])* $builtin:ident = $row:expr;)*) => {
        /// The built-in types that are told apart: by their Rust types, or by what they allow.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "they are named as in XML Schema")]
        pub enum Builtin {
            $($(#[$doc])* $builtin,)*
        }

        impl Builtin {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$builtin),*];

            /// What the generator knows of it.
            #[must_use]
            pub const fn row(self) -> &'static Row {
                match self {
                    $(Self::$builtin => const { &$row },)*
                }
            }
        }
    };
}

builtins! {
    AnyType = Row {
        name: "xs:anyType", rust: Rust::Value("AnyType"), words: "anything", stands_as: StandsAs::Xml, ..TEXT
    };
    AnySimpleType = Row {
        name: "xs:anySimpleType", also: &["xs:anyAtomicType"], words: "anything", stands_as: StandsAs::Xml,
        white_space: WhiteSpace::Preserve, ..TEXT
    };
    String = Row {
        name: "xs:string", stands_as: StandsAs::Itself, white_space: WhiteSpace::Preserve, ..TEXT
    };
    NormalizedString = Row {
        name: "xs:normalizedString", stands_as: StandsAs::Text, white_space: WhiteSpace::Replace, ..TEXT
    };
    Token = Row { name: "xs:token", table: table!(TOKEN), stands_as: StandsAs::Itself, ..TEXT };
    Language = Row {
        name: "xs:language", words: "a language", sample: "en",
        demand: Demand::Pattern("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"), ..TEXT
    };
    /// `xs:NMTOKEN`.
    NmToken = Row { name: "xs:NMTOKEN", demand: Demand::NmToken, ..TEXT };
    Name = Row { name: "xs:Name", demand: Demand::Name, ..TEXT };
    /// `xs:NCName`, and `xs:ENTITY`.
    NcName = Row { name: "xs:NCName", also: &["xs:ENTITY"], demand: Demand::NcName, ..TEXT };
    /// `xs:ID`.
    Id = Row { name: "xs:ID", demand: Demand::NcName, ..TEXT };
    /// `xs:IDREF`.
    IdRef = Row { name: "xs:IDREF", demand: Demand::NcName, ..TEXT };
    Boolean = Row {
        name: "xs:boolean", rust: Rust::Bool, words: "a boolean", sample: "true", ..value!(Value bool BOOL)
    };
    Byte = Row { name: "xs:byte", words: "an 8-bit number", ..number!(Whole i8 I8, None) };
    Short = Row { name: "xs:short", words: "a 16-bit number", ..number!(Whole i16 I16, Some("I16")) };
    Int = Row { name: "xs:int", words: "a 32-bit number", ..number!(Whole i32 I32, Some("I32")) };
    Long = Row { name: "xs:long", words: "a 64-bit number", ..number!(Whole i64 I64, Some("I64")) };
    UnsignedByte = Row {
        name: "xs:unsignedByte", words: "an unsigned 8-bit number", ..number!(Whole u8 U8, None)
    };
    UnsignedShort = Row {
        name: "xs:unsignedShort", words: "an unsigned 16-bit number", ..number!(Whole u16 U16, None)
    };
    UnsignedInt = Row {
        name: "xs:unsignedInt", words: "an unsigned 32-bit number", ..number!(Whole u32 U32, None)
    };
    UnsignedLong = Row {
        name: "xs:unsignedLong", words: "an unsigned 64-bit number", ..number!(Whole u64 U64, None)
    };
    Float = Row {
        name: "xs:float", words: "a single-precision number", sample: "1.5", ..number!(Float f32 F32, None)
    };
    Double = Row {
        name: "xs:double", words: "a double-precision number", sample: "1.5",
        ..number!(Float f64 F64, Some("F64"))
    };
    Decimal = Row { name: "xs:decimal", words: "a decimal", sample: "1.5", ..number!(Decimal DECIMAL) };
    Integer = Row { name: "xs:integer", words: "an integer of any size", ..number!(Integer INTEGER) };
    NonNegativeInteger = Row {
        name: "xs:nonNegativeInteger", words: "an integer, not negative", demand: Demand::AtLeast("0"),
        reads: |text| sign(text).is_some_and(|sign| sign >= 0), ..number!(Integer INTEGER)
    };
    PositiveInteger = Row {
        name: "xs:positiveInteger", words: "an integer above zero", demand: Demand::AtLeast("1"),
        reads: |text| sign(text) == Some(1), ..number!(Integer INTEGER)
    };
    NonPositiveInteger = Row {
        name: "xs:nonPositiveInteger", words: "an integer, not positive", sample: "-1",
        demand: Demand::AtMost("0"), reads: |text| sign(text).is_some_and(|sign| sign <= 0),
        ..number!(Integer INTEGER)
    };
    NegativeInteger = Row {
        name: "xs:negativeInteger", words: "an integer below zero", sample: "-1",
        demand: Demand::AtMost("-1"), reads: |text| sign(text) == Some(-1), ..number!(Integer INTEGER)
    };
    DateTime = Row {
        name: "xs:dateTime", also: &["xs:dateTimeStamp"], words: "a date and time",
        sample: "2024-05-17T09:30:00", ..date!(DateTime DATE_TIME)
    };
    Date = Row { name: "xs:date", words: "a date", sample: "2024-05-17", ..date!(Date DATE) };
    Time = Row { name: "xs:time", words: "a time of day", sample: "09:30:00", ..date!(Time TIME) };
    GYear = Row { name: "xs:gYear", words: "a year", sample: "2024", ..date!(GYear CALENDAR) };
    GYearMonth = Row {
        name: "xs:gYearMonth", words: "a month of a year", sample: "2024-05", ..date!(GYearMonth CALENDAR)
    };
    GMonth = Row { name: "xs:gMonth", words: "a month", sample: "--05", ..date!(GMonth CALENDAR) };
    GMonthDay = Row {
        name: "xs:gMonthDay", words: "a day of a month", sample: "--05-17", ..date!(GMonthDay CALENDAR)
    };
    GDay = Row { name: "xs:gDay", words: "a day", sample: "---17", ..date!(GDay CALENDAR) };
    Duration = Row {
        name: "xs:duration", also: &["xs:dayTimeDuration", "xs:yearMonthDuration", "ser:duration"],
        words: "a duration", sample: "PT1H30M", ..value!(Copied Duration DURATION)
    };
    Base64Binary = Row {
        name: "xs:base64Binary", also: &["enc:base64"], words: "bytes, as base64", sample: "SGVsbG8=",
        length: Length::Base64, value_type: false, ..value!(Value Base64 BASE64)
    };
    HexBinary = Row {
        name: "xs:hexBinary", words: "bytes, as hexadecimal digits", sample: "48656C6C6F",
        length: Length::Hex, value_type: false, ..value!(Value Hex HEX)
    };
    // The prefix is the contract's: a message need not declare it, or means another namespace by it.
    QName = Row {
        name: "xs:QName", also: &["xs:NOTATION"], rust: Rust::Value("QName"), table: table!(QNAME),
        words: "a qualified name", sample: "xs:string", stands_as: StandsAs::Itself, reads: |_| false, ..TEXT
    };
    AnyUri = Row {
        name: "xs:anyURI", table: table!(ANY_URI), words: "a URI", sample: "https://example.com/",
        stands_as: StandsAs::Itself, ..TEXT
    };
    /// `xs:NMTOKENS`, `xs:IDREFS`, `xs:ENTITIES`: lists of strings.
    Tokens = Row {
        name: "xs:NMTOKENS", also: &["xs:IDREFS", "xs:ENTITIES"], sample: "one two",
        stands_as: StandsAs::Words, length: Length::Items, demand: Demand::NmTokens, ..TEXT
    };
    /// The WCF serialization schema's `guid`.
    Guid = Row {
        name: "ser:guid", words: "a GUID", sample: "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        ..value!(Copied Guid GUID)
    };
    /// The WCF serialization schema's `char`: the code unit as a number.
    Char = Row { name: "ser:char", words: "a UTF-16 code unit", sample: "65", ..value!(Copied Char CHAR) };
}

impl Builtin {
    /// The name, as contracts usually write it: `xs:int`, `ser:guid`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local(self) -> &'static str {
        self.name().split_once(':').map_or(self.name(), |(_, local)| local)
    }

    /// All names, the usual one first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name()).chain(self.row().also.iter().copied())
    }

    /// What it is in Rust.
    #[must_use]
    pub const fn rust(self) -> Rust {
        self.row().rust
    }

    /// Whether its values are text, whatever they hold.
    #[must_use]
    pub fn is_text(self) -> bool {
        self.rust() == Rust::Text
    }
}

fn reads<T: LexValue + Default>(text: &str) -> bool {
    T::default().read(text).is_ok()
}

/// The sign of an integer: -1, 0 or 1.
fn sign(text: &str) -> Option<i8> {
    let mut integer = Integer::default();
    integer.read(text).ok()?;
    Some(match &*integer.canonical() {
        "0" => 0,
        negative if negative.starts_with('-') => -1,
        _ => 1,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_means_one_type() {
        let names: Vec<&str> = Builtin::ALL.iter().flat_map(|builtin| builtin.names()).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for name in names {
            let (prefix, local) = name.split_once(':').unwrap();
            assert!(["xs", "ser", "enc"].contains(&prefix) && !local.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_row_says_all() {
        for builtin in Builtin::ALL {
            let row = builtin.row();
            assert!(!row.words.is_empty() && !row.sample.is_empty(), "{builtin:?}");
            // What a qualified name means is not told by its text.
            assert!((row.reads)(row.sample) || *builtin == Builtin::QName, "{builtin:?}");
            let Type::Scalar(scalar) = row.table.ty else { panic!("{builtin:?} is no simple type") };
            let own = builtin.names().any(|name| name.strip_prefix("xs:") == Some(scalar.name()));
            let shared = row.stands_as != StandsAs::Itself || scalar.name().is_empty();
            assert!(own || shared, "{builtin:?} is not {scalar:?}");
        }
    }

    /// What the runtime takes for a value, and what the generator does, are the same but for what a row demands beside.
    #[test]
    fn the_runtime_knows_the_same_values() {
        let samples = Builtin::ALL.iter().map(|builtin| builtin.row().sample);
        let odd =
            ["", " ", "-0", "+1", "256", "1.", "INF", "inf", "2024-13", "P1D", "PT", "AA==", "{x}", "1 2"];
        for text in samples.chain(odd) {
            for builtin in Builtin::ALL {
                let row = builtin.row();
                let Type::Scalar(scalar) = row.table.ty else { continue };
                let (here, there) = ((row.reads)(text), scalar.check(text).is_ok());
                // The tables do not tell the parts of dates from each other, nor integers by their sign.
                let same =
                    scalar.name() != "" || row.demand == Demand::Nothing && row.table.name != "CALENDAR";
                assert!(there || !here, "{builtin:?} {text:?}");
                assert!(here == there || !same || *builtin == Builtin::QName, "{builtin:?} {text:?}");
            }
        }
    }
}
