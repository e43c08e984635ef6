//! What a program writes for policies: the calls of all assertions that are offered, put together.

use std::collections::BTreeMap;

use super::words::{SIGNATURE, VERIFICATION, open};
use crate::contract::{Asked, Call, On, Policy};

/// What a program writes for policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs<'p> {
    /// Calls, in the order of the policies, each once, by what they are methods of.
    calls: BTreeMap<On, Vec<&'p str>>,
    /// The cargo features that these need.
    pub(crate) features: Vec<&'static str>,
}

impl<'p> Needs<'p> {
    /// What a program writes so that nothing that is needed and can be done stays undone.
    pub(crate) fn of(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut needs = Self::default();
        for policy in policies {
            needs.add(&policy.items);
        }
        needs.without_covered()
    }

    /// Without features that others of them have in them.
    fn without_covered(mut self) -> Self {
        if self.features.contains(&"wsse-signature") {
            self.features.retain(|feature| *feature != "wsse");
        }
        self
    }

    /// These and those.
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (on, codes) in other.calls {
            let own = self.calls.entry(on).or_default();
            own.extend(codes.into_iter().filter(|code| !own.contains(code)).collect::<Vec<_>>());
        }
        self.features.extend(
            other.features.into_iter().filter(|one| !self.features.contains(one)).collect::<Vec<_>>(),
        );
        self.without_covered()
    }

    fn add(&mut self, items: &'p [Asked]) {
        for item in items {
            match item {
                Asked::Demand(demand) => {
                    for call in open(demand).into_iter().filter_map(|one| one.call.as_ref()) {
                        self.call(call);
                    }
                }
                Asked::OneOf(ways) => {
                    ways.iter().filter(|way| way.taken).for_each(|way| self.add(&way.items));
                }
            }
        }
    }

    fn call(&mut self, call: &'p Call) {
        if call.on == On::Call {
            return;
        }
        let calls = self.calls.entry(call.on).or_default();
        if !calls.contains(&&*call.code) {
            calls.push(&call.code);
        }
        if !call.feature.is_empty() && !self.features.contains(&call.feature) {
            self.features.push(call.feature);
        }
    }

    /// `wsse::Security` for a single call, which takes the place of the session's; `None` where it has nothing in it.
    pub(crate) fn security(&self) -> Option<String> {
        let lines = self.lines();
        let from = lines.iter().position(|line| line == ".security(")?;
        let code = lines.iter().skip(from).map(|line| line.trim()).filter(|line| !line.starts_with("//"));
        let code: String = code.collect();
        Some(code.replace(",)", ")"))
    }

    /// Whether a program writes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The calls of the builder of a session, a line each or several.
    pub(crate) fn lines(&self) -> Vec<String> {
        let calls = |on: On| self.calls.get(&on).into_iter().flatten().filter(|code| !code.is_empty());
        let mut out: Vec<String> = calls(On::Builder).map(|&code| code.to_owned()).collect();
        if out.iter().any(|line| line.contains("(client)")) {
            out.insert(0, "// `client` has the certificate and its key.".to_owned());
        }
        let mut security: Vec<String> = calls(On::Security).map(|&code| format!("        {code}")).collect();
        for (on, method, begin) in
            [(On::Signature, "sign", SIGNATURE), (On::Verification, "require", VERIFICATION)]
        {
            let what = match on {
                On::Signature => "`key` is the private key and its certificate, as PEM.",
                _ => "`roots` are the authorities whose certificates are trusted, as PEM.",
            };
            if !self.calls.contains_key(&on) {
                continue;
            }
            let mut code: Vec<&str> = calls(on).copied().collect();
            // It is in place of all parts that were said before it.
            code.sort_by_key(|code| !code.starts_with(".only("));
            security.push(format!("        // {what}"));
            security.push(format!("        .{method}({begin}{})", code.concat()));
        }
        if !security.is_empty() {
            out.extend([".security(".to_owned(), "    wsse::Security::new()".to_owned()]);
            if let Some(last) = security.last_mut() {
                last.push(',');
            }
            out.extend(security);
            out.push(")".to_owned());
        }
        out
    }
}

/// What a program writes for a service: once for the session, and more for calls of some operations.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Program<'p> {
    /// For the session.
    pub(crate) session: Needs<'p>,
    /// For calls of these operations, in place of what the session has.
    pub(crate) calls: Vec<(Vec<&'p str>, Needs<'p>)>,
}

impl<'p> Program<'p> {
    /// What all operations ask for, and what some of them ask for beside it, each operation by its name.
    pub(crate) fn of(all: &'p [Policy], operations: impl Iterator<Item = (&'p str, &'p [Policy])>) -> Self {
        let mut calls: Vec<(Vec<&str>, Needs<'_>)> = Vec::new();
        for (name, own) in operations {
            let needs = Needs::of(all.iter().chain(own));
            match calls.iter_mut().find(|(_, known)| *known == needs) {
                Some((names, _)) => names.push(name),
                None => calls.push((vec![name], needs)),
            }
        }
        // What all of them ask for is the session's to do.
        if calls.len() == 1 {
            return Self { session: calls.remove(0).1, calls: Vec::new() };
        }
        let session = Needs::of(all);
        calls.retain(|(_, needs)| *needs != session);
        Self { session, calls }
    }

    /// The cargo features of all of it.
    pub(crate) fn features(&self) -> Vec<&'static str> {
        let mut all: Vec<&str> = Vec::new();
        for needs in std::iter::once(&self.session).chain(self.calls.iter().map(|(_, needs)| needs)) {
            all.extend(needs.features.iter().filter(|feature| !all.contains(feature)).collect::<Vec<_>>());
        }
        if all.contains(&"wsse-signature") {
            all.retain(|feature| *feature != "wsse");
        }
        all
    }

    /// Whether a program writes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.session.is_empty() && self.calls.is_empty()
    }
}
