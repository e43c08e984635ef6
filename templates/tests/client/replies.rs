//! Every form of reply, without a network.

use http::header::{CONTENT_LENGTH, HeaderValue, LOCATION};
use http::{HeaderMap, StatusCode};
use soapwright_runtime::client::{FakeReply, FakeTransport, TransportError, exchange};
use soapwright_runtime::codec::Field;
use soapwright_runtime::error::{Error, ErrorKind};

use super::miniature::{
    Place, RequestHeaders, ResponseHeaders, SAVE_PLACE, Session, both, envelope, faked, fault, place, run,
    saved,
};

/// Saves a place by both clients, with a reply made anew for each.
fn save(reply: impl Fn() -> FakeReply + Send + Sync + 'static) -> [Result<Option<Place>, Error>; 2] {
    let fake = FakeTransport::computed(move |_| Ok(reply()));
    let session = faked(&fake);
    both(|| session.places().save_place(&place("Oslo")))
}

/// The error of both clients, after checking that they agree.
fn failure(reply: impl Fn() -> FakeReply + Send + Sync + 'static) -> Error {
    let [one, other] = save(reply).map(Result::unwrap_err);
    assert_eq!(one.to_string(), other.to_string());
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
    assert_eq!(one.operation(), Some("SavePlace"));
    assert_eq!(one.service(), Some("Places"));
    one
}

#[test]
fn a_reply_gives_its_headers_known_and_foreign() {
    let fake = FakeTransport::new();
    let text = saved("Oslo").replace("<a:Succeeded>", "<x:Mark xmlns:x=\"urn:x\">m</x:Mark><a:Succeeded>");
    fake.reply(FakeReply::ok(text));
    let session = faked(&fake);
    let reply = run(session.places().save_place(&place("Oslo")).reply()).unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers.succeeded, Some(true));
    assert_eq!(reply.other_headers.len(), 1);
    assert_eq!(reply.other_headers[0].name.local, "Mark");
    assert_eq!(reply.value.unwrap().rank, 3);
}

#[test]
fn a_reply_without_the_outcome_header_is_success() {
    for value in save(|| FakeReply::ok(saved("Oslo").replace("<a:Succeeded>true</a:Succeeded>", ""))) {
        assert_eq!(value.unwrap(), Some(place("Oslo")));
    }
}

#[test]
fn a_length_that_lies_is_not_believed() {
    // No memory is as large as some of these say, and no reply as short as others.
    for length in ["18446744073709551615", "9223372036854775807", "160000000", "1", "0", "-1", "many"] {
        let reply = move || {
            let reply = FakeReply::ok(saved("Oslo"));
            reply.header(CONTENT_LENGTH, HeaderValue::from_static(length))
        };
        for value in save(reply) {
            assert_eq!(value.unwrap(), Some(place("Oslo")), "{length}");
        }
    }
}

fn refusal() -> String {
    envelope(
        "<a:Problem><a:Kind>Atlas.Denied</a:Kind><a:Text>no right to save</a:Text></a:Problem>\
         <a:Succeeded>false</a:Succeeded>",
        "<a:SavePlaceResponse/>",
    )
}

#[test]
fn a_false_outcome_is_an_error_at_any_status() {
    for status in [StatusCode::OK, StatusCode::INTERNAL_SERVER_ERROR] {
        let error = failure(move || FakeReply::new(status, refusal()));
        assert_eq!(error.kind(), ErrorKind::Outcome);
        assert_eq!(error.status(), Some(status.as_u16()));
        assert!(!error.outcome_unknown());
        let outcome = error.outcome().unwrap();
        assert_eq!(outcome.kind.as_deref(), Some("Atlas.Denied"));
        assert_eq!(outcome.message.as_deref(), Some("no right to save"));
        assert_eq!(
            error.to_string(),
            "Places.SavePlace at https://host/atlas/Places.svc: the server says that the operation failed: Atlas.Denied: \
             no right to save"
        );
        assert_eq!(error.headers::<ResponseHeaders>().unwrap().succeeded, Some(false));
        assert!(error.headers::<RequestHeaders>().is_none());
    }
}

#[test]
fn a_false_outcome_with_an_empty_body_is_still_an_outcome() {
    let error = failure(|| FakeReply::ok(envelope("<a:Succeeded>false</a:Succeeded>", "")));
    assert_eq!(error.kind(), ErrorKind::Outcome);
    assert!(error.to_string().ends_with("it gives no reason"), "{error}");
}

#[test]
fn a_fault_is_a_fault_at_any_status() {
    for status in [StatusCode::OK, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::BAD_REQUEST] {
        let error = failure(move || FakeReply::new(status, fault()));
        assert_eq!(error.kind(), ErrorKind::Fault);
        assert_eq!(error.status(), Some(status.as_u16()));
        let fault = error.fault().unwrap();
        assert_eq!(fault.code.local, "Server");
        assert_eq!(fault.reason, "no such place");
        assert!(error.to_string().contains("no such place"), "{error}");
        assert!(!error.outcome_unknown());
    }
}

#[test]
fn an_http_error_without_an_envelope_shows_the_beginning_of_its_body() {
    let page = "<html><body>\n  <h1>Server   Error</h1>\n<p>Envelope</p></body></html>";
    let error = failure(move || FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, page));
    assert_eq!(error.kind(), ErrorKind::Http);
    assert_eq!(error.status(), Some(500));
    assert!(error.outcome_unknown());
    let shown = "<html><body> <h1>Server Error</h1> <p>Envelope</p></body></html>";
    assert_eq!(error.body_excerpt(), Some(shown));
    let what = "HTTP 500 Internal Server Error without a SOAP envelope, but with a page of HTML";
    assert!(error.to_string().contains(what), "{error}");
    let advice = ". The server may have done the work: look before calling again";
    assert!(error.to_string().ends_with(&format!("{shown}{advice}")), "{error}");
}

#[test]
fn json_is_named() {
    let error = failure(|| FakeReply::ok(" {\"message\": \"<Envelope>\"}"));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.outcome_unknown());
    assert!(error.to_string().contains("JSON where a SOAP envelope was expected"), "{error}");
    let error = failure(|| FakeReply::new(StatusCode::BAD_GATEWAY, "[]"));
    assert_eq!(error.kind(), ErrorKind::Http);
    assert!(error.to_string().contains("without a SOAP envelope, but with JSON"), "{error}");
}

#[test]
fn a_long_page_is_cut() {
    let error = failure(|| FakeReply::new(StatusCode::BAD_GATEWAY, "ø".repeat(100_000)));
    assert_eq!(error.body_excerpt().unwrap().chars().count(), 301);
}

#[test]
fn a_client_error_says_that_nothing_was_done() {
    for (status, word) in [(401, "credentials"), (404, "no such service"), (415, "SOAP version")] {
        let error = failure(move || FakeReply::new(StatusCode::from_u16(status).unwrap(), "no"));
        assert_eq!(error.kind(), ErrorKind::Http);
        assert!(!error.outcome_unknown());
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn an_empty_reply_is_an_error_at_200() {
    for body in ["", " \r\n", "\u{feff}"] {
        let error = failure(move || FakeReply::ok(body));
        assert_eq!(error.kind(), ErrorKind::Http);
        assert_eq!(error.status(), Some(200));
        assert!(error.outcome_unknown());
        assert!(error.to_string().contains("empty reply"), "{error}");
    }
}

#[test]
fn a_redirect_is_an_error_that_names_the_location_without_its_query() {
    for status in [301, 302, 303, 307, 308] {
        let error = failure(move || {
            FakeReply::new(StatusCode::from_u16(status).unwrap(), saved("Oslo"))
                .header(LOCATION, HeaderValue::from_static("https://else/login?token=secret"))
        });
        assert_eq!(error.kind(), ErrorKind::Http);
        assert_eq!(error.status(), Some(status));
        // A 302 or 303 may follow a request that was handled.
        assert_eq!(error.outcome_unknown(), matches!(status, 302 | 303));
        assert!(error.to_string().contains("https://else/login."), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn an_ordinary_reply_with_an_error_status_is_an_http_error() {
    let error = failure(|| FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, saved("Oslo")));
    assert_eq!(error.kind(), ErrorKind::Http);
    assert!(error.outcome_unknown());
}

#[test]
fn a_reply_that_cannot_be_read_says_where() {
    let error = failure(|| FakeReply::ok(saved("Oslo").replace(">3<", ">three<")));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.outcome_unknown(), "the server did answer, so it may have saved");
    assert!(error.decode_error().unwrap().path().ends_with("Rank"), "{error}");
    let excerpt = error.body_excerpt().unwrap();
    assert!(excerpt.contains("<a:Rank>three</a:Rank>") && !excerpt.contains("<s:Envelope"), "{excerpt}");
}

#[test]
fn an_empty_body_is_no_value() {
    for headers in ["", "<a:Succeeded>true</a:Succeeded>"] {
        let error = failure(move || FakeReply::ok(envelope(headers, "")));
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            error.to_string(),
            "Places.SavePlace at https://host/atlas/Places.svc: the reply's Body is empty where `SavePlaceResponse` was expected. \
             The server may have done the work: look before calling again"
        );
    }
}

#[test]
fn a_reply_too_deep_is_beyond_a_limit() {
    let deep = format!("<a:SavePlaceResponse>{}{}", "<x>".repeat(5000), "</x>".repeat(5000));
    let error = failure(move || FakeReply::ok(envelope("", &format!("{deep}</a:SavePlaceResponse>"))));
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.outcome_unknown());
}

#[test]
fn what_is_not_soap_at_200_is_a_decode_error_unless_it_is_a_page() {
    let error = failure(|| FakeReply::ok("<note>Log in</note>"));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body_excerpt(), Some("<note>Log in</note>"));
    let error = failure(|| FakeReply::ok("<html><body>Log in</body></html>"));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(200)));
    assert_eq!(error.body_excerpt(), Some("<html><body>Log in</body></html>"));
}

#[test]
fn a_reply_beyond_the_limit_is_refused_and_one_at_the_limit_is_read() {
    let reply = saved("Oslo");
    for (limit, good) in [(reply.len(), true), (reply.len() - 1, false)] {
        let text = reply.clone();
        let fake = FakeTransport::computed(move |_| {
            let (one, other) = text.split_at(text.len() / 2);
            Ok(FakeReply::ok(one.to_owned()).chunk(other.to_owned()))
        });
        let session = Session::builder("http://host")
            .client(|client| client.transport(fake.clone()).reply_limit(limit))
            .build()
            .unwrap();
        for result in both(|| session.places().save_place(&place("Oslo"))) {
            if good {
                assert_eq!(result.unwrap(), Some(place("Oslo")));
            } else {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Limit);
                assert!(error.outcome_unknown());
                assert!(error.to_string().contains(&format!("{limit} bytes")), "{error}");
            }
        }
    }
}

#[test]
fn a_reply_that_breaks_off_leaves_the_outcome_unknown() {
    let error = failure(|| FakeReply::ok("<s:Env").breaks(TransportError::new("reset by peer").not_sent()));
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.outcome_unknown(), "a reply had begun, whatever the transport says");
    assert_eq!(error.status(), Some(200));
    assert!(error.to_string().contains("talking to the server: reset by peer"), "{error}");
}

#[test]
fn interpret_works_alone() {
    let (mut headers, mut value) = (ResponseHeaders::default(), None::<Place>);
    let field: &mut dyn Field = &mut value;
    let text = saved("Bergen");
    let none = HeaderMap::new();
    let reply = exchange::HttpReply { status: StatusCode::OK, headers: &none, bytes: text.as_bytes() };
    let other = exchange::interpret(
        &SAVE_PLACE,
        &reply,
        &soapwright_runtime::soap::Policy::default(),
        &mut headers,
        field,
    )
    .unwrap();
    assert_eq!(other, exchange::Others::default());
    assert_eq!(headers.succeeded, Some(true));
    assert_eq!(value, Some(place("Bergen")));
}

#[test]
fn a_header_is_that_of_the_envelope_and_stands_before_the_body() {
    let failed = saved("Oslo").replace(">true<", ">false<");
    let (from, to) = (failed.find("<s:Header>").unwrap(), failed.find("<s:Body>").unwrap());
    let header = &failed[from..to];
    let behind = failed.replace(header, "").replace("</s:Body>", &format!("</s:Body>{header}"));
    // Where it is not read as one, it cannot say that the call failed.
    for (reply, kind) in [
        (failed.clone(), ErrorKind::Outcome),
        (behind, ErrorKind::Decode),
        (failed.replace("s:Header>", "a:Header>"), ErrorKind::Decode),
    ] {
        let text = reply.clone();
        assert_eq!(failure(move || FakeReply::ok(text.clone())).kind(), kind, "{reply}");
    }
}
