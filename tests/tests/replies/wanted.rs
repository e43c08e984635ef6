//! What is wanted of each reply with the default policy. No expected result that a test writes can change this.

use super::assert_none;
use super::calls::{Outcome, outcomes};
use super::cases::{Case, all};

/// Whether an outcome is as the case wants it.
fn holds(case: &Case, outcome: &Outcome) -> bool {
    let text = &*outcome.text;
    match &*case.wanted {
        "value" => outcome.is_ok() && text.contains(&case.text),
        "error" => {
            let (kind, message) = case.text.split_once(' ').unwrap_or((&case.text, ""));
            text.split_once(' ').is_some_and(|(found, after)| found == kind && after.contains(message))
        }
        "fault" => text.starts_with("Fault unknown=false ") && text.contains(&case.text),
        other => panic!("{}: nothing can be {other}", case.name),
    }
}

#[test]
fn each_reply_gives_what_is_wanted() {
    let mut wrong = Vec::new();
    for case in all() {
        for client in ["async", "blocking"] {
            let outcome = &outcomes()[&(case.name.clone(), client.to_owned(), "faithful".to_owned())];
            if !holds(&case, outcome) {
                let Case { name, wanted, text, .. } = &case;
                wrong.push(format!("{name} ({client}) gave {}\n    not {wanted} {text}", outcome.text));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn what_is_not_wanted_does_not_pass() {
    let case = |wanted: &str, text: &str| Case {
        name: String::new(),
        operation: String::new(),
        version: String::new(),
        wanted: wanted.to_owned(),
        text: text.to_owned(),
    };
    let judge = |wanted: &str, outcome: &str| {
        let (wanted, text) = wanted.split_once(' ').unwrap();
        let outcome = Outcome { text: outcome.to_owned(), departures: String::new(), heard: String::new() };
        holds(&case(wanted, text), &outcome)
    };
    assert!(judge("value count: Some(1)", "OK Some(Item { count: Some(1) })"));
    assert!(!judge("value count: Some(1)", "OK Some(Item { count: Some(2) })"));
    assert!(!judge("value count: Some(1)", "Decode unknown=true at count: Some(1)"));
    assert!(judge("error Decode xs:int", "Decode unknown=true no xs:int"));
    assert!(!judge("error Decode xs:int", "Decode unknown=true no xs:date"));
    assert!(!judge("error Decode xs:int", "Http unknown=true no xs:int"));
    assert!(!judge("error Decode", "OK Decode"));
    assert!(judge("fault no", "Fault unknown=false code \"\" reason \"no\""));
    assert!(!judge("fault no", "Fault unknown=true code \"\" reason \"no\""));
    assert!(!judge("fault no", "Decode unknown=false no"));
}
