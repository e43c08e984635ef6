//! Names of fields, variants and header fields.

use std::collections::BTreeSet;

use crate::contract::TypeName;
use crate::model::{Choice, Member, MemberPlace, Model, Shape, UnionMember, Variant};

use super::NamesLock;
use super::keys::{choice_of, clashing, member_keys, tell_apart, type_key, value_key, variant_key};
use super::scope::{Case, Request, Scope};
use super::table::Table;

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

impl Table {
    pub(super) fn name_members(&mut self, model: &Model, lock: &NamesLock) {
        for (name, record) in &model.records {
            let fields = self.members(&type_key(name), &record.members, model, lock);
            self.fields.insert(name.clone(), fields);
        }
        for (name, choice) in &model.choices {
            let variants = self.alternatives(name, choice, lock);
            self.variants.insert(name.clone(), variants);
        }
        for (name, declared) in &model.enums {
            let key = |wire: &str| value_key(name, wire);
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
            let given = self.renames.assign(Scope::new(Case::Pascal, lock, ["Other", "Self"]), requests);
            for (key, variant) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
                self.lock.pin(key, variant);
            }
            let values = declared.values.iter().filter_map(|v| given.get(&key(&v.wire)).cloned()).collect();
            self.values.insert(name.clone(), values);
        }
        self.name_unions(model, lock);
        self.request_headers = self.members("request header", &model.request_headers.members, model, lock);
        self.response_headers = self.members("response header", &model.response_headers.members, model, lock);
    }

    /// The names of the alternatives of a choice.
    fn alternatives(&mut self, name: &TypeName, choice: &Choice, lock: &NamesLock) -> Vec<String> {
        let mut keys: Vec<(String, String)> = choice
            .variants
            .iter()
            .map(|variant| {
                let wire = match variant.shape {
                    Shape::Group(_) => format!("{}_group", variant.wire.local),
                    // The catch-all of a substitution group.
                    Shape::Element(_) if choice.head.is_some() => "other".to_owned(),
                    _ => variant.wire.local.to_string(),
                };
                (variant_key(name, variant), wire)
            })
            .collect();
        tell_apart(&mut keys);
        let rank = |variant: &Variant| u8::from(matches!(variant.shape, Shape::Group(_)));
        let requests: Vec<Request> = choice
            .variants
            .iter()
            .zip(&keys)
            .map(|(variant, (key, wire))| Request {
                key: key.clone(),
                wire: wire.clone(),
                meanings: self.space_words(&variant.wire.namespace),
                rank: rank(variant),
            })
            .collect();
        let clashes = clashing(&requests, Case::Pascal);
        let given = self.renames.assign(Scope::new(Case::Pascal, lock, ["Self"]), requests);
        // What a group is called changes with what is in it.
        let groups = choice.variants.iter().zip(&keys).filter(|(variant, _)| rank(variant) > 0);
        let groups: BTreeSet<&str> = groups.map(|(_, (key, _))| key.as_str()).collect();
        let changes = |key: &String| clashes.contains(key) || groups.contains(key.as_str());
        for (key, variant) in given.iter().filter(|(key, _)| changes(key)) {
            self.lock.pin(key, variant);
        }
        keys.iter().filter_map(|(key, _)| given.get(key).cloned()).collect()
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

    /// The names of a row of members, in their order.
    pub(super) fn members(
        &mut self,
        owner: &str,
        members: &[Member],
        model: &Model,
        lock: &NamesLock,
    ) -> Vec<String> {
        let keys = member_keys(owner, members, model, lock);
        let mut requests = Vec::new();
        let mut parts = BTreeSet::new();
        for (member, (key, wire)) in members.iter().zip(&keys) {
            let mut meanings = self.space_words(&member.wire.namespace);
            let (place, rank) = match member.place {
                MemberPlace::Element if choice_of(member).is_some() => {
                    parts.insert(key.clone());
                    // Two choices of one word are told apart by how they begin.
                    meanings.insert(0, format!("of_{}", member.wire.local));
                    (if wire == "choice" { "" } else { "choice" }, 3)
                }
                MemberPlace::Element => ("element", 0),
                MemberPlace::Attribute => ("attribute", 1),
                MemberPlace::Text => ("text", 2),
                MemberPlace::Wildcard => ("content", 3),
                MemberPlace::Attachment => ("attachment", 1),
                MemberPlace::AnyAttribute => ("attributes", 4),
                MemberPlace::Group => {
                    parts.insert(key.clone());
                    ("elements", 2)
                }
            };
            if !place.is_empty() {
                meanings.insert(0, place.to_owned());
            }
            requests.push(Request { key: key.clone(), wire: wire.clone(), meanings, rank });
        }
        let clashes = clashing(&requests, Case::Snake);
        let given = self.renames.assign(Scope::new(Case::Snake, lock, []), requests);
        // What a choice or a group is called changes with what is in it.
        for (key, name) in given.iter().filter(|(key, _)| clashes.contains(*key) || parts.contains(*key)) {
            self.lock.pin(key, name);
        }
        keys.iter().filter_map(|(key, _)| given.get(key).cloned()).collect()
    }
}
