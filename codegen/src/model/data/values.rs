//! What Rust shall hold: the shape of a value, and a member of a struct or message with what stands around it.

use std::sync::Arc;

use super::check::Check;
use super::stage::{Stage, Unnamed};
use crate::contract::{Builtin, Namespaces, QName};

/// The shape of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape<S: Stage = Unnamed> {
    /// A built-in simple type.
    Scalar(Builtin),
    /// An enumeration.
    Enum(S::Type),
    /// A set of flags.
    Flags(S::Type),
    /// A union of simple types.
    Union(S::Type),
    /// Simple values separated by white space.
    Tokens(Box<Shape<S>>),
    /// A struct.
    Record(S::Type),
    /// A struct or one of those derived from it; the base's name.
    Derived(S::Family),
    /// An array wrapper.
    List(Box<Item<S>>),
    /// A dictionary.
    Map(S::Map),
    /// One of several elements.
    Choice(S::Type),
    /// Elements without one around them: a record whose rows stand in its owner's place.
    Group(S::Type),
    /// An element of any name, kept as it came.
    Element(Namespaces),
    /// Attributes of any name.
    Attributes(Namespaces),
    /// XML kept as it came.
    Any,
    /// A file beside the envelope.
    Attachment,
}

impl<S: Stage> Shape<S> {
    /// Whether a value is text in Rust.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Scalar(builtin) if builtin.is_text())
    }

    /// Every wire name in it.
    pub(super) fn each_name(&self, f: &mut dyn FnMut(&QName)) {
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

/// The repeated element of an array wrapper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item<S: Stage = Unnamed> {
    /// Its wire name.
    pub wire: QName,
    /// What it holds.
    pub shape: Shape<S>,
    /// Items may be nil.
    pub nillable: bool,
    /// The items' type as `arrayType` names it: it is an array of SOAP encoding.
    pub array: Option<QName>,
}

/// The container of a value in its struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// No container: the value itself.
    None,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The contract says which media types its bytes have, so that they leave as a part beside the envelope (MTOM).
    pub optimized: bool,
}

/// A field of a struct, a parameter or a result.
#[derive(Debug, Clone)]
pub struct Member<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::Name,
    /// The wire name; of a choice or group, that of the first element in it.
    pub wire: QName,
    /// Where it stands.
    pub place: MemberPlace,
    /// Its value.
    pub shape: Shape<S>,
    /// What stands around the value.
    pub container: Container,
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

impl Member {
    /// A member that holds its shape and nothing else is known of.
    #[must_use]
    pub fn new(wire: QName, place: MemberPlace, shape: Shape) -> Self {
        Self {
            rust: (),
            wire,
            place,
            shape,
            container: Container::None,
            flags: Flag::default(),
            boxed: false,
            default: None,
            documentation: None,
            notes: Vec::new(),
            checks: Vec::new(),
        }
    }
}
