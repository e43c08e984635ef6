//! Every operation by type, in both directions: what the client sends is what the server reads, and what the server
//! answers is what the client gets, and both come through JSON. Values are random; a failure names its seed.

mod fill;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use fill::Random;
use superoffice_services86::runtime::codec::with_serde::{Deserialize, Serialize};
use superoffice_services86::runtime::codec::{Field, Record, Slot};
use superoffice_services86::runtime::soap::{Body, Message, Operation};
use superoffice_services86::so_principal::server as so_principal;
use superoffice_services86::user::server as user;
use superoffice_services86::{
    Answer, FakeTransport, RequestHeaders, ResponseHeaders, ServerOperation, Session,
};

/// How many random messages go through each operation.
const SEEDS: u64 = 40;

/// Sends random messages through an operation; tells how many slots had a value.
type Trip = fn(u64) -> usize;

macro_rules! operations {
    ($($service:ident: $($request:ident)*;)*) => {
        /// The operations of both services.
        const ALL: &[(&Operation, Trip)] =
            &[$($((<$service::$request as ServerOperation>::OPERATION, trip::<$service::$request>),)*)*];
    };
}

operations! {
    user:
        CreateDefaultServiceAuthRequest SaveServiceAuthRequest DeleteServiceAuthRequest
        CreateDefaultRoleEntityRequest SaveRoleEntityRequest CreateDefaultUntrustedCredentialsRequest
        CreateDefaultUserRequest SaveUserRequest GetUserCommandsRequest ExecuteUserCommandRequest
        DeleteUserRequest SaveCredentialRequest DeleteCredentialRequest FindCredentialsGroupsRequest
        FindCredentialUsersRequest GetCredentialUsersInGroupRequest GetServiceAuthRequest GetRoleRequest
        GetRoleEntityRequest DeleteRoleRequest GetAllRolesRequest GetAllFunctionalRightsRequest
        GetFunctionalRightsRequest SetFunctionalRightsRequest SetDataRightRequest GetDataRightRequest
        GetDataRightsRequest CreateDefaultRoleEntityFromTypeRequest FindRolesWithFunctionalRightRequest
        FindRolesWithFunctionalRightsRequest FindRolesWithoutFunctionalRightsRequest GetUserRequest
        GetUserFromNameRequest SaveUserFromNameRequest DeleteUserFromNameRequest GetCredentialTypesRequest
        GetCredentialTypesForUserTypeRequest SaveUntrustedCredentialsRequest GetUntrustedCredentialsRequest
        GetUntrustedCredentialsForAssociateRequest SaveUntrustedCredentialsForAssociateRequest
        RemoveUntrustedCredentialsRequest RemoveUntrustedCredentialsForAssociateRequest
        CreateExternalUserRequest DeleteExternalUserRequest SetExternalUserInfoRequest
        GenerateNewPasswordForExternalUserRequest CanChangePasswordRequest ChangePasswordRequest
        GetUserFromPersonIdRequest CreateDefaultUserFromUserTypeAndPersonIdRequest
        CreateDefaultUserFromUserTypeRequest GetUserFromEjUserIdRequest SetPasswordFromNameRequest
        SetPasswordRequest ChangeOwnPasswordRequest ChangePasswordFromNameRequest IsUserNameValidRequest
        IsPasswordValidRequest SetGeneratedPasswordRequest SetGeneratedPasswordFromNameRequest
        IsPasswordValidWithReasonRequest IsUserNameValidWithReasonRequest ChangeUserTypeRequest
        CreateDefaultUserFromUserTypeAndCredentialRequest GetValidUserNameRequest RemoveLicensesRequest
        MakeRetiredRequest AddOwnerContactRequest RemoveOwnerContactRequest ResolveUserFromInfoRequest
        GetUserGroupRequest SaveUserGroupRequest GetAllUserGroupsRequest CreateUserGroupRequest
        DeleteUserGroupRequest GetUserGroupListRequest GetUserInfoRequest GetUserInfoListRequest;
    so_principal:
        GetSystemInfoRequest AuthenticateImplicitRequest AuthenticateUsernamePasswordRequest
        AuthenticateGenericRequest AuthenticateWithAccessTokenRequest;
}

/// Fills the arguments of a request.
fn fill_request(random: &mut Random, record: &mut dyn Record, message: &'static Message) {
    let Body::Wrapped(wrapper) = &message.body else { panic!("{message:?}") };
    random.record(record, &wrapper.def, 0);
}

/// Fills what a method returns.
fn fill_reply(random: &mut Random, value: &mut dyn Field, message: &'static Message) {
    match (value.slot(), &message.body) {
        (slot, Body::Single(wrapper)) => random.slot(slot, &wrapper.def.elements[0].ty, 0),
        (Slot::Record(record), Body::Wrapped(wrapper)) => random.record(record, &wrapper.def, 0),
        (_, body) => assert!(body.values().is_empty()),
    }
}

/// Sends a value through JSON, as text and as a tree that sorts what stands in objects.
fn through_json<T>(value: &T)
where
    T: PartialEq + Debug + Serialize + for<'de> Deserialize<'de>,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
    let sorted = serde_json::to_value(value).unwrap();
    assert_eq!(serde_json::from_value::<T>(sorted).unwrap(), *value, "{text}");
}

/// One call with random arguments, request headers, result and response headers.
fn trip<O>(seed: u64) -> usize
where
    O: ServerOperation<RequestHeaders = RequestHeaders, ResponseHeaders = ResponseHeaders>,
    O: PartialEq + Debug + Send + Serialize + for<'de> Deserialize<'de>,
    O::Response: Clone + PartialEq + Debug + Send + Sync + Serialize + for<'de> Deserialize<'de>,
{
    let operation = O::OPERATION;
    let reply_message = operation.response.as_ref().unwrap();
    let mut random = Random::new(seed);
    let (mut sent, mut sent_headers) = (O::default(), RequestHeaders::default());
    fill_request(&mut random, &mut sent, &operation.request);
    random.particles(&mut sent_headers, operation.request.headers, 0);
    let (mut value, mut headers) = (O::Response::default(), ResponseHeaders::default());
    fill_reply(&mut random, &mut value, reply_message);
    random.particles(&mut headers, reply_message.headers, 0);
    headers.succeeded = None;
    through_json(&sent);
    through_json(&sent_headers);
    through_json(&value);
    through_json(&headers);

    let read = Arc::new(Mutex::new(None));
    let fake = FakeTransport::new();
    let (keep, given, given_headers) = (Arc::clone(&read), value.clone(), headers.clone());
    fake.on_request::<O>(move |request| {
        *keep.lock().unwrap() = Some((request.arguments, request.headers));
        Ok(Answer { value: given.clone(), headers: given_headers.clone() })
    });
    let session = Session::builder("http://fake").transport(fake.clone()).build().unwrap();
    let client = session.client().with_headers(|headers| headers.clone_from(&sent_headers));
    let call = client.call_record::<O::Response>(operation, &sent);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let reply = runtime
        .block_on(call.reply())
        .unwrap_or_else(|error| panic!("{}, seed {seed}: {error}\n{sent:?}", operation.name));
    let read = read.lock().unwrap().take().unwrap();
    assert_eq!(read, (sent, sent_headers), "the request of {}, seed {seed}", operation.name);
    assert_eq!(reply.value, value, "the reply of {}, seed {seed}", operation.name);
    let expected = ResponseHeaders { succeeded: Some(true), ..headers };
    assert_eq!(reply.headers, expected, "the reply of {}, seed {seed}", operation.name);
    assert_eq!(fake.count::<O>(), 1);
    random.filled
}

#[test]
fn every_operation_comes_through_both_ways() {
    let names: BTreeSet<(&str, &str)> = ALL.iter().map(|(o, _)| (o.service.name, o.name)).collect();
    assert_eq!((ALL.len(), names.len()), (79 + 5, 79 + 5));
    let mut filled = 0;
    for (operation, trip) in ALL {
        let slots: usize = (0..SEEDS).map(trip).sum();
        assert!(slots > 0, "{} was never filled", operation.name);
        filled += slots;
    }
    println!("{} operations, {SEEDS} seeds each, {filled} slots with a value", ALL.len());
}

#[test]
fn json_holds_what_debug_hides() {
    let request = user::ChangePasswordRequest { old_password: Some("s3cr3t".into()), ..Default::default() };
    let headers = RequestHeaders { application_token: Some("t0k3n".into()), ..Default::default() };
    assert!(!format!("{request:?} {headers:?}").contains(['3']));
    assert!(serde_json::to_string(&request).unwrap().contains(r#""OldPassword":"s3cr3t""#));
    assert_eq!(serde_json::to_string(&headers).unwrap(), r#"{"ApplicationToken":"t0k3n"}"#);
}
