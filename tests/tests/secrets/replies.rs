//! Calls that carry secrets, and replies that repeat them or give others away.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use soapwright_tests::http_server::Server;
use superoffice_services86::types::{UntrustedCredentials, UserGroup};
use superoffice_services86::{Error, Session, blocking};

use super::echoes::{self, Echo};
use super::planted::{BEARER, NEW_PASSWORD, PASSWORD, SECRET_VALUE, Search, TICKET, TOKEN};

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn session(base: &str) -> Session {
    Session::builder(base)
        .application_token(TOKEN)
        .ticket(TICKET)
        .http_header("Authorization", format!("Bearer {BEARER}"))
        .reply_limit(1_000_000)
        .timeout(Duration::from_secs(10))
        .trace_envelopes(true)
        .build()
        .unwrap()
}

fn session_blocking(base: &str) -> blocking::Session {
    blocking::Session::builder(base)
        .application_token(TOKEN)
        .ticket(TICKET)
        .http_header("Authorization", format!("Bearer {BEARER}"))
        .reply_limit(1_000_000)
        .timeout(Duration::from_secs(10))
        .trace_envelopes(true)
        .build()
        .unwrap()
}

fn untrusted() -> UntrustedCredentials {
    UntrustedCredentials { secret_value: Some(SECRET_VALUE.into()), ..UntrustedCredentials::default() }
}

/// The errors of all calls; the calls that work are of no interest.
fn errors(session: &Session, waiting: &blocking::Session) -> Vec<(&'static str, Error)> {
    let mut all: Vec<(&'static str, Option<Error>)> = Vec::new();
    wait(async {
        let (user, login) = (session.user(), session.so_principal());
        all.push(("save", user.save_user_group(&UserGroup::default()).await.err()));
        all.push(("password", user.change_own_password(PASSWORD, NEW_PASSWORD).await.err()));
        all.push(("secret", user.save_untrusted_credentials("t", &untrusted()).await.err()));
        all.push(("authenticate", login.authenticate_username_password("SAL0", PASSWORD).await.err()));
        all.push(("login", session.login("SAL0", PASSWORD).await.err()));
    });
    let (user, login) = (waiting.user(), waiting.so_principal());
    all.push(("save, blocking", user.save_user_group(&UserGroup::default()).err()));
    all.push(("password, blocking", user.change_own_password(PASSWORD, NEW_PASSWORD).err()));
    all.push(("secret, blocking", user.save_untrusted_credentials("t", &untrusted()).err()));
    all.push(("authenticate, blocking", login.authenticate_username_password("SAL0", PASSWORD).err()));
    all.push(("login, blocking", waiting.login("SAL0", PASSWORD).err()));
    all.into_iter().filter_map(|(name, error)| error.map(|error| (name, error))).collect()
}

#[test]
fn no_reply_makes_a_client_tell_a_secret() {
    let mut search = Search::start();
    let replies = Arc::new(echoes::replies());
    let (shared, now) = (Arc::clone(&replies), Arc::new(Mutex::new(0)));
    let index = Arc::clone(&now);
    let server = Server::start(move |request| {
        let index = *index.lock().unwrap();
        let echo = Echo::of_request(request);
        assert!(echo.raw.contains(BEARER), "{request:?}");
        shared[index].1(&echo)
    })
    .unwrap();
    let (session, waiting) = (session(&server.url("")), session_blocking(&server.url("")));
    let mut failed = 0;
    for (number, (name, _)) in replies.iter().enumerate() {
        *now.lock().unwrap() = number;
        search.at(name.as_str());
        for (call, error) in errors(&session, &waiting) {
            search.at(format!("{name} ({call})"));
            search.error(&error);
            failed += 1;
        }
        search.logged();
    }
    assert!(failed > replies.len() * 6, "only {failed} of {} calls failed", replies.len() * 10);
    search.end(10_000);
}
