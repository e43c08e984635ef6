//! A Content-Type in the first line, and the body of a reply behind it: multipart or not, in any encoding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use superoffice_services86::ResponseHeaders;
use superoffice_services86::http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use superoffice_services86::runtime::client::exchange::{HttpReply, interpret};
use superoffice_services86::runtime::codec::Reading;
use superoffice_services86::runtime::soap::{Policy, unpack};
use superoffice_services86::types::UserGroup;
use superoffice_services86::user::operations::SAVE_USER_GROUP;

fuzz_target!(|bytes: &[u8]| {
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (media, body) = bytes.split_at(line);
    let Ok(media) = HeaderValue::from_bytes(media) else { return };
    // What the parts hold is of the bytes that came.
    if let Ok(Some(parts)) = unpack(media.to_str().ok(), body) {
        assert!(parts.envelope.len() <= body.len());
    }
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, media);
    let reply = HttpReply { status: StatusCode::OK, headers: &headers, bytes: body };
    for reading in [Reading::strict(), Reading::faithful(), Reading::lenient()] {
        let policy = Policy { reading, ..Policy::default() };
        let mut value: Option<UserGroup> = None;
        let read = interpret(&SAVE_USER_GROUP, &reply, &policy, &mut ResponseHeaders::default(), &mut value);
        if let Err(error) = read {
            assert!(!error.to_string().is_empty());
        }
    }
});
