//! Crates of published contracts, as their configuration would have it: sessions, outcomes and a login.

use std::path::Path;

use soapwright::internals::emit::{EmitOptions, Emitted, LoginOperation, LoginOptions, OutcomeOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::internals::sample::sample;
use soapwright_tests::harness::{Test, with_shared};
use soapwright_tests::shared::superoffice;

use super::reading::read;

/// A crate of these agents.
fn crate_of(shared: &Path, chosen: impl Fn(&str) -> bool) -> Emitted {
    let mut contracts = superoffice(shared, "Services86").unwrap();
    contracts.retain(|agent, _| chosen(agent));
    let mut options = EmitOptions::new("superoffice-services86");
    for (agent, file) in &contracts {
        options.modules.insert(file.file_stem().unwrap().to_string_lossy().into_owned(), agent.clone());
    }
    options.session_headers = ["ApplicationToken", "Credentials", "TimeZone"].map(str::to_owned).to_vec();
    options.outcome = Some(OutcomeOptions {
        succeeded: "Succeeded".to_owned(),
        error: Some("ExceptionInfo".to_owned()),
        kind: Some("ExceptionType".to_owned()),
        message: Some("Message".to_owned()),
    });
    options.login = Some(LoginOptions {
        operation: Some(LoginOperation {
            name: "SoPrincipal.AuthenticateUsernamePassword".to_owned(),
            ticket: "Credentials.Ticket".to_owned(),
            succeeded: Some("AuthenticationSucceeded".to_owned()),
            url: None,
        }),
        ..LoginOptions::default()
    });
    let inputs: Vec<_> = contracts.into_values().collect();
    let contract = read(&inputs);
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    assert!(emitted.warnings.is_empty(), "{}", emitted.warnings);
    emitted
}

fn methods_take_their_arguments_by_reference(shared: &Path) {
    let emitted = crate_of(shared, |agent| ["User", "SoPrincipal"].contains(&agent));
    assert_eq!(emitted.counts.operations, 84);
    let agent = &emitted.files["src/user/mod.rs"];
    let method = "pub fn save_user_group(&self, user_group: &UserGroup) -> Call<'a, Option<UserGroup>> {";
    assert!(agent.contains(method), "{agent}");
}

fn every_contract_is_emitted_in_files_of_a_readable_size(shared: &Path) {
    let emitted = crate_of(shared, |_| true);
    assert_eq!((emitted.counts.services, emitted.counts.operations), (56, 1461));
    for (path, text) in &emitted.files {
        let lines = text.lines().count();
        assert!(lines < 5_000, "{path} has {lines} lines");
        assert!(
            path.ends_with(".md") || !text.lines().any(|l| l.ends_with(' ')),
            "{path} has trailing blanks"
        );
    }
}

fn every_operation_gives_well_formed_samples(shared: &Path) {
    let mut seen = 0;
    for version in ["Services86", "Services87"] {
        for (_, file) in superoffice(shared, version)
            .unwrap()
            .into_iter()
            .filter(|(agent, _)| agent == "User" || agent == "SoPrincipal")
        {
            let contract = read(&[file]);
            for service in &contract.services {
                for operation in service.ports.iter().flat_map(|port| &port.operations) {
                    let name = format!("{}.{}", service.name.local, operation.name);
                    let sample = sample(&contract, &name, true).unwrap();
                    roxmltree::Document::parse(&sample.request).unwrap();
                    roxmltree::Document::parse(&sample.response.unwrap()).unwrap();
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

pub(crate) fn tests() -> Vec<Test> {
    vec![
        with_shared(methods_take_their_arguments_by_reference),
        with_shared(every_contract_is_emitted_in_files_of_a_readable_size),
        with_shared(every_operation_gives_well_formed_samples),
    ]
}
