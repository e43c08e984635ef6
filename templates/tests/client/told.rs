//! What replies and errors tell of the exchange: the URL that was called, and the HTTP headers of the answer.

use std::future::IntoFuture as _;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use soapwright_runtime::client::{FakeReply, FakeTransport, TransportError};
use soapwright_runtime::codec::{DepartureKind, Departures, Reading};
use soapwright_runtime::error::{Error, ErrorKind};

use super::miniature::{SAVE_PLACE, Session, both, envelope, fault, place, run, saved};

const CALLED: &str = "https://host/atlas/Places.svc?tenant=***&***";

fn session(fake: &FakeTransport) -> Session {
    Session::builder("https://host/atlas?tenant=secret-1&secret-2")
        .client(|client| client.transport(fake.clone()).reply_limit(2000))
        .build()
        .unwrap()
}

/// The errors of both clients.
fn failures(reply: impl Fn() -> Result<FakeReply, TransportError> + Send + Sync + 'static) -> [Error; 2] {
    let fake =
        FakeTransport::computed(move |_| Ok(reply()?.header(RETRY_AFTER, HeaderValue::from_static("120"))));
    let session = session(&fake);
    both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err)
}

/// Checks that an error names the URL once, and none of its secrets.
fn names_the_url(error: &Error) {
    assert_eq!(error.url(), Some(CALLED), "{error}");
    assert!(error.to_string().starts_with(&format!("Places.SavePlace at {CALLED}: ")), "{error}");
    assert_eq!(error.to_string().matches("https://").count(), 1, "{error}");
    assert!(format!("{error:?}").contains(CALLED), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn every_answer_that_is_an_error_names_its_url_and_has_its_http_headers() {
    let answers: [(ErrorKind, fn() -> FakeReply); 6] = [
        (ErrorKind::Http, || FakeReply::new(StatusCode::TOO_MANY_REQUESTS, "wait")),
        (ErrorKind::Fault, || FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, fault())),
        (ErrorKind::Outcome, || FakeReply::ok(envelope("<a:Succeeded>false</a:Succeeded>", ""))),
        (ErrorKind::Decode, || FakeReply::ok("<a/>")),
        (ErrorKind::Limit, || FakeReply::ok("x".repeat(2001))),
        (ErrorKind::Transport, || FakeReply::ok("<a").breaks(TransportError::new("reset"))),
    ];
    for (kind, answer) in answers {
        for error in failures(move || Ok(answer())) {
            assert_eq!(error.kind(), kind, "{error}");
            names_the_url(&error);
            assert_eq!(error.http_headers().unwrap()[RETRY_AFTER], "120", "{error}");
            assert!(error.status().is_some(), "{error}");
        }
    }
}

#[test]
fn a_server_that_is_not_reached_is_named() {
    for error in failures(|| Err(TransportError::new("refused").not_sent())) {
        assert_eq!(error.kind(), ErrorKind::Transport);
        names_the_url(&error);
        assert!(error.http_headers().is_none() && error.status().is_none(), "{error:?}");
    }
}

#[test]
fn a_call_that_is_not_sent_has_no_url() {
    let session = session(&FakeTransport::new());
    for error in both(|| session.places().save_place(&place("a\0b"))).map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.url()), (ErrorKind::Encode, None));
        assert!(error.http_headers().is_none());
    }
}

#[test]
fn a_reply_has_the_http_headers_of_its_answer() {
    let number = HeaderName::from_static("x-request-number");
    let fake = FakeTransport::computed({
        let number = number.clone();
        move |_| Ok(FakeReply::ok(saved("Oslo")).header(number.clone(), HeaderValue::from_static("7")))
    });
    let session = session(&fake);
    let call = || session.places().save_place(&place("Oslo"));
    for reply in [run(call().reply()), call().blocking_reply()] {
        let reply = reply.unwrap();
        assert_eq!(reply.http_headers[&number], "7");
        assert!(!format!("{reply:?}").contains("x-request-number"), "{reply:?}");
    }
}

#[test]
fn a_login_that_is_refused_names_its_url_and_has_its_http_headers() {
    let fake = FakeTransport::computed(|_| {
        let refusal = envelope("", "<a:SavePlaceResponse/>");
        Ok(FakeReply::ok(refusal).header(RETRY_AFTER, HeaderValue::from_static("120")))
    });
    let builder = Session::builder("https://host/atlas?tenant=secret-1&secret-2");
    let error =
        run(builder.client(|client| client.transport(fake)).login("user:ann", "hunter2")).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Login, Some(200)));
    names_the_url(&error);
    assert_eq!(error.http_headers().unwrap()[RETRY_AFTER], "120");
}

/// The URL is that of the exchange that failed: the login's, where a new login did.
#[test]
fn a_new_login_that_fails_names_the_url_of_the_login() {
    let refused = || FakeReply::new(StatusCode::UNAUTHORIZED, "who are you?");
    let down =
        || FakeReply::new(StatusCode::BAD_GATEWAY, "down").header(RETRY_AFTER, HeaderValue::from_static("9"));
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("ticket-1")));
    let builder = Session::builder("https://host/atlas").client(|client| client.transport(fake.clone()));
    let session = run(builder.login("user:ann", "hunter2")).unwrap();
    for blocking in [false, true] {
        fake.reply(refused()).reply(down());
        let call = session.places().save_place(&place("Oslo"));
        let error = if blocking { call.blocking() } else { run(call.into_future()) }.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(502)), "{error}");
        assert_eq!(error.url(), Some("https://host/atlas/Places.svc"));
        assert_eq!(error.http_headers().unwrap()[RETRY_AFTER], "9");
        let text = error.to_string();
        assert!(text.starts_with("Places.SavePlace: the server refused the ticket"), "{text}");
        assert!(
            text.contains("failed: Places.SavePlace at https://host/atlas/Places.svc: HTTP 502"),
            "{text}"
        );
    }
    // An error that a program makes itself has none.
    assert_eq!(Error::login(&SAVE_PLACE, None).url(), None);
}

#[test]
fn the_program_hears_of_what_was_overlooked_in_a_fault() {
    let good = fault();
    let plain = good.replace("s:Fault>", "Fault>");
    let broken = good.replace("no such place", "no such&nbsp;place");
    // SOAP 1.1 lets others stand there, if they have a namespace.
    let with = |more: &str| good.replace("</s:Fault>", &format!("{more}</s:Fault>"));
    for (reply, kinds) in [
        (with("<x:More xmlns:x='urn:x'/>"), vec![]),
        (with("<More/>"), vec![DepartureKind::Unknown]),
        (with("<s:faultactor/>"), vec![DepartureKind::Namespace]),
        (with("<Node>urn:n</Node>"), vec![DepartureKind::Unknown]),
        (good.clone(), vec![]),
        (plain, vec![DepartureKind::Namespace]),
        (broken, vec![DepartureKind::IllegalXml]),
    ] {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        let fake = FakeTransport::computed({
            let reply = reply.clone();
            move |_| Ok(FakeReply::ok(reply.clone()))
        });
        let tell =
            move |_: &'static _, departures: &Departures| hears.lock().unwrap().push(departures.clone());
        let session = Session::builder("https://host/")
            .client(|client| client.transport(fake).on_departures(tell))
            .build()
            .unwrap();
        let errors = both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err);
        for error in &errors {
            assert_eq!(error.kind(), ErrorKind::Fault, "{reply}");
            let told: Vec<_> = error.departures().iter().map(|one| one.kind).collect();
            assert_eq!(told, kinds, "{reply}");
        }
        let told = errors.iter().map(|error| error.departures().clone()).filter(|told| !told.is_empty());
        assert_eq!(*heard.lock().unwrap(), told.collect::<Vec<_>>(), "{reply}");
    }
}

#[test]
fn a_fault_in_text_that_is_none_is_one() {
    let marked = format!("\u{feff}{}", fault());
    let utf16 = |to: fn(u16) -> [u8; 2]| {
        // Half of a pair, in the reason.
        let at = marked.find(" place").unwrap_or_default();
        let (before, after) = marked.split_at(at);
        let units = before.encode_utf16().chain([0xD800]).chain(after.encode_utf16());
        units.flat_map(to).collect::<Vec<u8>>()
    };
    let broken = |byte: u8| {
        let mut bytes = fault().into_bytes();
        let at = fault().find(" place").unwrap_or_default();
        bytes.insert(at, byte);
        bytes
    };
    let declared = [b"<?xml version='1.0' encoding='iso-8859-1'?>".to_vec(), broken(0xE6)].concat();
    for (what, bytes, content_type) in [
        ("UTF-16, little end first", utf16(u16::to_le_bytes), "text/xml"),
        ("UTF-16, big end first", utf16(u16::to_be_bytes), "text/xml"),
        ("UTF-8", broken(0xFF), "text/xml"),
        ("UTF-8 by its media type", broken(0xFF), "text/xml; charset=utf-8"),
        ("ASCII", [b"<?xml version='1.0' encoding='us-ascii'?>".to_vec(), broken(0xFF)].concat(), "text/xml"),
        ("Shift JIS by its media type", broken(0xFF), "text/xml; charset=shift_jis"),
        ("two encodings", declared, "text/xml; charset=utf-8"),
    ] {
        for reading in [Reading::faithful(), Reading::strict(), Reading::lenient()] {
            let bytes = bytes.clone();
            let fake = FakeTransport::computed(move |_| {
                let reply = FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, bytes.clone());
                Ok(reply.header(CONTENT_TYPE, HeaderValue::from_static(content_type)))
            });
            let session = Session::builder("https://host/")
                .client(|client| client.transport(fake).reading(reading))
                .build()
                .unwrap();
            for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
                assert_eq!(error.kind(), ErrorKind::Fault, "{what}: {error}");
                assert!(!error.outcome_unknown(), "{what}");
                let reason = &error.fault().unwrap().reason;
                assert!(reason.starts_with("no such") && reason.ends_with("place"), "{what}: {reason}");
            }
        }
    }
}
