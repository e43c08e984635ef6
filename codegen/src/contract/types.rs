//! Types: what XML Schema says, without its syntax.

use super::{Builtin, Namespaces, Place, QName, TypeName};

/// A type of the contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// The `xs:documentation`, if any.
    pub documentation: Option<String>,
    /// Whether its schema is WCF's (it imports or carries the serialization schema, or has its appinfo): nil and absent
    /// then mean the same, and value types are always written.
    pub wcf: bool,
    /// Where it is declared.
    pub place: Place,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// A complex type.
    Struct(Struct),
    /// A complex type that WCF marks as a dictionary.
    Dictionary {
        /// The repeated element that holds one entry.
        entry: QName,
        /// The key.
        key: Box<Field>,
        /// The value.
        value: Box<Field>,
    },
    /// A SOAP-encoding array, which contracts use in literal messages too.
    Array(Box<EncodedArray>),
    /// A simple type with enumerated values.
    Enum(Enumeration),
    /// An `xs:list` of an enumeration in a WCF schema: a set of flags.
    Flags(Enumeration),
    /// An `xs:list` of a simple type.
    List(TypeRef),
    /// An `xs:union` of simple types.
    Union(Vec<TypeRef>),
    /// A simple type derived by restriction, without enumerated values.
    Alias(Simple),
}

/// An array of SOAP encoding (SOAP 1.1, section 5.4.2): a restriction of its `Array`.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedArray {
    /// The items, called as the contract declares them, else `item`. On the wire they may be called anything.
    pub item: Field,
    /// The items' type as `arrayType` names it: for an array of arrays with the inner brackets, `string[]`.
    pub item_type: QName,
}

/// A reference to a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeRef {
    /// One of XML Schema's own.
    Builtin(Builtin),
    /// One that the contract declares.
    Named(TypeName),
}

/// A complex type's content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Struct {
    /// The type that it extends (or restricts, see `restriction`).
    pub base: Option<TypeName>,
    /// It is derived by restriction: `particles` are then the whole content, not an addition to the base's.
    pub restriction: bool,
    /// It cannot stand for itself.
    pub is_abstract: bool,
    /// Its own particles, in order.
    pub particles: Vec<Particle>,
    /// Its own attributes, sorted by name.
    pub attributes: Vec<Attribute>,
    /// The attributes of its base that it does not have (`use="prohibited"`).
    pub prohibited: Vec<QName>,
    /// The namespaces of which attributes of any name are allowed.
    pub any_attribute: Option<Namespaces>,
    /// The type of its text, where it has simple content.
    pub text: Option<TypeRef>,
    /// Text may stand between the elements.
    pub mixed: bool,
}

/// What may stand in a content model.
#[derive(Debug, Clone, PartialEq)]
pub enum Particle {
    /// An element.
    Element(Field),
    /// A nested group that could not be flattened into its parent: a choice, or a repeated or optional group.
    Group(Group),
    /// `xs:any`.
    Any(Wildcard),
}

/// A nested group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Sequence, choice or all.
    pub kind: GroupKind,
    /// How often.
    pub occurs: Occurs,
    /// What it holds.
    pub particles: Vec<Particle>,
}

/// The compositors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// All of them, in order.
    Sequence,
    /// One of them.
    Choice,
    /// All of them, in any order.
    All,
}

/// A wildcard.
#[derive(Debug, Clone, PartialEq)]
pub struct Wildcard {
    /// How often.
    pub occurs: Occurs,
    /// Of which namespaces.
    pub namespaces: Namespaces,
}

/// How often a particle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurs {
    /// At least.
    pub min: u32,
    /// At most; `None` is unbounded.
    pub max: Option<u32>,
}

impl Occurs {
    /// Exactly once.
    pub const ONCE: Self = Self { min: 1, max: Some(1) };

    /// Whether more than one may stand.
    #[must_use]
    pub const fn many(self) -> bool {
        !matches!(self.max, Some(0 | 1))
    }
}

/// An element of a content model, a parameter, or a global element.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The wire name; the namespace is empty for an unqualified one.
    pub name: QName,
    /// Its type.
    pub ty: TypeRef,
    /// How often.
    pub occurs: Occurs,
    /// It may be `xsi:nil`.
    pub nillable: bool,
    /// The `default`, as written.
    pub default: Option<String>,
    /// The `fixed` value, as written.
    pub fixed: Option<String>,
    /// `EmitDefaultValue` of WCF's appinfo is true (as it is where nothing is said): a default value is written.
    pub emit_default: bool,
    /// The members of its substitution group, itself not included, sorted; empty elsewhere.
    pub substitutes: Vec<QName>,
    /// Its place among the others is free: it stands in an `xs:all`.
    pub unordered: bool,
    /// It cannot stand for itself (an abstract head of a substitution group).
    pub is_abstract: bool,
    /// The `xs:documentation`, if any.
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The wire name; the namespace is empty for an unqualified one.
    pub name: QName,
    /// Its type, a simple one.
    pub ty: TypeRef,
    /// `use="required"`.
    pub required: bool,
    /// The `default`, as written.
    pub default: Option<String>,
    /// The `fixed` value, as written.
    pub fixed: Option<String>,
    /// The `xs:documentation`, if any.
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// An enumerated simple type.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// The type of the values.
    pub base: TypeRef,
    /// The values, in the order of the contract, each once.
    pub values: Vec<EnumValue>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// As it stands on the wire.
    pub wire: String,
    /// The number behind it: from WCF's appinfo, else counted as WCF counts (0, 1, 2… and 1, 2, 4… for flags).
    pub number: Option<i64>,
    /// The `xs:documentation`, if any.
    pub documentation: Option<String>,
}

/// A restricted simple type.
#[derive(Debug, Clone, PartialEq)]
pub struct Simple {
    /// What it restricts.
    pub base: TypeRef,
    /// How.
    pub facets: Vec<Facet>,
}

/// A constraining facet, such as `maxLength` = `40`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The facet's element name.
    pub name: String,
    /// Its `value`.
    pub value: String,
}
