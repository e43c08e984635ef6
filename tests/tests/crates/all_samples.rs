//! The vendor's 655 sample messages of 29 services, through one crate of all 56 contracts and back.
//!
//! The crate is made from the published contracts. A program is built on it (`all_samples/main.rs`, and the comparison
//! that the checked-in crate's own test uses) that knows every operation from the crate's `server` modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use soapwright_tests::crates::{Joined, Krate, Made, joined_with_shared};
use soapwright_tests::folders::{files, soapwright, temporary, workspace, write};
use soapwright_tests::shared::superoffice;

/// Generates the crate.
fn crate_of_all(folder: &Path, contracts: &[(String, PathBuf)]) {
    let mut config = "server = true\n[crate]\nname = \"services86-all\"\n[session]\nheaders = [\"ApplicationToken\", \"Credentials\", \
                      \"TimeZone\"]\n[outcome]\nsucceeded = \"Succeeded\"\nerror = \"ExceptionInfo\"\n"
        .to_owned();
    for (service, file) in contracts {
        config.push_str(&format!(
            "[[contract]]\nwsdl = {:?}\nmodule = {:?}\n",
            file.to_string_lossy(),
            format!("m{}", service.to_lowercase())
        ));
    }
    write(folder, &[("soapwright.toml", &config)]);
    let run = soapwright([Path::new("generate"), Path::new("--quiet"), folder]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Every typed request of the crate, as lines of the program's table: service, and request type.
fn requests(krate: &Path, contracts: &[(String, PathBuf)]) -> String {
    let mut lines = String::new();
    for (service, _) in contracts {
        let module = format!("m{}", service.to_lowercase());
        let mut count = 0;
        for (name, bytes) in files(&krate.join("src").join(&module)) {
            if !name.starts_with("server") {
                continue;
            }
            let text = String::from_utf8(bytes).unwrap();
            for line in text.lines() {
                if let Some(rest) = line.strip_prefix("impl ServerOperation for ") {
                    let request = rest.trim_end_matches([' ', '{']);
                    lines.push_str(&format!(
                        "    entry::<superoffice_services86::{module}::server::{request}>({service:?}),\n"
                    ));
                    count += 1;
                }
            }
        }
        assert!(count > 0, "no typed requests of {service}");
    }
    lines
}

fn every_sample_of_every_service_comes_through(shared: &Path) -> Made {
    let folder = temporary();
    let contracts: Vec<(String, PathBuf)> = superoffice(shared, "Services86").unwrap().into_iter().collect();
    assert_eq!(contracts.len(), 56);
    crate_of_all(folder.path(), &contracts);
    let samples = workspace().join("tests/tests/published/samples");
    let own = workspace().join("tests/tests/crates/all_samples");
    let main = include_str!("all_samples/main.rs")
        .replace("INFOSET", &samples.join("infoset.rs").to_string_lossy().replace('\\', "/"))
        .replace("TRIP", &samples.join("trip.rs").to_string_lossy().replace('\\', "/"))
        .replace("SLIPS\"]", &format!("{}\"]", own.join("slips.rs").to_string_lossy().replace('\\', "/")))
        .replace("    // ENTRIES\n", &requests(folder.path(), &contracts));
    let manifest = "[package]\nname = \"runner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n\
                    superoffice_services86 = { package = \"services86-all\", path = \"../services86-all\", features = [\"server\"] }\n\
                    roxmltree = \"0.21\"\n";
    let program = [("Cargo.toml", manifest), ("src/main.rs", main.as_str())];
    let program = program.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let crates = vec![
        Krate::read("services86-all", folder.path()).unwrap(),
        Krate::new("runner", program.into_iter().collect()),
    ];
    let samples = shared.join("contracts/superoffice-samples");
    Made::crates(crates).then(move |built| {
        let run = Command::new(built.program("runner", "runner").unwrap()).arg(samples).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined_with_shared(every_sample_of_every_service_comes_through).long()]
}
