//! Requests before a server: those of zeep and node-soap, and wrong ones.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use soapwright_runtime::codec::{Record, Slot, View};
use soapwright_runtime::soap::Operation;
use soapwright_runtime::soap::server::{
    Answer, Dispatcher, ServerOperation, ServerRequest, slot_of, view_of,
};
use soapwright_runtime::wsse::{Caller, Guard};

use crate::messages::{at, clock, message, trusting};
use crate::vault::{ECHO_11, ECHO_12, Echoed};

/// The request of `Echo`, in SOAP 1.1 and 1.2.
#[derive(Debug, Clone, Default)]
struct Echo<const SOAP12: bool> {
    text: String,
}

impl<const SOAP12: bool> Record for Echo<SOAP12> {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.text], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.text], index)
    }
}

impl<const SOAP12: bool> ServerOperation for Echo<SOAP12> {
    type Response = Echoed;
    type RequestHeaders = ();
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = if SOAP12 { &ECHO_12 } else { &ECHO_11 };
}

/// What a server answers to a request, and whom and what its handler saw.
struct Answered {
    status: StatusCode,
    text: String,
    seen: Option<(Caller, String)>,
}

/// A server for both versions.
struct Server {
    dispatchers: [Dispatcher; 2],
    seen: Arc<Mutex<Option<(Caller, String)>>>,
}

impl Server {
    fn new(guard: Guard) -> Self {
        let seen = Arc::new(Mutex::new(None));
        let (one, other) = (Arc::clone(&seen), Arc::clone(&seen));
        let soap11 =
            Dispatcher::new().guard(guard.clone()).on_request(move |request: ServerRequest<Echo<false>>| {
                *one.lock().expect("unlocked") = Some((request.caller, request.arguments.text));
                Ok(Answer::new(Echoed::default()))
            });
        let soap12 = Dispatcher::new().guard(guard).on_request(move |request: ServerRequest<Echo<true>>| {
            *other.lock().expect("unlocked") = Some((request.caller, request.arguments.text));
            Ok(Answer::new(Echoed::default()))
        });
        Self { dispatchers: [soap11, soap12], seen }
    }

    fn answer(&self, request: &str) -> Answered {
        let soap12 = request.contains("http://www.w3.org/2003/05/soap-envelope");
        let media = match soap12 {
            true => "application/soap+xml; charset=utf-8; action=\"urn:soapwright:kit:vault:1/Echo\"",
            false => "text/xml; charset=utf-8",
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media.parse().expect("a header"));
        let response = self.dispatchers[usize::from(soap12)].answer(&headers, request.as_bytes());
        let seen = self.seen.lock().expect("unlocked").take();
        let text = String::from_utf8_lossy(response.body()).into_owned();
        Answered { status: response.status(), text, seen }
    }

    /// Expects a Fault of this code and reason; the handler must not have seen the request.
    fn refuses(&self, request: &str, code: &str, reason: &str) {
        let Answered { status, text, seen } = self.answer(request);
        assert!(seen.is_none(), "the handler saw it: {seen:?}");
        assert!(text.contains(code) && text.contains(reason), "{code}, {reason}: {text}");
        let soap12 = request.contains("http://www.w3.org/2003/05/soap-envelope");
        let expected = if soap12 { StatusCode::BAD_REQUEST } else { StatusCode::INTERNAL_SERVER_ERROR };
        assert_eq!(status, expected, "{text}");
        assert_eq!(soap12, text.contains("Subcode"), "{text}");
    }

    fn accepts(&self, name: &str, request: &str) -> Caller {
        let Answered { status, text, seen } = self.answer(request);
        let (caller, heard) = seen.unwrap_or_else(|| panic!("{name}: {text}"));
        assert_eq!((status, heard.as_str()), (StatusCode::OK, "hei & hå <ja>"), "{name}");
        caller
    }
}

/// What a server with this guard makes of a request: who sent it, or the Fault.
pub(crate) fn answered(guard: &Guard, request: &str) -> Result<Caller, String> {
    let Answered { text, seen, .. } = Server::new(guard.clone()).answer(request);
    seen.map(|(caller, _)| caller).ok_or(text)
}

/// The kit's user, and a clock that suits the message.
fn guard(now: SystemTime) -> Guard {
    let password = |user: &str| (user == "alice").then(|| "s3cret & <pw>".to_owned());
    Guard::new().password(password).clock(move || now)
}

#[test]
fn signed_requests_of_other_stacks_verify() {
    for name in [
        "zeep-binarysignature-1.1",
        "zeep-binarysignature-1.2",
        "zeep-signature-x509data-1.1",
        "zeep-timestamp-usernametoken-binarysignature-1.1",
        "zeep-timestamp-usernametoken-binarysignature-1.2",
        "node-wssecuritycert-1.1",
        "node-wssecuritycert-1.2",
        "node-wssecuritycert-bst-1.1",
        "node-wssecuritycert-bst-1.2",
        "node-wssecuritycert-defaults-1.1",
        "node-wssecuritycert-defaults-1.2",
        "node-wssecuritycert-wsuid-1.1",
        "node-wssecuritycert-wsuid-1.2",
        "node-wssecuritypluscert-1.1",
        "node-wssecuritypluscert-1.2",
    ] {
        let text = message(name);
        let now = clock(&text);
        let server = Server::new(Guard::new().clock(move || now).signature(trusting(&text)));
        let caller = server.accepts(name, &text);
        assert_eq!(caller.user, None, "{name}: no password was asked for");
        let signer = caller.signed_by.expect("somebody").subject;
        assert_eq!(signer, "CN=client alice,O=soapwright kit", "{name}");
        // One byte of the text more, and it is refused.
        let altered = text.replacen("hei &amp;", "hei. &amp;", 1);
        assert_ne!(altered, text, "{name}");
        server.refuses(&altered, "FailedCheck", "the Body is not what was signed");
    }
    // Not well-formed: the password stands in it as it is.
    for name in ["node-wssecuritycertwithtoken-1.1", "node-wssecuritycertwithtoken-1.2"] {
        let text = message(name);
        let server = Server::new(Guard::new().signature(trusting(&text)));
        let answered = server.answer(&text);
        assert!(answered.seen.is_none() && answered.text.contains("cannot be read"), "{}", answered.text);
    }
}

/// A certificate counts from its first day to its last.
#[test]
fn certificates_have_their_time() {
    let text = message("zeep-binarysignature-1.1");
    assert!(!text.contains("Timestamp"), "it would be refused for another reason");
    let now = clock(&text);
    let decades = Duration::from_secs(86_400 * 365 * 30);
    for (then, why) in [(now - decades, "is not valid yet"), (now + decades, "has expired")] {
        let server = Server::new(Guard::new().clock(move || then).signature(at(then)));
        server.refuses(&text, "InvalidSecurityToken", why);
    }
}

#[test]
fn user_names_of_other_stacks_are_right() {
    for name in [
        "zeep-usernametoken-text-1.1",
        "zeep-usernametoken-text-1.2",
        "zeep-usernametoken-digest-1.1",
        "zeep-usernametoken-digest-1.2",
        "zeep-timestamp-usernametoken-binarysignature-1.1",
        "node-usernametoken-text-1.1",
        "node-usernametoken-text-1.2",
        "node-usernametoken-digest-timestamp-1.1",
        "node-usernametoken-digest-timestamp-1.2",
    ] {
        let text = message(name);
        let server = Server::new(guard(clock(&text)));
        let caller = server.accepts(name, &text);
        assert_eq!((caller.user.as_deref(), caller.signed_by), (Some("alice"), None), "{name}");
        if text.contains("Nonce") {
            server.refuses(&text, "FailedAuthentication", "it was sent before");
        }
        let now = clock(&text);
        let wrong = Server::new(Guard::new().password(|_| Some("other".to_owned())).clock(move || now));
        wrong.refuses(&text, "FailedAuthentication", "the user name or the password is wrong");
        let nobody = Server::new(Guard::new().password(|_| None).clock(move || now));
        nobody.refuses(&text, "FailedAuthentication", "the user name or the password is wrong");
        if text.contains("Created>") {
            let late = Server::new(guard(now + Duration::from_secs(700)));
            late.refuses(&text, "MessageExpired", "");
            let early = Server::new(guard(now - Duration::from_secs(700)));
            early.refuses(&text, "MessageExpired", "");
        }
    }
}

/// Password and signature in one Security header, each demanded.
#[test]
fn all_that_is_demanded_has_to_be_there() {
    let text = message("zeep-timestamp-usernametoken-binarysignature-1.2");
    let all = || guard(clock(&text)).timestamp().signature(trusting(&text));
    let server = Server::new(all());
    let caller = server.accepts("all", &text);
    assert_eq!(caller.user.as_deref(), Some("alice"));
    assert!(caller.signed_by.is_some());
    // The same once more: the signature alone shows it.
    server.refuses(&text, "FailedAuthentication", "it was sent before");
    Server::new(all().digest_only()).refuses(&text, "FailedAuthentication", "as digests only");
    let unsigned = message("zeep-usernametoken-text-1.2");
    Server::new(all()).refuses(&unsigned, "InvalidSecurity", "it has no Timestamp");
    let now = clock(&unsigned);
    Server::new(guard(now).signature(at(now))).refuses(&unsigned, "InvalidSecurity", "it is not signed");
    let signed = message("zeep-binarysignature-1.1");
    Server::new(guard(now).signature(trusting(&signed))).refuses(
        &signed,
        "InvalidSecurity",
        "no UsernameToken",
    );
}

#[test]
fn wrong_tokens_are_refused_for_their_reason() {
    let text = message("zeep-usernametoken-digest-1.1");
    let server = || Server::new(guard(clock(&text)));
    let without = |from: &str, to: &str| {
        let (before, rest) = text.split_once(from).expect("it is there");
        format!("{before}{}", rest.split_once(to).expect("its end").1)
    };
    server().refuses(
        &without("<wsse:Nonce", "</wsse:Nonce>"),
        "InvalidSecurity",
        "needs a Nonce and Created",
    );
    server().refuses(&without("<wsse:Password", "</wsse:Password>"), "InvalidSecurity", "has no Password");
    server().refuses(&without("<wsse:Username>", "</wsse:Username>"), "InvalidSecurity", "has no Username");
    server().refuses(
        &without("<wsse:UsernameToken", "</wsse:UsernameToken>"),
        "InvalidSecurity",
        "it has no UsernameToken",
    );
    let other = text.replace("#PasswordDigest", "#PasswordOther");
    server().refuses(&other, "UnsupportedAlgorithm", "neither PasswordText nor PasswordDigest");
    // A digest that is taken for a password is a wrong one.
    let plain = text.replace("#PasswordDigest", "#PasswordText");
    server().refuses(&plain, "FailedAuthentication", "is wrong");
    server().refuses(&text.replace("#Base64Binary", "#HexBinary"), "InvalidSecurity", "the Nonce");
    let checking = || {
        let now = clock(&text);
        Guard::new()
            .check_password(|user, password| (user, password) == ("alice", "s3cret & <pw>"))
            .clock(move || now)
    };
    Server::new(checking()).refuses(&text, "FailedAuthentication", "not as digests");
    let plain = message("zeep-usernametoken-text-1.1");
    assert_eq!(Server::new(checking()).accepts("checked", &plain).user.as_deref(), Some("alice"));
    let full = Server::new(guard(clock(&text)).limit_nonces(0));
    full.refuses(&text, "FailedAuthentication", "too many requests");
}

/// Without a guard nothing is known of the caller, and a header that must be understood is refused as before.
#[test]
fn without_a_guard_nobody_is_known() {
    let text = message("zeep-usernametoken-text-1.1");
    let seen = Arc::new(Mutex::new(None));
    let dispatcher = Dispatcher::new().on_request({
        let seen = Arc::clone(&seen);
        move |request: ServerRequest<Echo<false>>| {
            *seen.lock().expect("unlocked") = Some(request.caller);
            Ok(Answer::new(Echoed::default()))
        }
    });
    let response = dispatcher.answer(&HeaderMap::new(), text.as_bytes());
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(*seen.lock().expect("unlocked"), Some(Caller::default()));
}
