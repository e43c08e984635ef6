//! Pairs of contracts, and what `soapwright diff` has to tell of each: exactly the wanted changes, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod program;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use soapwright::ReadOptions;
use soapwright::internals::diff::{self, Class, Report};

/// A change in short: kind, place, direction, condition, class.
type Short = [String; 5];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("changes")
}

/// The wanted changes of each pair.
fn wanted() -> BTreeMap<String, Vec<Short>> {
    let text = fs::read_to_string(folder().join("wanted.tsv")).unwrap();
    let mut all: BTreeMap<String, Vec<Short>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, change @ ..] = cells.as_slice() else { panic!("{line}") };
        let own = all.entry((*name).to_owned()).or_default();
        if change[0] != "none" {
            own.push(std::array::from_fn(|at| change[at].to_owned()));
        }
    }
    all
}

fn compare(old: &Path, new: &Path) -> Report {
    let read = |path: &Path| {
        diff::read(&[path.to_path_buf()], &ReadOptions::default()).unwrap_or_else(|errors| panic!("{errors}"))
    };
    read(old).compare(&read(new))
}

fn pair(name: &str) -> Report {
    let at = folder().join("pairs").join(name);
    compare(&at.join("old.wsdl"), &at.join("new.wsdl"))
}

/// How many pairs are passed over by tests that take long: none under `SOAPWRIGHT_LONG`.
fn step() -> usize {
    if std::env::var_os("SOAPWRIGHT_LONG").is_some() { 1 } else { 8 }
}

/// Messages that are right on one side, at random: what the other side has against one is told as breaking or risky.
#[test]
fn no_message_refutes_a_report() {
    let read = |path: PathBuf| diff::read(&[path], &ReadOptions::default()).unwrap();
    let mut wrong = Vec::new();
    let count = if std::env::var_os("SOAPWRIGHT_LONG").is_some() { 100 } else { 4 };
    for name in wanted().into_keys().step_by(step()) {
        let at = folder().join("pairs").join(&name);
        let (old, new) = (read(at.join("old.wsdl")), read(at.join("new.wsdl")));
        let report = old.compare(&new);
        wrong.extend(old.refuted(&new, &report, count, 7).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_pair_has_exactly_the_wanted_changes() {
    let mut wrong = Vec::new();
    let all = wanted();
    assert_eq!(fs::read_dir(folder().join("pairs")).unwrap().count(), all.len());
    for (name, mut wanted) in all {
        let report = pair(&name);
        let mut found: Vec<Short> = Vec::new();
        for change in &report.changes {
            // A guess means the same in every direction.
            let direction = if change.condition == "guess" && change.direction.name() != "none" {
                "any"
            } else {
                change.direction.name()
            };
            let short = [change.kind.name(), &change.at, direction, change.condition, change.class.name()];
            found.push(short.map(str::to_owned));
        }
        wanted.sort();
        found.sort();
        if found != wanted {
            wrong.push(format!("{name}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
        let count = |class: Class| wanted.iter().filter(|short| short[4] == class.name()).count();
        for class in Class::ALL {
            assert_eq!(report.summary().of(class), count(class), "{name}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Edits of the pairs' contracts, for the rules that no pair is about.
#[test]
fn each_edit_is_found_and_nothing_else() {
    #[derive(serde::Deserialize)]
    struct Edits {
        edit: Vec<Edit>,
    }
    #[derive(serde::Deserialize)]
    struct Edit {
        name: String,
        of: String,
        #[serde(default)]
        back: bool,
        replace: Vec<[String; 3]>,
        changes: Vec<[String; 4]>,
    }
    let edits: Edits = toml::from_str(&fs::read_to_string(folder().join("edits.toml")).unwrap()).unwrap();
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for changes in wanted().into_values() {
        seen.extend(
            changes.into_iter().map(|[kind, _, direction, condition, _]| (kind, direction, condition)),
        );
    }
    for Edit { name, of, back, replace, mut changes } in edits.edit {
        let text = fs::read_to_string(folder().join("pairs").join(of).join("old.wsdl")).unwrap();
        let mut edited = text.clone();
        for [within, old, new] in replace {
            assert!(edited.contains(&old), "{name}: {old}");
            edited = match &*within {
                "*" => edited.replace(&old, &new),
                within => {
                    let (before, rest) = edited.split_at(edited.find(within).unwrap());
                    before.to_owned() + &rest.replacen(&old, &new, 1)
                }
            };
        }
        let (old, new) = if back { (edited, text) } else { (text, edited) };
        let read = |text: String| {
            let mut options = ReadOptions::default();
            options.memory.insert("Contract.wsdl".into(), text.into_bytes());
            diff::read(&["Contract.wsdl".into()], &options)
                .unwrap_or_else(|errors| panic!("{name}: {errors}"))
        };
        let report = read(old).compare(&read(new));
        let found = report.changes.iter();
        let mut found: Vec<[String; 4]> = found
            .map(|change| {
                [change.kind.name(), &change.at, change.direction.name(), change.condition].map(str::to_owned)
            })
            .collect();
        found.sort();
        changes.sort();
        if found != changes {
            wrong.push(format!("{name}\n  wanted {changes:?}\n  found  {found:?}"));
        }
        seen.extend(found.into_iter().map(|[kind, _, direction, condition]| (kind, direction, condition)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rules = diff::rules().iter().filter(|rule| rule.direction.is_some());
    let tried = rules.clone().filter(|rule| {
        let direction = rule.direction.map_or("any", diff::Direction::name);
        seen.contains(&(rule.kind.name().to_owned(), direction.to_owned(), rule.condition.to_owned()))
    });
    assert!(tried.count() * 100 >= rules.count() * 94);
}

/// A breaking change of what is sent is shown by a message.
#[test]
fn breaking_changes_have_witnesses() {
    let (mut all, mut found, mut without) = (0, 0, Vec::new());
    for name in wanted().into_keys() {
        let at = folder().join("pairs").join(&name);
        let read = |file: &str| diff::read(&[at.join(file)], &ReadOptions::default()).unwrap();
        let (old, new) = (read("old.wsdl"), read("new.wsdl"));
        let report = old.compare(&new);
        for (change, witness) in report.changes.iter().zip(old.witnesses(&new, &report)) {
            if !change.wire || change.class != Class::Breaking {
                continue;
            }
            all += 1;
            let Some((text, line)) = witness else {
                without.push(format!("{name} {} {}", change.kind.name(), change.at));
                continue;
            };
            found += 1;
            assert!(roxmltree::Document::parse(&text).is_ok(), "{name}\n{text}");
            let shown = text.lines().nth(line - 1).unwrap_or_default().trim_start();
            assert!(shown.starts_with('<') && !shown.starts_with("</"), "{name} line {line}\n{text}");
            assert!(text.starts_with(&format!("<!-- line {line}: ")), "{name}\n{text}");
        }
    }
    assert!(found * 100 >= all * 95, "{found} of {all}\n{}", without.join("\n"));
}

/// What does not break what is sent has no witness: nobody refuses a message.
#[test]
fn compatible_changes_have_none() {
    for (name, changes) in wanted() {
        if changes.is_empty()
            || changes.iter().any(|change| !matches!(&*change[4], "compatible" | "cosmetic"))
        {
            continue;
        }
        let at = folder().join("pairs").join(&name);
        let read = |file: &str| diff::read(&[at.join(file)], &ReadOptions::default()).unwrap();
        let (old, new) = (read("old.wsdl"), read("new.wsdl"));
        let report = old.compare(&new);
        for (change, witness) in report.changes.iter().zip(old.witnesses(&new, &report)) {
            assert!(
                witness.is_none(),
                "{name} {}\n{}",
                change.at,
                witness.map(|(text, _)| text).unwrap_or_default()
            );
        }
    }
}

#[test]
fn a_contract_is_itself() {
    for name in wanted().keys() {
        let at = folder().join("pairs").join(name).join("new.wsdl");
        let report = compare(&at, &at);
        assert!(report.changes.is_empty(), "{name}\n{}", diff::text(&report, false));
    }
}

/// What came is gone, the other way about.
#[test]
fn the_other_way_about_is_a_change_too() {
    for (name, changes) in wanted() {
        let at = folder().join("pairs").join(&name);
        let report = compare(&at.join("new.wsdl"), &at.join("old.wsdl"));
        assert_eq!(report.changes.is_empty(), changes.is_empty(), "{name}\n{}", diff::text(&report, false));
        for change in changes.iter().filter(|change| change[3] != "guess") {
            let kind = change[0]
                .replace("-added", "-gone")
                .replace("-removed", "-added")
                .replace("-gone", "-removed");
            let facets = kind.starts_with("facet-") || kind.starts_with("type-renamed");
            assert!(facets || report.changes.iter().any(|other| other.kind.name() == kind), "{name} {kind}");
        }
    }
}

#[test]
fn each_rule_has_a_reason_and_each_kind_a_sentence() {
    let mut kinds = BTreeSet::new();
    for rule in diff::rules() {
        assert!(rule.why.ends_with('.') || rule.why.ends_with(')'), "{}", rule.why);
        kinds.insert(rule.kind);
    }
    for kind in kinds {
        assert!(kind.what().ends_with('.') && kind.advice().ends_with('.'), "{}", kind.name());
        assert!(diff::list().contains(kind.name()));
    }
}

#[test]
fn every_format_tells_every_change() {
    for name in ["multi-upgrade", "multi-order", "multi-faults-headers", "op-added-with-type"] {
        let report = pair(name);
        assert!(!report.changes.is_empty());
        let json: serde_json::Value = serde_json::from_str(&diff::json(&report)).unwrap();
        let sarif: serde_json::Value = serde_json::from_str(&diff::sarif(&report)).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let junit = diff::junit(&report, Class::Breaking);
        let junit = roxmltree::Document::parse(&junit).unwrap();
        let cases: Vec<_> = junit.descendants().filter(|node| node.has_tag_name("testcase")).collect();
        let github = diff::github(&report);
        let (text, markdown) = (diff::text(&report, false), diff::markdown(&report));
        for count in
            [json["changes"].as_array().unwrap().len(), results.len(), cases.len(), github.lines().count()]
        {
            assert_eq!(count, report.changes.len(), "{name}");
        }
        for change in &report.changes {
            assert!(text.contains(&change.at) && markdown.contains(&change.at), "{name} {}", change.at);
        }
        let failed = junit.descendants().filter(|node| node.has_tag_name("failure")).count();
        assert_eq!(failed, report.summary().breaking, "{name}");
        assert_eq!(json["summary"]["breaking"], report.summary().breaking);
        assert_eq!(json["version"], report.summary().version());
    }
}
