//! Negotiate with tokens that a program makes.

use std::sync::{Arc, Mutex};

use soapwright_runtime::client::{
    NegotiateExchange, NegotiateTarget, NegotiateToken, NegotiateTokens, TokenError,
};
use soapwright_runtime::error::ErrorKind;

use super::controller::{base64, token};
use super::server::{Answer, Server, ask, let_in};
use super::vault::{each, vault};

/// Tokens as a program makes them.
struct Tokens {
    bytes: &'static [&'static str],
    asked: Arc<Mutex<Vec<String>>>,
}

struct Exchange {
    left: std::slice::Iter<'static, &'static str>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl NegotiateTokens for Tokens {
    fn begin(&self, target: &NegotiateTarget<'_>) -> Result<Box<dyn NegotiateExchange>, TokenError> {
        self.asked.lock().unwrap().push(format!("begin {}", target.host()));
        if self.bytes.is_empty() {
            return Err("there is no ticket".into());
        }
        Ok(Box::new(Exchange { left: self.bytes.iter(), asked: Arc::clone(&self.asked) }))
    }
}

impl NegotiateExchange for Exchange {
    fn step(&mut self, server: Option<&[u8]>) -> Result<Option<NegotiateToken>, TokenError> {
        let server = server.map(String::from_utf8_lossy);
        self.asked.lock().unwrap().push(format!("step {}", server.as_deref().unwrap_or("-")));
        if server.as_deref() == Some("wrong") {
            return Err("the server's token is wrong".into());
        }
        let Some(next) = self.left.next() else { return Ok(None) };
        Ok(Some(match self.left.len() {
            0 => NegotiateToken::last(next.as_bytes().to_vec()),
            _ => NegotiateToken::more(next.as_bytes().to_vec()),
        }))
    }
}

#[test]
fn a_program_has_tokens_of_its_own() {
    let last = Arc::new(Mutex::new("mutual"));
    let says = Arc::clone(&last);
    let server = Server::start(move |request| match token(request, "Negotiate ").as_deref() {
        Some(b"one") => ask(&[&format!("Negotiate {}", base64(b"more"))]),
        Some(b"ticket") => match let_in("kerberos") {
            Answer::Say(status, mut headers, body) => {
                let says = base64(says.lock().unwrap().as_bytes());
                headers.push(("WWW-Authenticate", format!("Negotiate {says}")));
                Answer::Say(status, headers, body)
            }
            other => other,
        },
        _ => ask(&["Negotiate", "NTLM"]),
    });
    let with = |bytes: &'static [&'static str]| {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let tokens = Tokens { bytes, asked: Arc::clone(&asked) };
        (vault(&server.url(), |builder| builder.negotiate_tokens(tokens)), asked)
    };
    // Kerberos: one token, which goes with the body of each call.
    let (vault, asked) = with(&["ticket"]);
    for _ in 0..2 {
        assert!(each(&vault).all(|result| result.unwrap() == "kerberos"));
    }
    assert_eq!(*asked.lock().unwrap(), ["begin 127.0.0.1", "step -", "step mutual"].repeat(4));
    let requests = server.take();
    assert!(requests.len() == 4 && requests.iter().all(|request| !request.body.is_empty()));
    // Several tokens: the body goes with the last.
    let (vault, asked) = with(&["one", "ticket"]);
    assert!(each(&vault).all(|result| result.unwrap() == "kerberos"));
    assert_eq!(*asked.lock().unwrap(), ["begin 127.0.0.1", "step -", "step more", "step mutual"].repeat(2));
    let bodies: Vec<bool> = server.take().iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(bodies, [false, true, false, true]);
    // A server that does not prove itself, tokens that are refused, and none at all.
    *last.lock().unwrap() = "wrong";
    for result in each(&vault) {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true));
        assert_eq!(error.untrusted(), Some("the server's token is wrong"));
    }
    for result in each(&with(&["other"]).0) {
        assert!(result.unwrap_err().to_string().contains("refused the program's token (Negotiate)"));
    }
    server.take();
    for result in each(&with(&[]).0) {
        let error = result.unwrap_err();
        assert!(error.to_string().contains("there is no ticket") && !error.outcome_unknown(), "{error}");
    }
    assert!(server.take().is_empty());
}
