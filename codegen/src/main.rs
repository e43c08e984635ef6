//! The `soapwright` command.

use std::process::ExitCode;

/// A run makes and drops millions of small values, on several threads: the system's allocator takes a quarter of its time.
#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(soapwright::cli::run(std::env::args_os()))
}
