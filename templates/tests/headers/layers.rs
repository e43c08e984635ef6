//! Layers between calls and the network, and cookies.

use std::future::IntoFuture as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::header::{HeaderValue, SET_COOKIE};
use http::{Request, StatusCode};
use soapwright_runtime::client::{
    Answered, Attempt, ClientBuilder, FakeReply, FakeTransport, Layer, Next, RequestBody, TransportError,
};
use soapwright_runtime::soap::HeaderBlock;
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::{Place, Session, both, place, run, saved};

/// What happened, in its order.
type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what it sees, adds a header, changes the body in both directions, and repeats at these statuses.
struct Noting {
    name: &'static str,
    log: Log,
    repeats: Vec<(u16, Duration)>,
}

impl Noting {
    fn note(&self, what: String) {
        self.log.lock().unwrap().push(format!("{} {what}", self.name));
    }
}

impl Layer for Noting {
    fn before(&self, request: &mut Request<RequestBody>, attempt: &Attempt) -> Result<(), TransportError> {
        self.note(format!("before {} {}", attempt.operation.name, attempt.number));
        request.headers_mut().insert("x-layer", HeaderValue::from_static(self.name));
        let body = std::mem::take(request.body_mut()).into_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        *request.body_mut() = RequestBody::from(bytes::Bytes::from(text.replace("Oslo", "Bergen")));
        Ok(())
    }

    fn after(&self, answer: &mut Answered, attempt: &Attempt) -> Next {
        self.note(format!("after {} {}", answer.status.as_u16(), attempt.number));
        answer.body =
            String::from_utf8(std::mem::take(&mut answer.body)).unwrap().replace("Bergen", "Moss").into();
        let wait = self.repeats.iter().find(|(status, _)| *status == answer.status.as_u16());
        wait.map_or(Next::Proceed, |(_, wait)| Next::Again(*wait))
    }

    fn failed(&self, error: &TransportError, attempt: &Attempt) -> Next {
        self.note(format!("failed {error} {}", attempt.number));
        if error.may_be_sent() { Next::Proceed } else { Next::Again(Duration::ZERO) }
    }
}

fn noting(name: &'static str, log: &Log, repeats: &[(u16, u64)]) -> Noting {
    let repeats = repeats.iter().map(|(status, millis)| (*status, Duration::from_millis(*millis))).collect();
    Noting { name, log: Arc::clone(log), repeats }
}

fn session(fake: &FakeTransport, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let client = |client: ClientBuilder| set(client.transport(fake.clone()));
    Session::builder("https://host/atlas").ticket("7T:abc").client(client).build().unwrap()
}

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut *log.lock().unwrap())
}

fn name(saved: Option<Place>) -> String {
    saved.unwrap().name.unwrap()
}

#[test]
fn layers_see_requests_inwards_and_answers_outwards() {
    let (fake, log) = (FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Bergen")))), Log::default());
    let session =
        session(&fake, |client| client.layer(noting("outer", &log, &[])).layer(noting("inner", &log, &[])));
    for result in both(|| session.places().save_place(&place("Oslo"))) {
        assert_eq!(name(result.unwrap()), "Moss");
        assert_eq!(fake.last_request().unwrap().header("x-layer"), Some("inner"));
        assert!(fake.last_request().unwrap().text().contains("Bergen"));
    }
    let once =
        ["outer before SavePlace 1", "inner before SavePlace 1", "inner after 200 1", "outer after 200 1"];
    assert_eq!(taken(&log), [once, once].concat());
}

#[test]
fn a_call_that_a_layer_repeats_is_made_anew() {
    let log = Log::default();
    let fake = FakeTransport::new();
    for status in [503, 503, 200, 503, 503, 200] {
        fake.reply(FakeReply::new(
            StatusCode::from_u16(status).unwrap(),
            if status == 200 { saved("x") } else { String::new() },
        ));
    }
    let count = AtomicUsize::new(0);
    let session = session(&fake, |client| {
        let numbered = client.header_blocks(move |_| {
            Ok(vec![HeaderBlock::text("", "N", count.fetch_add(1, Ordering::SeqCst).to_string())])
        });
        numbered.layer(noting("a", &log, &[(503, 1)]))
    });
    for result in both(|| session.places().save_place(&place("x"))) {
        assert_eq!(name(result.unwrap()), "x");
    }
    let sent = fake.requests();
    assert_eq!(sent.len(), 6);
    for (number, request) in sent.iter().enumerate() {
        assert!(request.text().contains(&format!("<N>{number}</N>")), "{}", request.text());
    }
    assert_eq!(taken(&log).iter().filter(|line| line.ends_with(" 3")).count(), 4);
}

#[test]
fn a_layer_repeats_no_longer_than_the_call_has_time_and_not_for_ever() {
    let log = Log::default();
    let fake = FakeTransport::computed(|_| Ok(FakeReply::new(StatusCode::SERVICE_UNAVAILABLE, "")));
    let slow = session(&fake, |client| client.layer(noting("a", &log, &[(503, 600)])));
    let begin = Instant::now();
    for result in both(|| slow.places().save_place(&place("x")).timeout(Duration::from_secs(1))) {
        let error = result.unwrap_err();
        // The last answer is told, not that the time was over.
        assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(503)));
    }
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(fake.requests().len(), 4);
    let fake = FakeTransport::computed(|_| Ok(FakeReply::new(StatusCode::SERVICE_UNAVAILABLE, "")));
    let endless = session(&fake, |client| client.layer(noting("a", &log, &[(503, 0)])).timeout(None));
    assert_eq!(endless.places().save_place(&place("x")).blocking().unwrap_err().status(), Some(503));
    assert_eq!(fake.requests().len(), 100);
}

#[test]
fn failures_are_told_and_repeated_where_the_layer_says_so() {
    let (fake, log) = (FakeTransport::new(), Log::default());
    let session = session(&fake, |client| client.layer(noting("a", &log, &[])));
    fake.fail(TransportError::new("unplugged").not_sent()).reply(FakeReply::ok(saved("x")));
    assert_eq!(name(run(session.places().save_place(&place("x")).into_future()).unwrap()), "x");
    fake.fail(TransportError::new("unplugged").not_sent()).fail(TransportError::new("cut"));
    let error = session.places().save_place(&place("x")).blocking().unwrap_err();
    assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, true));
    // One that breaks off.
    fake.reply(FakeReply::ok("<s").breaks(TransportError::new("torn")));
    let error = session.places().save_place(&place("x")).blocking().unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome_unknown(), error.status()),
        (ErrorKind::Transport, true, Some(200))
    );
    let failed: Vec<_> = taken(&log).into_iter().filter(|line| line.contains("failed")).collect();
    assert_eq!(failed, ["a failed unplugged 1", "a failed unplugged 1", "a failed cut 2", "a failed torn 1"]);
}

struct Refusing;

impl Layer for Refusing {
    fn before(&self, _: &mut Request<RequestBody>, _: &Attempt) -> Result<(), TransportError> {
        Err(TransportError::new("not today"))
    }
}

#[test]
fn what_a_layer_refuses_is_not_sent() {
    let fake = FakeTransport::new();
    let session = session(&fake, |client| client.layer(Refusing));
    for error in both(|| session.places().save_place(&place("x"))).map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, false));
        assert!(error.to_string().contains("not today"), "{error}");
    }
    assert!(fake.requests().is_empty());
}

/// A server of so many answers, each on a connection of its own; what it was asked.
fn server(answers: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for number in 0..answers {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
            while !bytes.ends_with(b"</s:Envelope>") {
                let count = stream.read(&mut buffer).unwrap();
                bytes.extend_from_slice(&buffer[..count]);
            }
            asked.push(String::from_utf8(bytes).unwrap());
            let (status, body) =
                if number == 0 { ("503 Busy", String::new()) } else { ("200 OK", saved("Bergen")) };
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/xml\r\nset-cookie: n={number}\r\n");
            let length = format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(format!("{head}{length}{body}").as_bytes()).unwrap();
        }
        asked
    });
    (address, asked)
}

#[test]
fn the_default_transports_have_layers_too() {
    for blocking in [false, true] {
        let (address, asked) = server(2);
        let log = Log::default();
        let client = |client: ClientBuilder| client.layer(noting("a", &log, &[(503, 0)]));
        let session = Session::builder(address).client(client).build().unwrap();
        let call = session.places().save_place(&place("Oslo"));
        let saved = if blocking { call.blocking() } else { run(call.into_future()) };
        assert_eq!(name(saved.unwrap()), "Moss");
        for request in asked.join().unwrap() {
            assert!(request.contains("x-layer: a\r\n") && request.contains(">Bergen<"), "{request}");
        }
        assert_eq!(taken(&log).len(), 4);
    }
}

#[cfg(feature = "cookies")]
mod cookies {
    use super::*;

    /// A session whose answers set these cookies, one answer after the other.
    fn cooking(base: &str, cookies: &[&[&str]]) -> (FakeTransport, Session) {
        let fake = FakeTransport::new();
        for set in cookies {
            let mut reply = http::Response::new(bytes::Bytes::from(saved("x")));
            for cookie in *set {
                reply.headers_mut().append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
            }
            fake.reply(FakeReply::from(reply));
        }
        let client = |client: ClientBuilder| client.transport(fake.clone()).cookies();
        let session = Session::builder(base).ticket("7T:abc").client(client).build().unwrap();
        (fake, session)
    }

    fn call(session: &Session, fake: &FakeTransport) -> Option<String> {
        session.places().save_place(&place("x")).blocking().unwrap();
        fake.last_request().unwrap().header("cookie").map(str::to_owned)
    }

    #[test]
    fn cookies_go_back_to_where_they_came_from_as_long_as_they_live() {
        let sets: [&[&str]; 6] = [
            &[
                "a=1; HttpOnly",
                "b=2; Path=/other",
                "c=3; Path=/atlas; Secure",
                "d=4; Domain=evil.org",
                "no cookie",
            ],
            &["a=5; Max-Age=100"],
            &["a=gone; Max-Age=0", "c=x; Path=/atlas; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "e=6"],
            &["e=7; Max-Age=1"],
            &[],
            &[],
        ];
        let (fake, session) = cooking("https://host.org/atlas", &sets);
        assert_eq!(call(&session, &fake), None);
        let mut second: Vec<_> = call(&session, &fake).unwrap().split("; ").map(str::to_owned).collect();
        second.sort();
        assert_eq!(second, ["a=1", "c=3"]);
        let mut third: Vec<_> = call(&session, &fake).unwrap().split("; ").map(str::to_owned).collect();
        third.sort();
        assert_eq!(third, ["a=5", "c=3"]);
        assert_eq!(call(&session.clone(), &fake).as_deref(), Some("e=6"));
        assert_eq!(call(&session, &fake).as_deref(), Some("e=7"));
        std::thread::sleep(Duration::from_millis(1_100));
        assert_eq!(call(&session, &fake), None);
    }

    #[test]
    fn no_cookie_goes_to_another_host_nor_to_somebody_elses_session() {
        let sets: [&[&str]; 9] = [
            &["a=1; Domain=host.org", "s=1; Secure; Domain=host.org"],
            &[],
            &[],
            &[],
            &[],
            &["t=2"],
            &[],
            &[],
            &[],
        ];
        let (fake, session) = cooking("https://one.host.org", &sets);
        assert_eq!(call(&session, &fake), None);
        assert!(call(&session, &fake).is_some());
        let another = |url: &str| Session::from(session.client().with_base_url(url).unwrap());
        assert_eq!(call(&another("https://two.host.org"), &fake), None);
        assert_eq!(call(&another("https://one.host.org"), &fake), None);
        assert_eq!(call(&session.with_ticket("7T:other"), &fake), None);
        let other = session.with_ticket("7T:other");
        assert_eq!(call(&other, &fake), None);
        assert_eq!(call(&other, &fake).as_deref(), Some("t=2"));
        // The first one knows nothing of it.
        let own = call(&session, &fake).unwrap();
        assert!(own.contains("a=1") && !own.contains('t'), "{own}");
        // One with other headers is the same somebody.
        let zoned = Session::from(session.client().with_headers(|headers| headers.zone = Some(1)));
        assert!(call(&zoned, &fake).unwrap().contains("a=1"));
    }

    #[test]
    fn what_the_host_sets_by_https_does_not_leave_by_http() {
        let (fake, session) = cooking("https://host", &[&["s=1; Secure", "p=2"], &[]]);
        assert_eq!(call(&session, &fake), None);
        // The same host by http, in the same session: a service with a URL of its own.
        let (fake, session) = {
            drop((fake, session));
            let fake = FakeTransport::computed(|request| {
                let cookie = HeaderValue::from_static("s=1; Secure");
                let reply =
                    FakeReply::ok(if request.service == "Places" { saved("x") } else { String::new() });
                Ok(reply.header(SET_COOKIE, cookie))
            });
            let client = |client: ClientBuilder| {
                let plain = client.transport(fake.clone()).cookies();
                plain.service_url(&super::super::miniature::PLACES_12, "http://host/Places12.svc")
            };
            let session = Session::builder("https://host").client(client).build().unwrap();
            (fake, session)
        };
        assert_eq!(call(&session, &fake), None);
        assert_eq!(call(&session, &fake).as_deref(), Some("s=1"));
        session.places().forget_place(1).blocking().unwrap();
        let sent = fake.last_request().unwrap();
        assert_eq!((sent.uri.scheme_str(), sent.header("cookie")), (Some("http"), None));
    }

    #[test]
    fn a_cookie_shows_nowhere_and_stands_beside_one_of_the_program() {
        let echoing = FakeTransport::computed(|request| {
            let sent = request.header("cookie").unwrap_or_default().to_owned();
            let reply = FakeReply::new(StatusCode::BAD_REQUEST, format!("bad: {sent}"));
            let cookie = HeaderValue::from_static("session=cookie-secret-1; Path=/");
            Ok(reply.header(SET_COOKIE, cookie))
        });
        let session =
            session(&echoing, |client| client.cookies().http_header("Cookie", "own=cookie-secret-2"));
        let say = |error: &Error| format!("{error} {error:?} {}", error.masked_reply().unwrap_or_default());
        let first = session.places().save_place(&place("x")).blocking().unwrap_err();
        let second = session.places().save_place(&place("x")).blocking().unwrap_err();
        let sent = echoing.last_request().unwrap();
        assert_eq!(sent.header("cookie"), Some("own=cookie-secret-2; session=cookie-secret-1"));
        let all = say(&first) + &say(&second);
        assert!(all.contains("bad: own=***; session=***"), "{all}");
        assert!(!all.contains("cookie-secret"), "{all}");
    }

    #[test]
    fn the_default_transports_keep_cookies() {
        for blocking in [false, true] {
            let (address, asked) = server(3);
            let session = Session::builder(address).client(ClientBuilder::cookies).build().unwrap();
            for _ in 0..3 {
                let call = session.places().save_place(&place("x"));
                let _ = if blocking { call.blocking() } else { run(call.into_future()) };
            }
            let asked = asked.join().unwrap();
            assert!(!asked[0].contains("cookie"), "{}", asked[0]);
            assert!(
                asked[1].contains("cookie: n=0\r\n") && asked[2].contains("cookie: n=1\r\n"),
                "{asked:?}"
            );
        }
    }
}
