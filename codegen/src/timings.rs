//! Where the time of a run goes.

use std::fmt;
use std::time::{Duration, Instant};

/// How long each phase of a run took.
#[derive(Debug, Clone)]
pub struct Timings {
    last: Instant,
    phases: Vec<(&'static str, Duration)>,
}

impl Default for Timings {
    fn default() -> Self {
        Self { last: Instant::now(), phases: Vec::new() }
    }
}

impl Timings {
    /// Says that what happened since the last lap was `phase`.
    pub fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.phases.push((phase, now.duration_since(self.last)));
        self.last = now;
    }
}

impl fmt::Display for Timings {
    /// One line a phase, with its share, and one for all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: Duration = self.phases.iter().map(|(_, spent)| *spent).sum();
        let line = |f: &mut fmt::Formatter<'_>, phase: &str, spent: Duration| {
            let share = 100.0 * spent.as_secs_f64() / total.as_secs_f64().max(1e-9);
            writeln!(f, "{phase:<28} {:>8.1} ms {share:>5.1} %", spent.as_secs_f64() * 1e3)
        };
        for (phase, spent) in &self.phases {
            line(f, phase, *spent)?;
        }
        line(f, "all", total)
    }
}

/// A run: its phases are timed, and whoever waits is told which of them begins.
pub struct Run<'p> {
    /// How long the phases took.
    pub timings: Timings,
    progress: &'p dyn Fn(&'static str),
}

impl<'p> Run<'p> {
    /// A run that tells `progress` the name of each phase.
    #[must_use]
    pub fn new(progress: &'p dyn Fn(&'static str)) -> Self {
        Self { timings: Timings::default(), progress }
    }

    /// Goes on with a run of which some phases are done.
    #[must_use]
    pub(crate) fn after(timings: Timings, progress: &'p dyn Fn(&'static str)) -> Self {
        Self { timings, progress }
    }

    /// Does a phase.
    pub fn phase<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        (self.progress)(name);
        let made = work();
        self.timings.lap(name);
        made
    }
}

#[cfg(test)]
mod tests {
    use super::Timings;

    #[test]
    fn every_phase_is_a_line() {
        let mut timings = Timings::default();
        timings.lap("read");
        timings.lap("write");
        let text = timings.to_string();
        let names: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names, ["read", "write", "all"]);
        assert!(text.lines().last().is_some_and(|line| line.ends_with("100.0 %")), "{text}");
    }
}
