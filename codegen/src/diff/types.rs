//! The types that contracts declare: those that came or went, and what of the others is otherwise.

use std::collections::BTreeMap;

use super::Comparison;
use super::alike::{LOOKED_AT, alike, only_pairs};
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::member::{Holder, Role};
use super::shown;
use super::side::Side;
use crate::contract::{Particle, Struct, Type, TypeKind, TypeName, TypeOrigin};
use crate::load::is_standard;

/// A type with its name.
type Named<'c> = (&'c TypeName, &'c Type);

impl<'c> Comparison<'c> {
    /// Compares all types that have names.
    pub(super) fn types(&mut self) {
        let mut gone: Vec<Named<'c>> = Vec::new();
        let mut both: Vec<(Named<'c>, Named<'c>)> = Vec::new();
        // The old name of each type that both sides declare, by its new one.
        let mut kept: BTreeMap<&TypeName, &TypeName> = BTreeMap::new();
        for (name, declared) in &self.old.contract.types {
            if !self.old.has_name(name) {
                continue;
            }
            match self.new.contract.types.get_key_value(&self.names.type_name(name)) {
                Some((after, now)) if self.new.has_name(after) => {
                    kept.insert(after, name);
                    both.push(((name, declared), (after, now)));
                }
                _ => gone.push((name, declared)),
            }
        }
        let is_new = |name: &TypeName| self.new.has_name(name) && !kept.contains_key(name);
        let come: Vec<Named<'c>> = self.new.contract.types.iter().filter(|(name, _)| is_new(name)).collect();
        // What is of a global element stands where that is used. A standard schema that is imported declares nothing that is
        // the contract's own.
        let declared = |all: Vec<Named<'c>>, side: &Side<'c>| -> Vec<Named<'c>> {
            let own = |name: &TypeName| {
                !is_standard(&name.name.namespace) || side.reach.content(name) != Direction::None
            };
            all.into_iter().filter(|(name, _)| name.origin == TypeOrigin::Type && own(name)).collect()
        };
        let (gone, come) = (declared(gone, &self.old), declared(come, &self.new));
        let renamed = self.renamed_types(&gone, &come);
        for (from, to) in &renamed {
            if let (Some((before, _)), Some((after, _))) = (gone.get(*from), come.get(*to)) {
                kept.insert(after, before);
            }
        }
        for (name, declared) in &gone {
            self.type_removed(name, declared);
        }
        for (name, declared) in &come {
            self.type_added(name, declared, &kept);
        }
        for (from, to) in renamed {
            let (Some(before), Some(after)) = (gone.get(from), come.get(to)) else { continue };
            let direction = self.old.reach.content(before.0);
            let change = Change::new(Kind::TypeRenamed, direction, "guess", &*before.0.name.local);
            let change = change.old(&*before.0.name.local, Some(&before.1.place));
            let change = change.new_side(&*after.0.name.local, Some(&after.1.place));
            self.about(Some(before.0), Some(after.0), |comparison| comparison.push(change));
        }
        for (before, after) in both {
            self.declared(before, after);
        }
    }

    /// Compares a type that both sides declare.
    fn declared(&mut self, (old_name, old): Named<'c>, (new_name, new): Named<'c>) {
        let direction = self.direction(old_name, new_name);
        if direction == Direction::None && (self.old.is_wrapper(old_name) || self.new.is_wrapper(new_name)) {
            return;
        }
        let holder = Holder {
            at: old_name.name.local.to_string(),
            direction,
            wcf: (old.wcf, new.wcf),
            role: Role::Field,
            other: Kind::TypeBaseChanged,
        };
        self.about(Some(old_name), Some(new_name), |comparison| {
            comparison.kinds(&holder, (old_name, old), (new_name, new));
        });
    }

    /// Which messages of either side hold the content of a type.
    fn direction(&self, old: &TypeName, new: &TypeName) -> Direction {
        union(self.old.reach.content(old), self.new.reach.content(new))
    }

    fn type_removed(&mut self, name: &'c TypeName, declared: &Type) {
        let direction = self.old.reach.content(name);
        let is_variant = ancestors(&self.old, name).iter().any(|base| {
            // The enum of a base that is gone itself goes with it.
            self.old.reach.declared(base) != Direction::None
        });
        let condition = if is_variant && direction != Direction::None { "derived" } else { "-" };
        let change = Change::new(Kind::TypeRemoved, direction, condition, &*name.name.local);
        let change = change.old(described(&declared.kind), Some(&declared.place));
        self.about(Some(name), None, |comparison| comparison.push(change));
    }

    fn type_added(&mut self, name: &'c TypeName, declared: &Type, kept: &BTreeMap<&TypeName, &'c TypeName>) {
        let direction = self.new.reach.content(name);
        let mut condition = "-";
        for base in ancestors(&self.new, name) {
            let Some(old) = kept.get(base).copied() else { continue };
            let Some(was) = self.old.contract.types.get(old) else { continue };
            if self.old.reach.declared(old) == Direction::None || direction == Direction::None {
                continue;
            }
            let is_abstract = matches!(&was.kind, TypeKind::Struct(content) if content.is_abstract);
            if !is_abstract && !self.old.children.contains_key(old) {
                condition = "first-derived";
                break;
            }
            condition = "derived";
        }
        let change = Change::new(Kind::TypeAdded, direction, condition, &*name.name.local);
        let change = change.new_side(described(&declared.kind), Some(&declared.place));
        self.about(None, Some(name), |comparison| comparison.push(change));
    }

    /// Guesses which type is another one's new name. Guesses lean on each other, so they are made until no new one comes.
    fn renamed_types(&mut self, gone: &[Named<'c>], come: &[Named<'c>]) -> Vec<(usize, usize)> {
        // Types of one form, so that few are compared with each other.
        let mut forms: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (at, (_, declared)) in come.iter().enumerate() {
            forms.entry(form(&declared.kind)).or_default().push(at);
        }
        let mut looked_at = 0usize;
        let mut fits = Vec::new();
        for (from, (name, declared)) in gone.iter().enumerate() {
            for to in forms.get(&form(&declared.kind)).into_iter().flatten() {
                looked_at += 1;
                if looked_at > LOOKED_AT {
                    return Vec::new();
                }
                if let Some((other, _)) = come.get(*to)
                    && alike(&name.name.local, &other.name.local)
                    && self.names.namespace(&name.name.namespace) == &other.name.namespace
                {
                    fits.push((from, *to));
                }
            }
        }
        let guesses = only_pairs(fits);
        for (from, to) in &guesses {
            if let (Some((old, _)), Some((new, _))) = (gone.get(*from), come.get(*to)) {
                self.names.rename(old, new);
            }
        }
        // Each has to say the same as the other, through all guesses.
        let mut held: Vec<(usize, usize)> = guesses;
        loop {
            let mut lost = Vec::new();
            held.retain(|(from, to)| {
                let (Some(before), Some(after)) = (gone.get(*from), come.get(*to)) else { return false };
                let same = self.says_the_same(*before, *after);
                if !same {
                    lost.push(before.0);
                }
                same
            });
            if lost.is_empty() {
                return held;
            }
            lost.into_iter().for_each(|name| self.names.forget(name));
        }
    }

    /// Whether two types have the same members.
    fn says_the_same(&mut self, old: Named<'c>, new: Named<'c>) -> bool {
        let before = self.changes.len();
        let holder = Holder {
            at: String::new(),
            direction: Direction::Both,
            wcf: (old.1.wcf, new.1.wcf),
            role: Role::Field,
            other: Kind::TypeBaseChanged,
        };
        self.kinds(&holder, old, new);
        let told = self.changes.split_off(before);
        told.iter().all(|change| change.kind == Kind::DocumentationChanged)
    }
}

/// What both directions together are.
pub(super) fn union(one: Direction, other: Direction) -> Direction {
    let has = |direction, of: Direction| of == direction || of == Direction::Both;
    Direction::of(
        has(Direction::Request, one) || has(Direction::Request, other),
        has(Direction::Response, one) || has(Direction::Response, other),
    )
}

/// The types that a type is derived from, the nearest first.
fn ancestors<'c>(side: &Side<'c>, name: &TypeName) -> Vec<&'c TypeName> {
    let mut all: Vec<&TypeName> = Vec::new();
    let mut at = side.contract.types.get(name);
    while let Some(Type { kind: TypeKind::Struct(Struct { base: Some(base), .. }), .. }) = at {
        let Some((base, declared)) = side.contract.types.get_key_value(base) else { break };
        if all.contains(&base) {
            break;
        }
        all.push(base);
        at = Some(declared);
    }
    all
}

/// What kind of type it is, in words.
pub(super) fn described(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Struct(content) => match &content.base {
            Some(base) => format!("complex type of {}", shown::type_name(base)),
            None => "complex type".to_owned(),
        },
        TypeKind::Dictionary { .. } => "dictionary".to_owned(),
        TypeKind::Array(_) => "array".to_owned(),
        TypeKind::Enum(_) => "enumeration".to_owned(),
        TypeKind::Flags(_) => "set of flags".to_owned(),
        TypeKind::List(item) => format!("list of {}", shown::ty(item)),
        TypeKind::Union(_) => "union".to_owned(),
        TypeKind::Alias(simple) => format!("restriction of {}", shown::ty(&simple.base)),
    }
}

/// The names of the members of a type, by which types can be told apart quickly.
fn form(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Struct(content) => {
            let mut names = vec!["struct".to_owned()];
            let mut pending: Vec<&Particle> = content.particles.iter().collect();
            while let Some(particle) = pending.pop() {
                match particle {
                    Particle::Element(field) => names.push(field.name.local.to_string()),
                    Particle::Group(group) => pending.extend(&group.particles),
                    Particle::Any(_) => names.push("any".to_owned()),
                }
            }
            names.extend(content.attributes.iter().map(|attribute| format!("@{}", attribute.name.local)));
            names
        }
        TypeKind::Enum(list) | TypeKind::Flags(list) => list.values.iter().map(|v| v.wire.clone()).collect(),
        other => vec![described(other)],
    }
}
