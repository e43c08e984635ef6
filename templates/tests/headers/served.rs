//! What a server's answer says of the request that it answers.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use soapwright_runtime::addressing::{Addressing, AddressingVersion};
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport, RecordedRequest};
use soapwright_runtime::soap::server::{Dispatcher, Failure};

use super::miniature::{Session, envelope, place};
use super::own::SavePlace;

/// A session whose calls the dispatcher answers.
fn served(
    dispatcher: Dispatcher,
    change: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (FakeTransport, Session) {
    let answer = move |request: &RecordedRequest| {
        let answer = dispatcher.answer(&request.headers, &request.body);
        Ok(FakeReply::from(answer))
    };
    let fake = FakeTransport::computed(answer);
    let client = |client: ClientBuilder| change(client.transport(fake.clone()));
    (fake.clone(), Session::builder("https://host/atlas").client(client).build().unwrap())
}

#[test]
fn an_answer_says_which_request_it_answers() {
    for (version, mtom) in [
        (AddressingVersion::V1, false),
        (AddressingVersion::August2004, false),
        (AddressingVersion::V1, true),
    ] {
        let dispatcher = Dispatcher::new().on::<SavePlace>(|request| match request.place {
            Some(place) if place.name.as_deref() == Some("Oslo") => Ok(Some(place)),
            _ => Err(Failure::fault("Client", "no")),
        });
        let (fake, session) =
            served(dispatcher.mtom(mtom), |client| client.addressing(Addressing::new(version)));
        let reply = session.places().save_place(&place("Oslo")).blocking_reply().unwrap();
        let id = reply.checked.relates_to.clone().unwrap();
        assert!(fake.last_request().unwrap().text().contains(&id));
        let told = |name: &str| {
            let block = reply.other_headers.iter().find(|block| block.name.local == name).unwrap();
            assert_eq!(&*block.name.namespace, version.namespace());
            block.content.xml.clone()
        };
        assert!(told("Action").contains("urn:example:atlas/SavePlaceResponse"), "{}", told("Action"));
        // A Fault answers, too.
        let error = session.places().save_place(&place("Bergen")).blocking().unwrap_err();
        assert!(error.checked().relates_to.is_some() && !error.is_unverified(), "{error}");
        let text = error.masked_reply().unwrap();
        assert!(text.contains("/fault</a:Action>"), "{text}");
    }
}

#[test]
fn an_answer_says_nothing_to_who_asks_for_nothing() {
    let saving = || Dispatcher::new().on::<SavePlace>(|request| Ok(request.place));
    let (_, session) = served(saving(), |client| client);
    let reply = session.places().save_place(&place("Oslo")).blocking_reply().unwrap();
    assert!(reply.other_headers.is_empty());
    // A program's own answer is its own.
    let own = Dispatcher::new().on::<SavePlace>(|_| {
        Err(Failure::http(StatusCode::BAD_GATEWAY, "<s:Envelope><s:Body></s:Body></s:Envelope>"))
    });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    let number = "<w:MessageID xmlns:w='http://www.w3.org/2005/08/addressing'> urn:a&amp;b </w:MessageID>";
    let request = envelope(number, "<a:SavePlace><a:Place/></a:SavePlace>");
    assert_eq!(own.answer(&headers, request.as_bytes()).body(), "<s:Envelope><s:Body></s:Body></s:Envelope>");
    let answer = saving().answer(&headers, request.as_bytes());
    let answer = str::from_utf8(answer.body()).unwrap();
    assert!(
        answer.contains(":RelatesTo xmlns:a=\"http://www.w3.org/2005/08/addressing\">urn:a&amp;b</a:"),
        "{answer}"
    );
    assert_eq!(answer.matches("<s:Header>").count(), 1);
}
