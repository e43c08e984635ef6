//! Writes contracts that nobody would write into a folder, for the corpus runner:
//! `cargo run -p soapwright-tests --bin generated_contracts -- FOLDER --count 100 --seed 1`, then `--bin corpus -- FOLDER`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use soapwright_tests::generated_contracts;

/// Contracts made from seeds, one file each.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where to.
    folder: PathBuf,
    /// How many.
    #[arg(long, default_value_t = 100)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let write = || {
        std::fs::create_dir_all(&arguments.folder)?;
        for seed in (arguments.seed..).zip(0..arguments.count).map(|(seed, _)| seed) {
            std::fs::write(
                arguments.folder.join(format!("generated-{seed}.wsdl")),
                generated_contracts::contract(seed),
            )?;
        }
        std::io::Result::Ok(())
    };
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", arguments.folder.display());
            ExitCode::from(2)
        }
    }
}
