//! The table of replies: each gives its value or its error, in both clients; the messages are in `messages.txt`.
//! `SOAPWRIGHT_BLESS=1` writes that file anew; read the difference before committing it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use soapwright_tests::bad_servers::{self, Ask, Case, Expect, Failure};
use soapwright_tests::http_server::Server;
use superoffice_services86::{Error, ErrorKind};

use super::{Outcome, call, call_blocking, wait};

/// What is wrong with an outcome; nothing when it is as the case wants it.
fn judge(case: &Case, outcome: &Outcome) -> Vec<String> {
    match (&case.expect, outcome) {
        (Expect::Failure(failure), Err(error)) => judge_error(case, failure, error),
        (Expect::Failure(failure), Ok(value)) => vec![format!("gave {value:?}, not {:?}", failure.kind)],
        (expected, Ok(value)) if expected == value => Vec::new(),
        (expected, Ok(value)) => vec![format!("gave {value:?}\n    not {expected:?}")],
        (_, Err(error)) => vec![format!("failed: {error}")],
    }
}

fn judge_error(case: &Case, failure: &Failure, error: &Error) -> Vec<String> {
    let mut problems = Vec::new();
    let text = error.to_string();
    let mut check = |holds: bool, what: String| {
        if !holds {
            problems.push(format!("{what}; the error is {:?} {text}", error.kind()));
        }
    };
    check(error.kind() == failure.kind, format!("the kind is not {:?}", failure.kind));
    check(error.outcome_unknown() == failure.unknown, format!("outcome_unknown is not {}", failure.unknown));
    check(
        failure.status.is_none() || error.status() == failure.status,
        format!("the status is {:?}", error.status()),
    );
    let operation = match case.ask {
        Ask::Save => "SaveUserGroup",
        Ask::List => "GetAllUserGroups",
        Ask::Role => "GetRoleEntity",
        Ask::Delete => "DeleteUserGroup",
    };
    check(error.operation() == Some(operation), "the operation is not named".into());
    check(text.contains(operation), "the message does not name the operation".into());
    for part in &failure.says {
        check(text.contains(part), format!("does not say {part:?}"));
    }
    if failure.unknown {
        check(text.contains("look before calling again"), "does not say what may have happened".into());
    }
    if let Some(place) = failure.place {
        let found = error.decode_error().map(|e| (e.path(), e.line(), e.column()));
        let holds = found.as_ref().is_some_and(|(path, line, column)| {
            path == place.path && *line == place.line && (place.column == 0 || *column == place.column)
        });
        check(holds, format!("the place is {found:?}, not {place:?}"));
    }
    if let (ErrorKind::Decode, Some(decode)) = (error.kind(), error.decode_error()) {
        check(decode.line() > 0 && decode.column() > 0, "no line and column".into());
        check(
            text.contains(&format!("line {} column {}", decode.line(), decode.column())),
            "the message names no place".into(),
        );
        check(error.body_excerpt().is_some_and(|text| !text.is_empty()), "no excerpt".into());
    }
    check(!text.contains("s3cret") && !format!("{error:?}").contains("s3cret"), "tells a secret".into());
    problems
}

/// The line of the golden file for an error. Ports differ from run to run.
fn shown(case: &Case, index: usize, base: &str, errors: [&Error; 2]) -> String {
    let unknown = if errors[0].outcome_unknown() { ", outcome unknown" } else { "" };
    let texts = errors.map(|error| error.to_string().replace(base, "http://server"));
    let mut lines = format!("## {} ({:?}{unknown})\n", case.name, errors[0].kind());
    if texts[0] == texts[1] {
        writeln!(lines, "{}", texts[0]).unwrap();
    } else {
        writeln!(lines, "async: {}\nblocking: {}", texts[0], texts[1]).unwrap();
    }
    assert!(!lines.contains("127.0.0.1"), "{index}: {lines}");
    lines
}

/// Cases whose calls wait for the server at the same time.
const AT_ONCE: usize = 8;

/// What is wrong with a case, and its lines of the golden file.
fn try_case(server: &Server, index: usize, case: &Case) -> (Vec<String>, String) {
    let base = server.url(&format!("/{index}"));
    // Both wait for the server most of the time.
    let outcomes = std::thread::scope(|scope| {
        let blocking = scope.spawn(|| call_blocking(&base, case));
        [wait(call(&base, case)), blocking.join().unwrap()]
    });
    let mut problems = Vec::new();
    let mut note = |who: &str, text: String| problems.push(format!("{} ({who}): {text}", case.name));
    for (who, outcome) in ["async", "blocking"].iter().zip(&outcomes) {
        judge(case, outcome).into_iter().for_each(|text| note(who, text));
    }
    // A redirect is not followed, and nothing is sent twice.
    let requests = server.requests();
    let own = format!("/{index}/");
    let targets: Vec<&str> =
        requests.iter().map(|request| request.target()).filter(|target| target.starts_with(&own)).collect();
    let wanted = format!("{own}User.svc");
    if targets != [wanted.as_str(), wanted.as_str()] {
        note("both", format!("the requests were {targets:?}"));
    }
    let messages = match &outcomes {
        [Err(one), Err(two)] => shown(case, index, &base, [one, two]),
        _ => String::new(),
    };
    (problems, messages)
}

#[test]
fn each_reply_gives_its_value_or_its_error() {
    let table = bad_servers::table();
    let names: BTreeSet<&str> = table.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), table.len(), "two cases have one name");
    let server = bad_servers::server(table.clone()).unwrap();
    let next = AtomicUsize::new(0);
    let tried = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = table.get(index) else { return };
                    let found = try_case(&server, index, case);
                    tried.lock().unwrap().insert(index, found);
                }
            });
        }
    });
    let tried = tried.into_inner().unwrap();
    assert_eq!(tried.len(), table.len());
    // A redirect that is followed asks for a target that is no case's.
    assert_eq!(server.requests().len(), 2 * table.len(), "other requests came too");
    let problems: Vec<&str> = tried.values().flat_map(|(problems, _)| problems).map(String::as_str).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    golden(&tried.values().map(|(_, messages)| messages.as_str()).collect::<String>());
}

fn golden(messages: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_servers/messages.txt");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, messages).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (number, (left, right)) in expected.lines().zip(messages.lines()).enumerate() {
        assert_eq!(left, right, "messages.txt:{}", number + 1);
    }
    assert_eq!(expected.lines().count(), messages.lines().count());
}
