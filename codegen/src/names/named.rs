//! The model with its names: everything that becomes Rust carries what it is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rust_name::RustName;
use crate::contract::TypeName;
use crate::model::{self, Stage};

pub use crate::model::{Check, Container, Flag, MatchRule, MemberPlace, ServiceId};

/// The stage of a model that has its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named;

impl Stage for Named {
    type Type = Arc<TypeNames>;
    type Family = Arc<FamilyNames>;
    type Map = Arc<MapNames>;
    type OfType = Arc<TypeNames>;
    type OfFamily = Arc<FamilyNames>;
    type OfMap = Arc<MapNames>;
    type OfService = ServiceNames;
    type OfOperation = OperationNames;
    type OfShared = Option<RustName>;
    type Name = RustName;
    type Spaces = BTreeMap<Arc<str>, RustName>;
}

/// A model with its names.
pub type Model = model::Model<Named>;
/// A service of such a model.
pub type Service = model::Service<Named>;
/// An operation of such a model.
pub type Operation = model::Operation<Named>;
/// A message of such a model.
pub type Message = model::Message<Named>;
/// What stands in the Body of a message of such a model.
pub type Body = model::Body<Named>;
/// The headers of such a model.
pub type HeaderSet = model::HeaderSet<Named>;
/// A complex type, or a group of elements, of such a model.
pub type Record = model::Record<Named>;
/// A row of a record's table of such a model.
pub type Row = model::Row<Named>;
/// A field, parameter or result of such a model.
pub type Member = model::Member<Named>;
/// The shape of a value of such a model.
pub type Shape = model::Shape<Named>;
/// The repeated element of an array wrapper of such a model.
pub type Item = model::Item<Named>;
/// A type and those derived from it, of such a model.
pub type Family = model::Family<Named>;
/// A choice of such a model.
pub type Choice = model::Choice<Named>;
/// An alternative of a choice of such a model.
pub type Variant = model::Variant<Named>;
/// An enumerated type of such a model.
pub type Enumerated = model::Enumerated<Named>;
/// A value of an enumerated type of such a model.
pub type Value = model::Value<Named>;
/// A union of such a model.
pub type Union = model::Union<Named>;
/// A member of a union of such a model.
pub type UnionMember = model::UnionMember<Named>;

/// The names of a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeNames {
    /// What the contract calls it.
    pub name: TypeName,
    /// The type: `UserGroup`.
    pub ident: RustName,
    /// Its module: `user_group`.
    pub module: RustName,
    /// The module of its namespace within `types`; `None` for the crate's primary namespace.
    pub space: Option<RustName>,
}

/// The static of a type: called as its module is, unless the type itself is (an import of one would be one of both). The
/// words of a module are joined by one `_`: with two, no other type's static is called so.
fn table(module: &RustName, ident: &RustName) -> String {
    let table = module.unescaped().to_uppercase();
    if table == ident.raw() { format!("{table}__DEF") } else { table }
}

/// The file of a module, relative to `src/types/`.
fn file(module: &RustName, space: Option<&RustName>) -> String {
    match space {
        Some(space) => format!("{}/{}.rs", space.unescaped(), module.unescaped()),
        None => format!("{}.rs", module.unescaped()),
    }
}

impl TypeNames {
    /// The static that describes it: `USER_GROUP`.
    #[must_use]
    pub fn table(&self) -> String {
        table(&self.module, &self.ident)
    }

    /// The file, relative to `src/types/`.
    #[must_use]
    pub fn file(&self) -> String {
        file(&self.module, self.space.as_ref())
    }
}

/// The names of the enum of a type and those derived from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyNames {
    /// What the contract calls the base.
    pub name: TypeName,
    /// The enum: `AnyShape`.
    pub ident: RustName,
    /// Its module: `any_shape`.
    pub module: RustName,
    /// The module of its namespace within `types`; `None` for the crate's primary namespace.
    pub space: Option<RustName>,
}

impl FamilyNames {
    /// The static that describes it: `ANY_SHAPE`.
    #[must_use]
    pub fn table(&self) -> String {
        table(&self.module, &self.ident)
    }

    /// The file, relative to `src/types/`.
    #[must_use]
    pub fn file(&self) -> String {
        file(&self.module, self.space.as_ref())
    }
}

/// The names of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MapNames {
    /// What the contract calls it.
    pub name: TypeName,
    /// Its static.
    pub table: RustName,
}

/// The names of a service.
#[derive(Debug, Clone)]
pub struct ServiceNames {
    /// Its module and cargo feature.
    pub module: RustName,
    /// Its agent: `User`.
    pub agent: RustName,
    /// The accessor of a session.
    pub accessor: RustName,
}

/// The names of an operation.
#[derive(Debug, Clone)]
pub struct OperationNames {
    /// The method.
    pub method: RustName,
    /// The descriptor.
    pub descriptor: RustName,
    /// The struct of its parameters, where there are many.
    pub request: RustName,
    /// The struct of its results, where there are several.
    pub response: RustName,
    /// The enum of its faults, where it declares any.
    pub fault: Option<RustName>,
}
