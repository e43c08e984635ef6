//! What is demanded of a value, for the documentation and for `validate()`.

use crate::contract::{Occurs, TypeName};

/// One demand on a value. The names are those of the runtime's `Facet`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The value counts with its white space collapsed.
    Collapse,
    /// The value counts with a space for each character of white space.
    Replace,
    /// That many characters, octets or items.
    Length(u64),
    /// So many at least.
    MinLength(u64),
    /// So many at most.
    MaxLength(u64),
    /// Not below.
    MinInclusive(String),
    /// Not above.
    MaxInclusive(String),
    /// Above.
    MinExclusive(String),
    /// Below.
    MaxExclusive(String),
    /// So many digits at most.
    TotalDigits(u64),
    /// So many digits after the point at most.
    FractionDigits(u64),
    /// The regular expression as Rust's `regex` has it, and as the contract has it.
    Pattern(String, String),
    /// The pattern of the contract by which no value is checked, or the beginning of a long one.
    Unchecked(String),
    /// An `xs:NMTOKEN`.
    NmToken,
    /// An `xs:Name`.
    Name,
    /// An `xs:NCName`.
    NcName,
    /// One of the members of a union.
    Union(TypeName),
    /// On each item of a list, or of an array.
    Items(Vec<Check>),
    /// How many items an array has.
    Count(Occurs),
    /// How often an element repeats.
    Occurs(Occurs),
    /// The element has to be there, though its Rust type may be without it.
    Required,
}
