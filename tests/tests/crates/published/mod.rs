//! Published contracts, whose crates nobody has configured.

use std::path::{Path, PathBuf};

use soapwright_tests::crates::{Joined, Krate, Made, joined_with_shared};
use soapwright_tests::folders::{generate, temporary};
use soapwright_tests::shared::superoffice;

use crate::driven;

/// The agent that one logs in by.
const LOGIN: &str = "SoPrincipal";

fn the_user_contract_makes_a_crate_that_compiles_on_its_own(shared: &Path) -> Made {
    let folder = temporary();
    let krate = folder.path().join("user-client");
    generate(&[shared.join("contracts/superoffice/WSDL-Services86-User.xml")], &krate);
    Made::crates(vec![Krate::read("user-client", &krate).unwrap().with_all_features().clean()])
}

fn all_contracts_make_one_crate_whose_services_tell_of_failure(shared: &Path) -> Made {
    let folder = temporary();
    let path = folder.path().join("services86");
    let contracts = superoffice(shared, "Services86").unwrap();
    generate(&contracts.values().cloned().collect::<Vec<_>>(), &path);
    let krate = Krate::read("services86", &path).unwrap().with_all_features().clean();
    assert_eq!(contracts.len(), 56);
    let krate = driven(krate, &path, contracts.keys());
    Made::crates(vec![krate]).then(|built| driven::run(built, "services86"))
}

fn each_contract_with_the_one_to_log_in_by_makes_a_crate_of_its_own(shared: &Path) -> Made {
    let contracts = superoffice(shared, "Services86").unwrap();
    let mut crates = Vec::new();
    for (agent, contract) in contracts.iter().filter(|(agent, _)| *agent != LOGIN) {
        let folder = temporary();
        let path = folder.path().join(format!("own_{}", agent.to_lowercase()));
        generate(&[contract.clone(), contracts[LOGIN].clone()], &path);
        let name = path.file_name().unwrap().to_str().unwrap();
        let krate = Krate::read(name, &path).unwrap();
        let features = ["blocking", &module(&path, agent), &module(&path, LOGIN)].join(",");
        crates.push(driven(krate.featuring(&features), &path, [agent, LOGIN].into_iter()));
    }
    assert_eq!(crates.len(), 55);
    let names: Vec<String> = crates.iter().map(|krate| krate.name().to_owned()).collect();
    Made::crates(crates).then(move |built| names.iter().for_each(|name| driven::run(built, name)))
}

/// A crate with a program that asks these agents.
fn driven<S: AsRef<str>>(krate: Krate, path: &Path, agents: impl Iterator<Item = S>) -> Krate {
    let calls: String = agents.map(|agent| call(path, agent.as_ref())).collect();
    let driver = include_str!("refused.rs").replace("    CALLS\n", &calls);
    let driver = driver.replace("services86::", &format!("{}::", krate.name()));
    krate
        .with("tests/drive/main.rs", &driver)
        .with("tests/drive/serve.rs", include_str!("../driven/serve.rs"))
}

/// The module of an agent, which is called as the agent is.
fn module(krate: &Path, agent: &str) -> String {
    let modules = std::fs::read_dir(krate.join("src")).unwrap().map(|entry| entry.unwrap().path());
    let short = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().replace('_', "");
    let module = modules.filter(|path| path.is_dir()).find(|path| short(path) == agent.to_lowercase());
    let module = module.unwrap_or_else(|| panic!("{agent} has no module of its own name"));
    module.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A call of the agent's first operation whose arguments are plain, as Rust; by the module that it is called by.
fn call(krate: &Path, agent: &str) -> String {
    let module = module(krate, agent);
    let code = std::fs::read_to_string(krate.join("src").join(&module).join("blocking.rs")).unwrap();
    let (_, methods) = code.split_once("blocking! {").unwrap();
    let plain = methods.lines().find_map(|line| {
        let (name, rest) = line.trim().split_once('(')?;
        let (arguments, _) = rest.split_once(") -> ")?;
        let values = arguments.split(", ").filter(|argument| !argument.is_empty()).map(|argument| {
            match argument.split_once(": ")?.1 {
                "i32" => Some("0"),
                "bool" => Some("false"),
                "&str" => Some("\"\""),
                _ => None,
            }
        });
        Some((name, values.collect::<Option<Vec<_>>>()?.join(", ")))
    });
    let (name, values) = plain.unwrap_or_else(|| panic!("{agent} has no plain operation"));
    // `Ticket` is called otherwise: a session has a ticket of its own.
    let session = std::fs::read_to_string(krate.join("src/blocking.rs")).unwrap();
    let returns = format!("crate::{module}::blocking::");
    let (before, _) = session.split_once(&returns).unwrap();
    let (accessor, _) = before.rsplit_once("pub fn ").and_then(|(_, rest)| rest.split_once('(')).unwrap();
    format!("    is_refused({agent:?}, session.{accessor}().{name}({values}));\n")
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![
        joined_with_shared(the_user_contract_makes_a_crate_that_compiles_on_its_own),
        joined_with_shared(all_contracts_make_one_crate_whose_services_tell_of_failure).long(),
        joined_with_shared(each_contract_with_the_one_to_log_in_by_makes_a_crate_of_its_own).long(),
    ]
}
