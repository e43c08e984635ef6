//! A small HTTP server, which keeps connections and every request, and says what the test wants it to say.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Which connection it came on, from 0.
    pub(crate) connection: usize,
    /// Which request of its connection it is, from 0.
    pub(crate) number: usize,
    /// The request line.
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }

    pub(crate) fn authorization(&self) -> &str {
        self.header("authorization").unwrap_or_default()
    }

    /// What an Echo is to say.
    pub(crate) fn text(&self) -> &str {
        let said = self.body.split_once("text>").and_then(|(_, rest)| rest.split_once('<'));
        said.map_or("nothing", |(said, _)| said)
    }

    /// A parameter of `Authorization: Digest`, without quotes.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let value = self.header("authorization").or_else(|| self.header("proxy-authorization"))?;
        let (_, rest) = value.split_once(&format!(" {name}="))?;
        let end = rest.find(", ").unwrap_or(rest.len());
        Some(rest[..end].trim_matches('"').to_owned())
    }
}

/// What a server does.
pub(crate) enum Answer {
    /// Answers, and keeps the connection.
    Say(u16, Vec<(&'static str, String)>, String),
    /// Answers, and closes without saying so before.
    Last(u16, Vec<(&'static str, String)>, String),
    /// Closes without an answer.
    Close,
}

/// The reply of an Echo.
pub(crate) fn let_in(seen: &str) -> Answer {
    let body = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
         <EchoResponse xmlns='urn:soapwright:kit:vault:1'><seen>{seen}</seen></EchoResponse></s:Body></s:Envelope>"
    );
    Answer::Say(200, vec![("Content-Type", "text/xml; charset=utf-8".to_owned())], body)
}

/// A 401 with these challenges.
pub(crate) fn ask(challenges: &[&str]) -> Answer {
    let headers = challenges.iter().map(|challenge| ("WWW-Authenticate", (*challenge).to_owned()));
    Answer::Say(401, headers.collect(), "<html>who are you?</html>".to_owned())
}

pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                let Ok(stream) = stream else { return };
                std::thread::spawn(move || serve(connection, stream, &kept, &*answer));
            }
        });
        Self { port, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/vault?a=1", self.port)
    }

    /// All requests until now, and none of them again.
    pub(crate) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

fn serve(
    connection: usize,
    stream: TcpStream,
    kept: &Mutex<Vec<Request>>,
    answer: &(dyn Fn(&Request) -> Answer + Send + Sync),
) {
    let mut reader = BufReader::new(stream);
    for number in 0.. {
        let Some(request) = read(connection, number, &mut reader) else { return };
        kept.lock().unwrap().push(request.clone());
        let (said, last) = match answer(&request) {
            Answer::Say(status, headers, body) => ((status, headers, body), false),
            Answer::Last(status, headers, body) => ((status, headers, body), true),
            Answer::Close => return,
        };
        let (status, headers, body) = said;
        let mut out = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        out.push_str("\r\n");
        out.push_str(&body);
        if reader.get_mut().write_all(out.as_bytes()).is_err() || last {
            return;
        }
    }
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    (reader.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
}

fn read(connection: usize, number: usize, reader: &mut impl BufRead) -> Option<Request> {
    let first = line(reader)?;
    let mut headers = Vec::new();
    loop {
        let line = line(reader)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Request { connection, number, line: first, headers, body: String::new() };
    let mut bytes = Vec::new();
    if request.header("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(&line(reader)?, 16).unwrap();
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            bytes.extend_from_slice(&chunk[..size]);
            if size == 0 {
                break;
            }
        }
    } else {
        let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        bytes.resize(length, 0);
        reader.read_exact(&mut bytes).ok()?;
    }
    request.body = String::from_utf8_lossy(&bytes).into_owned();
    Some(request)
}
