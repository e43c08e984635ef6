//! Damaged replies: what roxmltree refuses is refused, what both take means the same. The long run is `mutate`.

use std::ops::Range;
use std::time::{Duration, Instant};

use soapwright_tests::harness::long;
use soapwright_tests::mutation::{Case, Counters, peak_memory};

/// How long each half of the loop may take; it ends sooner when it has made its `CASES`. Where tests may take long it does.
const TIME: Duration = Duration::from_secs(8);
const CASES: u64 = 30_000;
/// Below this a half proves nothing, however slow the machine.
const LEAST: u64 = 1_000;
/// In kB. The replies are of a few kB each.
const MEMORY: u64 = 200_000;

#[test]
fn damaged_replies_are_refused_or_mean_what_roxmltree_says() {
    check(0..CASES).unwrap();
}

/// The other half, so that two run side by side.
#[test]
fn more_damaged_replies_are_refused_or_mean_what_roxmltree_says() {
    check(CASES..2 * CASES).unwrap();
}

fn check(cases: Range<u64>) -> Result<(), String> {
    // A new seed each time would make CI fail at random; a run by hand can have any.
    let seed: u64 = std::env::var("SOAPWRIGHT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(86);
    println!("seed {seed} (SOAPWRIGHT_SEED sets another)");
    let mut counters = Counters::default();
    let start = Instant::now();
    for (done, index) in (0..).zip(cases) {
        if start.elapsed() > TIME && done > LEAST && !long() {
            break;
        }
        let case = Case::new(seed, index).ok_or_else(|| format!("there is no case {index}"))?;
        if let Err(finding) = case.check(&mut counters) {
            return Err(format!(
                "seed {seed}, case {index}, {}: {finding}\n{}",
                case.operation(),
                String::from_utf8_lossy(&case.bytes)
            ));
        }
    }
    println!("{counters}");
    assert!(peak_memory().unwrap_or(0) < MEMORY, "{:?} kB", peak_memory());
    // A loop that never gets through, or never fails, tests nothing.
    for (what, number) in [
        ("equal", counters.equal),
        ("again", counters.again),
        ("encoding", counters.encoding),
        ("ill-formed", counters.ill_formed),
        ("unfit", counters.unfit),
    ] {
        assert!(number * 200 > counters.cases, "too few cases: {what} {number} of {}", counters.cases);
    }
    // Of what is no reply only the Fault is compared, and of what is no XML not even that: that must stay rare.
    let salvaged = counters.salvaged;
    assert!((1..counters.cases / 25).contains(&salvaged), "{salvaged} Faults of {}", counters.cases);
    Ok(())
}
