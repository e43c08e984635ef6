//! Names that a configuration asks for, each by what people call the thing: `Order`, `Order.Nr`, `Orders.PlaceOrder`, the URI
//! of a namespace. What has no name of its own is called by the way to it, as in the lock: `Order/items`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Kind, Setting, quoted, suggestion};
use crate::model::{Model, ServiceId};

use super::keys::namespaces;
use super::modules::Called;
use super::renamable::{Thing, Things};
use super::scope::{Request, Scope, fold, identifier};
use super::spelling::unprefixed;
use super::{Names, NamesLock};

/// A name that is asked for.
#[derive(Debug, Clone)]
struct Asked {
    /// What the configuration calls the thing.
    thing: String,
    /// The name as the configuration has it.
    to: String,
    /// The name as it is written.
    wanted: String,
}

/// What a configuration asks for, by the keys of the lock, and what cannot be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Renames {
    by_key: BTreeMap<String, Asked>,
    /// What names something.
    found: BTreeSet<String>,
    /// Two that name the same thing.
    twice: Vec<(String, String)>,
    /// What has the name that is asked for.
    granted: BTreeSet<String>,
    /// Names that could not be given.
    refused: Vec<Asked>,
}

impl Renames {
    /// The things that `asked` names. Where two ask for one, that which says its namespace counts.
    pub(super) fn new(
        model: &Model,
        called: &BTreeMap<ServiceId, Called>,
        asked: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Self {
        let mut renames = Self::default();
        if asked.is_empty() {
            return renames;
        }
        let uris = namespaces(model);
        let mut spelled: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for name in asked.keys() {
            spelled.entry(name).or_default().insert(name);
            if !uris.contains(name.as_str()) {
                spelled.entry(unprefixed(name)).or_default().insert(name);
            }
        }
        let within = |owners: &[String]| {
            let begins = |owner: &String| {
                spelled
                    .range(owner.as_str()..)
                    .next()
                    .is_some_and(|(name, _)| name.starts_with(owner.as_str()))
            };
            owners.iter().any(begins)
        };
        Things { model, called, lock, within: &within }.each(&mut |thing: Thing| {
            for spelling in &thing.spellings {
                for name in spelled.get(spelling.as_str()).into_iter().flatten() {
                    renames.add(&thing, name, asked.get(*name).map_or("", String::as_str));
                }
            }
        });
        renames
    }

    fn add(&mut self, thing: &Thing, name: &str, to: &str) {
        self.found.insert(name.to_owned());
        let wanted = identifier(to, thing.case);
        let new = Asked { thing: name.to_owned(), to: to.to_owned(), wanted };
        match self.by_key.get(&thing.key) {
            Some(before) if before.thing == name => {}
            Some(before) if before.thing.starts_with('{') == name.starts_with('{') => {
                if before.wanted != new.wanted {
                    self.twice.push((before.thing.clone(), name.to_owned()));
                }
            }
            Some(before) if before.thing.starts_with('{') => {}
            _ => drop(self.by_key.insert(thing.key.clone(), new)),
        }
    }

    /// The name that is asked for, as the configuration has it.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).map(|asked| asked.to.as_str())
    }

    /// Pins what is asked for.
    pub(super) fn pin(&self, lock: &mut NamesLock) {
        for (key, asked) in &self.by_key {
            lock.pin(key, &asked.wanted);
        }
    }

    /// Names all of a scope, and compares with what is asked for: that is not given where it is the name of something else.
    pub(super) fn assign(&mut self, scope: Scope<'_>, requests: Vec<Request>) -> BTreeMap<String, String> {
        if self.by_key.is_empty() {
            return scope.assign(requests);
        }
        let others = requests.iter().filter(|request| !self.by_key.contains_key(&request.key));
        let others: BTreeSet<String> =
            others.map(|other| fold(&identifier(&other.wire, scope.case()))).collect();
        let given = scope.assign(requests);
        for (key, asked) in &self.by_key {
            match given.get(key) {
                Some(name) if *name == asked.wanted && !others.contains(&fold(name)) => {
                    self.granted.insert(asked.thing.clone());
                }
                Some(_) => self.refused.push(asked.clone()),
                None => {}
            }
        }
        given
    }
}

impl Names {
    /// What is wrong with the names that are asked for; `whole` are the names of `everything`, where this is a part.
    pub(crate) fn wrong_renames(
        &self,
        asked: &BTreeMap<String, String>,
        whole: &Self,
        everything: &dyn Fn() -> Model,
        lock: &NamesLock,
    ) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        for name in asked.keys() {
            if self.renames.found.contains(name) || whole.renames.found.contains(name) {
                continue;
            }
            let message =
                format!("[rename] names {}, but nothing that is generated has this name", quoted(name));
            let help = near(name, &everything(), &whole.called, lock);
            errors.push(
                Diagnostic::setting(Kind::UnknownName, message, Setting::key("rename", name)).help(help),
            );
        }
        for (first, second) in &self.renames.twice {
            let message = format!("[rename] {} and {} name the same thing", quoted(first), quoted(second));
            errors.push(Diagnostic::setting(Kind::Conflict, message, Setting::key("rename", second)));
        }
        // Of a type and an element of one name one has it.
        let granted = &self.renames.granted;
        for Asked { thing, to, .. } in self.renames.refused.iter().filter(|a| !granted.contains(&a.thing)) {
            let message = format!(
                "{} cannot be called {}: something else is, or it is reserved",
                quoted(thing),
                quoted(to)
            );
            let setting = Setting::value(["rename", thing.as_str()], to);
            errors.push(Diagnostic::setting(Kind::Conflict, message, setting));
        }
        errors
    }
}

/// What can be renamed and is called nearly so.
fn near(name: &str, model: &Model, called: &BTreeMap<ServiceId, Called>, lock: &NamesLock) -> String {
    let mut known = Vec::new();
    Things { model, called, lock, within: &|_| true }.each(&mut |thing: Thing| {
        known.extend(
            thing.spellings.into_iter().filter(|spelling| name.contains('{') || !spelling.contains('{')),
        );
    });
    let near = |name: &str| {
        let near = suggestion(name, known.iter().map(String::as_str));
        near.filter(|text| text.starts_with("did you mean"))
    };
    near(name).or_else(|| near(unprefixed(name))).unwrap_or_else(|| {
        "say Type, Type.Field, Type.Value, Service.Operation, Service.Operation.Parameter, or a namespace's URI, as the \
         contract has them; soapwright.lock has the types without a name of their own (Order/items)"
            .to_owned()
    })
}
