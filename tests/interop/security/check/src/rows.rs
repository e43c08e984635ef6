//! The rows that are printed.

use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};

/// Prints rows and counts those that failed.
#[derive(Default)]
pub struct Rows {
    failed: AtomicU32,
}

impl Rows {
    /// A row: `good` as wanted; `note` is what was seen.
    pub fn row(&self, server: &str, what: &str, good: bool, note: impl Display) {
        let note: String =
            note.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(220).collect();
        if good {
            println!("ok    {server:<8} {what} ({note})");
        } else {
            self.failed.fetch_add(1, Ordering::Relaxed);
            println!("FAIL  {server:<8} {what} ({note})");
        }
    }

    /// A row that a server cannot pass, and why; when it does pass, this is out of date and a failure.
    pub fn known(&self, server: &str, what: &str, good: bool, why: &str, note: impl Display) {
        match good {
            true => self.row(server, &format!("{what}: it is said that {why}, and it passed"), false, note),
            false => println!("known {server:<8} {what}: {why} ({note})"),
        }
    }

    /// How many failed.
    pub fn failed(&self) -> u32 {
        self.failed.load(Ordering::Relaxed)
    }
}
