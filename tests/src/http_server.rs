//! A small blocking HTTP/1.1 server: a closure turns each request into a reply, which may be slow, chunked, or cut off.

use std::io::{self, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::message::{self, Message};

/// What the server answers.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunk: Option<usize>,
    delay: Duration,
    pause: Duration,
    cut: Option<usize>,
    close: bool,
    raw: Option<Vec<u8>>,
    endless: bool,
}

impl Reply {
    /// A reply with this status, no fields of its own and an empty body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        let (headers, body, zero) = (Vec::new(), Vec::new(), Duration::ZERO);
        Self {
            status,
            headers,
            body,
            chunk: None,
            delay: zero,
            pause: zero,
            cut: None,
            close: false,
            raw: None,
            endless: false,
        }
    }

    /// Adds a header field. `Content-Length` and `Transfer-Encoding` are the server's to add.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Changes the body, as text.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(String) -> String) -> Self {
        self.body = change(String::from_utf8_lossy(&self.body).into_owned()).into_bytes();
        self
    }

    /// Sends the body in chunks of this many bytes.
    #[must_use]
    pub fn chunked(mut self, size: usize) -> Self {
        self.chunk = Some(size.max(1));
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Waits before each piece of the body: a chunk, or else the whole.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Drops the connection after this many bytes of the reply, head included; 0 hangs up without an answer.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// These bytes and nothing else, then the end of the connection: for what no honest server sends.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { raw: Some(bytes.into()), ..Self::new(200).close() }
    }

    /// These bytes, again and again, until the client hangs up. [`pause`](Self::pause) is the time between them.
    #[must_use]
    pub fn endless(bytes: impl Into<Vec<u8>>) -> Self {
        Self { endless: true, ..Self::raw(bytes) }
    }

    /// How many bytes stand on the wire before the body (or its first chunk).
    #[must_use]
    pub fn head_length(&self) -> usize {
        self.pieces().first().map_or(0, Vec::len)
    }

    /// How many bytes stand on the wire in all.
    #[must_use]
    pub fn wire_length(&self) -> usize {
        self.pieces().iter().map(Vec::len).sum()
    }

    /// Says `Connection: close` and does so.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// The pieces to write, in order; the first is the head.
    fn pieces(&self) -> Vec<Vec<u8>> {
        if let Some(bytes) = &self.raw {
            return vec![bytes.clone()];
        }
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.close {
            head.push_str("Connection: close\r\n");
        }
        let mut pieces = Vec::new();
        if let Some(size) = self.chunk {
            head.push_str("Transfer-Encoding: chunked\r\n\r\n");
            pieces.push(head.into_bytes());
            for chunk in self.body.chunks(size) {
                pieces.push([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
            }
            pieces.push(b"0\r\n\r\n".to_vec());
        } else {
            head.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
            pieces.push(head.into_bytes());
            pieces.push(self.body.clone());
        }
        pieces
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        415 => "Unsupported Media Type",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

/// A server on 127.0.0.1; stops listening when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Message>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// A server on a free port that answers with what `handler` returns. Each connection has a thread.
    ///
    /// # Errors
    /// What binding the port gives.
    pub fn start(handler: impl Fn(&Message) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        Self::start_on(0, handler)
    }

    /// As [`start`](Self::start), on a port of the caller's choice; 0 is a free one.
    ///
    /// # Errors
    /// What binding the port gives.
    pub fn start_on(
        port: u16,
        handler: impl Fn(&Message) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let address = listener.local_addr()?;
        let (requests, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (seen, stopped, handler) = (Arc::clone(&requests), Arc::clone(&stop), Arc::new(handler));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (seen, handler) = (Arc::clone(&seen), Arc::clone(&handler));
                // A client that breaks off ends its own connection only.
                thread::spawn(move || serve(&stream, &seen, handler.as_ref()));
            }
        });
        Ok(Self { address, requests, stop })
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a path (`/User.svc`) on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far, in the order in which they were complete.
    #[must_use]
    pub fn requests(&self) -> Vec<Message> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the accepting thread so that it sees the flag.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(
    stream: &TcpStream,
    seen: &Mutex<Vec<Message>>,
    handler: &dyn Fn(&Message) -> Reply,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = message::read(&mut reader)? {
        let reply = handler(&request);
        let close = reply.close
            || request.start.ends_with("HTTP/1.0")
            || request.header_values("connection").any(|v| v.eq_ignore_ascii_case("close"));
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        thread::sleep(reply.delay);
        if !send(stream, &reply)? || close {
            break;
        }
    }
    stream.shutdown(Shutdown::Both)
}

/// Writes the reply; false where it was cut off on purpose.
fn send(mut stream: &TcpStream, reply: &Reply) -> io::Result<bool> {
    let mut left = reply.cut;
    for (index, piece) in reply.pieces().iter().enumerate() {
        if index > 0 {
            thread::sleep(reply.pause);
        }
        match left {
            Some(limit) if piece.len() >= limit => {
                stream.write_all(piece.get(..limit).unwrap_or_default())?;
                return Ok(false);
            }
            Some(limit) => left = Some(limit - piece.len()),
            None => {}
        }
        stream.write_all(piece)?;
        if reply.endless {
            loop {
                thread::sleep(reply.pause);
                stream.write_all(piece)?;
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, request: &str) -> io::Result<Option<Message>> {
        let mut stream = TcpStream::connect(server.address())?;
        stream.write_all(request.as_bytes())?;
        message::read(&mut BufReader::new(stream))
    }

    #[test]
    fn status_headers_and_chunks_arrive() {
        let server =
            Server::start(|_| Reply::new(503).header("Retry-After", "7").body("abcdefg").chunked(3)).unwrap();
        let reply = ask(&server, "POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi").unwrap().unwrap();
        assert_eq!((reply.status(), reply.header("retry-after")), (Some(503), Some("7")));
        assert_eq!(reply.text(), "abcdefg");
        assert!(reply.raw.ends_with(b"3\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0\r\n\r\n"));
        assert_eq!(server.requests()[0].text(), "hi");
    }

    #[test]
    fn a_reply_can_be_cut_in_the_middle() {
        let server = Server::start(|_| Reply::new(200).body("abcdefg").cut_after(40)).unwrap();
        let error = ask(&server, "GET / HTTP/1.0\r\n\r\n").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn delays_are_kept() {
        let server = Server::start(|_| Reply::new(200).delay(Duration::from_millis(60))).unwrap();
        let start = std::time::Instant::now();
        ask(&server, "GET / HTTP/1.1\r\n\r\n").unwrap().unwrap();
        assert!(start.elapsed() >= Duration::from_millis(60));
    }
}
