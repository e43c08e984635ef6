//! A session logs in at one address and goes on at another; its ticket is renewed once for all. Part of a generated crate's
//! tests.

mod serve;
mod wait;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;

use cloud::types::SessionHeader;
use cloud::{ErrorKind, RequestHeaders, Session, blocking};
use http::Response;

use serve::serve;
use wait::wait;

const TEXT: &str = "text/xml; charset=utf-8";

fn envelope(status: u16, body: &str) -> Response<String> {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    );
    Response::builder().status(status).header("content-type", TEXT).body(envelope).unwrap()
}

fn fault(code: &str, element: &str) -> Response<String> {
    envelope(
        500,
        &format!(
            "<s:Fault xmlns:f=\"urn:fault\"><faultcode>f:{code}</faultcode><faultstring>{code}: no</faultstring><detail>\
             <{element} xmlns=\"urn:cloud\"><exceptionCode>{code}</exceptionCode><exceptionMessage>no</exceptionMessage>\
             </{element}></detail></s:Fault>"
        ),
    )
}

/// An office where one logs in, and an instance that knows the ticket of the last login.
struct Cloud {
    office: String,
    logins: Arc<AtomicUsize>,
    queries: Arc<AtomicUsize>,
    valid: Arc<AtomicUsize>,
}

fn cloud() -> Cloud {
    let (logins, queries, valid) = (Arc::default(), Arc::default(), Arc::default());
    let (asked, current): (Arc<AtomicUsize>, Arc<AtomicUsize>) = (Arc::clone(&queries), Arc::clone(&valid));
    let instance = serve(move |_, body| {
        let body = std::str::from_utf8(body).unwrap();
        assert!(!body.contains("password"), "what is secret goes to the office only: {body}");
        asked.fetch_add(1, Ordering::SeqCst);
        let ticket = format!(">ticket-{}</", current.load(Ordering::SeqCst));
        match body.contains(&ticket) {
            true => envelope(
                200,
                "<queryResponse xmlns=\"urn:cloud\"><result><done>true</done><records>one</records><size>1</size>\
                 </result></queryResponse>",
            ),
            false => fault("INVALID_SESSION_ID", "UnexpectedErrorFault"),
        }
    });
    let (counted, current): (Arc<AtomicUsize>, Arc<AtomicUsize>) = (Arc::clone(&logins), Arc::clone(&valid));
    let office = serve(move |_, body| {
        let body = std::str::from_utf8(body).unwrap();
        assert!(body.contains("login") && !body.contains("SessionHeader"), "{body}");
        if !body.contains(">right</") {
            return fault("INVALID_LOGIN", "LoginFault");
        }
        let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
        current.store(number, Ordering::SeqCst);
        envelope(
            200,
            &format!(
                "<loginResponse xmlns=\"urn:cloud\"><result><passwordExpired>false</passwordExpired>\
                 <serverUrl>{instance}/services/Soap/u/1.0/00D</serverUrl><sessionId>ticket-{number}</sessionId>\
                 <userId>7</userId></result></loginResponse>"
            ),
        )
    });
    Cloud { office, logins, queries, valid }
}

impl Cloud {
    fn counts(&self) -> (usize, usize) {
        (self.logins.load(Ordering::SeqCst), self.queries.load(Ordering::SeqCst))
    }

    /// The ticket dies.
    fn kill(&self) {
        self.valid.store(usize::MAX, Ordering::SeqCst);
    }
}

#[test]
fn a_session_logs_in_goes_on_elsewhere_and_renews_once() {
    let cloud = cloud();
    wait(async {
        let session = Session::builder(cloud.office.as_str()).login("me", "right").await.unwrap();
        let shown = format!("{session:?}");
        assert!(!shown.contains("right") && !shown.contains("ticket-1"), "{shown}");
        assert_eq!(session.cloud_service().query("q").await.unwrap().records, ["one"]);
        assert_eq!(cloud.counts(), (1, 1));
        cloud.kill();
        let again = session.clone();
        let (one, other) = tokio::join!(session.cloud_service().query("q"), again.cloud_service().query("q"));
        assert!(one.unwrap().done && other.unwrap().done);
        assert_eq!(cloud.counts().0, 2, "one login for both");
    });
}

#[test]
fn a_blocking_session_does_the_same() {
    let cloud = cloud();
    let session = blocking::Session::builder(cloud.office.as_str()).login("me", "right").unwrap();
    assert_eq!(session.cloud_service().query("q").unwrap().size, 1);
    cloud.kill();
    assert_eq!(session.cloud_service().query("q").unwrap().size, 1);
    assert_eq!(cloud.counts(), (2, 3));
}

#[test]
fn a_refused_login_is_told_without_the_password() {
    let cloud = cloud();
    let error = wait(Session::builder(cloud.office.as_str()).login("me", "wr0ng-one")).unwrap_err();
    // The server may have other reasons for a Fault: it stays one.
    assert_eq!(error.kind(), ErrorKind::Fault, "{error:?}");
    let blocking = blocking::Session::builder(cloud.office.as_str()).login("me", "wr0ng-one").unwrap_err();
    for shown in [format!("{error:?} {error}"), format!("{blocking:?} {blocking}")] {
        assert!(shown.contains("INVALID_LOGIN") && !shown.contains("wr0ng-one"), "{shown}");
    }
    assert_eq!(cloud.counts(), (0, 0));
}

fn ticket(text: &str) -> RequestHeaders {
    let header = SessionHeader { session_id: text.to_owned(), ..SessionHeader::default() };
    RequestHeaders { session_header: Some(header), ..RequestHeaders::default() }
}

#[test]
fn a_hundred_calls_on_a_dead_ticket_ask_for_one() {
    let (given, valid) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let current = Arc::clone(&valid);
    let instance = serve(move |_, body| {
        let ticket = format!(">ticket-{}</", current.load(Ordering::SeqCst));
        match std::str::from_utf8(body).unwrap().contains(&ticket) {
            true => envelope(
                200,
                "<queryResponse xmlns=\"urn:cloud\"><result><done>true</done><size>0</size></result></queryResponse>",
            ),
            false => fault("INVALID_SESSION_ID", "UnexpectedErrorFault"),
        }
    });
    let giving = Arc::clone(&given);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async move {
        let session = Session::builder(instance)
            .login_with(move || {
                let number = giving.fetch_add(1, Ordering::SeqCst);
                async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    Ok::<_, std::io::Error>(ticket(&format!("ticket-{number}")))
                }
            })
            .unwrap();
        assert!(session.cloud_service().query("q").await.unwrap().done);
        // Now the ticket that the session holds is dead.
        valid.store(1, Ordering::SeqCst);
        let call = |session: Session| async move { session.cloud_service().query("q").await.map(|found| found.done) };
        let calls: Vec<_> = (0..100).map(|_| tokio::spawn(call(session.clone()))).collect();
        for call in calls {
            assert!(call.await.unwrap().unwrap());
        }
    });
    assert_eq!(given.load(Ordering::SeqCst), 2, "one ticket, and one in its place");
}
