//! Which documents are brought, what they are called, and what is changed in them.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use soapwright_tests::http_server::{Reply, Server};

use super::*;

/// What a server has: where, and what.
type Documents = Vec<(&'static str, String)>;

#[test]
fn imports_of_every_kind_are_brought() {
    let order = || schema("", "Order");
    let ring = |location: &str| format!(r#"<import namespace="urn:o" location="{location}"/>"#);
    let outer = |location: &str| {
        format!(
            r#"<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:o"><w:import namespace="urn:o" location="{location}"/></w:definitions>"#
        )
    };
    // The documents, and the names that they shall have.
    let cases: Vec<(Documents, &[&str])> = vec![
        (vec![("/a/o?wsdl", contract(&import("t.xsd"))), ("/a/t.xsd", order())], &["o.wsdl", "t.xsd"]),
        (vec![("/a/o?wsdl", contract(&import("../t.xsd"))), ("/t.xsd", order())], &["o.wsdl", "t.xsd"]),
        (vec![("/a/o?wsdl", contract(&import("/b/t.xsd"))), ("/b/t.xsd", order())], &["o.wsdl", "t.xsd"]),
        (
            vec![("/a/o?wsdl", contract(&import("?xsd=xsd0"))), ("/a/o?xsd=xsd0", order())],
            &["o-xsd0.xsd", "o.wsdl"],
        ),
        (
            vec![("/a/o?wsdl", contract(&import("o?xsd=1&amp;x=2"))), ("/a/o?xsd=1&x=2", order())],
            &["o-1-2.xsd", "o.wsdl"],
        ),
        // By way of an include, in a schema of its own; in a ring; of itself.
        (
            vec![
                ("/a/o?wsdl", contract(&import("t.xsd"))),
                ("/a/t.xsd", schema(&include("sub/u.xsd"), "Other")),
                ("/a/sub/u.xsd", schema(&(include("../t.xsd") + &include("u.xsd")), "Order")),
            ],
            &["o.wsdl", "t.xsd", "u.xsd"],
        ),
        // A contract of a contract.
        (
            vec![
                ("/a/o?wsdl", outer("inner?wsdl")),
                ("/a/inner?wsdl", contract(&import("t.xsd"))),
                ("/a/t.xsd", order()),
            ],
            &["inner.wsdl", "o.wsdl", "t.xsd"],
        ),
        // Contracts in a ring.
        (
            vec![
                ("/a/o?wsdl", outer("inner?wsdl")),
                (
                    "/a/inner?wsdl",
                    contract(&import("t.xsd")).replace("<types>", &(ring("o?wsdl") + "<types>")),
                ),
                ("/a/t.xsd", order()),
            ],
            &["inner.wsdl", "o.wsdl", "t.xsd"],
        ),
        // One document, spelt in several ways.
        (
            vec![
                ("/a/o?wsdl", contract(&import("./x~y.xsd#top"))),
                ("/a/x~y.xsd", schema(&(include("../a/x%7Ey.xsd") + &include("%78%7ey.xsd#it")), "Order")),
            ],
            &["o.wsdl", "x-y.xsd"],
        ),
        // Two with one last segment, and two that differ by case.
        (
            vec![
                ("/a/o?wsdl", contract(&import("one/t.xsd"))),
                ("/a/one/t.xsd", schema(&(include("../two/t.xsd") + &include("T.xsd")), "Other")),
                ("/a/two/t.xsd", order()),
                ("/a/one/T.xsd", schema("", "Third")),
            ],
            &["o.wsdl", "one-T.xsd", "t.xsd", "two-t.xsd"],
        ),
        // Names that lead elsewhere, or are taken.
        (
            vec![
                ("/a/o?wsdl", contract(&import("soapwright.lock"))),
                ("/a/soapwright.lock", schema(&include("..%2F..%2F.evil"), "Other")),
                ("/a/..%2F..%2F.evil", schema(&include("/etc/passwd"), "Third")),
                ("/etc/passwd", order()),
            ],
            &["evil.xsd", "o.wsdl", "passwd.xsd", "soapwright.lock.xsd"],
        ),
        // An import without a location stays without one.
        (
            vec![
                ("/a/o?wsdl", contract(&(import("t.xsd") + r#"<xs:import namespace="urn:t"/>"#))),
                ("/a/t.xsd", order()),
            ],
            &["o.wsdl", "t.xsd"],
        ),
        // What soapwright has built in is not asked for.
        (
            vec![
                (
                    "/a/o?wsdl",
                    contract(
                        r#"<xs:import namespace="http://www.w3.org/2005/08/addressing" schemaLocation="http://www.w3.org/2005/08/addressing/ws-addr.xsd"/><xs:import namespace="urn:t" schemaLocation="t.xsd"/>"#,
                    ),
                ),
                ("/a/t.xsd", order()),
            ],
            &["o.wsdl", "t.xsd"],
        ),
    ];
    for (documents, wanted) in cases {
        let server = site(&documents);
        let dir = folder_of(&server.url("/a/o?wsdl"));
        let mut wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        wanted.sort();
        assert_eq!(names(dir.path()), wanted, "{documents:?}");
        whole(dir.path(), "o.wsdl");
        assert_eq!(
            server.requests().len(),
            documents.len(),
            "each document is asked for once: {documents:?}"
        );
        for (name, text) in files(dir.path()).into_iter().filter(|(name, _)| name != "soapwright.lock") {
            let text = String::from_utf8(text).unwrap();
            for location in text.split("ocation=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let is_local = wanted.iter().any(|name| name == location);
                let stays = ["http://x/orders", "http://www.w3.org/2005/08/addressing/ws-addr.xsd"];
                assert!(is_local || stays.contains(&location), "{name}: {location}");
            }
        }
    }
}

#[test]
fn an_absolute_location_is_brought() {
    let server = Server::start(|request| match request.target() {
        "/o.wsdl" => xml(contract(&import(&format!("http://{}/t.xsd", request.header("host").unwrap())))),
        _ => xml(schema("", "Order")),
    })
    .unwrap();
    let dir = folder_of(&server.url("/o.wsdl"));
    whole(dir.path(), "o.wsdl");
    assert_eq!(lock(dir.path())["t.xsd"].0, server.url("/t.xsd"));
}

#[test]
fn nothing_but_locations_is_changed() {
    let text =
        contract(&import("t.xsd")).replace("?>", "?>\r\n<!-- t.xsd  \u{e9} -->").replace("urn:x", "urn:y");
    let server = site(&[("/o.wsdl", text.clone()), ("/t.xsd", schema("", "Order"))]);
    let dir = folder_of(&server.url("/o.wsdl"));
    assert_eq!(read(dir.path(), "o.wsdl"), text);
    assert_eq!(read(dir.path(), "t.xsd"), schema("", "Order"));
}

#[test]
fn encodings_stay() {
    let declared = |label: &str| {
        contract(&import("sub/t.xsd")).replace(
            "<?xml version=\"1.0\"?>",
            &format!("<?xml version=\"1.0\" encoding=\"{label}\"?><!-- \u{e9} -->"),
        )
    };
    let sixteen: Vec<u8> =
        format!("\u{feff}{}", declared("UTF-16")).encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin = encoding_rs::WINDOWS_1252.encode(&declared("ISO-8859-1")).0.into_owned();
    let marked = format!("\u{feff}{}", declared("utf-8")).into_bytes();
    // The server alone knows this one.
    let untold =
        encoding_rs::WINDOWS_1252.encode(&declared("x").replace(" encoding=\"x\"", "")).0.into_owned();
    for (bytes, media_type) in [
        (sixteen, "text/xml"),
        (latin, "text/xml"),
        (marked, "text/xml; charset=utf-8"),
        (untold, "text/xml; charset=iso-8859-1"),
    ] {
        let sent = bytes.clone();
        let server = Server::start(move |request| match request.target() {
            "/o.wsdl" => Reply::new(200).header("Content-Type", media_type).body(sent.clone()),
            _ => xml(schema("", "Order")),
        })
        .unwrap();
        let dir = folder_of(&server.url("/o.wsdl"));
        whole(dir.path(), "o.wsdl");
        let kept = &files(dir.path())["o.wsdl"];
        assert!(media_type.contains("iso") || kept[..20] == bytes[..20], "{kept:?}");
    }
}

#[test]
fn packed_and_slow_documents_come() {
    let pack = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let server = site_with(move |_| xml(pack(&schema("", "Order"))).header("Content-Encoding", "gzip"));
    whole(folder_of(&server.url("/o?wsdl")).path(), "o.wsdl");
    // Each piece is in time; all together take longer than a silence may.
    let server = site_with(|_| xml(schema("", "Order")).chunked(40).pause(Duration::from_millis(200)));
    let dir = tempfile::tempdir().unwrap();
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &["--timeout", "1"], &[]);
    assert_eq!(code, Some(0), "{said}");
    whole(dir.path(), "o.wsdl");
}

#[test]
fn a_passing_trouble_passes() {
    let troubles: [fn() -> Reply; 4] = [
        || Reply::new(503).header("Retry-After", "0"),
        || Reply::new(429).header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
        || xml(schema("", "Order")).cut_after(0),
        || xml(schema("", "Order")).cut_after(120),
    ];
    for (index, trouble) in troubles.into_iter().enumerate() {
        let count = std::sync::atomic::AtomicU32::new(0);
        let server = site_with(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => trouble(),
            _ => xml(schema("", "Order")),
        });
        let dir = folder_of(&server.url("/o?wsdl"));
        whole(dir.path(), "o.wsdl");
        assert_eq!(server.requests().len(), 3, "trouble {index}");
    }
}

#[test]
fn what_comes_next_is_told() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    let dir = tempfile::tempdir().unwrap();
    let said = fetched(dir.path(), &server.url("/o?wsdl"));
    let wanted = format!(
        "fetched 2 documents\n  o.wsdl  {0}/o?wsdl\n  t.xsd   {0}/t.xsd\n\
        wrote wsdl: 2 created, 0 updated, 0 deleted, 0 same\nnext: soapwright init wsdl/o.wsdl\n",
        server.url("")
    );
    assert_eq!(said, wanted);
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &["-q"], &[]);
    assert_eq!((code, &*said), (Some(0), ""));
}
