//! Tests that may lack something beside Rust, as trials of libtest-mimic: where it is missing they are told and counted
//! as ignored, with the reason.
//!
//! A target of such tests has `harness = false`, and a `main` that gives all of them to [`run`]. A test that is written
//! and not listed there is a warning of the compiler. `SOAPWRIGHT_MUST_HAVE=shared,xmllint` says what cannot be missing:
//! a test that lacks it fails.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::shared;

/// A test of such a target.
pub struct Test {
    name: String,
    xmllint: bool,
    body: Body,
}

enum Body {
    Alone(Box<dyn FnOnce() + Send>),
    Shared(Box<dyn FnOnce(&Path) + Send>),
}

impl std::fmt::Debug for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Test").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A test that needs Rust alone. It is called as the function is.
pub fn test<F: FnOnce() + Send + 'static>(body: F) -> Test {
    Test { name: name_of::<F>(), xmllint: false, body: Body::Alone(Box::new(body)) }
}

/// A test that needs the folder of shared data, and gets it. It is called as the function is.
pub fn with_shared<F: FnOnce(&Path) + Send + 'static>(body: F) -> Test {
    Test { name: name_of::<F>(), xmllint: false, body: Body::Shared(Box::new(body)) }
}

/// The path of a function below its crate.
fn name_of<F>() -> String {
    let path = std::any::type_name::<F>();
    path.split_once("::").map_or(path, |(_, path)| path).replace("::{{closure}}", "")
}

impl Test {
    /// It needs `xmllint` (package libxml2-utils) too.
    #[must_use]
    pub fn and_xmllint(self) -> Self {
        Self { xmllint: true, ..self }
    }

    /// The one of several that `which` tells from the others; a closure has no name of its own.
    #[must_use]
    pub fn called(self, name: &str, which: &str) -> Self {
        let module = self.name.rsplit_once("::").map_or("", |(module, _)| module);
        Self { name: format!("{module}::{name}::{which}"), ..self }
    }

    /// What it needs and what is not there.
    fn missing(&self, shared: Option<&PathBuf>) -> Option<Missing> {
        match self.body {
            Body::Shared(_) if shared.is_none() => Some(SHARED),
            _ if self.xmllint && Command::new("xmllint").arg("--version").output().is_err() => Some(XMLLINT),
            _ => None,
        }
    }

    fn trial(self) -> Trial {
        let name = self.name.clone();
        Trial::ignorable_test(name, move || {
            let shared = shared::folder();
            if let Some(missing) = self.missing(shared.as_ref()) {
                return missing.told(&std::env::var("SOAPWRIGHT_MUST_HAVE").unwrap_or_default());
            }
            match (self.body, shared) {
                (Body::Alone(body), _) => body(),
                (Body::Shared(body), shared) => body(&shared.unwrap_or_default()),
            }
            Ok(Completion::Completed)
        })
    }
}

/// The name in `SOAPWRIGHT_MUST_HAVE`, and what it is.
struct Missing(&'static str, &'static str);

const SHARED: Missing = Missing("shared", "shared data");
const XMLLINT: Missing = Missing("xmllint", "xmllint");

impl Missing {
    /// What becomes of a test that lacks it, where all of `must_have` has to be there.
    fn told(&self, must_have: &str) -> Result<Completion, Failed> {
        let Self(name, what) = self;
        if must_have.split(',').any(|one| one.trim() == *name) {
            return Err(format!("{what} is not there, and SOAPWRIGHT_MUST_HAVE says {name}").into());
        }
        Ok(Completion::ignored_with(format!("for want of {what}")))
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
        assert_eq!(test(some_test).name, "harness::tests::some_test");
        let each = |word: &'static str| test(move || assert_eq!(word, "one")).called("each", word);
        assert_eq!(each("one").name, "harness::tests::each::one");
    }

    #[test]
    fn what_is_missing_is_ignored_unless_it_must_be_there() {
        let ignored = SHARED.told("xmllint").unwrap();
        assert!(
            matches!(&ignored, Completion::Ignored { reason: Some(why) } if why.starts_with("for want of shared data"))
        );
        assert!(SHARED.told("").is_ok());
        assert!(SHARED.told("xmllint, shared").is_err());
        let needing = with_shared(|_| {}).and_xmllint();
        assert!(matches!(needing.missing(None), Some(Missing("shared", _))));
    }
}
