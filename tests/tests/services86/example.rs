//! The example `save_user_group` as its users run it: arguments, the exact line it prints, exit codes.

use std::process::Command;

use soapwright_tests::http_server::{Reply, Server};
use soapwright_tests::message::Message;
use soapwright_tests::shape::{AUTHENTICATE_USERNAME_PASSWORD, Element, Field, SAVE_USER_GROUP};
use soapwright_tests::superoffice::{FAULT_USER, PASSWORD, SuperOffice, TICKET, USER};
use soapwright_tests::wire;

/// Exit code, standard output, standard error.
type Outcome = (Option<i32>, String, String);

fn example(arguments: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_save_user_group")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Runs the example with the async client, then with the blocking one; both must do the same.
fn both(arguments: &[&str]) -> Outcome {
    let outcome = example(arguments);
    assert_eq!(example(&[arguments, &["--blocking"]].concat()), outcome, "--blocking differs: {arguments:?}");
    outcome
}

fn read(message: &Message, service: &str, wrapper: &Field) -> wire::Request {
    wire::request(message, service, wrapper).unwrap_or_else(|problems| panic!("{problems:#?}\n{message:?}"))
}

fn group(message: &Message) -> Vec<(&'static str, String)> {
    let request = read(message, "User", &SAVE_USER_GROUP);
    let group = request.wrapper.children.first().unwrap();
    group.children.iter().map(|field| (field.name, field.text.clone())).collect()
}

fn failed((code, stdout, stderr): &Outcome, reasons: &[&str]) {
    assert_eq!((*code, stdout.as_str()), (Some(1), ""), "{stderr}");
    for reason in reasons {
        assert!(stderr.contains(reason), "{reason:?} is not in {stderr:?}");
    }
}

#[test]
fn a_new_group_is_one_line() {
    let mock = SuperOffice::start().unwrap();
    let url = mock.user_url();
    let outcome = both(&["--url", &url, "--ticket", TICKET, "--value", "Sales", "--rank", "3"]);
    let line = "id=4711 value=\"Sales\" tooltip=- rank=3 deleted=0\n".to_owned();
    assert_eq!(outcome, (Some(0), line, String::new()));
    let requests = mock.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        let expected = [("Value", "Sales"), ("Id", "0"), ("Rank", "3"), ("Deleted", "0")];
        assert_eq!(group(request), expected.map(|(name, text)| (name, text.to_owned())));
        let headers = read(request, "User", &SAVE_USER_GROUP).headers;
        assert_eq!(headers, [Element::with("Credentials", vec![Element::new("Ticket", TICKET)])]);
    }
}

#[test]
fn every_option_is_sent_and_strings_are_printed_as_rust_does() {
    let mock = SuperOffice::start().unwrap();
    let url = mock.user_url();
    let value = "Møte \"&\" <annet>\n";
    let named = ["--url", &url, "--ticket", TICKET, "--application-token", "app-token-1"];
    let fields = ["--value", value, "--tooltip", "a\ttip", "--id", "12", "--rank=-3", "--deleted", "1"];
    let outcome = both(&[named.as_slice(), &fields].concat());
    let line = "id=12 value=\"Møte \\\"&\\\" <annet>\\n\" tooltip=\"a\\ttip\" rank=-3 deleted=1\n".to_owned();
    assert_eq!(outcome, (Some(0), line, String::new()));
    let request = mock.requests().pop().unwrap();
    let expected = [("Value", value), ("Tooltip", "a\ttip"), ("Id", "12"), ("Rank", "-3"), ("Deleted", "1")];
    assert_eq!(group(&request), expected.map(|(name, text)| (name, text.to_owned())));
    let headers = read(&request, "User", &SAVE_USER_GROUP);
    assert_eq!(headers.header("ApplicationToken").unwrap().text, "app-token-1");
}

#[test]
fn a_login_gives_the_ticket_of_the_save() {
    let mock = SuperOffice::start().unwrap();
    let url = mock.user_url();
    let outcome = both(&["--url", &url, "--user", USER, "--password", PASSWORD, "--value", "Sales"]);
    assert_eq!(outcome.1, "id=4711 value=\"Sales\" tooltip=- rank=0 deleted=0\n", "{outcome:?}");
    let requests = mock.requests();
    let targets: Vec<&str> = requests.iter().map(Message::target).collect();
    assert_eq!(targets, ["/SoPrincipal.svc", "/User.svc", "/SoPrincipal.svc", "/User.svc"]);
    let login = read(&requests[0], "SoPrincipal", &AUTHENTICATE_USERNAME_PASSWORD);
    assert_eq!(login.wrapper.value("UserName"), Some(USER));
    assert_eq!(login.wrapper.value("Password"), Some(PASSWORD));
    let save = read(&requests[1], "User", &SAVE_USER_GROUP);
    assert_eq!(save.header("Credentials").unwrap().value("Ticket"), Some(TICKET));
}

#[test]
fn the_login_may_be_elsewhere() {
    let (mock, other) = (SuperOffice::start().unwrap(), SuperOffice::start().unwrap());
    let (url, login_url) = (mock.user_url(), other.principal_url());
    let login = ["--user", USER, "--password", PASSWORD, "--login-url", &login_url];
    let outcome = both(&[["--url", &url, "--value", "Sales"].as_slice(), &login].concat());
    assert_eq!(outcome.0, Some(0), "{outcome:?}");
    let targets =
        |mock: &SuperOffice| mock.requests().iter().map(|r| r.target().to_owned()).collect::<Vec<_>>();
    assert_eq!(targets(&mock), ["/User.svc", "/User.svc"]);
    assert_eq!(targets(&other), ["/SoPrincipal.svc", "/SoPrincipal.svc"]);
}

#[test]
fn an_outcome_failure_gives_exception_type_and_message() {
    let mock = SuperOffice::start().unwrap();
    let outcome = both(&["--url", &mock.user_url(), "--ticket", TICKET, "--value", "fail"]);
    failed(&outcome, &["SoServerException", "asked to fail"]);
}

#[test]
fn a_fault_gives_code_and_string() {
    let mock = SuperOffice::start().unwrap();
    let outcome = both(&["--url", &mock.user_url(), "--ticket", TICKET, "--value", "fault"]);
    failed(&outcome, &["Client", "asked to fault"]);
}

#[test]
fn an_http_error_gives_its_status() {
    let server =
        Server::start(|_| Reply::new(503).header("Content-Type", "text/html").body("<h1>later</h1>"))
            .unwrap();
    let outcome = both(&["--url", &server.url("/User.svc"), "--ticket", TICKET, "--value", "Sales"]);
    failed(&outcome, &["503"]);
}

#[test]
fn an_empty_200_is_a_failure() {
    let server = Server::start(|_| Reply::new(200)).unwrap();
    let outcome = both(&["--url", &server.url("/User.svc"), "--ticket", TICKET, "--value", "Sales"]);
    failed(&outcome, &["200"]);
}

#[test]
fn nobody_there_is_a_failure() {
    let address = Server::start(|_| Reply::new(200)).unwrap().url("/User.svc");
    let (code, stdout, stderr) = example(&["--url", &address, "--ticket", TICKET, "--value", "Sales"]);
    assert_eq!((code, stdout.as_str(), stderr.is_empty()), (Some(1), "", false));
}

#[test]
fn a_refused_login_saves_nothing_and_tells_no_password() {
    let mock = SuperOffice::start().unwrap();
    let url = mock.user_url();
    for (user, password) in [(USER, "wrong-word"), (FAULT_USER, "wrong-word")] {
        let outcome = both(&["--url", &url, "--user", user, "--password", password, "--value", "Sales"]);
        failed(&outcome, &[]);
        assert!(!outcome.2.is_empty() && !outcome.2.contains(password), "{outcome:?}");
    }
    assert!(mock.requests().iter().all(|request| request.target() == "/SoPrincipal.svc"));
}
