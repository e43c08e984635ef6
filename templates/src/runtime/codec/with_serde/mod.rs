//! `Serialize` and `Deserialize` for what a contract has types for: the tables lead from a value to a tree of objects and
//! lists and back, as they lead to XML and back. Only the way between the tree and a format is generic.
//!
//! **Everything is written, secrets too**: what `Debug` hides stands in the output.
//!
//! The format must describe itself, as JSON, CBOR and YAML do. These are the shapes:
//!
//! - A complex type is an object. An element's key is its name on the wire, an attribute's that with an `@`, and the text
//!   of simple content is `$text`. Elements that stand together in a group are an object `$group:NAME`, with the name of
//!   the first of them; a choice that repeats is `$choice`, a list of objects with one member each; elements of any name
//!   are `$any`, attributes of any name `$attributes`, what the contract does not know is `$unknown`. What would have the
//!   key of a member before it has `#2` behind it, then `#3`.
//! - What is absent is left out, and what is `xsi:nil` is null. Where neither can be left out, a list that is absent is
//!   `{"$absent": true}`.
//! - Of a choice that is made once the alternative that was taken is a member.
//! - A derived type has a member `$type`, with its name; XML of a type that is not known is the one member `$other`.
//! - Numbers are numbers as far as Rust has a type for them, and `"NaN"`, `"INF"`, `"-INF"`. All other simple values are
//!   strings, as they stand on the wire: decimals and integers of any length, dates, names of enumerations. Lists of simple
//!   values and sets of flags are lists, a dictionary is a list of its entries, a qualified name is `{namespace}local`.
//! - XML that is kept as it came is a string, or an object with `name`, `type`, `attributes`, `namespaces`, `xml`.
//!
//! Reading makes no value up and loses none. A member that is not known, is missing, or is there twice is an error.

mod failure;
mod members;
mod open_content;
mod read;
mod tree;
mod values;
mod write;

pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
use ::serde::{de, ser};

use super::enumeration::FlagMember;
use super::field::{Field, Record, Slot, View};
use super::tables::{Particle, Type};
use crate::runtime::soap::{FaultDetail, Message};
use failure::{Failure, Result};
use members::Rows;
use tree::Tree;

/// What the table says of a type: the shape of its values is by that.
pub trait Tabled {
    /// The type.
    const TYPE: Type;
}

/// How a type stands to the tables.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// It is what an element holds.
    Type(Type),
    /// Its fields are what a message holds.
    Message(Option<&'static Message>),
    /// It is one of the elements with this slot.
    Choice(&'static [Particle], u16),
}

/// Serializes a value. Generated code calls it.
///
/// # Errors
/// The format's own, and when values nest too deep.
pub fn serialize<S: Serializer>(shape: Shape, view: View<'_>, to: S) -> std::result::Result<S::Ok, S::Error> {
    tree_of(shape, view).map_err(ser::Error::custom)?.serialize(to)
}

/// Deserializes a value. Generated code calls it.
///
/// # Errors
/// The format's own, and those of the value, with the path to what is wrong.
pub fn deserialize<'de, T: Field + Default, D: Deserializer<'de>>(
    shape: Shape,
    from: D,
) -> std::result::Result<T, D::Error> {
    let mut value = T::default();
    let tree = tree::read(from)?;
    if tree == Tree::Null || read::is_absent(&tree) {
        nothing(&mut value, &tree)
    } else {
        fill(shape, value.slot(), tree)
    }
    .map_err(de::Error::custom)?;
    Ok(value)
}

/// Fills a field with nothing: it is nil, or it is left as it came, absent.
fn nothing(field: &mut dyn Field, tree: &Tree<'_>) -> Result<()> {
    if *tree == Tree::Null {
        field.nil();
    }
    read::expect_nothing(field.view())
}

/// The same for the arguments of an operation.
///
/// # Errors
/// As [`deserialize`].
pub fn deserialize_record<'de, T: Record + Default, D: Deserializer<'de>>(
    shape: Shape,
    from: D,
) -> std::result::Result<T, D::Error> {
    let mut value = T::default();
    fill(shape, Slot::Record(&mut value), tree::read(from)?).map_err(de::Error::custom)?;
    Ok(value)
}

/// The same for the faults of an operation.
///
/// # Errors
/// As [`deserialize`].
pub fn deserialize_fault<'de, T: FaultDetail, D: Deserializer<'de>>(
    shape: Shape,
    from: D,
) -> std::result::Result<T, D::Error> {
    let Some(mut value) = T::alternative(0) else { return Err(de::Error::custom("no faults are declared")) };
    fill(shape, value.slot(), tree::read(from)?).map_err(de::Error::custom)?;
    Ok(value)
}

/// Serializes a member of a flags enumeration by itself.
///
/// # Errors
/// The format's own.
pub fn serialize_flag<M: FlagMember, S: Serializer>(flag: M, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(flag.as_wire())
}

/// Deserializes a member of a flags enumeration by itself.
///
/// # Errors
/// The format's own, and when there is no member of the name.
pub fn deserialize_flag<'de, M: FlagMember, D: Deserializer<'de>>(
    from: D,
) -> std::result::Result<M, D::Error> {
    let name = open_content::string(tree::read(from)?).map_err(de::Error::custom)?;
    let found = M::MEMBERS.iter().find(|member| member.as_wire() == name);
    found.copied().ok_or_else(|| de::Error::custom("there is no such flag"))
}

fn tree_of(shape: Shape, view: View<'_>) -> Result<Tree<'_>> {
    match (shape, view) {
        // Options are not ours: what is absent here is a list, a map or a `Nillable`.
        (Shape::Type(_), View::Absent) => Ok(write::absent()),
        (Shape::Type(ty), view) => write::value(&ty, view, 0),
        (Shape::Message(message), View::Record(record)) => {
            write::object(record, &Rows::message(message), Vec::new(), 0)
        }
        (Shape::Choice(rows, slot), View::Choice(choice)) => write::alternative(rows, slot, choice, 0),
        _ => Err(Failure::new(write::MISFIT)),
    }
}

fn fill(shape: Shape, slot: Slot<'_>, tree: Tree<'_>) -> Result<()> {
    match (shape, slot) {
        (Shape::Type(ty), slot) => read::fill(slot, &ty, tree),
        (Shape::Message(message), Slot::Record(record)) => {
            read::object(record, &Rows::message(message), read::entries(tree)?)
        }
        (Shape::Choice(rows, of), Slot::Choice(choice)) => read::one_alternative(choice, rows, of, tree),
        _ => Err(Failure::new(write::MISFIT)),
    }
}
