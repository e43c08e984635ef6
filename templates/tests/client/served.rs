//! Fakes and servers by type: the same operations, answered by functions.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use soapwright_runtime::client::{FakeReply, FakeTransport, TransportError};
use soapwright_runtime::codec::{DecodeErrorKind, Reading, Record, Slot, View};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::server::{
    Answer, Dispatcher, Failure, ServerOperation, ServerRequest, decode, encode_fault, find, slot_of, view_of,
};
use soapwright_runtime::soap::{Fault, Operation, Received, decode_reply};
use soapwright_runtime::values::{AnyType, QName};

use super::miniature::{
    DELETE_PLACE, FORGET_PLACE, PLACES, PLACES_12, Place, RequestHeaders, ResponseHeaders, SAVE_PLACE,
    Session, both, envelope, place,
};

macro_rules! operation {
    ($name:ident { $($field:ident: $ty:ty)? } -> $response:ty, $operation:ident) => {
        #[derive(Debug, Clone, Default, PartialEq)]
        pub(crate) struct $name { $(pub(crate) $field: $ty)? }

        impl Record for $name {
            fn slot(&mut self, index: u16) -> Slot<'_> {
                slot_of([$(&mut self.$field)?], index)
            }

            fn view(&self, index: u16) -> View<'_> {
                view_of([$(&self.$field)?], index)
            }
        }

        impl ServerOperation for $name {
            type Response = $response;
            type RequestHeaders = RequestHeaders;
            type ResponseHeaders = ResponseHeaders;
            const OPERATION: &'static Operation = &$operation;
        }
    };
}

operation!(SavePlace { place: Option<Place> } -> Option<Place>, SAVE_PLACE);
operation!(DeletePlace { place_id: i32 } -> (), DELETE_PLACE);
operation!(ForgetPlace { place_id: i32 } -> (), FORGET_PLACE);

fn session(fake: &FakeTransport) -> Session {
    Session::builder("http://fake")
        .ticket("7T:abc")
        .client(|client| client.transport(fake.clone()))
        .build()
        .unwrap()
}

/// The errors of both clients, which must say the same.
fn refused<T: std::fmt::Debug>(results: [Result<T, Error>; 2]) -> Error {
    let [one, other] = results.map(Result::unwrap_err);
    assert_eq!(one.to_string(), other.to_string());
    one
}

#[test]
fn three_lines_fake_an_operation() {
    let fake = FakeTransport::new();
    fake.on::<SavePlace>(|request| Ok(request.place));
    let session = session(&fake);
    for saved in both(|| session.places().save_place(&place("Oslo"))) {
        assert_eq!(saved.unwrap(), Some(place("Oslo")));
    }
    let sent = fake.last_request().unwrap().decode::<SavePlace>().unwrap();
    assert_eq!(sent.place, Some(place("Oslo")));
    assert_eq!(sent.headers.ticket.as_deref(), Some("7T:abc"));
    assert_eq!((fake.count::<SavePlace>(), fake.count::<DeletePlace>()), (2, 0));
    let error = fake.last_request().unwrap().decode::<DeletePlace>().unwrap_err();
    assert!(error.to_string().contains("expected `DeletePlace` in the Body, found `SavePlace`"), "{error}");
}

#[test]
fn headers_are_there_on_both_sides() {
    let fake = FakeTransport::new();
    fake.on_request::<SavePlace>(|request: ServerRequest<SavePlace>| {
        let mut answer = Answer::<SavePlace>::new(request.arguments.place);
        answer.headers.problem = Some(Default::default());
        match request.headers.ticket.as_deref() {
            Some("7T:abc") => Ok(answer),
            _ => Err(Failure::outcome("Denied", "no ticket")),
        }
    });
    let client = session(&fake);
    let reply = client.places().save_place(&place("Oslo")).blocking_reply().unwrap();
    assert_eq!(reply.headers, ResponseHeaders { succeeded: Some(true), problem: Some(Default::default()) });
    let error = client.with_ticket("other").places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!(error.outcome().unwrap().message.as_deref(), Some("no ticket"));
}

#[test]
fn an_operation_fails_in_every_way() {
    let fake = FakeTransport::new();
    let client = session(&fake);
    let call = |failure: fn() -> Failure| {
        fake.on::<SavePlace>(move |_| Err(failure()));
        refused(both(|| client.places().save_place(&place("Oslo"))))
    };
    let error = call(|| Failure::outcome("SoException", "no access"));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Outcome, Some(200)));
    let outcome = error.outcome().unwrap();
    assert_eq!(
        (outcome.kind.as_deref(), outcome.message.as_deref()),
        (Some("SoException"), Some("no access"))
    );
    let headers: &ResponseHeaders = error.headers().unwrap();
    assert_eq!(headers.succeeded, Some(false));
    let error = call(|| Failure::outcome("A", "b").status(StatusCode::BAD_GATEWAY));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Outcome, Some(502)));
    let error = call(|| Failure::fault("Server", "out of <order>"));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Fault, Some(500)));
    assert_eq!(error.fault().unwrap().reason, "out of <order>");
    let error = call(|| Failure::http(StatusCode::UNAUTHORIZED, "who are you?"));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(401)));
    assert_eq!(error.body_excerpt(), Some("who are you?"));
}

#[test]
fn answers_for_once_come_before_those_for_ever_and_after_canned_ones() {
    let fake = FakeTransport::new();
    fake.on::<SavePlace>(|_| Ok(Some(place("always"))));
    fake.once::<SavePlace>(Ok(Some(place("first"))))
        .once::<SavePlace>(Err(Failure::fault("Client", "second")));
    fake.fail(TransportError::new("no network"));
    let client = session(&fake);
    let call = || client.places().blocking().save_place(&place("x"));
    assert_eq!(call().unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(call().unwrap(), Some(place("first")));
    assert_eq!(call().unwrap_err().kind(), ErrorKind::Fault);
    assert_eq!(call().unwrap(), Some(place("always")));
    fake.reply(FakeReply::typed::<SavePlace>(Ok(None)));
    assert_eq!(call().unwrap(), None);
}

#[test]
fn an_operation_without_an_answer_says_what_is_missing() {
    let fake = FakeTransport::new();
    fake.on::<SavePlace>(|_| Ok(None)).once::<DeletePlace>(Ok(()));
    let client = session(&fake);
    client.places().delete_place(1).blocking().unwrap();
    let error = client.places().delete_place(2).blocking().unwrap_err();
    let text = error.to_string();
    let expected = "the FakeTransport has no answer left for Places.DeletePlace (calls so far: 2, of this operation: \
                    2). It has answers for Places.SavePlace. Give it one before the call";
    assert!(text.contains(expected), "{text}");
    assert!(!error.outcome_unknown());
}

#[test]
fn a_value_that_cannot_be_written_says_so() {
    let fake = FakeTransport::new();
    fake.on::<SavePlace>(|_| Ok(Some(place("\u{1}"))));
    let client = session(&fake);
    let error = refused(both(|| client.places().save_place(&place("x"))));
    assert!(error.fault().unwrap().reason.contains("SavePlaceResponse/Response/Name"), "{error}");
    fake.reply(FakeReply::typed::<SavePlace>(Ok(Some(place("\u{1}")))));
    let error = client.places().blocking().save_place(&place("x")).unwrap_err();
    assert!(error.to_string().contains("the fake's reply to SavePlace cannot be written"), "{error}");
}

#[test]
fn a_one_way_operation_of_soap_12_is_accepted() {
    let fake = FakeTransport::new();
    fake.on::<ForgetPlace>(|request| match request.place_id {
        7 => Ok(()),
        _ => Err(Failure::outcome("Unknown", "no such place")),
    });
    let client = session(&fake);
    for result in both(|| client.places().forget_place(7)) {
        result.unwrap();
    }
    // The service has no outcome headers: a Fault says it.
    let error = refused(both(|| client.places().forget_place(8)));
    assert_eq!(error.fault().unwrap().reason, "Unknown: no such place");
    assert_eq!(error.fault().unwrap().code.local, "Receiver");
}

#[test]
fn nothing_in_a_fake_shows_what_was_sent() {
    let fake = FakeTransport::new();
    fake.on::<SavePlace>(|request| Ok(request.place));
    let client = session(&fake);
    client.places().blocking().save_place(&place("planted")).unwrap();
    let reply = FakeReply::ok("planted").header(CONTENT_TYPE, HeaderValue::from_static("planted"));
    let fault = Fault { detail: Some(AnyType::string("planted")), ..Fault::default() };
    let body =
        soapwright_runtime::soap::encode_body(&SAVE_PLACE, &SavePlace { place: Some(place("planted")) });
    let text = format!(
        "{fake:?} {:?} {reply:?} {:?} {fault:?} {:?} {:?}",
        fake.last_request(),
        Failure::http(StatusCode::OK, "planted"),
        Failure::from(fault.clone()),
        body.unwrap(),
    );
    assert!(!text.contains("planted") && !text.contains("7T"), "{text}");
    // Each is named, nevertheless.
    for name in ["FakeTransport", "Fault", "Failure"] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

fn headers(content_type: &str, action: Option<&str>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
    if let Some(action) = action {
        headers.insert("soapaction", action.parse().unwrap());
    }
    headers
}

fn fault_of(reply: &http::Response<Bytes>) -> Fault {
    let mut value: Option<Place> = None;
    let parts = decode_reply(
        &SAVE_PLACE,
        reply.body(),
        &Reading::faithful(),
        &mut ResponseHeaders::default(),
        &mut value,
    );
    match parts.unwrap().received {
        Received::Fault(fault) => *fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_dispatcher_finds_operations_and_refuses_the_rest() {
    let dispatcher = Dispatcher::new()
        .on::<SavePlace>(|_| Err(Failure::fault("Server", "replaced")))
        .on::<DeletePlace>(|_| Ok(()))
        .on::<SavePlace>(|request| Ok(request.place));
    assert_eq!(dispatcher.operations().len(), 2);
    let shown = format!("{dispatcher:?}");
    assert!(shown.contains("SavePlace") && shown.contains("DeletePlace"), "{shown}");
    let xml = "text/xml; charset=utf-8";
    let save = envelope("", "<a:SavePlace><a:Place><a:Name>Oslo</a:Name></a:Place></a:SavePlace>");
    let action = "\"urn:example:atlas/SavePlace\"";
    for headers in [headers(xml, Some(action)), headers(xml, Some("\"\"")), headers("TEXT/XML", None)] {
        let reply = dispatcher.answer(&headers, save.as_bytes());
        assert_eq!((reply.status(), reply.headers()[CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, xml));
        let mut value: Option<Place> = None;
        let mut told = ResponseHeaders::default();
        decode_reply(&SAVE_PLACE, reply.body(), &Reading::faithful(), &mut told, &mut value).unwrap();
        assert_eq!((value, told.succeeded), (Some(Place { name: Some("Oslo".into()), rank: 0 }), Some(true)));
    }
    for (content_type, action, body, says) in [
        (xml, Some("\"urn:other\""), save.as_str(), "no operation for the action \"urn:other\""),
        (xml, None, &envelope("", "<a:Other/>"), "no operation for this Body"),
        (xml, Some(action), &envelope("", ""), "an empty Body where `SavePlace` was expected"),
        (xml, Some(action), &envelope("", "<a:DeletePlace/>"), "expected `SavePlace` in the Body"),
        (xml, Some(action), "<html/>", "a SOAP Envelope was expected"),
        (xml, Some(action), &save[..save.len() - 3], "the request cannot be read: not well-formed XML"),
        (xml, None, "no XML", "no operation for this Body"),
    ] {
        let reply = dispatcher.answer(&headers(content_type, action), body.as_bytes());
        assert_eq!(reply.status(), StatusCode::INTERNAL_SERVER_ERROR, "{body}");
        let fault = fault_of(&reply);
        assert_eq!(fault.code.local, "Client");
        assert!(fault.reason.contains(says), "{}", fault.reason);
    }
    let other = headers("application/soap+xml", None);
    assert_eq!(dispatcher.answer(&other, save.as_bytes()).status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(Dispatcher::new().answer(&other, b"").status(), StatusCode::NOT_FOUND);
}

#[test]
fn the_action_of_soap_12_is_a_parameter() {
    let all: &[&'static Operation] = &[&SAVE_PLACE, &FORGET_PLACE];
    let quoted =
        headers("application/soap+xml; charset=utf-8; action=\"urn:example:\\\"atlas\\\"/Forget\"", None);
    assert!(std::ptr::eq(find(all, &quoted, b"").unwrap(), &FORGET_PLACE));
    assert!(find(all, &headers("application/soap+xml; action=x", None), b"").is_none());
}

#[test]
fn a_strict_server_refuses_what_others_would_drop() {
    let strict = Reading::strict();
    let read = |place: &str| {
        let text = envelope("", &format!("<a:SavePlace><a:Place>{place}</a:Place></a:SavePlace>"));
        let lenient = decode::<SavePlace>(text.as_bytes(), &Reading::faithful());
        assert!(lenient.is_ok());
        decode::<SavePlace>(text.as_bytes(), &strict)
    };
    let right = read("<a:Name>x</a:Name><a:Rank>1</a:Rank>").unwrap();
    assert_eq!(right.place, Some(Place { name: Some("x".into()), rank: 1 }));
    for (wrong, says) in [
        ("<a:Rank>1</a:Rank><a:Name>x</a:Name>", "the element `Name` out of order"),
        ("<a:Rank>1</a:Rank><a:Rank>1</a:Rank>", "the element `Rank` for the second time"),
        ("<a:Rank>1</a:Rank><Zzz/>", "an unknown element `Zzz`"),
        ("<Name>x</Name>", "no namespace"),
        ("<Name xmlns='urn:x'>x</Name>", "the namespace \"urn:x\""),
    ] {
        let error = read(wrong).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Departure(..)), "{error:?}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.path().starts_with("Envelope/Body/SavePlace/Place"), "{error}");
    }
}

#[test]
fn faults_of_both_versions_come_back_as_they_went() {
    let name = |local: &str| QName::new("urn:codes", local);
    let soap = ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];
    let whole = Fault {
        code: name("Broken"),
        subcodes: Vec::new(),
        reason: "a < b".to_owned(),
        role: Some("urn:role".to_owned()),
        detail: Some(AnyType { xml: "<x>1</x>".to_owned(), ..AnyType::default() }),
    };
    let empty = Fault::default();
    for (service, soap, own) in
        [(&PLACES, soap[0], ["Client", "Server"]), (&PLACES_12, soap[1], ["Sender", "Receiver"])]
    {
        let back = |fault: &Fault| {
            let text = encode_fault(service, fault).unwrap();
            assert!(text.contains(&format!("<s:Envelope xmlns:s=\"{soap}\"")), "{text}");
            fault_of(&http::Response::new(Bytes::from(text)))
        };
        // What is kept of the detail includes which prefixes were bound around it.
        let mut again = back(&whole);
        assert_eq!(again.detail.take().unwrap().xml, "<x>1</x>");
        assert_eq!(again, Fault { detail: None, ..whole.clone() });
        for (code, is) in
            [("Client", own[0]), ("Sender", own[0]), ("Receiver", own[1]), ("", own[1]), ("Must", "Must")]
        {
            let fault = Fault { code: QName::new("", code), ..empty.clone() };
            assert_eq!(back(&fault).code, QName::new(soap, is));
        }
    }
    let nested = Fault { subcodes: vec![name("Outer"), name("Inner")], detail: None, ..whole };
    let text = encode_fault(&PLACES_12, &nested).unwrap();
    assert_eq!(fault_of(&http::Response::new(Bytes::from(text))), nested);
}

#[test]
fn a_field_out_of_range_is_none() {
    let mut request = DeletePlace { place_id: 3 };
    assert!(matches!(request.slot(1), Slot::None));
    assert!(matches!(request.view(1), View::Absent));
    assert!(matches!(request.view(0), View::I32(3)));
}
