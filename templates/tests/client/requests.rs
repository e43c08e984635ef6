//! Requests as they are sent, and those that are not, without a network.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use soapwright_runtime::client::{FakeReply, FakeTransport, TransportError, exchange};
use soapwright_runtime::codec::{Arguments, View};
use soapwright_runtime::error::ErrorKind;

use super::miniature::{FORGET_PLACE, RequestHeaders, both, faked, place, run, saved};

#[test]
fn a_soap_11_request_has_a_quoted_action_and_the_session_headers() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("Oslo")));
    let value = run(async { faked(&fake).places().save_place(&place("Oslo")).await }).unwrap();
    assert_eq!(value, Some(place("Oslo")));
    let request = fake.last_request().unwrap();
    assert_eq!(request.uri, "https://host/atlas/Places.svc");
    assert_eq!(request.header("content-type"), Some("text/xml; charset=utf-8"));
    assert_eq!(request.header("SOAPAction"), Some("\"urn:example:atlas/SavePlace\""));
    assert!(request.text().contains("secret-ticket"), "{}", request.text());
    assert!(request.text().contains("Oslo"), "{}", request.text());
    assert!(!request.text().contains("Zone"), "unset headers are not sent: {}", request.text());
}

#[test]
fn a_soap_12_request_has_its_action_in_the_content_type() {
    let uri = Uri::from_static("https://host/x");
    let body = exchange::encode(&FORGET_PLACE, &Arguments(&[View::I32(7)])).unwrap();
    let request =
        exchange::prepare(&FORGET_PLACE, &uri, &RequestHeaders::default(), &body, &HeaderMap::new()).unwrap();
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(
        request.headers()[CONTENT_TYPE],
        r#"application/soap+xml; charset=utf-8; action="urn:example:\"atlas\"/Forget""#
    );
    assert!(!request.headers().contains_key("soapaction"));
}

#[test]
fn headers_of_a_call_replace_ours() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("Oslo")));
    let session = faked(&fake);
    let call = session.places().save_place(&place("Oslo"));
    run(async { call.header("content-type", "text/xml").header("X-Trace", "1").reply().await }).unwrap();
    let request = fake.last_request().unwrap();
    assert_eq!(request.header("content-type"), Some("text/xml"));
    assert_eq!(request.header("x-trace"), Some("1"));
}

#[test]
fn a_header_that_http_forbids_fails_the_call_and_stays_untold() {
    let fake = FakeTransport::new();
    let session = faked(&fake);
    for error in
        both(|| session.places().delete_place(1).header("X-Key", "secret\nvalue")).map(Result::unwrap_err)
    {
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!error.outcome_unknown());
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    assert!(fake.requests().is_empty());
}

#[test]
fn a_request_that_was_not_sent_is_known_to_be_undone() {
    let fake = FakeTransport::new();
    let session = faked(&fake);
    for (error, unknown) in [
        (TransportError::new("refused").not_sent(), false),
        (TransportError::new("reset"), true),
        (TransportError::new("slow").timed_out(), true),
    ] {
        let timeout = error.is_timeout();
        fake.fail(error);
        let error = session.places().delete_place(1).blocking().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(error.outcome_unknown(), unknown);
        assert_eq!(error.is_timeout(), timeout);
    }
}

#[test]
fn a_value_that_cannot_be_encoded_is_not_sent() {
    let fake = FakeTransport::new();
    let session = faked(&fake);
    for error in both(|| session.places().save_place(&place("a\0b"))).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(!error.outcome_unknown());
        assert!(error.to_string().starts_with("Places.SavePlace: the request cannot be written"), "{error}");
    }
    assert!(fake.requests().is_empty());
}
