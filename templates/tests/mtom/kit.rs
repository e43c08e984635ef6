//! Other people's servers: those of the security kit (`interop/security`), at the ports from `$SOAPWRIGHT_KIT` on.
//!
//! Ignored by default: `SOAPWRIGHT_KIT=21570 cargo test -p soapwright-runtime --test mtom kit -- --ignored`.

use soapwright_runtime::error::Error;
use soapwright_runtime::soap::{Operation, SoapVersion};
use soapwright_runtime::values::{Base64, Upload};

use crate::vault::{Arguments, DOWNLOAD, DOWNLOAD_12, Session, UPLOAD, UPLOAD_12, Uploaded, session};

/// The address of one of the kit's servers.
fn address(server: u16, path: &str) -> String {
    let first: u16 = std::env::var("SOAPWRIGHT_KIT").unwrap().parse().unwrap();
    format!("http://127.0.0.1:{}/{path}", first + server)
}

const GSOAP: u16 = 0;
const JUDGE: u16 = 7;

/// What an upload and a download of the same operation's version come to, by both clients.
fn both<T>(call: impl Fn(bool) -> T) -> [T; 2] {
    [call(true), call(false)]
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn upload(
    session: &Session,
    operation: &'static Operation,
    data: &Base64,
    blocking: bool,
) -> Result<Uploaded, Error> {
    let call = session.call_record::<Uploaded>(operation, &Arguments("kit", data));
    if blocking { call.blocking() } else { runtime().block_on(async { call.await }) }
}

fn download(session: &Session, operation: &'static Operation, blocking: bool) -> Result<Base64, Error> {
    let call = session.call_record::<Base64>(operation, &Arguments("kit", &Base64::default()));
    if blocking { call.blocking() } else { runtime().block_on(async { call.await }) }
}

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect()
}

const VERSIONS: [(SoapVersion, &Operation, &Operation); 2] =
    [(SoapVersion::Soap11, &UPLOAD, &DOWNLOAD), (SoapVersion::Soap12, &UPLOAD_12, &DOWNLOAD_12)];

#[test]
#[ignore = "needs the servers of the security kit"]
fn the_judge_finds_no_flaw() {
    let session = session(&address(JUDGE, "judge"), |builder| builder.mtom_from(0));
    for (version, operation, fetch) in VERSIONS {
        for count in [0, 1, 5_000, 3 << 20] {
            let sent = bytes(count);
            let (inner, unknown) = (sent.clone(), sent.clone());
            let forms = [
                Base64(sent.clone()),
                Upload::bytes(sent.clone()).content_type("image/png").into(),
                Upload::new(move || Ok(std::io::Cursor::new(inner.clone()))).length(count as u64).into(),
                Upload::new(move || Ok(std::io::Cursor::new(unknown.clone()))).into(),
            ];
            for (form, data) in forms.iter().enumerate() {
                for result in both(|blocking| upload(&session, operation, data, blocking)) {
                    let result = result.unwrap();
                    let seen = result.seen.unwrap();
                    assert_eq!(usize::try_from(result.size).unwrap(), count, "{version:?} {data:?} {seen}");
                    assert!(seen.contains("mtom=True;parts=2"), "{version:?} {data:?} {seen}");
                    assert!(
                        seen.contains(if form == 3 { "chunked=True" } else { "chunked=False" }),
                        "{seen}"
                    );
                    assert!(seen.contains(if form == 1 { "image/png" } else { "octet-stream" }), "{seen}");
                }
                for result in both(|blocking| download(&session, fetch, blocking)) {
                    assert!(result.unwrap().0 == sent);
                }
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
            let inner = sent.clone();
            let unknown = Upload::new(move || Ok(std::io::Cursor::new(inner.clone())));
            for data in [Base64(sent.clone()), unknown.into()] {
                for result in both(|blocking| upload(&there, operation, &data, blocking)) {
                    let result = result.unwrap();
                    assert_eq!(usize::try_from(result.size).unwrap(), count, "{version:?}");
                    assert!(result.seen.unwrap().contains("mtom=application/octet-stream"));
                }
                for result in both(|blocking| download(&back, fetch, blocking)) {
                    assert!(result.unwrap().0 == sent);
                }
            }
        }
    }
}
