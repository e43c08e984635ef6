//! What comes back: parts that go to writers while the reply comes in, and the same replies read as values.

use std::io::{self, Read as _, Write};
use std::sync::{Arc, Mutex};

use http::header::{CONTENT_TYPE, HeaderValue};
use soapwright_runtime::client::{FakeReply, FakeTransport, Reply, TransportError};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::values::{Base64, Streamed};

use crate::vault::{DOWNLOAD, UPLOAD, both, bytes, download, envelope, faked, session, upload};

const MEDIA: &str = "multipart/related; type=\"application/xop+xml\"; start=\"<root@kit>\"; start-info=\"text/xml\"; boundary=\"b=_1\"";

fn root(href: &str) -> String {
    envelope(&format!(
        "<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data>\
         <x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:{href}'/></data></DownloadResponse>"
    ))
}

fn part(headers: &str, content: &[u8]) -> Vec<u8> {
    [b"\r\n--b=_1\r\n", headers.as_bytes(), b"\r\n\r\n", content].concat()
}

fn root_part(href: &str) -> Vec<u8> {
    part(
        "Content-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\nContent-ID: <root@kit>",
        root(href).as_bytes(),
    )
}

fn whole(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], b"\r\n--b=_1--\r\n"].concat()
}

fn usual(content: &[u8]) -> Vec<u8> {
    whole(&[
        root_part("a@kit"),
        part("Content-Type: image/png\r\nContent-ID: <a@kit>\r\nContent-Transfer-Encoding: binary", content),
    ])
}

/// The reply of a fake, in chunks of this size.
fn reply(media: &str, body: &[u8], chunk: usize) -> FakeReply {
    let reply = FakeReply::ok("").header(CONTENT_TYPE, HeaderValue::from_str(media).unwrap());
    body.chunks(chunk).fold(reply, |reply, chunk| reply.chunk(chunk.to_vec()))
}

fn answering(media: &str, body: &[u8], chunk: usize) -> FakeTransport {
    let (media, body) = (media.to_owned(), body.to_vec());
    FakeTransport::computed(move |_| Ok(reply(&media, &body, chunk)))
}

/// What was written, part by part.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<Vec<Written>>>);

/// A part, and what was written of it.
type Written = (Streamed, Vec<u8>);

impl Files {
    fn open(&self, part: &Streamed) -> io::Result<Self> {
        self.0.lock().unwrap().push((part.clone(), Vec::new()));
        Ok(self.clone())
    }

    fn taken(&self) -> Vec<(Streamed, Vec<u8>)> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Write for Files {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().last_mut().unwrap().1.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a reply comes to: the bytes of the value, and those of parts that it does not include.
type Read = Result<Came, Error>;

/// The bytes of the value; id, media type and bytes of each other part.
type Came = (Vec<u8>, Vec<(String, String, Vec<u8>)>);

fn as_value(media: &str, body: &[u8]) -> Read {
    let fake = answering(media, body, usize::MAX);
    let reply = download(&faked(&fake), &DOWNLOAD).blocking_reply()?;
    let others = reply.attachments.into_iter().map(|one| (one.id, one.content_type, one.bytes.to_vec()));
    Ok((reply.value.0, others.collect()))
}

fn to_writers(media: &str, body: &[u8], chunk: usize) -> Vec<Read> {
    let fake = answering(media, body, chunk);
    let (session, files) = (faked(&fake), Files::default());
    let mut reads = Vec::new();
    let results = both(|| {
        files.taken();
        let files = files.clone();
        download(&session, &DOWNLOAD).attachments_to(move |part| files.open(part))
    });
    for result in results {
        reads.push(result.map(|reply| joined(&reply, files.0.lock().unwrap().clone())));
    }
    reads
}

/// The same from what was written: each part as it was told, and nothing else.
fn joined(reply: &Reply<Base64, ()>, written: Vec<(Streamed, Vec<u8>)>) -> Came {
    let included = reply.value.streamed();
    let mut value = reply.value.0.clone();
    let mut others: Vec<_> = reply
        .attachments
        .iter()
        .map(|one| (one.id.clone(), one.content_type.clone(), one.bytes.to_vec()))
        .collect();
    assert_eq!(reply.streamed.len(), written.len());
    for (told, (begun, bytes)) in reply.streamed.iter().zip(written) {
        assert_eq!((&told.id, &told.content_type, begun.bytes), (&begun.id, &begun.content_type, 0));
        assert_eq!(told.bytes, u64::try_from(bytes.len()).unwrap());
        match included.filter(|included| told.included && included.id == told.id) {
            Some(included) => {
                assert!(value.is_empty());
                assert_eq!(included, told);
                value = bytes;
            }
            None => others.push((told.id.clone(), told.content_type.clone(), bytes)),
        }
    }
    (value, others)
}

/// Messages as servers write them, right and wrong.
fn messages() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let content = bytes(700);
    let a = part("Content-ID: <a@kit>", &content);
    let odd = part("content-id: <d=1/a@kit>", &content);
    let mut all = vec![
        ("usual", MEDIA, usual(&content)),
        ("empty", MEDIA, usual(b"")),
        ("without a blank line", MEDIA, whole(&[root_part("a@kit"), b"\r\n--b=_1\r\nContent-ID: <a@kit>\r\n".to_vec()])),
        ("line ends", MEDIA, usual(b"\r\n\r\n--b=_\r\n--b=_12\r\n--b=_1x\r\n--b=_1 x\r\n-")),
        ("root last", MEDIA, whole(&[a.clone(), root_part("a@kit")])),
        ("no start", "Multipart/Related; boundary=b=_1", whole(&[root_part("a@kit"), a.clone()])),
        ("escaped", MEDIA, whole(&[root_part("d%3D1%2Fa@kit"), odd])),
        ("escaped in both places", MEDIA, whole(&[root_part("d%3D1%2Fa@kit"), part("Content-ID: <d%3D1%2Fa@kit>", &content)])),
        ("a part that nothing names", MEDIA, whole(&[root_part("a@kit"), a.clone(), part("Content-ID: <z>", b"z"), part("X: y", b"")])),
        ("padding", MEDIA, [b"old mail\r\n--b=_\r\n", &usual(&content)[..], b"  \r\nepilogue \r\n--b=_1\r\n"].concat()),
        ("folded", MEDIA, whole(&[root_part("a@kit"), part("Content-Type: a/b;\r\n\tc=d\r\nCONTENT-ID:\r\n <a@kit>", &content)])),
        ("gSOAP", "multipart/related; boundary=b=_1; start=\"<SOAP-ENV:Envelope>\"", whole(&[part("Content-ID: <SOAP-ENV:Envelope>", root("id1").as_bytes()), part("Content-ID: <id1>", &content)])),
        ("base64", MEDIA, whole(&[root_part("a@kit"), part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: BASE64", b"AAEC\r\nAwQ=\r\n")])),
        ("quoted-printable", MEDIA, whole(&[root_part("a@kit"), part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: quoted-printable", b"a=3Db=\r\nc=\nd\r\ne")])),
        ("one part only", MEDIA, envelope("<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data>AAE=</data></DownloadResponse>").into_bytes()),
        ("inline", "text/xml", envelope("<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data>AAE=</data></DownloadResponse>").into_bytes()),
        ("inline in a part", MEDIA, whole(&[part("Content-ID: <root@kit>", envelope("<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data>AAE=</data></DownloadResponse>").as_bytes())])),
        ("a fault", MEDIA, whole(&[part("Content-ID: <root@kit>", envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>").as_bytes()), a.clone()])),
        ("unix", MEDIA, String::from_utf8(usual(b"x")).unwrap().replace("\r\n", "\n").into_bytes()),
    ];
    let wrong = [
        (
            "bad base64",
            MEDIA,
            whole(&[
                root_part("a@kit"),
                part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: base64", b"AAE=AAEC"),
            ]),
        ),
        (
            "cut base64",
            MEDIA,
            whole(&[
                root_part("a@kit"),
                part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: base64", b"AAECA"),
            ]),
        ),
        (
            "bad quoted-printable",
            MEDIA,
            whole(&[
                root_part("a@kit"),
                part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: quoted-printable", b"a="),
            ]),
        ),
        (
            "unknown encoding",
            MEDIA,
            whole(&[
                root_part("a@kit"),
                part("Content-ID: <a@kit>\r\nContent-Transfer-Encoding: x-uue", b"a"),
            ]),
        ),
        ("twice", MEDIA, whole(&[root_part("a@kit"), a.clone(), a.clone()])),
        ("nowhere", MEDIA, whole(&[root_part("n@kit"), a.clone()])),
        ("no root", MEDIA, whole(std::slice::from_ref(&a))),
        ("no boundary", "multipart/related; start=x", usual(b"x")),
        ("another boundary", "multipart/related; boundary=c", usual(b"x")),
        ("no part", MEDIA, b"--b=_1--\r\n".to_vec()),
        ("no header", MEDIA, whole(&[root_part("a@kit"), part("nothing", b"x")])),
        (
            "long header",
            MEDIA,
            whole(&[root_part("a@kit"), part(&format!("A: {}", "b".repeat(20_000)), b"x")]),
        ),
    ];
    all.extend(wrong);
    all
}

#[test]
fn a_writer_gets_what_a_value_would_have_held() {
    let (mut right, mut wrong) = (0, 0);
    for (name, media, body) in messages() {
        let expected = as_value(media, &body);
        for chunk in [1, 2, 3, 7, 64, 701, usize::MAX] {
            for read in to_writers(media, &body, chunk) {
                match (&expected, read) {
                    (Ok(expected), Ok(read)) => assert!(*expected == read, "{name} {chunk}: {read:?}"),
                    (Err(expected), Err(read)) => {
                        assert_eq!(expected.kind(), read.kind(), "{name} {chunk}: {expected} {read}");
                    }
                    (expected, read) => panic!("{name} {chunk}: {expected:?}, but {read:?}"),
                }
            }
        }
        right += usize::from(expected.is_ok());
        wrong += usize::from(expected.is_err());
    }
    // All but the Fault are as their places say.
    assert_eq!((right, wrong), (18, 13));
}

/// A compressed reply is taken apart when it is whole: what the HTTP library leaves, and what no header tells of.
#[test]
fn a_compressed_reply_goes_to_writers_too() {
    let content = bytes(9_000);
    let packed = |zlib: bool| {
        let mut out = Vec::new();
        match zlib {
            true => flate2::read::ZlibEncoder::new(&usual(&content)[..], flate2::Compression::fast())
                .read_to_end(&mut out),
            false => flate2::read::GzEncoder::new(&usual(&content)[..], flate2::Compression::fast())
                .read_to_end(&mut out),
        }
        .unwrap();
        out
    };
    for (encoding, body) in [
        ("deflate", packed(true)),
        ("identity", packed(false)),
        ("gzip", packed(false)),
        ("gzip", usual(&content)),
    ] {
        let fake = FakeTransport::computed(move |_| {
            Ok(reply(MEDIA, &body, 700)
                .header(http::header::CONTENT_ENCODING, HeaderValue::from_static(encoding)))
        });
        let (session, files) = (faked(&fake), Files::default());
        let results = both(|| {
            files.taken();
            let files = files.clone();
            download(&session, &DOWNLOAD).attachments_to(move |part| files.open(part))
        });
        for result in results {
            assert_eq!(result.unwrap().streamed[0].bytes, 9_000, "{encoding}");
        }
        assert!(files.taken()[0].1 == content);
    }
}

/// Short data is never taken for whole, wherever a message ends.
#[test]
fn a_message_that_is_cut_off_is_an_error() {
    let body = usual(b"hello\r\n--b=_1x");
    let (end, _) = body.iter().enumerate().rfind(|(_, byte)| **byte == b'1').unwrap();
    for length in 1..end + 2 {
        for read in to_writers(MEDIA, &body[..length], 5) {
            let error = read.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Http), "{length}: {error}");
        }
    }
    for read in to_writers(MEDIA, &body[..end + 3], 5) {
        assert_eq!(read.unwrap().0, b"hello\r\n--b=_1x");
    }
    // So is a connection that breaks, and nothing of the value is handed out.
    let half = body[..body.len() / 2].to_vec();
    let breaking = FakeTransport::computed(move |_| {
        Ok(reply(MEDIA, &half, 9).breaks(TransportError::new("the line is dead")))
    });
    for result in both(|| download(faked_static(&breaking), &DOWNLOAD).attachments_to(|_| Ok(io::sink()))) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, true));
    }
}

/// A session that lives as long as the test.
fn faked_static(fake: &FakeTransport) -> &'static crate::vault::Session {
    Box::leak(Box::new(faked(fake)))
}

#[test]
fn the_handle_in_the_value_says_what_it_was_and_cannot_be_sent() {
    let fake = answering(MEDIA, &usual(b"hello"), 11);
    let session = faked(&fake);
    for result in both(|| download(&session, &DOWNLOAD).attachments_to(|_| Ok(io::sink()))) {
        let value = result.unwrap().value;
        let part = value.streamed().unwrap();
        assert_eq!(
            (&*part.id, &*part.content_type, part.bytes, part.included),
            ("a@kit", "image/png", 5, true)
        );
        assert!(value.is_empty() && value != Base64::default(), "{value:?}");
        assert!(format!("{value:?}").contains("bytes: 5"), "{value:?}");
        let error = upload(&session, &UPLOAD, &value).blocking().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(error.to_string().contains("they went to a writer when the reply came"), "{error}");
        assert!(serde_json::to_string(&value).is_err());
    }
}

#[test]
fn limits_count_for_the_envelope_and_for_the_parts_by_themselves() {
    let body = usual(&bytes(50_000));
    let fake = answering(MEDIA, &body, 4_096);
    let session = session("http://fake", |builder| builder.transport(fake.clone()).reply_limit(2_000));
    let call = || download(&session, &DOWNLOAD).attachments_to(|_| Ok(io::sink()));
    for result in both(call) {
        assert_eq!(result.unwrap().streamed[0].bytes, 50_000);
    }
    for result in both(|| call().attachments_limit(50_000)) {
        result.unwrap();
    }
    for result in both(|| call().attachments_limit(49_999)) {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        assert!(error.to_string().contains("the parts of the reply are larger than 49999 bytes"), "{error}");
    }
    for result in both(|| download(&session, &DOWNLOAD)) {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Limit);
    }
    let long = whole(&[part("Content-ID: <root@kit>", " ".repeat(2_001).as_bytes())]);
    let fake = answering(MEDIA, &long, 4_096);
    let session =
        crate::vault::session("http://fake", |builder| builder.transport(fake.clone()).reply_limit(2_000));
    for result in both(|| download(&session, &DOWNLOAD).attachments_to(|_| Ok(io::sink()))) {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Limit);
    }
}

/// A writer that is full at once, or when it is closed.
struct Full(bool);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 { Err(io::Error::other("the disk is full")) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::Error::other("the disk is full"))
    }
}

#[test]
fn a_writer_that_fails_makes_the_call_fail() {
    let fake = answering(MEDIA, &usual(b"hello"), 11);
    let session = faked(&fake);
    let refuse = |_: &Streamed| Err::<io::Sink, _>(io::Error::other("the disk is full"));
    for results in [
        both(|| download(&session, &DOWNLOAD).attachments_to(|_| Ok(Full(true)))),
        both(|| download(&session, &DOWNLOAD).attachments_to(|_| Ok(Full(false)))),
        both(|| download(&session, &DOWNLOAD).attachments_to(refuse)),
    ] {
        for result in results {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, true));
            assert!(error.to_string().contains("a part of the reply, `a@kit`, cannot be written"), "{error}");
            assert!(error.to_string().contains("the disk is full"), "{error}");
        }
    }
}
