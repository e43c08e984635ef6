//! A small HTTP server of our own, which reads requests of any length piece by piece and answers as it is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came: its head, in lower case, and what its body was handed to.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// How many bytes the body had.
    pub(crate) length: u64,
    /// The body was whole.
    pub(crate) whole: bool,
}

/// What a server does with a request: `keep` says whether it keeps the body, `answer` writes what it answers.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
}

type Answer = dyn Fn(&Seen, &mut dyn Write) -> std::io::Result<()> + Send + Sync;

impl Server {
    /// Every connection carries one request. `keep` bytes of each body are kept.
    pub(crate) fn start(
        keep: usize,
        answer: impl Fn(&Seen, &mut dyn Write) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/vault", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (Arc::clone(&seen), Arc::new(answer) as Arc<Answer>);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, keep, &all, &answer));
            }
        });
        Self { url, seen }
    }

    pub(crate) fn taken(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

fn serve(stream: TcpStream, keep: usize, all: &Mutex<Vec<Seen>>, answer: &Arc<Answer>) {
    let mut reader = BufReader::with_capacity(64 * 1024, stream.try_clone().unwrap());
    let mut seen = Seen::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        seen.head.push_str(&line.to_ascii_lowercase());
    }
    let header =
        |name: &str| seen.head.lines().find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()));
    seen.whole = match header("content-length:").map(|length| length.parse().unwrap()) {
        Some(length) => take(&mut reader, length, keep, &mut seen),
        None => chunks(&mut reader, keep, &mut seen),
    };
    let mut stream = stream;
    all.lock().unwrap().push(seen.clone());
    let _ = answer(&seen, &mut stream);
    let _ = stream.flush();
}

/// Takes so many bytes of a body. Tells whether they were there.
fn take(reader: &mut impl Read, length: u64, keep: usize, seen: &mut Seen) -> bool {
    let (mut left, mut buffer) = (length, vec![0; 64 * 1024]);
    while left > 0 {
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        match reader.read(&mut buffer[..room]) {
            Ok(count) if count > 0 => {
                left -= u64::try_from(count).unwrap();
                seen.length += u64::try_from(count).unwrap();
                let kept = count.min(keep.saturating_sub(seen.body.len()));
                seen.body.extend_from_slice(&buffer[..kept]);
            }
            _ => return false,
        }
    }
    true
}

fn chunks(reader: &mut impl BufRead, keep: usize, seen: &mut Seen) -> bool {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return false;
        }
        let Ok(length) = u64::from_str_radix(line.trim(), 16) else { return false };
        if !take(reader, length, keep, seen) {
            return false;
        }
        let mut end = [0; 2];
        if reader.read_exact(&mut end).is_err() || end != *b"\r\n" {
            return false;
        }
        if length == 0 {
            return true;
        }
    }
}

/// An answer with these headers and this body.
pub(crate) fn answer(to: &mut dyn Write, status: &str, media: &str, body: &[u8]) -> std::io::Result<()> {
    let length = body.len();
    write!(
        to,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    )?;
    to.write_all(body)
}
