//! What calls tell to `tracing`.

use std::io::Write;
use std::sync::{Arc, Mutex};

use soapwright_runtime::client::{FakeReply, FakeTransport};
use tracing_subscriber::fmt::format::FmtSpan;

use super::miniature::{Session, envelope, place, run, saved};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is logged while `work` runs, everything included.
fn logged(work: impl FnOnce()) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // Each place that logs asks once whether anyone listens. Of a single subscriber tracing believes that all threads have
    // it: another test that is the first at a place would note that nobody does. So there are two.
    let _other = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    tracing::subscriber::with_default(subscriber, work);
    String::from_utf8(log.0.lock().unwrap().clone()).unwrap()
}

const REFUSAL: &str = "<a:Succeeded>false</a:Succeeded><a:Problem><a:Kind>Full</a:Kind>\
                       <a:Text>no room for secret-ticket</a:Text></a:Problem>";

fn work(envelopes: bool) {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("Oslo")));
    fake.reply(FakeReply::ok(envelope(REFUSAL, "")));
    let session = Session::builder("http://host")
        .ticket("secret-ticket")
        .client(|client| client.transport(fake).trace_envelopes(envelopes))
        .build()
        .unwrap();
    session.places().blocking().save_place(&place("Oslo")).unwrap();
    run(std::future::IntoFuture::into_future(session.places().save_place(&place("Oslo")))).unwrap_err();
}

#[test]
fn a_call_is_a_span_with_its_figures_and_a_failure_an_event() {
    let log = logged(|| work(false));
    assert_eq!(log.matches("service=\"Places\" operation=\"SavePlace\"").count(), 4, "{log}");
    for figure in ["status=200", "request_bytes=", "reply_bytes=", "milliseconds="] {
        assert!(log.contains(figure), "{figure}: {log}");
    }
    assert!(log.contains("WARN") && log.contains("no room for ***"), "{log}");
    assert!(!log.contains("<s:Envelope") && !log.contains("secret"), "{log}");
}

#[test]
fn envelopes_are_logged_on_request_and_masked() {
    let log = logged(|| work(true));
    assert_eq!(log.matches("<s:Envelope").count(), 4, "{log}");
    assert_eq!(log.matches("Ticket>***</").count(), 2, "{log}");
    assert!(log.contains(">Oslo<"), "{log}");
    // The server repeats the ticket in a text that is no secret by name.
    assert!(log.contains("no room for ***") && !log.contains("secret"), "{log}");
}

#[test]
fn a_new_login_is_an_event() {
    let refusal = REFUSAL.replace("Full", "Atlas.TicketException");
    let log = logged(|| {
        let fake = FakeTransport::new();
        for reply in [saved("ticket-1"), envelope(&refusal, ""), saved("ticket-2"), saved("Oslo")] {
            fake.reply(FakeReply::ok(reply));
        }
        let builder = Session::builder("http://host").client(|client| client.transport(fake));
        let session = run(builder.login("user:ann", "hunter2")).unwrap();
        session.places().blocking().save_place(&place("Oslo")).unwrap();
    });
    assert_eq!(log.matches("logging in again").count(), 1, "{log}");
}
