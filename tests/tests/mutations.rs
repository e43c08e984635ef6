//! Damaged replies: what roxmltree refuses is refused, what both take means the same. The long run is `mutate`.

use std::time::{Duration, Instant};

use soapwright_tests::mutation::{Case, Counters, peak_memory};

/// How long the loop may take; it ends sooner when it has made `CASES`.
const TIME: Duration = Duration::from_secs(40);
const CASES: u64 = 60_000;
/// Below this the loop proves nothing, however slow the machine.
const LEAST: u64 = 2_000;
/// In kB. The replies are of a few kB each.
const MEMORY: u64 = 200_000;

#[test]
fn damaged_replies_are_refused_or_mean_what_roxmltree_says() {
    // A new seed each time would make CI fail at random; a run by hand can have any.
    let seed: u64 = std::env::var("SOAPWRIGHT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(86);
    println!("seed {seed} (SOAPWRIGHT_SEED sets another)");
    let mut counters = Counters::default();
    let start = Instant::now();
    for index in 0..CASES {
        if start.elapsed() > TIME && index > LEAST {
            break;
        }
        let case = Case::new(seed, index).unwrap();
        if let Err(finding) = case.check(&mut counters) {
            panic!(
                "seed {seed}, case {index}, {}: {finding}\n{}",
                case.operation(),
                String::from_utf8_lossy(&case.bytes)
            );
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
}
