//! Tests that may lack something beside Rust, as trials of libtest-mimic: where it is missing they are reported and counted
//! as ignored, with the reason.
//!
//! A target of such tests has `harness = false`, and a `main` that gives all of them to [`run`]. A test that is written
//! and not listed there is a warning of the compiler. `SOAPWRIGHT_MUST_HAVE=shared,xmllint,rustfmt` says what cannot be missing:
//! a test that lacks it fails.

use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::shared;

/// A program that is not there with every Rust.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    name: &'static str,
    arguments: &'static [&'static str],
}

/// Says whether documents are valid; of the package libxml2-utils.
pub const XMLLINT: Program = Program { name: "xmllint", arguments: &["--version"] };

/// Formats code; rustup leaves it out of its minimal profile.
pub const RUSTFMT: Program = Program { name: "rustfmt", arguments: &["--version"] };

/// What a test is called, and what it needs.
#[derive(Debug, Clone)]
pub struct Needs {
    name: String,
    shared: bool,
    program: Option<Program>,
}

impl Needs {
    /// Nothing, for a test that is called as a function is: by its path below its crate.
    pub(crate) fn nothing<F>() -> Self {
        let path = std::any::type_name::<F>().replace("::{{closure}}", "");
        let name = path.split_once("::").map_or(path.as_str(), |(_, path)| path).to_owned();
        Self { name, shared: false, program: None }
    }

    pub(crate) fn and_shared(self) -> Self {
        Self { shared: true, ..self }
    }

    pub(crate) fn and(self, program: Program) -> Self {
        Self { program: Some(program), ..self }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What of it is not there.
    pub(crate) fn missing(&self) -> Option<Missing> {
        if self.shared && shared::folder().is_none() {
            return Some(Missing("shared", "shared data"));
        }
        let there = |of: &Program| {
            Command::new(of.name).args(of.arguments).output().is_ok_and(|run| run.status.success())
        };
        let program = self.program.filter(|program| !there(program))?;
        Some(Missing(program.name, program.name))
    }
}

/// Something that is not there: its name in `SOAPWRIGHT_MUST_HAVE`, and what it is.
#[derive(Debug)]
pub(crate) struct Missing(&'static str, &'static str);

impl Missing {
    /// What becomes of a test that lacks it.
    pub(crate) fn outcome(&self) -> Result<Completion, Failed> {
        self.outcome_where(&std::env::var("SOAPWRIGHT_MUST_HAVE").unwrap_or_default())
    }

    /// The same where all of `must_have` has to be there.
    fn outcome_where(&self, must_have: &str) -> Result<Completion, Failed> {
        let Self(name, what) = self;
        if must_have.split(',').any(|one| one.trim() == *name) {
            return Err(format!("{what} is not there, and SOAPWRIGHT_MUST_HAVE says {name}").into());
        }
        Ok(Completion::ignored_with(format!("for want of {what}")))
    }
}

/// Whether tests shall do what takes long as well, and seldom finds more: `.ci/long` sets `SOAPWRIGHT_LONG`.
#[must_use]
pub fn long() -> bool {
    std::env::var_os("SOAPWRIGHT_LONG").is_some_and(|value| !value.is_empty())
}

/// A test of such a target.
pub struct Test {
    needs: Needs,
    body: Box<dyn FnOnce(&Path) + Send>,
}

impl std::fmt::Debug for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Test").field("needs", &self.needs).finish_non_exhaustive()
    }
}

/// A test that needs Rust alone. It is called as the function is.
pub fn test<F: FnOnce() + Send + 'static>(body: F) -> Test {
    Test { needs: Needs::nothing::<F>(), body: Box::new(move |_| body()) }
}

/// A test that needs the folder of shared data, and gets it. It is called as the function is.
pub fn with_shared<F: FnOnce(&Path) + Send + 'static>(body: F) -> Test {
    Test { needs: Needs::nothing::<F>().and_shared(), body: Box::new(body) }
}

impl Test {
    /// It needs a program too.
    #[must_use]
    pub fn and(self, program: Program) -> Self {
        Self { needs: self.needs.and(program), ..self }
    }

    /// The one of several that `which` tells from the others; a closure has no name of its own.
    #[must_use]
    pub fn called(mut self, name: &str, which: &str) -> Self {
        let module = self.needs.name.rsplit_once("::").map_or("", |(module, _)| module);
        self.needs.name = format!("{module}::{name}::{which}");
        self
    }

    fn trial(self) -> Trial {
        let Self { needs, body } = self;
        Trial::ignorable_test(needs.name.clone(), move || {
            if let Some(missing) = needs.missing() {
                return missing.outcome();
            }
            body(&shared::folder().unwrap_or_default());
            Ok(Completion::Completed)
        })
    }
}

/// Runs the tests that the command line asks for.
pub fn run(tests: impl IntoIterator<Item = Test>) -> ExitCode {
    let trials = tests.into_iter().map(Test::trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_test() {}

    #[test]
    fn a_test_is_called_as_its_function() {
        assert_eq!(test(some_test).needs.name(), "harness::tests::some_test");
        let each = |word: &'static str| test(move || assert_eq!(word, "one")).called("each", word);
        assert_eq!(each("one").needs.name(), "harness::tests::each::one");
    }

    #[test]
    fn what_is_missing_is_ignored_unless_it_must_be_there() {
        let missing = Missing("shared", "shared data");
        let ignored = missing.outcome_where("xmllint").unwrap();
        assert!(
            matches!(ignored, Completion::Ignored { reason: Some(why) } if why == "for want of shared data")
        );
        assert!(missing.outcome_where("").is_ok());
        assert!(missing.outcome_where("xmllint, shared").is_err());
    }
}
