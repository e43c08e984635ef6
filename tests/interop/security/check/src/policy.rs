//! The client of a contract with policies, which says by itself what the contract demands; of the program is only who calls.

use std::error::Error;
use std::time::Duration;

use vault_policy::Session;
use vault_policy::wsse::{Security, UsernameToken};

use crate::{Kit, PASSWORD, USER, WAYS, Way};

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let wanted = ["ut=alice,digest", "ts;", "wsa=2005,"];
    for (server, path) in [("wss4j", "digest+ts+wsa"), ("gsoap", "digest+ts+wsa")] {
        let Some(address) = kit.places.of(server) else { continue };
        let security = Security::new()
            .timestamp(Duration::from_secs(300))
            .username_token(UsernameToken::digest(USER, PASSWORD));
        let session = Session::builder(address)
            .vault_service_url(format!("{address}/{path}"))
            .security(security)
            .build()?;
        for way in WAYS {
            let call = session.vault_service().echo("hei");
            let got = match way {
                Way::Async => kit.runtime.block_on(call.reply()),
                Way::Blocking => call.blocking_reply(),
            };
            let (good, note) = match got {
                Ok(reply) => {
                    let seen = reply.value.seen.unwrap_or_default();
                    let all = if server == "gsoap" { &wanted[..2] } else { &wanted[..] };
                    (all.iter().all(|one| seen.contains(one)) && reply.checked.relates_to.is_some(), seen)
                }
                Err(error) => (false, error.to_string()),
            };
            let what = format!("a contract with policies, without a hand-written header, {way:?}");
            kit.rows.row(server, &what, good, note);
        }
    }
    Ok(())
}
