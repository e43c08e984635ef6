//! Trouble below the envelope: statuses, redirects, other content, limits, time, connections that break.

use std::time::Duration;

use superoffice_services86::ErrorKind;

use super::super::http_server::Reply;
use super::envelopes::{FIELDS, answer, good_answer, gzip, gzipped, of_fields, ok};
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
    let http = |name, status, reply| Case::failing(name, ErrorKind::Http, reply).status(status);
    let json = Reply::new(500).header("Content-Type", "application/json").body("{\"error\": \"oops\"}");
    vec![
        http("an empty 200", 200, Reply::new(200)).says("empty"),
        http("a blank 200", 200, ok("\u{FEFF} \r\n")).says("empty"),
        http("a 204", 204, Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")).says("empty"),
        http("HTML at 200", 200, html(200, "Please log in")).says("Please log in"),
        http("HTML at 500", 500, html(500, "Runtime Error")).says("Runtime Error"),
        http("JSON at 500", 500, json).says("oops"),
        http("text at 500", 500, Reply::new(500).body("no luck")).says("no luck"),
        http("binary at 500", 500, Reply::new(500).body(vec![0, 1, 2, 0xFF])),
        http("an empty 500", 500, Reply::new(500)),
        http("an answer at 500 that is no Fault", 500, answer(500, good_answer())).says("ordinary reply"),
        http("a 401", 401, html(401, "Unauthorized").header("WWW-Authenticate", "Negotiate"))
            .undone()
            .says("credentials"),
        http("an empty 401", 401, Reply::new(401)).undone(),
        http("a 403", 403, html(403, "Forbidden")).undone(),
        http("a 404", 404, html(404, "Not Found")).undone().says("URL"),
        http("a 407", 407, html(407, "Proxy")).undone().says("proxy"),
        http("a 408", 408, Reply::new(408)),
        http("a 413", 413, Reply::new(413)).undone().says("too large"),
        http("a 415", 415, Reply::new(415)).undone().says("SOAP version"),
        http("a 429", 429, Reply::new(429).header("Retry-After", "9")).undone().says("wait"),
        http("a 502", 502, html(502, "Bad Gateway")),
        http("a 503", 503, html(503, "Service Unavailable")).says("not available"),
        http("an empty 503", 503, Reply::new(503)),
        http("a 504", 504, html(504, "Gateway Timeout")),
        http("a status that nobody knows", 599, Reply::new(599)),
        http("an empty 200 where nothing is promised", 200, Reply::new(200)).ask(Ask::Delete),
    ]
}

fn redirects() -> Vec<Case> {
    let redirect = |name, status| {
        let reply =
            html(status, "Moved").header("Location", "https://elsewhere.example/login?token=s3cret#x");
        Case::failing(name, ErrorKind::Http, reply).status(status).says("https://elsewhere.example/login")
    };
    let back = Reply::new(302).header("Location", "/0/User.svc");
    vec![
        redirect("a 301", 301).undone(),
        // ASP.NET sends 302 when a handler failed midway and an error page is configured.
        redirect("a 302", 302),
        redirect("a 303", 303),
        redirect("a 307", 307).undone(),
        redirect("a 308", 308).undone(),
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
    let limit = |name, reply| Case::failing(name, ErrorKind::Limit, reply).status(200).says("1000000 bytes");
    let fits = of_fields(FIELDS);
    let padding = " ".repeat(super::REPLY_LIMIT - fits.len());
    let announced = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{}",
        " ".repeat(super::REPLY_LIMIT + 1)
    );
    vec![
        limit("a huge reply", ok(huge.clone())),
        limit("a huge reply in chunks", ok(huge.clone()).chunked(10_000)),
        Case::failing("a huge reply at 500", ErrorKind::Limit, answer(500, huge)).status(500),
        limit("a gzip bomb of zeros", gzipped(200, &zeros)),
        limit("a gzip bomb that is an envelope", gzipped(200, spaces.as_bytes())),
        Case::failing("a gzip bomb at 500", ErrorKind::Limit, gzipped(500, &zeros)).status(500),
        Case::legal("a reply of exactly the limit", fits.clone() + &padding),
        limit("a reply of one byte more", ok(fits + &padding + " ")),
        limit("more announced than any memory holds", Reply::raw(announced)),
    ]
}

fn connections() -> Vec<Case> {
    let transport =
        |name, reply| Case::failing(name, ErrorKind::Transport, reply).says("look before calling again");
    let short = Duration::from_millis(300);
    let slow = Duration::from_millis(20);
    let whole = ok(good_answer());
    let head = whole.head_length();
    let raw = |text: &str| Reply::raw(text.to_owned() + &good_answer());
    let mut damaged = gzip(good_answer().as_bytes());
    if let Some(byte) = damaged.get_mut(40) {
        *byte ^= 0xFF;
    }
    let cut = gzip(good_answer().as_bytes())
        .split_last_chunk::<12>()
        .map(|(rest, _)| rest.to_vec())
        .unwrap_or_default();
    let coded = |body: Vec<u8>| ok(body).header("Content-Encoding", "gzip");
    let two_lengths =
        format!("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: {}\r\n\r\n", good_answer().len());
    vec![
        transport("no answer at all", whole.clone().cut_after(0)),
        transport("the status line breaks off", whole.clone().cut_after(9)),
        transport("the header breaks off", whole.clone().cut_after(head - 3)),
        transport("the body does not begin", whole.clone().cut_after(head)).status(200),
        transport("the body breaks off in the middle", whole.clone().cut_after(head + 400)).status(200),
        transport(
            "the body breaks off before its last byte",
            whole.clone().cut_after(whole.wire_length() - 1),
        )
        .status(200),
        transport("the chunks break off", ok(good_answer()).chunked(100).cut_after(1000)).status(200),
        transport(
            "the last chunk is missing",
            ok(good_answer()).chunked(100).cut_after(ok(good_answer()).chunked(100).wire_length() - 5),
        ),
        transport(
            "a chunk size that is none",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        ),
        transport("no HTTP", raw("")),
        transport("a status that is none", raw("HTTP/1.1 2x0 OK\r\n\r\n")),
        transport("two lengths", raw(&two_lengths)),
        transport("gzip that is damaged", coded(damaged)).status(200),
        transport("gzip that breaks off", coded(cut)).status(200),
        transport("gzip that is none", coded(good_answer().into_bytes())).status(200),
        transport("a silent server", whole.clone().delay(Duration::from_secs(2)))
            .timeout(short)
            .says("in time"),
        transport("a reply that is drip-fed", ok(good_answer()).chunked(1).pause(slow))
            .timeout(short)
            .says("in time")
            .status(200),
        transport("`100 Continue` now and then", Reply::endless("HTTP/1.1 100 Continue\r\n\r\n").pause(slow))
            .timeout(short)
            .says("in time"),
        transport("a slow error page", html(500, "slow").chunked(1).pause(slow))
            .timeout(short)
            .says("in time"),
    ]
}
