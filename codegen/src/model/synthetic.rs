//! Keys of what has no name in a contract: choices, groups of elements, substitution groups.
//!
//! They are anonymous types of the type that they stand in: the last step of the path says what they are, in words that no
//! element can be called.

use std::collections::BTreeMap;
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
pub(super) struct Keys(BTreeMap<TypeName, usize>);

impl Keys {
    pub(super) fn choice(&mut self, owner: &TypeName, first: &str) -> TypeName {
        self.key(owner, first, CHOICE)
    }

    pub(super) fn group(&mut self, owner: &TypeName, first: &str) -> TypeName {
        self.key(owner, first, GROUP)
    }

    /// Those that begin alike are told apart by primes, and by a number where there are many.
    fn key(&mut self, owner: &TypeName, first: &str, kind: &str) -> TypeName {
        let mut name = owner.clone();
        name.path.push(Arc::from(format!("{first}{kind}")));
        let before = self.0.entry(name.clone()).or_default();
        let step = match *before {
            0 => None,
            times @ ..=16 => Some(format!("{first}{kind}{}", "'".repeat(times))),
            times => Some(format!("{first}'{times}{kind}")),
        };
        *before += 1;
        if let Some(step) = step {
            name.path.pop();
            name.path.push(Arc::from(step));
        }
        name
    }
}
