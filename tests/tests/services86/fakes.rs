//! A user's own tests: calls, logins and failures against a fake, and the same answers behind a real socket.

use std::sync::atomic::{AtomicI32, Ordering};

use soapwright_tests::http_server::{Reply, Server};
use superoffice_services86::runtime::client::TransportError;
use superoffice_services86::runtime::codec::Reading;
use superoffice_services86::so_principal::AuthenticateResponse;
use superoffice_services86::so_principal::server::AuthenticateUsernamePasswordRequest;
use superoffice_services86::types::{SoCredentials, SoExceptionInfo, UserGroup};
use superoffice_services86::user::server::{
    ChangePasswordRequest, CreateExternalUserRequest, GetAllUserGroupsRequest, SaveUserGroupRequest,
};
use superoffice_services86::values::List;
use superoffice_services86::{
    Answer, Dispatcher, Error, ErrorKind, Failure, FakeTransport, ResponseHeaders, ServerOperation,
    ServerRequest, Session, blocking,
};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn sales() -> UserGroup {
    UserGroup { value: Some("Sales".into()), rank: 3, ..UserGroup::default() }
}

fn sessions(fake: &FakeTransport) -> (Session, blocking::Session) {
    (
        Session::builder("http://fake").ticket("7T:abc").transport(fake.clone()).build().unwrap(),
        blocking::Session::builder("http://fake").ticket("7T:abc").transport(fake.clone()).build().unwrap(),
    )
}

/// Saves a group with both clients, which must fail alike.
fn refused(fake: &FakeTransport) -> Error {
    let (session, other) = sessions(fake);
    let error = wait(async { session.user().save_user_group(&sales()).await }).unwrap_err();
    let twin = other.user().save_user_group(&sales()).unwrap_err();
    assert_eq!((error.kind(), error.status()), (twin.kind(), twin.status()));
    error
}

#[test]
fn both_clients_get_what_a_function_answers() {
    let fake = FakeTransport::new();
    let next = AtomicI32::new(4711);
    fake.on::<SaveUserGroupRequest>(move |request| {
        let id = next.fetch_add(1, Ordering::Relaxed);
        Ok(request.user_group.map(|group| UserGroup { id, ..group }))
    });
    let (session, other) = sessions(&fake);
    let saved = wait(async { session.user().save_user_group(&sales()).await }).unwrap().unwrap();
    assert_eq!(saved, UserGroup { id: 4711, ..sales() });
    assert_eq!(other.user().save_user_group(&sales()).unwrap().unwrap().id, 4712);
    assert_eq!(fake.count::<SaveUserGroupRequest>(), 2);
}

#[test]
fn the_ticket_that_was_sent_is_seen() {
    let fake = FakeTransport::new();
    fake.on_request::<GetAllUserGroupsRequest>(|request| {
        let ticket =
            request.headers.credentials.as_ref().and_then(|credentials| credentials.ticket.as_deref());
        let group = UserGroup { value: ticket.map(str::to_owned), ..UserGroup::default() };
        let mut answer = Answer::<GetAllUserGroupsRequest>::new(List::from(vec![group]));
        answer.headers.extra_info.insert("said".to_owned(), Some("hello".to_owned()));
        Ok(answer)
    });
    let (session, _) = sessions(&fake);
    let session = session.with_ticket("7T:other");
    let reply = wait(session.user().get_all_user_groups(true).reply()).unwrap();
    assert_eq!(reply.value[0].value.as_deref(), Some("7T:other"));
    let headers: ResponseHeaders = reply.headers;
    assert_eq!(headers.succeeded, Some(true));
    assert_eq!(headers.extra_info.get("said"), Some(&Some("hello".to_owned())));
}

#[test]
fn every_failure_is_an_error_of_its_kind() {
    let fake = FakeTransport::new();
    fake.on::<SaveUserGroupRequest>(|_| Err(Failure::outcome("SoException", "no access")));
    let error = refused(&fake);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Outcome, Some(200)));
    let headers: &ResponseHeaders = error.headers().unwrap();
    let info: &SoExceptionInfo = headers.exception_info.as_ref().unwrap();
    assert_eq!(info.exception_type.as_deref(), Some("SoException"));
    assert_eq!(error.outcome().unwrap().message.as_deref(), Some("no access"));

    fake.on::<SaveUserGroupRequest>(|_| Err(Failure::fault("Server", "out of order")));
    let error = refused(&fake);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Fault, Some(500)));
    assert_eq!(error.fault().unwrap().reason, "out of order");

    let unavailable = || Failure::http(http_status(503), "come back later");
    fake.on::<SaveUserGroupRequest>(move |_| Err(unavailable()));
    let error = refused(&fake);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(503)));

    let slow = || TransportError::new("too slow").timed_out();
    fake.fail(slow()).fail(slow());
    let error = refused(&fake);
    assert!(error.is_timeout() && error.outcome_unknown());

    let error = refused(&FakeTransport::new());
    assert!(error.to_string().contains("no answer left for User.SaveUserGroup"), "{error}");
}

fn http_status(code: u16) -> http::StatusCode {
    http::StatusCode::from_u16(code).unwrap()
}

#[test]
fn a_login_is_an_operation_like_others() {
    let fake = FakeTransport::new();
    fake.on::<AuthenticateUsernamePasswordRequest>(|request| {
        let right = request.password.as_deref() == Some("right");
        let ticket = right.then(|| "7T:new".to_owned());
        let credentials = Some(SoCredentials { ticket });
        Ok(AuthenticateResponse { authentication_succeeded: right, credentials, ..Default::default() })
    });
    fake.on::<SaveUserGroupRequest>(|request| Ok(request.user_group));
    let login = |password| {
        let builder = Session::builder("http://fake").application_token("token").transport(fake.clone());
        wait(async { builder.login("SAL0", password).await })
    };
    assert_eq!(login("wrong").unwrap_err().kind(), ErrorKind::Login);
    let session = login("right").unwrap();
    wait(async { session.user().save_user_group(&sales()).await }).unwrap();
    let sent = fake.last_request().unwrap().decode::<SaveUserGroupRequest>().unwrap();
    assert_eq!(sent.headers.credentials.as_ref().unwrap().ticket.as_deref(), Some("7T:new"));
    assert_eq!(sent.headers.application_token.as_deref(), Some("token"));
    assert_eq!(fake.count::<AuthenticateUsernamePasswordRequest>(), 2);
}

#[test]
fn requests_show_no_secret() {
    let fake = FakeTransport::new();
    let change = ChangePasswordRequest {
        old_password: Some("planted-1".into()),
        new_password: Some("planted-2".into()),
        ..Default::default()
    };
    let request = ServerRequest { arguments: change, ..ServerRequest::default() };
    fake.on::<ChangePasswordRequest>(|_| Ok(true));
    let (_, other) = sessions(&fake);
    let sent = other.client().with_headers(|headers| headers.application_token = Some("planted-3".into()));
    assert!(
        sent.call_record::<bool>(ChangePasswordRequest::OPERATION, &request.arguments).blocking().unwrap()
    );
    let read = fake.last_request().unwrap().decode::<ChangePasswordRequest>().unwrap();
    assert_eq!(read.new_password.as_deref(), Some("planted-2"));
    let text = format!("{read:?} {:?} {fake:?} {:?}", *request, fake.requests());
    assert!(text.contains("***") && !text.contains("planted") && !text.contains("7T:"), "{text}");
}

#[test]
fn a_request_of_many_parameters_is_the_clients_own() {
    let fake = FakeTransport::new();
    fake.on::<CreateExternalUserRequest>(|request| Ok(request.person_id + 1));
    let (_, session) = sessions(&fake);
    let request = CreateExternalUserRequest { person_id: 6, ..CreateExternalUserRequest::default() };
    assert_eq!(session.user().create_external_user(&request).unwrap(), 7);
    assert_eq!(*fake.last_request().unwrap().decode::<CreateExternalUserRequest>().unwrap(), request);
}

/// The same functions behind HTTP, with the real clients.
#[test]
fn a_dispatcher_is_a_server() {
    let strict = Reading::strict();
    let dispatcher = Dispatcher::new()
        .reading(strict)
        .on::<SaveUserGroupRequest>(|request| Ok(request.user_group))
        .on::<GetAllUserGroupsRequest>(|_| Err(Failure::outcome("SoException", "no access")));
    let server = Server::start(move |request| {
        let mut headers = http::HeaderMap::new();
        for (name, value) in &request.headers {
            let name: http::HeaderName = name.parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        let answer = dispatcher.answer(&headers, &request.body);
        let media = answer.headers()["content-type"].to_str().unwrap();
        Reply::new(answer.status().as_u16()).header("Content-Type", media).body(answer.body().to_vec())
    })
    .unwrap();
    let session = Session::builder(server.url("")).ticket("7T:abc").build().unwrap();
    let other = blocking::Session::builder(server.url("")).ticket("7T:abc").build().unwrap();
    assert_eq!(wait(async { session.user().save_user_group(&sales()).await }).unwrap(), Some(sales()));
    assert_eq!(other.user().save_user_group(&sales()).unwrap(), Some(sales()));
    let error = other.user().get_all_user_groups(false).unwrap_err();
    assert_eq!(error.outcome().unwrap().message.as_deref(), Some("no access"));
    let error = other.user().get_user_group(1).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Fault, Some(500)));
    assert!(error.to_string().contains("no operation for the action"), "{error}");
}
