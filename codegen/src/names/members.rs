//! Names of fields, variants and header fields.

use std::collections::BTreeMap;

use crate::passes::{HeaderSet, Member, MemberPlace, Model, UnionMember};

use super::keys::{choice_key, clashing, member_keys, type_key, wire_of};
use super::scope::{Case, Request, Scope};
use super::{Names, NamesLock, identifier};

/// A value with its sign as a word, where it is a number with one: `-1` is not to be called as `1` is.
fn signed(wire: &str) -> String {
    let word = match wire.chars().next() {
        Some('-') => "minus",
        Some('+') => "plus",
        _ => return wire.to_owned(),
    };
    match wire.get(1..) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => format!("{word}_{rest}"),
        _ => wire.to_owned(),
    }
}

impl Names {
    pub(super) fn name_members(
        &mut self,
        model: &Model,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) {
        for (name, record) in &model.records {
            let owner = type_key(name);
            let fields = self.members(&owner, &wire_of(name), &record.members, renames, lock);
            self.fields.insert(name.clone(), fields);
            for (number, choice) in record.choices.iter().enumerate() {
                let key = |at: usize| format!("variant {} {at}", choice_key(name, number));
                let requests = choice.variants.iter().enumerate().map(|(at, v)| Request {
                    key: key(at),
                    wire: v.wire.local.to_string(),
                    meanings: self.space_words(&v.wire.namespace),
                    rank: 0,
                });
                let given = Scope::new(Case::Pascal, lock, []).assign(requests.collect());
                let variants =
                    (0..choice.variants.len()).filter_map(|at| given.get(&key(at)).cloned()).collect();
                self.variants.insert((name.clone(), number), variants);
            }
        }
        for (name, declared) in &model.enums {
            let owner = type_key(name);
            let key = |wire: &str| format!("value {owner}.{wire}");
            let requests: Vec<Request> = declared
                .values
                .iter()
                .map(|v| Request {
                    key: key(&v.wire),
                    wire: signed(&v.wire),
                    meanings: vec!["value".into()],
                    rank: 0,
                })
                .collect();
            let clashes = clashing(&requests, Case::Pascal);
            let given = Scope::new(Case::Pascal, lock, ["Other", "Self"]).assign(requests);
            for (key, variant) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
                self.lock.pin(key, variant);
            }
            let values = declared.values.iter().filter_map(|v| given.get(&key(&v.wire)).cloned()).collect();
            self.values.insert(name.clone(), values);
        }
        self.name_unions(model, lock);
        self.request_headers = self.headers("request header", &model.request_headers, renames, lock);
        self.response_headers = self.headers("response header", &model.response_headers, renames, lock);
    }

    /// The members of unions: called as their types are.
    fn name_unions(&mut self, model: &Model, lock: &NamesLock) {
        for (name, union) in &model.unions {
            let owner = type_key(name);
            let key = |member: &UnionMember| format!("member {owner}.{}", member.types.join("|"));
            let requests: Vec<Request> = union
                .members
                .iter()
                .enumerate()
                .map(|(at, member)| Request {
                    key: format!("{} {at}", key(member)),
                    wire: member.name.clone(),
                    meanings: vec!["member".into(), "value".into()],
                    rank: 0,
                })
                .collect();
            let clashes = clashing(&requests, Case::Pascal);
            let keys: Vec<String> = requests.iter().map(|request| request.key.clone()).collect();
            let given = Scope::new(Case::Pascal, lock, ["Other", "Self"]).assign(requests);
            for (key, variant) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
                self.lock.pin(key, variant);
            }
            let values = keys.iter().filter_map(|key| given.get(key).cloned()).collect();
            self.values.insert(name.clone(), values);
        }
    }

    fn headers(
        &mut self,
        owner: &str,
        set: &HeaderSet,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Vec<String> {
        self.members(owner, owner, &set.members, renames, lock)
    }

    /// The names of a row of members, in their order.
    pub(super) fn members(
        &mut self,
        owner: &str,
        wire_owner: &str,
        members: &[Member],
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Vec<String> {
        let mut lock_here = NamesLock::default();
        let mut requests = Vec::new();
        let keys = member_keys(owner, members);
        for (member, key) in members.iter().zip(&keys) {
            let pin = renames
                .get(&format!("{wire_owner}.{}", member.wire.local))
                .map(|to| identifier(to, Case::Snake));
            if let Some(name) = pin.or_else(|| lock.get(key).map(str::to_owned)) {
                lock_here.pin(key, name);
            }
            let mut meanings = self.space_words(&member.wire.namespace);
            let (place, rank) = match member.place {
                MemberPlace::Element => ("element", 0),
                MemberPlace::Attribute => ("attribute", 1),
                MemberPlace::Text => ("text", 2),
                MemberPlace::Wildcard => ("content", 3),
                MemberPlace::Attachment => ("attachment", 1),
            };
            meanings.insert(0, place.to_owned());
            let wire = match member.shape {
                crate::passes::Shape::Choice(..) => format!("{}_or_other", member.wire.local),
                _ => member.wire.local.to_string(),
            };
            requests.push(Request { key: key.clone(), wire, meanings, rank });
        }
        let clashes = clashing(&requests, Case::Snake);
        let given = Scope::new(Case::Snake, &lock_here, []).assign(requests);
        for (key, name) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
            self.lock.pin(key, name);
        }
        keys.iter().filter_map(|key| given.get(key).cloned()).collect()
    }
}
