//! What leaves: which values are parts, and what the message looks like.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use soapwright_runtime::client::{FakeReply, FakeTransport, RecordedRequest};
use soapwright_runtime::codec::{Field, View};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::{Operation, unpack};
use soapwright_runtime::values::{Base64, SimpleList, Upload};

use crate::vault::{
    Headers, NOTED, PLAIN, SECRET, UPLOAD, UPLOAD_12, both, bytes, envelope, faked, of_unknown_length,
    session, upload, uploaded,
};

fn fake() -> FakeTransport {
    FakeTransport::computed(|_| Ok(uploaded()))
}

/// What both clients send; it must be of the same kind.
fn sent(operation: &'static Operation, data: &Base64, mtom: Option<bool>) -> [RecordedRequest; 2] {
    let fake = fake();
    let session = faked(&fake);
    // What comes back is of one SOAP version, and not asked about.
    let _ = both(|| {
        let call = upload(&session, operation, data);
        mtom.map_or_else(|| upload(&session, operation, data), |on| call.mtom(on))
    });
    fake.requests().try_into().unwrap()
}

/// The bytes of the one part beside the envelope, if there is one.
fn beside(request: &RecordedRequest) -> Option<Vec<u8>> {
    let body = &request.body;
    let found = unpack(request.header("content-type"), body).unwrap()?;
    assert_eq!(&*found.envelope, request.text().as_bytes());
    let id = request.text().split_once("cid:")?.1.split_once('"')?.0.to_owned();
    let head = body.windows(id.len()).rposition(|window| window == id.as_bytes()).unwrap();
    let start = head + id.len() + ">\r\n\r\n".len();
    let boundary = parameter(request.header("content-type").unwrap(), "boundary");
    let end = body.len() - format!("\r\n--{boundary}--\r\n").len();
    Some(body[start..end].to_vec())
}

fn parameter(media: &str, name: &str) -> String {
    let (_, value) = media.split_once(&format!(" {name}=\"")).unwrap();
    value.split_once('"').unwrap().0.to_owned()
}

#[test]
fn the_contract_the_session_and_the_call_say_what_is_a_part() {
    let (large, small) = (Base64(bytes(1_024)), Base64(bytes(1_023)));
    for (operation, data, mtom, is_part) in [
        (&UPLOAD, &large, None, true),
        (&UPLOAD, &small, None, false),
        (&UPLOAD, &large, Some(false), false),
        (&PLAIN, &large, None, false),
        (&PLAIN, &large, Some(true), true),
        (&PLAIN, &small, Some(true), false),
    ] {
        for request in sent(operation, data, mtom) {
            let part = beside(&request);
            assert_eq!(part.is_some(), is_part, "{mtom:?} {request:?}");
            match part {
                Some(part) => assert_eq!(part, data.0),
                None => assert!(request.text().contains(&format!("data>{data}</")), "{request:?}"),
            }
            // What was asked for by name is a message of several parts even without one.
            let media = request.header("content-type").unwrap();
            assert_eq!(media.starts_with("multipart/related; "), is_part || mtom == Some(true), "{media}");
        }
    }
    // The session's word counts where the call says nothing, and so does its smallest size.
    let fake = fake();
    let session = session("http://fake", |builder| builder.transport(fake.clone()).mtom(true).mtom_from(3));
    for (count, is_part) in [(2, false), (3, true)] {
        upload(&session, &PLAIN, &Base64(bytes(count))).blocking().unwrap();
        assert_eq!(beside(&fake.last_request().unwrap()).is_some(), is_part);
    }
    upload(&session, &PLAIN, &large).mtom(false).blocking().unwrap();
    assert_eq!(beside(&fake.last_request().unwrap()), None);
}

#[test]
fn an_upload_is_a_part_whatever_its_size() {
    for content in [bytes(0), bytes(5)] {
        for data in [
            Upload::bytes(content.clone()).content_type("image/png"),
            of_unknown_length(&content),
            of_unknown_length(&content).length(u64::try_from(content.len()).unwrap()),
        ] {
            let is_typed = format!("{data:?}").contains("image/png");
            for request in sent(&UPLOAD, &data.into(), None) {
                assert_eq!(beside(&request), Some(content.clone()));
                assert_eq!(
                    String::from_utf8_lossy(&request.body).contains("\r\nContent-Type: image/png\r\n"),
                    is_typed
                );
            }
        }
    }
}

/// `xmime:contentType` of the value is the media type of its part, unless an upload has its own.
#[test]
fn an_attribute_of_the_value_says_the_media_type() {
    let fake = fake();
    let session = faked(&fake);
    let png = Upload::bytes(bytes(3)).content_type("image/png").into();
    for (data, media) in [
        (Base64(bytes(2_000)), "image/gif"),
        (of_unknown_length(b"x").into(), "image/gif"),
        (png, "image/png"),
    ] {
        let file = crate::vault::Typed(Some("image/gif".to_owned()), &data);
        session.call::<()>(&crate::vault::TYPED, &[View::Record(&file)]).blocking().unwrap();
        let request = fake.last_request().unwrap();
        assert!(request.text().contains(" b:contentType=\"image/gif\"><xop:Include "), "{}", request.text());
        let part = format!("\r\nContent-Type: {media}\r\n");
        assert!(String::from_utf8_lossy(&request.body).contains(&part));
    }
}

/// The parameters of the media types, quotes, brackets, and the action of SOAP 1.2 in both places.
#[test]
fn media_types_have_the_parameters_that_servers_look_for() {
    let data = Base64(bytes(2_000));
    let [one, other] = sent(&UPLOAD, &data, None);
    let boundary = parameter(one.header("content-type").unwrap(), "boundary");
    assert_eq!(
        one.header("content-type").unwrap(),
        format!(
            "multipart/related; type=\"application/xop+xml\"; start=\"<envelope@{boundary}>\"; start-info=\"text/xml\"; \
             boundary=\"{boundary}\""
        )
    );
    assert_eq!(one.header("soapaction"), Some("\"urn:soapwright:kit:vault:1/Upload\""));
    let head = format!(
        "--{boundary}\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\n\
         Content-Transfer-Encoding: binary\r\nContent-ID: <envelope@{boundary}>\r\n\r\n<?xml "
    );
    assert!(one.body.starts_with(head.as_bytes()));
    let text = String::from_utf8_lossy(&one.body).into_owned();
    let part = format!(
        "</s:Envelope>\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\
         Content-ID: <part-1@{boundary}>\r\n\r\n"
    );
    assert!(text.contains(&part), "{text}");
    let include = format!(
        "data><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:part-1@{boundary}\"/></"
    );
    assert!(one.text().contains(&include), "{}", one.text());
    // Random, long, and another one each time: the bytes of the value hold the beginning of every one.
    assert!(
        boundary.len() >= 40 && boundary.len() <= 70 && boundary.starts_with("soapwright-"),
        "{boundary}"
    );
    assert_ne!(boundary, parameter(other.header("content-type").unwrap(), "boundary"));
    let [twelve, _] = sent(&UPLOAD_12, &data, None);
    let media = twelve.header("content-type").unwrap();
    assert_eq!(parameter(media, "start-info"), "application/soap+xml");
    assert_eq!(parameter(media, "action"), "urn:soapwright:kit:vault:1/Upload");
    assert_eq!(twelve.header("soapaction"), None);
    let root = "\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"application/soap+xml\"; \
                action=\"urn:soapwright:kit:vault:1/Upload\"\r\n";
    assert!(String::from_utf8_lossy(&twelve.body).contains(root));
}

#[test]
fn a_reader_becomes_base64_on_the_way_where_it_is_no_part() {
    let content = bytes(200_001);
    for data in [of_unknown_length(&content), of_unknown_length(&content).length(200_001)] {
        for request in sent(&PLAIN, &data.into(), None) {
            assert!(request.header("content-type").unwrap().starts_with("text/xml"));
            let sent = String::from_utf8(request.body.to_vec()).unwrap();
            let (_, data) = sent.split_once("data>").unwrap();
            let read: Base64 = data.split_once("</").unwrap().0.parse().unwrap();
            assert!(read.0 == content && sent.ends_with("</s:Body></s:Envelope>"));
            // What is shown of it does without the bytes.
            assert!(request.text().contains("data><!-- an upload --></"), "{}", request.text());
        }
    }
}

#[test]
fn what_is_shown_of_a_request_is_its_envelope() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::new(http::StatusCode::BAD_GATEWAY, "no")));
    let session = faked(&fake);
    for data in [Base64(bytes(9_000)), of_unknown_length(&bytes(9_000)).into()] {
        for error in both(|| upload(&session, &UPLOAD, &data)).map(Result::unwrap_err) {
            let shown = error.masked_request().unwrap();
            assert!(shown.contains("<xop:Include ") && shown.len() < 700, "{shown}");
            assert!(!shown.contains("--soapwright-\r"), "{shown}");
        }
    }
}

/// A function is asked again for each attempt; what can be read only once is sent once.
#[test]
fn a_refused_call_is_sent_again_unless_its_reader_is_used_up() {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let again = Upload::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(&b"some bytes"[..])
    });
    let fake = FakeTransport::new();
    let refusal = || FakeReply::new(http::StatusCode::UNAUTHORIZED, "no");
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let session = faked(&fake).login_with_blocking(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok::<Headers, Error>(Headers::from("new".to_owned()))
    });
    fake.reply(refusal()).reply(uploaded());
    upload(&session, &UPLOAD, &again.into()).blocking().unwrap();
    assert_eq!(
        (opened.load(Ordering::SeqCst), fake.requests().len(), logins.load(Ordering::SeqCst)),
        (2, 2, 1)
    );
    for request in fake.requests() {
        assert_eq!(beside(&request).unwrap(), b"some bytes");
    }
    let once: Base64 = Upload::once(&b"some bytes"[..]).into();
    fake.reply(refusal()).reply(uploaded());
    let error = upload(&session, &UPLOAD, &once).blocking().unwrap_err();
    assert_eq!((error.kind(), error.status(), fake.requests().len()), (ErrorKind::Http, Some(401), 3));
    assert!(error.to_string().contains("can be read only once, and was sent already"), "{error}");
    // Nor is it by another call of the program's, and nothing is sent.
    let error = upload(&session, &UPLOAD, &once).blocking().unwrap_err();
    assert_eq!((error.kind(), error.outcome_unknown(), fake.requests().len()), (ErrorKind::Encode, false, 3));
    assert!(error.to_string().contains("can be read only once, and was sent already"), "{error}");
    assert_eq!(logins.load(Ordering::SeqCst), 1);
}

/// A reader that breaks off after some bytes.
struct Breaking(usize);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the disk is gone"));
        }
        let count = self.0.min(buffer.len());
        self.0 -= count;
        buffer[..count].fill(b'x');
        Ok(count)
    }
}

#[test]
fn a_reader_that_fails_makes_the_call_fail_whatever_the_server_answers() {
    for (data, says) in [
        (Upload::new(|| Ok(Breaking(100_000))), "the disk is gone"),
        (Upload::new(|| Err::<&[u8], _>(io::Error::other("no such thing"))), "no such thing"),
        (of_unknown_length(b"1234").length(3), "gives more bytes than its length says"),
        (of_unknown_length(b"1234").length(6), "ends 2 bytes before its length"),
        (Upload::file("/no/such/file"), "cannot be read: "),
    ] {
        let session = faked(&fake());
        let data = data.into();
        for mtom in [true, false] {
            for error in both(|| upload(&session, &UPLOAD, &data).mtom(mtom)).map(Result::unwrap_err) {
                assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
                assert!(error.to_string().contains(says), "{says}: {error}");
            }
        }
    }
}

#[test]
fn an_upload_stands_only_where_it_can_be_sent() {
    let session = faked(&fake());
    let data = of_unknown_length(b"x");
    let list = SimpleList(vec![Base64::from(data.clone())]);
    let data = Base64::from(data);
    for (operation, view) in [(&NOTED, View::Record(&crate::vault::Note(&data))), (&SECRET, list.view())] {
        let error = session.call::<()>(operation, &[view]).blocking().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(error.to_string().contains("an `Upload` cannot stand in"), "{error}");
    }
    // Values of both kinds are told apart, and shown without their bytes.
    assert_eq!(
        format!("{data:?}"),
        "Base64(Upload { from: \"function\", length: None, content_type: None })"
    );
    assert_ne!(data, Base64::default());
    assert_eq!(data, data.clone());
    assert!(serde_json::to_string(&data).unwrap_err().to_string().contains("not in memory"));
    let mut mixed = data;
    mixed.0.push(1);
    let error = upload(&session, &UPLOAD, &mixed).blocking().unwrap_err().to_string();
    assert!(error.contains("Upload/data: the value holds bytes beside an `Upload`"), "{error}");
    assert!(envelope("").starts_with("<s:Envelope"));
}
