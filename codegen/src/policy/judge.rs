//! From what a policy says to what is done about it: each assertion is judged, and of several alternatives the one is taken
//! that asks the program for the least.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Context;
use super::expression::{Assertion, Expression, is_true};
use super::known::{self, Verdict};
use super::specifications;
use crate::contract::{Alternative, Asked, Demand, QName, Standing};
use crate::load::{Loaded, Spot};

/// How many assertions are judged for a contract. A policy of a binding is judged for each of its ports.
const LARGEST: usize = 200_000;

/// Where an assertion stands, as its place says it.
type Key = (Arc<str>, u32, u32);

/// Judges assertions, and remembers where they stand.
pub(super) struct Judge<'l> {
    loaded: &'l Loaded,
    left: usize,
    spots: BTreeMap<Key, Spot>,
}

impl<'l> Judge<'l> {
    pub(super) fn new(loaded: &'l Loaded) -> Self {
        Self { loaded, left: LARGEST, spots: BTreeMap::new() }
    }

    /// Whether all was judged.
    pub(super) fn is_whole(&self) -> bool {
        self.left > 0
    }

    /// Where an assertion stands that was judged.
    pub(super) fn spot(&self, demand: &Demand) -> Option<Spot> {
        self.spots.get(&key(demand)).copied()
    }

    /// Judges what stands beside each other.
    pub(super) fn items(&mut self, expressions: &[Expression], cx: &Context) -> Vec<Asked> {
        let mut out = Vec::new();
        for expression in expressions {
            self.judge(expression, cx, &mut out);
        }
        out
    }

    fn judge(&mut self, expression: &Expression, cx: &Context, out: &mut Vec<Asked>) {
        match expression {
            Expression::All(all) => {
                let cx = cx.beside(all);
                all.iter().for_each(|one| self.judge(one, &cx, out));
            }
            Expression::OneOf(ways) => match ways.as_slice() {
                [] => {}
                [only] => self.judge(only, &cx.beside([only]), out),
                several => out.push(Asked::OneOf(self.ways(several, cx))),
            },
            Expression::Assertion(assertion) => {
                self.left = self.left.saturating_sub(1);
                if self.left > 0 {
                    out.push(Asked::Demand(self.demand(assertion, cx)));
                }
            }
        }
    }

    fn ways(&mut self, several: &[Expression], cx: &Context) -> Vec<Alternative> {
        let mut ways: Vec<Alternative> = Vec::new();
        for one in several {
            let mut items = Vec::new();
            self.judge(one, &cx.beside([one]), &mut items);
            ways.push(Alternative { taken: false, items });
        }
        let cheapest = ways.iter().enumerate().min_by_key(|(_, way)| cost(&way.items)).map(|(at, _)| at);
        if let Some(way) = cheapest.and_then(|at| ways.get_mut(at)) {
            way.taken = true;
        }
        ways
    }

    fn demand(&mut self, assertion: &Assertion, cx: &Context) -> Demand {
        let Verdict { standing, note, call, mut detail, whole } = known::judge(assertion, cx);
        let mut inner = Vec::new();
        if whole {
            if detail.is_empty() {
                detail = held(assertion).join(", ");
            }
        } else {
            let within = cx.within(assertion);
            inner = self.items(&assertion.inner, &within);
            if let Some(attribute) = as_attribute(assertion) {
                inner.push(Asked::Demand(self.demand(&attribute, &within)));
            }
        }
        let place = self.loaded.place(assertion.spot);
        let demand = Demand {
            name: assertion.name.clone(),
            detail,
            of: specifications::title(&assertion.name.namespace),
            optional: assertion.optional || assertion.ignorable,
            standing,
            note,
            call,
            inner,
            place,
        };
        self.spots.entry(key(&demand)).or_insert(assertion.spot);
        demand
    }
}

/// The names of what stands in an assertion, at any depth.
fn held(assertion: &Assertion) -> Vec<String> {
    fn within(expressions: &[Expression], out: &mut Vec<String>) {
        for expression in expressions {
            match expression {
                Expression::All(all) | Expression::OneOf(all) => within(all, out),
                Expression::Assertion(one) => {
                    if !out.iter().any(|known| **known == *one.name.local) {
                        out.push(one.name.local.to_string());
                    }
                    within(&one.inner, out);
                }
            }
        }
    }
    let mut out = Vec::new();
    within(&assertion.inner, &mut out);
    out
}

fn key(demand: &Demand) -> Key {
    (Arc::clone(&demand.place.file), demand.place.line, demand.place.column)
}

/// What the drafts say of an HttpsToken by an attribute, and later versions by an assertion in it.
fn as_attribute(assertion: &Assertion) -> Option<Assertion> {
    const NAME: &str = "RequireClientCertificate";
    let asked = &*assertion.name.local == "HttpsToken" && is_true(assertion.attribute(NAME));
    asked.then(|| Assertion {
        name: QName::new(&*assertion.name.namespace, NAME),
        optional: false,
        ignorable: false,
        text: String::new(),
        attributes: Vec::new(),
        inner: Vec::new(),
        spot: assertion.spot,
    })
}

/// What something costs: what cannot be done more than all that a program could have to call.
fn cost(items: &[Asked]) -> u64 {
    let each = items.iter().map(|item| match item {
        Asked::Demand(demand) if demand.optional => 0,
        Asked::Demand(demand) => {
            let own = match demand.standing {
                Standing::Honoured => 0,
                Standing::Offered => 1,
                Standing::NotSupported => 1_000_000,
            };
            own + cost(&demand.inner)
        }
        Asked::OneOf(ways) => ways.iter().find(|way| way.taken).map_or(0, |way| cost(&way.items)),
    });
    each.sum()
}
