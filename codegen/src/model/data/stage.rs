//! How far a model is: whether what is in it has its Rust names yet.

use std::fmt::Debug;

use crate::contract::TypeName;

/// How far a model is. What a stage does not know has the type `()`.
pub trait Stage: Debug + Clone + PartialEq + Eq + PartialOrd + Ord {
    /// How a shape refers to a type that becomes one of Rust.
    type Type: Debug + Clone + PartialEq + Eq + PartialOrd + Ord;
    /// How a shape refers to a type or those derived from it.
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
    /// What the method is called that gives a field of all types of a family.
    type OfShared: Debug + Clone;
    /// What a field, a parameter, a value or an alternative is called.
    type Name: Debug + Clone;
    /// What the namespaces are called.
    type Spaces: Debug + Clone + Default;
}

/// A model without Rust names, whose types refer to each other by what the contract calls them.
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
