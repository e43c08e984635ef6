//! Choices and groups have no names in a contract. They are known by the elements in them, also when another comes first.
//!
//! Their keys, and those of fields that hold them, say the first element. A lock has all elements of each, beside its name.

use std::collections::{BTreeMap, BTreeSet};

use super::NamesLock;
use super::keys::{self, member_keys, operation_key, type_key, variant_key};
use crate::contract::TypeName;
use crate::model::{Member, Model, Part, Shape, Variant, part};

/// A choice or a group.
struct Known<'k> {
    key: &'k str,
    elements: BTreeSet<&'k str>,
}

/// The key for the elements of a choice or a group.
fn elements_key(key: &str) -> String {
    format!("elements of {key}")
}

/// Choices and groups of a model, with the elements in each, in their order.
fn all(model: &Model) -> Vec<(&TypeName, Vec<&str>)> {
    let choices = model.choices.iter().filter(|(name, _)| matches!(part(name), Some(Part::Choice(_))));
    let choices = choices.map(|(name, choice)| {
        (name, choice.variants.iter().map(|variant| &*variant.wire.local).collect::<Vec<_>>())
    });
    let groups = model.records.iter().filter(|(name, _)| matches!(part(name), Some(Part::Group(_))));
    let groups = groups.map(|(name, record)| {
        (name, record.members.iter().map(|member| &*member.wire.local).collect::<Vec<_>>())
    });
    choices.chain(groups).collect()
}

/// Notes what is in each choice and group.
pub(super) fn pin(model: &Model, lock: &mut NamesLock) {
    for (name, elements) in all(model) {
        lock.pin(elements_key(&type_key(name)), elements.join(" "));
    }
}

/// A lock with the keys that its choices and groups have in this model.
pub(super) fn carried(model: &Model, lock: &NamesLock) -> NamesLock {
    let new: BTreeMap<String, (&TypeName, Vec<&str>)> =
        all(model).into_iter().map(|(name, elements)| (type_key(name), (name, elements))).collect();
    let moved = moved(&new, lock);
    if moved.iter().all(|(old, new)| old == new) {
        return lock.clone();
    }
    let mut carried = NamesLock { names: BTreeMap::new(), upgraded: lock.upgraded };
    for (key, name) in &lock.names {
        match rekeyed(key, &moved) {
            Some(key) => carried.pin(key, name),
            None if part_key(key).is_some() => {}
            None => carried.pin(key, name),
        }
    }
    let before: BTreeMap<&str, &str> = moved.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
    carry_holders(model, &before, &mut carried);
    carried
}

/// What stands in the key of a choice or group: what it is in, and its last step.
fn part_key(key: &str) -> Option<(&str, &str)> {
    let named = ["type ", "element ", "group ", "attribute ", "attributegroup "];
    if !named.iter().any(|word| key.starts_with(word)) {
        return None;
    }
    let (owner, step) = key.rsplit_once('/')?;
    kind(step).map(|_| (owner, step))
}

/// Whether a step is of a choice or of a group.
fn kind(step: &str) -> Option<&'static str> {
    let step = step.trim_end_matches('\'');
    [" choice", " group"].into_iter().find(|kind| step.ends_with(kind))
}

/// The first element, by the last step of a key, and how many begin so before it.
fn first(step: &str) -> (&str, usize) {
    let plain = step.trim_end_matches('\'');
    let primes = step.len() - plain.len();
    let first = kind(step).and_then(|kind| plain.strip_suffix(kind)).unwrap_or(plain);
    match first.rsplit_once('\'') {
        Some((first, count)) => (first, count.parse().unwrap_or(primes)),
        None => (first, primes),
    }
}

/// The keys of a lock's choices and groups, each with that of the one in the model that is most like it.
fn moved(new: &BTreeMap<String, (&TypeName, Vec<&str>)>, lock: &NamesLock) -> BTreeMap<String, String> {
    let mut steps: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for key in lock.names.keys().filter(|key| part_key(key).is_some()) {
        steps.entry(key.matches('/').count()).or_default().push(key);
    }
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    // What stands in another follows it.
    for keys in steps.into_values() {
        let mut owners: BTreeMap<(String, &str), Vec<Known<'_>>> = BTreeMap::new();
        for key in keys {
            let Some((owner, step)) = part_key(key) else { continue };
            let owner = rekeyed(owner, &moved).unwrap_or_else(|| owner.to_owned());
            let elements = match lock.get(&elements_key(key)) {
                Some(elements) => elements.split(' ').collect(),
                None => BTreeSet::from([first(step).0]),
            };
            owners.entry((owner, kind(step).unwrap_or_default())).or_default().push(Known { key, elements });
        }
        for ((owner, kind_of), old) in owners {
            let begin = format!("{owner}/");
            let within = new.range(begin.clone()..).take_while(|(key, _)| key.starts_with(&begin));
            let within = within.filter(|(key, _)| {
                key.get(begin.len()..).is_some_and(|step| !step.contains('/') && kind(step) == Some(kind_of))
            });
            let now = within
                .map(|(key, (_, elements))| Known { key, elements: elements.iter().copied().collect() });
            for (from, to) in matched(&old, &now.collect::<Vec<_>>()) {
                moved.insert(from.to_owned(), to.to_owned());
            }
        }
    }
    moved
}

/// Pairs those that have most in common; of equal ones those of one key.
fn matched<'k>(old: &[Known<'k>], new: &[Known<'k>]) -> Vec<(&'k str, &'k str)> {
    let mut candidates = Vec::new();
    for before in old {
        for after in new {
            let common = before.elements.intersection(&after.elements).count();
            if common > 0 {
                let all = before.elements.union(&after.elements).count();
                // In thousandths of what either has.
                candidates.push((common * 1000 / all, before.key == after.key, before.key, after.key));
            }
        }
    }
    candidates.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| (a.2, a.3).cmp(&(b.2, b.3))));
    let (mut from_used, mut to_used) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|(.., from, to)| {
        let free = !from_used.contains(from) && !to_used.contains(to);
        free && from_used.insert(*from) && to_used.insert(*to)
    });
    candidates.into_iter().map(|(.., from, to)| (from, to)).collect()
}

/// A key in which something is that has moved; `None` where nothing is.
fn rekeyed(key: &str, moved: &BTreeMap<String, String>) -> Option<String> {
    // The key of a type stands in others: whole words of it, the longest first.
    let starts = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
    for start in starts {
        let rest = key.get(start..)?;
        let ends = rest.char_indices().filter(|(_, c)| " /.".contains(*c)).map(|(at, _)| at);
        let mut ends: Vec<usize> = ends.chain([rest.len()]).collect();
        ends.reverse();
        for end in ends {
            if let Some(new) = rest.get(..end).and_then(|part| moved.get(part)) {
                return Some(format!("{}{new}{}", key.get(..start)?, rest.get(end..)?));
            }
        }
    }
    None
}

/// Fields and alternatives that hold a choice or a group: their keys say its first element too.
fn carry_holders(model: &Model, before: &BTreeMap<&str, &str>, lock: &mut NamesLock) {
    let mut holders: Vec<(String, String)> = Vec::new();
    let mut add = |owner: &str, holds: &TypeName, key: &str| {
        let Some(old) = before.get(type_key(holds).as_str()) else { return };
        let Some((_, step)) = part_key(old) else { return };
        let (first, earlier) = first(step);
        let again = earlier.checked_sub(1).map(keys::again);
        let begin = format!("{owner}{} ", kind(step).unwrap_or_default());
        let mut rows = lock.names.range(begin.clone()..).take_while(|(row, _)| row.starts_with(&begin));
        let is_it = |row: &str| {
            let rest = row.get(begin.len()..).unwrap_or_default();
            let rest = match &again {
                Some(again) => rest.strip_suffix(again.as_str()).and_then(|rest| rest.strip_suffix(' ')),
                None => Some(rest),
            };
            rest.is_some_and(|name| name.rsplit('}').next() == Some(first))
        };
        if let Some((row, _)) = rows.find(|(row, _)| is_it(row)) {
            holders.push((row.clone(), key.to_owned()));
        }
    };
    let mut members = |owner: &str, members: &[Member]| {
        let keys = member_keys(owner, members, model, &NamesLock::default());
        for (member, (key, _)) in members.iter().zip(&keys) {
            if let Shape::Choice(name) | Shape::Group(name) = &member.shape {
                add(owner, name, key);
            }
        }
    };
    model.records.iter().for_each(|(name, record)| members(&type_key(name), &record.members));
    for service in &model.services {
        for operation in &service.operations {
            let owner = operation_key(&service.id, &operation.name);
            members(&format!("{owner} request"), &operation.input.body.members);
            if let Some(output) = &operation.output {
                members(&format!("{owner} response"), &output.body.members);
            }
        }
    }
    for (name, choice) in &model.choices {
        let mut keys: Vec<(String, String)> =
            choice.variants.iter().map(|variant| (variant_key(name, variant), String::new())).collect();
        keys::tell_apart(&mut keys);
        for (Variant { shape, .. }, (key, _)) in choice.variants.iter().zip(&keys) {
            if let Shape::Group(group) = shape {
                add(&format!("variant {}", type_key(name)), group, key);
            }
        }
    }
    let taken: Vec<_> =
        holders.into_iter().filter_map(|(old, new)| Some((new, lock.names.remove(&old)?))).collect();
    taken.into_iter().for_each(|(key, name)| lock.pin(key, name));
}
