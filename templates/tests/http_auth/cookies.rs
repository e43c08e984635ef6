//! Cookies that are set while a server asks for credentials.

use super::server::{Answer, Server, ask, let_in};
use super::vault::{PASSWORD, USER, each, vault};

/// RFC 6265, 3: those of a 401 count, too. Behind a balancer they lead to the node that knows the nonce.
#[test]
fn what_the_challenge_sets_goes_back_with_the_answer_to_it() {
    let server = Server::start(|request| {
        let known = request.header("cookie").is_some_and(|cookie| cookie.contains("node=n0de-secret"));
        match request.authorization().starts_with("Digest ") {
            true if known => let_in("welcome"),
            true => Answer::Say(500, Vec::new(), "who asked you?".to_owned()),
            false => match ask(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth\", stale=true"]) {
                Answer::Say(status, mut headers, body) => {
                    headers.push(("Set-Cookie", "node=n0de-secret; Path=/".to_owned()));
                    Answer::Say(status, headers, body)
                }
                other => other,
            },
        }
    });
    let cooking = vault(&server.url(), |builder| {
        builder.digest_auth(USER, PASSWORD).cookies().http_header("Cookie", "own=1")
    });
    for seen in each(&cooking) {
        assert_eq!(seen.unwrap(), "welcome");
    }
    let cookies: Vec<_> =
        server.take().iter().map(|request| request.header("cookie").unwrap().to_owned()).collect();
    assert_eq!(cookies, ["own=1", "own=1; node=n0de-secret", "own=1; node=n0de-secret"]);
}

/// A value that came within the call is a secret as any other.
#[test]
fn what_the_challenge_sets_is_shown_nowhere() {
    let server = Server::start(|request| match request.header("cookie") {
        Some(cookie) => Answer::Say(500, Vec::new(), format!("<p>{cookie}</p>")),
        None => match ask(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]) {
            Answer::Say(status, mut headers, body) => {
                headers.push(("Set-Cookie", "node=n0de-secret; Path=/".to_owned()));
                Answer::Say(status, headers, body)
            }
            other => other,
        },
    });
    let cooking = vault(&server.url(), |builder| builder.digest_auth(USER, PASSWORD).cookies());
    let error = each(&cooking).next().unwrap().unwrap_err();
    let shown = format!("{error} {error:?} {:?} {:?}", error.masked_reply(), error.body_excerpt());
    assert!(shown.contains("node=***") && !shown.contains("n0de-secret"), "{shown}");
}
