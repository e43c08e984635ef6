//! Replies to operations whose contract promises nothing, or a wrapper with nothing in it.

use soapwright_runtime::client::{FakeReply, FakeTransport};
use soapwright_runtime::codec::TypeDef;
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::{Body, Message, Operation, Service, SoapVersion, Wrapper};

use super::miniature::{DELETE_PLACE, NS, PLACES, Session, both, envelope};

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
    request: REQUEST,
    response: Some(Message { headers: &[], body: Body::Bare(&[]), attachments: &[] }),
};

/// Its output is a wrapper of an empty type.
static EMPTY_WRAPPER: Operation = Operation {
    name: "EmptyWrapper",
    service: &PLAIN,
    action: "",
    request: REQUEST,
    response: Some(Message {
        headers: &[],
        body: Body::Wrapped(Wrapper {
            tag: "DoneResponse>",
            flags: 0,
            def: TypeDef::new(NS, "DoneResponse", &[]),
        }),
        attachments: &[],
    }),
};

#[test]
fn void_is_void() {
    let space = PLACES.namespaces[usize::from(NS)];
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
