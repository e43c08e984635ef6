//! Tests that compile crates: all that run are compiled together, before the first of them looks at its own.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock};

use libtest_mimic::{Arguments, Completion, Trial};

use super::{Built, Krate, Space};
use crate::harness::{Needs, Program, long};

/// What a test made: crates, and what to do when they are compiled.
pub struct Made {
    crates: Vec<Krate>,
    then: Then,
}

type Then = Box<dyn FnOnce(&Built) + Send>;
type Make = Box<dyn FnOnce(&Path) -> Made + Send>;

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("crates", &self.crates.len()).finish_non_exhaustive()
    }
}

impl Made {
    /// Crates that only have to compile.
    #[must_use]
    pub fn crates(crates: Vec<Krate>) -> Self {
        Self { crates, then: Box::new(|_| {}) }
    }

    /// What to do with them then.
    #[must_use]
    pub fn then(self, then: impl FnOnce(&Built) + Send + 'static) -> Self {
        Self { then: Box::new(then), ..self }
    }
}

/// A test that compiles crates.
pub struct Joined {
    needs: Needs,
    make: Make,
    long: bool,
}

impl std::fmt::Debug for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Joined").field("needs", &self.needs).finish_non_exhaustive()
    }
}

/// A test that compiles crates. It is called as the function is.
pub fn joined<F: FnOnce() -> Made + Send + 'static>(make: F) -> Joined {
    Joined { needs: Needs::nothing::<F>(), make: Box::new(move |_| make()), long: false }
}

/// The same for one that needs the folder of shared data, and gets it.
pub fn joined_with_shared<F: FnOnce(&Path) -> Made + Send + 'static>(make: F) -> Joined {
    Joined { needs: Needs::nothing::<F>().and_shared(), make: Box::new(make), long: false }
}

impl Joined {
    /// It needs a program too.
    #[must_use]
    pub fn and(self, program: Program) -> Self {
        Self { needs: self.needs.and(program), ..self }
    }

    /// Its crates are large: it is there only where tests may take long.
    #[must_use]
    pub fn long(self) -> Self {
        Self { long: true, ..self }
    }
}

/// The work that the tests share.
struct Work {
    space: Space,
    makers: Mutex<Vec<(usize, Make)>>,
    done: OnceLock<Done>,
}

/// What became of it: of each test what is left to do, and of all the crates.
struct Done {
    left: Mutex<Vec<Option<Result<Then, String>>>>,
    built: Result<Built, String>,
}

impl Work {
    fn done(&self, tests: usize) -> &Done {
        self.done.get_or_init(|| {
            let makers =
                self.makers.lock().map(|mut makers| std::mem::take(&mut *makers)).unwrap_or_default();
            let queue = Mutex::new(makers.into_iter());
            let made = Mutex::new(Vec::new());
            std::thread::scope(|scope| {
                for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                    scope.spawn(|| {
                        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
                        while let Some((at, make)) = next() {
                            let one = caught(|| make(&crate::shared::folder().unwrap_or_default()));
                            if let Ok(mut made) = made.lock() {
                                made.push((at, one));
                            }
                        }
                    });
                }
            });
            let mut left: Vec<_> = std::iter::repeat_with(|| None).take(tests).collect();
            let mut crates = Vec::new();
            for (at, one) in made.into_inner().unwrap_or_default() {
                let one = one.map(|made: Made| {
                    let clean: Vec<String> = made
                        .crates
                        .iter()
                        .filter(|krate| krate.clean)
                        .map(|krate| krate.name.clone())
                        .collect();
                    crates.extend(made.crates);
                    let then: Then = Box::new(move |built| {
                        clean.iter().for_each(|name| assert_clean(built, name));
                        (made.then)(built);
                    });
                    then
                });
                if let Some(place) = left.get_mut(at) {
                    *place = Some(one);
                }
            }
            crates.sort_by(|one, other| one.name.cmp(&other.name));
            Done { left: Mutex::new(left), built: self.compiled(&crates).map_err(|error| error.to_string()) }
        })
    }
}

impl Work {
    fn compiled(&self, crates: &[Krate]) -> io::Result<Built> {
        let mut built = self.space.build(crates)?;
        if long() {
            let clean: Vec<Krate> = crates.iter().filter(|krate| krate.clean).cloned().collect();
            built.add(self.space.compile("clippy", &clean, &["--lib"])?);
            built.add(self.space.compile("doc", &clean, &["--no-deps"])?);
            let shown: Vec<Krate> = clean.into_iter().filter(|krate| krate.own_name).collect();
            self.space.run_examples(&shown)?;
        }
        Ok(built)
    }
}

/// That the compiler had nothing to say of a crate.
#[track_caller]
fn assert_clean(built: &Built, name: &str) {
    let said: Vec<&str> = built.said(name).iter().map(|said| said.text.as_str()).collect();
    assert!(said.is_empty(), "{name}:\n{}", said.join("\n"));
}

/// What a function gives, or why it panicked.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => {
            panic.downcast::<&str>().map_or_else(|_| "it panicked".to_owned(), |text| (*text).to_owned())
        }
    })
}

/// Runs the tests that the command line asks for, their crates compiled together in a folder called `name`.
///
/// # Panics
/// When there can be no folder.
#[allow(clippy::unwrap_used, reason = "no test can run without")]
pub fn run(name: &str, tests: impl IntoIterator<Item = Joined>) -> ExitCode {
    let arguments = Arguments::from_args();
    let tests: Vec<Joined> = tests.into_iter().filter(|test| long() || !test.long).collect();
    let count = tests.len();
    let (mut makers, mut needs) = (Vec::new(), Vec::new());
    for (at, test) in tests.into_iter().enumerate() {
        let asked = !arguments.is_filtered_out(&Trial::test(test.needs.name(), || Ok(())));
        if asked && test.needs.missing().is_none() {
            makers.push((at, test.make));
        }
        needs.push(test.needs);
    }
    let work = Work { space: Space::new(name).unwrap(), makers: Mutex::new(makers), done: OnceLock::new() };
    let work = Arc::new(work);
    let trial = |(at, needs): (usize, Needs)| {
        let work = Arc::clone(&work);
        Trial::ignorable_test(needs.name().to_owned(), move || {
            if let Some(missing) = needs.missing() {
                return missing.outcome();
            }
            let done = work.done(count);
            let left = done.left.lock().ok().and_then(|mut left| left.get_mut(at).and_then(Option::take));
            let then = left.unwrap_or_else(|| Err("it was not made".to_owned()))?;
            then(done.built.as_ref()?);
            Ok(Completion::Completed)
        })
    };
    let trials = needs.into_iter().enumerate().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
