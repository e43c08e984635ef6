//! The syntax model of XML Schema.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Reference;
use crate::contract::{Facet, GroupKind, Namespaces, Occurs, QName};
use crate::load::{DocId, Spot};

/// One `xs:schema`.
#[derive(Debug)]
pub(crate) struct Schema {
    /// Its `targetNamespace`, or that of the schema it was included into.
    pub(crate) target: Arc<str>,
    /// The documents that it imports, with the namespace asked for.
    pub(crate) imported: Vec<DocId>,
    /// The documents that it includes, redefines or overrides.
    pub(crate) included: Vec<DocId>,
    /// It carries WCF's marks itself: its namespace, an import of it, or appinfo.
    pub(crate) wcf: bool,
    /// Global elements.
    pub(crate) elements: Vec<Element>,
    /// Global types.
    pub(crate) types: Vec<TypeDecl>,
    /// Global attributes.
    pub(crate) attributes: Vec<Attribute>,
    /// Model groups.
    pub(crate) groups: Vec<GroupDecl>,
    /// Attribute groups.
    pub(crate) attribute_groups: Vec<AttributeGroup>,
    /// The documents that it redefines or overrides.
    pub(crate) redefined: Vec<DocId>,
    /// The names of what stands in an `xs:redefine`, in the place of components of those documents.
    pub(crate) redefines: BTreeSet<Name>,
    /// Where.
    pub(crate) spot: Spot,
}

/// What a declaration has as its type.
#[derive(Debug)]
pub(crate) enum TypeUse {
    /// Nothing.
    None,
    /// A named type.
    Named(Reference),
    /// A type of its own.
    Inline(Box<TypeDecl>),
}

/// An element declaration, global or local.
#[derive(Debug)]
pub(crate) struct Element {
    /// Its wire name.
    pub(crate) name: QName,
    /// Its type.
    pub(crate) ty: TypeUse,
    /// How often, for a local one.
    pub(crate) occurs: Occurs,
    /// `nillable`.
    pub(crate) nillable: bool,
    /// `default`.
    pub(crate) default: Option<String>,
    /// `fixed`.
    pub(crate) fixed: Option<String>,
    /// `abstract`.
    pub(crate) is_abstract: bool,
    /// What it may stand for.
    pub(crate) substitutes: Option<Reference>,
    /// WCF's `EmitDefaultValue`.
    pub(crate) emit_default: bool,
    /// Documentation.
    pub(crate) documentation: Option<String>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A particle.
#[derive(Debug)]
pub(crate) enum Particle {
    /// A local element.
    Element(Box<Element>),
    /// A reference to a global one.
    ElementRef {
        /// Which.
        to: Reference,
        /// How often.
        occurs: Occurs,
        /// WCF's `EmitDefaultValue`.
        emit_default: bool,
        /// Its own documentation.
        documentation: Option<String>,
    },
    /// A nested group.
    Group(Group),
    /// A reference to a named group.
    GroupRef {
        /// Which.
        to: Reference,
        /// How often.
        occurs: Occurs,
    },
    /// A wildcard.
    Any {
        /// How often.
        occurs: Occurs,
        /// Of which namespaces.
        namespaces: Namespaces,
        /// The `processContents`.
        process: Option<String>,
    },
}

/// A compositor.
#[derive(Debug)]
pub(crate) struct Group {
    /// Which.
    pub(crate) kind: GroupKind,
    /// How often.
    pub(crate) occurs: Occurs,
    /// What it holds.
    pub(crate) particles: Vec<Particle>,
}

/// A named model group.
#[derive(Debug)]
pub(crate) struct GroupDecl {
    /// Its name.
    pub(crate) name: QName,
    /// What it holds.
    pub(crate) group: Option<Group>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A type declaration, global or anonymous.
#[derive(Debug)]
pub(crate) struct TypeDecl {
    /// Its name; `None` for an anonymous one.
    pub(crate) name: Option<QName>,
    /// What it is.
    pub(crate) kind: TypeKind,
    /// Documentation.
    pub(crate) documentation: Option<String>,
    /// `IsValueType` of WCF's appinfo.
    pub(crate) is_value_type: bool,
    /// `ActualType` of WCF's appinfo: the type of an enumeration's numbers.
    pub(crate) actual_type: Option<String>,
    /// Where.
    pub(crate) spot: Spot,
}

/// The kinds of type.
#[derive(Debug)]
pub(crate) enum TypeKind {
    /// `xs:complexType`.
    Complex(Complex),
    /// `xs:restriction` of a simple type.
    Restriction(Restriction),
    /// `xs:list`.
    List(TypeUse),
    /// `xs:union`.
    Union(Vec<TypeUse>),
}

/// A complex type.
#[derive(Debug)]
pub(crate) struct Complex {
    /// What it is derived from.
    pub(crate) derivation: Option<Derivation>,
    /// Its own content, where that is elements.
    pub(crate) content: Option<Particle>,
    /// Its content is simple.
    pub(crate) simple: bool,
    /// The facets of a simple content's restriction.
    pub(crate) facets: Vec<Facet>,
    /// The enumerated values of a simple content's restriction.
    pub(crate) values: Vec<Enumerated>,
    /// The type that a simple content's restriction begins with.
    pub(crate) simple_type: Option<Box<TypeDecl>>,
    /// Attributes.
    pub(crate) attributes: Attributes,
    /// `abstract`.
    pub(crate) is_abstract: bool,
    /// `mixed`.
    pub(crate) mixed: bool,
    /// `IsDictionary` of WCF's appinfo.
    pub(crate) is_dictionary: bool,
}

/// How a complex type is derived.
#[derive(Debug)]
pub(crate) struct Derivation {
    /// From what.
    pub(crate) base: Reference,
    /// By restriction.
    pub(crate) restriction: bool,
}

/// The attributes of a type or attribute group.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    /// Its own.
    pub(crate) own: Vec<AttributeUse>,
    /// Groups of them.
    pub(crate) groups: Vec<Reference>,
    /// `xs:anyAttribute`: of which namespaces.
    pub(crate) any: Option<Namespaces>,
}

/// An attribute where it is used.
#[derive(Debug)]
pub(crate) struct AttributeUse {
    /// A reference to a global one, or its own declaration.
    pub(crate) what: AttributeKind,
    /// `use="required"`.
    pub(crate) required: bool,
    /// `use="prohibited"`.
    pub(crate) prohibited: bool,
    /// `default` of the reference.
    pub(crate) default: Option<String>,
    /// `fixed` of the reference.
    pub(crate) fixed: Option<String>,
    /// WSDL's `arrayType`: the type of an encoded array's items, and the brackets behind it.
    pub(crate) array: Option<(Reference, String)>,
}

/// What attribute it is.
#[derive(Debug)]
pub(crate) enum AttributeKind {
    /// Declared here.
    Own(Box<Attribute>),
    /// A global one.
    Ref(Reference),
}

/// An attribute declaration.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// Its wire name.
    pub(crate) name: QName,
    /// Its type.
    pub(crate) ty: TypeUse,
    /// `default`.
    pub(crate) default: Option<String>,
    /// `fixed`.
    pub(crate) fixed: Option<String>,
    /// Documentation.
    pub(crate) documentation: Option<String>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A named attribute group.
#[derive(Debug)]
pub(crate) struct AttributeGroup {
    /// Its name.
    pub(crate) name: QName,
    /// What it holds.
    pub(crate) attributes: Attributes,
    /// Where.
    pub(crate) spot: Spot,
}

/// A restriction of a simple type.
#[derive(Debug)]
pub(crate) struct Restriction {
    /// What it restricts.
    pub(crate) base: TypeUse,
    /// How, enumerated values aside.
    pub(crate) facets: Vec<Facet>,
    /// The enumerated values.
    pub(crate) values: Vec<Enumerated>,
}

/// An enumerated value.
#[derive(Debug)]
pub(crate) struct Enumerated {
    /// As it stands on the wire.
    pub(crate) wire: String,
    /// `EnumerationValue` of WCF's appinfo.
    pub(crate) number: Option<i64>,
    /// Documentation.
    pub(crate) documentation: Option<String>,
}

/// The kinds of component that a redefinition can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Component {
    /// A simple or complex type.
    Type,
    /// A model group.
    Group,
    /// An attribute group.
    AttributeGroup,
}

/// What a redefinition names.
pub(crate) type Name = (Component, QName);
