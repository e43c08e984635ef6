//! Warnings of what policies ask for and the generated client does not do by itself.

use std::collections::BTreeMap;

use super::judge::Judge;
use super::words;
use crate::contract::{Asked, Policy, Standing};
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Loaded, Spot};

/// What is asked for, and by which parts of the contract.
#[derive(Default)]
pub(super) struct Requirements {
    by: BTreeMap<(Spot, String), Requirement>,
    /// Where it was asked for first, by what is asked for.
    first: BTreeMap<String, Spot>,
}

struct Requirement {
    /// In words: `the binding OrdersSoap`.
    subjects: Vec<String>,
    supported: bool,
    help: Vec<String>,
}

impl Requirements {
    /// Adds what a policy asks for.
    pub(super) fn add(&mut self, policy: &Policy, judge: &Judge<'_>) {
        for item in &policy.items {
            let worst = crate::contract::worst(std::slice::from_ref(item));
            if worst == Standing::Honoured {
                continue;
            }
            let Some(spot) = first(item, judge) else { continue };
            let what = described(item);
            let spot = *self.first.entry(what.clone()).or_insert(spot);
            let found = self.by.entry((spot, what)).or_insert_with(|| Requirement {
                subjects: Vec::new(),
                supported: worst == Standing::Offered,
                help: help(item),
            });
            if !found.subjects.contains(&policy.subject) {
                found.subjects.push(policy.subject.clone());
            }
        }
    }

    pub(super) fn warn(self, loaded: &Loaded, diagnostics: &mut Diagnostics) {
        for ((spot, what), Requirement { subjects, supported, help }) in self.by {
            let verb = if subjects.len() == 1 { "requires" } else { "require" };
            let not = if supported { "" } else { ", which the client does not support" };
            let message = format!("{} {verb} {what}{not}", listed(&subjects));
            let warning = loaded.diagnostic(spot, None, Kind::Policy, message).warning();
            diagnostics.push(warning.help(help.join("; ")));
        }
    }
}

/// Where the first of its assertions stands.
fn first(item: &Asked, judge: &Judge<'_>) -> Option<Spot> {
    match item {
        Asked::Demand(demand) => judge.spot(demand),
        Asked::OneOf(ways) => ways.iter().flat_map(|way| &way.items).find_map(|one| first(one, judge)),
    }
}

/// `TransportBinding of WS-SecurityPolicy (IncludeTimestamp)`.
fn described(item: &Asked) -> String {
    match item {
        Asked::Demand(demand) => words::described(demand),
        Asked::OneOf(ways) => {
            let mut each: Vec<String> = Vec::new();
            for way in ways {
                let own: Vec<String> = needed(&way.items).map(described).collect();
                let own = own.join(" and ");
                if !each.contains(&own) {
                    each.push(own);
                }
            }
            match each.as_slice() {
                [only] => only.clone(),
                several => format!("one of: {}", several.join("; ")),
            }
        }
    }
}

/// What of these the client does not do by itself; all of them, where it does all.
fn needed(items: &[Asked]) -> impl Iterator<Item = &Asked> {
    items.iter().filter(|one| crate::contract::worst(std::slice::from_ref(*one)) != Standing::Honoured)
}

/// What to do, first about what is taken.
fn help(item: &Asked) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut add = |one: String| {
        if !out.contains(&one) {
            out.push(one);
        }
    };
    match item {
        Asked::Demand(demand) => words::open(demand).into_iter().map(words::to_do).for_each(add),
        Asked::OneOf(ways) => {
            let (taken, others): (Vec<_>, Vec<_>) = ways.iter().partition(|way| way.taken);
            for way in taken.into_iter().chain(others) {
                needed(&way.items).flat_map(help).for_each(&mut add);
            }
        }
    }
    out
}

/// How many subjects a message names.
const NAMED: usize = 3;

fn listed(subjects: &[String]) -> String {
    let named = subjects.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match subjects.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
