//! Damaged replies in any number: `mutate --help`.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use soapwright_tests::mutation::{Case, Counters, peak_memory};

/// Reads random replies in random spellings, damaged at random, with the codec and with roxmltree. Ends at the first case
/// in which they differ and must not.
#[derive(Parser)]
struct Arguments {
    /// How many cases.
    #[arg(long, default_value_t = 100_000)]
    count: u64,
    /// The seed; the same seed makes the same cases. By default a random one, which is printed.
    #[arg(long, env = "SOAPWRIGHT_SEED")]
    seed: Option<u64>,
    /// The number of the first case.
    #[arg(long, default_value_t = 0)]
    index: u64,
    /// Stop after so many seconds.
    #[arg(long)]
    seconds: Option<u64>,
    /// How many threads.
    #[arg(long, default_value_t = 1)]
    threads: u64,
    /// Print the replies.
    #[arg(long)]
    show: bool,
}

/// How many cases a thread takes at a time.
const BATCH: u64 = 1000;

/// A case that takes longer than this hangs: the longest take milliseconds.
const HANG: Duration = Duration::from_secs(20);

/// No case is being read.
const IDLE: u64 = u64::MAX;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {} cases from {}", arguments.count, arguments.index);
    // A panic is a finding like any other; where it was stands in its message, once.
    let bar = bar(arguments.count);
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let current: Vec<AtomicU64> = (0..arguments.threads.max(1)).map(|_| AtomicU64::new(IDLE)).collect();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = current
            .iter()
            .map(|current| scope.spawn(|| run(&arguments, seed, (&next, current), start, &bar)))
            .collect();
        watch(&current, &threads, seed);
        threads.into_iter().map(ScopedJoinHandle::join).collect()
    });
    bar.finish_and_clear();
    let (mut counters, mut code) = (Counters::default(), ExitCode::SUCCESS);
    for result in results {
        match result {
            Ok((part, failed)) => {
                counters.add(&part);
                if failed {
                    code = ExitCode::FAILURE;
                }
            }
            Err(_) => code = ExitCode::FAILURE,
        }
    }
    println!("{counters}");
    let peak = peak_memory().map_or("unknown".to_owned(), |kilobytes| format!("{kilobytes} kB"));
    println!("{:.1} s, most memory {peak}", start.elapsed().as_secs_f64());
    code
}

/// Takes batches until there are none left, or one fails.
fn run(
    arguments: &Arguments,
    seed: u64,
    (next, current): (&AtomicU64, &AtomicU64),
    start: Instant,
    bar: &ProgressBar,
) -> (Counters, bool) {
    let mut counters = Counters::default();
    loop {
        let from = next.fetch_add(BATCH, Ordering::Relaxed);
        let late = arguments.seconds.is_some_and(|seconds| start.elapsed().as_secs() >= seconds);
        if from >= arguments.count || late {
            return (counters, false);
        }
        for index in from..(from + BATCH).min(arguments.count) {
            let index = arguments.index + index;
            let Some(case) = Case::new(seed, index) else { continue };
            if arguments.show {
                println!("{index} {}\n{}", case.operation(), String::from_utf8_lossy(&case.bytes));
            }
            current.store(index, Ordering::Relaxed);
            let result = case.check(&mut counters);
            current.store(IDLE, Ordering::Relaxed);
            if let Err(finding) = result {
                next.store(u64::MAX / 2, Ordering::Relaxed);
                bar.suspend(|| {
                    println!("{}: {finding}", case.operation());
                    println!("again: mutate --seed {seed} --index {index} --count 1 --show");
                });
                return (counters, true);
            }
        }
        bar.inc(BATCH);
    }
}

/// Waits for the threads, and ends the process when one of them does not get on.
fn watch<T>(current: &[AtomicU64], threads: &[ScopedJoinHandle<'_, T>], seed: u64) {
    let mut since: Vec<_> = current.iter().map(|_| (IDLE, Instant::now())).collect();
    while threads.iter().any(|thread| !thread.is_finished()) {
        for (current, since) in current.iter().zip(&mut since) {
            let index = current.load(Ordering::Relaxed);
            if index == IDLE || index != since.0 {
                *since = (index, Instant::now());
            } else if since.1.elapsed() > HANG {
                println!("hangs: mutate --seed {seed} --index {index} --count 1 --show");
                std::process::exit(1);
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn bar(count: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} cases, {per_sec}, {eta} left");
    let bar = ProgressBar::new(count);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
