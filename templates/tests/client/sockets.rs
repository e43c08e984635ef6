//! Both clients over real sockets: what an HTTP library might do on its own.

use std::future::IntoFuture;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use soapwright_runtime::client::{
    AsyncBody, AsyncTransport, BoxFuture, RequestBody, SendOptions, TransportError, reqwest_builder,
    ureq_builder,
};
use soapwright_runtime::error::{Error, ErrorKind};

use super::miniature::{Place, Session, SessionBuilder, both, fault, place, run, saved};

/// Answers every connection with what `answer` makes of the request; keeps the requests.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/atlas", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                kept.lock().unwrap().push(request(&mut stream));
                answer(&mut stream);
            }
        });
        Self { url, requests }
    }

    /// The same bytes for every request; the connection is closed after them.
    fn bytes(reply: Vec<u8>) -> Self {
        Self::start(move |stream| {
            let _ = stream.write_all(&reply);
        })
    }

    fn session(&self) -> SessionBuilder {
        Session::builder(&self.url)
    }

    fn save(&self) -> [Result<Option<Place>, Error>; 2] {
        let session = self.session().build().unwrap();
        both(|| session.places().save_place(&place("Oslo")))
    }

    fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// Reads one request: the head, and as many bytes as it announces.
fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => return text,
        }
    }
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn saves_over_http() {
    let server = Server::bytes(reply("200 OK", "", saved("Oslo").as_bytes()));
    for result in server.save() {
        assert_eq!(result.unwrap(), Some(place("Oslo")));
    }
    for request in server.requests.lock().unwrap().iter() {
        let lower = request.to_ascii_lowercase();
        assert!(request.starts_with("POST /atlas/Places.svc HTTP/1.1\r\n"), "{request}");
        assert!(lower.contains("\r\ncontent-type: text/xml; charset=utf-8\r\n"), "{request}");
        assert!(request.contains(": \"urn:example:atlas/SavePlace\"\r\n"), "{request}");
        assert!(lower.contains("\r\naccept-encoding: gzip"), "{request}");
        assert!(!lower.contains("transfer-encoding"), "{request}");
        assert!(!lower.contains("expect:"), "{request}");
    }
    assert_eq!(server.count(), 2);
}

#[test]
fn a_chunked_reply_is_read() {
    let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".to_vec();
    for part in saved("Oslo").as_bytes().chunks(7) {
        bytes.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        bytes.extend_from_slice(part);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    for result in Server::bytes(bytes).save() {
        assert_eq!(result.unwrap(), Some(place("Oslo")));
    }
}

#[test]
fn a_fault_is_read_at_500() {
    for error in Server::bytes(reply("500 Error", "", fault().as_bytes())).save().map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Fault);
        assert_eq!(error.status(), Some(500));
        assert_eq!(error.fault().unwrap().reason, "no such place");
    }
}

#[test]
fn redirects_are_not_followed() {
    let target = Server::bytes(reply("200 OK", "", saved("Oslo").as_bytes()));
    for status in ["301 Moved", "302 Found", "307 Temporary"] {
        let headers = format!("Location: {}/Places.svc\r\n", target.url);
        let server = Server::bytes(reply(status, &headers, b""));
        for error in server.save().map(Result::unwrap_err) {
            assert_eq!(error.kind(), ErrorKind::Http);
            assert!(error.to_string().contains(&target.url), "{error}");
        }
    }
    assert_eq!(target.count(), 0);
}

#[test]
fn a_compressed_reply_is_read_and_a_compressed_fault_too() {
    let compressed =
        |status, text: String| reply(status, "Content-Encoding: gzip\r\n", &gzip(text.as_bytes()));
    for result in Server::bytes(compressed("200 OK", saved("Oslo"))).save() {
        assert_eq!(result.unwrap(), Some(place("Oslo")));
    }
    for error in Server::bytes(compressed("500 Error", fault())).save().map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Fault);
    }
}

#[test]
fn the_limit_counts_after_decompression() {
    let body = gzip(saved(&"o".repeat(20_000_000)).as_bytes());
    assert!(body.len() < 100_000);
    let server = Server::bytes(reply("200 OK", "Content-Encoding: gzip\r\n", &body));
    let session = server.session().client(|client| client.reply_limit(1_000_000)).build().unwrap();
    for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn a_reply_that_is_cut_off_is_a_transport_error() {
    let whole = reply("200 OK", "", saved("Oslo").as_bytes());
    for cut in [10, 60, whole.len() - 20] {
        for error in Server::bytes(whole[..cut].to_vec()).save().map(Result::unwrap_err) {
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(error.outcome_unknown());
            assert!(!error.is_timeout());
            assert!(error.to_string().contains("look before calling again"), "{error}");
        }
    }
}

#[test]
fn a_damaged_gzip_reply_is_an_error() {
    let mut body = gzip(saved("Oslo").as_bytes());
    body.truncate(body.len() - 12);
    for error in
        Server::bytes(reply("200 OK", "Content-Encoding: gzip\r\n", &body)).save().map(Result::unwrap_err)
    {
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.outcome_unknown());
    }
}

#[test]
fn a_connection_that_is_refused_is_known_to_be_undone() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}?key=secret", listener.local_addr().unwrap());
    drop(listener);
    let session = Session::builder(url).build().unwrap();
    for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(!error.outcome_unknown(), "{error}");
        assert!(error.to_string().contains("?key=***: cannot reach the server: "), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

/// Runs a call that must end by its timeout and not much later.
fn timed_out(answer: impl Fn(&mut TcpStream) + Send + 'static) {
    let server = Server::start(answer);
    // A client that the program sets up has its own timers.
    let own = server.session().client(|builder| builder.configure_reqwest(|client| client));
    for session in [server.session(), own].map(|builder| builder.build().unwrap()) {
        let start = Instant::now();
        let errors = both(|| session.places().save_place(&place("Oslo")).timeout(Duration::from_millis(200)));
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        for error in errors.map(Result::unwrap_err) {
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
            assert!(error.is_timeout(), "{error:?}");
            assert!(error.outcome_unknown());
            assert!(error.to_string().contains("in time"), "{error}");
        }
    }
}

#[test]
fn a_silent_server_runs_into_the_timeout() {
    timed_out(|stream| {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    });
}

#[test]
fn a_trickling_reply_runs_into_the_timeout() {
    timed_out(|stream| {
        let whole = reply("200 OK", "", saved("Oslo").as_bytes());
        for byte in whole {
            if stream.write_all(&[byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    });
}

#[test]
fn the_time_of_a_call_replaces_that_of_a_client() {
    let server = Server::start(|stream| {
        std::thread::sleep(Duration::from_millis(150));
        let _ = stream.write_all(&reply("200 OK", "", saved("Oslo").as_bytes()));
    });
    let short = |client: reqwest::ClientBuilder| client.timeout(Duration::from_millis(50));
    let handed_in = short(reqwest_builder()).build().unwrap();
    let builders = [
        server.session().client(|builder| builder.reqwest_client(handed_in)),
        server.session().client(|builder| builder.configure_reqwest(short)),
    ];
    for session in builders.map(|builder| builder.build().unwrap()) {
        let saved = run(session.places().save_place(&place("Oslo")).into_future());
        assert_eq!(saved.unwrap(), Some(place("Oslo")));
    }
}

/// Gives all in one chunk, and never tells that this was the end.
struct Endless(Option<Bytes>);

impl AsyncBody for Endless {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        match self.0.take() {
            Some(chunk) => Box::pin(std::future::ready(Ok(Some(chunk)))),
            None => Box::pin(std::future::pending()),
        }
    }

    fn is_over(&self) -> bool {
        self.0.is_none()
    }
}

impl AsyncTransport for Endless {
    fn send<'a>(
        &'a self,
        _: http::Request<RequestBody>,
        _: SendOptions,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn AsyncBody>>, TransportError>> {
        let body: Box<dyn AsyncBody> = Box::new(Self(self.0.clone()));
        Box::pin(std::future::ready(Ok(http::Response::new(body))))
    }
}

#[test]
fn nothing_is_asked_for_behind_the_last_chunk() {
    let transport = Endless(Some(saved("Oslo").into()));
    let builder = Session::builder("http://host").client(|client| client.async_transport(transport));
    let call = builder.build().unwrap();
    let call = call.places().save_place(&place("Oslo")).timeout(None::<Duration>).into_future();
    let saved = run(async { tokio::time::timeout(Duration::from_secs(5), call).await });
    assert_eq!(saved.unwrap().unwrap(), Some(place("Oslo")));
}

#[test]
fn dropping_a_call_leaves_the_session_usable() {
    let slow = Arc::new(Mutex::new(true));
    let first = Arc::clone(&slow);
    let server = Server::start(move |stream| {
        if std::mem::take(&mut *first.lock().unwrap()) {
            let _ = stream.read(&mut [0]);
        } else {
            let _ = stream.write_all(&reply("200 OK", "", saved("Oslo").as_bytes()));
        }
    });
    let session = server.session().build().unwrap();
    run(async {
        let call = session.places().save_place(&place("Oslo"));
        let waiting = tokio::time::timeout(Duration::from_millis(200), call.into_future()).await;
        assert!(waiting.is_err());
        assert_eq!(session.places().save_place(&place("Oslo")).await.unwrap(), Some(place("Oslo")));
    });
}

#[test]
fn handed_in_clients_are_used_and_kept_from_redirects() {
    let target = Server::bytes(reply("200 OK", "", saved("Oslo").as_bytes()));
    let headers = format!("Location: {}/Places.svc\r\n", target.url);
    let server = Server::bytes(reply("302 Found", &headers, b""));
    let build = |server: &Server| {
        // An agent as ureq makes it, which follows redirects and hides error bodies.
        let agent: ureq::Agent = ureq::Agent::config_builder().user_agent("own").build().into();
        let client = reqwest_builder().user_agent("own").build().unwrap();
        server.session().client(|builder| builder.reqwest_client(client).ureq_agent(agent)).build().unwrap()
    };
    let session = build(&server);
    for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(302)), "{error}");
    }
    assert!(server.requests.lock().unwrap().iter().all(|request| request.contains(": own\r\n")));
    assert_eq!(target.count(), 0);

    let session = build(&Server::bytes(reply("500 Error", "", fault().as_bytes())));
    for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Fault);
    }
}

#[test]
fn a_reqwest_client_that_follows_redirects_is_told_on() {
    let target = Server::bytes(reply("200 OK", "", saved("Oslo").as_bytes()));
    let headers = format!("Location: {}/Places.svc\r\n", target.url);
    let server = Server::bytes(reply("302 Found", &headers, b""));
    let client = reqwest::Client::new();
    let session = server.session().client(|builder| builder.reqwest_client(client)).build().unwrap();
    let error = run(session.places().save_place(&place("Oslo")).into_future()).unwrap_err();
    assert!(error.to_string().contains("make it from reqwest_builder()"), "{error}");
}

/// Both TLS stacks in one program, each with its own cryptography: neither may panic over which to use.
#[test]
fn a_server_that_speaks_no_tls_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let session = Session::builder(url).build().unwrap();
    for error in both(|| session.places().save_place(&place("Oslo"))).map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(!error.outcome_unknown(), "{error}");
    }
}

#[test]
fn our_builders_can_be_added_to() {
    let _ = reqwest_builder().no_proxy().build().unwrap();
    let _ = ureq_builder().proxy(None).build().new_agent();
}
