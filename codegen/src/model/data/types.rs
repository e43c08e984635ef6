//! What the types of a contract become: structs and the rows of their tables, choices, enumerations, unions,
//! dictionaries.

use super::check::Check;
use super::stage::{Stage, Unnamed};
use super::values::{Container, Flag, Member, Shape};
use crate::contract::{QName, TypeName};

/// A complex type.
#[derive(Debug, Clone)]
pub struct Record<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfType,

    /// The fields: elements (those of base types first), attributes, text.
    pub members: Vec<Member<S>>,
    /// The rows of its elements, in schema order.
    pub rows: Vec<Row<S>>,
    /// It is a group: its elements have no element of their own around them.
    pub group: bool,
    /// What it extends, for the documentation.
    pub base: Option<TypeName>,
    /// Whether its schema is WCF's.
    pub wcf: bool,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// One row of a record's table.
#[derive(Debug, Clone)]
pub struct Row<S: Stage = Unnamed> {
    /// The member it fills.
    pub slot: usize,
    /// The alternative of a choice.
    pub variant: usize,
    /// Its wire name.
    pub wire: QName,
    /// What it holds.
    pub shape: Shape<S>,
    /// Its flags.
    pub flags: Flag,
    /// The contract's `default` or `fixed` value.
    pub default: Option<String>,
}

/// A type and those that are derived from it.
#[derive(Debug, Clone)]
pub struct Family<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfFamily,

    /// The types that `xsi:type` may name: the base first, unless it is abstract, then the others by name.
    pub types: Vec<Derived<S>>,
    /// Whether the base is one of them: it is meant where there is no `xsi:type`.
    pub base: bool,
    /// The base's fields that all of them have in the same way.
    pub shared: Vec<Shared<S>>,
}

/// A type of a family.
#[derive(Debug, Clone)]
pub struct Derived<S: Stage = Unnamed> {
    /// What the alternative is called in Rust.
    pub rust: S::Name,
    /// The type.
    pub of: S::Type,
}

/// A field that all types of a family have in the same way.
#[derive(Debug, Clone)]
pub struct Shared<S: Stage = Unnamed> {
    /// The method that gives it.
    pub rust: S::OfShared,
    /// Its slot in each of them.
    pub slots: Vec<usize>,
}

/// One of several elements.
#[derive(Debug, Clone)]
pub struct Choice<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfType,

    /// The alternatives, in order; of a substitution group the last is the catch-all.
    pub variants: Vec<Variant<S>>,
    /// Which alternative a new value is.
    pub default: usize,
    /// The head of the substitution group that it is.
    pub head: Option<QName>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// An alternative of a choice.
#[derive(Debug, Clone)]
pub struct Variant<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::Name,

    /// Its element; of a group the first one in it.
    pub wire: QName,
    /// Its value.
    pub shape: Shape<S>,
    /// What stands around the value.
    pub container: Container,
    /// Its row's flags.
    pub flags: Flag,
    /// The contract's `default` or `fixed` value.
    pub default: Option<String>,
    /// The contract's documentation.
    pub documentation: Option<String>,
    /// What is demanded of the value.
    pub checks: Vec<Check>,
}

/// An enumerated type, or a set of flags.
#[derive(Debug, Clone)]
pub struct Enumerated<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfType,

    /// It is a set of flags.
    pub flags: bool,
    /// The values, in the order of the contract.
    pub values: Vec<Value<S>>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

impl<S: Stage> Enumerated<S> {
    /// The value that is the default: the one of number 0, wherever it stands.
    #[must_use]
    pub fn zero(&self) -> Option<&Value<S>> {
        self.values.iter().find(|v| v.number == Some(0))
    }
}

/// A value of an enumerated type.
#[derive(Debug, Clone)]
pub struct Value<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::Name,
    /// As it stands on the wire.
    pub wire: String,
    /// The number behind it.
    pub number: Option<i64>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// A union of simple types.
#[derive(Debug, Clone)]
pub struct Union<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfType,

    /// The members, in the order of the contract, those of nested unions in their place. No two have one shape.
    pub members: Vec<UnionMember<S>>,
    /// What each member type holds, and what is demanded of it.
    pub checks: Vec<(Shape<S>, Vec<Check>)>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// A member of a union, or several that Rust cannot tell apart.
#[derive(Debug, Clone)]
pub struct UnionMember<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::Name,

    /// What it is called: the name of its type, or of the built-in that it is.
    pub name: String,
    /// The wire names of the types that it stands for.
    pub types: Vec<String>,
    /// What it holds.
    pub shape: Shape<S>,
    /// When a text is read as this member.
    pub match_rule: MatchRule,
}

/// When a member of a union is what a text is read as. Members are tried in order, those that take the rest at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchRule {
    /// Where it reads the text.
    Read,
    /// Where it writes the very text again: a member before it takes any text.
    Exact,
    /// Where no other member does: it takes any text.
    Rest,
    /// Never: another member takes any text. It can be written.
    Never,
}

/// A dictionary.
#[derive(Debug, Clone)]
pub struct Dictionary<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfMap,

    /// The repeated element.
    pub entry: QName,
    /// The key.
    pub key: Member<S>,
    /// The value.
    pub value: Member<S>,
}

impl Default for Record {
    /// One that holds nothing.
    fn default() -> Self {
        Self {
            rust: (),
            members: Vec::new(),
            rows: Vec::new(),
            group: false,
            base: None,
            wcf: false,
            documentation: None,
        }
    }
}
