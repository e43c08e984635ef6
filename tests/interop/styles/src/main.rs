//! Generated clients of contracts of many styles against servers that other tools made of the same contracts:
//! `styles-check NAME URL async|blocking`.
//!
//! Prints a line for each check, and exits with 1 when one fails. The servers (`../kit`) tell in their answers what they
//! saw and under which name, so what went out is judged by them.

mod address;
mod choice;
mod drawing;
mod peer;
mod product;
mod rpc;
mod soap12;
mod state;

use std::error::Error;
use std::fmt::Debug;
use std::process::ExitCode;

use peer::Peer;

type Check = Result<(), Box<dyn Error>>;

/// A check and what it is called in the output.
type Named = (&'static str, fn(&Peer) -> Check);

fn equal<T: PartialEq<U> + Debug, U: Debug>(what: &str, got: T, expected: U) -> Check {
    if got == expected { Ok(()) } else { Err(format!("{what}: got {got:#?}, expected {expected:#?}").into()) }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn checks(name: &str) -> Option<&'static [Named]> {
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
    let checks = checks(name).ok_or_else(|| format!("no checks {name:?}"))?;
    let peer = Peer::new(url, kind)?;
    let mut failures = 0;
    for (name, check) in checks {
        match check(&peer) {
            Ok(()) => println!("ok {name}"),
            Err(why) => {
                println!("FAILED {name}: {why}");
                failures += 1;
            }
        }
    }
    Ok(failures)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(2)
        }
    }
}
