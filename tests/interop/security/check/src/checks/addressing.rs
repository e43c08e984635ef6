//! WS-Addressing, in both versions, and header blocks of the program.

use std::error::Error;

use super::VERSION;
use super::call::{TEXT, echo, session, wait};
use super::vault::{Addressing, AddressingVersion, ErrorKind, HeaderBlock};
use crate::{Kit, WAYS};

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let mono = if VERSION == "SOAP 1.1" { "wsa11" } else { "wsa12" };
    let mut rows = vec![
        ("gsoap", "wsa", AddressingVersion::V1, "wsa="),
        ("gsoap0408", "wsa", AddressingVersion::August2004, "wsa="),
        ("wss4j", "wsa", AddressingVersion::V1, "wsa=2005,urn:soapwright:kit:vault:1/Echo,id,to,replyto"),
        (
            "wss4j",
            "wsa",
            AddressingVersion::August2004,
            "wsa=2004,urn:soapwright:kit:vault:1/Echo,id,to,replyto",
        ),
        ("mono", mono, AddressingVersion::V1, ""),
    ];
    if VERSION == "SOAP 1.2" {
        rows.push(("mono", "wsa0408", AddressingVersion::August2004, ""));
    }
    for (server, path, version, wanted) in rows {
        for way in WAYS {
            for must in [false, true] {
                let mut addressing = Addressing::new(version);
                if must {
                    addressing = addressing.must_understand();
                }
                let Some(session) = session(kit, server, path, |builder| builder.addressing(addressing))
                else {
                    continue;
                };
                let got = wait(kit, way, session?.plain().echo(TEXT));
                let what = format!(
                    "addressing {version:?}{}, the reply relates to the request, {VERSION}, {way:?}",
                    if must { " with mustUnderstand" } else { "" }
                );
                let (good, note) = match got {
                    Ok(reply) => {
                        let seen = reply.value.seen.unwrap_or_default();
                        let relates = reply.checked.relates_to.is_some_and(|id| id.starts_with("urn:uuid:"));
                        (relates && seen.contains(wanted), seen)
                    }
                    Err(error) => (false, error.to_string()),
                };
                kit.rows.row(server, &what, good, note);
            }
        }
    }
    for way in WAYS {
        let plain = |builder: super::vault::SessionBuilder| builder;
        for (server, path) in [("gsoap", "wsa"), ("wss4j", "wsa")] {
            let Some(session) = session(kit, server, path, plain) else { continue };
            let got = echo(kit, way, &session?);
            let good = got.as_ref().is_err_and(|error| error.fault().is_some());
            let note = got.unwrap_or_else(|error| error.to_string());
            kit.rows.row(
                server,
                &format!("no addressing where it is demanded, {VERSION}, {way:?}"),
                good,
                note,
            );
        }
        let version = AddressingVersion::V1;
        let addressed = |builder: super::vault::SessionBuilder| builder.addressing(Addressing::new(version));
        if let Some(session) = session(kit, "wss4j", "wsa+bad-relates", addressed) {
            let got = echo(kit, way, &session?);
            let good = got.as_ref().is_err_and(|error| error.kind() == ErrorKind::Security);
            let note = got.unwrap_or_else(|error| error.to_string());
            kit.rows.row(
                "wss4j",
                &format!("the reply to another message is refused, {VERSION}, {way:?}"),
                good,
                note,
            );
        }
        // A header block of the program: ignored, or refused where it must be understood.
        for (must, refused) in [(false, false), (true, true)] {
            let mut block = HeaderBlock::raw("<z:Zap xmlns:z=\"urn:zap\">1</z:Zap>")?;
            if must {
                block = block.must_understand();
            }
            for server in ["gsoap", "wss4j"] {
                let Some(session) =
                    session(kit, server, "plain", |builder| builder.header_block(block.clone()))
                else {
                    continue;
                };
                let got = echo(kit, way, &session?);
                let good = match &got {
                    Ok(_) => !refused,
                    Err(error) => refused && error.fault().is_some(),
                };
                let note = got.unwrap_or_else(|error| error.to_string());
                let what =
                    format!("a header block of one's own, must be understood: {must}, {VERSION}, {way:?}");
                kit.rows.row(server, &what, good, note);
            }
        }
    }
    Ok(())
}
