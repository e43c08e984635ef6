//! Complex types: their elements, choices, groups and wildcards.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::alike::{alike, guesses, moved};
use super::change::Change;
use super::kind::Kind;
use super::member::{Holder, occurrence};
use super::names::Related;
use super::pairing::{stands_elsewhere, unpaired, wrapped_alone};
use super::shown;
use crate::contract::{
    Contract, Field, Group, GroupKind, Occurs, Particle, Place, Struct, TypeName, TypeRef,
};
use crate::model::{self, Shape};

impl Comparison<'_> {
    /// Compares two complex types.
    pub(super) fn structures(
        &mut self,
        holder: &Holder,
        (old_name, old, old_place): (&TypeName, &Struct, &Place),
        (new_name, new, new_place): (&TypeName, &Struct, &Place),
    ) {
        if old.is_abstract != new.is_abstract {
            let condition = if new.is_abstract { "to-abstract" } else { "to-concrete" };
            let text = |of: &Struct| if of.is_abstract { "abstract" } else { "concrete" };
            let change = Change::new(Kind::TypeAbstractChanged, holder.direction, condition, &*holder.at);
            self.push(change.old(text(old), Some(old_place)).new_side(text(new), Some(new_place)));
        }
        if !self.same_base(old, new) || old.restriction != new.restriction {
            let text = |of: &Struct| match &of.base {
                Some(base) if of.restriction => format!("restricts {}", shown::type_name(base)),
                Some(base) => format!("extends {}", shown::type_name(base)),
                None => "no base".to_owned(),
            };
            let change = Change::new(holder.other, holder.direction, other(holder), &*holder.at);
            self.push(change.old(text(old), Some(old_place)).new_side(text(new), Some(new_place)));
            return;
        }
        if old.text.is_some() != new.text.is_some() || old.mixed != new.mixed {
            self.other_content(holder, (content(old), old_place), (content(new), new_place));
            return;
        }
        if let (Some(old), Some(new)) = (&old.text, &new.text) {
            self.simple_part(holder, (old, old_place), (new, new_place));
        }
        // What is an array wrapper is a list in Rust, and a struct where it holds anything else.
        let before = self.changes.len();
        let (was, is) = (is_list(self.old.contract, old_name), is_list(self.new.contract, new_name));
        let (old_particles, new_particles) =
            (model::simplify(&old.particles), model::simplify(&new.particles));
        self.particles(holder, (&old_particles, old_place), (&new_particles, new_place));
        self.attributes(holder, (old, old_place), (new, new_place));
        if was != is {
            for change in self.changes.iter_mut().skip(before) {
                *change = change.clone().breaks_source(true);
            }
        }
    }

    /// Whether two types are derived from the same one.
    fn same_base(&self, old: &Struct, new: &Struct) -> bool {
        match (&old.base, &new.base) {
            (None, None) => true,
            (Some(old), Some(new)) => self.names.type_name(old) == *new,
            _ => false,
        }
    }

    /// Tells that the content of a type is of another kind.
    pub(super) fn other_content(
        &mut self,
        holder: &Holder,
        (old, old_place): (&str, &Place),
        (new, new_place): (&str, &Place),
    ) {
        let change = Change::new(Kind::ContentChanged, holder.direction, "other", &*holder.at);
        self.push(change.old(old, Some(old_place)).new_side(new, Some(new_place)));
    }

    /// Compares what stands in a sequence.
    fn particles(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[Particle], &Place),
        (new, new_place): (&[Particle], &Place),
    ) {
        let widened = wrapped_alone(old, new);
        let new = widened.as_deref().unwrap_or(new);
        if stands_elsewhere(old, new) {
            self.other_content(holder, (arrangement(old), old_place), (arrangement(new), new_place));
            return;
        }
        self.any_order(holder, (old, old_place), (new, new_place));
        self.elements(holder, (old, old_place), (new, new_place));
        self.wildcards(holder, (old, old_place), (new, new_place));
    }

    /// Tells of a sequence that became an `xs:all`, or the other way about.
    fn any_order(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[Particle], &Place),
        (new, new_place): (&[Particle], &Place),
    ) {
        let free = |all: &[Particle]| all.iter().any(|p| matches!(p, Particle::Element(f) if f.unordered));
        let (was, is) = (free(old), free(new));
        // Of a single element there is only one order.
        if was == is || old.is_empty() || new.is_empty() || old.len().max(new.len()) < 2 {
            return;
        }
        let (condition, before, after) =
            if is { ("sequence-to-all", "sequence", "all") } else { ("all-to-sequence", "all", "sequence") };
        let change = Change::new(Kind::ContentChanged, holder.direction, condition, &*holder.at);
        self.push(change.old(before, Some(old_place)).new_side(after, Some(new_place)));
    }

    /// Compares the elements and groups of a sequence.
    fn elements(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[Particle], &Place),
        (new, new_place): (&[Particle], &Place),
    ) {
        let pairs = self.paired(old, new);
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for (from, to) in &pairs {
            taken.insert(*to, *from);
            match (old.get(*from), new.get(*to)) {
                (Some(Particle::Element(before)), Some(Particle::Element(after))) => {
                    self.member(holder, &holder.below(&before.name.local), before, after);
                }
                (Some(Particle::Group(before)), Some(Particle::Group(after))) => {
                    self.groups(holder, (before, old_place), (after, new_place));
                }
                _ => {}
            }
        }
        let is_kept: BTreeSet<usize> = pairs.iter().map(|(from, _)| *from).collect();
        let gone: Vec<Stands<'_>> = unpaired(old, |at| is_kept.contains(&at))
            .filter_map(|(_, p)| Stands::new(p, old_place))
            .collect();
        let come: Vec<Stands<'_>> = unpaired(new, |at| taken.contains_key(&at))
            .filter_map(|(_, p)| Stands::new(p, new_place))
            .collect();
        for one in &gone {
            let change = Change::new(Kind::FieldRemoved, holder.direction, "-", holder.below(one.name));
            self.push(change.old(one.text.clone(), Some(one.place)));
        }
        for one in &come {
            let condition = if one.required { "required" } else { "optional" };
            let change = Change::new(Kind::FieldAdded, holder.direction, condition, holder.below(one.name));
            self.push(change.new_side(one.text.clone(), Some(one.place)));
        }
        self.renamed_fields(holder, &gone, &come);
        // In an xs:all the order says nothing.
        let ordered = !new.iter().any(|p| matches!(p, Particle::Element(field) if field.unordered));
        if ordered {
            let places: Vec<usize> = taken.values().copied().collect();
            for ((now, from), moved) in taken.iter().zip(moved(&places)) {
                let (now, from) = (*now, *from);
                let Some(one) = old.get(from).and_then(|p| Stands::new(p, old_place)).filter(|_| moved)
                else {
                    continue;
                };
                let after = new.get(now).and_then(|p| Stands::new(p, new_place));
                let change = Change::new(Kind::FieldMoved, holder.direction, "-", holder.below(one.name));
                let change = change.old(follows(old, from), Some(one.place));
                self.push(change.new_side(follows(new, now), after.map(|after| after.place)));
            }
        }
    }

    /// Guesses which field is another one's new name.
    fn renamed_fields(&mut self, holder: &Holder, gone: &[Stands<'_>], come: &[Stands<'_>]) {
        let fits = |from: usize, to: usize| match (gone.get(from), come.get(to)) {
            (
                Some(Stands { name, field: Some(old), .. }),
                Some(Stands { name: other, field: Some(new), .. }),
            ) => {
                (old.occurs, old.nillable) == (new.occurs, new.nillable)
                    && alike(name, other)
                    && self.same_type((old, new))
            }
            _ => false,
        };
        for (from, to) in guesses(gone.len(), come.len(), fits) {
            let (Some(before), Some(after)) = (gone.get(from), come.get(to)) else { continue };
            let change =
                Change::new(Kind::FieldRenamed, holder.direction, "guess", holder.below(before.name));
            self.push(change.old(before.name, Some(before.place)).new_side(after.name, Some(after.place)));
        }
    }

    /// Whether two fields are of the same type, by name or, without one, by kind.
    fn same_type(&self, (old, new): (&Field, &Field)) -> bool {
        match self.names.related((&self.old, &old.ty), (&self.new, &new.ty)) {
            Related::Same => true,
            Related::Inner(old, new) => {
                let kind = |types: &BTreeMap<TypeName, crate::contract::Type>, name| {
                    types.get(name).map(|declared| std::mem::discriminant(&declared.kind))
                };
                kind(&self.old.contract.types, old) == kind(&self.new.contract.types, new)
            }
            Related::Different => false,
        }
    }

    /// Compares two groups that stand for each other.
    fn groups(
        &mut self,
        holder: &Holder,
        (old, old_place): (&Group, &Place),
        (new, new_place): (&Group, &Place),
    ) {
        let first = model::first(&old.particles).map_or("any", |field| &*field.name.local);
        if let Some(condition) = occurrence(old.occurs, new.occurs) {
            let change =
                Change::new(Kind::FieldOccurrenceChanged, holder.direction, condition, holder.below(first));
            let change = change.old(format!("a group{}", shown::occurs(old.occurs)), Some(old_place));
            self.push(change.new_side(format!("a group{}", shown::occurs(new.occurs)), Some(new_place)));
        }
        if old.kind == GroupKind::Choice {
            self.choices(holder, (old, old_place), (new, new_place));
        } else {
            self.particles(holder, (&old.particles, old_place), (&new.particles, new_place));
        }
    }

    /// Compares the alternatives of two choices.
    fn choices(
        &mut self,
        holder: &Holder,
        (old, old_place): (&Group, &Place),
        (new, new_place): (&Group, &Place),
    ) {
        let pairs = self.paired(&old.particles, &new.particles);
        for (from, to) in &pairs {
            match (old.particles.get(*from), new.particles.get(*to)) {
                (Some(Particle::Element(before)), Some(Particle::Element(after))) => {
                    self.member(holder, &holder.below(&before.name.local), before, after);
                }
                (Some(Particle::Group(before)), Some(Particle::Group(after))) => {
                    self.groups(holder, (before, old_place), (after, new_place));
                }
                _ => {}
            }
        }
        let gone = unpaired(&old.particles, |at| pairs.iter().any(|pair| pair.0 == at));
        for one in gone.filter_map(|(_, particle)| Stands::new(particle, old_place)) {
            let change = Change::new(Kind::AlternativeRemoved, holder.direction, "-", holder.below(one.name));
            self.push(change.old(one.text.clone(), Some(one.place)));
        }
        let condition = if old.occurs.min == 0 { "optional-choice" } else { "choice" };
        let come = unpaired(&new.particles, |at| pairs.iter().any(|pair| pair.1 == at));
        for one in come.filter_map(|(_, particle)| Stands::new(particle, new_place)) {
            let change =
                Change::new(Kind::AlternativeAdded, holder.direction, condition, holder.below(one.name));
            self.push(change.new_side(one.text.clone(), Some(one.place)));
        }
        self.wildcards(holder, (&old.particles, old_place), (&new.particles, new_place));
    }

    /// Compares the wildcards among particles: one by one, in their order.
    fn wildcards(
        &mut self,
        holder: &Holder,
        (old, old_place): (&[Particle], &Place),
        (new, new_place): (&[Particle], &Place),
    ) {
        let wildcard = |particle| match particle {
            Particle::Any(wildcard) => Some(wildcard),
            _ => None,
        };
        let mut before = old.iter().filter_map(|particle| wildcard(particle.clone()));
        let mut after = new.iter().filter_map(|particle| wildcard(particle.clone()));
        loop {
            match (before.next(), after.next()) {
                (None, None) => return,
                (Some(old), Some(new)) => {
                    let spaces = (&old.namespaces, &new.namespaces);
                    self.wildcard_namespaces(
                        holder,
                        (Some(spaces.0), old_place),
                        (Some(spaces.1), new_place),
                    );
                    if let Some(condition) = occurrence(old.occurs, new.occurs) {
                        let kind = Kind::FieldOccurrenceChanged;
                        let change = Change::new(kind, holder.direction, condition, &*holder.at);
                        let text = |occurs: Occurs| format!("any element{}", shown::occurs(occurs));
                        let change = change.old(text(old.occurs), Some(old_place));
                        self.push(change.new_side(text(new.occurs), Some(new_place)));
                    }
                }
                (old, new) => self.wildcard_namespaces(
                    holder,
                    (old.as_ref().map(|of| &of.namespaces), old_place),
                    (new.as_ref().map(|of| &of.namespaces), new_place),
                ),
            }
        }
    }
}

/// The condition under which a type is another one altogether.
pub(super) fn other(holder: &Holder) -> &'static str {
    if holder.other == Kind::TypeBaseChanged { "-" } else { "other" }
}

/// Whether a type is a list in Rust.
fn is_list(contract: &Contract, name: &TypeName) -> bool {
    matches!(model::shape_of(contract, &TypeRef::Named(name.clone())), Shape::List(_))
}

/// What kind of content a complex type has, in words.
fn content(of: &Struct) -> &'static str {
    match (&of.text, of.mixed) {
        (Some(_), _) => "simple content",
        (None, true) => "mixed content",
        (None, false) => arrangement(&of.particles),
    }
}

/// How particles are arranged, in words.
fn arrangement(particles: &[Particle]) -> &'static str {
    match particles {
        [] => "no elements",
        [Particle::Group(group)] if group.kind == GroupKind::Choice => "a choice",
        _ if particles.iter().any(|p| matches!(p, Particle::Element(f) if f.unordered)) => "all",
        _ if particles.iter().any(|p| matches!(p, Particle::Group(g) if g.kind == GroupKind::Choice)) => {
            "a sequence with a choice in it"
        }
        _ => "a sequence",
    }
}

/// An element or group among others.
struct Stands<'p> {
    name: &'p str,
    field: Option<&'p Field>,
    text: String,
    place: &'p Place,
    required: bool,
}

impl<'p> Stands<'p> {
    /// `None` for a wildcard, which is told by itself.
    fn new(particle: &'p Particle, of: &'p Place) -> Option<Self> {
        match particle {
            Particle::Element(field) => Some(Self {
                name: &field.name.local,
                field: Some(field),
                text: shown::field(field),
                place: &field.place,
                required: field.occurs.min > 0,
            }),
            Particle::Group(group) => {
                let first = model::first(&group.particles);
                let word = if group.kind == GroupKind::Choice { "a choice" } else { "a group" };
                Some(Self {
                    name: first.map_or("any", |field| &field.name.local),
                    field: None,
                    text: format!("{word}{}", shown::occurs(group.occurs)),
                    place: first.map_or(of, |field| &field.place),
                    required: !model::may_be_empty(particle),
                })
            }
            Particle::Any(_) => None,
        }
    }
}

/// Where a member stands among the others, in words.
fn follows(all: &[Particle], at: usize) -> String {
    let before = at.checked_sub(1).and_then(|before| all.get(before));
    match before.and_then(|particle| model::first(std::slice::from_ref(particle))) {
        Some(field) => format!("after {}", field.name.local),
        None => "first".to_owned(),
    }
}
