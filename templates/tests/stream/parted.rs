//! Items that include parts (MTOM), while the parts go to the program's own writers: an item says which part it includes, and
//! that comes later.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use soapwright_runtime::client::Call;
use soapwright_runtime::codec::{Particle, Reading, Type, TypeDef};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::{Body, Message, Operation, Wrapper};
use soapwright_runtime::tables::record;
use soapwright_runtime::values::{Base64, List, Streamed};

use crate::contract::{Headers, LIST, STOCK, Session};
use crate::same::envelope;
use crate::wire::{Answer, Wire, ready, session, session_with};

#[derive(Debug, Clone, Default, PartialEq)]
struct File {
    name: String,
    data: Base64,
}

record! {
    FILE: File = STOCK, "File" {
        0: name = required("Name", Type::STRING),
        1: data = required("Data", Type::BASE64),
    }
}

static FILES: Operation = Operation {
    name: "Files",
    request: Message::request(&[], TypeDef::new(STOCK, "Files", &[])),
    response: Some(Message {
        headers: &[],
        body: Body::Single(Wrapper::new(TypeDef::new(
            STOCK,
            "GetResponse",
            &[Particle::nullable(
                STOCK,
                "GetResult",
                0,
                Type::List(&Particle::item(STOCK, "File", Type::Record(&FILE))),
            )],
        ))),
        attachments: &[],
    }),
    ..LIST
};

const COUNT: usize = 40;

fn content(number: usize) -> String {
    format!("bytes of {number} ").repeat(100)
}

/// A reply with forty files, of which each includes a part; without some of the parts.
fn reply(without: &[usize]) -> String {
    let files: String = (0..COUNT)
        .map(|number| {
            let include = "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:";
            format!("<File><Name>{number}</Name><Data>{include}part%40{number}'/></Data></File>")
        })
        .collect();
    let text = envelope(&format!("<GetResult>{files}</GetResult>"));
    let mut out = format!(
        "--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: <root>\r\n\r\n{text}"
    );
    for number in (0..COUNT).filter(|number| !without.contains(number)) {
        out.push_str(&format!(
            "\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <part@{number}>\r\n\r\n{}",
            content(number)
        ));
    }
    out.push_str("\r\n--b--\r\n");
    out
}

fn answer(body: &str) -> Answer {
    Answer::ok(body).media_type(
        "multipart/related; boundary=b; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"",
    )
}

/// What the program's own writers got, by the ids of parts.
#[derive(Clone, Default)]
struct Got(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

struct Writer(Got, String);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.0.lock().unwrap().entry(self.1.clone()).or_default().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn call<'a>(session: &'a Session, got: &Got) -> Call<'a, List<File>, Headers> {
    let got = got.clone();
    let call: Call<'a, List<File>, Headers> = session.call_record(&FILES, &());
    call.attachments_to(move |part: &Streamed| Ok(Writer(got.clone(), part.id.clone())))
}

/// Items, what the reply told of parts, and the error.
type Seen = (Vec<File>, Result<Vec<Streamed>, Error>);

fn seen(answer: &Answer, got: &Got, blocking: bool) -> Seen {
    let session = session(answer);
    let mut files = Vec::new();
    let end = match blocking {
        true => call(&session, got).blocking_stream().and_then(|mut stream| {
            for file in stream.by_ref() {
                files.push(file?);
            }
            stream.finish()
        }),
        false => ready(async {
            let mut stream = call(&session, got).stream().await?;
            while let Some(file) = stream.next().await {
                files.push(file?);
            }
            stream.finish().await
        }),
    };
    (files, end.map(|reply| reply.streamed))
}

#[test]
fn an_item_comes_before_the_part_that_it_includes() {
    let text = reply(&[]);
    // What may be the beginning of a boundary is held back.
    let place = text.find("<File><Name>1<").unwrap() + 10;
    let behind = text.find("</s:Envelope>").unwrap() + "</s:Envelope>".len();
    let wire = Wire::new(answer(&text).cut_at(&[place, behind + 60]));
    let session = session_with(&wire, |builder| builder);
    let got = Got::default();
    let mut stream = call(&session, &got).blocking_stream().unwrap();
    let first = stream.next().unwrap().unwrap();
    let part = first.data.streamed().unwrap();
    assert_eq!((first.name.as_str(), part.id.as_str(), first.data.0.len()), ("0", "part@0", 0));
    assert_eq!((*wire.taken.lock().unwrap(), got.0.lock().unwrap().len()), (1, 0));
    assert_eq!(stream.by_ref().count(), COUNT - 1);
    let told = stream.finish().unwrap().streamed;
    assert_eq!((told.len(), told[0].content_type.as_str(), told[0].included), (COUNT, "image/png", true));
}

#[test]
fn wherever_it_is_cut_all_items_and_all_parts_come() {
    let text = reply(&[]);
    for size in [1, 7, 64, 1000, 4096, 1 << 20] {
        for blocking in [false, true] {
            let got = Got::default();
            let (files, told) = seen(&answer(&text).by(size), &got, blocking);
            let told = told.unwrap();
            assert_eq!((files.len(), told.len()), (COUNT, COUNT), "{size}");
            let got = got.0.lock().unwrap();
            for (number, file) in files.iter().enumerate() {
                let part = file.data.streamed().unwrap();
                assert_eq!(got[&part.id], content(number).into_bytes(), "{size}");
                assert!(told.iter().any(|one| one.id == part.id
                    && one.included
                    && one.bytes == content(number).len() as u64));
            }
        }
    }
    // Without writers it is read as a whole, and the items hold their bytes.
    let session = session(&answer(&text).by(100));
    let call: Call<'_, List<File>, Headers> = session.call_record(&FILES, &());
    let files: Vec<File> = call.blocking_stream().unwrap().map(Result::unwrap).collect();
    assert_eq!((files.len(), &files[7].data), (COUNT, &Base64(content(7).into_bytes())));
}

#[test]
fn a_part_that_does_not_come_is_an_error_behind_the_items() {
    for size in [50, 1 << 20] {
        for blocking in [false, true] {
            let (files, told) = seen(&answer(&reply(&[3, 20])).by(size), &Got::default(), blocking);
            let error = told.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(error.to_string().contains("`part@20`, which no part is called"), "{error}");
            // In one piece, the items are handed out before what follows is looked at.
            assert_eq!(files.len(), COUNT);
        }
    }
    // It breaks off within a part, or within the envelope.
    let text = reply(&[]);
    for (cut, count) in [(text.find("bytes of 9").unwrap(), COUNT), (text.find("<Name>5<").unwrap(), 5)] {
        let (files, told) = seen(&answer(&text[..cut]).by(50), &Got::default(), true);
        let error = told.unwrap_err();
        assert_eq!((files.len(), error.kind()), (count, ErrorKind::Decode), "{error}");
    }
    // An item that cannot be read ends it: no part is waited for.
    let broken = text.replace("<Name>4</Name>", "<Nome>4</Name>");
    assert!(broken != text);
    let (files, told) = seen(&answer(&broken).by(50), &Got::default(), false);
    assert_eq!((files.len(), told.unwrap_err().kind()), (4, ErrorKind::Decode));
}

#[test]
fn the_limit_counts_for_each_item_and_not_for_parts() {
    let text = reply(&[]);
    let session = session_with(&Wire::new(answer(&text).by(100)), |builder| builder.reply_limit(2_000));
    let stream = call(&session, &Got::default()).reading(Reading::faithful()).blocking_stream();
    assert_eq!(stream.unwrap().map(Result::unwrap).count(), COUNT);
}
