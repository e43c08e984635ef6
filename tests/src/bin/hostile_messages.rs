//! What hostile messages cost: for each kind its length, the peak of the heap, and milliseconds a megabyte.
//! Usage: `hostile_messages [MEGABYTES...]`. Each is read in a process of its own. Exit code 1 when one takes more memory
//! than it may, or more than 100 ms a megabyte.

use std::alloc::System;
use std::process::{Command, ExitCode};
use std::time::Instant;

use cap::Cap;
use soapwright_tests::hostile_messages::KINDS;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// In milliseconds, of a megabyte.
const SLOWEST: f64 = 100.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [one, kind, length] = arguments.as_slice()
        && one == "--one"
    {
        return match (kind.parse(), length.parse()) {
            (Ok(kind), Ok(length)) => measure(kind, length),
            _ => ExitCode::from(2),
        };
    }
    let sizes: Vec<f64> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1.0, 2.0, 4.0] } else { sizes };
    println!("{:<50} {:>10} {:>12} {:>12} {:>9}", "", "bytes", "peak", "allowed", "ms / MB");
    let Ok(program) = std::env::current_exe() else { return ExitCode::from(2) };
    let mut good = true;
    for kind in 0..KINDS.len() {
        for size in &sizes {
            let length = (size * 1e6).round().to_string();
            let run = Command::new(&program).args(["--one", &kind.to_string(), &length]).status();
            good &= run.is_ok_and(|status| status.success());
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(kind: usize, length: usize) -> ExitCode {
    let Some(kind) = KINDS.get(kind) else { return ExitCode::from(2) };
    let message = kind.message(length);
    let (before, start) = (MEMORY.allocated(), Instant::now());
    let floor = MEMORY.max_allocated();
    let read = kind.read(&message);
    let took = start.elapsed().as_secs_f64() * 1e3 / (message.len() as f64 / 1e6);
    // Making the message may have taken more than reading it.
    let peak = if MEMORY.max_allocated() > floor { MEMORY.max_allocated() - before } else { 0 };
    let outcome = match &read {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string(),
    };
    let allowed = kind.allowed(&message);
    let (name, bytes) = (kind.name, message.len());
    println!("{name:<50} {bytes:>10} {peak:>12} {allowed:>12} {took:>9.1}  {outcome}");
    let good = peak <= allowed && took <= SLOWEST && (read.is_ok() || !kind.honest);
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
