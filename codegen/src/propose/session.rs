//! `[session] headers`: what most requests carry, the session fills in.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Within};
use crate::contract::QName;
use crate::names::named::{Member, Model, Operation};

/// Request headers that the session may fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Session {
    /// Those that are proposed, in the order of the model, each name once.
    pub headers: Vec<String>,
    /// Those that most requests carry too, and why they are not proposed.
    pub doubted: Vec<(String, String)>,
}

/// The request headers that at least half of the operations share.
pub(super) fn session<'m>(model: &'m Model, facts: &mut Facts<'_, 'm>) -> Session {
    let mut out = Session::default();
    let members = model.request_headers.members.iter();
    let inside: Vec<(&Member, Within<'m>)> =
        members.map(|member| (member, facts.of(std::slice::from_ref(member)))).collect();
    let of_sessions = inside.iter().filter(|(_, within)| within.of_a_session);
    let of_sessions: BTreeSet<&QName> = of_sessions.map(|(member, _)| &member.wire).collect();
    let shares = Shares::new(model, facts, &of_sessions);
    let mut known = BTreeSet::new();
    for (header, within) in &inside {
        let name = &*header.wire.local;
        let Some(share) = shares.of(&header.wire).filter(|_| !known.contains(name)) else { continue };
        known.insert(name);
        match doubt(header, within, share) {
            Some(doubt) => out.doubted.push((name.to_owned(), doubt)),
            None => out.headers.push(name.to_owned()),
        }
    }
    out
}

/// Who carries a header.
#[derive(Default)]
struct Share<'m> {
    /// How many operations do.
    with: usize,
    /// How many count more than of a header that none of their services carries.
    more: usize,
    /// The first of them that does.
    first: Option<&'m Operation>,
    /// That carries a header that says who calls.
    beside_session: bool,
}

/// Who carries which request header.
struct Shares<'m> {
    of: BTreeMap<&'m QName, Share<'m>>,
    /// How many operations count whatever the header.
    always: usize,
}

impl<'m> Shares<'m> {
    /// What gives that which belongs into a header does not count: an operation that takes a password and does not carry
    /// it, nor the others of a service of such, if none carries it.
    fn new(model: &'m Model, facts: &mut Facts<'_, 'm>, of_sessions: &BTreeSet<&QName>) -> Self {
        let mut out = Self { of: BTreeMap::new(), always: 0 };
        for service in &model.services {
            let mut carried: BTreeMap<&QName, (usize, usize)> = BTreeMap::new();
            let mut passwords = 0;
            for operation in &service.operations {
                let password = usize::from(facts.of(&operation.input.body.members).password);
                passwords += password;
                let beside_session = operation.input.headers.iter().any(|name| of_sessions.contains(name));
                for name in &operation.input.headers {
                    let (with, taking) = carried.entry(name).or_default();
                    (*with, *taking) = (*with + 1, *taking + password);
                    let share = out.of.entry(name).or_default();
                    if share.first.is_none() {
                        (share.first, share.beside_session) = (Some(operation), beside_session);
                    }
                }
            }
            let all = service.operations.len();
            if passwords == 0 {
                out.always += all;
            }
            for (name, (with, taking)) in carried {
                let share = out.of.entry(name).or_default();
                share.with += with;
                share.more += if passwords == 0 { 0 } else { all - (passwords - taking) };
            }
        }
        out
    }

    /// Who carries a header that at least half of the operations do.
    fn of(&self, header: &QName) -> Option<&Share<'m>> {
        self.of.get(header).filter(|share| share.with > 0 && share.with * 2 >= self.always + share.more)
    }
}

/// Namespaces of headers that say something of one message: WS-Addressing's.
const OF_A_MESSAGE: [&str; 3] = [
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/03/addressing",
];

/// Why the session should not fill in a header that most requests carry.
fn doubt(header: &Member, within: &Within<'_>, share: &Share<'_>) -> Option<String> {
    if OF_A_MESSAGE.contains(&&*header.wire.namespace) {
        return Some("it says something of one message".to_owned());
    }
    if let Some((_, path)) = &within.of_a_message {
        return Some(format!("it says something of one message: `{path}`"));
    }
    let only = share.first.filter(|_| share.with == 1 && !share.beside_session)?;
    Some(format!("only `{}` carries it, and it may be its own", only.name))
}
