//! The whole of what each reply gives: `replies/expected.tsv`.

use std::fmt::Write as _;

use super::assert_none;
use super::calls::outcomes;
use super::cases::{all, folder};

const HEADING: &str = "\
# What each reply gives under each policy, and where it departs from the contract; rewritten with SOAPWRIGHT_BLESS=1.
# A policy that is not there gives what `faithful` gives, with the same departures.
";

/// A paragraph for each case: a line for each policy, and indented below it a line for each departure.
fn table() -> String {
    let mut text = HEADING.to_owned();
    for case in all() {
        let of = |policy: &str| &outcomes()[&(case.name.clone(), "async".to_owned(), policy.to_owned())];
        let faithful = of("faithful");
        write!(text, "\n{}\n", case.name).unwrap();
        for policy in ["faithful", "lenient", "strict"] {
            let outcome = of(policy);
            if policy != "faithful" && outcome == faithful {
                continue;
            }
            writeln!(text, "{policy}\t{}", outcome.text).unwrap();
            for departure in outcome.departures.split(" | ").filter(|departure| !departure.is_empty()) {
                writeln!(text, "\t{departure}").unwrap();
            }
        }
    }
    text
}

#[test]
fn each_reply_gives_what_is_expected() {
    let (path, made) = (folder().join("expected.tsv"), table());
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    let paragraphs = |text: &str| text.split("\n\n").map(|one| one.trim_end().to_owned()).collect::<Vec<_>>();
    let (made, expected) = (paragraphs(&made), paragraphs(&expected));
    let mut wrong: Vec<String> =
        made.iter().filter(|one| !expected.contains(one)).map(|one| format!("not expected: {one}")).collect();
    wrong.extend(expected.iter().filter(|one| !made.contains(one)).map(|one| format!("not made: {one}")));
    assert_none(&wrong);
}
