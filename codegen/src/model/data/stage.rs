//! The stages of a model: without Rust names, and with them.

use std::fmt::Debug;

use crate::contract::TypeName;

/// A stage of a model. What a model of this stage does not have yet is of the type `()`.
pub trait Stage: Debug + Clone + PartialEq + Eq + PartialOrd + Ord {
    /// How a shape refers to a type that gets a Rust type of its own.
    type Type: Debug + Clone + PartialEq + Eq + PartialOrd + Ord;
    /// How a shape refers to a family: a base type and its derived types.
    type Family: Debug + Clone + PartialEq + Eq + PartialOrd + Ord;
    /// How a shape refers to a dictionary.
    type Map: Debug + Clone + PartialEq + Eq + PartialOrd + Ord;
    /// What a type is called.
    type OfType: Debug + Clone;
    /// What the enum of a family is called.
    type OfFamily: Debug + Clone;
    /// What the table of a dictionary is called.
    type OfMap: Debug + Clone;
    /// What a service is called.
    type OfService: Debug + Clone;
    /// What an operation is called.
    type OfOperation: Debug + Clone;
    /// The name of the method that reads a field which all types of a family have.
    type OfShared: Debug + Clone;
    /// What a field, a parameter, a value or an alternative is called.
    type Name: Debug + Clone;
    /// What the namespaces are called.
    type Spaces: Debug + Clone + Default;
}

/// The stage without Rust names. Types refer to each other by their names in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unnamed;

impl Stage for Unnamed {
    type Type = TypeName;
    type Family = TypeName;
    type Map = TypeName;
    type OfType = ();
    type OfFamily = ();
    type OfMap = ();
    type OfService = ();
    type OfOperation = ();
    type OfShared = ();
    type Name = ();
    type Spaces = ();
}
