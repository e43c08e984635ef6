//! The generated client of the Depot service against the Mono host: `depot-check URL async|blocking`.
//!
//! Prints a line for each check, and exits with 1 when one fails. What went out is judged by what the server says that
//! its runtime made of it (`seen`), what came in by what is written here by hand after the server's source.

mod ages;
mod checks;
mod fleet;
mod labels;

use std::error::Error;
use std::process::ExitCode;

use depot::depot::Depot;
use depot::runtime::codec::Field;
use depot::types::fleet::Duty;
use depot::values::Flags;
use depot::{Call, Session, blocking};

use checks::{Check, equal};

/// The two clients behind one face.
enum Client {
    Async(tokio::runtime::Runtime, Session),
    Blocking(blocking::Session),
}

impl Client {
    fn new(kind: &str, base: &str) -> Result<Self, Box<dyn Error>> {
        Ok(match kind {
            "async" => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                Self::Async(runtime, Session::builder(base).build()?)
            }
            "blocking" => Self::Blocking(blocking::Session::builder(base).build()?),
            other => return Err(format!("no client {other:?}").into()),
        })
    }

    /// Makes one call and waits for its value.
    fn call<T>(&self, make: impl for<'a> FnOnce(Depot<'a>) -> Call<'a, T>) -> Result<T, Box<dyn Error>>
    where
        T: Field + Default + Send + 'static,
    {
        Ok(match self {
            Self::Async(runtime, session) => runtime.block_on(async { make(session.depot()).await })?,
            Self::Blocking(session) => make(session.calls().depot()).blocking_reply()?.value,
        })
    }
}

type Named = checks::Named<Client>;

/// Compares what the server says that it saw with what it should have seen; tells only the lines that differ.
fn seen<T: AsRef<str>>(got: &[String], expected: &[T]) -> Check {
    let expected: Vec<&str> = expected.iter().map(AsRef::as_ref).collect();
    if got == expected {
        return Ok(());
    }
    let lost: Vec<_> = expected.iter().filter(|line| !got.iter().any(|g| g == *line)).collect();
    let other: Vec<_> = got.iter().filter(|line| !expected.contains(&line.as_str())).collect();
    Err(format!("what the server saw: not {lost:#?}, but {other:#?}").into())
}

/// The members of a flags enumeration are a set; a member that only the server knows stays in it.
fn flags(client: &Client) -> Check {
    let cases = [
        (Flags::none(), "=Duty 0"),
        (Flags::from(Duty::Cold), "=Duty Cold"),
        (Duty::Night | Duty::Heavy, "=Duty Night, Heavy"),
        (Flags::all(), "=Duty Night, Cold, Heavy"),
    ];
    for (duties, expected) in cases {
        let echo = client.call(|depot| depot.echo_duties(&duties))?;
        seen(&echo.seen, &[expected])?;
        equal("the echo", echo.echo_duties_result, duties)?;
    }
    Ok(())
}

fn run(arguments: &[String]) -> Result<usize, Box<dyn Error>> {
    let [url, kind] = arguments else { return Err("usage: depot-check URL async|blocking".into()) };
    let base = url.strip_suffix("/Depot.svc").ok_or("the URL must end with /Depot.svc")?;
    let client = Client::new(kind, base)?;
    let own: [Named; 1] = [("sets of flags", flags)];
    let checks = own.iter().chain(&fleet::CHECKS).chain(&labels::CHECKS).chain(&ages::CHECKS);
    Ok(checks::failures(&client, checks))
}

fn main() -> ExitCode {
    checks::exit(run)
}
