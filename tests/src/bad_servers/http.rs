//! Trouble below the envelope: statuses, redirects, other content, limits, time, connections that break.

use std::time::Duration;

use superoffice_services86::ErrorKind;

use super::super::http_server::Reply;
use super::envelopes::{FIELDS, answer, gzip, gzipped, of_fields, ok, plain};
use super::{Ask, Case};

/// All of them.
#[must_use]
pub fn cases() -> Vec<Case> {
    [statuses(), redirects(), limits(), connections()].concat()
}

fn html(status: u16, text: &str) -> Reply {
    let page =
        format!("<!DOCTYPE html>\n<html><head><title>{text}</title></head><body>{text}<br></body></html>");
    Reply::new(status).header("Content-Type", "text/html").body(page)
}

fn statuses() -> Vec<Case> {
    let of = |name, status, reply| Case::failing(name, ErrorKind::Http, reply).status(status);
    let json = Reply::new(500).header("Content-Type", "application/json").body("{\"error\": \"oops\"}");
    vec![
        of("an empty 200", 200, Reply::new(200)).says("empty"),
        of("a blank 200", 200, ok("\u{FEFF} \r\n")).says("empty"),
        of("a 204", 204, Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")).says("empty"),
        of("HTML at 200", 200, html(200, "Please log in")).says("Please log in"),
        of("HTML at 500", 500, html(500, "Runtime Error")).says("Runtime Error"),
        of("JSON at 500", 500, json).says("oops"),
        of("text at 500", 500, Reply::new(500).body("no luck")).says("no luck"),
        of("binary at 500", 500, Reply::new(500).body(vec![0, 1, 2, 0xFF])),
        of("an empty 500", 500, Reply::new(500)),
        of("an answer at 500 that is no Fault", 500, answer(500, plain())).says("ordinary reply"),
        of("a 401", 401, html(401, "Unauthorized").header("WWW-Authenticate", "Negotiate"))
            .undone()
            .says("credentials"),
        of("an empty 401", 401, Reply::new(401)).undone(),
        of("a 403", 403, html(403, "Forbidden")).undone(),
        of("a 404", 404, html(404, "Not Found")).undone().says("URL"),
        of("a 407", 407, html(407, "Proxy")).undone().says("proxy"),
        of("a 408", 408, Reply::new(408)),
        of("a 413", 413, Reply::new(413)).undone().says("too large"),
        of("a 415", 415, Reply::new(415)).undone().says("SOAP version"),
        of("a 429", 429, Reply::new(429).header("Retry-After", "9")).undone().says("wait"),
        of("a 502", 502, html(502, "Bad Gateway")),
        of("a 503", 503, html(503, "Service Unavailable")).says("not available"),
        of("an empty 503", 503, Reply::new(503)),
        of("a 504", 504, html(504, "Gateway Timeout")),
        of("a status that nobody knows", 599, Reply::new(599)),
        of("an empty 200 where nothing is promised", 200, Reply::new(200)).ask(Ask::Delete),
    ]
}

fn redirects() -> Vec<Case> {
    let of = |name, status| {
        let reply =
            html(status, "Moved").header("Location", "https://elsewhere.example/login?token=s3cret#x");
        Case::failing(name, ErrorKind::Http, reply).status(status).says("https://elsewhere.example/login")
    };
    let back = Reply::new(302).header("Location", "/0/User.svc");
    vec![
        of("a 301", 301).undone(),
        // ASP.NET sends 302 when a handler failed midway and an error page is configured.
        of("a 302", 302),
        of("a 303", 303),
        of("a 307", 307).undone(),
        of("a 308", 308).undone(),
        Case::failing("a redirect to an answer on the same server", ErrorKind::Http, back).status(302),
        Case::failing("a redirect to nowhere", ErrorKind::Http, Reply::new(302)).status(302),
        Case::failing("a 304", ErrorKind::Http, Reply::raw("HTTP/1.1 304 Not Modified\r\n\r\n"))
            .status(304)
            .undone(),
    ]
}

fn limits() -> Vec<Case> {
    let huge = of_fields(&FIELDS.replace("Møte", &"m".repeat(super::REPLY_LIMIT)));
    let zeros = vec![0; 50_000_000];
    let spaces = of_fields(&FIELDS.replace("<Id>", &format!("{}<Id>", " ".repeat(20_000_000))));
    let of = |name, reply| Case::failing(name, ErrorKind::Limit, reply).status(200).says("1000000 bytes");
    let fits = of_fields(FIELDS);
    let padding = " ".repeat(super::REPLY_LIMIT - fits.len());
    let announced = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{}",
        " ".repeat(super::REPLY_LIMIT + 1)
    );
    vec![
        of("a huge reply", ok(huge.clone())),
        of("a huge reply in chunks", ok(huge.clone()).chunked(10_000)),
        Case::failing("a huge reply at 500", ErrorKind::Limit, answer(500, huge)).status(500),
        of("a gzip bomb of zeros", gzipped(200, &zeros)),
        of("a gzip bomb that is an envelope", gzipped(200, spaces.as_bytes())),
        Case::failing("a gzip bomb at 500", ErrorKind::Limit, gzipped(500, &zeros)).status(500),
        Case::legal("a reply of exactly the limit", fits.clone() + &padding),
        of("a reply of one byte more", ok(fits + &padding + " ")),
        of("more announced than any memory holds", Reply::raw(announced)),
    ]
}

fn connections() -> Vec<Case> {
    let of = |name, reply| Case::failing(name, ErrorKind::Transport, reply).says("look before calling again");
    let short = Duration::from_millis(300);
    let slow = Duration::from_millis(20);
    let whole = ok(plain());
    let head = whole.head_length();
    let raw = |text: &str| Reply::raw(text.to_owned() + &plain());
    let mut damaged = gzip(plain().as_bytes());
    if let Some(byte) = damaged.get_mut(40) {
        *byte ^= 0xFF;
    }
    let cut =
        gzip(plain().as_bytes()).split_last_chunk::<12>().map(|(rest, _)| rest.to_vec()).unwrap_or_default();
    let coded = |body: Vec<u8>| ok(body).header("Content-Encoding", "gzip");
    let two_lengths =
        format!("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: {}\r\n\r\n", plain().len());
    vec![
        of("no answer at all", whole.clone().cut(0)),
        of("the status line breaks off", whole.clone().cut(9)),
        of("the header breaks off", whole.clone().cut(head - 3)),
        of("the body does not begin", whole.clone().cut(head)).status(200),
        of("the body breaks off in the middle", whole.clone().cut(head + 400)).status(200),
        of("the body breaks off before its last byte", whole.clone().cut(whole.wire_length() - 1))
            .status(200),
        of("the chunks break off", ok(plain()).chunked(100).cut(1000)).status(200),
        of(
            "the last chunk is missing",
            ok(plain()).chunked(100).cut(ok(plain()).chunked(100).wire_length() - 5),
        ),
        of("a chunk size that is none", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")),
        of("no HTTP", raw("")),
        of("a status that is none", raw("HTTP/1.1 2x0 OK\r\n\r\n")),
        of("two lengths", raw(&two_lengths)),
        of("gzip that is damaged", coded(damaged)).status(200),
        of("gzip that breaks off", coded(cut)).status(200),
        of("gzip that is none", coded(plain().into_bytes())).status(200),
        of("a silent server", whole.clone().delay(Duration::from_secs(2))).timeout(short).says("in time"),
        of("a reply that is drip-fed", ok(plain()).chunked(1).pause(slow))
            .timeout(short)
            .says("in time")
            .status(200),
        of("a slow error page", html(500, "slow").chunked(1).pause(slow)).timeout(short).says("in time"),
    ]
}
