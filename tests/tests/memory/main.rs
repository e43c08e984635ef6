//! Memory is bounded by the reply limit, which counts what compression undoes: a counting allocator watches both clients
//! take endless replies, plain, chunked and compressed. So is what is told of a reply, however often it departs from its
//! contract. A program of its own, since every allocation counts. A block that
//! grows in place counts once, as it does in the system's allocator, which moves pages and not bytes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod contracts;
mod hostile;

use std::alloc::System;
use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

use cap::Cap;
use flate2::{Compress, Compression, FlushCompress};
use soapwright_tests::bad_servers::envelopes::{good_answer, group};
use soapwright_tests::message;
use superoffice_services86::types::UserGroup;
use superoffice_services86::{DepartureKind, Departures, Error, ErrorKind, Reply, Session, blocking};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const MB: usize = 1024 * 1024;
/// The least limit of a reply without an end; each call has a larger one than the last, so that each sets a new maximum.
const LIMIT: usize = 8 * MB;
const STEP: usize = 4 * MB;
/// What a call may take beside the reply: the buffers of connection and decompression, the error and what it keeps.
const CONSTANT: usize = MB;

/// How many pieces nobody reads to their end.
const MANY: usize = 1 << 20;

/// What the server sends: a head, pieces, and an end that nobody reads where the pieces are too many.
struct Flood {
    name: &'static str,
    head: Vec<u8>,
    piece: Vec<u8>,
    times: usize,
    tail: Vec<u8>,
    check: fn(Outcome, &Flood, usize),
}

impl Flood {
    fn ends(&self) -> bool {
        !self.tail.is_empty()
    }

    /// How long the reply is, where it has an end.
    fn length(&self) -> usize {
        self.head.len() + self.times * self.piece.len() + self.tail.len()
    }
}

type Outcome = Result<Reply<Option<UserGroup>>, Error>;

/// Serves the floods by the number in the path; a thread for each connection.
fn serve(floods: &'static [Flood]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // That the client hangs up is what we want.
            std::thread::spawn(move || answer(stream, floods));
        }
    });
    address
}

fn answer(mut stream: TcpStream, floods: &[Flood]) -> std::io::Result<()> {
    let Some(request) = message::read(&mut BufReader::new(stream.try_clone()?))? else { return Ok(()) };
    let index: usize = request.target().split('/').nth(1).unwrap().parse().unwrap();
    let flood = &floods[index];
    stream.write_all(&flood.head)?;
    for _ in 0..flood.times {
        stream.write_all(&flood.piece)?;
    }
    stream.write_all(&flood.tail)
}

/// A megabyte of zeros, compressed so that it can stand any number of times in a stream.
fn block() -> Vec<u8> {
    let mut block = Vec::with_capacity(64 * 1024);
    let mut compress = Compress::new(Compression::best(), false);
    // After a full flush nothing refers to what came before.
    compress.compress_vec(&vec![0; MB], &mut block, FlushCompress::Full).unwrap();
    assert!(block.len() * 500 < MB, "a block of {} bytes is no bomb", block.len());
    block
}

fn refused(result: Outcome, _: &Flood, limit: usize) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.to_string().contains(&format!("{limit} bytes")), "{error}");
    assert!(error.outcome_unknown());
}

/// The first hundred are told, and how many there were.
fn read(result: Outcome, flood: &Flood, _: usize) {
    let reply = result.unwrap();
    assert_eq!(reply.value, Some(group()));
    assert_eq!((reply.departures.len(), reply.departures.count()), (Departures::KEPT, flood.times));
    assert!(reply.departures.iter().all(|one| one.kind == DepartureKind::Unknown), "{:?}", reply.departures);
}

fn floods() -> Vec<Flood> {
    let at = |status: &str, fields: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\n{fields}\r\n").into_bytes()
    };
    let head = |fields: &str| at("200 OK", fields);
    let flood =
        |name, head, piece, times| Flood { name, head, piece, times, tail: Vec::new(), check: refused };
    let text = vec![b'a'; 64 * 1024];
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    let member = b"\x1F\x8B\x08\0\0\0\0\0\0\xFF";
    let coded = head("Content-Encoding: gzip\r\nContent-Length: 99999999999\r\n");
    let coded_error = at("500 Oops", "Content-Encoding: gzip\r\nContent-Length: 99999999999\r\n");
    let coded_chunks = head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n");
    let (before, after) =
        good_answer().split_once("<Id>").map(|(a, b)| (a.to_owned(), format!("<Id>{b}"))).unwrap();
    // What the contract does not know is ignored, and kept nowhere.
    let unknown = |name, piece: &str, times| Flood {
        name,
        head: [head("Connection: close\r\n"), before.clone().into_bytes()].concat(),
        piece: piece.as_bytes().to_vec(),
        times,
        tail: after.clone().into_bytes(),
        check: read,
    };
    let new = format!("<New>{}</New>", "n".repeat(1000));
    let small = "<N/>";
    let short = format!("<New>{}</New>", "n".repeat(50));
    let mut floods = vec![
        unknown("many departures", small, MB / small.len()),
        unknown("within the limit", &new, 8 * 1000),
        flood("its length is told", head("Content-Length: 99999999999\r\n"), text.clone(), MANY),
        flood("in chunks without end", head("Transfer-Encoding: chunked\r\n"), chunk(&text), MANY),
        flood("no length", head(""), text, MANY),
        flood("a gzip bomb", [&coded, member.as_slice()].concat(), block(), MANY),
        flood("a gzip bomb in chunks", [coded_chunks, chunk(member)].concat(), chunk(&block()), MANY),
        flood("a gzip bomb at 500", [coded_error, member.to_vec()].concat(), block(), MANY),
    ];
    if soapwright_tests::harness::long() {
        floods.push(unknown("more departures", &short, 100 * MB / short.len()));
    }
    floods
}

/// One test, since all allocations of the process count, and the most that there ever were.
#[test]
fn memory_is_bounded() {
    no_reply_takes_more_than_the_limit_and_a_constant();
    hostile::no_message_becomes_more_than_it_may();
    contracts::no_contract_takes_more_work_than_its_size();
}

fn no_reply_takes_more_than_the_limit_and_a_constant() {
    let floods: &'static [Flood] = Box::leak(floods().into_boxed_slice());
    let address = serve(floods);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let saved = UserGroup::default();
    let mut limit = 0;
    for (index, flood) in floods.iter().enumerate() {
        let base = format!("http://{address}/{index}");
        limit = limit.max(if flood.ends() { flood.length() } else { LIMIT });
        for client in ["async", "blocking"] {
            // The first call loads certificates and fills pools; it is not what is measured.
            let session = Session::builder(&base).reply_limit(1000).build().unwrap();
            let waiting = blocking::Session::builder(&base).reply_limit(1000).build().unwrap();
            let _ = runtime.block_on(async { session.user().save_user_group(&saved).await });
            let _ = waiting.user().save_user_group(&saved);
            let session = Session::builder(&base).reply_limit(limit).build().unwrap();
            let waiting = blocking::Session::builder(&base).reply_limit(limit).build().unwrap();

            let (before, most, start) = (MEMORY.allocated(), MEMORY.max_allocated(), Instant::now());
            let result = match client {
                "async" => runtime.block_on(async { session.user().save_user_group(&saved).reply().await }),
                _ => waiting.calls().user().save_user_group(&saved).blocking_reply(),
            };
            let (peak, took) = (MEMORY.max_allocated(), start.elapsed());
            (flood.check)(result, flood, limit);
            let above = peak as i64 - before as i64 - limit as i64;
            println!(
                "{:<24} {client:<8} limit {limit:>9}, peak {:>9}, {above:>8} above the limit, {took:.2?}",
                flood.name,
                peak - before,
            );
            assert!(above <= CONSTANT as i64, "{above} bytes above the limit");
            // A reply that ends is no longer for the second client than for the first.
            if !flood.ends() {
                assert!(peak > most, "nothing was measured: another call took more");
            }
            limit += STEP;
        }
    }
}
