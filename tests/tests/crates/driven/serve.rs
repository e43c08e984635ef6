//! A server of one thread and one request a connection, over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use http::{HeaderMap, HeaderName, HeaderValue, Response};

/// Answers requests as a dispatcher does until the program ends; gives the URL.
pub(crate) fn serve<B: AsRef<[u8]>>(
    answer: impl Fn(&HeaderMap, &[u8]) -> Response<B> + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut headers = HeaderMap::new();
            for line in reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()) {
                if let Some((name, value)) = line.split_once(": ") {
                    let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                    headers.insert(name, HeaderValue::from_str(value).unwrap());
                }
            }
            let length: usize = headers["content-length"].to_str().unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let reply = answer(&headers, &body);
            let media = reply.headers()["content-type"].to_str().unwrap();
            let head = format!(
                "HTTP/1.1 {}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                reply.status(),
                reply.body().as_ref().len()
            );
            stream.write_all(&[head.as_bytes(), reply.body().as_ref()].concat()).unwrap();
        }
    });
    url
}
