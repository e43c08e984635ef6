//! Large contracts: the work for each kind grows as its size does. What counts is not time but how many bytes are
//! allocated in all, for whatever a contract becomes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::model::{Filter, model};
use soapwright::internals::names::{NamesLock, names};
use soapwright::internals::propose::propose;
use soapwright::internals::sample::sample;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::hostile_contracts::{CONTRACT, Kind, OPERATION, kinds};

use crate::MEMORY;

/// The least size; twice and four times as much follow.
const SIZE: usize = 16;

/// How much more the second doubling may take than the first: twice what grows with the size, four times what grows with its
/// square.
const GROWTH: f64 = 2.7;

/// What may come at any size, such as a table that doubles.
const SLACK: f64 = 300_000.0;

pub(crate) fn no_contract_takes_more_work_than_its_size() {
    let mut slow = Vec::new();
    // What is copied is bounded by a limit, and what is wrong by the size of a file.
    for kind in kinds().into_iter().filter(|kind| kind.good && !kind.copied) {
        // What is known of patterns stays known.
        if kind.name.contains("pattern") {
            work(&kind, SIZE);
        }
        let [one, two, four] = [1, 2, 4].map(|times| work(&kind, (SIZE * times).min(kind.size * 4)) as f64);
        let (first, second) = (two - one, four - two);
        if second > GROWTH * first + SLACK {
            slow.push(format!("{}: {one}, {two}, {four}", kind.name));
        }
    }
    assert!(slow.is_empty(), "more than n log n: {slow:#?}");
}

/// The bytes that are allocated for all that a contract of a size becomes.
fn work(kind: &Kind, size: usize) -> usize {
    let files = (kind.files)(size);
    let memory: BTreeMap<PathBuf, Vec<u8>> =
        files.into_iter().map(|(name, text)| (PathBuf::from(name), text.into_bytes())).collect();
    let before = MEMORY.total_allocated();
    match read_contracts(&[CONTRACT.into()], &ReadOptions { memory, ..ReadOptions::default() }) {
        Ok((contract, _)) => {
            assert!(kind.good, "{}", kind.name);
            let (options, lock) = (EmitOptions::new("large"), NamesLock::default());
            emit(&contract, &options, &lock).unwrap();
            sample(&contract, OPERATION, true).unwrap();
            let model = model(&contract, &Filter::default(), &mut Default::default()).unwrap();
            let proposed = propose(&names(model, &options, &lock).unwrap().model).render();
            assert!(proposed.lines().all(|line| line.len() < 1 << 20));
        }
        Err(errors) => {
            assert!(!kind.good, "{}: {errors}", kind.name);
            assert!(!errors.render(false).is_empty());
        }
    }
    MEMORY.total_allocated() - before
}
