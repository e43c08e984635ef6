//! Making clients: settings, what is shared, what stays secret.

use std::time::Duration;

use soapwright_runtime::client::{
    Call, Client, ClientBuilder, DEFAULT_TIMEOUT, FakeReply, FakeTransport, Reply, TransportError,
};
use soapwright_runtime::error::{Error, ErrorKind};

use super::miniature::{
    Place, RequestHeaders, ResponseHeaders, SAVE_PLACE, Session, both, place, run, saved,
};

type Plain = Client<RequestHeaders, ResponseHeaders>;

#[test]
fn a_call_has_headers_of_its_own_before_those_of_the_session() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Oslo"))));
    let client = |client: ClientBuilder| client.transport(fake.clone());
    let session = Session::builder("http://host").ticket("session's").client(client).build().unwrap();
    let own = RequestHeaders { ticket: None, zone: Some(7) };
    for result in both(|| session.places().save_place(&place("Oslo")).request_headers(own.clone())) {
        result.unwrap();
        let sent = fake.last_request().unwrap();
        assert!(
            sent.text().contains("session&apos;s") || sent.text().contains("session's"),
            "{}",
            sent.text()
        );
        assert!(sent.text().contains(">7</"), "{}", sent.text());
    }
    let own = RequestHeaders { ticket: Some("call's".to_owned()), zone: None };
    for result in both(|| session.places().save_place(&place("Oslo")).request_headers(own.clone())) {
        result.unwrap();
        let sent = fake.last_request().unwrap();
        assert!(sent.text().contains("call's") && !sent.text().contains("session's"), "{}", sent.text());
    }
    session.places().blocking().save_place(&place("Oslo")).unwrap();
    assert!(fake.last_request().unwrap().text().contains("session's"));
}

#[test]
fn types_are_send_and_sync_and_errors_are_small() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    fn sent<T: Send>(_: &T) {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    shared::<Plain>();
    shared::<Session>();
    error::<Error>();
    error::<TransportError>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    let session = Session::builder("http://host").build().unwrap();
    let call: Call<'_, Option<Place>, ResponseHeaders> = session.places().save_place(&place("x"));
    sent(&call);
    sent(&call.reply());
}

#[test]
fn calls_run_on_other_threads() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Oslo"))));
    let session = Session::builder("http://host").client(|client| client.transport(fake)).build().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let session = session.clone();
                tokio::spawn(async move { session.places().save_place(&place("Oslo")).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), Some(place("Oslo")));
        }
    });
}

#[test]
fn other_headers_and_timeouts_share_the_rest() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Oslo"))));
    let one = Session::builder("http://host")
        .ticket("first")
        .client(|client| client.transport(fake.clone()))
        .build()
        .unwrap();
    let other = one.with_ticket("second");
    for (session, ticket) in [(&one, "first"), (&other, "second")] {
        session.places().blocking().save_place(&place("Oslo")).unwrap();
        let request = fake.last_request().unwrap();
        assert!(request.text().contains(ticket), "{}", request.text());
        assert_eq!(request.options.timeout, Some(DEFAULT_TIMEOUT));
    }
    assert_eq!(one.client().headers().ticket.as_deref(), Some("first"));

    let second = Duration::from_secs(1);
    for wanted in [Some(second), None] {
        for result in both(|| one.places().save_place(&place("Oslo")).timeout(wanted)) {
            result.unwrap();
        }
        assert_eq!(fake.last_request().unwrap().options.timeout, wanted);
    }
    let slow = one.client().with_timeout(Duration::from_secs(9));
    let reply: Reply<Option<Place>, ResponseHeaders> = slow.call_blocking_reply(&SAVE_PLACE, &[]).unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(fake.last_request().unwrap().options.timeout, Some(Duration::from_secs(9)));
}

#[test]
fn nothing_is_sent_before_a_call_is_awaited() {
    let fake = FakeTransport::new();
    let session =
        Session::builder("http://host").client(|client| client.transport(fake.clone())).build().unwrap();
    drop(session.places().delete_place(1));
    assert!(fake.requests().is_empty());
}

#[test]
fn debug_shows_no_secret() {
    let fake = FakeTransport::computed(|_| Ok(FakeReply::ok(saved("Oslo"))));
    let builder = ClientBuilder::new("https://host/a?key=secret-key").transport(fake.clone());
    let mut all = format!("{builder:?}");
    let headers = RequestHeaders { ticket: Some("secret-ticket".to_owned()), zone: None };
    let client: Plain = builder.build(headers).unwrap();
    all += &format!("{client:?}");
    let argument = place("secret-argument");
    let argument = soapwright_runtime::codec::Field::view(&argument);
    let call: Call<'_, Option<Place>, _> =
        client.call(&SAVE_PLACE, &[argument]).header("X-Key", "secret-header");
    all += &format!("{call:?}");
    call.blocking().unwrap();
    all += &format!("{fake:?} {:?}", fake.requests());
    let failing = FakeTransport::new();
    let client: Plain = ClientBuilder::new("https://host/a?key=secret-key")
        .transport(failing)
        .build(RequestHeaders::default())
        .unwrap();
    let error = client.call_blocking::<Option<Place>>(&SAVE_PLACE, &[argument]).unwrap_err();
    all += &format!("{error:?} {error} {client:?}");
    assert!(!all.contains("secret"), "{all}");
    assert!(all.contains("https://host/a"), "{all}");
}

#[test]
fn a_refused_login_is_an_error_of_its_own_without_the_password() {
    let empty = super::miniature::envelope("", "<a:SavePlaceResponse/>");
    let nameless = super::miniature::envelope(
        "",
        "<a:SavePlaceResponse><a:Response><a:Rank>1</a:Rank></a:Response></a:SavePlaceResponse>",
    );
    for (reply, words) in
        [(empty, "refused the user name or the password"), (nameless, "no ticket at Place.Name")]
    {
        let fake = FakeTransport::new();
        fake.reply(FakeReply::ok(reply));
        let builder = Session::builder("http://host").client(|client| client.transport(fake));
        let error = run(builder.login("ann", "hunter2")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Login);
        assert!(error.to_string().contains(words), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("the-ticket")));
    let builder = Session::builder("http://host").client(|client| client.transport(fake));
    let session = run(builder.login("ann", "hunter2")).unwrap();
    assert_eq!(session.client().headers().ticket.as_deref(), Some("the-ticket"));
}

#[test]
fn a_login_error_tells_the_servers_reason() {
    let error = Error::login(&SAVE_PLACE, Some(" the account is locked "));
    assert_eq!(
        error.to_string(),
        "Places.SavePlace: the server refused the user name or the password; it says: the account is locked. \
         Check both"
    );
}
