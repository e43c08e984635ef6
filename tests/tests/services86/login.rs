//! Logins of the generated crate, async and blocking: the ticket that comes, and the ways in which none does.

use soapwright_tests::http_server::{Reply, Server};
use soapwright_tests::shape::{AUTHENTICATE_USERNAME_PASSWORD, SAVE_USER_GROUP};
use soapwright_tests::superoffice::{FAIL_USER, FAULT_USER, PASSWORD, SuperOffice, TICKET, USER};
use soapwright_tests::wire;
use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, ErrorKind, Session, blocking};

const TOKEN: &str = "app-token-1";

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn login(base: &str, user: &str, password: &str) -> Result<Session, Error> {
    wait(async { Session::builder(base).application_token(TOKEN).login(user, password).await })
}

fn login_blocking(base: &str, user: &str, password: &str) -> Result<blocking::Session, Error> {
    blocking::Session::builder(base).application_token(TOKEN).login(user, password)
}

/// The errors of both clients; both must be of one kind, and neither may tell the password.
fn refused(base: &str, user: &str, password: &str) -> Error {
    let error = login(base, user, password).map(drop).unwrap_err();
    let other = login_blocking(base, user, password).map(drop).unwrap_err();
    assert_eq!(error.kind(), other.kind());
    for text in [format!("{error} {error:?}"), format!("{other} {other:?}")] {
        assert!(!text.contains(password), "{text}");
        assert!(text.contains("AuthenticateUsernamePassword"), "does not name the operation: {text}");
    }
    error
}

#[test]
fn a_login_gives_a_session_that_sends_its_ticket() {
    let mock = SuperOffice::start().unwrap();
    let group = UserGroup { value: Some("Sales".into()), ..UserGroup::default() };
    let session = login(&mock.base_url(), USER, PASSWORD).unwrap();
    let saved = wait(async { session.user().save_user_group(&group).await }).unwrap().unwrap();
    assert_eq!(saved.id, 4711);
    let other = login_blocking(&mock.base_url(), USER, PASSWORD).unwrap();
    assert_eq!(other.user().save_user_group(&group).unwrap().unwrap().id, 4711);

    let requests = mock.requests();
    assert_eq!(requests.len(), 4);
    for pair in requests.chunks(2) {
        let login = wire::request(&pair[0], "SoPrincipal", &AUTHENTICATE_USERNAME_PASSWORD).unwrap();
        // This operation declares the application token, and no credentials.
        let names: Vec<&str> = login.headers.iter().map(|block| block.name).collect();
        assert_eq!(names, ["ApplicationToken"]);
        assert_eq!(login.wrapper.value("UserName"), Some(USER));
        assert_eq!(login.wrapper.value("Password"), Some(PASSWORD));
        let save = wire::request(&pair[1], "User", &SAVE_USER_GROUP).unwrap();
        assert_eq!(save.header("Credentials").unwrap().value("Ticket"), Some(TICKET));
        assert_eq!(save.header("ApplicationToken").unwrap().text, TOKEN);
    }
    for text in [format!("{session:?}"), format!("{other:?}")] {
        for secret in [TICKET, TOKEN, PASSWORD] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_wrong_password_is_a_refused_login() {
    let mock = SuperOffice::start().unwrap();
    let error = refused(&mock.base_url(), USER, "not-the-word");
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(error.fault().is_none() && error.outcome().is_none());
}

#[test]
fn a_fault_is_a_fault() {
    let mock = SuperOffice::start().unwrap();
    let error = refused(&mock.base_url(), FAULT_USER, "some-word");
    assert_eq!(error.kind(), ErrorKind::Fault);
    assert_eq!(error.fault().unwrap().reason, "asked to fault");
}

#[test]
fn a_failed_outcome_is_an_outcome() {
    let mock = SuperOffice::start().unwrap();
    let error = refused(&mock.base_url(), FAIL_USER, "some-word");
    assert_eq!(error.kind(), ErrorKind::Outcome);
    assert_eq!(error.outcome().unwrap().message.as_deref(), Some("asked to fail"));
}

#[test]
fn no_soap_service_is_an_http_error() {
    let server = Server::start(|_| Reply::new(404).body("nothing here")).unwrap();
    let error = refused(&server.url(""), USER, "some-word");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(404)));
}
