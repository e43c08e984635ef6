//! What a type says, by its kind; and simple types: their bases, values and facets.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::alike::{alike, guesses};
use super::change::Change;
use super::content::other;
use super::facets;
use super::kind::Kind;
use super::member::Holder;
use super::names::Related;
use super::shown;
use super::types::described;
use super::values::{self, Relation};
use crate::contract::{EnumValue, Enumeration, Facet, Place, Type, TypeKind, TypeName, TypeRef};

impl Comparison<'_> {
    /// Compares what two types say.
    pub(super) fn kinds(
        &mut self,
        holder: &Holder,
        (old_name, old): (&TypeName, &Type),
        (new_name, new): (&TypeName, &Type),
    ) {
        let places = (&old.place, &new.place);
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(before), TypeKind::Struct(after)) => {
                self.structures(holder, (old_name, before, places.0), (new_name, after, places.1));
            }
            (
                TypeKind::Dictionary { entry, key, value },
                TypeKind::Dictionary { entry: new_entry, key: new_key, value: new_value },
            ) => {
                if !self.names.same(entry, new_entry) {
                    let of = |name: &crate::contract::QName| format!("a dictionary of {}", name.local);
                    self.other_content(holder, (&of(entry), places.0), (&of(new_entry), places.1));
                }
                for (before, after) in [(key, new_key), (value, new_value)] {
                    self.member(holder, &holder.below(&before.name.local), before, after);
                }
            }
            (TypeKind::Array(before), TypeKind::Array(after)) => {
                self.member(holder, &holder.below(&before.item.name.local), &before.item, &after.item);
            }
            (TypeKind::Enum(before), TypeKind::Enum(after)) => {
                self.enumerations(holder, (before, places.0), (after, places.1), i64::from);
            }
            (TypeKind::Flags(before), TypeKind::Flags(after)) => {
                let flag = |place: u32| 1i64.checked_shl(place).unwrap_or_default();
                self.enumerations(holder, (before, places.0), (after, places.1), flag);
            }
            (TypeKind::List(before), TypeKind::List(after)) => {
                self.simple_part(holder, (before, places.0), (after, places.1));
            }
            (TypeKind::Union(before), TypeKind::Union(after)) => {
                self.unions(holder, (before, places.0), (after, places.1));
            }
            (TypeKind::Alias(before), TypeKind::Alias(after)) => {
                self.simple_part(holder, (&before.base, places.0), (&after.base, places.1));
                self.facets(holder, (&before.facets, places.0), (&after.facets, places.1));
            }
            (before, after) if is_complex(before) || is_complex(after) => {
                self.other_content(holder, (&described(before), places.0), (&described(after), places.1));
            }
            (before, after) => {
                let change = Change::new(holder.other, holder.direction, other(holder), &*holder.at);
                let change = change.old(described(before), Some(places.0));
                self.push(change.new_side(described(after), Some(places.1)));
            }
        }
        let texts = (old.documentation.as_ref(), new.documentation.as_ref());
        self.documentation(&holder.at, (texts.0, places.0), (texts.1, places.1));
    }

    /// Compares what a simple type, or simple content, is made of: its base, or the items of a list.
    pub(super) fn simple_part(
        &mut self,
        holder: &Holder,
        (old, old_place): (&TypeRef, &Place),
        (new, new_place): (&TypeRef, &Place),
    ) {
        match self.names.related((&self.old, old), (&self.new, new)) {
            Related::Same => {}
            Related::Inner(from, to) => {
                self.inner(holder, &holder.at, (from, old_place), (to, new_place));
            }
            Related::Different if holder.other != Kind::TypeBaseChanged => {
                self.other_type(
                    holder.other,
                    holder.direction,
                    &holder.at,
                    (old, old_place),
                    (new, new_place),
                );
            }
            Related::Different => {
                let relation = values::relation((self.old.contract, old), (self.new.contract, new));
                if relation != Relation::Equal {
                    let change = Change::new(Kind::TypeBaseChanged, holder.direction, "-", &*holder.at);
                    let change = change.old(shown::ty(old), Some(old_place));
                    self.push(change.new_side(shown::ty(new), Some(new_place)));
                }
            }
        }
    }

    /// Compares the members of two unions, whose order says which is tried first.
    fn unions(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[TypeRef], &Place),
        (new, new_place): (&[TypeRef], &Place),
    ) {
        let same = |(old, new): (&TypeRef, &TypeRef)| {
            !matches!(self.names.related((&self.old, old), (&self.new, new)), Related::Different)
        };
        if old.len() != new.len() || !old.iter().zip(new).all(same) {
            let text = |all: &[TypeRef]| all.iter().map(shown::ty).collect::<Vec<_>>().join(" | ");
            let change = Change::new(holder.other, holder.direction, other(holder), &*holder.at);
            self.push(change.old(text(old), Some(old_place)).new_side(text(new), Some(new_place)));
            return;
        }
        for (before, after) in old.iter().zip(new) {
            self.simple_part(holder, (before, old_place), (after, new_place));
        }
    }

    /// Compares the facets of a type. Those that forbid more are told once, those that allow more too.
    fn facets(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[Facet], &Place),
        (new, new_place): (&[Facet], &Place),
    ) {
        let (tightened, loosened) = facets::compare(old.iter(), new.iter());
        let text = |own: &[Facet], others: &[Facet]| {
            let changed = own.iter().filter(|facet| !others.contains(facet));
            let words: Vec<String> =
                changed.map(|facet| format!("{} = {:?}", facet.name, facet.value)).collect();
            if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
        };
        for (told, kind) in [(tightened, Kind::FacetTightened), (loosened, Kind::FacetLoosened)] {
            if told {
                let change = Change::new(kind, holder.direction, "-", &*holder.at);
                let change = change.old(text(old, new), Some(old_place));
                self.push(change.new_side(text(new, old), Some(new_place)));
            }
        }
    }

    /// Compares two enumerations; `by_place` is the number that WCF gives to a value which says none.
    fn enumerations(
        &mut self,
        holder: &Holder,
        (old, old_place): (&Enumeration, &Place),
        (new, new_place): (&Enumeration, &Place),
        by_place: fn(u32) -> i64,
    ) {
        // Names are the same whatever kind of text they are.
        let relation = values::relation((self.old.contract, &old.base), (self.new.contract, &new.base));
        if !matches!(relation, Relation::SameRustWidened | Relation::SameRustNarrowed) {
            self.simple_part(holder, (&old.base, old_place), (&new.base, new_place));
        }
        let all = |of: &'_ Enumeration| -> BTreeMap<String, EnumValue> {
            of.values.iter().map(|value| (value.wire.clone(), value.clone())).collect()
        };
        let (before, after) = (all(old), all(new));
        let gone: Vec<&EnumValue> = old.values.iter().filter(|v| !after.contains_key(&v.wire)).collect();
        let come: Vec<&EnumValue> = new.values.iter().filter(|v| !before.contains_key(&v.wire)).collect();
        let number = |value: &EnumValue| match value.number {
            Some(number) => format!("{} = {number}", value.wire),
            None => value.wire.clone(),
        };
        for value in &gone {
            let change =
                Change::new(Kind::EnumMemberRemoved, holder.direction, "-", holder.below(&value.wire));
            self.push(change.old(number(value), Some(old_place)));
        }
        for value in &come {
            let change = Change::new(Kind::EnumMemberAdded, holder.direction, "-", holder.below(&value.wire));
            self.push(change.new_side(number(value), Some(new_place)));
        }
        let fits = |from: usize, to: usize| match (gone.get(from), come.get(to)) {
            (Some(value), Some(other)) => alike(&value.wire, &other.wire),
            _ => false,
        };
        for (from, to) in guesses(gone.len(), come.len(), fits) {
            let (Some(value), Some(other)) = (gone.get(from), come.get(to)) else { continue };
            let at = holder.below(&value.wire);
            let change = Change::new(Kind::EnumMemberRenamed, holder.direction, "guess", at);
            self.push(change.old(&*value.wire, Some(old_place)).new_side(&*other.wire, Some(new_place)));
        }
        let counted = (counted(old, by_place), counted(new, by_place));
        for value in &old.values {
            let Some(now) = after.get(&value.wire) else { continue };
            let at = holder.below(&value.wire);
            // Where both are only counted, a value that comes or goes before them says so itself.
            let is_counted = counted.0.contains(&(&*value.wire, value.number))
                && counted.1.contains(&(&*now.wire, now.number));
            if value.number.is_some() && now.number.is_some() && value.number != now.number && !is_counted {
                let change = Change::new(Kind::EnumMemberRenumbered, holder.direction, "-", &*at);
                self.push(change.old(number(value), Some(old_place)).new_side(number(now), Some(new_place)));
            }
            let texts = (value.documentation.as_ref(), now.documentation.as_ref());
            self.documentation(&at, (texts.0, old_place), (texts.1, new_place));
        }
    }
}

/// The values that have the numbers which WCF gives them by their places.
fn counted(of: &Enumeration, by_place: fn(u32) -> i64) -> BTreeSet<(&str, Option<i64>)> {
    let places = of.values.iter().zip(0u32..);
    let counted = places.filter(|(value, place)| value.number == Some(by_place(*place)));
    counted.map(|(value, _)| (&*value.wire, value.number)).collect()
}

fn is_complex(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Struct(_) | TypeKind::Dictionary { .. } | TypeKind::Array(_))
}
