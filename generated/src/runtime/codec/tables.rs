//! The static tables: particles, type definitions, and what a particle may hold. The simple types stand in `scalar`.

use super::scalar::Scalar;

/// Numbers of the namespaces that every crate's table begins with. A contract's own follow from [`ns::FIRST`].
pub mod ns {
    /// No namespace.
    pub const NONE: u16 = 0;
    /// `http://www.w3.org/2001/XMLSchema-instance`.
    pub const XSI: u16 = 1;
    /// `http://schemas.xmlsoap.org/soap/envelope/`, SOAP 1.1.
    pub const SOAP11: u16 = 2;
    /// `http://www.w3.org/2003/05/soap-envelope`, SOAP 1.2.
    pub const SOAP12: u16 = 3;
    /// `http://www.w3.org/XML/1998/namespace`.
    pub const XML: u16 = 4;
    /// `http://www.w3.org/2001/XMLSchema`.
    pub const XSD: u16 = 5;
    /// Stands in particles that are no one element: groups and wildcards. No namespace has this number.
    pub const ANY: u16 = u16::MAX;
    /// The first number that belongs to the contract.
    pub const FIRST: u16 = 6;
    /// The URIs of the numbers below [`FIRST`], in order. A crate's own table starts with the same entries.
    pub const WELL_KNOWN: [&str; FIRST as usize] = [
        "",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/2001/XMLSchema",
    ];
}

/// The encoding of SOAP 1.1. Its namespace is also that of arrays in literal messages.
pub(in crate::runtime) const SOAP11_ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The encoding of SOAP 1.2, whose attributes have its namespace.
pub(in crate::runtime) const SOAP12_ENCODING: &str = "http://www.w3.org/2003/05/soap-encoding";

/// Particle flag: the element may be absent (`minOccurs="0"`).
pub const OPTIONAL: u8 = 1;
/// Particle flag: the element may be `xsi:nil`.
pub const NILLABLE: u8 = 2;
/// Particle flag: the element may repeat (`maxOccurs` above 1); its slot is a [`Sequence`](super::Sequence).
pub const MANY: u8 = 4;
/// Particle flag: a default value is not written (`EmitDefaultValue="false"`).
pub const OMIT_DEFAULT: u8 = 8;

/// Particle flag: the slot holds a choice ([`Choice`](super::Choice)), and this is the alternative
/// [`Particle::variant`] of it. The particles of a choice stand side by side, are [`OPTIONAL`], and share one slot; where
/// the choice itself repeats they are all [`MANY`] too, and the slot is a sequence of choices.
pub const CHOICE: u8 = 16;

/// Particle flag of the element of a Body whose message is encoded (SOAP 1.1, section 5). Values may stand in elements of
/// their own beside this one, where an attribute `href="#id"` points to them; it is written with its `encodingStyle`, and
/// what is in it with an `xsi:type`. Also the flag of an array's items: they may be called anything.
pub const ENCODED: u8 = 32;

/// Particle flag: the element's place among the others is free (`xs:all`).
pub const UNORDERED: u8 = 64;

/// Particle flag: the contract expects media types in its base64 (`xmime:expectedContentTypes`), so that it leaves as a part
/// beside the envelope (MTOM).
pub const OPTIMIZED: u8 = 128;

/// One row of a type's table: an element (or attribute) as it stands on the wire, and the slot that it fills.
///
/// Particles and slots are not one to one: the alternatives of a choice are several particles with one slot and
/// different variants.
#[derive(Debug)]
pub struct Particle {
    /// The local name.
    pub name: &'static str,
    /// Index into the crate's table of namespaces; 0 is "no namespace".
    pub namespace: u16,
    /// The slot of the [`Record`](super::Record) that this particle fills.
    pub slot: u16,
    /// Which alternative of a choice this particle is; 0 elsewhere.
    pub variant: u16,
    /// [`OPTIONAL`], [`NILLABLE`], [`MANY`], [`OMIT_DEFAULT`], [`CHOICE`], [`ENCODED`], [`UNORDERED`],
    /// [`OPTIMIZED`].
    pub flags: u8,
    /// What the element holds.
    pub ty: Type,
}

impl Particle {
    /// A particle with no variant.
    #[must_use]
    pub const fn new(namespace: u16, name: &'static str, slot: u16, flags: u8, ty: Type) -> Self {
        Self { name, namespace, slot, variant: 0, flags, ty }
    }

    /// A particle that is always there.
    #[must_use]
    pub const fn required(namespace: u16, name: &'static str, slot: u16, ty: Type) -> Self {
        Self::new(namespace, name, slot, 0, ty)
    }

    /// A particle that may be absent: [`OPTIONAL`].
    #[must_use]
    pub const fn optional(namespace: u16, name: &'static str, slot: u16, ty: Type) -> Self {
        Self::new(namespace, name, slot, OPTIONAL, ty)
    }

    /// A particle that may be absent or `xsi:nil`, as WCF has everything that is no value type.
    #[must_use]
    pub const fn nullable(namespace: u16, name: &'static str, slot: u16, ty: Type) -> Self {
        Self::new(namespace, name, slot, OPTIONAL | NILLABLE, ty)
    }

    /// The repeated element of an array wrapper, whose items may be `xsi:nil`.
    #[must_use]
    pub const fn item(namespace: u16, name: &'static str, ty: Type) -> Self {
        Self::new(namespace, name, 0, OPTIONAL | NILLABLE | MANY, ty)
    }

    /// One alternative of a choice.
    #[must_use]
    pub const fn variant(mut self, variant: u16) -> Self {
        self.variant = variant;
        self.flags |= CHOICE;
        self
    }

    /// A group of elements that has no element of its own: a sequence that repeats ([`MANY`]), or that is one alternative
    /// of a choice. The slot holds a record (or a sequence of records) for which `def` is the table.
    #[must_use]
    pub const fn group(slot: u16, flags: u8, def: &'static TypeDef) -> Self {
        Self::new(ns::ANY, "(group)", slot, flags, Type::Group(def))
    }

    /// `xs:any`. The slot holds an `Element`, or with [`MANY`] a sequence of them.
    #[must_use]
    pub const fn wildcard(slot: u16, flags: u8, wildcard: &'static Wildcard) -> Self {
        Self::new(ns::ANY, "(any)", slot, flags, Type::Wildcard(wildcard))
    }

    /// `xs:anyAttribute`, the last of a type's [`attributes`](TypeDef::attributes). The slot holds `Attributes`.
    #[must_use]
    pub const fn any_attribute(slot: u16, wildcard: &'static Wildcard) -> Self {
        Self::new(ns::ANY, "(anyAttribute)", slot, OPTIONAL, Type::Wildcard(wildcard))
    }

    /// The local name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it has this name: the number of a namespace, and a local name.
    #[must_use]
    pub fn is(&self, namespace: u16, local: &str) -> bool {
        self.namespace == namespace && self.name == local
    }

    /// Whether `flag` (one of this module's constants) is set.
    #[must_use]
    pub const fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// A complex type as it stands on the wire.
#[derive(Debug)]
pub struct TypeDef {
    /// The type's own local name; empty for one that `xsi:type` must not name.
    pub name: &'static str,
    /// The type's namespace, an index into the crate's table.
    pub namespace: u16,
    /// The child elements in schema order, those of the base types first.
    pub elements: &'static [Particle],
    /// The attributes, sorted by namespace and name.
    pub attributes: &'static [Particle],
    /// The text of a type with simple content.
    pub text: Option<&'static Particle>,
}

impl TypeDef {
    /// A type with child elements only.
    #[must_use]
    pub const fn new(namespace: u16, name: &'static str, elements: &'static [Particle]) -> Self {
        Self { name, namespace, elements, attributes: &[], text: None }
    }
}

/// What an element or attribute holds.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// A simple value.
    Scalar(Scalar),
    /// One of these names; others are kept as they came.
    Enum(&'static [&'static str]),
    /// A list of these names (`xs:list` of an enumeration), as a set.
    Flags(&'static [&'static str]),
    /// A list of simple values, separated by white space.
    SimpleList(&'static Type),
    /// A complex type.
    Record(&'static TypeDef),
    /// An array wrapper: an element that holds nothing but repetitions of one particle.
    List(&'static Particle),
    /// A SOAP-encoding array: see [`Array`].
    Array(&'static Array),
    /// A complex type with derived types, the slot a [`Choice`](super::Choice) of them: `xsi:type` picks one, its index is
    /// the variant; one past the end is the catch-all, which keeps XML. Written with its `xsi:type`, the default without.
    Derived(&'static Derived),
    /// `xs:anyType`, mixed content, or whatever the contract leaves open: kept as XML, attributes included.
    Any,
    /// Elements that stand between the others, but belong together: see [`Particle::group`].
    Group(&'static TypeDef),
    /// Elements (or attributes) of any name: see [`Particle::wildcard`] and [`Particle::any_attribute`].
    Wildcard(&'static Wildcard),
    /// A simple value with a default: see [`Defaulted`].
    Defaulted(&'static Defaulted),
}

/// An array of SOAP 1.1 section 5, which contracts use in literal messages too. It is read as any list, whatever its items
/// are called, and written with its `arrayType`.
#[derive(Debug)]
pub struct Array {
    /// The items: what they are called on writing.
    pub item: Particle,
    /// Namespace and name of the items' type.
    pub item_type: (u16, &'static str),
}

impl Array {
    /// An array of items of type `item_type`, called `name`.
    #[must_use]
    pub const fn new(namespace: u16, name: &'static str, item_type: (u16, &'static str), ty: Type) -> Self {
        let item = Particle::new(namespace, name, 0, OPTIONAL | NILLABLE | MANY | ENCODED, ty);
        Self { item, item_type }
    }
}

/// The types that may stand where their base type is declared.
#[derive(Debug)]
pub struct Derived {
    /// The types that `xsi:type` may name, in the order of the variants.
    pub types: &'static [&'static TypeDef],
    /// Which of them is meant without an `xsi:type`: the declared type, or none where that is abstract. Such an element
    /// goes into the catch-all.
    pub default: Option<u16>,
}

/// A simple type with the contract's `default` or `fixed` value: an attribute's is read where the attribute is absent, an
/// element's where the element is there and empty. It is never left out on writing.
#[derive(Debug)]
pub struct Defaulted {
    /// The type: a scalar, an enumeration, flags or a simple list.
    pub ty: Type,
    /// The default, as the contract writes it.
    pub text: &'static str,
}

/// Which namespaces a wildcard takes, as indices into the crate's table.
#[derive(Debug)]
pub enum Wildcard {
    /// `##any`.
    Any,
    /// `##other`: all but this one, and but none.
    Other(u16),
    /// These: `##targetNamespace` is its number, `##local` is [`ns::NONE`].
    Only(&'static [u16]),
}

impl Wildcard {
    /// Whether an element or attribute of this namespace may stand for it.
    #[must_use]
    pub fn takes(&self, namespace: u16) -> bool {
        match self {
            Self::Any => true,
            Self::Other(own) => namespace != *own && namespace != ns::NONE,
            Self::Only(those) => those.contains(&namespace),
        }
    }
}
