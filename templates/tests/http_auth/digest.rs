//! Digest against servers that are careless, odd or hostile.

use std::sync::atomic::{AtomicUsize, Ordering};

use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::error::ErrorKind;

use super::server::{Answer, Request, Server, ask, let_in};
use super::vault::{PASSWORD, USER, Vault, each, echo, echo_of, upload_once, vault};

fn digest(server: &Server) -> Vault {
    vault(&server.url(), |builder| builder.digest_auth(USER, PASSWORD))
}

fn challenge(nonce: &str) -> String {
    format!("Digest realm=\"kit\", nonce=\"{nonce}\", qop=\"auth\", algorithm=MD5")
}

fn is_known(request: &Request) -> bool {
    request.authorization().starts_with("Digest ")
}

/// Asks whoever is not known, and lets everyone else in.
fn friendly() -> Server {
    Server::start(|request| match is_known(request) {
        true => let_in("welcome"),
        false => ask(&[&challenge("n1")]),
    })
}

/// mistakes.md 44 and 45: the counter grows, `cnonce` is new, `uri` has the query, and only the leg that is let in has a body.
#[test]
fn a_body_goes_with_the_leg_that_is_let_in() {
    let server = friendly();
    let vault = digest(&server);
    for _ in 0..2 {
        for seen in each(&vault) {
            assert_eq!(seen.unwrap(), "welcome");
        }
    }
    let requests = server.take();
    let bodies: Vec<bool> = requests.iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(bodies, [false, true, true, true, true], "{requests:?}");
    assert_eq!(requests[0].header("content-length"), Some("0"));
    let counts: Vec<_> = requests.iter().filter_map(|request| request.parameter("nc")).collect();
    assert_eq!(counts, ["00000001", "00000002", "00000003", "00000004"]);
    let mut own: Vec<_> = requests.iter().filter_map(|request| request.parameter("cnonce")).collect();
    own.sort();
    own.dedup();
    assert_eq!(own.len(), 4);
    assert!(requests.iter().skip(1).all(|request| request.parameter("uri").unwrap() == "/vault?a=1"));
    assert!(requests[1].authorization().contains(", algorithm=MD5, qop=auth, nc=00000001, cnonce=\""));
}

#[test]
fn a_nonce_that_was_kept_may_be_stale() {
    let nonces = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        let fresh = format!("n{}", nonces.load(Ordering::SeqCst));
        if is_known(request) && request.parameter("nonce").unwrap() == fresh {
            nonces.fetch_add(1, Ordering::SeqCst);
            return let_in("welcome");
        }
        ask(&[&format!("{}, stale=true", challenge(&fresh))])
    });
    let vault = digest(&server);
    let mut requests = Vec::new();
    for _ in 0..6 {
        echo(&vault).blocking().unwrap();
        requests.push(server.take().len());
    }
    // After two nonces that were good once, each call asks first: no envelope is refused any more.
    assert_eq!(requests, [2, 2, 2, 2, 2, 2]);
    let last = {
        echo(&vault).blocking().unwrap();
        server.take()
    };
    assert!(last[0].body.is_empty() && !last[1].body.is_empty());
}

#[test]
fn who_is_not_known_is_told_so_after_two_legs() {
    let server = Server::start(|_| ask(&[&challenge("n1")]));
    for result in each(&digest(&server)) {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.outcome_unknown()),
            (ErrorKind::Http, Some(401), false)
        );
        assert!(!error.ticket_refused());
        assert!(
            error
                .to_string()
                .contains("the server refused the user name or the password (Digest authentication)"),
            "{error}"
        );
        assert_eq!(server.take().len(), 2);
    }
}

#[test]
fn endless_questions_end() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        let nonce = format!("n{}", count.fetch_add(1, Ordering::SeqCst));
        ask(&[&format!("{}, stale=true", challenge(&nonce))])
    });
    for result in each(&digest(&server)) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, false), "{error}");
        assert!(error.to_string().contains("asks for other credentials with each request"), "{error}");
        assert!(server.take().len() <= 6);
    }
}

#[test]
fn endless_challenges_are_errors() {
    let server = Server::start(|_| ask(&[&format!("Digest realm=\"{}\"", "r".repeat(1 << 20))]));
    for result in each(&digest(&server)) {
        assert!(!result.unwrap_err().outcome_unknown());
    }
    let server = Server::start(|_| {
        let page = "x".repeat(4 << 20);
        Answer::Say(401, vec![("WWW-Authenticate", challenge("n1"))], page)
    });
    for result in each(&digest(&server)) {
        assert_eq!(result.unwrap_err().status(), Some(401));
    }
}

#[test]
fn what_cannot_be_answered_is_told() {
    for (challenges, says) in [
        (&["Basic realm=\"x\", Negotiate"][..], "does not offer Digest authentication, but Basic, Negotiate"),
        (
            &["Digest realm=\"x\", nonce=\"n\", algorithm=SHA-1"],
            "wants a kind of Digest that is not known here",
        ),
        (
            &["Digest realm=\"x\", nonce=\"n\", qop=\"auth-conf\""],
            "wants a kind of Digest that is not known here",
        ),
        (&[], "does not offer Digest authentication, but nothing"),
    ] {
        let challenges: Vec<String> = challenges.iter().map(|one| (*one).to_owned()).collect();
        let server = Server::start(move |_| ask(&challenges.iter().map(String::as_str).collect::<Vec<_>>()));
        for result in each(&digest(&server)) {
            let error = result.unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            let requests = server.take();
            assert!(requests.len() == 1 && requests[0].body.is_empty());
        }
    }
}

/// The better hash, of challenges in one line or in several, with what is unknown among them.
#[test]
fn the_best_challenge_is_answered() {
    let server = Server::start(|request| match is_known(request) {
        true => let_in("welcome"),
        false => ask(&[
            "Basic realm=\"b\", Digest realm=\"a\", nonce=\"n\", algorithm=MD5, qop=\"auth\", Bogus",
            "Digest realm=\"a \\\"q\\\"\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth-int,auth\", x=\"y, z=1\"",
            "Digest realm=\"a\", nonce=\"n3\", algorithm=FUTURE, qop=\"auth\"",
        ]),
    });
    for seen in each(&digest(&server)) {
        assert_eq!(seen.unwrap(), "welcome");
    }
    let requests = server.take();
    assert_eq!(requests[1].parameter("nonce").unwrap(), "n2");
    let value = requests[1].authorization();
    assert!(
        value.contains("realm=\"a \\\"q\\\"\"") && value.contains("algorithm=SHA-256, qop=auth,"),
        "{value}"
    );
}

#[test]
fn a_server_that_proves_nothing_is_not_believed() {
    for (info, is_believed) in [
        ("rspauth=\"00000000000000000000000000000000\", qop=auth", false),
        ("qop=auth", true),
        ("nextnonce=\"later\"", true),
    ] {
        let server = Server::start(move |request| match (is_known(request), let_in("welcome")) {
            (true, Answer::Say(status, mut headers, body)) => {
                headers.push(("Authentication-Info", info.to_owned()));
                Answer::Say(status, headers, body)
            }
            _ => ask(&[&challenge("n1")]),
        });
        let vault = digest(&server);
        for result in each(&vault) {
            match is_believed {
                true => assert_eq!(result.unwrap(), "welcome"),
                false => {
                    let error = result.unwrap_err();
                    assert!(
                        error.to_string().contains("does not prove that it knows the password"),
                        "{error}"
                    );
                    assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true));
                }
            }
        }
        if info.starts_with("nextnonce") {
            let requests = server.take();
            assert_eq!(requests.len(), 3);
            assert_eq!(requests[2].parameter("nonce").unwrap(), "later");
            assert_eq!(requests[2].parameter("nc").unwrap(), "00000001");
        }
    }
}

#[test]
fn connections_that_break_at_each_step() {
    // Before anything of the call was sent.
    let server = Server::start(|_| Answer::Close);
    for result in each(&digest(&server)) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, false), "{error}");
        let requests = server.take();
        assert!(requests.len() <= 8 && requests.iter().all(|request| request.body.is_empty()));
    }
    // With the envelope.
    let server = Server::start(|request| match is_known(request) {
        true => Answer::Close,
        false => ask(&[&challenge("n1")]),
    });
    for result in each(&digest(&server)) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, true), "{error}");
        let requests = server.take();
        assert_eq!(requests.iter().filter(|request| !request.body.is_empty()).count(), 1);
    }
    // After the question.
    let server = Server::start(|request| match (is_known(request), ask(&[&challenge("n1")])) {
        (false, Answer::Say(status, mut headers, body)) => {
            headers.push(("Connection", "close".to_owned()));
            Answer::Last(status, headers, body)
        }
        _ => let_in("welcome"),
    });
    for _ in 0..3 {
        for result in each(&digest(&server)) {
            assert_eq!(result.unwrap(), "welcome");
        }
    }
}

/// mistakes.md 49, and what a login that leads elsewhere may do.
#[test]
fn credentials_stay_with_their_host() {
    let elsewhere = Server::start(|_| let_in("stranger"));
    let to = elsewhere.url();
    let server = Server::start(move |request| match is_known(request) {
        true => Answer::Say(307, vec![("Location", to.clone())], String::new()),
        false => ask(&[&challenge("n1")]),
    });
    let vault = digest(&server);
    for result in each(&vault) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(307)), "{error}");
    }
    assert!(elsewhere.take().is_empty());
    // Another installation by the program's word, on another host and on the same one.
    for seen in each(&vault.with_base_url(&elsewhere.url()).unwrap()) {
        assert_eq!(seen.unwrap(), "stranger");
    }
    let requests = elsewhere.take();
    assert!(requests.iter().all(|request| request.header("authorization").is_none()), "{requests:?}");
    // Over http after https.
    server.take();
    let before = super::vault::vault(&format!("https://127.0.0.1:{}/vault", server.port), |builder| {
        builder.digest_auth(USER, PASSWORD)
    });
    assert!(each(&before.with_base_url(&server.url()).unwrap()).all(|result| result.is_err()));
    assert!(!server.take().iter().any(|request| request.header("authorization").is_some()));
    let beside = vault.with_base_url(&format!("http://127.0.0.1:{}/beside", server.port)).unwrap();
    assert!(each(&beside).all(|result| result.is_err()));
    assert!(server.take().iter().any(is_known));
}

/// Digest proves no connection, so it goes over whatever a program hands in.
#[test]
fn over_a_transport_of_the_program() {
    let fake = FakeTransport::computed(|request| {
        Ok(match request.header("authorization") {
            Some(_) => FakeReply::ok(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
                <EchoResponse xmlns='urn:soapwright:kit:vault:1'/></s:Body></s:Envelope>",
            ),
            None => FakeReply::new(http::StatusCode::UNAUTHORIZED, "who?").header(
                http::header::WWW_AUTHENTICATE,
                http::HeaderValue::from_static("Digest realm=\"r\", nonce=\"n\", qop=\"auth\""),
            ),
        })
    });
    let vault = vault("http://host/a", |builder| builder.digest_auth(USER, PASSWORD).transport(fake.clone()));
    assert!(each(&vault).all(|result| result.is_ok()));
    let counts: Vec<bool> = fake.requests().iter().map(|request| request.body.is_empty()).collect();
    assert_eq!(counts, [true, false, false]);
}

#[test]
fn another_user_is_another_user() {
    let server = friendly();
    let vault = digest(&server);
    let other = vault.with_digest_auth("bob", "other").unwrap();
    for vault in [&vault, &other, &vault] {
        for seen in each(vault) {
            assert_eq!(seen.unwrap(), "welcome");
        }
    }
    let users: Vec<_> = server.take().iter().filter_map(|request| request.parameter("username")).collect();
    // The name stands first, after the scheme and one space.
    assert_eq!(users, ["alice", "alice", "bob", "bob", "alice", "alice"]);
}

/// mistakes.md 45: what can be read only once goes only with a nonce of this very moment.
#[test]
fn a_reader_that_can_be_read_once_is_sent_once() {
    let server = friendly();
    let vault = digest(&server);
    echo(&vault).blocking().unwrap();
    server.take();
    assert_eq!(upload_once(&vault, "once only").blocking().unwrap().unwrap(), "welcome");
    let requests = server.take();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].body.is_empty() && !is_known(&requests[0]));
    assert!(requests[1].body.contains("b25jZSBvbmx5"), "{requests:?}");
    let server = Server::start(|request| match is_known(request) {
        true => let_in("welcome"),
        false => ask(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""]),
    });
    let error = upload_once(&digest(&server), "once only").blocking().unwrap_err();
    assert!(error.to_string().contains("qop=auth-int") && !error.outcome_unknown(), "{error}");
}

/// A nonce that was kept may be refused, and a server that refuses need not read a large body before it closes.
#[test]
fn a_large_body_goes_only_with_a_nonce_of_this_very_moment() {
    let nonces = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if is_known(request)
            && request.parameter("nonce").unwrap() == format!("n{}", nonces.load(Ordering::SeqCst))
        {
            nonces.fetch_add(1, Ordering::SeqCst);
            return let_in("welcome");
        }
        match request.body.is_empty() {
            true => ask(&[&challenge(&format!("n{}", nonces.load(Ordering::SeqCst)))]),
            false => Answer::Close,
        }
    });
    let vault = digest(&server);
    for text in ["small", &"large".repeat(100_000), &"large".repeat(100_000)] {
        assert_eq!(echo_of(&vault, text).blocking().unwrap().unwrap(), "welcome");
    }
    let bodies: Vec<bool> = server.take().iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(bodies, [false, true, false, true, false, true]);
}

/// `alice:kit:` and the password by MD5, the password in base64, and as Basic would send it.
const HASHED: &str = "7557f78743133f2769f7c5e44a219238";
const BASE64: &str = "czNjcmV0ICYgPHB3Pg==";
const BASIC: &str = "YWxpY2U6czNjcmV0ICYgPHB3Pg==";

#[test]
fn no_secret_is_shown() {
    let server = Server::start(|request| match is_known(request) {
        true => {
            let said = format!(
                "<p>{} {PASSWORD} s3cret%20&amp;%20&lt;pw> {} {HASHED} {BASE64} {BASIC}</p>",
                request.authorization(),
                request.parameter("response").unwrap()
            );
            Answer::Say(500, Vec::new(), said)
        }
        false => ask(&[&challenge("n1")]),
    });
    let vault = digest(&server);
    let builder = ClientBuilder::new("http://host").digest_auth(USER, PASSWORD);
    let mut all = format!("{vault:?} {builder:?}");
    for result in each(&vault) {
        let error = result.unwrap_err();
        all.push_str(&format!("{error} {error:?} {:?} {:?}", error.masked_reply(), error.body_excerpt()));
    }
    let proofs: Vec<_> = server.take().iter().filter_map(|request| request.parameter("response")).collect();
    assert_eq!(proofs.len(), 2);
    assert!(all.contains("***"), "{all}");
    for secret in proofs.iter().map(String::as_str).chain([PASSWORD, "s3cret", HASHED, BASE64, BASIC]) {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}
