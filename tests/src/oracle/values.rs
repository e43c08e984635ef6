//! The values of a contract: grown, and judged by libxml2.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use soapwright::contract::{Contract, TypeName};

use super::derived::Derived;
use super::grow::{Grower, Grown};
use super::probes::{declared, message, seen_by_judge};
use super::reach::{held, holders, reached};
use super::schemas::{Library, Schemas};
use super::validate;
use crate::roundtrip::{CaseKind, PROBE, Probed};

/// How many values, and from which seed.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The same seed gives the same values.
    pub seed: u64,
    /// How many of each type and message.
    pub values: u64,
}

/// A value that counts if libxml2 finds it valid.
pub(super) struct Candidate<'c> {
    pub(super) kind: CaseKind,
    pub(super) seed: u64,
    /// The elements of the Body, each a document.
    pub(super) documents: Vec<Grown<'c>>,
    /// What libxml2 has against it.
    pub(super) refused: Option<String>,
}

/// Everything about a contract that takes no crate: its valid values.
pub struct Values<'c> {
    pub(super) contract: &'c Contract,
    pub(super) probed: &'c Probed,
    pub(super) candidates: Vec<Candidate<'c>>,
    pub(super) reached: BTreeSet<&'c TypeName>,
}

/// Grows the values of a contract, and has them judged. `folder` is for the schemas, and is left to the caller.
///
/// # Errors
/// When the schemas cannot be read, or libxml2 refuses them.
pub fn grow<'c>(
    probed: &'c Probed,
    derived: &'c Derived<'c>,
    file: &Path,
    library: &Library,
    folder: &Path,
    options: Options,
) -> Result<Values<'c>, String> {
    let contract = &probed.contract;
    Schemas::read(file, library)?.write(folder, PROBE, &declared(probed))?;
    let mut kinds: Vec<CaseKind> = (0..probed.types.len()).map(CaseKind::Type).collect();
    for (at, probe) in probed.messages.iter().enumerate() {
        kinds.push(CaseKind::Request(at));
        kinds.extend(probe.operation.output.as_ref().map(|_| CaseKind::Reply(at)));
    }
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let round = |kinds: &[CaseKind], numbers: std::ops::Range<u64>, candidates: &mut Vec<Candidate<'c>>| {
        let mut new = Vec::new();
        for (kind, number) in kinds.iter().flat_map(|kind| numbers.clone().map(move |number| (*kind, number)))
        {
            // Every other one is tame, and all later ones are.
            let tame = number % 2 == 1 || number >= options.values;
            let seed = seed(options.seed, kind, number);
            let grower = Grower::new(contract, derived, seed, tame);
            let documents = documents(probed, kind, grower);
            let refused = documents.is_none().then(|| "no value could be made".to_owned());
            new.push(Candidate { kind, seed, documents: documents.unwrap_or_default(), refused });
        }
        judge(probed, folder, &mut new)?;
        candidates.append(&mut new);
        Ok::<_, String>(())
    };
    round(&kinds, 0..options.values, &mut candidates)?;
    // Whatever has none yet gets more chances.
    let had: BTreeSet<CaseKind> =
        candidates.iter().filter(|one| one.refused.is_none()).map(|one| one.kind).collect();
    let without: Vec<CaseKind> = kinds.iter().filter(|kind| !had.contains(kind)).copied().collect();
    round(&without, options.values..options.values * 6, &mut candidates)?;
    let reached = reached_by(probed, derived);
    let mut more = Vec::new();
    for (kind, path) in unseen(probed, &candidates, &reached) {
        for number in 1000..1000 + options.values {
            let seed = seed(options.seed, kind, number);
            let grower = Grower::new(contract, derived, seed, true).wanting(path.clone());
            if let Some(documents) = documents(probed, kind, grower) {
                more.push(Candidate { kind, seed, documents, refused: None });
            }
        }
    }
    judge(probed, folder, &mut more)?;
    candidates.append(&mut more);
    Ok(Values { contract, probed, candidates, reached })
}

/// The elements of a case.
fn documents<'c>(probed: &'c Probed, kind: CaseKind, grower: Grower<'c>) -> Option<Vec<Grown<'c>>> {
    match kind {
        CaseKind::Type(at) => {
            let probe = probed.types.get(at)?;
            grower.value(&probe.element, &probe.name).map(|grown| vec![grown])
        }
        _ => grower.message(message(probed, kind)?),
    }
}

/// The types that count: those of the crate, and all that its messages reach.
#[must_use]
pub fn reached_by<'c>(probed: &'c Probed, derived: &Derived<'c>) -> BTreeSet<&'c TypeName> {
    let messages = probed
        .messages
        .iter()
        .flat_map(|probe| std::iter::once(&probe.operation.input).chain(probe.operation.output.as_ref()));
    reached(&probed.contract, derived, probed.types.iter().map(|probe| &probe.name), messages)
}

/// Types without an element of their own that stand in no valid value yet: for each the nearest type with one, or message,
/// that holds it, and what lies between.
fn unseen<'c>(
    probed: &'c Probed,
    candidates: &[Candidate<'c>],
    reached: &BTreeSet<&'c TypeName>,
) -> Vec<(CaseKind, BTreeSet<&'c TypeName>)> {
    let valid = candidates.iter().filter(|one| one.refused.is_none());
    let seen: BTreeSet<&TypeName> =
        valid.flat_map(|one| &one.documents).flat_map(|document| document.seen.iter().copied()).collect();
    let mut roots: BTreeMap<&TypeName, CaseKind> = BTreeMap::new();
    for at in 0..probed.messages.len() {
        for kind in [CaseKind::Request(at), CaseKind::Reply(at)] {
            let held =
                message(probed, kind).map(|message| held(&probed.contract, message)).unwrap_or_default();
            roots.extend(held.into_iter().map(|name| (name, kind)));
        }
    }
    let types = probed.types.iter().enumerate();
    roots.extend(types.map(|(at, probe)| (&probe.name, CaseKind::Type(at))));
    let holders = holders(&probed.contract);
    let mut found = Vec::new();
    for wanted in reached.iter().filter(|name| !seen.contains(**name)) {
        let mut open = vec![(*wanted, BTreeSet::from([*wanted]))];
        let mut known = BTreeSet::from([*wanted]);
        let mut at = 0;
        while let Some((name, path)) = open.get(at).cloned() {
            at += 1;
            if let Some(kind) = roots.get(name) {
                found.push((*kind, path));
                break;
            }
            for holder in holders.get(name).into_iter().flatten().filter(|name| reached.contains(**name)) {
                if known.insert(holder) {
                    let mut path = path.clone();
                    path.insert(holder);
                    open.push((holder, path));
                }
            }
        }
    }
    found
}

fn seed(base: u64, kind: CaseKind, number: u64) -> u64 {
    let (word, index) = kind.words();
    // FNV: the same on every machine.
    let bytes = word.bytes().chain(index.to_le_bytes()).chain(number.to_le_bytes()).chain(base.to_le_bytes());
    bytes
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn judge(probed: &Probed, folder: &Path, candidates: &mut [Candidate<'_>]) -> Result<(), String> {
    let (mut places, mut texts) = (Vec::new(), Vec::new());
    for (at, one) in candidates.iter().enumerate() {
        for document in &one.documents {
            places.push(at);
            texts.push(seen_by_judge(probed, one.kind, &document.xml));
        }
    }
    for (at, verdict) in places.into_iter().zip(validate(folder, &texts)?) {
        if let (Some(candidate), Some(said)) = (candidates.get_mut(at), verdict) {
            candidate.refused.get_or_insert(said);
        }
    }
    Ok(())
}
