//! `[login]`: the operation, and the paths of what it gives and of where that goes.

use std::fs;

use super::soapwright;

const CONFIG: &str = "[crate]\nname = \"cloud\"\n[[contract]]\nwsdl = \"cloud.wsdl\"\n[login]\n";
const OPERATION: &str = "operation = \"CloudService.login\"\n";
const TICKET: &str = "ticket = \"result.sessionId\"\n";
const HEADER: &str = "header = \"SessionHeader.sessionId\"\n";

/// Exit code and messages.
fn run(login: &[&str]) -> (Option<i32>, String) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("cloud.wsdl"), include_str!("../data/cloud.wsdl")).unwrap();
    fs::write(dir.path().join("soapwright.toml"), format!("{CONFIG}{}", login.concat())).unwrap();
    let (code, _, err) = soapwright(dir.path(), &[]);
    assert_eq!(dir.path().join("Cargo.toml").exists(), code == Some(0), "all or nothing");
    (code, err)
}

#[test]
fn each_wrong_path_is_said_with_its_place_and_the_nearest_name() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (
            &["operation = \"CloudService.logn\"\n", TICKET, HEADER],
            "6:13",
            &["`CloudService.logn`", "did you mean `CloudService.login`?"],
        ),
        (
            &[OPERATION, "ticket = \"result.sesionId\"\n", HEADER],
            "7:10",
            &["[login] ticket", "did you mean `sessionId`?"],
        ),
        (
            &[OPERATION, "ticket = \"resalt.sessionId\"\n", HEADER],
            "7:10",
            &["[login] ticket", "did you mean `result`?"],
        ),
        (
            &[OPERATION, "ticket = \"result\"\n", HEADER],
            "7:10",
            &["[login] ticket", "its type is not that of the place that `header` names"],
        ),
        (
            &[OPERATION, TICKET],
            "7:10",
            &["[login] ticket", "no request header has the type", "header = \"Session.Id\""],
        ),
        (
            &[OPERATION, TICKET, "header = \"SessionHeadr.sessionId\"\n"],
            "8:10",
            &["[login] header", "did you mean `SessionHeader`?"],
        ),
        (
            &[OPERATION, TICKET, "header = \"SessionHeader.id\"\n"],
            "8:10",
            &["[login] header", "`SessionHeader` has no `id`"],
        ),
        (
            &[OPERATION, TICKET, HEADER, "url = \"result.serverURI\"\n"],
            "9:7",
            &["[login] url", "did you mean `serverUrl`?"],
        ),
        (
            &[OPERATION, TICKET, HEADER, "url = \"result.passwordExpired\"\n"],
            "9:7",
            &["[login] url", "that is not text"],
        ),
        (
            &[OPERATION, TICKET, HEADER, "succeeded = \"result.userId\"\n"],
            "9:13",
            &["[login] succeeded", "that is not a boolean"],
        ),
        (
            &[OPERATION, TICKET, HEADER, "succeeded = \"result.passwordExpird\"\n"],
            "9:13",
            &["[login] succeeded", "did you mean `passwordExpired`?"],
        ),
    ];
    for (login, place, says) in table {
        let (code, err) = run(login);
        assert_eq!(code, Some(2), "{login:?}\n{err}");
        for part in says.iter().copied().chain([&*format!("--> soapwright.toml:{place}\n")]) {
            assert!(err.contains(part), "{login:?} lacks {part}:\n{err}");
        }
    }
}

#[test]
fn all_wrong_paths_are_said_at_once() {
    let wrong = ["ticket = \"result.a\"\n", HEADER, "url = \"result.b\"\n", "succeeded = \"result.c\"\n"];
    let (code, err) = run(&[&[OPERATION], &wrong[..]].concat());
    assert_eq!(code, Some(2), "{err}");
    for key in ["ticket", "url", "succeeded"] {
        assert!(err.contains(&format!("[login] {key} names")), "{key}:\n{err}");
    }
}

#[test]
fn paths_are_taken_as_they_are_shown() {
    for login in [
        &[OPERATION, TICKET, HEADER][..],
        &["operation = \"login\"\n", TICKET, HEADER, "url = \"result.serverUrl\"\n"],
        &["operation = \"cloud_service.login\"\n", "ticket = \"result.session_id\"\n", HEADER],
        &[HEADER],
    ] {
        let (code, err) = run(login);
        assert_eq!(code, Some(0), "{login:?}\n{err}");
    }
}
