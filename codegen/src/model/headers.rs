//! Headers: one slot a distinct header element over all operations.

use std::collections::BTreeSet;

use crate::contract::{Contract, Header, QName};

use super::content;
use super::data::{Container, Flag, HeaderSet, Shape};

/// Adds those headers that are not `known` yet.
pub(super) fn add(contract: &Contract, set: &mut HeaderSet, known: &mut BTreeSet<QName>, headers: &[Header]) {
    for header in headers {
        if !known.insert(header.field.name.clone()) {
            continue;
        }
        let mut member = content::member(contract, &header.field, true);
        // An unset header is not sent; a null one may arrive.
        member.flags = Flag { optional: true, nillable: true, ..Flag::default() };
        member.container = if matches!(member.shape, Shape::List(_) | Shape::Map(_)) {
            Container::None
        } else {
            Container::Option
        };
        set.members.push(member);
    }
}

/// Puts the headers in the order of their slots.
pub(super) fn sort(set: &mut HeaderSet) {
    set.members.sort_by(|a, b| a.wire.cmp(&b.wire));
}
