//! Every service of a crate that nobody has configured is told by `Succeeded` that its call failed. Part of its tests.

mod serve;

use services86::types::SoCredentials;
use services86::{Error, ErrorKind, blocking};

const REPLY: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
    xmlns:h=\"http://www.superoffice.net/ws/crm/NetServer/Services86\"><s:Header><h:ExceptionInfo><h:Message>asked to fail\
    </h:Message></h:ExceptionInfo><h:Succeeded>false</h:Succeeded></s:Header><s:Body/></s:Envelope>";
const TICKET: &str = "7T:not-to-be-seen";

fn is_refused<T>(agent: &str, result: Result<T, Error>) {
    let Err(error) = result else { panic!("{agent}: Succeeded=false is taken for success") };
    assert_eq!(error.kind(), ErrorKind::Outcome, "{agent}: {error:?}");
    let shown = format!("{error} {error:?} {:?}", error.masked_request());
    assert!(shown.contains("asked to fail") && !shown.contains(TICKET), "{agent}: {shown}");
}

#[test]
fn every_service_is_told_that_a_call_failed() {
    let url = serve::serve(|_, _| {
        http::Response::builder().header("content-type", "text/xml").body(REPLY).unwrap()
    });
    let credentials = SoCredentials { ticket: Some(TICKET.to_owned()), ..SoCredentials::default() };
    let session = blocking::Session::builder(url).credentials(credentials).build().unwrap();
    assert!(!format!("{session:?}").contains(TICKET));
    CALLS
}

#[test]
fn a_login_that_fails_tells_no_password() {
    let url = serve::serve(|_, body| {
        assert!(std::str::from_utf8(body).unwrap().contains("pass-not-to-be-seen"));
        http::Response::builder().header("content-type", "text/xml").body(REPLY).unwrap()
    });
    let refused = blocking::Session::builder(url).login("me", "pass-not-to-be-seen").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Outcome, "{refused:?}");
    assert!(!format!("{refused} {refused:?} {:?}", refused.masked_request()).contains("not-to-be-seen"));
}
