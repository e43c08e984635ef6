//! Replies whose signature is demanded: good ones, and those that a client must refuse.

use std::error::Error;
use std::time::Duration;

use super::VERSION;
use super::call::{TEXT, key, session, wait};
use super::vault::ErrorKind;
use super::vault::wsse::{Security, Signature, Verification};
use crate::{Kit, WAYS};

/// What is to come of a reply.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    /// It is read, and known to be signed.
    Signed,
    /// It is an error of the kind `Security`, and nothing of it is handed out.
    Refused,
    /// It is a Fault that anybody may have sent.
    UnverifiedFault,
}

fn trusting(kit: &Kit) -> Result<Verification, Box<dyn Error>> {
    let mut verification = Verification::trusting_roots(&kit.places.key("ca.cert.pem")?)?;
    for name in ["server", "client-ec"] {
        verification = verification.certificates(&kit.places.key(&format!("{name}.cert.pem"))?)?;
    }
    Ok(verification)
}

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let trusting = trusting(kit)?;
    let pinned = Verification::trusting_certificate(&kit.places.key("server.cert.pem")?)?;
    let mut rows = vec![
        ("gsoapv", "sign+reply-sign", trusting.clone(), Wanted::Signed),
        ("wss4j", "sign+reply-sign", pinned.clone(), Wanted::Signed),
        ("wss4j", "sign+reply-sign+reply-keyvalue", pinned, Wanted::Signed),
        ("wss4j", "sign+reply-sign+reply-confirm", trusting.clone().confirmation(), Wanted::Signed),
        ("wss4j", "sign+bad-confirm", trusting.clone().confirmation(), Wanted::Refused),
        ("wss4j", "sign", trusting.clone(), Wanted::Refused),
        ("wss4j", "sign+reply-ts", trusting.clone(), Wanted::Refused),
        ("wss4j", "sign+reply-sign+reply-sha1", trusting.clone(), Wanted::Refused),
        ("wss4j", "sign+ut+reply-sign", trusting.clone(), Wanted::UnverifiedFault),
    ];
    for path in [
        "sign+reply-sign",
        "sign+reply-sign+reply-issuer",
        "sign+reply-sign+reply-ski",
        "sign+reply-sign+reply-thumb",
        "sign+reply-sign+reply-x509",
        "sign+reply-sign+reply-ec",
        "sign+reply-sign+reply-indent",
        "sign+reply-sign+reply-envelopeprefix",
        "sign+reply-sign+reply-mu",
    ] {
        rows.push(("wss4j", path, trusting.clone().timestamp(), Wanted::Signed));
    }
    for path in [
        "sign+bad-text",
        "sign+bad-digest",
        "sign+bad-key",
        "sign+bad-selfsigned",
        "sign+bad-expiredcert",
        "sign+bad-expired",
        "sign+bad-future",
        "sign+bad-wrap",
        "sign+bad-wrap2",
        "sign+bad-dupid",
        "sign+bad-nobody",
    ] {
        rows.push(("wss4j", path, trusting.clone(), Wanted::Refused));
    }
    for (server, path, verification, wanted) in rows {
        let security = Security::new()
            .timestamp(Duration::from_secs(300))
            .sign(Signature::new(key(kit, "client")?))
            .require(verification);
        for way in WAYS {
            let Some(session) = session(kit, server, path, |builder| builder.security(security.clone()))
            else {
                continue;
            };
            let session = session?;
            let got = wait(kit, way, session.plain().echo(TEXT));
            let (good, note) = match got {
                Ok(reply) => {
                    let signer = reply.checked.signed_by.map(|by| by.subject).unwrap_or_default();
                    (wanted == Wanted::Signed && !signer.is_empty(), signer)
                }
                Err(error) => {
                    let good = match wanted {
                        Wanted::Signed => false,
                        Wanted::Refused => {
                            error.kind() == ErrorKind::Security
                                && error.outcome_unknown()
                                && error.untrusted().is_some()
                        }
                        Wanted::UnverifiedFault => error.fault().is_some() && error.is_unverified(),
                    };
                    (good, error.to_string())
                }
            };
            let verb = match wanted {
                Wanted::Signed => "is verified",
                Wanted::Refused => "is refused",
                Wanted::UnverifiedFault => "is an unverified Fault",
            };
            kit.rows.row(server, &format!("the reply of {path} {verb}, {VERSION}, {way:?}"), good, note);
        }
    }
    Ok(())
}
