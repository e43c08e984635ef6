//! Keys of what has no name in a contract: choices, groups of elements, substitution groups.
//!
//! They are anonymous types of the type that they stand in: the last step of the path says what they are, in words that no
//! element can be called.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::{QName, TypeName, TypeOrigin};

/// What a key is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'n> {
    /// A choice in a type, by the first element in it.
    Choice(&'n str),
    /// A group of elements in a type, by the first of them.
    Group(&'n str),
    /// The elements that may stand for a head.
    Substitution,
}

const CHOICE: &str = " choice";
const GROUP: &str = " group";
const SUBSTITUTION: &str = "substitution group";

/// What a key is made for; `None` for a type that the contract declares.
#[must_use]
pub fn part(name: &TypeName) -> Option<Part<'_>> {
    let step = name.path.last()?;
    // Another of the same beginning.
    let step = step.trim_end_matches('\'');
    if step == SUBSTITUTION {
        return Some(Part::Substitution);
    }
    step.strip_suffix(CHOICE).map(Part::Choice).or_else(|| step.strip_suffix(GROUP).map(Part::Group))
}

/// The key of the substitution group of a head.
pub(super) fn substitution(head: &QName) -> TypeName {
    TypeName { name: head.clone(), origin: TypeOrigin::Element, path: vec![Arc::from(SUBSTITUTION)] }
}

/// The keys within one type, each given once.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeSet<TypeName>);

impl Keys {
    pub(super) fn choice(&mut self, owner: &TypeName, first: &str) -> TypeName {
        self.key(owner, format!("{first}{CHOICE}"))
    }

    pub(super) fn group(&mut self, owner: &TypeName, first: &str) -> TypeName {
        self.key(owner, format!("{first}{GROUP}"))
    }

    fn key(&mut self, owner: &TypeName, mut step: String) -> TypeName {
        loop {
            let mut name = owner.clone();
            name.path.push(Arc::from(step.as_str()));
            if self.0.insert(name.clone()) {
                return name;
            }
            step.push('\'');
        }
    }
}
