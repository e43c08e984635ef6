//! What changed between two contracts, by meaning: `soapwright diff`.
//!
//! Both sides are compared as [`Contract`]s, so that prefixes, the order of declarations and the cut of schemas do not
//! matter. `names` finds the namespaces and types that are called otherwise, all else is compared through them. `reach`
//! says which messages hold a type. `services`, `operations` and `messages` compare what is called, `types`, `content`,
//! `attributes`, `simple` and `member` what is sent; `pairing` says which elements stand for each other. What a change
//! means is the table `rules.tsv`. Whether old code compiles is told by the types that `model` gives to both sides.

mod alike;
mod attributes;
mod change;
mod class;
mod content;
mod facets;
mod kind;
mod member;
mod messages;
mod names;
mod operations;
mod pairing;
mod parts;
mod reach;
mod render;
mod rules;
mod selected;
mod services;
mod shown;
mod side;
mod simple;
mod substitution;
mod types;
mod users;
mod values;
mod version;

#[cfg(feature = "internals")]
pub use change::Summary;
pub use change::{Change, Report, Stand};
pub use class::{Class, Direction};
pub use kind::Kind;
pub use render::{changelog, explain, github, json, junit, list, markdown, sarif, text, with_entry, words};
#[cfg(feature = "internals")]
pub use rules::{Rule, rules};
pub(crate) use selected::{leave_out, unwanted};
pub(crate) use side::Extra;
pub use version::next_version;

use std::rc::Rc;

use crate::contract::{Contract, TypeName};
use names::Names;
use side::Side;
use users::Users;

/// What a comparison knows so far.
struct Comparison<'c> {
    old: Side<'c>,
    new: Side<'c>,
    names: Names,
    changes: Vec<Change>,
    /// The types without names that are being compared, each within the one before it.
    within: Vec<(TypeName, TypeName)>,
    /// Who holds the types of either side. Made when the first type has changed.
    users: Option<Rc<(Users<'c>, Users<'c>)>>,
}

/// Compares two contracts.
pub(crate) fn compare(old: (&Contract, &Extra), new: (&Contract, &Extra)) -> Report {
    let mut changes = Vec::new();
    let names = Names::new(old.0, new.0, &mut changes);
    let mut comparison = Comparison {
        old: Side::new(old.0, old.1),
        new: Side::new(new.0, new.1),
        names,
        changes,
        within: Vec::new(),
        users: None,
    };
    // Types first: which of them were renamed decides what is the same elsewhere.
    comparison.types();
    comparison.substitutions();
    comparison.services();
    Report::new(comparison.changes)
}

impl<'c> Comparison<'c> {
    fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Who holds the types of either side.
    fn users(&mut self) -> Rc<(Users<'c>, Users<'c>)> {
        let made = self.users.get_or_insert_with(|| Rc::new((Users::new(&self.old), Users::new(&self.new))));
        Rc::clone(made)
    }

    /// Does something that tells of a type, by its names on either side, and adds to what it told the operations that
    /// lead there.
    fn about(&mut self, old: Option<&TypeName>, new: Option<&TypeName>, work: impl FnOnce(&mut Self)) {
        let before = self.changes.len();
        work(self);
        if self.changes.len() == before {
            return;
        }
        let users = self.users();
        let (old_users, new_users) = &*users;
        let mut all = old.map(|name| old_users.of(name)).unwrap_or_default();
        all.extend(new.map(|name| new_users.of(name)).unwrap_or_default());
        for change in self.changes.iter_mut().skip(before) {
            change.operations.extend(all.iter().map(|name| (*name).to_owned()));
        }
    }
}
