//! A ticket that expires: one login for all clones, and only refused calls sent again.

use std::future::IntoFuture as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use soapwright_runtime::client::{
    AsyncBody, AsyncTransport, BoxFuture, FakeReply, FakeTransport, RequestBody, SendOptions, TransportError,
};
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::{Session, envelope, fault, place, run, saved};

/// A server in miniature: the ticket with the number of logins is the good one, unless it has been revoked.
#[derive(Clone, Default)]
struct Server {
    logins: Arc<AtomicUsize>,
    good: Arc<AtomicUsize>,
    saves: Arc<AtomicUsize>,
    /// Whether logins fail.
    closed: Arc<AtomicUsize>,
}

const REFUSAL: &str = "<a:Succeeded>false</a:Succeeded><a:Problem><a:Kind>Atlas.TicketException</a:Kind>\
                       <a:Text>no such ticket</a:Text></a:Problem>";

impl Server {
    fn transport(&self) -> FakeTransport {
        let server = self.clone();
        FakeTransport::computed(move |request| {
            let text = request.text();
            if text.contains("<a:Name>user:") || text.contains("Name>user:") {
                assert!(!text.contains("Ticket>"), "a login sends no ticket: {text}");
                let number = server.logins.fetch_add(1, Ordering::SeqCst) + 1;
                if server.closed.load(Ordering::SeqCst) > 0 {
                    return Ok(FakeReply::ok(envelope("", "<a:SavePlaceResponse/>")));
                }
                server.good.store(number, Ordering::SeqCst);
                return Ok(FakeReply::ok(saved(&format!("ticket-{number}"))));
            }
            let good = format!(">ticket-{}<", server.good.load(Ordering::SeqCst));
            if !text.contains(&good) {
                return Ok(FakeReply::ok(envelope(REFUSAL, "")));
            }
            server.saves.fetch_add(1, Ordering::SeqCst);
            Ok(FakeReply::ok(saved("Oslo")))
        })
    }

    fn revoke(&self) {
        self.good.store(usize::MAX, Ordering::SeqCst);
    }

    fn counts(&self) -> (usize, usize) {
        (self.logins.load(Ordering::SeqCst), self.saves.load(Ordering::SeqCst))
    }

    fn session(&self) -> Session {
        let builder = Session::builder("http://host").client(|client| client.transport(self.transport()));
        run(builder.login("user:ann", "hunter2")).unwrap()
    }
}

#[test]
fn clones_share_the_new_ticket() {
    let server = Server::default();
    let session = server.session();
    let clone = session.clone();
    let zoned = Session::from(session.client().with_headers(|headers| headers.zone = Some(7)));
    assert_eq!(server.counts(), (1, 0));
    server.revoke();
    run(session.places().save_place(&place("Oslo")).into_future()).unwrap();
    clone.places().blocking().save_place(&place("Oslo")).unwrap();
    zoned.places().blocking().save_place(&place("Oslo")).unwrap();
    assert_eq!(server.counts(), (2, 3));
    for one in [&session, &clone, &zoned] {
        assert_eq!(one.client().headers().ticket.as_deref(), Some("ticket-2"));
    }
    assert_eq!(zoned.client().headers().zone, Some(7));
    server.revoke();
    clone.places().blocking().save_place(&place("Oslo")).unwrap();
    assert_eq!(server.counts(), (3, 4));
}

#[test]
fn a_ticket_of_ones_own_is_not_renewed() {
    let server = Server::default();
    let session = server.session();
    let other = session.with_ticket("ticket-77");
    let error = other.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert!(error.ticket_refused(), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Outcome);
    assert!(error.to_string().contains("log in again"), "{error}");
    assert_eq!(server.counts(), (1, 0));
}

#[test]
fn a_login_that_fails_is_told_and_tried_once_for_all_that_wait() {
    let server = Server::default();
    let session = server.session();
    server.revoke();
    server.closed.store(1, Ordering::SeqCst);
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login, "{error}");
    assert_eq!(error.operation(), Some("SavePlace"));
    assert!(!error.outcome_unknown(), "{error}");
    assert!(error.to_string().contains("logging in again failed"), "{error}");
    assert_eq!(server.counts(), (2, 0));
    // Later calls try again, and work when the server does.
    server.closed.store(0, Ordering::SeqCst);
    session.places().blocking().save_place(&place("Oslo")).unwrap();
    assert_eq!(server.counts(), (3, 1));
}

#[test]
fn a_server_that_refuses_every_ticket_ends_in_an_error() {
    let logins = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&logins);
    let fake = FakeTransport::computed(move |request| {
        if request.text().contains("Name>user:") {
            counted.fetch_add(1, Ordering::SeqCst);
            return Ok(FakeReply::ok(saved("ticket-1")));
        }
        Ok(FakeReply::ok(envelope(REFUSAL, "")))
    });
    let session = Session::builder("http://host").client(|client| client.transport(fake));
    let session = run(session.login("user:ann", "hunter2")).unwrap();
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert!(error.ticket_refused() && error.kind() == ErrorKind::Outcome, "{error:?}");
    assert_eq!(logins.load(Ordering::SeqCst), 4);
}

#[test]
fn other_failures_are_not_repeated() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("ticket-1")));
    let session = Session::builder("http://host").client(|client| client.transport(fake.clone()));
    let session = run(session.login("user:ann", "hunter2")).unwrap();
    fake.reply(FakeReply::ok(fault()));
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert!(error.kind() == ErrorKind::Fault && !error.ticket_refused(), "{error:?}");
    assert_eq!(fake.requests().len(), 2);
}

#[test]
fn the_programs_own_rule_takes_the_place_of_the_configured_one() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("ticket-1")));
    let rule = |error: &Error| error.fault().is_some_and(|fault| fault.reason == "no such place");
    let session =
        Session::builder("http://host").client(|client| client.ticket_refused(rule).transport(fake.clone()));
    let session = run(session.login("user:ann", "hunter2")).unwrap();
    fake.reply(FakeReply::ok(fault()));
    fake.reply(FakeReply::ok(saved("ticket-2")));
    fake.reply(FakeReply::ok(saved("Oslo")));
    session.places().blocking().save_place(&place("Oslo")).unwrap();
    assert_eq!(fake.requests().len(), 4);
    fake.reply(FakeReply::ok(envelope(REFUSAL, "")));
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert!(!error.ticket_refused(), "{error:?}");
}

/// Never answers the request with this number, counted from 1.
struct Silent {
    inner: FakeTransport,
    number: usize,
}

impl AsyncTransport for Silent {
    fn send<'a>(
        &'a self,
        request: http::Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn AsyncBody>>, TransportError>> {
        let answer = AsyncTransport::send(&self.inner, request, options);
        if self.inner.requests().len() == self.number { Box::pin(std::future::pending()) } else { answer }
    }
}

#[test]
fn dropping_a_call_that_logs_in_lets_the_next_one_do_it() {
    let server = Server::default();
    // Request 3 is the second login.
    let silent = Silent { inner: server.transport(), number: 3 };
    run(async {
        let builder = Session::builder("http://host").client(|client| client.async_transport(silent));
        let session = builder.login("user:ann", "hunter2").await.unwrap();
        server.revoke();
        let stuck = Box::pin(session.places().save_place(&place("Oslo")).into_future());
        assert!(tokio::time::timeout(Duration::from_millis(50), stuck).await.is_err());
        // The silent login did work, and is not what this call needs.
        server.revoke();
        session.places().save_place(&place("Oslo")).await.unwrap();
    });
    assert_eq!(server.counts(), (3, 1));
}

/// A server that logs in, and refuses all calls after a while.
fn slow_refusal(requests: &Arc<AtomicUsize>) -> Session {
    let counted = Arc::clone(requests);
    let fake = FakeTransport::computed(move |_| {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            return Ok(FakeReply::ok(saved("ticket-1")));
        }
        std::thread::sleep(Duration::from_millis(40));
        Ok(FakeReply::ok(envelope(REFUSAL, "")))
    });
    let builder = Session::builder("http://host");
    let builder = builder.client(|client| client.transport(fake).timeout(Duration::from_millis(20)));
    run(builder.login("user:ann", "hunter2")).unwrap()
}

#[test]
fn a_call_that_is_refused_when_its_time_is_over_is_not_repeated() {
    for blocking in [false, true] {
        let requests = Arc::new(AtomicUsize::new(0));
        let session = slow_refusal(&requests);
        let error = match blocking {
            true => session.places().blocking().save_place(&place("Oslo")).unwrap_err(),
            false => run(session.places().save_place(&place("Oslo")).into_future()).unwrap_err(),
        };
        // The refusal itself, and not that there was no time for a login.
        assert!(error.ticket_refused() && error.kind() == ErrorKind::Outcome, "{blocking}: {error:?}");
        assert_eq!(requests.load(Ordering::SeqCst), 2, "{blocking}");
    }
}

#[test]
fn nothing_of_a_refused_reply_is_left() {
    let whole = "<a:SavePlaceResponse><a:Response><a:Name>of the first</a:Name><a:Rank>3</a:Rank></a:Response>\
                 </a:SavePlaceResponse>";
    let part = "<a:SavePlaceResponse><a:Response><a:Rank>4</a:Rank></a:Response></a:SavePlaceResponse>";
    for blocking in [false, true] {
        let fake = FakeTransport::new();
        fake.reply(FakeReply::ok(saved("ticket-1")));
        let session = Session::builder("http://host").client(|client| client.transport(fake.clone()));
        let session = run(session.login("user:ann", "hunter2")).unwrap();
        fake.reply(FakeReply::ok(envelope(REFUSAL, whole)));
        fake.reply(FakeReply::ok(saved("ticket-2")));
        fake.reply(FakeReply::ok(envelope("<a:Succeeded>true</a:Succeeded>", part)));
        let reply = match blocking {
            true => session.places().blocking().save_place(&place("Oslo")).unwrap(),
            false => run(session.places().save_place(&place("Oslo")).into_future()).unwrap(),
        };
        let saved = reply.unwrap();
        assert_eq!((saved.name, saved.rank), (None, 4), "{blocking}");
        assert_eq!(fake.requests().len(), 4, "{blocking}");
    }
}
