//! Header blocks that the contract does not declare.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{DecodeErrorKind, Reading};
use soapwright_runtime::soap::server::{ServerOperation, decode};
use soapwright_runtime::soap::{HeaderBlock, Operation};
use soapwright_runtime::tables::record;
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::{
    PLACES, Place, Problem, RequestHeaders, ResponseHeaders, SAVE_PLACE, Session, both, envelope, place, run,
    saved,
};

const CONTRACT: &str = "<a:Ticket>7T:abc</a:Ticket>";

fn session(fake: &FakeTransport, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let client = |client: ClientBuilder| set(client.transport(fake.clone()));
    Session::builder("https://host/atlas").ticket("7T:abc").client(client).build().unwrap()
}

/// The header blocks of the newest request, as they stand there.
fn header(fake: &FakeTransport) -> String {
    let sent = fake.last_request().unwrap();
    let document =
        roxmltree::Document::parse(sent.text()).unwrap_or_else(|why| panic!("{why}: {}", sent.text()));
    let header = document.root_element().first_element_child().unwrap();
    let range = header.range();
    let text = &sent.text()[range];
    text.strip_prefix("<s:Header>").unwrap().strip_suffix("</s:Header>").unwrap().to_owned()
}

/// The blocks that a call sends with this one.
fn sent(block: HeaderBlock) -> String {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("x")));
    let session = session(&fake, |client| client.header_block(block));
    run(std::future::IntoFuture::into_future(session.places().save_place(&place("x")))).unwrap();
    header(&fake).strip_prefix(CONTRACT).unwrap().to_owned()
}

/// The blocks that a call in SOAP 1.2 sends with this one.
fn sent12(block: HeaderBlock) -> String {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(""));
    let session = session(&fake, |client| client.header_block(block));
    session.places().forget_place(1).blocking().unwrap();
    header(&fake).strip_prefix(CONTRACT).unwrap().to_owned()
}

#[test]
fn a_block_is_xml_or_text_or_a_generated_type() {
    let raw = "\n <t:T xmlns:t='urn:t' a='1'><t:b/>&amp;<![CDATA[<]]></t:T> ";
    assert_eq!(sent(HeaderBlock::raw(raw).unwrap()), raw.trim());
    assert_eq!(
        sent(HeaderBlock::text("urn:x?a&b", "T", "a<b & \"c\"")),
        "<z:T xmlns:z=\"urn:x?a&amp;b\">a&lt;b &amp; \"c\"</z:T>"
    );
    assert_eq!(sent(HeaderBlock::text("", "T", "")), "<T></T>");
    assert_eq!(
        sent(HeaderBlock::typed("urn:x", "T", Place { name: Some("A&B".into()), rank: 3 })),
        "<z:T xmlns:z=\"urn:x\" xmlns:a=\"urn:example:atlas\"><a:Name>A&amp;B</a:Name><a:Rank>3</a:Rank></z:T>"
    );
    let empty = HeaderBlock::typed("urn:example:atlas", "Problem", Problem::default());
    assert_eq!(empty.name().to_string(), "{urn:example:atlas}Problem");
    assert_eq!(sent(empty), "<z:Problem xmlns:z=\"urn:example:atlas\"/>");
}

#[test]
fn a_block_may_demand_and_have_a_role() {
    let block = |block: HeaderBlock| block.must_understand().role("urn:r?a&b");
    assert_eq!(
        sent(block(HeaderBlock::text("urn:x", "T", "1"))),
        "<z:T s:mustUnderstand=\"1\" s:actor=\"urn:r?a&amp;b\" xmlns:z=\"urn:x\">1</z:T>"
    );
    assert_eq!(
        sent12(block(HeaderBlock::raw("<T xmlns='urn:x'/>").unwrap())),
        "<T s:mustUnderstand=\"true\" s:role=\"urn:r?a&amp;b\" xmlns='urn:x'/>"
    );
    // One that binds our prefix to something else, and another one that looks free.
    let raw = "<s:T xmlns:s='urn:x'\n xmlns:soap='urn:y'/>";
    assert_eq!(
        sent(HeaderBlock::raw(raw).unwrap().must_understand()),
        "<s:T xmlns:soap2=\"http://schemas.xmlsoap.org/soap/envelope/\" soap2:mustUnderstand=\"1\" xmlns:s='urn:x'\n xmlns:soap='urn:y'/>"
    );
    assert_eq!(sent(HeaderBlock::raw(raw).unwrap()), raw);
    // One that binds it as we do.
    let raw = "<t:T xmlns:t='urn:x' xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' s:actor='urn:own'/>";
    assert_eq!(
        sent(HeaderBlock::raw(raw).unwrap().must_understand()),
        raw.replacen("<t:T", "<t:T s:mustUnderstand=\"1\"", 1)
    );
}

#[test]
fn attributes_of_soap_that_the_program_wrote_stay_and_are_not_doubled() {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let raw = format!("<t:T xmlns:t='urn:x' xmlns:q='{soap}' q:mustUnderstand='0' q:actor='urn:a'/>");
    assert_eq!(sent(HeaderBlock::raw(&raw).unwrap()), raw);
    let fake = FakeTransport::new();
    for (block, what) in [
        (HeaderBlock::raw(&raw).unwrap().must_understand(), "mustUnderstand"),
        (HeaderBlock::raw(&raw).unwrap().role("urn:b"), "actor"),
    ] {
        let session = session(&fake, |client| client.header_block(block));
        for error in both(|| session.places().save_place(&place("x"))).map(Result::unwrap_err) {
            assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Encode, false));
            let told = format!("the header block `T` has a {what} of its own, and is to get one");
            assert!(error.to_string().contains(&told), "{error}");
        }
    }
    assert!(fake.requests().is_empty());
}

#[test]
fn what_is_no_element_is_refused_before_anything_is_sent() {
    for bad in [
        "",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "<a/><!-- c -->",
        "<!-- c --><a/>",
        "<?xml version='1.0'?><a/>",
        "<?p?><a/>",
        "<!DOCTYPE a><a/>",
        "<s:a/>",
        "<a><s:b/></a>",
        "<a x:y='1'/>",
        "<a b='1' b='2'/>",
        "<a>&nope;</a>",
        "<a>&</a>",
        "<a b='<'/>",
        "<a>\u{1}</a>",
        "\u{feff}<a/>",
        "</s:Header><s:Body/>",
    ] {
        let error = HeaderBlock::raw(bad).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{bad}");
        assert!(error.to_string().contains("not one well-formed element"), "{error}");
    }
    let fake = FakeTransport::new();
    for bad in [HeaderBlock::text("urn:x", "a b", ""), HeaderBlock::text("urn:x", "T", "\u{0}")] {
        let session = session(&fake, |client| client.header_block(bad));
        let error = session.places().save_place(&place("x")).blocking().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
    }
    assert!(fake.requests().is_empty());
}

#[test]
fn blocks_are_those_of_the_builder_then_of_the_client_then_of_the_call() {
    let block = |name: &str| HeaderBlock::text("", name, "");
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("x"))));
    let first = session(&fake, |client| client.header_block(block("A")).header_block(block("B")));
    let second = Session::from(first.client().with_header_block(block("C")));
    let names = |session: &Session, own: Option<&str>| {
        let call = session.places().save_place(&place("x"));
        let call = match own {
            Some(name) => call.header_block(block(name)),
            None => call,
        };
        call.blocking().unwrap();
        header(&fake)
    };
    assert_eq!(names(&first, None), format!("{CONTRACT}<A></A><B></B>"));
    assert_eq!(names(&second, None), format!("{CONTRACT}<A></A><B></B><C></C>"));
    assert_eq!(names(&second, Some("D")), format!("{CONTRACT}<A></A><B></B><C></C><D></D>"));
    assert_eq!(names(&second.clone(), None), format!("{CONTRACT}<A></A><B></B><C></C>"));
    assert_eq!(names(&first, Some("D")), format!("{CONTRACT}<A></A><B></B><D></D>"));
}

#[test]
fn a_function_makes_blocks_anew_for_each_send_also_after_a_login() {
    // The first ticket is refused once.
    let fake = FakeTransport::computed(|request| {
        Ok(match request.text() {
            login if login.contains("user:ann") => FakeReply::ok(saved("ticket-2")),
            good if good.contains(">ticket-2<") && good.contains("<N>3</N>") => FakeReply::ok(saved("Oslo")),
            _ => FakeReply::new(http::StatusCode::UNAUTHORIZED, ""),
        })
    });
    let count = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&count);
    let client = move |client: ClientBuilder| {
        client.transport(fake.clone()).header_blocks(move |sending| {
            let number = counting.fetch_add(1, Ordering::SeqCst);
            let body = std::str::from_utf8(sending.body()?)?;
            assert!(body.starts_with("<a:SavePlace><a:Place><a:Name>"), "{body}");
            assert_eq!(sending.address().to_string(), "https://host/atlas/Places.svc");
            assert!(!format!("{sending:?}").contains("Oslo"));
            let mut all = vec![HeaderBlock::text("", "N", number.to_string())];
            all.extend((number == 0).then(|| HeaderBlock::text("", sending.operation().name, "")));
            Ok(all)
        })
    };
    let session = run(Session::builder("https://host/atlas").client(client).login("user:ann", "p")).unwrap();
    session.places().save_place(&place("Oslo")).blocking().unwrap();
    // The login, the refused call, a login, and the call again.
    assert_eq!(count.load(Ordering::SeqCst), 4);
}

#[test]
fn the_error_of_a_function_is_that_of_the_call() {
    let fake = FakeTransport::new();
    let session = session(&fake, |client| client.header_blocks(|_| Err("the key is gone".into())));
    for error in both(|| session.places().save_place(&place("x"))).map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Encode, false));
        assert_eq!(
            error.to_string(),
            "Places.SavePlace: the program's header blocks cannot be made: the key is gone. Nothing was sent"
        );
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the key is gone");
    }
    let own = |_: &soapwright_runtime::client::Sending<'_>| Err(Error::config("mine").into());
    let error = session.places().save_place(&place("x")).header_blocks(own);
    // That of the session comes first.
    assert_eq!(error.blocking().unwrap_err().kind(), ErrorKind::Encode);
    assert!(fake.requests().is_empty());
}

/// What is logged meanwhile, everything included.
fn logged<T>(work: impl FnOnce() -> T) -> (String, T) {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // As in the client's tests: with two of them, each place that logs asks again whether anyone listens.
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let done = tracing::subscriber::with_default(subscriber, work);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (text, done)
}

#[test]
fn a_secret_block_shows_nowhere_and_another_one_does() {
    let secret = "<t:Token xmlns:t='urn:t' Key='attribute-secret'><t:In Pin=\"inner>secret\" \
                  Type='urn:t' xmlns:u='urn:u'>element-secret</t:In><t:In><![CDATA[cdata&secret]]></t:In></t:Token>";
    let secret = HeaderBlock::raw(secret).unwrap().secret();
    let plain = HeaderBlock::raw("<t:Plain xmlns:t='urn:t'>to be seen</t:Plain>").unwrap();
    let password = HeaderBlock::text("urn:t", "Password", "password-secret");
    let shown = format!("{secret:?} {password:?}");
    let fake = FakeTransport::computed(|request| {
        let echoed = format!("no: {}", request.text().replace('&', "&amp;").replace('<', "&lt;"));
        let fault =
            format!("<s:Fault><faultcode>s:Server</faultcode><faultstring>{echoed}</faultstring></s:Fault>");
        Ok(FakeReply::new(http::StatusCode::INTERNAL_SERVER_ERROR, envelope("", &fault)))
    });
    let session = session(&fake, |client| {
        let client = client.trace_envelopes(true);
        client.header_block(secret).header_block(plain).header_block(password)
    });
    let (log, error) = logged(|| session.places().save_place(&place("x")).blocking().unwrap_err());
    let request = error.masked_request().unwrap();
    assert!(request.contains("<t:Token xmlns:t='urn:t' Key='***'>***</t:Token>"), "{request}");
    assert!(request.contains("to be seen"), "{request}");
    assert!(log.contains("Key='***'>***</t:Token>") && log.contains("reply"), "{log}");
    let mut all = shown + &log;
    let _ = write!(all, "{error} {error:?} {request} {}", error.masked_reply().unwrap());
    let _ = write!(all, "{:?} {}", error.fault(), error.fault().unwrap().reason);
    assert!(all.contains("to be seen"), "{all}");
    assert!(error.fault().unwrap().reason.contains("xmlns:u='urn:u'"), "{all}");
    let words =
        ["attribute-secret", "inner>secret", "inner]secret", "element-secret", "cdata&secret", "cdata&amp;"];
    for word in words.into_iter().chain(["password-secret", "7T:abc"]) {
        assert!(!all.contains(word), "{word}: {all}");
    }
    // Where nothing is called secret, the same attribute shows.
    let plain = "<t:Token xmlns:t='urn:t' Key='attribute-shown'/>";
    let session = self::session(&fake, |client| client.header_block(HeaderBlock::raw(plain).unwrap()));
    let error = session.places().save_place(&place("x")).blocking().unwrap_err();
    assert!(error.masked_request().unwrap().contains("attribute-shown"));
}

#[test]
fn header_blocks_of_a_reply_are_read_as_types() {
    let blocks = "<a:Succeeded>true</a:Succeeded><q:T xmlns:q='urn:q' xmlns:y='urn:example:atlas' q:id='1'>\
                  <y:Name>A&amp;B</y:Name><y:Rank>7</y:Rank></q:T>\
                  <q:T xmlns:q='urn:q'>second</q:T><a:Bad><a:Rank>secret-rank</a:Rank></a:Bad>";
    let body = "<a:SavePlaceResponse><a:Response><a:Name>x</a:Name></a:Response></a:SavePlaceResponse>";
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(envelope(blocks, body)));
    let session = session(&fake, |client| client.reading(Reading::lenient()));
    let reply = session.places().save_place(&place("x")).blocking_reply().unwrap();
    let read: Place = reply.other_header_as("urn:q", "T").unwrap().unwrap();
    assert_eq!(read, Place { name: Some("A&B".into()), rank: 7 });
    assert_eq!(reply.other_headers[0].read_as::<Place>(&PLACES).unwrap(), read);
    assert!(reply.other_header_as::<Place>("urn:q", "U").is_none());
    assert!(reply.other_header_as::<Place>("urn:r", "T").is_none());
    let error = reply.other_header_as::<Place>("urn:example:atlas", "Bad").unwrap().unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::Value { .. }), "{error:?}");
    assert_eq!(error.path(), "Bad/Rank");
}

/// The request of the miniature's operation, as a server sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SavePlace {
    pub(crate) place: Option<Place>,
}

record! { SavePlace { 0: place } }

impl ServerOperation for SavePlace {
    type Response = Option<Place>;
    type RequestHeaders = RequestHeaders;
    type ResponseHeaders = ResponseHeaders;
    const OPERATION: &'static Operation = &SAVE_PLACE;
}

#[test]
fn a_server_reads_the_block_that_a_client_sent_as_the_same_type() {
    let sent = Place { name: Some("a < b & \u{e9}".into()), rank: -7 };
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("x")));
    let block = HeaderBlock::typed("urn:q", "T", sent.clone());
    session(&fake, |client| client.header_block(block)).places().save_place(&place("x")).blocking().unwrap();
    let body = fake.last_request().unwrap().body;
    let request = decode::<SavePlace>(&body, &Reading::faithful()).unwrap();
    assert_eq!(request.arguments.place, Some(place("x")));
    assert_eq!(request.other_header_as::<Place>("urn:q", "T").unwrap().unwrap(), sent);
    assert!(request.other_header_as::<Place>("", "T").is_none());
}
