//! Generated clients against the servers of the security kit: `security-check ADDRESSES KEYS REQUESTS`.
//!
//! ADDRESSES is what `kit/servers.sh` wrote, KEYS the folder of keys, REQUESTS a folder that gets requests for other
//! programs to judge. Prints a row for each check, and exits with 1 when one fails. What went out is judged by what the
//! server says that it saw.

mod places;
mod policy;
mod rows;
mod soap11;
mod soap12;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use places::Places;
use rows::Rows;

/// What all checks share.
pub struct Kit {
    pub places: Places,
    pub rows: Rows,
    pub runtime: tokio::runtime::Runtime,
}

/// The user that the servers know.
pub const USER: &str = "alice";
/// The user's password. It holds what XML must escape.
pub const PASSWORD: &str = "s3cret & <pw>";

/// Which client makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Async,
    Blocking,
}

/// Both clients.
pub const WAYS: [Way; 2] = [Way::Async, Way::Blocking];

fn run() -> Result<u32, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [addresses, keys, requests] = arguments.as_slice() else {
        return Err("usage: security-check ADDRESSES KEYS REQUESTS".into());
    };
    let places = Places::read(Path::new(addresses), Path::new(keys), Path::new(requests))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let kit = Kit { places, rows: Rows::default(), runtime };
    for topic in [
        soap11::tokens::check,
        soap12::tokens::check,
        soap11::signatures::check,
        soap12::signatures::check,
        soap11::replies::check,
        soap12::replies::check,
        soap11::addressing::check,
        soap12::addressing::check,
        soap11::mtom::check,
        soap12::mtom::check,
        soap11::http_auth::check,
        soap12::http_auth::check,
        policy::check,
    ] {
        topic(&kit)?;
    }
    Ok(kit.rows.failed())
}

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("{failed} checks failed");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("FAIL  check    {error}");
            ExitCode::FAILURE
        }
    }
}
