//! The simple types: one row each, for the tables, for values without a Rust type of their own, and for what XML Schema
//! calls them.

use super::field::{LexError, LexValue};
use super::tables::Type;
use crate::runtime::values::{Base64, Char, Date, DateTime, Decimal, Duration, Guid, Hex, Integer, Time};

/// How the values of a simple type are compared, counted, and written in other formats than XML.
#[cfg(any(feature = "serde", feature = "validate"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that is nothing else: no order.
    Text,
    Boolean,
    /// A whole number that Rust has a type for.
    Whole,
    /// A number of any length.
    Long,
    /// A floating-point number of 32 bits.
    Single,
    /// A floating-point number of 64 bits.
    Double,
    DateTime,
    Date,
    Time,
    /// A part of a date.
    Calendar,
    Duration,
    /// Bytes, of which four characters hold three.
    Base64,
    /// Bytes, of which two characters hold one.
    Hex,
}

/// A text that nothing is asked of.
#[derive(Default)]
struct Unchecked;

impl LexValue for Unchecked {
    #[inline]
    fn read(&mut self, _: &str) -> Result<(), LexError> {
        Ok(())
    }

    fn write(&self, _: &mut String) {}
}

/// A row is: its constant among [`Type`]'s, the Rust type that knows which texts are its values, its name in XML Schema,
/// and its [`Kind`].
macro_rules! scalars {
    ($($(#[$doc:meta])* $scalar:ident: $constant:ident $rust:ty, $name:literal, $kind:ident;)*) => {
        /// The simple types of XML Schema that differ on the wire or in Rust.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Scalar {
            $($(#[$doc])* $scalar,)*
        }

        /// The simple types.
        impl Type {
            $($(#[$doc])* pub const $constant: Self = Self::Scalar(Scalar::$scalar);)*
        }

        impl Scalar {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$scalar),*];

            /// The name of the type in XML Schema; empty where several of its types share the row, or none has it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$scalar => $name,)*
                }
            }

            /// Whether a text is in the lexical space.
            ///
            /// # Errors
            /// When it is not.
            #[inline]
            pub fn check(self, text: &str) -> Result<(), LexError> {
                match self {
                    $(Self::$scalar => <$rust>::default().read(text),)*
                }
            }

            #[cfg(any(feature = "serde", feature = "validate"))]
            pub(super) const fn kind(self) -> Kind {
                match self {
                    $(Self::$scalar => Kind::$kind,)*
                }
            }
        }
    };
}

scalars! {
    /// `xs:string` and the types derived from it that keep white space.
    String: STRING Unchecked, "string", Text;
    /// `xs:token` and the types derived from it, and strings with `whiteSpace="collapse"`.
    Token: TOKEN Unchecked, "token", Text;
    /// `xs:boolean`.
    Bool: BOOL bool, "boolean", Boolean;
    /// `xs:byte`.
    I8: I8 i8, "byte", Whole;
    /// `xs:short`.
    I16: I16 i16, "short", Whole;
    /// `xs:int`.
    I32: I32 i32, "int", Whole;
    /// `xs:long`.
    I64: I64 i64, "long", Whole;
    /// `xs:unsignedByte`.
    U8: U8 u8, "unsignedByte", Whole;
    /// `xs:unsignedShort`.
    U16: U16 u16, "unsignedShort", Whole;
    /// `xs:unsignedInt`.
    U32: U32 u32, "unsignedInt", Whole;
    /// `xs:unsignedLong`.
    U64: U64 u64, "unsignedLong", Whole;
    /// `xs:float`.
    F32: F32 f32, "float", Single;
    /// `xs:double`.
    F64: F64 f64, "double", Double;
    /// `xs:integer` and its unbounded relatives.
    Integer: INTEGER Integer, "", Long;
    /// `xs:decimal`.
    Decimal: DECIMAL Decimal, "decimal", Long;
    /// `xs:dateTime`.
    DateTime: DATE_TIME DateTime, "dateTime", DateTime;
    /// `xs:date`.
    Date: DATE Date, "date", Date;
    /// `xs:time`.
    Time: TIME Time, "time", Time;
    /// `xs:gYear`, `xs:gYearMonth`, `xs:gMonth`, `xs:gMonthDay`, `xs:gDay`. Which of them is not known here.
    Calendar: CALENDAR Unchecked, "", Calendar;
    /// `xs:duration`.
    Duration: DURATION Duration, "duration", Duration;
    /// `xs:base64Binary`.
    Base64: BASE64 Base64, "base64Binary", Base64;
    /// `xs:hexBinary`.
    Hex: HEX Hex, "hexBinary", Hex;
    /// The WCF `guid`.
    Guid: GUID Guid, "", Text;
    /// The WCF `char`: a UTF-16 code unit as a number.
    Char: CHAR Char, "", Whole;
    /// `xs:QName` and `xs:NOTATION`. Which name a prefix means is known where it stands, and not here.
    QName: QNAME Unchecked, "", Text;
    /// `xs:anyURI`.
    AnyUri: ANY_URI Unchecked, "anyURI", Text;
}
