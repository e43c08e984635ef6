//! Bytes as a request to a server, read under each policy: every answer is an envelope or a plain text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use superoffice_services86::Dispatcher;
use superoffice_services86::http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use superoffice_services86::runtime::codec::Reading;
use superoffice_services86::user::server::{
    CreateExternalUserRequest, GetUserGroupListRequest, SaveUserGroupRequest, SaveUserRequest,
    SetDataRightRequest,
};

fn dispatcher(reading: Reading) -> Dispatcher {
    Dispatcher::new()
        .reading(reading)
        .on::<SaveUserGroupRequest>(|request| Ok(request.user_group))
        .on::<SaveUserRequest>(|request| Ok(request.user))
        .on::<GetUserGroupListRequest>(|_| Ok(Default::default()))
        .on::<SetDataRightRequest>(|_| Ok(()))
        .on::<CreateExternalUserRequest>(|_| Ok(7))
}

fuzz_target!(|bytes: &[u8]| {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    for reading in [Reading::strict(), Reading::faithful(), Reading::lenient()] {
        let answer = dispatcher(reading).answer(&headers, bytes);
        if answer.status() != StatusCode::UNSUPPORTED_MEDIA_TYPE {
            assert!(answer.body().starts_with(b"<?xml"), "{:?}", answer.body());
        }
    }
});
