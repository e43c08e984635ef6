//! All that can be renamed, and what people may call it.

use std::collections::BTreeMap;

use crate::contract::TypeName;
use crate::model::{Member, MemberPlace, Model, ServiceId, Shape, Variant};

use super::NamesLock;
use super::keys::{
    family_key, member_keys, namespace_key, namespaces, operation_key, type_key, type_request, value_key,
    variant_key,
};
use super::modules::Called;
use super::rust_name::unescape;
use super::scope::{Case, identifier};
use super::select::service_spellings;

/// Something that can be renamed.
#[derive(Debug)]
pub(super) struct Thing {
    /// What it may be called, what messages call it first.
    pub(super) spellings: Vec<String>,
    /// What identifies it in the lock.
    pub(super) key: String,
    /// How its name is written.
    pub(super) case: Case,
}

/// What a model is made of, for a walk over its things.
pub(super) struct Things<'m> {
    pub(super) model: &'m Model,
    pub(super) called: &'m BTreeMap<ServiceId, Called>,
    pub(super) lock: &'m NamesLock,
    /// Whether what is within something is wanted, by what that may be called.
    pub(super) within: &'m dyn Fn(&[String]) -> bool,
}

impl Things<'_> {
    /// Every one.
    pub(super) fn each(&self, found: &mut dyn FnMut(Thing)) {
        let model = self.model;
        for uri in namespaces(model) {
            let spellings = vec![uri.to_string()];
            found(Thing { spellings, key: namespace_key(&uri), case: Case::Screaming });
        }
        let values = model.enums.keys().chain(model.unions.keys());
        for name in model.records.keys().chain(values).chain(model.choices.keys()) {
            found(Thing { spellings: type_spellings(name), key: type_key(name), case: Case::Pascal });
        }
        for name in model.families.keys() {
            let spellings = type_spellings(name).iter().map(|name| format!("derived {name}")).collect();
            found(Thing { spellings, key: family_key(name), case: Case::Pascal });
        }
        for (name, record) in &model.records {
            self.members(&type_spellings(name), &type_key(name), &record.members, found);
        }
        for (name, declared) in &model.enums {
            let owners = type_spellings(name);
            for value in declared.values.iter().filter(|_| (self.within)(&owners)) {
                let own = [value.wire.clone(), identifier(&value.wire, Case::Pascal)];
                let key = value_key(name, &value.wire);
                found(Thing { spellings: joined(&owners, &own), key, case: Case::Pascal });
            }
        }
        for (name, choice) in &model.choices {
            let owners = type_spellings(name);
            for variant in choice.variants.iter().filter(|_| (self.within)(&owners)) {
                let called = variant_called(variant);
                let own = [called.clone(), identifier(&called, Case::Pascal)];
                let key = variant_key(name, variant);
                found(Thing { spellings: joined(&owners, &own), key, case: Case::Pascal });
            }
        }
        let headers = [
            (["request header", "RequestHeaders"], &model.request_headers),
            (["response header", "ResponseHeaders"], &model.response_headers),
        ];
        for (owners, set) in headers {
            let owner = owners[0];
            self.members(&owners.map(str::to_owned), owner, &set.members, found);
        }
        self.operations(found);
    }

    fn operations(&self, found: &mut dyn FnMut(Thing)) {
        for service in &self.model.services {
            let called = self.called.get(&service.id);
            let offer = self.model.offers.iter().find(|offer| offer.id == service.id);
            let services = service_spellings(&service.id, called, offer.map(|offer| offer.port.as_str()));
            for operation in &service.operations {
                let method = unescape(&identifier(&operation.name, Case::Snake)).to_owned();
                let spellings = joined(&services, &[operation.name.clone(), method]);
                let key = operation_key(&service.id, &operation.name);
                let mut body = |of: &str, members: &[Member]| {
                    self.members(&spellings, &format!("{key} {of}"), members, found);
                };
                body("request", &operation.input.body.members);
                operation.output.iter().for_each(|output| body("response", &output.body.members));
                found(Thing { spellings, key, case: Case::Snake });
            }
        }
    }

    fn members(&self, owners: &[String], owner: &str, members: &[Member], found: &mut dyn FnMut(Thing)) {
        if !(self.within)(owners) {
            return;
        }
        let keys = member_keys(owner, members, self.model, self.lock);
        for (member, (key, word)) in members.iter().zip(keys) {
            let local = member.wire.local.to_string();
            let rust = |word: &str| unescape(&identifier(word, Case::Snake)).to_owned();
            let mut own = vec![local.clone(), member.wire.to_string(), rust(&local), rust(&word), word];
            if member.place == MemberPlace::Attribute {
                own.push(format!("@{local}"));
            }
            found(Thing { spellings: joined(owners, &own), key, case: Case::Snake });
        }
    }
}

/// Each of `owners` with each of `own`.
fn joined(owners: &[String], own: &[String]) -> Vec<String> {
    owners.iter().flat_map(|owner| own.iter().map(move |own| format!("{owner}.{own}"))).collect()
}

/// What a type may be called: by the contract, with its namespace, and by the crate.
fn type_spellings(name: &TypeName) -> Vec<String> {
    let mut called = name.name.local.to_string();
    for step in &name.path {
        called.push('/');
        called.push_str(step);
    }
    vec![called, name.to_string(), identifier(&type_request(name).wire, Case::Pascal)]
}

/// What an alternative of a choice is called, after the choice.
fn variant_called(variant: &Variant) -> String {
    match variant.shape {
        Shape::Group(_) => format!("{} group", variant.wire.local),
        _ => variant.wire.local.to_string(),
    }
}
