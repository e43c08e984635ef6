//! The replies, and what is wanted of each.

use std::path::{Path, PathBuf};

use soapwright_tests::http_server::Reply;

/// The folder of the replies.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("replies")
}

/// A line of `wanted.tsv`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) operation: String,
    /// The version of SOAP: `11` or `12`.
    pub(crate) version: String,
    /// `value`, `error` or `fault`.
    pub(crate) wanted: String,
    /// What must stand in the outcome.
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    let text = std::fs::read_to_string(folder().join("wanted.tsv")).unwrap();
    let case = |line: &str| {
        let [name, operation, version, wanted, text, ..] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("wanted.tsv: {line}");
        };
        let [name, operation, version, wanted, text] =
            [name, operation, version, wanted, text].map(str::to_owned);
        Case { name, operation, version, wanted, text }
    };
    text.lines().skip(1).map(case).collect()
}

/// What the server of a case answers, to the byte.
pub(crate) fn answer(name: &str) -> Reply {
    let folder = folder().join("cases").join(name);
    let read = |file: &str| std::fs::read(folder.join(file));
    if let Ok(whole) = read("raw.http") {
        return Reply::raw(whole);
    }
    let body = read("reply.xml").unwrap();
    let head = read("head.txt")
        .unwrap_or_else(|_| b"HTTP/1.1 200 OK\nContent-Type: text/xml; charset=utf-8".to_vec());
    let head = String::from_utf8(head).unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
    lines.push(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()));
    Reply::raw([lines.join("\r\n").into_bytes(), body].concat())
}

/// Whether the server of a case hangs up without saying so before.
pub(crate) fn hangs_up(name: &str) -> bool {
    let whole = std::fs::read(folder().join("cases").join(name).join("raw.http"));
    whole.is_ok_and(|whole| !String::from_utf8_lossy(&whole).contains("Connection: close"))
}

#[test]
fn every_reply_is_wanted_once() {
    let mut wanted: Vec<String> = all().into_iter().map(|case| case.name).collect();
    wanted.sort();
    let folders = std::fs::read_dir(folder().join("cases")).unwrap();
    let mut there: Vec<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    there.sort();
    assert_eq!(wanted, there);
}
