//! One contract: read leniently, made into a crate, counted; on a thread of its own, which may panic or hang.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use soapwright::ReadOptions;
use soapwright::contract::Contract;
use soapwright::diagnostic::{Diagnostic, Diagnostics};
use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::model::{self, Filter, Model};
use soapwright::internals::names::NamesLock;

use super::raw::raw;
use super::{Row, Share, Status};
use crate::crates::shared_runtime;

/// How long a contract may take.
pub const LIMIT: Duration = Duration::from_secs(20);

/// As much as a program's main thread has.
const STACK: usize = 8 << 20;

/// A row, not yet checked, with the files of the crate; none where nothing was generated.
#[derive(Debug)]
pub struct Attempt {
    /// What the table says of the contract.
    pub row: Row,
    /// Path and text of the crate's files.
    pub files: BTreeMap<String, String>,
}

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps the messages of panics for the table, in place of printing them.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        PANIC.with(|panic| *panic.borrow_mut() = Some(info.to_string()));
    }));
}

/// Reads a list of URL, tab, file (relative to the list).
///
/// # Errors
/// When it cannot be read.
pub fn catalog(list: &Path) -> Result<BTreeMap<String, PathBuf>, String> {
    let text = std::fs::read_to_string(list).map_err(|e| format!("{}: {e}", list.display()))?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let entry = |line: &str| {
        let (url, rest) = line.split_once('\t')?;
        let file = rest.split('\t').next().unwrap_or_default().trim();
        Some((url.trim().to_owned(), folder.join(file)))
    };
    Ok(text.lines().filter_map(entry).collect())
}

/// Generates a crate called `name` from a contract of `folder`.
#[must_use]
pub fn attempt(folder: &Path, path: &str, name: &str, options: &ReadOptions) -> Attempt {
    let (sender, receiver) = sync_channel(1);
    let start = Instant::now();
    let work = {
        let (file, options) = (folder.join(path), options.clone());
        let mut emitting = EmitOptions::new(name);
        emitting.runtime = shared_runtime();
        move || {
            let made = std::panic::catch_unwind(|| generate(&file, &options, &emitting)).map_err(|_| {
                let said = PANIC.with(|panic| panic.borrow_mut().take());
                said.unwrap_or_else(|| "a panic".to_owned())
            });
            // The receiver may have given up.
            let _ = sender.send((made, start.elapsed()));
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    let outcome = match thread {
        Ok(_) => receiver.recv_timeout(LIMIT),
        Err(_) => Err(RecvTimeoutError::Disconnected),
    };
    let row = Row {
        status: Status::Error,
        path: path.to_owned(),
        operations: Share::default(),
        raw: Share::default(),
        seconds: start.elapsed().as_secs_f64(),
        detail: String::new(),
        panicked: false,
    };
    let failed = |detail: String, panicked: bool| Attempt {
        row: Row { detail, panicked, ..row.clone() },
        files: BTreeMap::new(),
    };
    match outcome {
        Ok((Ok(Ok(made)), time)) => {
            Attempt { row: Row { seconds: time.as_secs_f64(), ..made.row(row.clone()) }, files: made.files }
        }
        Ok((Ok(Err(errors)), time)) => {
            let mut failed = failed(first_diagnostic(errors.iter()), false);
            failed.row.seconds = time.as_secs_f64();
            failed
        }
        Ok((Err(panic), _)) => failed(panic, true),
        Err(RecvTimeoutError::Timeout) => failed(format!("not done after {} s", LIMIT.as_secs()), false),
        Err(RecvTimeoutError::Disconnected) => failed("no thread could be started".into(), true),
    }
}

/// A crate that was made.
struct Made {
    files: BTreeMap<String, String>,
    warnings: Vec<Diagnostic>,
    operations: Share,
    raw: Share,
}

impl Made {
    fn row(&self, row: Row) -> Row {
        let status = match (self.operations.part < self.operations.whole, self.warnings.is_empty()) {
            (true, _) => Status::Unsupported,
            (false, false) => Status::Warn,
            (false, true) => Status::Ok,
        };
        Row {
            status,
            operations: self.operations,
            raw: self.raw,
            detail: first_diagnostic(&self.warnings),
            ..row
        }
    }
}

fn generate(file: &Path, options: &ReadOptions, emitting: &EmitOptions) -> Result<Made, Diagnostics> {
    let (contract, mut warnings) = soapwright::read_contracts(&[file.to_owned()], options)?;
    let emitted = emit(&contract, emitting, &NamesLock::default())?;
    warnings.extend(emitted.warnings);
    // The same once more, to be counted.
    let model = model::model(&contract, &Filter::default(), &mut Diagnostics::default())?;
    Ok(Made { files: emitted.files, warnings, operations: operations(&contract, &model), raw: raw(&model) })
}

/// The operations of SOAP bindings, each once a portType, however many bindings it has.
fn operations(contract: &Contract, model: &Model) -> Share {
    let services = model.services.iter();
    let generated: BTreeSet<_> =
        services.flat_map(|s| s.operations.iter().map(|o| (&s.id.port_type, &o.name))).collect();
    let ports = contract.services.iter().flat_map(|s| &s.ports);
    let mut declared: BTreeSet<_> =
        ports.flat_map(|p| p.operations.iter().map(|o| (&p.port_type, &o.name))).collect();
    declared.extend(contract.left_out.iter().map(|o| (&o.port_type, &o.name)));
    Share { part: generated.len(), whole: declared.len() }
}

/// The first thing that was said, where, and how many more there were.
fn first_diagnostic<'d>(said: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let mut said = said.into_iter().collect::<Vec<_>>();
    said.sort_by_key(|d| d.severity);
    let Some(first) = said.first() else { return String::new() };
    let place = if first.place.line == 0 {
        String::new()
    } else {
        let file = Path::new(&*first.place.file).file_name().map(|name| name.to_string_lossy());
        format!(" ({}:{}:{})", file.unwrap_or_default(), first.place.line, first.place.column)
    };
    let more = match said.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}: {}{place}{more}", first.kind.name(), first.message)
}
