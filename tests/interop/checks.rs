//! What the programs of checks share: what a check is, a line for each of them, and the exit code. It is built into each
//! program as a module of it.

use std::error::Error;
use std::fmt::Debug;
use std::process::ExitCode;

pub(crate) type Check = Result<(), Box<dyn Error>>;

/// A check of a `Peer` and what it is called in the output.
pub(crate) type Named<Peer> = (&'static str, fn(&Peer) -> Check);

pub(crate) fn equal<T: PartialEq<U> + Debug, U: Debug>(what: &str, got: T, expected: U) -> Check {
    if got == expected { Ok(()) } else { Err(format!("{what}: got {got:#?}, expected {expected:#?}").into()) }
}

/// Makes all checks and prints a line for each; how many failed.
pub(crate) fn failures<'a, Peer: 'a>(
    peer: &Peer,
    checks: impl IntoIterator<Item = &'a Named<Peer>>,
) -> usize {
    let mut failures = 0;
    for (name, check) in checks {
        match check(peer) {
            Ok(()) => println!("ok {name}"),
            Err(why) => {
                println!("FAILED {name}: {why}");
                failures += 1;
            }
        }
    }
    failures
}

/// Runs a program with its arguments; what it answers with is how many checks failed.
pub(crate) fn exit(run: impl FnOnce(&[String]) -> Result<usize, Box<dyn Error>>) -> ExitCode {
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
