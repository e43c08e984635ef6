//! One GiB up and one down, by both clients, without holding it. Ignored by default, since it takes a minute:
//! `cargo test --release -p soapwright-runtime --test mtom large -- --ignored --nocapture --test-threads=1`.
//!
//! With `$SECURITY_KIT_PORT`, the first port of the security kit, gSOAP takes one too.

use std::io::{self, Read};

use soapwright_runtime::values::{Base64, Upload};

use crate::server::{Server, answer};
use crate::vault::{DOWNLOAD, UPLOAD, bytes, download, envelope, session, upload};

const GIB: u64 = 1 << 30;
/// In MiB.
const MOST: u64 = 32;

/// The most memory that this process had, in MiB, since the last time.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap();
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    kib / 1024
}

/// A file of so many bytes, of which none is held.
fn file(length: u64) -> Upload {
    Upload::new(move || Ok(io::repeat(b'x').take(length)))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn report(what: &str, began: std::time::Instant) {
    let (peak, seconds) = (peak(), began.elapsed().as_secs_f64());
    println!("{what}: {peak} MiB at most, {seconds:.1} s");
    assert!(peak <= MOST, "{what}: {peak} MiB");
}

#[test]
#[ignore = "takes a minute"]
fn one_gib_goes_up_in_little_memory() {
    let uploaded = "<UploadResponse xmlns='urn:soapwright:kit:vault:1'><sha256>x</sha256><size>1</size></UploadResponse>";
    let server =
        Server::start(0, move |_, to| answer(to, "200 OK", "text/xml", envelope(uploaded).as_bytes()));
    let session = session(&server.url, |builder| builder);
    for (what, data) in
        [("in chunks", Base64::from(file(GIB))), ("with its length", file(GIB).length(GIB).into())]
    {
        for mtom in [true, false] {
            for blocking in [false, true] {
                let _ = peak();
                let began = std::time::Instant::now();
                let call = upload(&session, &UPLOAD, &data).mtom(mtom).timeout(None);
                if blocking { call.blocking() } else { runtime().block_on(async { call.await }) }.unwrap();
                let [seen] = &server.taken()[..] else { panic!() };
                let least = if mtom { GIB } else { GIB.div_ceil(3) * 4 };
                assert!(seen.whole && seen.length > least && seen.length < least + 2_000);
                report(&format!("up, {what}, mtom {mtom}, blocking {blocking}"), began);
            }
        }
    }
}

#[test]
#[ignore = "takes a minute"]
fn one_gib_comes_down_in_little_memory() {
    let root = envelope(
        "<DownloadResponse xmlns='urn:soapwright:kit:vault:1'><data><x:Include \
         xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:a'/></data></DownloadResponse>",
    );
    let head = format!("--b\r\nContent-ID: <r>\r\n\r\n{root}\r\n--b\r\nContent-ID: <a>\r\n\r\n").into_bytes();
    let server = Server::start(0, move |_, to| {
        let end = b"\r\n--b--\r\n";
        let length = head.len() as u64 + GIB + end.len() as u64;
        write!(to, "HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\n")?;
        write!(to, "Connection: close\r\nContent-Length: {length}\r\n\r\n")?;
        to.write_all(&head)?;
        // Line ends and hyphens, which might begin a boundary.
        let piece = bytes(1 << 16);
        for _ in 0..GIB >> 16 {
            to.write_all(&piece)?;
        }
        to.write_all(end)
    });
    let session = session(&server.url, |builder| builder);
    for blocking in [false, true] {
        let _ = peak();
        let began = std::time::Instant::now();
        let call = download(&session, &DOWNLOAD).timeout(None).attachments_to(|_| Ok(io::sink()));
        let reply =
            if blocking { call.blocking_reply() } else { runtime().block_on(async { call.reply().await }) };
        assert_eq!(reply.unwrap().value.streamed().unwrap().bytes, GIB);
        report(&format!("down, blocking {blocking}"), began);
    }
}

#[test]
#[ignore = "takes a minute, and needs gSOAP of the security kit"]
fn gsoap_takes_one_gib() {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let session = session(&format!("http://127.0.0.1:{first}/mtom"), |builder| builder);
    for (what, data) in [("in chunks", file(GIB)), ("with its length", file(GIB).length(GIB))] {
        for blocking in [false, true] {
            let _ = peak();
            let began = std::time::Instant::now();
            let call = upload(&session, &UPLOAD, &data.clone().into()).timeout(None);
            let value = if blocking { call.blocking() } else { runtime().block_on(async { call.await }) };
            assert_eq!(value.unwrap().size, i64::try_from(GIB).unwrap());
            report(&format!("up to gSOAP, {what}, blocking {blocking}"), began);
        }
    }
}
