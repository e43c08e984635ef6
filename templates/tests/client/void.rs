//! Replies to operations whose contract promises nothing, or a wrapper with nothing in it.

use http::StatusCode;
use soapwright_runtime::client::{FakeReply, FakeTransport};
use soapwright_runtime::codec::{DepartureKind, Reading, TypeDef};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::{Body, Message, Operation, Service, SoapVersion, Wrapper};

use super::miniature::{ATLAS, DELETE_PLACE, PLACES, Session, both, envelope, faked, fault, saved};

static PLAIN: Service = Service {
    name: "Plain",
    address: None,
    path: "Plain",
    paths: &["Plain"],
    version: SoapVersion::Soap11,
    namespaces: PLACES.namespaces,
    outcome: None,
    secrets: &[],
};

const REQUEST: Message = Message { headers: &[], body: Body::Bare(&[]), attachments: &[] };

/// Its output message has no part.
static NO_PART: Operation = Operation {
    name: "NoPart",
    service: &PLAIN,
    action: "",
    input_action: None,
    request: REQUEST,
    response: Some(Message { headers: &[], body: Body::Bare(&[]), attachments: &[] }),
};

/// Its output is a wrapper of an empty type.
static EMPTY_WRAPPER: Operation = Operation {
    name: "EmptyWrapper",
    service: &PLAIN,
    action: "",
    input_action: None,
    request: REQUEST,
    response: Some(Message {
        headers: &[],
        body: Body::Wrapped(Wrapper { flags: 0, def: TypeDef::new(ATLAS, "DoneResponse", &[]) }),
        attachments: &[],
    }),
};

#[test]
fn void_is_void() {
    let space = PLACES.namespaces[usize::from(ATLAS)];
    let qualified = format!("<d:DoneResponse xmlns:d=\"{space}\"/>");
    let succeeded = format!("<h:Succeeded xmlns:h=\"{space}\">true</h:Succeeded>");
    for (operation, headers, body, ok) in [
        (&NO_PART, "", "", true),
        (&NO_PART, "", "<editResponse/>", true),
        (&NO_PART, "", "<editResponse xmlns=\"urn:x\">  </editResponse>", true),
        (&NO_PART, "", "<editResponse>done</editResponse>", false),
        (&NO_PART, "", "<editResponse code=\"1\"/>", false),
        (&NO_PART, "", "<editResponse><result/></editResponse>", false),
        (&EMPTY_WRAPPER, "", "", true),
        (&EMPTY_WRAPPER, "", &qualified, true),
        (&EMPTY_WRAPPER, "", "<OtherResponse/>", false),
        (&EMPTY_WRAPPER, "", "<DoneResponse xmlns=\"urn:another\"/>", false),
        // Where headers say whether a call worked, an empty Body alone says nothing.
        (&DELETE_PLACE, "", "", false),
        (&DELETE_PLACE, &succeeded, "", true),
    ] {
        let (headers, body) = (headers.to_owned(), body.to_owned());
        let shown = format!("{}: {headers}{body}", operation.name);
        let fake = FakeTransport::computed(move |_| Ok(FakeReply::ok(envelope(&headers, &body))));
        let session = Session::builder("https://host/")
            .client(|client| client.transport(fake.clone()))
            .build()
            .unwrap();
        let arguments = [];
        for result in both(|| session.client().call::<()>(operation, &arguments)) {
            assert_eq!(result.is_ok(), ok, "{shown}: {result:?}");
            if let Err(error) = result {
                assert!(error.kind() == ErrorKind::Decode && error.outcome_unknown(), "{shown}: {error:?}");
            }
        }
    }
}

#[test]
fn a_void_operation_needs_its_wrapper_or_the_outcome_header() {
    for (headers, good) in [("", false), ("<a:Succeeded>true</a:Succeeded>", true)] {
        let fake = FakeTransport::computed(move |_| Ok(FakeReply::ok(envelope(headers, ""))));
        let session = faked(&fake);
        for result in both(|| session.places().delete_place(7)) {
            assert_eq!(result.is_ok(), good);
        }
    }
}

#[test]
fn a_void_operation_gives_unit() {
    let text = envelope("<a:Succeeded>true</a:Succeeded>", "<a:DeletePlaceResponse/>");
    let fake = FakeTransport::computed(move |_| Ok(FakeReply::ok(text.clone())));
    let session = faked(&fake);
    for result in both(|| session.places().delete_place(7)) {
        result.unwrap();
    }
    assert!(fake.last_request().unwrap().text().contains(">7<"));
}

#[test]
fn a_one_way_operation_is_content_with_any_2xx_but_not_with_a_fault() {
    for (status, body) in [(200, ""), (202, ""), (204, ""), (200, "whatever")] {
        let fake =
            FakeTransport::computed(move |_| Ok(FakeReply::new(StatusCode::from_u16(status).unwrap(), body)));
        let session = faked(&fake);
        for result in both(|| session.places().forget_place(7)) {
            result.unwrap();
        }
    }
    let fake = FakeTransport::computed(|_| Ok(FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, "")));
    let failing = faked(&fake);
    for error in both(|| failing.places().forget_place(7)).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Http);
    }
    // Whatever the status says.
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(fault())));
    let refused = faked(&fake);
    for error in both(|| refused.places().forget_place(7)).map(Result::unwrap_err) {
        assert_eq!(error.fault().unwrap().reason, "no such place");
    }
    for reply in [saved("Oslo"), envelope("", ""), saved("Oslo").replace("</", "<")] {
        let fake = FakeTransport::computed(move |_| Ok(FakeReply::ok(reply.clone())));
        let answered = faked(&fake);
        for result in both(|| answered.places().forget_place(7)) {
            result.unwrap();
        }
    }
}

#[test]
fn nothing_answers_an_operation_whose_reply_holds_nothing() {
    static PING: Operation = Operation {
        name: "Ping",
        service: &PLACES,
        action: "",
        input_action: None,
        request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
        response: Some(Message { headers: &[], body: Body::Bare(&[]), attachments: &[] }),
    };
    for (status, body, ok) in
        [(200, "", true), (202, " \r\n", true), (500, "", false), (200, "<html/>", false)]
    {
        let fake =
            FakeTransport::computed(move |_| Ok(FakeReply::new(StatusCode::from_u16(status).unwrap(), body)));
        let session = faked(&fake);
        for result in both(|| session.client().call::<()>(&PING, &[])) {
            assert_eq!(result.is_ok(), ok, "{status} {body:?}: {result:?}");
        }
    }
}

#[test]
fn an_empty_body_in_place_of_an_empty_wrapper_is_told() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(envelope("", ""))));
    let session = faked(&fake);
    for operation in [&EMPTY_WRAPPER, &NO_PART] {
        let told = session.client().call::<()>(operation, &[]).blocking_reply().unwrap().departures;
        let told: Vec<_> = told.iter().map(|one| (one.kind, &*one.path, &*one.found)).collect();
        let strict = session.client().call::<()>(operation, &[]).reading(Reading::strict()).blocking();
        if operation.name == "NoPart" {
            assert_eq!(told, []);
            strict.unwrap();
        } else {
            let found = "`DoneResponse` is missing in the Body";
            assert_eq!(told, [(DepartureKind::Absent, "Envelope/Body", found)]);
            assert!(strict.unwrap_err().to_string().contains(found));
        }
    }
}
