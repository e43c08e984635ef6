//! What is refused: with exit code 2, the address, the reason, and the folder as it was.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use soapwright_tests::http_server::Reply;

use super::*;

/// Fetches from a server whose `t.xsd` is answered so, and expects a refusal that says this.
fn refused(answer: fn() -> Reply, more: &[&str], told: &[&str]) {
    let server = site_with(move |_| answer());
    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), more, &[]);
    assert_eq!(code, Some(2), "{said}");
    for part in [&*server.url("/t.xsd"), "imported by", &server.url("/o?wsdl"), "line 5"].iter().chain(told) {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());
    assert!(!dir.path().join("wsdl").exists(), "nothing is written");
}

const ONCE: &[&str] = &["--retries", "0"];

#[test]
fn what_is_no_document_is_refused() {
    refused(|| Reply::new(404), &[], &["404 Not Found"]);
    refused(|| Reply::new(500).body("oops"), &[], &["500 Internal Server Error"]);
    refused(|| Reply::new(204), &[], &["is empty"]);
    refused(|| xml(""), &[], &["is empty"]);
    refused(|| xml("<!DOCTYPE html><html><title>Sign in</title>"), &[], &["an HTML page, titled “Sign in”"]);
    refused(|| xml("<a/>"), &[], &["<a>", "neither a contract (WSDL 1.1) nor a schema"]);
    refused(|| xml("no"), &[], &["line 1, column 1", "served as text/xml"]);
    refused(|| xml(schema("", "Order").trim_end().trim_end_matches("schema>")), &[], &["incomplete"]);
    refused(
        || xml("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
        &[],
        &["declares entities"],
    );
    refused(|| xml(schema("", "Order")).header("Content-Encoding", "gzip"), &[], &["cannot be fetched"]);
}

#[test]
fn locations_that_no_server_has_are_refused() {
    for (location, told) in [
        ("file:///etc/passwd", "its scheme is file"),
        ("ftp://x/t.xsd", "its scheme is ftp"),
        ("urn:t", "its scheme is urn"),
        ("C:\\t.xsd", "its scheme is c"),
        ("http://", "is no address"),
    ] {
        let server = site(&[("/o?wsdl", contract(&import(location)))]);
        let dir = tempfile::tempdir().unwrap();
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
        assert!(code == Some(2) && said.contains(told) && said.contains("line 5"), "{location}: {said}");
        assert!(!dir.path().join("wsdl").exists());
    }
    for (url, told) in
        [("Orders.wsdl", "http://"), ("file:///etc/passwd", "http://"), ("http://127.0.0.1:1/o", "refused")]
    {
        let dir = tempfile::tempdir().unwrap();
        let (code, said) = fetch(dir.path(), url, &[], &[]);
        assert!(code == Some(2) && said.contains(told), "{url}: {said}");
    }
}

#[test]
fn what_ends_early_is_refused() {
    refused(|| xml(schema("", "Order")).cut_after(0), ONCE, &["the connection ended"]);
    refused(|| xml(schema("", "Order")).cut_after(200), ONCE, &["the connection ended"]);
    refused(|| xml(schema("", "Order")).chunked(50).cut_after(200), ONCE, &["the connection ended"]);
    refused(
        || xml(schema("", "Order")).cut_after(200),
        &["--retries", "1"],
        &["the connection ended", "tried 2 times"],
    );
    refused(|| Reply::new(503), &["--retries", "1"], &["503 Service Unavailable", "tried 2 times"]);
    refused(|| Reply::new(503).header("Retry-After", "3600"), &[], &["503", "again in 3600 s"]);
    refused(
        || {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(schema("", "Order").as_bytes()).unwrap();
            let packed = packed.finish().unwrap();
            xml(&packed[..packed.len() / 2]).header("Content-Encoding", "gzip")
        },
        ONCE,
        &["the connection ended"],
    );
}

#[test]
fn what_takes_too_long_is_refused() {
    refused(
        || xml(schema("", "Order")).delay(Duration::from_secs(60)),
        &["--timeout", "1"],
        &["nothing for 1 s"],
    );
    refused(
        || xml(schema("", "Order")).chunked(200).pause(Duration::from_secs(60)),
        &["--timeout", "1"],
        &["nothing for 1 s"],
    );
}

/// Each byte is in time, and there is always one more. It takes a minute: `SOAPWRIGHT_LONG` tries it.
#[test]
fn slow_drips_have_an_end() {
    if std::env::var_os("SOAPWRIGHT_LONG").is_some() {
        let drips = || Reply::endless("HTTP/1.1 200 OK\r\n\r\n<a ").pause(Duration::from_millis(300));
        refused(drips, &["--timeout", "1"], &["has not come whole within 60 s"]);
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let small: &[&str] = &["--max-size", "1"];
    // As much as is said and never sent; as much as is sent, in one piece that is repeated without an end; packed.
    refused(
        || Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 314572800\r\n\r\n<a"),
        &[],
        &["is larger than 32 MB"],
    );
    refused(
        || {
            let chunk = [&b"8000\r\n"[..], &[b' '; 0x8000], b"\r\n"].concat();
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            Reply::raw([&head[..], &chunk.repeat(2000)].concat())
        },
        &[],
        &["is larger than 32 MB", "--max-size"],
    );
    refused(
        || {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            (0..300).for_each(|_| packed.write_all(&[b' '; 1 << 20]).unwrap());
            xml(packed.finish().unwrap()).header("Content-Encoding", "gzip")
        },
        small,
        &["is larger than 1 MB"],
    );
}
