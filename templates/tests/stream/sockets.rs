//! Both clients over real sockets: connections that are kept or closed, compression, time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use soapwright_runtime::client::ClientBuilder;
use soapwright_runtime::codec::Reading;
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::values::List;

use crate::contract::{Headers, Item, LIST, SERVICE, Session};
use crate::same::{envelope, list};
use crate::wire::call;

/// What happens to each connection is told: `request`, and `closed` by the client.
fn server(
    answer: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Clone + 'static,
) -> (String, Receiver<&'static str>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (tell, answer) = (tell.clone(), answer.clone());
            std::thread::spawn(move || serve(stream, &tell, &answer));
        }
    });
    (url, told)
}

fn serve(
    mut stream: TcpStream,
    tell: &Sender<&'static str>,
    answer: &impl Fn(&mut TcpStream) -> std::io::Result<()>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut length, mut line) = (0, String::new());
        while line != "\r\n" {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                let _ = tell.send("closed");
                return;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        reader.read_exact(&mut vec![0; length]).unwrap();
        let _ = tell.send("request");
        if answer(&mut stream).is_err() {
            let _ = tell.send("closed");
            return;
        }
    }
}

fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    write!(stream, "{:x}\r\n", bytes.len())?;
    stream.write_all(bytes)?;
    stream.write_all(b"\r\n")?;
    stream.flush()
}

fn head(stream: &mut TcpStream, more: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{more}Transfer-Encoding: chunked\r\n\r\n")
}

fn session(url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let builder = ClientBuilder::without_base_url().service_url(&SERVICE, url);
    change(builder).build(Headers::default()).unwrap()
}

/// So many items by either client, or all.
fn take(session: &Session, blocking: bool, most: usize) -> Result<usize, (usize, Error)> {
    let call = call::<List<Item>>(session, &LIST, Reading::faithful());
    let mut count = 0;
    if blocking {
        for item in call.blocking_stream().map_err(|error| (0, error))?.take(most) {
            item.map_err(|error| (count, error))?;
            count += 1;
        }
        return Ok(count);
    }
    let read = async {
        let mut stream = call.stream().await.map_err(|error| (0, error))?;
        while count < most
            && let Some(item) = stream.next().await
        {
            item.map_err(|error| (count, error))?;
            count += 1;
        }
        Ok(count)
    };
    runtime().block_on(read)
}

/// One for all, since connections are kept by it.
fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    })
}

#[test]
fn a_stream_that_was_read_keeps_its_connection_and_one_that_is_dropped_closes_it() {
    let endless = "<Item><Name>somebody</Name><Weight>1</Weight></Item>".repeat(2_000);
    for blocking in [false, true] {
        let (url, told) = server(|stream| {
            head(stream, "")?;
            chunk(stream, list().as_bytes())?;
            chunk(stream, b"")
        });
        let session_of = session(&url, |builder| builder);
        assert_eq!(take(&session_of, blocking, usize::MAX).unwrap(), 6);
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(take(&session_of, blocking, usize::MAX).unwrap(), 6);
        let told: Vec<_> = told.try_iter().collect();
        assert_eq!(told, ["request", "request"], "{blocking}: one connection");

        let items = endless.clone();
        let (url, told) = server(move |stream| {
            head(stream, "")?;
            let start = envelope("<GetResult>|</GetResult>");
            chunk(stream, start.split_once('|').unwrap().0.as_bytes())?;
            loop {
                chunk(stream, items.as_bytes())?;
            }
        });
        assert_eq!(take(&session(&url, |builder| builder), blocking, 5).unwrap(), 5);
        let next = || told.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!((next(), next()), ("request", "closed"), "{blocking}");
    }
}

#[test]
fn compressed_lists_are_read_too() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(list().as_bytes()).unwrap();
    let bytes = gzip.finish().unwrap();
    for told in ["Content-Encoding: gzip\r\n", ""] {
        let bytes = bytes.clone();
        let (url, _) = server(move |stream| {
            head(stream, told)?;
            for piece in bytes.chunks(11) {
                chunk(stream, piece)?;
            }
            chunk(stream, b"")
        });
        for blocking in [false, true] {
            assert_eq!(take(&session(&url, |builder| builder), blocking, usize::MAX).unwrap(), 6, "{told}");
        }
    }
}

#[test]
fn a_stream_may_take_long_but_not_stand_still() {
    let slow = |pause: u64, stops: bool| {
        server(move |stream| {
            head(stream, "")?;
            let text = list();
            // The first piece goes into the second item.
            let (start, rest) = text.as_bytes().split_at(text.find("zwei").unwrap());
            for piece in [start].into_iter().chain(rest.chunks(rest.len() / 6 + 1)) {
                std::thread::sleep(Duration::from_millis(pause));
                chunk(stream, piece)?;
            }
            if stops {
                std::thread::sleep(Duration::from_secs(20));
            }
            chunk(stream, b"")
        })
    };
    let timeout = |builder: ClientBuilder| builder.timeout(Duration::from_millis(700));
    for blocking in [false, true] {
        // More than its timeout together.
        let (url, _told) = slow(200, false);
        let began = Instant::now();
        assert_eq!(take(&session(&url, timeout), blocking, usize::MAX).unwrap(), 6, "{blocking}");
        assert!(began.elapsed() > Duration::from_millis(1_100));

        let (url, _told) = slow(1, true);
        let began = Instant::now();
        let (count, error) = take(&session(&url, timeout), blocking, usize::MAX).unwrap_err();
        assert_eq!((count, error.kind(), error.is_timeout()), (6, ErrorKind::Transport, true), "{error}");
        assert!(began.elapsed() < Duration::from_secs(5));

        // Nothing at all comes, or no item.
        let (url, _told) = slow(2_000, false);
        let (_, error) = take(&session(&url, timeout), blocking, usize::MAX).unwrap_err();
        assert!(error.is_timeout(), "{error}");
        let (url, _told) = server(|stream| {
            head(stream, "")?;
            loop {
                std::thread::sleep(Duration::from_millis(100));
                chunk(stream, b" ")?;
            }
        });
        let (_, error) = take(&session(&url, timeout), blocking, usize::MAX).unwrap_err();
        assert!(error.is_timeout(), "{error}");
    }
}
