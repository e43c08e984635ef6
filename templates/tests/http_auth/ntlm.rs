//! NTLM and Negotiate against a server of our own, which verifies as a domain controller would, and against servers
//! that break off, ask again, or answer nonsense.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use soapwright_runtime::client::{ClientBuilder, FakeTransport, reqwest_builder, ureq_builder};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::HeaderBlock;

use super::controller::{Known, base64, timed, token};
use super::server::{Answer, Server, ask, let_in};
use super::vault::{Nothing, PASSWORD, Vault, each, echo, run, upload_once, vault};

fn honest() -> Server {
    let known = Known::default();
    Server::start(move |request| known.answer(request))
}

fn ntlm(server: &Server, user: &str) -> Vault {
    vault(&server.url(), |builder| builder.ntlm_auth(user, PASSWORD))
}

/// How many envelopes and how many third messages a server got.
fn counts(server: &Server) -> (usize, usize, usize) {
    let requests = server.take();
    let bodies = requests.iter().filter(|request| !request.body.is_empty()).count();
    let thirds = requests.iter().filter(|one| token(one, "NTLM ").is_some_and(|token| token[8] == 3)).count();
    (requests.len(), bodies, thirds)
}

/// mistakes.md 48.
#[test]
fn users_are_written_in_three_ways() {
    let server = honest();
    for (user, seen) in [
        ("KIT\\alice", "KIT|alice"),
        ("alice@kit.example", "|alice@kit.example"),
        ("alice", "|alice"),
        ("kit\\\u{e5}sa", "kit|\u{e5}sa"),
    ] {
        for result in each(&ntlm(&server, user)) {
            assert!(result.unwrap().starts_with(&format!("{seen};")));
        }
    }
}

/// mistakes.md 45 and 46: the first leg is empty, a proven connection is asked no more.
#[test]
fn a_body_goes_with_the_leg_that_is_let_in() {
    let server = honest();
    let vault = ntlm(&server, "KIT\\alice");
    for _ in 0..2 {
        assert!(each(&vault).all(|result| result.unwrap().starts_with("KIT|alice;")));
    }
    let requests = server.take();
    let bodies: Vec<bool> = requests.iter().map(|request| !request.body.is_empty()).collect();
    // Async and blocking prove a connection each, then use it.
    assert_eq!(bodies, [false, true, false, true, true, true]);
    assert!(requests[4..].iter().all(|request| request.header("authorization").is_none()));
    assert_eq!(requests[0].header("content-length"), Some("0"));
    // What can be read only once goes only with a proof of this very moment.
    assert!(upload_once(&vault, "once only").blocking().is_ok());
    assert_eq!(counts(&server), (2, 1, 1));
}

#[test]
fn a_wrong_password_is_tried_once() {
    let server = honest();
    let vault = vault(&server.url(), |builder| builder.ntlm_auth("KIT\\alice", "wr0ng-s3cret"));
    for result in each(&vault) {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.outcome_unknown()),
            (ErrorKind::Http, Some(401), false)
        );
        assert!(
            error.to_string().contains("the server refused the user name or the password (NTLM)"),
            "{error}"
        );
        assert!(!error.ticket_refused());
        // Else a few calls lock the account.
        assert_eq!(counts(&server), (2, 1, 1));
    }
}

#[test]
fn connections_that_break_at_each_step() {
    // At the first message: nothing of the call was sent.
    let server = Server::start(|_| Answer::Close);
    for result in each(&ntlm(&server, "alice")) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, false), "{error}");
        let (requests, bodies, _) = counts(&server);
        assert!((1..=4).contains(&requests) && bodies == 0, "{requests}");
    }
    // After the second message, and saying so.
    let server = Server::start(|_| match ask(&[&timed()]) {
        Answer::Say(status, mut headers, body) => {
            headers.push(("Connection", "Close".to_owned()));
            Answer::Last(status, headers, body)
        }
        other => other,
    });
    for result in each(&ntlm(&server, "alice")) {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("closes the connection before NTLM is through"), "{error}");
        let (requests, _, thirds) = counts(&server);
        assert!(requests <= 5 && thirds == 0, "{requests}");
    }
    // At the third message, with the envelope.
    let server = Server::start(|request| match token(request, "NTLM ").is_some_and(|token| token[8] == 3) {
        true => Answer::Close,
        false => ask(&[&timed()]),
    });
    for result in each(&ntlm(&server, "alice")) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, true), "{error}");
        assert_eq!(counts(&server).1, 1);
    }
}

/// Servers close what is idle, and clients then open another connection without a word.
#[test]
fn a_connection_that_was_closed_is_proven_anew() {
    let known = Known::default();
    let server = Server::start(move |request| match known.answer(request) {
        Answer::Say(200, headers, body) if request.number == 1 => Answer::Last(200, headers, body),
        other => other,
    });
    let vault = ntlm(&server, "KIT\\alice");
    for _ in 0..3 {
        assert!(each(&vault).all(|result| result.unwrap().starts_with("KIT|alice;")));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn endless_second_messages_end() {
    let server = Server::start(|_| ask(&[&timed(), "NTLM"]));
    for result in each(&ntlm(&server, "alice")) {
        assert_eq!(result.unwrap_err().status(), Some(401));
        assert_eq!(counts(&server), (2, 1, 1));
    }
    let page = "x".repeat(4 << 20);
    let server = Server::start(move |_| Answer::Say(401, vec![("WWW-Authenticate", timed())], page.clone()));
    for result in each(&ntlm(&server, "alice")) {
        let error = result.unwrap_err();
        assert!(!error.outcome_unknown(), "{error}");
        let (requests, bodies, _) = counts(&server);
        assert!(requests <= 5 && bodies == 0, "{requests} {bodies}");
    }
}

#[test]
fn nonsense_is_told() {
    for (challenges, says) in [
        (&["Basic realm=x"][..], "does not offer NTLM, but Basic"),
        (&["NTLM"], "does not answer the first message of NTLM as it should"),
        (&["NTLM !!!!"], "does not answer the first message of NTLM as it should"),
        (&["NTLM TlRMTVNTUAACAAAA"], "does not answer the first message of NTLM as it should"),
        (&["Negotiate YIIB"], "does not answer the first message of NTLM as it should"),
    ] {
        let challenges: Vec<String> = challenges.iter().map(|one| (*one).to_owned()).collect();
        let server = Server::start(move |_| ask(&challenges.iter().map(String::as_str).collect::<Vec<_>>()));
        for result in each(&ntlm(&server, "alice")) {
            let error = result.unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            let (requests, bodies, thirds) = counts(&server);
            assert!(
                requests <= 3 && bodies == 0 && thirds == 0,
                "{challenges:?} {requests}",
                challenges = says
            );
        }
    }
}

/// A server that lets each request prove itself, as IIS can be told to.
#[test]
fn a_proof_may_be_good_for_one_request() {
    for says_so in [true, false] {
        let server = Server::start(move |request| match token(request, "NTLM ") {
            Some(token) if token[8] == 3 => match (let_in("once"), says_so) {
                (Answer::Say(status, mut headers, body), true) => {
                    headers.push(("Persistent-Auth", "false".to_owned()));
                    Answer::Say(status, headers, body)
                }
                (other, _) => other,
            },
            Some(_) => ask(&[&timed()]),
            None => ask(&["NTLM"]),
        });
        let vault = ntlm(&server, "alice");
        let mut refused = Vec::new();
        for _ in 0..8 {
            assert_eq!(echo(&vault).blocking().unwrap().unwrap(), "once");
            refused.push(counts(&server).1 - 1);
        }
        let wanted: &[usize] = if says_so { &[0; 8] } else { &[0, 1, 1, 1, 0, 0, 0, 0] };
        assert_eq!(refused, wanted);
    }
}

#[test]
fn calls_beyond_the_limit_wait_within_their_time() {
    let (known, arrived, held) = (Known::default(), Arc::default(), Arc::new(AtomicBool::new(true)));
    let (tells, waits): (Arc<AtomicBool>, _) = (Arc::clone(&arrived), Arc::clone(&held));
    let server = Server::start(move |request| {
        while !request.body.is_empty() && waits.load(Ordering::SeqCst) {
            tells.store(true, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(1));
        }
        known.answer(request)
    });
    let vault = vault(&server.url(), |builder| builder.ntlm_auth("KIT\\alice", PASSWORD).ntlm_connections(1));
    for blocking in [true, false] {
        arrived.store(false, Ordering::SeqCst);
        held.store(true, Ordering::SeqCst);
        let call = |timeout: Option<Duration>| match blocking {
            true => echo(&vault).timeout(timeout).blocking(),
            false => run(async { echo(&vault).timeout(timeout).await }),
        };
        std::thread::scope(|scope| {
            let first = scope.spawn(|| call(None));
            while !arrived.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            let late = call(Some(Duration::from_millis(30)));
            let patient = scope.spawn(|| call(None));
            held.store(false, Ordering::SeqCst);
            assert!(first.join().unwrap().is_ok() && patient.join().unwrap().is_ok());
            let error = late.unwrap_err();
            assert!(error.is_timeout() && !error.outcome_unknown(), "{error}");
            assert!(error.to_string().contains("no connection became free in time"), "{error}");
        });
    }
}

/// Each leg alone has time enough.
#[test]
fn the_timeout_counts_for_all_legs() {
    let known = Known::default();
    let server = Server::start(move |request| {
        std::thread::sleep(Duration::from_millis(300));
        known.answer(request)
    });
    let vault = vault(&server.url(), |builder| {
        builder.ntlm_auth("KIT\\alice", PASSWORD).timeout(Duration::from_millis(500))
    });
    for result in each(&vault) {
        assert!(result.unwrap_err().is_timeout());
    }
}

/// A call that is dropped takes its connection along: its reply would be the next call's.
#[test]
fn a_dropped_call_leaves_no_reply_behind() {
    let known = Known::default();
    let server = Server::start(move |request| {
        if request.header("x-slow").is_some() && !request.body.is_empty() {
            std::thread::sleep(Duration::from_millis(100));
        }
        known.answer(request)
    });
    let vault = ntlm(&server, "KIT\\alice");
    run(async {
        for _ in 0..3 {
            let slow = echo(&vault).header("x-slow", "1").reply();
            assert!(tokio::time::timeout(Duration::from_millis(40), slow).await.is_err());
            assert!(echo(&vault).await.unwrap().unwrap().starts_with("KIT|alice;"));
        }
    });
}

#[test]
fn a_client_that_is_handed_in_is_refused() {
    let builder = || ClientBuilder::new("http://host").ntlm_auth("alice", PASSWORD);
    for builder in [
        builder().reqwest_client(reqwest_builder().build().unwrap()),
        builder().ureq_agent(ureq_builder().build().new_agent()),
        builder().transport(FakeTransport::new()),
    ] {
        let error = builder.build::<_, Nothing>(Nothing::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("`configure_reqwest` or `configure_ureq`"), "{error}");
    }
    let handed = ClientBuilder::new("http://host").ureq_agent(ureq_builder().build().new_agent());
    let handed: Vault = handed.build(Nothing::default()).unwrap();
    assert_eq!(handed.with_ntlm_auth("alice", PASSWORD).unwrap_err().kind(), ErrorKind::Config);
    // Digest proves no connection.
    assert!(handed.with_digest_auth("alice", PASSWORD).is_ok());
}

#[test]
fn no_secret_is_shown() {
    let server = Server::start(|request| match token(request, "NTLM ") {
        Some(token) if token[8] == 3 => {
            let said =
                format!("<p>{} {PASSWORD} {}</p>", request.authorization(), base64(PASSWORD.as_bytes()));
            Answer::Say(500, Vec::new(), said)
        }
        _ => ask(&[&timed()]),
    });
    let vault = ntlm(&server, "KIT\\alice");
    let mut all = format!("{vault:?} {:?}", ClientBuilder::new("http://host").ntlm_auth("alice", PASSWORD));
    for result in each(&vault) {
        let error = result.unwrap_err();
        all.push_str(&format!("{error} {error:?} {:?} {:?}", error.masked_reply(), error.body_excerpt()));
    }
    assert!(all.contains("***"), "{all}");
    for secret in [PASSWORD, "s3cret", "TlRMTVNTUAADAAAA", &base64(PASSWORD.as_bytes())] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

/// mistakes.md 46: what one identity proved counts for no other.
#[test]
fn another_user_has_other_connections() {
    let server = honest();
    let alice = ntlm(&server, "KIT\\alice");
    let bob = alice.with_ntlm_auth("KIT\\bob", PASSWORD).unwrap();
    let mut connections = [Vec::new(), Vec::new()];
    for _ in 0..4 {
        for (who, (vault, name)) in [(&alice, "KIT|alice;"), (&bob, "KIT|bob;")].into_iter().enumerate() {
            for result in each(vault) {
                let seen = result.unwrap();
                connections[who].push(seen.strip_prefix(name).unwrap().to_owned());
            }
        }
    }
    assert!(connections[0].iter().all(|connection| !connections[1].contains(connection)), "{connections:?}");
}

/// mistakes.md 3 and 12: whatever makes another leg necessary, no server sees an envelope twice.
#[test]
fn no_envelope_is_seen_twice() {
    for method in ["Digest", "NTLM"] {
        let (nonces, known) = (AtomicUsize::new(0), Known::default());
        let server = Server::start(move |request| {
            // Whoever comes with a proof of before is asked again, after the whole envelope was read.
            let count = nonces.load(Ordering::SeqCst);
            if method == "NTLM" {
                let is_old = !request.body.is_empty() && request.header("authorization").is_none();
                return if is_old { ask(&["NTLM"]) } else { known.answer(request) };
            }
            let fresh = format!("n{count}");
            match request.parameter("nonce").is_some_and(|nonce| nonce == fresh) {
                true => {
                    nonces.fetch_add(1, Ordering::SeqCst);
                    let_in("welcome")
                }
                false => ask(&[&format!("Digest realm=\"r\", nonce=\"{fresh}\", qop=\"auth\", stale=true")]),
            }
        });
        let numbers = AtomicUsize::new(0);
        let vault = vault(&server.url(), |builder| {
            let builder = match method {
                "NTLM" => builder.ntlm_auth("KIT\\alice", PASSWORD),
                _ => builder.digest_auth("alice", PASSWORD),
            };
            builder.header_blocks(move |_| {
                let number = format!("number-{}", numbers.fetch_add(1, Ordering::SeqCst));
                Ok(vec![HeaderBlock::text("urn:example", "Number", number)])
            })
        });
        for _ in 0..3 {
            for result in each(&vault) {
                result.unwrap();
            }
        }
        let bodies: Vec<String> =
            server.take().into_iter().map(|request| request.body).filter(|body| !body.is_empty()).collect();
        let refused = bodies.len() - 6;
        assert!((2..=4).contains(&refused), "{method}: {refused} of {}", bodies.len());
        let mut seen: Vec<&str> = bodies
            .iter()
            .map(|body| body.split_once("number-").unwrap().1.split_once('<').unwrap().0)
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), bodies.len(), "{bodies:?}");
    }
}
