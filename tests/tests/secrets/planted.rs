//! The secrets, and the search for them.

use std::error::Error as _;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use superoffice_services86::Error;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What every secret holds, again and again: a piece of one is found too.
pub(crate) const NEEDLE: &str = "PLANTED";
/// A ticket with what XML, HTML, URLs and JSON each write in their own way.
pub(crate) const TICKET: &str = "7T:PLANTEDa1/PLANTEDb2+PLANTEDc3&PLANTEDd4<PLANTEDe5>PLANTEDf6\"PLANTEDg7==";
/// An application token that could be the name of an element.
pub(crate) const TOKEN: &str = "tokenPLANTEDh8.PLANTEDi9-PLANTEDj0";
pub(crate) const PASSWORD: &str = "pw PLANTEDk1 PLANTEDl2'PLANTEDm3%PLANTEDn4ø";
pub(crate) const NEW_PASSWORD: &str = "new-PLANTEDo5\u{20ac}PLANTEDp6-PLANTEDq7";
pub(crate) const SECRET_VALUE: &str = "PLANTEDr8,PLANTEDs9;PLANTEDt0";
/// The credential in an HTTP header, as a bearer token.
pub(crate) const BEARER: &str = "PLANTEDu1.PLANTEDv2.PLANTEDw3";

/// Where a piece of a secret stands: the needle, a letter and a digit. Less is not worth the hiding.
fn find(text: &str) -> Option<usize> {
    text.match_indices(NEEDLE).map(|(at, _)| at).find(|at| {
        let mut after = text[at + NEEDLE.len()..].chars();
        after.next().is_some_and(|c| c.is_ascii_lowercase())
            && after.next().is_some_and(|c| c.is_ascii_digit())
    })
}

/// All that the program logged so far.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// One test at a time: what is logged belongs to it.
static ALONE: Mutex<()> = Mutex::new(());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Collects what leaks.
pub(crate) struct Search {
    label: String,
    leaks: Vec<String>,
    texts: usize,
    _alone: MutexGuard<'static, ()>,
}

impl Search {
    /// Listens to `tracing` and `log`, at every level, and to panics.
    pub(crate) fn start() -> Self {
        static LISTEN: Once = Once::new();
        LISTEN.call_once(|| {
            // The HTTP libraries dump what is on the wire at level trace, and say so.
            let levels = Targets::new().with_default(Level::DEBUG).with_target("soapwright", Level::TRACE);
            let lines = tracing_subscriber::fmt::layer()
                .with_span_events(FmtSpan::FULL)
                .with_ansi(false)
                .with_writer(|| Log);
            tracing_subscriber::registry().with(lines).with(levels).init();
        });
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut search = Self { label: String::new(), leaks: Vec::new(), texts: 0, _alone: alone };
        search.logged();
        search.leaks.clear();
        search
    }

    /// What is being done now.
    pub(crate) fn at(&mut self, label: impl Into<String>) {
        self.label = label.into();
    }

    /// Looks through one text.
    pub(crate) fn text(&mut self, what: &str, text: &str) {
        self.texts += 1;
        if let Some(at) = find(text) {
            let around: String = text.get(..at).unwrap_or_default().chars().rev().take(60).collect();
            let around: String = around.chars().rev().chain(text[at..].chars().take(60)).collect();
            self.leaks.push(format!("{}: {what}: …{around}…", self.label));
        }
    }

    /// Looks through everything that an error can show, and what was logged meanwhile.
    pub(crate) fn error(&mut self, error: &Error) {
        let shown = format!("{error}");
        self.text("Display", &shown);
        self.text("Debug", &format!("{error:?}"));
        self.text("Debug, pretty", &format!("{error:#?}"));
        let mut source = error.source();
        while let Some(cause) = source {
            self.text("source, Display", &cause.to_string());
            self.text("source, Debug", &format!("{cause:?}"));
            source = cause.source();
        }
        self.text("body_excerpt", error.body_excerpt().unwrap_or_default());
        self.text("masked_request", &error.masked_request().unwrap_or_default());
        self.text("masked_reply", &error.masked_reply().unwrap_or_default());
        self.text("operation", error.operation().unwrap_or_default());
        self.text("outcome", &format!("{:?}", error.outcome()));
        self.text("fault, Debug", &format!("{:?}", error.fault()));
        self.text("fault, Display", &error.fault().map(ToString::to_string).unwrap_or_default());
        if let Some(decode) = error.decode_error() {
            self.text("decode_error", &format!("{decode} {decode:?} {}", decode.path()));
        }
        self.logged();
    }

    /// Looks through what was logged since the last time.
    pub(crate) fn logged(&mut self) {
        let bytes = std::mem::take(&mut *LOGGED.lock().unwrap_or_else(PoisonError::into_inner));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for line in text.lines() {
            self.text("log", line);
        }
    }

    /// Fails with all that leaked.
    pub(crate) fn end(mut self, at_least: usize) {
        self.logged();
        println!("{} texts searched", self.texts);
        assert!(self.texts >= at_least, "only {} texts were searched", self.texts);
        assert!(self.leaks.is_empty(), "{} leaks:\n{}", self.leaks.len(), self.leaks.join("\n"));
    }
}

#[test]
fn the_search_finds_what_leaks() {
    let mut search = Search::start();
    search.text("harmless", "no secret here");
    assert!(search.leaks.is_empty());
    search.text("leaky", &format!("ticket {TICKET}"));
    log::debug!("{TOKEN}");
    tracing::trace!(target: "soapwright", "{PASSWORD}");
    search.logged();
    assert_eq!(search.leaks.len(), 3, "{:?}", search.leaks);
}
