//! What holds of every reply, whatever it gives.

use super::assert_none;
use super::calls::{Outcome, outcomes};
use super::cases::all;

/// What the calls of one case and client gave.
struct Of {
    name: String,
    client: &'static str,
}

impl Of {
    fn under(&self, policy: &str) -> Option<&'static Outcome> {
        outcomes().get(&(self.name.clone(), self.client.to_owned(), policy.to_owned()))
    }

    fn call(&self, policy: &str) -> &'static Outcome {
        self.under(policy).unwrap_or_else(|| panic!("{} ({}) was not asked {policy}", self.name, self.client))
    }
}

/// Tries a rule on each case with each client: it gives what breaks it.
#[track_caller]
fn each(rule: impl Fn(&Of) -> Option<String>) {
    let of = |client: &'static str| move |name: &String| Of { name: name.clone(), client };
    let names: Vec<String> = all().into_iter().map(|case| case.name).collect();
    let every = names.iter().map(of("async")).chain(names.iter().map(of("blocking")));
    let broken = every.filter_map(|of| rule(&of).map(|how| format!("{} ({}): {how}", of.name, of.client)));
    assert_none(&broken.collect::<Vec<_>>());
}

fn apart(what: &str, one: &Outcome, other: &Outcome) -> String {
    format!(
        "{what}\n    {}\n      [{}]\n    {}\n      [{}]",
        one.text, one.departures, other.text, other.departures
    )
}

#[test]
fn both_clients_agree() {
    let mut apart = Vec::new();
    for ((name, client, policy), outcome) in outcomes() {
        let other = if client == "async" { "blocking" } else { "async" };
        let key = (name.clone(), other.to_owned(), policy.clone());
        if outcomes().get(&key) != Some(outcome) {
            apart.push(format!("{name} {policy} ({client}): {outcome:?}"));
        }
    }
    assert_none(&apart);
}

#[test]
fn strict_refuses_each_departure_and_nothing_else() {
    each(|of| {
        let (faithful, strict) = (of.call("faithful"), of.call("strict"));
        if !strict.is_fault() && !strict.departures.is_empty() {
            return Some(apart("strict took a departure", faithful, strict));
        }
        let right = match faithful.is_ok() && !faithful.departures.is_empty() {
            true => !strict.is_ok() && !strict.is_fault(),
            false => strict.is_ok() == faithful.is_ok() && (!faithful.is_ok() || strict == faithful),
        };
        (!right).then(|| apart("strict is not what it should be", faithful, strict))
    });
}

#[test]
fn a_fault_is_a_fault_under_each_policy() {
    each(|of| {
        let faithful = of.call("faithful");
        let other = [of.call("strict"), of.call("lenient")]
            .into_iter()
            .find(|other| (other.is_fault() || faithful.is_fault()) && other.text != faithful.text);
        other.map(|other| apart("it is not the same Fault", faithful, other))
    });
}

#[test]
fn lenient_changes_nothing_that_is_read() {
    each(|of| {
        let (faithful, lenient) = (of.call("faithful"), of.call("lenient"));
        let changed = faithful.is_ok() && lenient != faithful;
        changed.then(|| apart("lenient gives something else", faithful, lenient))
    });
}

#[test]
fn what_only_lenient_reads_is_told() {
    each(|of| {
        let (faithful, lenient) = (of.call("faithful"), of.call("lenient"));
        let silent = !faithful.is_ok() && lenient.is_ok() && lenient.departures.is_empty();
        silent.then(|| apart("nothing is told", faithful, lenient))
    });
}

#[test]
fn reading_again_gives_what_a_second_call_gives() {
    each(|of| {
        let (faithful, lenient) = (of.call("faithful"), of.call("lenient"));
        let kind = faithful.text.split(' ').next().unwrap_or_default();
        let kept = matches!(kind, "Decode" | "NotUnderstood");
        match of.under("again") {
            Some(again) => {
                (again.text != lenient.text).then(|| apart("it is read otherwise", again, lenient))
            }
            None => kept.then(|| "it was not read again".to_owned()),
        }
    });
}

#[test]
fn what_cannot_be_read_may_have_been_done() {
    each(|of| {
        let known = |policy: &str| {
            let outcome = of.call(policy);
            outcome.text.starts_with("Decode unknown=false").then(|| outcome.text.clone())
        };
        ["faithful", "lenient", "strict"].into_iter().find_map(known)
    });
}

#[test]
fn the_session_hears_of_each_departure_that_was_taken() {
    each(|of| {
        let told = |policy: &str| {
            let Outcome { departures, heard, .. } = of.call(policy);
            (departures != heard).then(|| format!("{policy}: told {departures:?}, heard {heard:?}"))
        };
        ["faithful", "lenient", "strict"].into_iter().find_map(told)
    });
}
