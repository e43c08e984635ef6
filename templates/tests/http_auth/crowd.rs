//! Many calls at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::controller::Known;
use super::server::{Server, ask, let_in};
use super::vault::{PASSWORD, Vault, echo_of, run, vault};

/// What the server saw of a hundred calls of each vault, all at once: async, then by threads. Each call got the answer to
/// what it said itself.
fn at_once(vaults: &[Vault]) -> [Vec<Vec<String>>; 2] {
    let own = |seen: String, text: &str| {
        let (seen, said) = seen.rsplit_once(';').unwrap();
        assert_eq!(said, text);
        seen.to_owned()
    };
    let by_async = run(async {
        let begin = |vault: &Vault, number: usize| {
            let (vault, text) = (vault.clone(), format!("async {number}"));
            tokio::spawn(async move { own(echo_of(&vault, &text).await.unwrap().unwrap(), &text) })
        };
        let calls: Vec<Vec<_>> =
            vaults.iter().map(|vault| (0..100).map(|number| begin(vault, number)).collect()).collect();
        let mut seen = Vec::new();
        for calls in calls {
            let mut of_one = Vec::new();
            for call in calls {
                of_one.push(call.await.unwrap());
            }
            seen.push(of_one);
        }
        seen
    });
    let by_threads = std::thread::scope(|scope| {
        let call = |vault, number: usize| {
            let text = format!("thread {number}");
            own(echo_of(vault, &text).blocking().unwrap().unwrap(), &text)
        };
        let begin = |vault| (0..100).map(|number| scope.spawn(move || call(vault, number))).collect();
        let calls: Vec<Vec<_>> = vaults.iter().map(begin).collect();
        let seen = |calls: Vec<std::thread::ScopedJoinHandle<'_, String>>| {
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        };
        calls.into_iter().map(seen).collect()
    });
    [by_async, by_threads]
}

#[test]
fn each_user_is_answered_as_himself() {
    let known = Known::default();
    let server = Server::start(move |request| known.answer(request));
    let alice = vault(&server.url(), |builder| builder.ntlm_auth("KIT\\alice", PASSWORD).ntlm_connections(6));
    let bob = alice.with_ntlm_auth("KIT\\bob", PASSWORD).unwrap();
    for seen in at_once(&[alice, bob]) {
        assert!(seen[0].iter().all(|seen| seen.starts_with("KIT|alice;")), "{seen:?}");
        assert!(seen[1].iter().all(|seen| seen.starts_with("KIT|bob;")), "{seen:?}");
    }
}

/// Connections that clients make are counted by the server: one for each lane, whatever is called.
#[test]
fn a_hundred_calls_at_once_have_their_connections() {
    let most = Arc::new(AtomicUsize::new(0));
    let (known, seen) = (Known::default(), Arc::clone(&most));
    let server = Server::start(move |request| {
        seen.fetch_max(request.connection + 1, Ordering::SeqCst);
        known.answer(request)
    });
    let vault = vault(&server.url(), |builder| builder.ntlm_auth("KIT\\alice", PASSWORD).ntlm_connections(8));
    for seen in at_once(&[vault]) {
        assert!(seen[0].iter().all(|seen| seen.starts_with("KIT|alice;")), "{seen:?}");
    }
    // Those of async calls and those of blocking ones.
    assert!(most.load(Ordering::SeqCst) <= 16, "{most:?}");
}

/// A server that wants each counter to be one more than the last one of its nonce.
#[test]
fn counters_of_digest_arrive_in_order() {
    let (last, refused) = (Mutex::new(HashMap::new()), Arc::new(AtomicUsize::new(0)));
    let (fresh, bad) = (AtomicUsize::new(0), Arc::clone(&refused));
    let server = Server::start(move |request| {
        if let (Some(nonce), Some(count)) = (request.parameter("nonce"), request.parameter("nc")) {
            let mut last = last.lock().unwrap();
            let before: &mut u64 = last.entry(nonce).or_insert(0);
            if u64::from_str_radix(&count, 16).unwrap() == *before + 1 {
                *before += 1;
                return let_in(&format!("welcome;{}", request.text()));
            }
            bad.fetch_add(1, Ordering::SeqCst);
        }
        let number = fresh.fetch_add(1, Ordering::SeqCst);
        ask(&[&format!("Digest realm=\"r\", nonce=\"n{number}\", qop=\"auth\", algorithm=SHA-256")])
    });
    let vault = vault(&server.url(), |builder| builder.digest_auth("alice", PASSWORD));
    at_once(&[vault]);
    assert_eq!(refused.load(Ordering::SeqCst), 0);
}
