//! Signed requests.

use std::error::Error;
use std::time::Duration;

use super::VERSION;
use super::call::{echo, key, sent, session};
use super::vault::wsse::{KeyReference, Part, Security, Signature, UsernameToken};
use crate::{Kit, PASSWORD, USER, WAYS};

fn timestamp() -> Security {
    Security::new().timestamp(Duration::from_secs(300))
}

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    for name in ["client", "client-ec"] {
        let key = key(kit, name)?;
        let signature = || Signature::new(key.clone());
        let digest = || UsernameToken::digest(USER, PASSWORD);
        let by = |reference| timestamp().sign(signature().reference(reference));
        let rows: Vec<(&str, &str, &str, Security)> = vec![
            ("wss4j", "Body", "sign", Security::new().sign(signature())),
            ("wss4j", "Body and Timestamp", "sign+ts+sign-ts", timestamp().sign(signature())),
            ("wss4j", "by the Basic Security Profile", "sign+bsp", timestamp().sign(signature())),
            (
                "wss4j",
                "Body, Timestamp, token",
                "sign+ts+sign-ts+sign-bst+bsp",
                timestamp().sign(signature().part(Part::Token)),
            ),
            (
                "wss4j",
                "Body, Timestamp, token, UsernameToken",
                "sign+digest+ts+sign-ts+sign-ut+sign-bst+bsp",
                timestamp()
                    .username_token(digest())
                    .sign(signature().part(Part::Token).part(Part::UsernameToken)),
            ),
            ("wss4j", "key by issuer and serial", "sign+ts+sign-ts", by(KeyReference::IssuerSerial)),
            ("wss4j", "key by identifier", "sign+ts+sign-ts", by(KeyReference::SubjectKeyIdentifier)),
            ("wss4j", "key by thumbprint", "sign+ts+sign-ts", by(KeyReference::Thumbprint)),
            ("wss4j", "key by PKIPath", "sign+ts+sign-ts", by(KeyReference::PkiPath)),
            ("gsoapv", "Body", "sign", Security::new().sign(signature())),
            ("gsoapv", "Body and Timestamp", "sign+ts", timestamp().sign(signature())),
            (
                "gsoapv",
                "Body, Timestamp, UsernameToken",
                "sign+digest+ts",
                timestamp().username_token(digest()).sign(signature().part(Part::UsernameToken)),
            ),
        ];
        for (at, (server, what, path, security)) in rows.into_iter().enumerate() {
            for way in WAYS {
                let set_up = |builder: super::vault::SessionBuilder| builder.security(security.clone());
                let Some(session) = session(kit, server, path, set_up) else { continue };
                let got = echo(kit, way, &session?);
                let what = format!("signed by {name}: {what}, {VERSION}, {way:?}");
                let good = got.as_ref().is_ok_and(|seen| seen.contains("sig=client alice"));
                let note = got.unwrap_or_else(|error| error.to_string());
                if server == "gsoapv" && name == "client-ec" {
                    kit.rows.known(
                        server,
                        &what,
                        good,
                        "gSOAP takes a signature of ECDSA as OpenSSL makes it, against XML Signature",
                        note,
                    );
                } else {
                    kit.rows.row(server, &what, good, note);
                }
            }
            // Each form once more, for the judge, who does not know PKIPath.
            if server == "wss4j" && !what.ends_with("PKIPath") {
                let file = format!("signed-{}-{name}-{at:02}.xml", VERSION.replace(' ', "-"));
                kit.places.keep(&file, sent(kit, security)?.as_bytes())?;
            }
        }
    }
    for name in ["stranger", "selfsigned", "expired"] {
        let security = timestamp().sign(Signature::new(key(kit, name)?));
        for (server, way) in ["wss4j", "gsoapv"].into_iter().flat_map(|server| WAYS.map(|way| (server, way)))
        {
            let Some(session) = session(kit, server, "sign", |builder| builder.security(security.clone()))
            else {
                continue;
            };
            let got = echo(kit, way, &session?);
            let good = got.as_ref().is_err_and(|error| error.fault().is_some());
            let note = got.unwrap_or_else(|error| error.to_string());
            kit.rows.row(server, &format!("signed by {name} is refused, {VERSION}, {way:?}"), good, note);
        }
    }
    Ok(())
}
