//! Substitution groups: the elements that may stand for another one.

use std::collections::BTreeSet;

use super::Comparison;
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::member::{Holder, Role};
use super::shown;
use super::types::union;
use crate::contract::{Contract, Field, Particle, QName, Type, TypeKind};

impl Comparison<'_> {
    /// Compares all substitution groups.
    pub(super) fn substitutions(&mut self) {
        let (old, new) = (self.old.contract, self.new.contract);
        let heads: Vec<(&QName, &Field)> = old.elements.iter().collect();
        let mut told: Vec<(QName, Change)> = Vec::new();
        for (name, before) in heads {
            let now = self.names.qname(name);
            let Some(after) = new.elements.get(&now) else { continue };
            if !before.is_substituted() && !after.is_substituted() {
                continue;
            }
            let direction = union(self.old.reach.head(name), self.new.reach.head(&now));
            let start = told.len();
            self.group((name, before, old), (after, new), direction, &mut told);
            if told.len() > start {
                let operations = self.of_head(name, &now);
                told.iter_mut().skip(start).for_each(|(_, change)| change.operations.clone_from(&operations));
            }
        }
        // A member of a member's group is one of the head's too: it is told where messages have it.
        let reached: BTreeSet<QName> = told
            .iter()
            .filter(|(_, change)| change.direction != Direction::None)
            .map(|(member, _)| member.clone())
            .collect();
        let is_told = |(member, change): &(QName, Change)| {
            change.direction != Direction::None || !reached.contains(member)
        };
        self.changes.extend(told.into_iter().filter(is_told).map(|(_, change)| change));
    }

    /// The operations that lead to an element for which others may stand.
    fn of_head(&mut self, old: &QName, new: &QName) -> Vec<String> {
        let mut all = BTreeSet::new();
        let users = self.users();
        for (side, users, head) in [(&self.old, &users.0, old), (&self.new, &users.1, new)] {
            let holds = |ty: &Type| match &ty.kind {
                TypeKind::Struct(content) => held(&content.particles, head),
                _ => false,
            };
            let holders = side.contract.types.iter().filter(|(_, ty)| holds(ty));
            all.extend(holders.flat_map(|(name, _)| users.of(name)).map(str::to_owned));
        }
        all.into_iter().collect()
    }

    /// Compares the group of one head.
    fn group(
        &mut self,
        (head, before, old): (&QName, &Field, &Contract),
        (after, new): (&Field, &Contract),
        direction: Direction,
        told: &mut Vec<(QName, Change)>,
    ) {
        let members = |of: &Field| -> Vec<QName> {
            let own = (!of.is_abstract).then(|| of.name.clone());
            own.into_iter().chain(of.substitutes.iter().cloned()).collect()
        };
        let was = members(before);
        let is: BTreeSet<QName> = members(after).into_iter().collect();
        let kept: BTreeSet<QName> = was.iter().map(|name| self.names.qname(name)).collect();
        let at = |member: &QName| format!("{}.{}", head.local, member.local);
        for member in &was {
            let now = self.names.qname(member);
            let (Some(one), false) = (old.elements.get(member), member == head) else { continue };
            match new.elements.get(&now).filter(|_| is.contains(&now)) {
                Some(other) => {
                    let start = self.changes.len();
                    let wcf = |side: &super::side::Side<'_>, field: &Field| {
                        side.ty(&field.ty).is_some_and(|ty| ty.wcf)
                    };
                    let wcf = (wcf(&self.old, one), wcf(&self.new, other));
                    let holder = Holder {
                        at: head.local.to_string(),
                        direction,
                        wcf,
                        role: Role::Field,
                        other: Kind::TypeBaseChanged,
                    };
                    self.member(&holder, &at(member), one, other);
                    told.extend(
                        self.changes.split_off(start).into_iter().map(|change| (now.clone(), change)),
                    );
                }
                None => {
                    let change = Change::new(Kind::AlternativeRemoved, direction, "-", at(member));
                    told.push((now, change.old(shown::ty(&one.ty), Some(&one.place))));
                }
            }
        }
        for member in is.iter().filter(|member| !kept.contains(*member)) {
            let Some(one) = new.elements.get(member) else { continue };
            let change = Change::new(Kind::AlternativeAdded, direction, "substitution", at(member));
            told.push((member.clone(), change.new_side(shown::ty(&one.ty), Some(&one.place))));
        }
        if !before.is_abstract && after.is_abstract {
            let change = Change::new(Kind::AlternativeRemoved, direction, "-", at(head));
            told.push((after.name.clone(), change.old(shown::ty(&before.ty), Some(&before.place))));
        }
    }
}

/// Whether particles hold an element.
fn held(particles: &[Particle], name: &QName) -> bool {
    particles.iter().any(|particle| match particle {
        Particle::Element(field) => field.name == *name,
        Particle::Group(group) => held(&group.particles, name),
        Particle::Any(_) => false,
    })
}
