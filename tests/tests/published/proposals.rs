//! What contracts of many vendors propose for soapwright.toml: a row a contract, in `tests/proposals/expectations.tsv`.
//!
//! `SOAPWRIGHT_BLESS=1` rewrites the table. Read the difference with the contract at hand: what is active must be what a
//! reader of the contract would write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use soapwright::ReadOptions;
use soapwright::diagnostic::Diagnostics;
use soapwright::internals::emit::EmitOptions;
use soapwright::internals::model::{self, Filter};
use soapwright::internals::names::{NamesLock, names};
use soapwright::internals::propose::{Login, Logins, Outcome, Proposals, propose};
use soapwright_tests::corpus::Manifest;
use soapwright_tests::harness::{Test, with_shared};

use super::reading::{lenient, lenient_options};

const TABLE: &str = "proposals/expectations.tsv";

const HEADING: &str = "\
# What contracts propose for soapwright.toml; rewritten with SOAPWRIGHT_BLESS=1.
# Each is active, or a comment with what makes it uncertain, or none with the reason.
# contract\t[session]\t[outcome]\t[login]\t[secrets]
";

fn proposals_are_as_a_reader_would_make_them(shared: &Path) {
    let contracts = shared.join("contracts");
    let options = lenient_options(shared);
    let mut rows = BTreeMap::new();
    let vendors = Manifest::read(&contracts.join("vendors")).unwrap().unwrap();
    for file in vendors.files() {
        rows.insert(format!("vendors/{file}"), vec![contracts.join("vendors").join(file)]);
    }
    let principal = contracts.join("superoffice/WSDL-Services86-SoPrincipal.xml");
    for agent in agents(&contracts.join("superoffice")) {
        let name = agent.file_stem().unwrap().to_string_lossy().into_owned();
        let pair = if agent == principal { vec![agent] } else { vec![agent, principal.clone()] };
        rows.insert(format!("superoffice/{name} with SoPrincipal"), pair);
    }
    let mut text = HEADING.to_owned();
    for (name, files) in &rows {
        text.push_str(&format!("{name}\t{}\n", row(shared, files, &options)));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (line, expected) in text.lines().zip(expected.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(text, expected);
}

fn agents(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_agent = |file: &PathBuf| file.to_string_lossy().contains("Services86-");
    let agents: Vec<PathBuf> = files.filter(is_agent).collect();
    assert_eq!(agents.len(), 56);
    agents
}

/// What contracts propose together.
fn row(shared: &Path, files: &[PathBuf], options: &ReadOptions) -> String {
    // What is wrong with such a contract is no affair of this table.
    let nothing = || "not generated".to_owned();
    // One alone is read by the test of warnings as well.
    let (alone, together);
    let reading = match files {
        [file] => {
            alone = lenient(shared, file);
            alone.reading()
        }
        _ => {
            together = soapwright::read_contracts(files, options);
            &together
        }
    };
    let Ok((contract, _)) = reading else { return nothing() };
    let Ok(model) = model::model(contract, &Filter::default(), &mut Diagnostics::default()) else {
        return nothing();
    };
    let options = EmitOptions::new("proposed");
    let Ok(named) = names(model, &options, &NamesLock::default()) else { return nothing() };
    let proposals = propose(&named.model);
    let carried = named.model.request_headers.members.len();
    [session(&proposals, carried), outcome(&proposals), login(&proposals), secrets(&proposals)].join("\t")
}

fn session(proposals: &Proposals, carried: usize) -> String {
    let session = &proposals.session;
    let mut cell = Vec::new();
    if !session.headers.is_empty() {
        cell.push(format!("active: {}", session.headers.join(", ")));
    }
    cell.extend(session.doubted.iter().map(|(name, why)| format!("comment: {name}, since {why}")));
    match carried {
        _ if !cell.is_empty() => cell.join("; "),
        0 => "none: no request has a header".to_owned(),
        _ => "none: no header is on half of the operations".to_owned(),
    }
}

fn outcome(proposals: &Proposals) -> String {
    match &proposals.outcome {
        Ok(Outcome { succeeded, error, kind, message, doubt, .. }) => {
            let names = [Some(succeeded), error.as_ref(), kind.as_ref(), message.as_ref()];
            let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
            match doubt {
                Some(doubt) => format!("comment: {}, since {doubt}", names.join(", ")),
                None => format!("active: {}", names.join(", ")),
            }
        }
        Err(why) => format!("none: {why}"),
    }
}

fn login(proposals: &Proposals) -> String {
    let keys = |login: &Login| {
        let mut keys = format!("{} {}", login.operation, login.ticket);
        for (key, value) in [("header", &login.header), ("succeeded", &login.succeeded), ("url", &login.url)]
        {
            keys.extend(value.iter().map(|value| format!(" {key}={value}")));
        }
        keys
    };
    match &proposals.logins {
        Logins::Some(all) => {
            let one = |login: &Login| match &login.doubt {
                Some(doubt) => format!("comment: {}, since {doubt}", keys(login)),
                None => format!("active: {}", keys(login)),
            };
            all.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Logins::None { why, header: Some(header) } => format!("comment: header={header}, since {why}"),
        Logins::None { why, header: None } => format!("none: {why}"),
    }
}

fn secrets(proposals: &Proposals) -> String {
    let list =
        |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    let secrets = &proposals.secrets;
    match (secrets.fields.is_empty(), secrets.doubted.is_empty()) {
        (true, true) => "none: no text is called like a secret".to_owned(),
        (true, false) => format!("comment: {}", list(&secrets.doubted)),
        (false, true) => format!("active: {}", list(&secrets.fields)),
        (false, false) => format!("active: {}; comment: {}", list(&secrets.fields), list(&secrets.doubted)),
    }
}

pub(crate) fn tests() -> Vec<Test> {
    vec![with_shared(proposals_are_as_a_reader_would_make_them)]
}
