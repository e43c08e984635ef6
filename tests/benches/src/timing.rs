//! The clock: what is compared is measured in turns in one process.

use std::hint::black_box;
use std::time::Duration;

use crate::Failure;

/// What the processor has worked for this thread: on a machine that is busy with something else, too, the time on the wall
/// is no measure.
#[cfg(unix)]
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The time on the wall, where there is nothing better.
#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// Seconds that something took, run by run.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Runs it once and notes the time. What it gave is dropped by the caller, outside the time.
    ///
    /// # Errors
    /// Those of what is run.
    pub fn run<T>(&mut self, what: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let start = now();
        let given = black_box(what()?);
        self.0.push(now().saturating_sub(start).as_secs_f64());
        Ok(given)
    }

    /// Forgets the runs so far: they warmed caches and heap.
    pub fn warmed(&mut self) {
        self.0.clear();
    }

    /// The seconds of the median run, or of the shortest.
    #[must_use]
    pub fn seconds(&self, best: bool) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let index = if best { 0 } else { sorted.len() / 2 };
        sorted.get(index).copied().unwrap_or(f64::INFINITY)
    }
}

/// Millions of bytes a second.
#[must_use]
pub fn speed(bytes: usize, seconds: f64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "sizes of messages are far below 2^53")]
    let bytes = bytes as f64;
    bytes / 1e6 / seconds
}
