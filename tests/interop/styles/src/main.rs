//! Generated clients of contracts of many styles against servers that other tools made of the same contracts:
//! `styles-check NAME URL async|blocking`.
//!
//! Prints a line for each check, and exits with 1 when one fails. The servers (`../kit`) tell in their answers what they
//! saw and under which name, so what went out is judged by them.

mod address;
mod checks;
mod choice;
mod drawing;
mod peer;
mod product;
mod rpc;
mod soap12;
mod state;

use std::error::Error;
use std::process::ExitCode;

use peer::Peer;

type Named = checks::Named<Peer>;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn checks_of(name: &str) -> Option<&'static [Named]> {
    Some(match name {
        "address" => &address::CHECKS,
        "rpc" => &rpc::CHECKS,
        "choice" => &choice::CHECKS,
        "drawing" => &drawing::CHECKS,
        "product" => &product::CHECKS,
        "soap12" => &soap12::CHECKS,
        "state" => &state::CHECKS,
        _ => return None,
    })
}

fn run(arguments: &[String]) -> Result<usize, Box<dyn Error>> {
    let [name, url, kind] = arguments else {
        return Err("usage: styles-check NAME URL async|blocking".into());
    };
    let checks = checks_of(name).ok_or_else(|| format!("no checks {name:?}"))?;
    let peer = Peer::new(url, kind)?;
    Ok(checks::failures(&peer, checks))
}

fn main() -> ExitCode {
    checks::exit(run)
}
