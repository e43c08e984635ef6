//! HTTP authentication: Basic, Digest, NTLM, Negotiate.

use std::collections::BTreeMap;
use std::error::Error;

use super::VERSION;
use super::call::{echo, session, wait};
use super::vault::{ErrorKind, Session, SessionBuilder};
use crate::{Kit, PASSWORD, USER, WAYS, Way};

const DOMAIN_USER: &str = "KIT\\alice";

type SetUp = fn(SessionBuilder) -> SessionBuilder;

fn basic(builder: SessionBuilder) -> SessionBuilder {
    builder.basic_auth(USER, PASSWORD)
}

fn digest(builder: SessionBuilder) -> SessionBuilder {
    builder.digest_auth(USER, PASSWORD)
}

fn utf8(builder: SessionBuilder) -> SessionBuilder {
    builder.digest_auth("\u{c5}se", "bl\u{e5}b\u{e6}r")
}

fn ntlm(builder: SessionBuilder) -> SessionBuilder {
    builder.ntlm_auth(DOMAIN_USER, PASSWORD)
}

fn negotiate(builder: SessionBuilder) -> SessionBuilder {
    builder.negotiate_auth(DOMAIN_USER, PASSWORD)
}

fn wrong_digest(builder: SessionBuilder) -> SessionBuilder {
    builder.digest_auth(USER, "wr0ng-secret")
}

fn wrong_ntlm(builder: SessionBuilder) -> SessionBuilder {
    builder.ntlm_auth(DOMAIN_USER, "wr0ng-secret")
}

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let rows: [(&str, SetUp, &str); 24] = [
        ("open", digest, "open"),
        ("basic", basic, "basic=alice"),
        ("digest-md5", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-sha256", digest, "digest=alice,SHA-256,qop=auth,"),
        ("digest-md5-sess", digest, "digest=alice,MD5-sess,qop=auth,"),
        ("digest-sha256-sess", digest, "digest=alice,SHA-256-sess,qop=auth,"),
        ("digest-both", digest, "digest=alice,SHA-256,qop=auth,"),
        ("digest-oneline", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-noqop", digest, "digest=alice,MD5,qop=None"),
        ("digest-int", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-int-only", digest, "digest=alice,MD5,qop=auth-int,"),
        ("digest-stale", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-next", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-odd", digest, "digest=alice,MD5,qop=auth,"),
        ("digest-utf8", utf8, "digest=\u{c5}se"),
        ("digest-md5?a=b%20c", digest, "digest=alice,MD5,qop=auth,"),
        ("ntlm", ntlm, "ntlm=KIT\\alice,raw,v2,mic=True,spn=HTTP/127.0.0.1"),
        ("ntlm-close", ntlm, "ntlm=KIT\\alice,raw,v2,mic=True"),
        ("negotiate+ntlm", ntlm, "ntlm=KIT\\alice,raw,v2,mic=True"),
        ("negotiate", ntlm, "negotiate=KIT\\alice,spnego,v2,mic=True"),
        ("negotiate+ntlm", negotiate, "negotiate=KIT\\alice,spnego,v2"),
        ("digest-md5", wrong_digest, ""),
        ("digest-sha256", wrong_digest, ""),
        ("ntlm", wrong_ntlm, ""),
    ];
    for (path, set_up, wanted) in rows {
        for way in WAYS {
            let Some(session) = session(kit, "httpauth", path, set_up) else { continue };
            let session = session?;
            // Three calls of one session: what was learnt of the server is used again.
            let got: Vec<_> = (0..3).map(|_| echo(kit, way, &session)).collect();
            let good = got.iter().all(|one| match one {
                Ok(seen) => !wanted.is_empty() && seen.contains(wanted),
                Err(error) => {
                    wanted.is_empty()
                        && (error.kind(), error.status()) == (ErrorKind::Http, Some(401))
                        && !format!("{error} {error:?}").contains("wr0ng-secret")
                }
            });
            let verb = if wanted.is_empty() { "refuses a wrong password" } else { "lets three calls in" };
            let note = got.into_iter().next_back().map(|last| last.unwrap_or_else(|error| error.to_string()));
            kit.rows.row(
                "httpauth",
                &format!("{path} {verb}, {VERSION}, {way:?}"),
                good,
                note.unwrap_or_default(),
            );
        }
    }
    channel_binding(kit)?;
    at_once(kit)
}

/// Over TLS the server's certificate is part of what NTLM proves.
fn channel_binding(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let authority = kit.places.key("ca.cert.pem")?;
    let certificate = super::vault::reqwest::Certificate::from_pem(&authority)?;
    let set_up = |builder: SessionBuilder| {
        ntlm(builder).configure_reqwest(move |client| client.tls_certs_only([certificate.clone()]))
    };
    if let Some(session) = session(kit, "httpauth-tls", "ntlm-cbt", set_up) {
        let got = echo(kit, Way::Async, &session?);
        let good = got.as_ref().is_ok_and(|seen| seen.contains("cbt=True"));
        let note = got.unwrap_or_else(|error| error.to_string());
        kit.rows.row("httpauth", &format!("ntlm-cbt: the channel is bound, {VERSION}, Async"), good, note);
        let why = "ureq does not tell the server's certificate";
        kit.rows.known("httpauth", &format!("ntlm-cbt, {VERSION}, Blocking"), false, why, "an error says so");
    }
    Ok(())
}

/// A hundred calls of one session: each gets its own answer, and no connection is proven for two.
fn at_once(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let Some(session) = session(kit, "httpauth", "ntlm", ntlm) else { return Ok(()) };
    let session = session?;
    for way in WAYS {
        let seen: Vec<Result<String, String>> = match way {
            Way::Async => kit.runtime.block_on(async {
                let calls: Vec<_> =
                    (0..100).map(|number| tokio::spawn(asked(session.clone(), number))).collect();
                let mut all = Vec::new();
                for call in calls {
                    all.push(call.await.unwrap_or_else(|error| Err(error.to_string())));
                }
                all
            }),
            Way::Blocking => std::thread::scope(|scope| {
                let session = &session;
                let calls: Vec<_> = (0..100)
                    .map(|number| {
                        scope.spawn(move || {
                            let text = number.to_string();
                            let got = wait(kit, Way::Blocking, session.plain().echo(&text));
                            own(&text, got.map(|reply| reply.value))
                        })
                    })
                    .collect();
                calls.into_iter().map(|call| call.join().unwrap_or_else(|_| Err("panicked".into()))).collect()
            }),
        };
        let mut connections: BTreeMap<String, usize> = BTreeMap::new();
        for one in seen.iter().flatten() {
            let connection = one.split("conn=").nth(1).and_then(|rest| rest.split(';').next());
            *connections.entry(connection.unwrap_or("?").to_owned()).or_default() += 1;
        }
        let good = seen.len() == 100 && seen.iter().all(Result::is_ok) && !connections.contains_key("?");
        let wrong: Vec<_> = seen.iter().filter_map(|one| one.as_ref().err()).take(1).collect();
        let note = format!("{} connections {wrong:?}", connections.len());
        kit.rows.row("httpauth", &format!("100 calls at once by NTLM, {VERSION}, {way:?}"), good, note);
    }
    Ok(())
}

async fn asked(session: Session, number: usize) -> Result<String, String> {
    let text = number.to_string();
    own(&text, session.plain().echo(&text).await)
}

/// What the server saw, if the answer is that to this text.
fn own(
    text: &str,
    got: Result<super::vault::plain::EchoResponse, super::vault::Error>,
) -> Result<String, String> {
    match got {
        Ok(reply) if reply.text == text => Ok(reply.seen.unwrap_or_default()),
        Ok(reply) => Err(format!("the answer to {} for {text}", reply.text)),
        Err(error) => Err(error.to_string()),
    }
}
