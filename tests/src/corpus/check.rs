//! `cargo check` of what was generated: a workspace of a few crates at a time, of which nothing is kept but their
//! dependencies.

use std::io;

use super::{Attempt, Row, Status};
use crate::crates::{Built, Krate, Space};

/// Checks crates in a folder of its own.
#[derive(Debug)]
pub struct Checker {
    space: Space,
}

impl Checker {
    /// Does so much at the same time.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(jobs: usize) -> io::Result<Self> {
        Ok(Self { space: Space::new("corpus")?.jobs(jobs) })
    }

    /// The rows of attempts, those that do not compile without warnings marked. `name` gives an attempt's crate name by
    /// its position.
    ///
    /// # Errors
    /// When files cannot be written or cargo cannot be started.
    pub fn check(&self, attempts: Vec<Attempt>, name: impl Fn(usize) -> String) -> io::Result<Vec<Row>> {
        let made: Vec<Krate> = attempts
            .iter()
            .enumerate()
            .filter(|(_, attempt)| !attempt.files.is_empty())
            .map(|(index, attempt)| Krate::new(&name(index), attempt.files.clone()))
            .collect();
        let together = if made.is_empty() { Ok(Built::default()) } else { self.together(&made) };
        let mut rows = Vec::new();
        for (index, attempt) in attempts.into_iter().enumerate() {
            let (mut row, name) = (attempt.row, name(index));
            let said: Vec<String> = match (&together, made.iter().find(|krate| krate.name() == name)) {
                (Ok(built), _) => built.said(&name).iter().map(|said| said.short.clone()).collect(),
                (Err(_), None) => Vec::new(),
                // One bad manifest spoils the workspace: each alone then.
                (Err(_), Some(krate)) => match self.together(std::slice::from_ref(krate)) {
                    Ok(built) => built.said(&name).iter().map(|said| said.short.clone()).collect(),
                    Err(error) => vec![error.to_string()],
                },
            };
            if let Some((first, others)) = said.split_first() {
                row.status = Status::CheckFailed;
                let more =
                    if others.is_empty() { String::new() } else { format!(", and {} more", others.len()) };
                row.detail = format!("{first}{more}");
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Checks crates as one workspace.
    fn together(&self, made: &[Krate]) -> io::Result<Built> {
        let built = self.space.compile("check", made, &["--features", "blocking"])?;
        self.space.forget(made)?;
        Ok(built)
    }
}
