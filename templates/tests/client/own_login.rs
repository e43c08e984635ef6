//! Tickets from a function of the program: called when there is none or it is refused, once for all that wait.

use std::future::{IntoFuture as _, pending};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::{RequestHeaders, Session, fault, place, run, saved};

const CALLS: usize = 100;

/// Gives out tickets; only the newest is good, unless it has been revoked.
#[derive(Clone, Default)]
struct Office {
    given: Arc<AtomicUsize>,
    good: Arc<AtomicUsize>,
}

impl Office {
    fn ticket(&self) -> String {
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        self.good.store(number, Ordering::SeqCst);
        format!("ticket-{number}")
    }

    fn revoke(&self) {
        self.good.store(usize::MAX, Ordering::SeqCst);
    }

    fn given(&self) -> usize {
        self.given.load(Ordering::SeqCst)
    }

    /// Refuses by HTTP 401, which needs no configuration.
    fn transport(&self) -> FakeTransport {
        let office = self.clone();
        FakeTransport::computed(move |request| {
            let good = format!(">ticket-{}<", office.good.load(Ordering::SeqCst));
            Ok(if request.text().contains(&good) {
                FakeReply::ok(saved("Oslo"))
            } else {
                FakeReply::new(http::StatusCode::UNAUTHORIZED, "sign in first")
            })
        })
    }

    /// A session without a ticket.
    fn plain(&self) -> Session {
        Session::builder("http://host").client(|client| client.transport(self.transport())).build().unwrap()
    }

    /// One whose tickets take a moment.
    fn session(&self) -> Session {
        let office = self.clone();
        self.plain().login_with(move || {
            let office = office.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok::<_, io::Error>(office.ticket())
            }
        })
    }

    fn blocking_session(&self) -> Session {
        let office = self.clone();
        self.plain().login_with_blocking(move || {
            std::thread::sleep(Duration::from_millis(20));
            Ok::<_, io::Error>(office.ticket())
        })
    }
}

/// All calls at once, each by a clone.
fn many(session: &Session) -> Vec<Result<(), Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..CALLS)
            .map(|_| {
                let session = session.clone();
                tokio::spawn(async move { session.places().save_place(&place("Oslo")).await.map(drop) })
            })
            .collect();
        let mut ended = Vec::new();
        for task in tasks {
            ended.push(task.await.unwrap());
        }
        ended
    })
}

fn many_blocking(session: &Session) -> Vec<Result<(), Error>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CALLS)
            .map(|_| {
                let session = session.clone();
                scope.spawn(move || session.places().blocking().save_place(&place("Oslo")).map(drop))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn the_function_runs_once_for_all_calls_that_wait() {
    for (session, run) in [
        (Office::session as fn(&Office) -> Session, many as fn(&Session) -> Vec<Result<(), Error>>),
        (Office::blocking_session, many_blocking),
    ] {
        let office = Office::default();
        let session = session(&office);
        assert_eq!(office.given(), 0, "nothing is called before the first call");
        run(&session).into_iter().for_each(Result::unwrap);
        assert_eq!(office.given(), 1, "for the first ticket");
        office.revoke();
        run(&session).into_iter().for_each(Result::unwrap);
        assert_eq!(office.given(), 2, "for a dead ticket");
    }
}

#[test]
fn its_error_is_a_login_error_of_all_that_wait_with_the_source_kept() {
    let calls = Arc::new(AtomicUsize::new(0));
    let (counted, office) = (Arc::clone(&calls), Office::default());
    let session = office.plain().login_with(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Err(io::Error::new(io::ErrorKind::NotFound, "the vault is shut"))
        }
    });
    for error in many(&session).into_iter().map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Login);
        assert_eq!(error.operation(), Some("SavePlace"));
        assert!(!error.ticket_refused() && !error.outcome_unknown(), "{error:?}");
        assert!(error.to_string().contains("was not sent, since logging in failed"), "{error}");
        assert!(error.to_string().contains("the vault is shut"), "{error}");
        let mut source = std::error::Error::source(&error);
        while let Some(one) = source.filter(|one| !one.is::<io::Error>()) {
            source = one.source();
        }
        assert_eq!(source.unwrap().downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::NotFound);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn no_ticket_is_a_login_error() {
    let office = Office::default();
    let client =
        office.plain().client().login_with_blocking(|| Ok::<_, io::Error>(RequestHeaders::default()));
    let error = Session::from(client).places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(error.to_string().contains("gave no ticket"), "{error}");
}

#[test]
fn a_function_that_panics_or_is_cancelled_lets_the_next_call_try() {
    let office = Office::default();
    let (giving, turn) = (office.clone(), Arc::new(AtomicUsize::new(0)));
    let session = office.plain().login_with(move || {
        let (office, turn) = (giving.clone(), turn.fetch_add(1, Ordering::SeqCst));
        async move {
            match turn {
                0 => pending().await,
                1 => panic!("not today"),
                _ => Ok::<_, io::Error>(office.ticket()),
            }
        }
    });
    run(async {
        let stuck = session.places().save_place(&place("Oslo")).into_future();
        assert!(tokio::time::timeout(Duration::from_millis(20), stuck).await.is_err());
        let panicking = session.clone();
        let waiting = session.clone();
        let first = tokio::spawn(async move { panicking.places().save_place(&place("Oslo")).await });
        let second = tokio::spawn(async move { waiting.places().save_place(&place("Oslo")).await });
        assert!(first.await.unwrap_err().is_panic());
        second.await.unwrap().unwrap();
    });
    assert_eq!(office.given(), 1);

    let (giving, turn) = (office.clone(), AtomicUsize::new(0));
    let session = office.plain().login_with_blocking(move || {
        assert!(turn.fetch_add(1, Ordering::SeqCst) > 0, "not today");
        Ok::<_, io::Error>(giving.ticket())
    });
    let panicking = session.clone();
    let thread =
        std::thread::spawn(move || panicking.places().blocking().save_place(&place("Oslo")).map(drop));
    assert!(thread.join().is_err());
    session.places().blocking().save_place(&place("Oslo")).unwrap();
}

#[test]
fn other_headers_share_the_ticket_and_other_tickets_do_not() {
    let office = Office::default();
    let session = office.session();
    let zoned = Session::from(session.client().with_headers(|headers| headers.zone = Some(7)));
    run(zoned.places().save_place(&place("Oslo")).into_future()).unwrap();
    run(session.places().save_place(&place("Oslo")).into_future()).unwrap();
    assert_eq!(office.given(), 1);
    assert_eq!(zoned.client().headers().ticket.as_deref(), Some("ticket-1"));
    assert_eq!((session.client().headers().zone, zoned.client().headers().zone), (None, Some(7)));

    let other = session.with_ticket("another");
    let error = run(other.places().save_place(&place("Oslo")).into_future()).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(401)));
    // Nobody said that this session has tickets at all.
    assert!(!error.ticket_refused(), "{error}");
    let elsewhere = Session::from(session.client().with_base_url("http://elsewhere").unwrap());
    assert_eq!(elsewhere.client().headers().ticket, None);
    run(elsewhere.places().save_place(&place("Oslo")).into_future()).unwrap_err();
    assert_eq!(office.given(), 1);
    let again = elsewhere.login_with({
        let office = office.clone();
        move || std::future::ready(Ok::<_, io::Error>(office.ticket()))
    });
    run(again.places().save_place(&place("Oslo")).into_future()).unwrap();
    assert_eq!(office.given(), 2);
}

#[test]
fn only_a_refused_ticket_is_renewed() {
    let fake = FakeTransport::new();
    let office = Office::default();
    let session =
        Session::builder("http://host").client(|client| client.transport(fake.clone())).build().unwrap();
    let session = session.login_with_blocking({
        let office = office.clone();
        move || Ok::<_, io::Error>(office.ticket())
    });
    fake.reply(FakeReply::ok(fault()));
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!((error.kind(), office.given(), fake.requests().len()), (ErrorKind::Fault, 1, 1));
    // A server that refuses every ticket ends in an error.
    for _ in 0..10 {
        fake.reply(FakeReply::new(http::StatusCode::UNAUTHORIZED, ""));
    }
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert!(error.ticket_refused() && error.kind() == ErrorKind::Http, "{error:?}");
    assert_eq!((office.given(), fake.requests().len()), (4, 5));
}

#[test]
fn the_programs_rule_says_what_a_refused_ticket_is() {
    let (fake, office) = (FakeTransport::new(), Office::default());
    let rule = |error: &Error| error.fault().is_some();
    let builder = ClientBuilder::new("http://host").ticket_refused(rule).transport(fake.clone());
    let client = builder.build(RequestHeaders::default()).unwrap();
    let giving = office.clone();
    let session = Session::from(client).login_with_blocking(move || Ok::<_, io::Error>(giving.ticket()));
    fake.reply(FakeReply::ok(fault()));
    fake.reply(FakeReply::ok(saved("Oslo")));
    session.places().blocking().save_place(&place("Oslo")).unwrap();
    assert_eq!(office.given(), 2);
}

#[test]
fn a_function_of_the_other_kind_is_an_error_in_place_of_a_block() {
    let office = Office::default();
    let error = office.session().places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("must be awaited"), "{error}");
    let session = office.blocking_session();
    let error = run(session.places().save_place(&place("Oslo")).into_future()).unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.to_string().contains("blocks"), "{error}");
    assert_eq!(office.given(), 0);
}
