//! The other side: a server of ours reads requests of both forms, and answers in parts where it was told to.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use soapwright_runtime::client::{FakeReply, FakeTransport};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::server::{Dispatcher, Failure, find};
use soapwright_runtime::values::{Base64, Upload};

use crate::vault::{
    DOWNLOAD, DOWNLOAD_12, DownloadRequest, OTHER_12, UPLOAD, UPLOAD_12, UploadRequest, Uploaded, both,
    bytes, download, faked, of_unknown_length, upload,
};

/// Answers the size of what came, and with what is called `name`.
fn vault(files: fn(&str) -> Base64) -> Dispatcher {
    Dispatcher::new()
        .on(move |request: UploadRequest| {
            let size = i64::try_from(request.data.len()).unwrap();
            match request.data.0 == bytes(request.data.len()) {
                true => Ok(Uploaded { sha256: "x".to_owned(), size, seen: None }),
                false => Err(Failure::fault("Client", "other bytes")),
            }
        })
        .on(move |request: DownloadRequest| Ok(files(&request.name)))
}

/// A fake that a dispatcher answers.
fn over(dispatcher: Dispatcher) -> FakeTransport {
    FakeTransport::computed(move |request| Ok(dispatcher.answer(&request.headers, &request.body).into()))
}

#[test]
fn requests_of_both_forms_are_read_and_answers_leave_as_the_server_says() {
    for mtom in [None, Some(false), Some(true)] {
        let dispatcher = vault(|_| Base64(bytes(70_000)));
        let dispatcher = mtom.map_or(dispatcher.clone(), |on| dispatcher.mtom(on));
        let fake = over(dispatcher.clone());
        let session = faked(&fake);
        for data in [Base64(bytes(70_000)), of_unknown_length(&bytes(70_000)).into()] {
            for as_part in [true, false] {
                for result in both(|| upload(&session, &UPLOAD, &data).mtom(as_part)) {
                    assert_eq!(result.unwrap().value.size, 70_000);
                }
            }
        }
        for result in both(|| download(&session, &DOWNLOAD)) {
            assert!(result.unwrap().value.0 == bytes(70_000));
        }
        let request = fake.last_request().unwrap();
        let response = dispatcher.answer(&request.headers, &request.body);
        let media = response.headers()[CONTENT_TYPE].to_str().unwrap();
        assert_eq!(
            media.starts_with("multipart/related; type=\"application/xop+xml\""),
            mtom == Some(true),
            "{media}"
        );
    }
}

#[test]
fn an_upload_in_an_answer_is_read_for_it() {
    for on in [true, false] {
        let session = faked(&over(vault(|_| of_unknown_length(&bytes(5)).into()).mtom(on)));
        for result in both(|| download(&session, &DOWNLOAD)) {
            assert_eq!(result.unwrap().value.0, bytes(5));
        }
        let session = faked(&over(vault(|_| Upload::file("/no/such/file").into()).mtom(on)));
        for result in both(|| download(&session, &DOWNLOAD)) {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Fault);
            assert!(error.to_string().contains("the reply of Download cannot be written"), "{error}");
        }
    }
}

/// The kit's recorded messages: a media type, an empty line, the body.
fn recorded(name: &str) -> Option<(HeaderMap, Bytes)> {
    let folder =
        std::env::var_os("SOAPWRIGHT_SHARED").map_or_else(|| "../../shared".into(), std::path::PathBuf::from);
    let path = folder.join("interop/security/messages").join(name);
    let Ok(message) = std::fs::read(&path) else {
        println!("skipped for want of shared data: {}", path.display());
        return None;
    };
    let at = message.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let media = std::str::from_utf8(&message[..at]).unwrap().strip_prefix("Content-Type: ").unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(media).unwrap());
    Some((headers, Bytes::from(message).slice(at + 4..)))
}

#[test]
fn recorded_messages_of_other_stacks_are_read() {
    let dispatcher = Dispatcher::new().on(|request: UploadRequest| {
        let seen = Some(request.name);
        Ok(Uploaded { sha256: String::new(), size: i64::try_from(request.data.len()).unwrap(), seen })
    });
    if let Some((headers, body)) = recorded("python-mtom-upload-1.1.http") {
        let response = dispatcher.answer(&headers, &body);
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert!(response.status().is_success() && text.contains("nasty bytes"), "{text}");
        assert!(!text.contains("size>0<"), "{text}");
    }
    for (version, fetch) in [("1.1", &DOWNLOAD), ("1.2", &DOWNLOAD_12)] {
        let Some((headers, body)) = recorded(&format!("gsoap-mtom-download-{version}.http")) else {
            continue;
        };
        let fake = FakeTransport::computed(move |_| {
            let media = headers[CONTENT_TYPE].clone();
            Ok(body.chunks(999).fold(FakeReply::ok("").header(CONTENT_TYPE, media), |reply, chunk| {
                reply.chunk(chunk.to_vec())
            }))
        });
        let session = faked(&fake);
        let whole = download(&session, fetch).blocking().unwrap();
        assert!(!whole.is_empty());
        for result in both(|| download(&session, fetch).attachments_to(|_| Ok(std::io::sink()))) {
            let value = result.unwrap().value;
            assert_eq!(value.streamed().unwrap().bytes, u64::try_from(whole.len()).unwrap());
        }
    }
}

/// The action of SOAP 1.2 is on the message, or in what its root would be without MTOM.
#[test]
fn the_action_is_found_where_implementations_put_it() {
    let message = |operation: &'static soapwright_runtime::soap::Operation| {
        let fake = FakeTransport::new();
        let _ = upload(&faked(&fake), operation, &Base64(bytes(2_000))).blocking();
        fake.last_request().unwrap()
    };
    let request = message(&UPLOAD_12);
    let media = request.header("content-type").unwrap();
    let action = "; action=\"urn:soapwright:kit:vault:1/Upload\"";
    let inner = "start-info=\"application/soap+xml; action=\\\"urn:soapwright:kit:vault:1/Upload\\\"\"";
    let moved = media.replace(action, "").replace("start-info=\"application/soap+xml\"", inner);
    // Of two operations with the same Body the action alone tells which is meant.
    let both = [&OTHER_12, &UPLOAD_12];
    for media in [media, &moved] {
        assert!(media.contains("action="), "{media}");
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(media).unwrap());
        let found = find(&both, &headers, request.text().as_bytes()).unwrap();
        assert_eq!(found.action, UPLOAD_12.action, "{media}");
    }
}
