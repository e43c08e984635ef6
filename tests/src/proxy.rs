//! A recording TCP proxy: bytes pass both ways unchanged, and every connection's are kept.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::message::{self, Message};

/// A request and what the server answered to it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request as the server got it.
    pub request: Message,
    /// The answer; `None` where the connection ended without one.
    pub response: Option<Message>,
}

/// The bytes of one connection, in both directions.
#[derive(Debug, Default)]
struct Recording {
    sent: Vec<u8>,
    received: Vec<u8>,
}

type Connections = Arc<Mutex<Vec<Arc<Mutex<Recording>>>>>;

/// Listens on a free port of 127.0.0.1 and passes each connection on; stops listening when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    connections: Connections,
    stop: Arc<AtomicBool>,
}

impl Proxy {
    /// A proxy in front of `upstream`, a `host:port`.
    ///
    /// # Errors
    /// What binding the port gives. A server that cannot be reached shows as a connection closed at once.
    pub fn start(upstream: impl Into<String>) -> io::Result<Self> {
        let (upstream, listener) = (upstream.into(), TcpListener::bind("127.0.0.1:0")?);
        let address = listener.local_addr()?;
        let (connections, stop) = (Connections::default(), Arc::new(AtomicBool::new(false)));
        let (all, stopped) = (Arc::clone(&connections), Arc::clone(&stop));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let recording = Arc::new(Mutex::new(Recording::default()));
                lock(&all).push(Arc::clone(&recording));
                let upstream = upstream.clone();
                // A connection that cannot be made is the client's to notice.
                thread::spawn(move || connect(client, &upstream, &recording));
            }
        });
        Ok(Self { address, connections, stop })
    }

    /// Where the proxy listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The exchanges completed since the last call, connection by connection in the order they were opened.
    ///
    /// # Errors
    /// `InvalidData` where a recording is no HTTP/1.1.
    pub fn take(&self) -> io::Result<Vec<Exchange>> {
        let mut exchanges = Vec::new();
        for connection in lock(&self.connections).iter() {
            let mut recording = lock(connection);
            let (requests, sent) = message::split(&recording.sent)?;
            let (responses, received) = message::split(&recording.received)?;
            recording.sent.drain(..sent);
            recording.received.drain(..received);
            let mut responses = responses.into_iter();
            exchanges
                .extend(requests.into_iter().map(|request| Exchange { request, response: responses.next() }));
        }
        Ok(exchanges)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the accepting thread so that it sees the flag; if nobody listens any more, that is as well.
        drop(TcpStream::connect(self.address));
    }
}

/// A lock that a panicking test may have poisoned still guards plain bytes.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(client: TcpStream, upstream: &str, recording: &Arc<Mutex<Recording>>) -> io::Result<()> {
    let server = TcpStream::connect(upstream)?;
    let (client_back, server_back, back) = (client.try_clone()?, server.try_clone()?, Arc::clone(recording));
    thread::spawn(move || {
        pass(server_back, client_back, |bytes| lock(&back).received.extend_from_slice(bytes))
    });
    pass(client, server, |bytes| lock(recording).sent.extend_from_slice(bytes));
    Ok(())
}

/// Bytes are kept before they are passed on: whoever has seen a reply finds it recorded.
fn pass(mut from: TcpStream, mut to: TcpStream, mut keep: impl FnMut(&[u8])) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..count) else { break };
        keep(bytes);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    // Half-closed is passed on as such; an error here means that the other side is gone already.
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::*;
    use crate::http_server::{Reply, Server};

    #[test]
    fn two_requests_on_one_connection_are_two_exchanges() {
        let server = Server::start(|request| Reply::new(200).body(request.target())).unwrap();
        let proxy = Proxy::start(server.address().to_string()).unwrap();
        let mut stream = TcpStream::connect(proxy.address()).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        for target in ["/one", "/two"] {
            write!(stream, "POST {target} HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi").unwrap();
            assert_eq!(message::read(&mut reader).unwrap().unwrap().text(), target);
        }
        let exchanges = proxy.take().unwrap();
        assert_eq!(exchanges.len(), 2);
        assert_eq!(exchanges[1].request.raw, b"POST /two HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi");
        assert_eq!(exchanges[1].response.as_ref().unwrap().text(), "/two");
        assert!(proxy.take().unwrap().is_empty());
    }

    #[test]
    fn a_server_that_hangs_up_leaves_an_exchange_without_a_response() {
        let server = Server::start(|_| Reply::new(200).body("long").cut_after(0)).unwrap();
        let proxy = Proxy::start(server.address().to_string()).unwrap();
        let mut stream = TcpStream::connect(proxy.address()).unwrap();
        write!(stream, "GET / HTTP/1.1\r\n\r\n").unwrap();
        assert!(message::read(&mut BufReader::new(stream)).unwrap().is_none());
        let exchanges = proxy.take().unwrap();
        assert_eq!(exchanges.len(), 1);
        assert!(exchanges[0].response.is_none());
    }
}
