//! The intermediate representation: what a contract says, with every reference resolved and nothing of its syntax left.
//!
//! Everything is ordered (no hash maps), so that walking it twice gives the same output. Contracts from several files
//! merge into one [`Contract`].

pub mod builtin;
mod declared;
mod facts;
mod index;
mod media;
mod name;
mod namespaces;
mod operation;
mod policy;
mod reach;
mod spaces;
mod types;

pub use builtin::Builtin;
pub(crate) use declared::declared;
pub(crate) use index::Distinct;
#[doc(hidden)]
pub use index::Index;
pub use media::Media;
pub(crate) use name::REDEFINED;
pub use name::{Place, QName, TypeName, TypeOrigin};
pub use namespaces::Namespaces;
pub use operation::{
    Attached, Body, Fault, Header, LeftOut, Message, Operation, Part, Port, Service, SoapVersion, Style,
};
pub use policy::{About, Actions, Addressing, Alternative, Asked, Call, Demand, On, Policy, Standing, worst};
pub(crate) use reach::reached;
pub(crate) use spaces::{Spaces, without_digits};
pub use types::{
    Attribute, EncodedArray, EnumValue, Enumeration, Facet, Field, Group, GroupKind, Occurs, Particle,
    Simple, Struct, Type, TypeKind, TypeRef, Wildcard,
};

use std::collections::BTreeMap;

/// One or several contracts, resolved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contract {
    /// The services with a SOAP binding, sorted by name.
    pub services: Vec<Service>,
    /// Every type that the contracts declare, named and anonymous.
    pub types: BTreeMap<TypeName, Type>,
    /// The type and nillability of every global element, for headers, wildcards and substitution.
    pub elements: BTreeMap<QName, Field>,
    /// The operations of SOAP bindings that are not among the services', in the order of discovery.
    pub left_out: Vec<LeftOut>,
    /// Which media types its elements of bytes have.
    #[doc(hidden)]
    pub media: Media,
    #[doc(hidden)]
    pub index: Index,
}
