//! What large contracts cost: for each kind, size and command the time, the processor's time, its growth from the size
//! before, and the peak of memory.
//!
//! Usage: `hostile_contracts PROGRAM [--commands NAME,…] [--times N,…] [KIND…]`, where `PROGRAM` is a built soapwright,
//! and `KIND` a part of a kind's name. Exit code 1 when a command does not end with 0 or 2 as it should, or takes more
//! than 5 seconds or 300 MB.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use soapwright_tests::hostile_contracts::{CONTRACT, Kind, OPERATION, kinds};

/// What a command may take.
const LONGEST: Duration = Duration::from_secs(5);
const MOST: u64 = 300_000_000;

/// When a command is ended.
const PATIENCE: Duration = Duration::from_secs(40);

const COMMANDS: [(&str, &[&str]); 4] = [
    ("generate", &["generate", "--wsdl", CONTRACT, "--out", "made"]),
    ("inspect", &["inspect", CONTRACT]),
    ("normalize", &["normalize", CONTRACT]),
    ("sample", &["sample", CONTRACT, OPERATION]),
];

struct Wanted {
    program: PathBuf,
    commands: Vec<String>,
    times: Vec<usize>,
    kinds: Vec<String>,
}

impl Wanted {
    fn from_arguments() -> Option<Self> {
        let mut arguments = std::env::args().skip(1);
        let program = std::fs::canonicalize(arguments.next()?).ok()?;
        let mut wanted = Self { program, commands: Vec::new(), times: vec![1, 2, 4], kinds: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--commands" => wanted.commands = arguments.next()?.split(',').map(str::to_owned).collect(),
                "--times" => {
                    wanted.times =
                        arguments.next()?.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?
                }
                _ => wanted.kinds.push(argument),
            }
        }
        Some(wanted)
    }

    fn wants(&self, kind: &Kind) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|part| kind.name.contains(part.as_str()))
    }
}

fn main() -> ExitCode {
    let Some(wanted) = Wanted::from_arguments() else {
        eprintln!("usage: hostile_contracts PROGRAM [--commands NAME,…] [--times N,…] [KIND…]");
        return ExitCode::from(2);
    };
    println!(
        "{:<45} {:>8} {:<9} {:>7} {:>7} {:>6} {:>6} {:>9}",
        "", "size", "command", "s", "cpu s", "growth", "MB", "exit code"
    );
    let mut good = true;
    for kind in kinds().into_iter().filter(|kind| wanted.wants(kind)) {
        for (command, words) in COMMANDS
            .iter()
            .filter(|(name, _)| wanted.commands.is_empty() || wanted.commands.iter().any(|one| one == name))
        {
            let mut before: Option<f64> = None;
            for times in &wanted.times {
                let size = kind.size * times;
                let Ok(cost) = measure(&wanted.program, &kind, size, words) else { return ExitCode::from(2) };
                let fits = cost.time <= LONGEST
                    && cost.memory <= MOST
                    && cost.code == Some(if kind.good { 0 } else { 2 });
                let growth = before.map_or(String::new(), |before| format!("{:.1}", cost.processor / before));
                println!(
                    "{:<45} {size:>8} {command:<9} {:>7.2} {:>7.2} {growth:>6} {:>6} {:>9} {}",
                    kind.name,
                    cost.time.as_secs_f64(),
                    cost.processor,
                    cost.memory / 1_000_000,
                    cost.code.map_or("none".to_owned(), |code| code.to_string()),
                    if fits { "" } else { "!" }
                );
                good &= fits;
                before = Some(cost.processor.max(0.01));
                if cost.time >= PATIENCE {
                    break;
                }
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What one command took.
#[derive(Default)]
struct Cost {
    time: Duration,
    /// In seconds, of all its threads.
    processor: f64,
    /// In bytes, at its peak.
    memory: u64,
    code: Option<i32>,
}

fn measure(program: &Path, kind: &Kind, size: usize, words: &[&str]) -> std::io::Result<Cost> {
    let folder = tempfile::tempdir()?;
    for (name, text) in (kind.files)(size) {
        std::fs::write(folder.path().join(name), text)?;
    }
    let mut command = Command::new(program);
    let command = command
        .current_dir(folder.path())
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut cost = Cost::default();
    loop {
        let ended = child.try_wait()?;
        cost.time = start.elapsed();
        if let Some(status) = ended {
            cost.code = status.code();
            return Ok(cost);
        }
        look(&child, &mut cost);
        if cost.time >= PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(cost);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What the system knows of a process that runs. Nothing where it has no `/proc`.
fn look(child: &Child, cost: &mut Cost) {
    let read =
        |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    let status = read("status");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    cost.memory = cost.memory.max(peak.unwrap_or(0) * 1024);
    // In hundredths of seconds, the fields after the name in parentheses.
    let stat = read("stat");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum();
    cost.processor = cost.processor.max(ticks / 100.0);
}
