//! Other people's servers: those of the security kit (`interop/security`), at the ports from `$SECURITY_KIT_PORT` on.
//!
//! Ignored by default: `SECURITY_KIT_PORT=21570 cargo test -p soapwright-runtime --test mtom kit -- --ignored`.

use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::{Operation, SoapVersion};
use soapwright_runtime::values::{Base64, Upload};

use crate::vault::{
    DOWNLOAD, DOWNLOAD_12, Session, UPLOAD, UPLOAD_12, both, bytes, download, of_unknown_length, session,
    upload,
};

/// The address of one of the kit's servers.
fn address(server: u16, path: &str) -> String {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    format!("http://127.0.0.1:{}/{path}", first + server)
}

const GSOAP: u16 = 0;
const JUDGE: u16 = 7;

const VERSIONS: [(SoapVersion, &Operation, &Operation); 2] =
    [(SoapVersion::Soap11, &UPLOAD, &DOWNLOAD), (SoapVersion::Soap12, &UPLOAD_12, &DOWNLOAD_12)];

#[test]
#[ignore = "needs the servers of the security kit"]
fn the_judge_finds_no_flaw() {
    let session = session(&address(JUDGE, "judge"), |builder| builder.mtom_from(0));
    for (version, operation, fetch) in VERSIONS {
        for count in [0, 1, 5_000, 3 << 20] {
            let sent = bytes(count);
            let forms = [
                Base64(sent.clone()),
                Upload::bytes(sent.clone()).content_type("image/png").into(),
                of_unknown_length(&sent).length(u64::try_from(count).unwrap()).into(),
                of_unknown_length(&sent).into(),
            ];
            for (form, data) in forms.iter().enumerate() {
                for result in both(|| upload(&session, operation, data)) {
                    let result = result.unwrap().value;
                    let seen = result.seen.unwrap();
                    assert_eq!(usize::try_from(result.size).unwrap(), count, "{version:?} {data:?} {seen}");
                    assert!(seen.contains("mtom=True;parts=2"), "{version:?} {data:?} {seen}");
                    assert!(
                        seen.contains(if form == 3 { "chunked=True" } else { "chunked=False" }),
                        "{seen}"
                    );
                    assert!(seen.contains(if form == 1 { "image/png" } else { "octet-stream" }), "{seen}");
                }
                for result in both(|| download(&session, fetch)) {
                    assert!(result.unwrap().value.0 == sent);
                }
            }
        }
        // What is not a part is base64 in the envelope, also of a reader.
        for data in [Base64(bytes(9_999)), of_unknown_length(&bytes(9_999)).into()] {
            for result in both(|| upload(&session, operation, &data).mtom(false)) {
                let result = result.unwrap().value;
                assert_eq!((result.size, result.seen.unwrap().starts_with("mtom=False")), (9_999, true));
            }
        }
    }
}

/// What comes down at a path, as a value and by a writer.
fn come_down(path: &str, fetch: &'static Operation) -> Vec<Result<Vec<u8>, Error>> {
    let session = session(&address(JUDGE, path), |builder| builder);
    let mut all: Vec<_> = both(|| download(&session, fetch))
        .into_iter()
        .map(|reply| reply.map(|reply| reply.value.0))
        .collect();
    for written in written(&session, fetch) {
        all.push(written);
    }
    all
}

fn written(session: &Session, fetch: &'static Operation) -> Vec<Result<Vec<u8>, Error>> {
    let files = [std::sync::Mutex::new(Vec::new()), std::sync::Mutex::new(Vec::new())];
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let results = both(|| {
        let file = &files[turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst)];
        download(session, fetch).attachments_to(move |_| Ok(Locked(file)))
    });
    let read = |(result, file): (Result<_, Error>, std::sync::Mutex<Vec<u8>>)| {
        let reply: soapwright_runtime::client::Reply<Base64, ()> = result?;
        let file = file.into_inner().unwrap();
        Ok(match reply.value.streamed() {
            Some(part) => {
                assert_eq!((part.bytes, part.included), (u64::try_from(file.len()).unwrap(), true));
                file
            }
            None => reply.value.0,
        })
    };
    results.into_iter().zip(files).map(read).collect()
}

/// A file in memory that is written to while others hold it.
struct Locked<'a>(&'a std::sync::Mutex<Vec<u8>>);

impl std::io::Write for Locked<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn replies_are_read_in_every_form() {
    let forms = "mtom noquotes preamble order cidescape base64 length nostart case wrapped inline chunked";
    for (version, operation, fetch) in VERSIONS {
        let sent = bytes(200_000);
        let plain = session(&address(JUDGE, "judge"), |builder| builder);
        for result in both(|| upload(&plain, operation, &Base64(sent.clone()))) {
            result.unwrap();
        }
        for form in forms.split(' ') {
            for (way, read) in come_down(&format!("judge+reply-{form}"), fetch).into_iter().enumerate() {
                assert!(read.unwrap() == sent, "{version:?} {form} {way}");
            }
        }
        for (form, says) in [
            ("bad-missing", "which no part is called"),
            ("bad-cut", "it ends within a part"),
            ("bad-boundary", "it ends within a part"),
        ] {
            for read in come_down(&format!("judge+reply-mtom+{form}"), fetch) {
                let error = read.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Decode, "{form} {error}");
                assert!(error.to_string().contains(says), "{form} {error}");
            }
        }
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn gsoap_takes_it_and_gives_it_back() {
    for (version, operation, fetch) in VERSIONS {
        let there = session(&address(GSOAP, "mtom"), |builder| builder);
        let back = session(&address(GSOAP, "reply-mtom"), |builder| builder);
        for count in [1_024, 300_000] {
            let sent = bytes(count);
            for data in [Base64(sent.clone()), of_unknown_length(&sent).into()] {
                for result in both(|| upload(&there, operation, &data)) {
                    let result = result.unwrap().value;
                    assert_eq!(usize::try_from(result.size).unwrap(), count, "{version:?}");
                    assert!(result.seen.unwrap().contains("mtom=application/octet-stream"));
                }
                for result in both(|| download(&back, fetch)) {
                    assert!(result.unwrap().value.0 == sent);
                }
                for result in written(&back, fetch) {
                    assert!(result.unwrap() == sent);
                }
            }
        }
    }
}
