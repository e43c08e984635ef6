//! What is known of a built-in type.

use soapwright_runtime::codec::Type;

/// What the generator knows of a built-in type.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The name, as contracts usually write it: `xs:int`, `ser:guid`.
    pub name: &'static str,
    /// Other names for it: `xs` is XML Schema, `ser` WCF's serialization schema, `enc` SOAP's encoding.
    pub also: &'static [&'static str],
    /// What it is in Rust.
    pub rust: Rust,
    /// What it is called in the tables of the runtime, by which values are read and written.
    pub table: Table,
    /// What it is called in the documentation.
    pub words: &'static str,
    /// A plausible value.
    pub sample: &'static str,
    /// How a member of the type is read: as a value of the type, or otherwise.
    pub stands_as: StandsAs,
    /// What white space means in its values.
    pub white_space: WhiteSpace,
    /// What the length of a value counts.
    pub length: Length,
    /// How values are compared.
    pub order: Order,
    /// What it requires of its values beyond what the Rust type does.
    pub demand: Demand,
    /// Whether .NET has it as a value type, which has a default and is never nil.
    pub value_type: bool,
    /// Whether a text is a value of the type, whatever prefixes are declared where it stands.
    pub reads: fn(&str) -> bool,
}

/// A type of Rust, by the way in which its values are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rust {
    /// `bool`.
    Bool,
    /// A primitive whole number, with the variant of the runtime's `View` that holds it by value, if there is one.
    Whole(&'static str, Option<&'static str>),
    /// A primitive floating-point number, likewise.
    Float(&'static str, Option<&'static str>),
    /// `String`.
    Text,
    /// A type of the runtime's `values` that is `Copy`.
    Copied(&'static str),
    /// Another type of the runtime's `values`.
    Value(&'static str),
}

impl Rust {
    /// The variant of the runtime's `View` that holds it by value.
    #[must_use]
    pub const fn view(self) -> Option<&'static str> {
        match self {
            Self::Bool => Some("Bool"),
            Self::Whole(_, view) | Self::Float(_, view) => view,
            Self::Text | Self::Copied(_) | Self::Value(_) => None,
        }
    }

    /// Whether a value is passed by value.
    #[must_use]
    pub const fn is_copied(self) -> bool {
        match self {
            Self::Bool | Self::Whole(..) | Self::Float(..) | Self::Copied(_) => true,
            Self::Text | Self::Value(_) => false,
        }
    }
}

/// A constant of the runtime's `Type`: its name, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The constant itself.
    pub ty: Type,
}

/// How a member of a built-in type is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsAs {
    /// As a value of the type.
    Itself,
    /// As `xs:string`, from which it is derived.
    Text,
    /// As `xs:token`, from which it is derived.
    Token,
    /// As words between white space.
    Words,
    /// As whatever XML is there.
    Xml,
}

/// What white space means in the values of a simple type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhiteSpace {
    /// It is part of the value.
    Preserve,
    /// Each character of it counts as a space.
    Replace,
    /// Between words it separates them; elsewhere it means nothing.
    Collapse,
}

/// What the length of a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Characters.
    Characters,
    /// Words between white space.
    Items,
    /// Bytes: three of them are four characters.
    Base64,
    /// Bytes: each of them is two characters.
    Hex,
}

/// How the values of a type are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// They have no order, or one that is not known.
    Unknown,
    /// As numbers.
    Number,
    /// As dates and times. Values sort as their texts do, if the texts have one form and years of four digits.
    Date,
}

/// What a type requires of its values beyond what the Rust type does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Nothing.
    Nothing,
    /// A number not below this.
    AtLeast(&'static str),
    /// A number not above this.
    AtMost(&'static str),
    /// A regular expression.
    Pattern(&'static str),
    /// An `xs:NMTOKEN`.
    NmToken,
    /// One or several `xs:NMTOKEN`s.
    NmTokens,
    /// An `xs:Name`.
    Name,
    /// An `xs:NCName`.
    NcName,
}
