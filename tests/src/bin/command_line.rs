//! The `soapwright` command, built beside the tests that run it.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(soapwright::cli::run(std::env::args_os()))
}
