//! What a contract demands of values beyond their Rust types: facets, how often elements stand, choices that must be
//! made. [`Validate::validate`] walks a value and lists what would not be valid. Nothing of it happens by itself.

mod names;
mod order;
mod simple;
mod walk;

pub use walk::{check, check_by, unchecked, unchecked_by};

use super::field::Field;
use super::tables::{Particle, Type, TypeDef};

/// One demand on the value of a slot.
#[derive(Debug, Clone, Copy)]
pub enum Facet {
    /// White space is collapsed before anything else is looked at.
    Collapse,
    /// Each character of white space is a space before anything else is looked at.
    Replace,
    /// `xs:length`, in characters, octets or items.
    Length(usize),
    /// `xs:minLength`.
    MinLength(usize),
    /// `xs:maxLength`.
    MaxLength(usize),
    /// `xs:minInclusive`.
    MinInclusive(&'static str),
    /// `xs:maxInclusive`.
    MaxInclusive(&'static str),
    /// `xs:minExclusive`.
    MinExclusive(&'static str),
    /// `xs:maxExclusive`.
    MaxExclusive(&'static str),
    /// `xs:totalDigits`.
    TotalDigits(usize),
    /// `xs:fractionDigits`.
    FractionDigits(usize),
    /// `xs:pattern`: a regular expression of the crate `regex`, without anchors, and what stands in the contract.
    Pattern(&'static str, &'static str),
    /// `xs:pattern` that no regular expression of the crate `regex` says: what stands in the contract.
    Unchecked(&'static str),
    /// An `xs:NMTOKEN`.
    NmToken,
    /// An `xs:Name`.
    Name,
    /// An `xs:NCName`.
    NcName,
    /// A value of one of these types.
    Union(&'static [Member]),
    /// Demands on each item of a list.
    Items(&'static [Facet]),
    /// How many items an array has: so many at least, and at most.
    Count(usize, usize),
    /// How often the element stands: so often at least, and at most.
    Occurs(usize, usize),
    /// A choice, group or wildcard has to be there, though its Rust type may be without it. What has a name of its own is
    /// told to be required by its table.
    Required,
    /// The value is not to be shown.
    Secret,
}

/// A member type of a union.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// What it is.
    pub ty: Type,
    /// What it demands.
    pub facets: &'static [Facet],
}

/// The demands on a slot.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The slot.
    pub slot: u16,
    /// The alternative of a choice; [`Rule::WHOLE`] for the choice itself, and where there is none.
    pub variant: u16,
    /// The demands.
    pub facets: &'static [Facet],
}

impl Rule {
    /// The variant of a rule that concerns no single alternative.
    pub const WHOLE: u16 = u16::MAX;
}

/// What is known of a record: where its slots stand on the wire, and what is demanded of them.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The name that paths begin with.
    pub name: &'static str,
    /// Its elements.
    pub elements: &'static [Particle],
    /// Its attributes.
    pub attributes: &'static [Particle],
    /// Its text.
    pub text: Option<&'static Particle>,
    /// The demands.
    pub rows: &'static [Rule],
}

impl Rules {
    /// The rules of a complex type.
    #[must_use]
    pub const fn new(def: &'static TypeDef, rows: &'static [Rule]) -> Self {
        Self { name: def.name, elements: def.elements, attributes: def.attributes, text: def.text, rows }
    }

    /// The rules of the arguments or results of an operation, which stand in a Body.
    #[must_use]
    pub const fn of_body(name: &'static str, elements: &'static [Particle], rows: &'static [Rule]) -> Self {
        Self { name, elements, attributes: &[], text: None, rows }
    }

    /// The demands on a slot, or on an alternative of the choice in it.
    fn facets(&self, slot: u16, variant: u16) -> &'static [Facet] {
        let row = self.rows.iter().find(|row| row.slot == slot && row.variant == variant);
        row.map_or(&[], |row| row.facets)
    }
}

/// Values that can be checked against what their contract demands. Every generated type can.
pub trait Validate {
    /// Checks the value and all that it holds: lengths, bounds, digits, patterns, names of enumerations, how often
    /// elements stand, choices that must be made, and what the contract demands and the value is without: a list that is
    /// absent, though it must be there.
    ///
    /// What is not checked: XML that is kept as it came, and patterns that no regular expression of Rust's says.
    /// [`unchecked`](Self::unchecked) lists those that this value has to obey.
    ///
    /// # Errors
    /// With every violation that was found, at most a hundred, and where in the value it is.
    fn validate(&self) -> Result<(), Invalid>;

    /// The parts of this value by whose pattern [`validate`](Self::validate) does not check them, at most a hundred.
    /// Mostly there is none: a pattern is not checked where it is too large for the crate `regex`, or is no pattern of XML
    /// Schema. The generator warns of it, and the documentation of each such field says so.
    fn unchecked(&self) -> Vec<Unchecked>;
}

impl<T: Field + ?Sized> Validate for T {
    fn validate(&self) -> Result<(), Invalid> {
        check(self.view())
    }

    fn unchecked(&self) -> Vec<Unchecked> {
        unchecked(self.view())
    }
}

/// A part of a value that is not checked by a pattern of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unchecked {
    /// The wire names that lead to it, as those of a [`Violation`] do.
    pub path: String,
    /// The pattern as the contract has it.
    pub pattern: &'static str,
}

impl std::fmt::Display for Unchecked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: the pattern `{}` is not checked", self.path, self.pattern)
    }
}

/// A value that its contract does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    violations: Vec<Violation>,
}

impl Invalid {
    /// What is wrong, in the order of the elements; never empty.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl std::fmt::Display for Invalid {
    /// All violations, one after the other.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            let separator = if index > 0 { "; " } else { "" };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

/// One thing that the contract does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The wire names that lead to it: `UserGroup/Members[2]/@rank`. Repeated elements are counted from 1.
    pub path: String,
    /// What is wrong: `12 is above 10`. A secret's value is not in it.
    pub problem: String,
}

impl std::fmt::Display for Violation {
    /// `UserGroup/Rank: 12 is above 10`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let separator = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.path, self.problem)
    }
}
