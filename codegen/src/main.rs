//! The `soapwright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(soapwright::cli::run(std::env::args_os()))
}
