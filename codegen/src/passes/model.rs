//! What the passes make: shapes of Rust values, and the rows of their tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{Builtin, EnumValue, Namespaces, QName, SoapVersion, TypeName};

use super::facets::Check;

/// Everything that will be emitted.
#[derive(Debug, Default)]
pub struct Model {
    /// The namespace that the crate is about: that of the first service's first wrapper.
    pub primary: Arc<str>,
    /// The services, sorted by module.
    pub services: Vec<Service>,
    /// Complex types, and the groups of elements in them that stand together.
    pub records: BTreeMap<TypeName, Record>,
    /// Choices and substitution groups.
    pub choices: BTreeMap<TypeName, Choice>,
    /// Types that others are derived from and that something is declared as, by the base.
    pub families: BTreeMap<TypeName, Family>,
    /// Enumerated types and sets of flags.
    pub enums: BTreeMap<TypeName, Enumerated>,
    /// Unions of simple types.
    pub unions: BTreeMap<TypeName, Union>,
    /// Dictionaries, which become maps.
    pub dictionaries: BTreeMap<TypeName, Dictionary>,
    /// Every distinct request header.
    pub request_headers: HeaderSet,
    /// Every distinct response header.
    pub response_headers: HeaderSet,
    /// How many types can stand within one another at most.
    pub depth: usize,
    /// Types of the contract that are no Rust types, and why.
    pub vanished: BTreeMap<TypeName, &'static str>,
}

/// How many of something there are, for the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// In the contract.
    pub contract: usize,
    /// In the crate.
    pub emitted: usize,
}

/// The distinct headers of one direction, sorted by namespace and name; their position is their slot.
#[derive(Debug, Default)]
pub struct HeaderSet {
    /// One a header element.
    pub members: Vec<Member>,
}

impl HeaderSet {
    /// The slot of a header element.
    #[must_use]
    pub fn slot(&self, name: &QName) -> Option<usize> {
        self.members.iter().position(|m| m.wire == *name)
    }
}

/// The shape of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A built-in simple type.
    Scalar(Builtin),
    /// An enumeration.
    Enum(TypeName),
    /// A set of flags.
    Flags(TypeName),
    /// A union of simple types.
    Union(TypeName),
    /// Simple values separated by white space.
    Tokens(Box<Shape>),
    /// A struct.
    Record(TypeName),
    /// A struct or one of those derived from it; the base's name.
    Derived(TypeName),
    /// An array wrapper.
    List(Box<Item>),
    /// A dictionary.
    Map(TypeName),
    /// One of several elements.
    Choice(TypeName),
    /// Elements without one around them: a record whose rows stand in its owner's place.
    Group(TypeName),
    /// An element of any name, kept as it came.
    Element(Namespaces),
    /// Attributes of any name.
    Attributes(Namespaces),
    /// XML kept as it came.
    Any,
    /// A file beside the envelope.
    Attachment,
}

/// The repeated element of an array wrapper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its wire name.
    pub wire: QName,
    /// What it holds.
    pub shape: Shape,
    /// Items may be nil.
    pub nillable: bool,
    /// The items' type as `arrayType` names it: it is an array of SOAP encoding.
    pub array: Option<QName>,
}

/// What stands around a value in its struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Nothing.
    Plain,
    /// `Option`.
    Option,
    /// `Nillable`: absent, nil, or a value.
    Nillable,
    /// `Vec`.
    Vec,
    /// `Vec` of `Option`s.
    VecOption,
}

/// Where a member stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberPlace {
    /// A child element.
    Element,
    /// An attribute.
    Attribute,
    /// The element's text.
    Text,
    /// Elements that no declaration names.
    Wildcard,
    /// Beside the envelope.
    Attachment,
    /// Attributes that no declaration names.
    AnyAttribute,
    /// Child elements that stand together.
    Group,
}

/// The flags of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flag {
    /// It may be absent.
    pub optional: bool,
    /// It may be nil.
    pub nillable: bool,
    /// It may repeat.
    pub many: bool,
    /// A default value is not written.
    pub omit_default: bool,
    /// Its place among the others is free.
    pub unordered: bool,
}

/// A field of a struct, a parameter or a result.
#[derive(Debug, Clone)]
pub struct Member {
    /// The wire name; of a choice or group, that of the first element in it.
    pub wire: QName,
    /// Where it stands.
    pub place: MemberPlace,
    /// Its value.
    pub shape: Shape,
    /// What stands around the value.
    pub holder: Holder,
    /// Its row's flags.
    pub flags: Flag,
    /// The value is boxed, since it would contain itself.
    pub boxed: bool,
    /// The contract's `default` or `fixed` value.
    pub default: Option<String>,
    /// The contract's documentation.
    pub documentation: Option<String>,
    /// Facts for the documentation: facets, defaults.
    pub notes: Vec<String>,
    /// What is demanded of the value.
    pub checks: Vec<Check>,
}

/// One row of a record's table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The member it fills.
    pub slot: usize,
    /// The alternative of a choice.
    pub variant: usize,
    /// Its wire name.
    pub wire: QName,
    /// What it holds.
    pub shape: Shape,
    /// Its flags.
    pub flags: Flag,
    /// The contract's `default` or `fixed` value.
    pub default: Option<String>,
}

/// A complex type.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The fields: elements (those of base types first), attributes, text.
    pub members: Vec<Member>,
    /// The rows of its elements, in schema order.
    pub rows: Vec<Row>,
    /// It is a group: its elements have no element of their own around them.
    pub group: bool,
    /// What it extends, for the documentation.
    pub base: Option<TypeName>,
    /// Whether its schema is WCF's.
    pub wcf: bool,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// A type and those that are derived from it.
#[derive(Debug, Clone, Default)]
pub struct Family {
    /// The types that `xsi:type` may name: the base first, unless it is abstract, then the others by name.
    pub types: Vec<TypeName>,
    /// Whether the base is one of them: it is meant where there is no `xsi:type`.
    pub base: bool,
}

/// One of several elements.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The alternatives, in order; of a substitution group the last is the catch-all.
    pub variants: Vec<Variant>,
    /// Which alternative a new value is.
    pub default: usize,
    /// The head of the substitution group that it is.
    pub head: Option<QName>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// An alternative of a choice.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its element; of a group the first one in it.
    pub wire: QName,
    /// Its value.
    pub shape: Shape,
    /// What stands around the value.
    pub holder: Holder,
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
pub struct Enumerated {
    /// It is a set of flags.
    pub flags: bool,
    /// The values, in the order of the contract.
    pub values: Vec<EnumValue>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

impl Enumerated {
    /// The value that is the default: the one of number 0, wherever it stands.
    #[must_use]
    pub fn zero(&self) -> Option<&EnumValue> {
        self.values.iter().find(|v| v.number == Some(0))
    }
}

/// A union of simple types.
#[derive(Debug, Clone)]
pub struct Union {
    /// The members, in the order of the contract, those of nested unions in their place. No two have one shape.
    pub members: Vec<UnionMember>,
    /// What each member type holds, and what is demanded of it.
    pub checks: Vec<(Shape, Vec<Check>)>,
    /// The contract's documentation.
    pub documentation: Option<String>,
}

/// A member of a union, or several that Rust cannot tell apart.
#[derive(Debug, Clone)]
pub struct UnionMember {
    /// What it is called: the name of its type, or of the built-in that it is.
    pub name: String,
    /// The wire names of the types that it stands for.
    pub types: Vec<String>,
    /// What it holds.
    pub shape: Shape,
    /// How reading tells it.
    pub taken: Taken,
}

/// When a member of a union is what a text is read as. Members are tried in order, those that take the rest at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
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
pub struct Dictionary {
    /// The repeated element.
    pub entry: QName,
    /// The key.
    pub key: Member,
    /// The value.
    pub value: Member,
}

/// A service: one port, and the module that it becomes.
#[derive(Debug, Clone)]
pub struct Service {
    /// The contract's file stem.
    pub source: String,
    /// The `wsdl:service`'s name.
    pub name: QName,
    /// The portType's name.
    pub port_type: QName,
    /// The documentation of the service or its portType.
    pub documentation: Option<String>,
    /// The `soap:address`.
    pub address: Option<String>,
    /// The version of the envelope.
    pub version: SoapVersion,
    /// The operations, in the order of the contract.
    pub operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// The contract's documentation.
    pub documentation: Option<String>,
    /// The `soapAction`.
    pub action: String,
    /// The request.
    pub input: Message,
    /// The reply.
    pub output: Option<Message>,
    /// What the detail of a Fault may hold, sorted by element.
    pub faults: Vec<Detail>,
}

/// An element that the detail of a Fault may hold.
#[derive(Debug, Clone)]
pub struct Detail {
    /// What it is called: its element, or the fault where the contract gives that a type and no element.
    pub name: String,
    /// The element.
    pub member: Member,
}

/// A request or a reply.
#[derive(Debug, Clone)]
pub struct Message {
    /// The header elements.
    pub headers: Vec<QName>,
    /// What stands in the Body.
    pub body: Body,
}

/// The Body of a message.
#[derive(Debug, Clone)]
pub struct Body {
    /// The wrapper, if the members stand in one.
    pub wrapper: Option<QName>,
    /// The parameters, or what the reply holds; what travels beside the envelope is last.
    pub members: Vec<Member>,
    /// Nil and absent mean the same.
    pub wcf: bool,
    /// It is encoded (SOAP 1.1, section 5): its wrapper's row says so.
    pub encoded: bool,
}

impl Body {
    /// The members that stand in the Body.
    pub fn elements(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|m| m.place != MemberPlace::Attachment)
    }

    /// The members that travel beside the envelope, with their slots.
    pub fn attachments(&self) -> impl Iterator<Item = (usize, &Member)> {
        self.members.iter().enumerate().filter(|(_, m)| m.place == MemberPlace::Attachment)
    }
}

impl Shape {
    /// Every wire name in it.
    fn each_name(&self, f: &mut dyn FnMut(&QName)) {
        match self {
            Self::List(item) => {
                f(&item.wire);
                item.array.iter().for_each(&mut *f);
                item.shape.each_name(f);
            }
            Self::Tokens(inner) => inner.each_name(f),
            Self::Element(of) | Self::Attributes(of) => {
                let uris: &[Arc<str>] = match of {
                    Namespaces::Any => &[],
                    Namespaces::Other(own) => std::slice::from_ref(own),
                    Namespaces::Only(all) => all,
                };
                uris.iter().for_each(|uri| f(&QName::new(Arc::clone(uri), "")));
            }
            _ => {}
        }
    }
}

impl Model {
    /// Whether some message is encoded.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        let mut operations = self.services.iter().flat_map(|s| &s.operations);
        operations.any(|o| o.input.body.encoded || o.output.as_ref().is_some_and(|o| o.body.encoded))
    }

    /// Every wire name that a table will hold.
    pub fn each_name(&self, f: &mut dyn FnMut(&QName)) {
        let member = |m: &Member, f: &mut dyn FnMut(&QName)| {
            f(&m.wire);
            m.shape.each_name(f);
        };
        for operation in self.services.iter().flat_map(|s| &s.operations) {
            for body in
                std::iter::once(&operation.input.body).chain(operation.output.as_ref().map(|o| &o.body))
            {
                body.wrapper.iter().for_each(&mut *f);
                body.members.iter().for_each(|m| member(m, f));
            }
            operation.faults.iter().for_each(|detail| member(&detail.member, f));
        }
        self.request_headers.members.iter().for_each(|m| member(m, f));
        self.response_headers.members.iter().for_each(|m| member(m, f));
        for (name, record) in &self.records {
            f(&name.name);
            record.members.iter().for_each(|m| member(m, f));
            record.rows.iter().for_each(|r| {
                f(&r.wire);
                r.shape.each_name(f);
            });
        }
        for variant in self.choices.values().flat_map(|choice| &choice.variants) {
            f(&variant.wire);
            variant.shape.each_name(f);
        }
        for (name, dictionary) in &self.dictionaries {
            f(&name.name);
            f(&dictionary.entry);
            member(&dictionary.key, f);
            member(&dictionary.value, f);
        }
    }
}
