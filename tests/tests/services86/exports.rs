//! A program that uses everything that the root of a generated crate exports: whoever writes one needs no other crate,
//! and gets the very versions that the clients take.

use superoffice_services86::http::{self, HeaderMap, StatusCode};
use superoffice_services86::so_principal::SoPrincipal;
use superoffice_services86::so_principal::server::AuthenticateUsernamePasswordRequest;
use superoffice_services86::types::UserGroup;
use superoffice_services86::user::User;
use superoffice_services86::user::server::{FindRolesWithFunctionalRightsRequest, SaveUserGroupRequest};
use superoffice_services86::values::{DateTime, List};
use superoffice_services86::{
    Addressing, AddressingVersion, Answer, Call, Checked, Client, Departure, DepartureKind, Departures,
    Dispatcher, Error, ErrorKind, Failure, FakeReply, FakeTransport, HeaderBlock, Invalid, ItemIter,
    ItemStream, Listed, Reading, Reply, RequestHeaders, ResponseHeaders, ServerOperation, ServerRequest,
    Session, SessionBuilder, Unchecked, Validate, Violation, blocking, reqwest, runtime, ureq, wsse,
};

/// The exported names, as the crate's `lib.rs` has them.
fn exported() -> Vec<String> {
    let text = include_str!("../../../generated/src/lib.rs");
    let uses = text.split("pub use ").skip(1).filter_map(|rest| rest.split_once(';'));
    let names = uses.flat_map(|(path, _)| {
        let last = path.rsplit("::").next().unwrap_or_default();
        last.split(['{', '}', ',']).map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn this_program_uses_all_of_them() {
    let own = include_str!("exports.rs");
    let names = exported();
    assert!(names.len() >= 20, "{names:?}");
    let used = |name: &String| {
        own.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| word == name).count() > 1
    };
    let unused: Vec<_> = names.iter().filter(|name| !used(name)).collect();
    assert!(unused.is_empty(), "exported, but not tried here: {unused:?}");
}

/// A header block of the program's own, and what is known of the reply.
#[test]
fn header_blocks_are_sent() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
         <CanChangePasswordResponse xmlns='http://www.superoffice.net/ws/crm/NetServer/Services86'>\
         <Response>true</Response></CanChangePasswordResponse></s:Body></s:Envelope>",
    ));
    let block = HeaderBlock::typed("urn:example", "Group", UserGroup { rank: 7, ..UserGroup::default() });
    let addressing = Addressing::new(AddressingVersion::V1);
    let session = blocking::Session::builder("https://host").transport(fake.clone()).header_block(block);
    let session = session.addressing(addressing).without_addressing().build().unwrap();
    let reply = session.calls().user().can_change_password(1).blocking_reply().unwrap();
    let checked: Checked = reply.checked;
    assert_eq!(checked, Checked::default());
    let sent = fake.last_request().unwrap();
    let text = sent.text();
    assert!(text.contains("<z:Group xmlns:z=\"urn:example\" xmlns:a="), "{text}");
    assert!(text.contains("<a:Rank>7</a:Rank><a:Deleted>0</a:Deleted></z:Group></s:Header>"), "{text}");
}

/// Clients of the program's own, of the exported versions.
fn handed_in() -> Result<(Session, blocking::Session), Box<dyn std::error::Error>> {
    let client: reqwest::Client = runtime::client::reqwest_builder().user_agent("ours").build()?;
    let agent: ureq::Agent = runtime::client::ureq_builder().user_agent("ours").build().new_agent();
    let builder: SessionBuilder = Session::builder("https://host").reqwest_client(client);
    let blocking = blocking::Session::builder("https://host").basic_auth("ann", "hunter2").ureq_agent(agent);
    Ok((builder.basic_auth("ann", "hunter2").build()?, blocking.build()?))
}

/// A password in the envelope.
#[test]
fn a_session_has_a_security_header() {
    let token = wsse::UsernameToken::text("ann", "hunter2");
    let security = wsse::Security::new().username_token(token);
    let session = Session::builder("https://host").security(security.clone()).build().unwrap();
    let (async_one, blocking) =
        (session.with_security(security.clone()), blocking::Session::builder("https://host"));
    assert!(async_one.is_ok() && blocking.security(security).build().is_ok());
}

/// A careless server, by the exported names of what is told of it.
#[test]
fn departures_are_told() {
    let told: std::sync::Arc<std::sync::Mutex<Vec<String>>> = std::sync::Arc::default();
    let kept = std::sync::Arc::clone(&told);
    let tell = move |departures: &Departures| {
        let text = |one: &Departure| format!("{:?} {one}", one.kind);
        kept.lock().unwrap().extend(departures.iter().map(text));
    };
    let reply = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
        <CanChangePasswordResponse><Response>True</Response></CanChangePasswordResponse></s:Body></s:Envelope>";
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(reply));
    fake.reply(FakeReply::ok(reply));
    let builder = || blocking::Session::builder("https://host").transport(fake.clone());
    let session = builder().on_departures(move |_, departures| tell(departures)).build().unwrap();
    assert!(session.user().can_change_password(1).unwrap());
    let place = "Envelope/Body/CanChangePasswordResponse";
    let expected = [
        format!("Namespace {place} "),
        format!("Namespace {place}/Response "),
        format!("Spelling {place}/Response "),
    ];
    let told = told.lock().unwrap();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(&expected), "{told}");
    }

    let careful = Reading::faithful().refuse(DepartureKind::Spelling);
    let session = builder().reading(careful).build().unwrap();
    let error: Error = session.user().can_change_password(1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.read_again::<bool>(Reading::faithful()).unwrap());
    assert!(error.read_again::<String>(Reading::faithful()).is_err());
}

#[test]
fn the_exported_clients_are_those_that_sessions_take() {
    let (session, blocking) = handed_in().unwrap();
    let client: &Client = session.client();
    assert!(!format!("{client:?} {blocking:?}").contains("hunter2"));
}

/// What tells an answer apart, by the exported names of HTTP.
fn waits(error: &Error) -> Option<&http::HeaderValue> {
    let headers: &HeaderMap = error.http_headers()?;
    (error.kind() == ErrorKind::Http).then(|| headers.get(http::header::RETRY_AFTER))?
}

#[test]
fn answers_tell_their_http_headers_and_their_url() {
    let fake = FakeTransport::new();
    let busy = FakeReply::new(StatusCode::SERVICE_UNAVAILABLE, "later");
    fake.reply(busy.header(http::header::RETRY_AFTER, http::HeaderValue::from_static("9")));
    fake.on::<SaveUserGroupRequest>(|request| Ok(request.user_group));
    let builder = blocking::Session::builder("https://host/services86/User.svc?key=hunter2");
    let session = builder.transport(fake).build().unwrap();
    let group = UserGroup { value: Some("Sales".to_owned()), ..UserGroup::default() };
    let error = session.user().save_user_group(&group).unwrap_err();
    assert_eq!(waits(&error).unwrap(), "9");
    assert_eq!(error.url(), Some("https://host/services86/User.svc?key=***"));
    let session = session.calls();
    let call: Call<'_, Option<UserGroup>> = session.user().save_user_group(&group);
    let own = RequestHeaders { application_token: Some("token".to_owned()), ..RequestHeaders::default() };
    let reply: Reply<Option<UserGroup>> = call.request_headers(own).blocking_reply().unwrap();
    let headers: &ResponseHeaders = &reply.headers;
    assert_eq!((headers.succeeded, reply.value), (Some(true), Some(group)));
    assert!(reply.http_headers.contains_key(http::header::CONTENT_TYPE));
}

/// Numbers of roles while they come in, in a struct of the program's own.
struct Roles<'a>(ItemIter<'a, List<i32>>);

/// How many items a stream has, whatever they are.
async fn count<T: Listed>(mut items: ItemStream<'_, T>) -> Result<usize, Error> {
    let mut count = 0;
    while let Some(item) = items.next().await {
        item?;
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn streams_have_names() {
    let fake = FakeTransport::new();
    fake.on::<FindRolesWithFunctionalRightsRequest>(|_| Ok(List::from(vec![7, 8, 9])));
    let calls = blocking::Session::builder("https://host").transport(fake.clone()).build().unwrap();
    let calls = calls.calls();
    let items = calls.user().find_roles_with_functional_rights(&["a"]).blocking_stream().unwrap();
    let roles: Vec<i32> = Roles(items).0.collect::<Result<_, _>>().unwrap();
    assert_eq!(roles, [7, 8, 9]);
    let session = Session::builder("https://host").transport(fake).build().unwrap();
    let items = session.user().find_roles_with_functional_rights(&["a"]).stream().await.unwrap();
    assert_eq!(count(items).await.unwrap(), 3);
}

#[test]
fn sessions_go_where_the_contract_says_and_beside_one_service() {
    let addresses = |session: &blocking::Session| {
        let client = session.client();
        let user = client.address(&superoffice_services86::user::operations::SERVICE).unwrap();
        let principal = client.address(&superoffice_services86::so_principal::operations::SERVICE).unwrap();
        (user.to_string(), principal.to_string())
    };
    let session = blocking::Session::builder_at_contract_address().build().unwrap();
    assert_eq!(addresses(&session), (User::ADDRESS.to_owned(), SoPrincipal::ADDRESS.to_owned()));
    let session = blocking::Session::builder("https://host/services86/User.svc").build().unwrap();
    assert_eq!(
        addresses(&session),
        ("https://host/services86/User.svc".to_owned(), "https://host/services86/SoPrincipal.svc".to_owned())
    );
    assert!(Session::builder_at_contract_address().build().is_ok());
}

/// A server of the exported types.
fn dispatcher() -> Dispatcher {
    Dispatcher::new()
        .on_request::<SaveUserGroupRequest>(|request: ServerRequest<SaveUserGroupRequest>| {
            Ok(Answer::<SaveUserGroupRequest>::new(request.arguments.user_group))
        })
        .on::<AuthenticateUsernamePasswordRequest>(|_| Err(Failure::outcome("Closed", "for today")))
}

#[test]
fn servers_values_and_checks_are_there() {
    fn name<O: ServerOperation>() -> &'static str {
        O::OPERATION.name
    }
    assert_eq!(name::<SaveUserGroupRequest>(), "SaveUserGroup");
    assert_eq!(dispatcher().operations().len(), 2);
    let check = |value: &dyn Validate| -> Result<(), Invalid> { value.validate() };
    let checked = check(&UserGroup::default());
    let violations: Vec<Violation> =
        checked.map_or_else(|wrong| wrong.violations().to_vec(), |()| Vec::new());
    assert!(violations.is_empty());
    let unchecked: Vec<Unchecked> = UserGroup::default().unchecked();
    assert!(unchecked.is_empty());
    assert!("2024-05-01T08:30:00".parse::<DateTime>().is_ok());
    assert!(superoffice_services86::values::Base64::default().0.is_empty());
}
