//! UsernameToken and Timestamp.

use std::error::Error;
use std::time::Duration;

use super::call::{echo, sent, session};
use super::vault::wsse::{Security, UsernameToken};
use super::vault::{Error as CallError, ErrorKind};
use super::{NODE, VERSION};
use crate::{Kit, PASSWORD, USER, WAYS};

fn timestamp() -> Security {
    Security::new().timestamp(Duration::from_secs(300))
}

fn text() -> UsernameToken {
    UsernameToken::text(USER, PASSWORD)
}

fn digest() -> UsernameToken {
    UsernameToken::digest(USER, PASSWORD)
}

/// What the server is to say: that it saw all of these, or a Fault.
enum Wanted {
    Seen(&'static [&'static str]),
    Refused,
}

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let rows: Vec<(&str, &str, Security, Wanted)> = vec![
        ("no security where none is demanded", "plain", Security::new(), Wanted::Seen(&[])),
        ("no security where a UsernameToken is demanded", "ut", Security::new(), Wanted::Refused),
        (
            "UsernameToken, text",
            "ut",
            Security::new().username_token(text()),
            Wanted::Seen(&["ut=alice,text"]),
        ),
        (
            "UsernameToken, text with nonce and created",
            "ut",
            Security::new().username_token(text().nonce(true).created(true)),
            Wanted::Seen(&["ut=alice,text"]),
        ),
        (
            "UsernameToken, digest",
            "digest",
            Security::new().username_token(digest()),
            Wanted::Seen(&["ut=alice,digest"]),
        ),
        (
            "UsernameToken, digest, and Timestamp, with mustUnderstand",
            "digest+ts",
            timestamp().username_token(digest()).must_understand(true),
            Wanted::Seen(&["ut=alice,digest", "ts;"]),
        ),
        (
            "text where a digest is demanded",
            "digest",
            Security::new().username_token(text()),
            Wanted::Refused,
        ),
        (
            "wrong password, text",
            "ut",
            Security::new().username_token(UsernameToken::text(USER, "wrong")),
            Wanted::Refused,
        ),
        (
            "wrong password, digest",
            "digest",
            Security::new().username_token(UsernameToken::digest(USER, "wrong")),
            Wanted::Refused,
        ),
        ("Timestamp", "ts", timestamp(), Wanted::Seen(&["ts;"])),
        ("no Timestamp where one is demanded", "ts", Security::new(), Wanted::Refused),
        ("Timestamp that expired", "ts", timestamp().clock_offset(-3_600), Wanted::Refused),
        (
            "digest of an hour ago",
            "digest",
            Security::new().clock_offset(-3_600).username_token(digest()),
            Wanted::Refused,
        ),
    ];
    for server in ["gsoap", "gsoap0408", "wss4j", NODE] {
        for (what, path, security, wanted) in &rows {
            for way in WAYS {
                let Some(session) = session(kit, server, path, |builder| builder.security(security.clone()))
                else {
                    continue;
                };
                let got = echo(kit, way, &session?);
                row(kit, server, &format!("{what}, {VERSION}, {way:?}"), &got, wanted);
            }
        }
        three_calls(kit, server)?;
    }
    // What one stack takes once, and no stack twice, is posted as it is by the judge.
    let name = format!("replay-{}.xml", VERSION.replace(' ', "-"));
    kit.places.keep(&name, sent(kit, timestamp().username_token(digest()))?.as_bytes())?;
    Ok(())
}

fn row(kit: &Kit, server: &str, what: &str, got: &Result<String, CallError>, wanted: &Wanted) {
    let (good, note) = match (got, wanted) {
        (Ok(seen), Wanted::Seen(all)) => (all.iter().all(|one| seen.contains(one)), seen.clone()),
        (Ok(seen), Wanted::Refused) => (false, seen.clone()),
        (Err(error), Wanted::Seen(_)) => (false, error.to_string()),
        // The Fault, and nothing of the password in it.
        (Err(error), Wanted::Refused) => (
            error.kind() == ErrorKind::Fault && !format!("{error} {error:?}").contains(PASSWORD),
            error.to_string(),
        ),
    };
    kit.rows.row(server, what, good, note);
}

/// Each call has a nonce of its own: a server that remembers them takes three.
fn three_calls(kit: &Kit, server: &str) -> Result<(), Box<dyn Error>> {
    let security = timestamp().username_token(digest());
    let Some(session) = session(kit, server, "digest+ts", |builder| builder.security(security)) else {
        return Ok(());
    };
    let session = session?;
    for way in WAYS {
        let got: Vec<_> = (0..3).map(|_| echo(kit, way, &session)).collect();
        let good = got.iter().all(Result::is_ok);
        let what = format!("three calls of one session, each with a nonce of its own, {VERSION}, {way:?}");
        kit.rows.row(server, &what, good, format!("{:?}", got.last()));
    }
    Ok(())
}
