//! A desk that refuses logins without a Fault. Part of a generated crate's tests.

mod serve;
mod wait;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use desk::{Error, ErrorKind, Session, blocking};
use http::Response;

use serve::serve;
use wait::wait;

/// A desk whose answer to a login depends on the password.
fn desk() -> (String, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let url = serve(move |_, body| {
        let asked = std::str::from_utf8(body).unwrap();
        let (yes, answer) = match asked.contains("SignIn") {
            true => {
                let yes = !asked.contains(">wr0ng-one</");
                let token = match asked {
                    right if right.contains(">right</") => "<Token>t-1</Token>",
                    // A refusal may come with what looks like a ticket.
                    wrong if wrong.contains(">wr0ng-one</") => "<Token>t-0</Token>",
                    blank if blank.contains(">blank-0ne</") => "<Token> </Token>",
                    _ => "",
                };
                (yes, format!("<SignInResult>IN_RESULT{token}</SignInResult>"))
            }
            false => {
                assert!(asked.contains(">t-1</"), "{asked}");
                counted.fetch_add(1, Ordering::SeqCst);
                (true, "<CountResult>7</CountResult>".to_owned())
            }
        };
        let element = if asked.contains("SignIn") { "SignInResponse" } else { "CountResponse" };
        let answer = answer.replace("{yes}", &yes.to_string());
        let header = "IN_HEADER".replace("{yes}", &yes.to_string());
        let reply = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>{header}</s:Header><s:Body>\
             <{element} xmlns=\"urn:desk\">{answer}</{element}></s:Body></s:Envelope>"
        );
        Response::builder().header("content-type", "text/xml; charset=utf-8").body(reply).unwrap()
    });
    (url, calls)
}

fn login(password: &str) -> [Result<(), Error>; 2] {
    let (url, calls) = desk();
    let first = wait(async {
        let session = Session::builder(url.as_str()).login("me", password).await?;
        assert_eq!(session.desk().count().await.unwrap(), 7);
        Ok(())
    });
    let blocking = blocking::Session::builder(url).login("me", password).map(|session| {
        assert_eq!(session.desk().count().unwrap(), 7);
    });
    let reached = usize::from(first.is_ok()) + usize::from(blocking.is_ok());
    assert_eq!(calls.load(Ordering::SeqCst), reached, "no call is made without a ticket");
    [first, blocking]
}

#[test]
fn the_right_password_opens_a_session() {
    for opened in login("right") {
        opened.unwrap();
    }
}

#[test]
fn every_other_answer_is_a_refused_login() {
    for password in ["wr0ng-one", "blank-0ne", "n0ne-given"] {
        for refused in login(password) {
            let error = refused.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Login, "{password}: {error:?}");
            assert!(!format!("{error} {error:?} {:?}", error.masked_request()).contains(password), "{error:?}");
        }
    }
}
