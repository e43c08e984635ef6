//! Attachments, in both SOAP versions, with a fake and over a socket; and replies in several parts, legal and not. Part
//! of a generated crate's tests.

mod serve;
mod wait;

use files::files::server::{BothRequest, DownloadRequest, SwapRequest, UploadRequest};
use files::files::{BothResponse, FetchResponse, SwapResponse};
use files::modern::server::SwapRequest as ModernSwap;
use files::types::{File, Typed};
use files::values::{Attachment, Base64};
use files::{Dispatcher, Error, ErrorKind, FakeReply, FakeTransport, Reply, Session};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};

use serve::serve;
use wait::wait;

fn session(fake: &FakeTransport) -> Session {
    Session::builder("http://fake").transport(fake.clone()).build().unwrap()
}

/// All bytes there are, and what a boundary begins with.
fn binary() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).collect();
    bytes.extend_from_slice(b"\r\n--soapwright-0\r\n\r\n--soapwright-0--\r\n");
    bytes
}

fn without_id(mut attachment: Attachment) -> Attachment {
    attachment.id.clear();
    attachment
}

#[test]
fn arguments_and_results_travel_beside_the_envelope() {
    let fake = FakeTransport::new();
    fake.on::<UploadRequest>(|upload| {
        assert_eq!((upload.title.as_str(), &*upload.bilæg.content_type), ("a & b", "image/png"));
        Ok(i32::try_from(upload.bilæg.bytes.len()).unwrap())
    });
    fake.on::<DownloadRequest>(|_| Ok(Attachment::new("image/jpeg", binary())));
    fake.on::<BothRequest>(|both| {
        let (front, back) = (Attachment::new("", "front"), Attachment::new("text/xml", "<back/>"));
        Ok(BothResponse { name: both.name, front, back })
    });
    fake.on::<SwapRequest>(|swap| Ok(SwapResponse { count: -swap.count, file: without_id(swap.file) }));
    let session = session(&fake);
    wait(async {
        let picture = Attachment::new("image/png", binary());
        let size = session.files().upload("a & b", &picture).await.unwrap();
        assert_eq!(usize::try_from(size).unwrap(), binary().len());
        let sent = fake.last_request().unwrap();
        let media = sent.header("content-type").unwrap();
        assert!(media.starts_with("multipart/related; type=\"text/xml\"; start="), "{media}");
        assert_eq!(sent.header("soapaction"), Some("\"urn:files/Upload\""));
        // The part's name can be told from its id.
        let read = sent.decode::<UploadRequest>().unwrap();
        assert!(read.bilæg.id.starts_with("bil%C3%A6g="), "{:?}", read.bilæg);
        let file = session.files().download("x").await.unwrap();
        assert_eq!((&*file.content_type, &file.bytes[..]), ("image/jpeg", &binary()[..]));
        let both = session.files().both("x").await.unwrap();
        assert_eq!((&*both.name, &both.front.bytes[..], &both.back.bytes[..]), ("x", &b"front"[..], &b"<back/>"[..]));
        assert_eq!(both.front.content_type, "application/octet-stream");
        let named = Attachment { id: "mine@here".to_owned(), ..Attachment::new("text/plain; charset=utf-8", "") };
        let swapped = session.files().swap(3, &named).await.unwrap();
        assert_eq!((swapped.count, &*swapped.file.content_type), (-3, "text/plain; charset=utf-8"));
        assert_eq!(fake.last_request().unwrap().decode::<SwapRequest>().unwrap().file, named);
        // A failure's answer has no attachments.
        fake.once::<DownloadRequest>(Err(files::Failure::fault("Server", "none")));
        assert_eq!(session.files().download("x").await.unwrap_err().kind(), ErrorKind::Fault);
    });
}

#[test]
fn an_attachment_that_no_header_can_carry_is_not_sent() {
    let fake = FakeTransport::new();
    for (media, id) in [("a/b\r\nX: y", ""), ("a/b", "a>b"), ("a/b", "a b"), ("æ/b", "")] {
        let file = Attachment { id: id.to_owned(), ..Attachment::new(media, "x") };
        let error = wait(async { session(&fake).files().swap(1, &file).await }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode, "{media} {id}");
        assert!(error.to_string().contains("file"), "{error}");
    }
    assert!(fake.requests().is_empty());
}

const CRLF: &str = "\r\n";

fn envelope(header: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:x='http://www.w3.org/2004/08/xop/include' \
         xmlns='urn:files'><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn include(id: &str) -> String {
    format!("<x:Include href='cid:{id}'/>")
}

fn part(headers: &[&str], content: &[u8]) -> Vec<u8> {
    let mut out = format!("{CRLF}--b{CRLF}").into_bytes();
    for header in headers {
        out.extend_from_slice(format!("{header}{CRLF}").as_bytes());
    }
    out.extend_from_slice(CRLF.as_bytes());
    out.extend_from_slice(content);
    out
}

/// A message of an envelope and other parts.
fn message(envelope: &str, others: &[Vec<u8>]) -> Vec<u8> {
    let mut out = part(&["Content-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"", "Content-ID: <root>"], envelope.as_bytes());
    others.iter().for_each(|other| out.extend_from_slice(other));
    out.extend_from_slice(format!("{CRLF}--b--").as_bytes());
    out
}

const MEDIA: &str = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"; boundary=b";

fn answer(media: &str, body: Vec<u8>) -> FakeReply {
    FakeReply::ok(body).header(CONTENT_TYPE, HeaderValue::from_str(media).unwrap())
}

/// What fetching comes to when the server answers this, async and blocking.
fn fetch(media: &str, body: Vec<u8>) -> Result<Reply<FetchResponse>, Error> {
    let fake = FakeTransport::new();
    fake.reply(answer(media, body.clone())).reply(answer(media, body));
    let one = wait(session(&fake).files().fetch("x").reply());
    let blocking = files::blocking::Session::builder("http://fake").transport(fake).build().unwrap();
    let other = blocking.calls().files().fetch("x").blocking_reply();
    match (&one, &other) {
        (Ok(one), Ok(other)) => assert_eq!((&one.value, &one.attachments), (&other.value, &other.attachments)),
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
        other => panic!("{other:?}"),
    }
    one
}

fn file(content: &str) -> String {
    format!("<FetchResponse><File><Content>{content}</Content></File></FetchResponse>")
}

#[test]
fn included_bytes_are_read_wherever_base64_stands() {
    let body = format!(
        "<FetchResponse><File><Content>{}</Content><Typed kind='k'>{}</Typed></File><Pages><Page>{}</Page>\
         <Page>AQI=</Page><Page> <!-- c --> <x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:p%3C1%3e@h'></x:Include>\
         </Page></Pages><Open><any>{}</any></Open></FetchResponse>",
        include("a"), include("b"), include("a"), include("raw"),
    );
    let parts = [
        part(&["content-id:<a>", "Content-Transfer-Encoding: BINARY"], &binary()),
        part(&["Content-ID: <seal>"], b"sealed"),
        part(&["Content-ID: b", "Content-Type: image/png"], b""),
        part(&["Content-ID: <p<1>@h>", "Content-Transfer-Encoding: base64"], b"SGVs\r\nbG8="),
        part(&["Content-ID: <raw>", "Content-Type: text/plain;", "  charset=utf-8", "Content-Transfer-Encoding: quoted-printable"], b"a=3Db=\r\nc"),
    ];
    let header = format!("<Seal>{}</Seal>", include("seal"));
    let reply = fetch(MEDIA, message(&envelope(&header, &body), &parts)).unwrap();
    let typed = Typed { value: Base64(Vec::new()), kind: Some("k".to_owned()) };
    assert_eq!(reply.value.file, File { content: binary().into(), typed: Some(typed), digest: None });
    let pages: Vec<&[u8]> = reply.value.pages.iter().map(|page| &**page).collect();
    assert_eq!(pages, [&binary()[..], &[1, 2], b"Hello"]);
    assert_eq!(reply.headers.seal.as_deref(), Some(&b"sealed"[..]));
    // What stays XML keeps its reference, and the part can be found.
    assert!(reply.value.open.unwrap().xml.contains("cid:raw"));
    let expected = Attachment { id: "raw".to_owned(), ..Attachment::new("text/plain; charset=utf-8", "a=bc") };
    assert_eq!(reply.attachments, [expected]);
}

#[test]
fn messages_are_read_as_servers_write_them() {
    let content = |reply: Result<Reply<FetchResponse>, Error>| reply.map(|reply| reply.value.file.content.0);
    let xml = envelope("", &file(&include("a")));
    let a = part(&["Content-ID: <a>"], b"\r\n--bc\r\n--b-\r\n-");
    let whole = message(&xml, std::slice::from_ref(&a));
    let expected = b"\r\n--bc\r\n--b-\r\n-".to_vec();
    // A preamble and an epilogue, padding, upper case, no start, quotes.
    let mut dressed = b"for old mail programs\r\n--bother\r\n--b  \t".to_vec();
    dressed.extend_from_slice(&whole[5..]);
    dressed.extend_from_slice(b"  \r\nepilogue --b");
    for (media, body) in [
        (MEDIA, whole.clone()),
        (MEDIA, whole[2..].to_vec()),
        (MEDIA, dressed),
        ("Multipart/Related;Boundary=\"b\"", whole.clone()),
        ("multipart/mixed; boundary=b; start=root", whole.clone()),
    ] {
        assert_eq!(content(fetch(media, body)).unwrap(), expected, "{media}");
    }
    // The root need not be the first.
    let root = part(&["Content-ID: <root>", "Content-Type: text/xml"], xml.as_bytes());
    let swapped = [&a[..], &root, b"\r\n--b--\r\n"].concat();
    assert_eq!(content(fetch(MEDIA, swapped)).unwrap(), expected);
    // Lines that end as Unix has them.
    let unix = format!("--b\nContent-ID: <root>\n\n{xml}\n--b\nContent-ID: <a>\n\n\r\nx\r\n\n--b--\n");
    assert_eq!(content(fetch(MEDIA, unix.into_bytes())).unwrap(), b"\r\nx\r\n");
    // The charset of the root counts.
    let latin = part(&["Content-ID: <root>", "Content-Type: text/xml; charset=iso-8859-1"], b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>\xe6</faultstring></s:Fault></s:Body></s:Envelope>");
    let fault = fetch(MEDIA, [&latin[..], b"\r\n--b--"].concat()).unwrap_err();
    assert_eq!(fault.fault().unwrap().reason, "æ");
    // A plain envelope, whatever the media type says.
    let plain = envelope("", &file("AQI="));
    assert_eq!(content(fetch(MEDIA, plain.into_bytes())).unwrap(), [1, 2]);
    // A part without a blank line before the next boundary is empty.
    let empty = format!("--b\r\nContent-ID: <root>\r\n\r\n{xml}\r\n--b\r\nContent-ID: <a>\r\n\r\n--b--");
    assert_eq!(content(fetch(MEDIA, empty.into_bytes())).unwrap(), b"");
}

/// The error of a reply in several parts, with the words that must be in it.
fn refused(media: &str, body: Vec<u8>, words: &[&str]) {
    let error = fetch(media, body).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Limit), "{error}");
    assert!(error.decode_error().is_some() && error.outcome_unknown(), "{error}");
    for word in words {
        assert!(error.to_string().contains(word), "{word}: {error}");
    }
}

#[test]
fn messages_that_are_cut_off_are_refused() {
    let xml = envelope("", &file(&include("a")));
    let whole = message(&xml, &[part(&["Content-ID: <a>"], b"0123456789")]);
    fetch(MEDIA, whole.clone()).unwrap();
    for length in 0..whole.len() {
        let error = fetch(MEDIA, whole[..length].to_vec()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Http), "{length}: {error}");
    }
}

#[test]
fn messages_that_are_not_what_they_say_are_refused() {
    let xml = envelope("", &file(&include("a")));
    let a = || part(&["Content-ID: <a>"], b"x");
    let whole = || message(&xml, &[a()]);
    refused("multipart/related", whole(), &["boundary"]);
    refused("multipart/related; boundary=\"\"", whole(), &["boundary"]);
    refused(&format!("multipart/related; boundary={}", "b".repeat(1000)), whole(), &["boundary"]);
    refused("multipart/related; boundary=other", whole(), &["its boundary does not occur", "byte 0"]);
    refused("multipart/related; boundary=b; start=nobody", whole(), &["`nobody`"]);
    refused(MEDIA, b"--b--\r\n".to_vec(), &["no part"]);
    refused(MEDIA, message(&xml, &[]), &["`a`", "FetchResponse/File/Content"]);
    refused(MEDIA, message(&xml, &[a(), a()]), &["two parts are called `a`"]);
    refused(MEDIA, message(&xml, &[part(&["Content-ID: <root>"], b"")]), &["two parts are called `root`"]);
    refused(MEDIA, message(&envelope("", &file("<x:Include/>")), &[a()]), &["no cid: URL"]);
    refused(MEDIA, message(&envelope("", &file("<x:Include href='http://h/a'/>")), &[a()]), &["no cid: URL"]);
    refused(MEDIA, message(&envelope("", &file("<Include href='cid:a'/>")), &[a()]), &["only text was expected"]);
    refused(MEDIA, message(&envelope("", &file("AQI=<x:Include href='cid:a'/>")), &[a()]), &["only text was expected"]);
    refused(MEDIA, message(&envelope("", &file("<x:Include href='cid:a'/>AQI=")), &[a()]), &["text"]);
    refused(MEDIA, message(&envelope("", &file("<x:Include href='cid:a'/><b/>")), &[a()]), &["end tag"]);
    // Only base64 can be elsewhere.
    let digest = "<FetchResponse><File><Content/><Digest><x:Include href='cid:a'/></Digest></File></FetchResponse>";
    refused(MEDIA, message(&envelope("", digest), &[a()]), &["only text was expected", "Digest"]);
    // Without parts there is nothing to include.
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(xml.clone()));
    let error = wait(async { session(&fake).files().fetch("x").await }).unwrap_err();
    assert!(error.to_string().contains("an xop:Include of `a`, which no part is called"), "{error}");
}

#[test]
fn broken_headers_and_encodings_are_refused() {
    let xml = envelope("", &file(&include("a")));
    for (headers, content, words) in [
        (vec!["Content-ID <a>"], &b"x"[..], "no header"),
        (vec![": <a>"], b"x", "no header"),
        (vec![" folded: first"], b"x", "no header"),
        (vec!["Content-ID: <a>", "Content-Transfer-Encoding: base64"], b"?", "no base64"),
        (vec!["Content-ID: <a>", "Content-Transfer-Encoding: base64"], b"AQI", "no base64"),
        (vec!["Content-ID: <a>", "Content-Transfer-Encoding: quoted-printable"], b"=4", "no quoted-printable"),
        (vec!["Content-ID: <a>", "Content-Transfer-Encoding: quoted-printable"], b"=xy", "no quoted-printable"),
        (vec!["Content-ID: <a>", "Content-Transfer-Encoding: uuencode"], b"x", "`uuencode` is not known"),
    ] {
        refused(MEDIA, message(&xml, &[part(&headers, content)]), &[words, "byte"]);
    }
    refused(MEDIA, message(&xml, &[part(&["X: \u{fffd}"], b"x")]), &["`a`"]);
    let long = format!("X: {}", "y".repeat(1 << 20));
    refused(MEDIA, message(&xml, &[part(&[&long], b"x")]), &["too long"]);
    let many = vec!["X: y"; 1_000_000];
    refused(MEDIA, message(&xml, &[part(&many, b"x")]), &["too many"]);
}

#[test]
fn many_parts_and_many_references_are_bounded() {
    let xml = envelope("", &file(&include("a")));
    let empty = vec![part(&[], b""); 1_001];
    refused(MEDIA, message(&xml, &empty), &["parts of a multipart message"]);
    // One large part in many places would fill the memory.
    let pages: String = (0..10_000).map(|_| format!("<Page>{}</Page>", include("a"))).collect();
    let body = format!("<FetchResponse><File><Content/></File><Pages>{pages}</Pages></FetchResponse>");
    let large = part(&["Content-ID: <a>"], &vec![7; 1 << 20]);
    refused(MEDIA, message(&envelope("", &body), &[large]), &["used again"]);
    // Boundaries that are none, in a row that a slow search would not come to the end of.
    let almost = "\r\n--".repeat(4_000_000);
    let reply = message(&xml, &[part(&["Content-ID: <a>"], almost.as_bytes())]);
    assert_eq!(fetch(MEDIA, reply).unwrap().value.file.content.len(), almost.len());
}

#[test]
fn attachments_of_a_contract_that_are_missing_are_told() {
    let name = envelope("", "<Name>n</Name>");
    let fake = FakeTransport::new();
    let both = |others: &[Vec<u8>]| {
        fake.reply(answer(MEDIA, message(&name, others)));
        wait(async { session(&fake).files().both("x").await })
    };
    let error = both(&[part(&["Content-ID: <front=1@h>"], b"f")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("the attachment `back` is missing"), "{error}");
    // Told by name, whatever the order; without names, in order.
    let named = [part(&["Content-ID: <back=1@h>"], b"b"), part(&["Content-ID: <front=1@h>"], b"f")];
    let unnamed = [part(&["Content-ID: <1>"], b"f"), part(&[], b"b")];
    for others in [&named, &unnamed] {
        let reply = both(others).unwrap();
        assert_eq!((&reply.front.bytes[..], &reply.back.bytes[..]), (&b"f"[..], &b"b"[..]));
    }
    fake.reply(FakeReply::ok(name.clone()));
    let error = wait(async { session(&fake).files().both("x").await }).unwrap_err();
    assert!(error.to_string().contains("the attachment `front` is missing"), "{error}");
}

#[test]
fn attachments_travel_over_a_socket_in_both_versions() {
    let dispatcher = Dispatcher::new()
        .on::<SwapRequest>(|swap| Ok(SwapResponse { count: 1, file: without_id(swap.file) }))
        .on::<ModernSwap>(|swap| Ok(files::modern::SwapResponse { count: 2, file: without_id(swap.file) }));
    let url = serve(move |headers, body| dispatcher.answer(headers, body));
    let file = Attachment::new("text/plain", binary());
    wait(async {
        let session = Session::builder(&url).build().unwrap();
        let swapped = session.files().swap(0, &file).await.unwrap();
        assert_eq!((swapped.count, &swapped.file.bytes), (1, &file.bytes));
        let swapped = session.modern().swap(0, &file).await.unwrap();
        assert_eq!((swapped.count, &swapped.file.bytes), (2, &file.bytes));
    });
    let session = files::blocking::Session::builder(&url).build().unwrap();
    assert_eq!(session.files().swap(0, &file).unwrap().file.bytes, file.bytes);
    assert_eq!(session.modern().swap(0, &file).unwrap().count, 2);
}

#[test]
fn a_broken_request_is_answered_with_a_fault() {
    let dispatcher = Dispatcher::new().on::<SwapRequest>(|_| Err(files::Failure::fault("Server", "not reached")));
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/related; boundary=b"));
    for body in [&b"--b\r\n"[..], b"nothing", b"--b\r\n\r\n<x/>\r\n--b--"] {
        let reply = dispatcher.answer(&headers, body);
        let text = String::from_utf8_lossy(reply.body()).into_owned();
        assert!(text.contains("Fault") && !text.contains("not reached"), "{text}");
    }
}
