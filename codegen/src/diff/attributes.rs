//! Attributes, and wildcards of elements and attributes.

use std::collections::BTreeSet;

use super::Comparison;
use super::change::Change;
use super::kind::Kind;
use super::member::Holder;
use super::names::Related;
use super::shown;
use crate::contract::{Attribute, Namespaces, Place, QName, Struct, TypeRef};
use crate::model;

impl Comparison<'_> {
    /// Compares the attributes of two complex types.
    pub(super) fn attributes(
        &mut self,
        holder: &Holder,
        (old, old_place): (&Struct, &Place),
        (new, new_place): (&Struct, &Place),
    ) {
        let at = |attribute: &Attribute| format!("{}/@{}", holder.at, attribute.name.local);
        let mut left: Vec<&Attribute> = new.attributes.iter().collect();
        for before in &old.attributes {
            let exact = left.iter().position(|after| self.names.same(&before.name, &after.name));
            let found = exact.or_else(|| left.iter().position(|after| after.name.local == before.name.local));
            match found {
                Some(found) => {
                    let after = left.remove(found);
                    self.attribute(holder, &at(before), before, after);
                }
                None => {
                    let change = Change::new(Kind::AttributeRemoved, holder.direction, "-", at(before));
                    self.push(change.old(shown::attribute(before), Some(&before.place)));
                }
            }
        }
        for after in left {
            let condition = if after.required { "required" } else { "optional" };
            let change = Change::new(Kind::AttributeAdded, holder.direction, condition, at(after));
            self.push(change.new_side(shown::attribute(after), Some(&after.place)));
        }
        self.prohibited(holder, (old, old_place), (new, new_place));
        let spaces = (old.any_attribute.as_ref(), new.any_attribute.as_ref());
        self.wildcard_namespaces(holder, (spaces.0, old_place), (spaces.1, new_place));
    }

    /// Compares the attributes of a base that a restriction does without.
    fn prohibited(
        &mut self,
        holder: &Holder,
        (old, old_place): (&Struct, &Place),
        (new, new_place): (&Struct, &Place),
    ) {
        let before: BTreeSet<QName> = old.prohibited.iter().map(|name| self.names.qname(name)).collect();
        let after: BTreeSet<QName> = new.prohibited.iter().cloned().collect();
        let declared =
            |of: &Struct, name: &QName| of.attributes.iter().any(|own| own.name.local == name.local);
        for name in after.difference(&before).filter(|name| !declared(old, name)) {
            let at = format!("{}/@{}", holder.at, name.local);
            let change = Change::new(Kind::AttributeRemoved, holder.direction, "-", at);
            self.push(
                change.old("as the base says", Some(old_place)).new_side("prohibited", Some(new_place)),
            );
        }
        for name in before.difference(&after).filter(|name| !declared(new, name)) {
            let at = format!("{}/@{}", holder.at, name.local);
            let change = Change::new(Kind::AttributeAdded, holder.direction, "optional", at);
            self.push(
                change.old("prohibited", Some(old_place)).new_side("as the base says", Some(new_place)),
            );
        }
    }

    /// Compares an attribute that both sides have.
    fn attribute(&mut self, holder: &Holder, at: &str, old: &Attribute, new: &Attribute) {
        let push = |change: Change| {
            let change = change.old(shown::attribute(old), Some(&old.place));
            change.new_side(shown::attribute(new), Some(&new.place))
        };
        if !self.names.same(&old.name, &new.name) {
            let change = Change::new(Kind::FieldFormChanged, holder.direction, "-", at);
            let change = change.old(old.name.to_string(), Some(&old.place));
            self.push(change.new_side(new.name.to_string(), Some(&new.place)));
        }
        let (before, after): (&TypeRef, &TypeRef) = (&old.ty, &new.ty);
        match self.names.related((&self.old, before), (&self.new, after)) {
            Related::Same => {}
            Related::Inner(from, to) => {
                let holder = Holder { other: Kind::AttributeTypeChanged, ..holder.clone() };
                self.inner(&holder, at, (from, &old.place), (to, &new.place));
            }
            Related::Different => {
                let kind = Kind::AttributeTypeChanged;
                self.other_type(kind, holder.direction, at, (before, &old.place), (after, &new.place));
            }
        }
        let plain = |contract, attribute| model::attribute_member(contract, attribute).container;
        if old.required != new.required {
            let condition = if new.required { "optional-to-required" } else { "required-to-optional" };
            let change = Change::new(Kind::AttributeUseChanged, holder.direction, condition, at);
            // With a default on both sides there is a value anyway.
            let same = plain(self.old.contract, old) == plain(self.new.contract, new);
            let default = |of: &Attribute| of.default.is_some() || of.fixed.is_some();
            let change =
                if same && default(old) && default(new) { change.breaks_source(false) } else { change };
            self.push(push(change));
        }
        let default = |of: &Attribute| of.default.clone().or_else(|| of.fixed.clone());
        let (before, after) = (default(old), default(new));
        if before != after {
            let condition = match (&before, &after) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "value",
            };
            let change = Change::new(Kind::AttributeDefaultChanged, holder.direction, condition, at);
            // One that is required has no need of its default.
            let same = plain(self.old.contract, old) == plain(self.new.contract, new);
            let always = old.required && new.required;
            let change = if same && always { change.breaks_source(false) } else { change };
            self.push(push(change.refuses(new.fixed.is_some() && new.fixed != old.fixed)));
        }
        let texts = (old.documentation.as_ref(), new.documentation.as_ref());
        self.documentation(at, (texts.0, &old.place), (texts.1, &new.place));
    }

    /// Compares the namespaces of a wildcard, which one side may not have.
    pub(super) fn wildcard_namespaces(
        &mut self,
        holder: &Holder,
        (old, old_place): (Option<&Namespaces>, &Place),
        (new, new_place): (Option<&Namespaces>, &Place),
    ) {
        let text = |of: &Namespaces| of.to_string();
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => {
                let change = Change::new(Kind::WildcardAdded, holder.direction, "-", &*holder.at);
                self.push(change.new_side(text(new), Some(new_place)));
            }
            (Some(old), None) => {
                let change = Change::new(Kind::WildcardRemoved, holder.direction, "-", &*holder.at);
                self.push(change.old(text(old), Some(old_place)));
            }
            (Some(old), Some(new)) if !self.names.same_namespaces(old, new) => {
                let takes_all = match (old, new) {
                    (_, Namespaces::Any) => true,
                    (Namespaces::Only(old), new) => {
                        old.iter().all(|uri| new.takes(self.names.namespace(uri)))
                    }
                    _ => false,
                };
                let kind = if takes_all { Kind::FacetLoosened } else { Kind::FacetTightened };
                let change = Change::new(kind, holder.direction, "-", &*holder.at);
                self.push(change.old(text(old), Some(old_place)).new_side(text(new), Some(new_place)));
            }
            (Some(_), Some(_)) => {}
        }
    }
}
