//! Which elements and groups of two content models stand for each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use crate::contract::{Field, Group, GroupKind, Occurs, Particle};

impl Comparison<'_> {
    /// Which particles stand for each other: elements by name, groups by the elements that both hold.
    pub(super) fn paired(&self, old: &[Particle], new: &[Particle]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let (mut used_old, mut used_new) = (BTreeSet::new(), BTreeSet::new());
        // First by the whole name, then by the local one.
        for exact in [true, false] {
            let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, particle) in new.iter().enumerate().rev() {
                if let Particle::Element(field) = particle
                    && !used_new.contains(&at)
                {
                    places.entry(&field.name.local).or_default().push(at);
                }
            }
            for (at, particle) in old.iter().enumerate() {
                let Particle::Element(field) = particle else { continue };
                if used_old.contains(&at) {
                    continue;
                }
                let Some(candidates) = places.get_mut(&*field.name.local) else { continue };
                let fits = |to: &usize| match new.get(*to) {
                    Some(Particle::Element(other)) => !exact || self.names.same(&field.name, &other.name),
                    _ => false,
                };
                if let Some(found) = candidates.iter().rposition(fits) {
                    let to = candidates.remove(found);
                    used_old.insert(at);
                    used_new.insert(to);
                    pairs.push((at, to));
                }
            }
        }
        let groups = |all: &[Particle]| all.iter().any(|particle| matches!(particle, Particle::Group(_)));
        let names: Vec<BTreeSet<&str>> = match groups(old) && groups(new) {
            true => new.iter().map(|particle| held(std::slice::from_ref(particle))).collect(),
            false => Vec::new(),
        };
        for (at, particle) in old.iter().enumerate() {
            let Particle::Group(group) = particle else { continue };
            let own = held(std::slice::from_ref(particle));
            let mut best: Option<(usize, usize)> = None;
            for ((to, other), names) in new.iter().enumerate().zip(&names) {
                let Particle::Group(candidate) = other else { continue };
                if candidate.kind != group.kind || used_new.contains(&to) {
                    continue;
                }
                let common = names.intersection(&own).count();
                if common > 0 && best.is_none_or(|(most, _)| common > most) {
                    best = Some((common, to));
                }
            }
            if let Some((_, to)) = best {
                used_new.insert(to);
                pairs.push((at, to));
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

/// The local names of all elements in particles.
fn held(particles: &[Particle]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut pending: Vec<&Particle> = particles.iter().collect();
    while let Some(particle) = pending.pop() {
        match particle {
            Particle::Element(field) => drop(names.insert(&*field.name.local)),
            Particle::Group(group) => pending.extend(&group.particles),
            Particle::Any(_) => {}
        }
    }
    names
}

/// Whether an element stands by itself on one side, and in a choice or group on the other.
pub(super) fn stands_elsewhere(old: &[Particle], new: &[Particle]) -> bool {
    let alone = |all: &[Particle]| -> BTreeSet<String> {
        let element = |particle: &Particle| match particle {
            Particle::Element(field) => Some(field.name.local.to_string()),
            _ => None,
        };
        all.iter().filter_map(element).collect()
    };
    let grouped = |all: &[Particle], kind: GroupKind| -> BTreeSet<String> {
        let own = all.iter().filter(|p| matches!(p, Particle::Group(group) if group.kind == kind));
        own.flat_map(|group| held(std::slice::from_ref(group))).map(str::to_owned).collect()
    };
    let places =
        |all: &[Particle]| [alone(all), grouped(all, GroupKind::Choice), grouped(all, GroupKind::Sequence)];
    let (before, after) = (places(old), places(new));
    before.iter().enumerate().any(|(at, names)| {
        names.iter().any(|name| {
            // One that stands in several places may keep one of them.
            after.iter().any(|others| others.contains(name))
                && !after.get(at).is_some_and(|others| others.contains(name))
        })
    })
}

/// The new particles, if the only alternative that is left of a choice stands by itself now: with the choice around it
/// again, of which the others were removed.
pub(super) fn wrapped_alone(old: &[Particle], new: &[Particle]) -> Option<Vec<Particle>> {
    let mut changed = None;
    for particle in old {
        let Particle::Group(choice) = particle else { continue };
        if choice.kind != GroupKind::Choice {
            continue;
        }
        let names = held(&choice.particles);
        let all = held(new);
        let mut left = new.iter().enumerate().filter_map(|(at, particle)| match particle {
            Particle::Element(field) if names.contains(&*field.name.local) => Some((at, field)),
            _ => None,
        });
        if let (Some((at, field)), None) = (left.next(), left.next())
            && names.intersection(&all).count() == 1
        {
            let alternative = Field { occurs: Occurs { min: 1, ..field.occurs }, ..field.clone() };
            let occurs = Occurs { min: field.occurs.min.min(1), max: choice.occurs.max };
            let group =
                Group { kind: GroupKind::Choice, occurs, particles: vec![Particle::Element(alternative)] };
            let all: &mut Vec<Particle> = changed.get_or_insert_with(|| new.to_vec());
            if let Some(one) = all.get_mut(at) {
                *one = Particle::Group(group);
            }
        }
    }
    changed
}

/// The particles that have no counterpart.
pub(super) fn unpaired(
    all: &[Particle],
    paired: impl Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, &Particle)> {
    all.iter().enumerate().filter(move |(at, _)| !paired(*at))
}
