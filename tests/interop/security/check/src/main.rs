//! Generated clients against the servers of the security kit: `security-check ADDRESSES KEYS REQUESTS`.
//!
//! ADDRESSES is what `kit/servers.sh` wrote, KEYS the folder of keys, REQUESTS a folder that gets requests for other
//! programs to judge. Prints a row for each check, and exits with 1 when one fails. What went out is judged by what the
//! server says that it saw.

mod places;
mod rows;

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

/// Makes the checks for the client of one contract: the types of each crate are its own.
macro_rules! checks_of {
    ($module:ident, $krate:ident, $version:literal, $node:literal) => {
        #[allow(clippy::duplicate_mod, reason = "the same checks, for another crate")]
        mod $module {
            pub use ::$krate as vault;

            pub const VERSION: &str = $version;
            /// node-soap's server for this version of SOAP.
            pub const NODE: &str = $node;

            #[path = "../call.rs"]
            pub mod call;
            #[path = "../mtom.rs"]
            pub mod mtom;
            #[path = "../signatures.rs"]
            pub mod signatures;
            #[path = "../tokens.rs"]
            pub mod tokens;
        }
    };
}

checks_of!(soap11, vault, "SOAP 1.1", "node");
checks_of!(soap12, vault12, "SOAP 1.2", "node12");

fn run() -> Result<u32, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [addresses, keys, requests] = arguments.as_slice() else {
        return Err("usage: security-check ADDRESSES KEYS REQUESTS".into());
    };
    let places = Places::read(Path::new(addresses), Path::new(keys), Path::new(requests))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let kit = Kit { places, rows: Rows::default(), runtime };
    soap11::tokens::check(&kit)?;
    soap12::tokens::check(&kit)?;
    soap11::signatures::check(&kit)?;
    soap12::signatures::check(&kit)?;
    soap11::mtom::check(&kit)?;
    soap12::mtom::check(&kit)?;
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
