//! What an xtask does: generate a client crate whenever its contract changes. A `build.rs` would call `module` in place of
//! `generate`.
//!
//! ```sh
//! cargo run -p soapwright --example build_script -- my.wsdl my-client
//! ```

use std::path::Path;
use std::process::ExitCode;

use soapwright::{Builder, Error, Report};

/// Writes the client of one contract.
pub(crate) fn generate(wsdl: &Path, out: &Path) -> Result<Report, Error> {
    Builder::new().wsdl(wsdl).crate_name("thing-client").out_dir(out).generate()
}

#[allow(dead_code, reason = "the test calls generate itself")]
fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let (Some(wsdl), Some(out)) = (args.next(), args.next()) else {
        eprintln!("usage: build_script WSDL DIR");
        return ExitCode::from(2);
    };
    match generate(wsdl.as_ref(), out.as_ref()) {
        Ok(report) => {
            println!("{}: {}", report.out_dir.display(), report.counts);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
