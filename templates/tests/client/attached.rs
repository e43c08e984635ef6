//! Bytes that stand beside the envelope, where the contract says base64.

use http::header::{CONTENT_TYPE, HeaderValue};
use soapwright_runtime::client::{FakeReply, FakeTransport};
use soapwright_runtime::codec::{DepartureKind, OPTIONAL, Particle, Reading, Scalar, Type, TypeDef};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::{Body, Message, Operation, Service, SoapVersion, Wrapper};
use soapwright_runtime::values::Base64;

use super::miniature::{ATLAS, PLACES, Session, both, envelope};

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

static FETCH: Operation = Operation {
    name: "Fetch",
    service: &PLAIN,
    action: "",
    input_action: None,
    request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
    response: Some(Message {
        headers: &[],
        body: Body::Single(Wrapper {
            flags: 0,
            def: TypeDef::new(
                ATLAS,
                "FetchResponse",
                &[Particle::new(ATLAS, "Data", 0, OPTIONAL, Type::Scalar(Scalar::Base64))],
            ),
        }),
        attachments: &[],
    }),
};

/// A session with a server that answers with the element `Data`, and the part `p@x` beside the envelope.
fn session(data: &str) -> Session {
    let space = PLACES.namespaces[usize::from(ATLAS)];
    let xml = envelope("", &format!("<FetchResponse xmlns=\"{space}\">{data}</FetchResponse>"));
    let parts = format!(
        "--b\r\nContent-Type: text/xml\r\n\r\n{xml}\r\n--b\r\nContent-ID: <p@x>\r\n\r\nhello\r\n--b--\r\n"
    );
    let media = HeaderValue::from_static("multipart/related; type=\"text/xml\"; boundary=b");
    let fake =
        FakeTransport::computed(
            move |_| Ok(FakeReply::ok(parts.clone()).header(CONTENT_TYPE, media.clone())),
        );
    Session::builder("https://host/").client(|client| client.transport(fake)).build().unwrap()
}

/// What both clients read, with each policy that reads all that has a meaning.
fn fetched(data: &str) -> Vec<Result<Option<Base64>, Error>> {
    let session = session(data);
    let call = || session.client().call::<Option<Base64>>(&FETCH, &[]);
    both(call).into_iter().chain(both(|| call().reading(Reading::lenient()))).collect()
}

#[test]
fn an_href_gives_the_bytes_of_the_part() {
    for data in
        ["<Data href='cid:p@x'/>", "<Data href='cid:p%40x'></Data>", "<Data a='1' href=' cid:p@x '> </Data>"]
    {
        for bytes in fetched(data) {
            assert_eq!(&bytes.unwrap().unwrap()[..], b"hello", "{data}");
        }
    }
}

#[test]
fn what_the_element_holds_itself_goes_before_an_href() {
    for (data, read) in [
        ("<Data href='cid:p@x'>AAA=</Data>", &[0, 0][..]),
        ("<Data href='http://x'/>", b""),
        ("<Data/>", b""),
        (
            "<Data href='cid:p@x'><i:Include xmlns:i='http://www.w3.org/2004/08/xop/include' href='cid:p@x'/></Data>",
            b"hello",
        ),
    ] {
        for bytes in fetched(data) {
            assert_eq!(&bytes.unwrap().unwrap()[..], read, "{data}");
        }
    }
}

#[test]
fn an_href_of_nothing_is_an_error() {
    for error in fetched("<Data href='cid:q'/>").into_iter().map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("an href of `q`, which no part is called"), "{error}");
    }
}

#[test]
fn bytes_that_are_none_are_absent_only_where_the_policy_says_so() {
    let session = session("<Data>not base64!</Data>");
    let call = || session.client().call::<Option<Base64>>(&FETCH, &[]);
    assert_eq!(call().blocking().unwrap_err().kind(), ErrorKind::Decode);
    let reply = call().reading(Reading::lenient()).blocking_reply().unwrap();
    assert_eq!(reply.value, None);
    let [told] = &reply.departures[..] else { panic!("{reply:?}") };
    assert_eq!((told.kind, &*told.path), (DepartureKind::Unreadable, "Envelope/Body/FetchResponse/Data"));
}
