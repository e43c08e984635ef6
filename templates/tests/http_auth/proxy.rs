//! Proxies that ask who calls.

use http::header::PROXY_AUTHENTICATE;
use http::{HeaderValue, StatusCode};
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::error::ErrorKind;

use super::controller::{Known, token};
use super::server::{Answer, Request, Server, ask, let_in};
use super::vault::{PASSWORD, USER, Vault, echo, run, vault};

/// Async calls by a proxy, to a host that is nowhere but behind it.
fn behind(proxy: &Server, url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vault {
    let by = format!("http://127.0.0.1:{}", proxy.port);
    vault(url, |builder| {
        let of_ureq = by.clone();
        let builder = builder.configure_ureq(move |agent| agent.proxy(ureq::Proxy::new(&of_ureq).ok()));
        change(builder.configure_reqwest(move |client| client.proxy(reqwest::Proxy::all(&by).unwrap())))
    })
}

/// A 407 with this challenge.
fn ask_for_the_proxy(challenge: &str) -> Answer {
    Answer::Say(407, vec![("Proxy-Authenticate", challenge.to_owned())], "<html>407</html>".to_owned())
}

fn is_digest(request: &Request, header: &str) -> bool {
    request.header(header).is_some_and(|value| value.starts_with("Digest "))
}

#[test]
fn digest_at_the_proxy_and_at_the_server() {
    let proxy = Server::start(|request| {
        if !is_digest(request, "proxy-authorization") {
            return ask_for_the_proxy("Digest realm=\"proxy\", nonce=\"p1\", qop=\"auth\"");
        }
        match is_digest(request, "authorization") {
            true => let_in("both"),
            false => ask(&["Digest realm=\"server\", nonce=\"s1\", qop=\"auth\""]),
        }
    });
    let vault = behind(&proxy, "http://inside.example/vault?a=1", |builder| {
        builder.proxy_digest_auth("proxy-user", "proxy-password").digest_auth(USER, PASSWORD)
    });
    for _ in 0..2 {
        assert_eq!(run(async { echo(&vault).await }).unwrap().unwrap(), "both");
    }
    let requests = proxy.take();
    let bodies: Vec<bool> = requests.iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(bodies, [false, false, true, true]);
    assert!(requests.iter().all(|request| request.line.starts_with("POST http://inside.example/vault?a=1 ")));
    let last = requests[3].header("proxy-authorization").unwrap();
    assert!(last.contains("username=\"proxy-user\"") && last.contains("nc=00000003"), "{last}");
    assert!(requests[3].authorization().contains("username=\"alice\""));
}

#[test]
fn ntlm_at_the_proxy() {
    let known = Known::default();
    let proxy = Server::start(move |request| match known.answer(request) {
        Answer::Say(401, headers, body) => {
            let headers = headers.into_iter().map(|(_, value)| ("Proxy-Authenticate", value));
            Answer::Say(407, headers.collect(), body)
        }
        other => other,
    });
    let vault = behind(&proxy, "http://inside.example/vault", |builder| {
        builder.proxy_ntlm_auth("KIT\\alice", PASSWORD)
    });
    for _ in 0..2 {
        let seen = run(async { echo(&vault).await }).unwrap().unwrap();
        assert_eq!(seen, "KIT|alice;0;hello");
    }
    let requests = proxy.take();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.header("authorization").is_none()));
    assert!(token(&requests[0], "NTLM ").is_some() && requests[0].body.is_empty());
}

#[test]
fn a_wrong_password_for_the_proxy() {
    let proxy = Server::start(|_| ask_for_the_proxy("Digest realm=\"proxy\", nonce=\"p1\", qop=\"auth\""));
    let url = "http://inside.example/vault";
    let vault = behind(&proxy, url, |builder| builder.proxy_digest_auth(USER, PASSWORD));
    let error = run(async { echo(&vault).await }).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(407)));
    assert!(error.to_string().contains("the proxy refused the user name or the password"), "{error}");
    // Whoever is asked by a proxy for what only the server was to see.
    let vault = behind(&proxy, url, |builder| builder.digest_auth(USER, PASSWORD));
    let error = run(async { echo(&vault).await }).unwrap_err();
    assert_eq!(error.status(), Some(407));
    assert!(proxy.take().iter().all(|request| request.header("authorization").is_none()));
}

/// What a proxy says of https is said before it connects. Who asks in its name after that is the server.
#[test]
fn a_server_is_not_told_what_is_for_the_proxy() {
    let server = FakeTransport::computed(|_| {
        let challenge = HeaderValue::from_static("Digest realm=\"proxy\", nonce=\"p1\", qop=\"auth\"");
        Ok(FakeReply::new(StatusCode::PROXY_AUTHENTICATION_REQUIRED, "")
            .header(PROXY_AUTHENTICATE, challenge))
    });
    let vault = vault("https://inside.example/vault", |builder| {
        builder.proxy_digest_auth("proxy-user", "proxy-password").transport(server.clone())
    });
    assert_eq!(echo(&vault).blocking().unwrap_err().status(), Some(407));
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].header("proxy-authorization").is_none() && !requests[0].text().is_empty());
}

/// What a proxy asks before it connects, the libraries do not show.
#[test]
fn what_is_asked_before_https_is_named() {
    let proxy = Server::start(|_| ask_for_the_proxy("Digest realm=\"proxy\", nonce=\"p1\", qop=\"auth\""));
    let vault = behind(&proxy, "https://inside.example/vault", |builder| {
        builder.proxy_digest_auth("proxy-user", PASSWORD)
    });
    let by_threads = echo(&vault).blocking();
    for result in [run(async { echo(&vault).await }), by_threads] {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Transport, false), "{error}");
        assert!(error.to_string().contains("Digest, NTLM and Negotiate are not supported there"), "{error}");
    }
    assert!(proxy.take().iter().all(|request| request.line.starts_with("CONNECT ")));
}
