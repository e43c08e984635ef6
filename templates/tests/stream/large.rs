//! A list of one GiB in little memory, and how fast it is beside a list that is read as a whole. Ignored by default:
//! `cargo test --release -p soapwright-runtime --features stream,blocking --test stream large -- --ignored --nocapture
//! --test-threads=1`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use bytes::Bytes;
use soapwright_runtime::client::{
    AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, ClientBuilder, RequestBody, SendOptions,
    TransportError,
};
use soapwright_runtime::codec::Reading;
use soapwright_runtime::http::Response;
use soapwright_runtime::values::List;

use crate::contract::{Headers, Item, LIST, SERVICE, Session};
use crate::same::envelope;
use crate::wire::call;

const GIB: usize = 1 << 30;
/// In MiB, beyond what the process had before.
const MOST: u64 = 16;
const CHUNK: usize = 64 * 1024;

const ITEM: &str = "<Item><Name>Somebody with a name</Name><Weight>1234567</Weight><Tags><Tag>first</Tag><Tag>second &amp; last</Tag>\
    </Tags></Item>\n<Item><Name>Nobody</Name><Weight>-1</Weight></Item>\n";

/// A list of at least so many bytes, without ever holding it: its chunks are pieces of the same bytes.
#[derive(Clone)]
struct Long {
    start: Bytes,
    /// Items, many times over.
    items: Bytes,
    length: usize,
    end: Bytes,
}

impl Long {
    fn new(length: usize) -> Self {
        let whole = envelope("<GetResult>|</GetResult>");
        let (start, end) = whole.split_once('|').unwrap();
        let items = Bytes::from(ITEM.repeat((1 << 20) / ITEM.len() + 1));
        let (start, end) = (start.to_owned().into(), end.to_owned().into());
        let length = length.div_ceil(items.len()) * items.len();
        Self { start, items, length, end }
    }

    /// Its items in number.
    fn count(&self) -> usize {
        self.length / ITEM.len() * 2
    }

    fn chunks(&self) -> Chunks {
        Chunks { of: self.clone(), at: None, rest: Bytes::new() }
    }
}

struct Chunks {
    of: Long,
    /// How many bytes of items were given.
    at: Option<usize>,
    rest: Bytes,
}

impl Iterator for Chunks {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let Some(at) = self.at else {
            self.at = Some(0);
            return Some(self.of.start.clone());
        };
        if at >= self.of.length {
            return Some(std::mem::take(&mut self.of.end)).filter(|end| !end.is_empty());
        }
        let from = at % self.of.items.len();
        let to = (from + CHUNK).min(self.of.items.len());
        self.at = Some(at + to - from);
        Some(self.of.items.slice(from..to))
    }
}

impl AsyncBody for Chunks {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { Ok(self.next()) })
    }
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.next().unwrap_or_default();
        }
        let count = self.rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.rest.split_to(count));
        Ok(count)
    }
}

impl AsyncTransport for Long {
    fn send<'a>(
        &'a self,
        _: soapwright_runtime::http::Request<RequestBody>,
        _: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        Box::pin(async move { Ok(Response::new(Box::new(self.chunks()) as Box<dyn AsyncBody>)) })
    }
}

impl BlockingTransport for Long {
    fn send(
        &self,
        _: soapwright_runtime::http::Request<RequestBody>,
        _: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        Ok(Response::new(Box::new(self.chunks()) as Box<dyn Read + Send>))
    }
}

/// One figure of this process's memory, in MiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap();
    kib / 1024
}

fn at(url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let builder = ClientBuilder::without_base_url().service_url(&SERVICE, url);
    change(builder).build(Headers::default()).unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// How many items came, by either client.
fn counted(session: &Session, blocking: bool) -> usize {
    let call = call::<List<Item>>(session, &LIST, Reading::faithful());
    let mut count = 0;
    if blocking {
        for item in call.blocking_stream().unwrap() {
            count += usize::from(item.unwrap().weight != 0);
        }
        return count;
    }
    runtime().block_on(async {
        let mut stream = call.stream().await.unwrap();
        while let Some(item) = stream.next().await {
            count += usize::from(item.unwrap().weight != 0);
        }
    });
    count
}

/// Reads a request to its end: a connection that is closed before that is reset, and what was sent on it may be lost.
fn pass_request(request: &mut impl BufRead) {
    let (mut line, mut length) = (String::new(), 0);
    while request.read_line(&mut line).is_ok_and(|read| read > "\r\n".len()) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    std::io::copy(&mut request.take(length), &mut std::io::sink()).unwrap();
}

#[test]
#[ignore = "takes a minute"]
fn one_gib_of_items_comes_in_little_memory() {
    let long = Long::new(GIB);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let served = long.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            pass_request(&mut BufReader::new(stream.try_clone().unwrap()));
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n").unwrap();
            for chunk in served.chunks() {
                stream.write_all(&chunk).unwrap();
            }
        }
    });
    let in_memory = at("http://memory", |builder| builder.transport(long.clone()));
    let over_sockets = at(&url, |builder| builder.timeout(Duration::from_secs(2)));
    for (what, session) in [("from memory", in_memory), ("over a socket", over_sockets)] {
        for blocking in [false, true] {
            std::fs::write("/proc/self/clear_refs", "5").unwrap();
            let (before, began) = (memory("VmRSS:"), Instant::now());
            assert_eq!(counted(&session, blocking), long.count());
            let more = memory("VmHWM:").saturating_sub(before);
            println!("{what}, blocking {blocking}: {more} MiB more, {:.1} s", began.elapsed().as_secs_f64());
            assert!(more <= MOST, "{what}, blocking {blocking}: {more} MiB");
        }
    }
}

#[test]
#[ignore = "measures"]
fn items_come_as_fast_as_a_whole_list() {
    let long = Long::new(32 << 20);
    let session = at("http://memory", |builder| builder.transport(long.clone()).reply_limit(1 << 30));
    let mut best = [f64::MAX; 2];
    for _ in 0..15 {
        let began = Instant::now();
        assert_eq!(counted(&session, true), long.count());
        best[0] = best[0].min(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let list = call::<List<Item>>(&session, &LIST, Reading::faithful()).blocking().unwrap();
        assert_eq!(list.iter().filter(|item| item.weight != 0).count(), long.count());
        drop(list);
        best[1] = best[1].min(began.elapsed().as_secs_f64());
    }
    let [items, whole] = best.map(|seconds| long.length as f64 / 1e6 / seconds);
    println!("item by item {items:.0} MB/s, as a whole {whole:.0} MB/s: {:.2}", items / whole);
    assert!(items >= 0.9 * whole);
}
