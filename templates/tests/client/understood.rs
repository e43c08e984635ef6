//! Header blocks that must be understood, in both directions, and time that a call has for its login.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use soapwright_runtime::client::{FakeReply, FakeTransport};
use soapwright_runtime::codec::{DepartureKind, Reading};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::server::Dispatcher;

use super::miniature::{Place, Session, both, envelope, place};
use super::served::SavePlace;

const SECURITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const UTILITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

fn session(reply: &str, reading: Reading) -> Session {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(reply.to_owned()));
    fake.reply(FakeReply::ok(reply.to_owned()));
    let client = |client: soapwright_runtime::client::ClientBuilder| {
        client.transport(fake).reading(reading).understands("urn:known", "Trace")
    };
    Session::builder("http://fake").ticket("7T:abc").client(client).build().unwrap()
}

/// A reply with these header blocks, and a value.
fn with(headers: &str) -> String {
    envelope(
        headers,
        "<a:SavePlaceResponse><a:Response><a:Name>x</a:Name></a:Response></a:SavePlaceResponse>",
    )
}

fn saved(reply: &str, reading: Reading) -> Result<Option<Place>, soapwright_runtime::Error> {
    let session = session(reply, reading);
    let [one, other] = both(|| session.places().save_place(&place("x")));
    assert_eq!(one.as_ref().map_err(ToString::to_string), other.as_ref().map_err(ToString::to_string));
    one
}

#[test]
fn what_must_be_understood_and_is_not_is_an_error_of_its_own() {
    let timestamp = |expires: &str| {
        format!(
            "<o:Security xmlns:o='{SECURITY}' s:mustUnderstand='1'><u:Timestamp xmlns:u='{UTILITY}'>\
             <u:Expires>{expires}</u:Expires></u:Timestamp></o:Security>"
        )
    };
    let next = "http://schemas.xmlsoap.org/soap/actor/next";
    for known in [
        "<k:Trace xmlns:k='urn:known' s:mustUnderstand='1'/>".to_owned(),
        "<w:Action xmlns:w='http://www.w3.org/2005/08/addressing' s:mustUnderstand='1'>x</w:Action>"
            .to_owned(),
        "<k:Trace xmlns:k='urn:other' s:mustUnderstand='0'/>".to_owned(),
        // gSOAP sends the headers of the request back.
        "<a:Ticket s:mustUnderstand='1'>7T</a:Ticket>".to_owned(),
        "<k:Trace xmlns:k='urn:other' s:mustUnderstand='1' s:actor='urn:somebody'/>".to_owned(),
        timestamp("2999-01-01T00:00:00Z"),
    ] {
        assert!(saved(&with(&known), Reading::faithful()).is_ok(), "{known}");
    }
    for unknown in [
        "<k:Trace xmlns:k='urn:other' s:mustUnderstand='1'/>".to_owned(),
        "<k:Other xmlns:k='urn:known' s:mustUnderstand='true'/>".to_owned(),
        format!("<k:Trace xmlns:k='urn:other' s:mustUnderstand='1' s:actor='{next}'/>"),
        timestamp("2001-01-01T00:00:00Z"),
        timestamp("2999-01-01T00:00:00Z").replace("</o:Security>", "<o:UsernameToken/></o:Security>"),
        // Neither the name nor the namespace alone is that of WS-Security.
        timestamp("2999-01-01T00:00:00Z").replace("o:Security", "o:Other"),
        timestamp("2999-01-01T00:00:00Z").replace(SECURITY, "urn:other"),
    ] {
        let reply = with(&unknown);
        let error = saved(&reply, Reading::faithful()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotUnderstood, "{unknown}: {error}");
        assert!(error.outcome_unknown());
        let again: Option<Place> = error.read_again(Reading::lenient()).unwrap();
        assert_eq!(again, saved(&reply, Reading::lenient()).unwrap());
        // A Fault says what happened, whatever is around it.
        let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>";
        let error = saved(&envelope(&unknown, fault), Reading::strict()).unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Fault, false), "{unknown}");
    }
}

#[test]
fn a_fault_tells_what_must_be_understood() {
    let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>";
    let header = "<k:Trace xmlns:k='urn:other' s:mustUnderstand='1'/>";
    let error = saved(&envelope(header, fault), Reading::faithful()).unwrap_err();
    let told: Vec<_> = error.departures().iter().map(|departure| departure.kind).collect();
    assert_eq!(told, [DepartureKind::MustUnderstand]);
    assert_eq!(error.departures()[0].path, "Envelope/Header/Trace");
}

#[test]
fn a_request_header_says_what_it_demands_and_a_server_answers_it() {
    let sent = |change: fn(
        soapwright_runtime::client::ClientBuilder,
    ) -> soapwright_runtime::client::ClientBuilder| {
        let fake = FakeTransport::new();
        fake.reply(FakeReply::ok(with("")));
        let client =
            |client: soapwright_runtime::client::ClientBuilder| change(client.transport(fake.clone()));
        let session = Session::builder("http://fake").ticket("7T:abc").client(client).build().unwrap();
        session.places().save_place(&place("x")).blocking().unwrap();
        fake.last_request().unwrap().text().to_owned()
    };
    let plain = sent(|client| client);
    assert!(!plain.contains("mustUnderstand"), "{plain}");
    let demanding = sent(|client| client.must_understand("Ticket").header_role("Ticket", "urn:a&b\"c"));
    assert!(
        demanding.contains(":Ticket s:mustUnderstand=\"1\" s:actor=\"urn:a&amp;b&quot;c\""),
        "{demanding}"
    );

    let answer = |dispatcher: Dispatcher, header: &str| {
        let dispatcher = dispatcher.on::<SavePlace>(|request| Ok(request.place));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
        let request = envelope(header, "<a:SavePlace><a:Place><a:Name>x</a:Name></a:Place></a:SavePlace>");
        let response = dispatcher.answer(&headers, request.as_bytes());
        String::from_utf8(response.body().to_vec()).unwrap()
    };
    let header = "<k:Trace xmlns:k='urn:known' s:mustUnderstand='1'/>";
    let refused = answer(Dispatcher::new(), header);
    assert!(refused.contains(":MustUnderstand</faultcode>"), "{refused}");
    let understood = answer(Dispatcher::new().understands("urn:known", "Trace"), header);
    assert!(understood.contains("SavePlaceResponse"), "{understood}");
}
