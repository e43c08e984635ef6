//! A crate of both contracts, and the calls that it makes.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::OnceLock;

use soapwright_tests::crates::{Krate, Space};
use soapwright_tests::folders::{generate_sharing_runtime, temporary, write};
use soapwright_tests::http_server::Server;

use super::cases;

/// What one call gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// `OK` and the value; or the kind of the error, `unknown=…` and the message.
    pub(crate) text: String,
    /// Where the reply departed from the contract.
    pub(crate) departures: String,
    /// What the session's closure was told.
    pub(crate) heard: String,
}

/// By case, client and policy.
pub(crate) type Outcomes = BTreeMap<(String, String, String), Outcome>;

impl Outcome {
    pub(crate) fn is_ok(&self) -> bool {
        self.text.starts_with("OK ")
    }

    pub(crate) fn is_fault(&self) -> bool {
        self.text.starts_with("Fault unknown=")
    }
}

/// What all calls gave. They are made once, for all tests.
#[track_caller]
pub(crate) fn outcomes() -> &'static Outcomes {
    static OUTCOMES: OnceLock<Result<Outcomes, String>> = OnceLock::new();
    let outcomes =
        OUTCOMES.get_or_init(|| made().map(|made| parsed(&made)).map_err(|error| error.to_string()));
    outcomes.as_ref().unwrap_or_else(|error| panic!("{error}"))
}

/// What the program wrote that makes them.
fn made() -> Result<String, Box<dyn std::error::Error>> {
    let temporary = temporary();
    let folder = temporary.path().join("lab");
    let contracts = ["lab.wsdl", "lab12.wsdl"].map(|name| cases::folder().join(name));
    generate_sharing_runtime(&contracts, &folder);
    // With all features, the runtime is compiled as the target `crates` has it compiled.
    let krate = Krate::read("lab", &folder)?
        .with_all_features()
        .with("tests/drive/main.rs", include_str!("driver.rs"));
    let built = Space::new("replies")?.build(std::slice::from_ref(&krate))?;

    let line = |case: &cases::Case| {
        let keeps = if cases::hangs_up(&case.name) { "fresh" } else { "shared" };
        format!("{}\t{}\t{}\t{keeps}\n", case.name, case.operation, case.version)
    };
    let list: String = cases::all().iter().map(line).collect();
    let files = write(temporary.path(), &[("list", &*list), ("out", "")]);
    let server =
        Server::start(|request| cases::answer(request.target().split('/').nth(1).unwrap_or_default()))?;
    let run = Command::new(built.program("lab", "drive")?)
        .env("REPLIES_LIST", &files[0])
        .env("REPLIES_OUT", &files[1])
        .env("REPLIES_SERVER", server.url(""))
        .output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if !run.status.success() {
        return Err(format!("{}{}", text(&run.stdout), text(&run.stderr)).into());
    }
    Ok(std::fs::read_to_string(&files[1])?.replace(&server.url(""), "http://server"))
}

fn parsed(made: &str) -> Outcomes {
    let outcome = |line: &str| {
        let [case, client, policy, text, departures, heard] =
            line.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        ((case, client, policy), Outcome { text, departures, heard })
    };
    let outcomes: Outcomes = made.lines().map(outcome).collect();
    assert_eq!(outcomes.len(), made.lines().count(), "a call was made twice");
    outcomes
}
