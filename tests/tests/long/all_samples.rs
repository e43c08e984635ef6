//! The vendor's 655 sample messages of 29 services, through one crate of all 56 contracts and back.
//!
//! The crate is made from the published contracts. A program is built on it (`all_samples/main.rs`, and the comparison
//! that the checked-in crate's own test uses) that knows every operation from the crate's `server` modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use soapwright_tests::shared::shared_or_skip;

use crate::crates::{soapwright, workspace, write};

/// The contracts of `Services86`: service and file.
fn contracts(shared: &Path) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(String, PathBuf)> = std::fs::read_dir(shared.join("contracts/superoffice"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let stem = path.file_stem()?.to_str()?.strip_prefix("WSDL-Services86-")?.to_owned();
            Some((stem, path))
        })
        .collect();
    found.sort();
    found
}

/// Generates the crate, as one that other tests may use too.
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
        for (name, bytes) in crate::crates::files(&krate.join("src").join(&module)) {
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

#[test]
fn every_sample_of_every_service_comes_through() {
    let Some(shared) = shared_or_skip("every_sample_of_every_service_comes_through") else { return };
    // In the target folder, so that a second run need not compile it again.
    let folder = workspace().join("target/services86-all");
    let krate = folder.join("services86-all");
    let contracts = contracts(&shared);
    assert_eq!(contracts.len(), 56);
    crate_of_all(&krate, &contracts);
    let runner = folder.join("runner");
    let source = workspace().join("tests/tests/services86/samples");
    let own = workspace().join("tests/tests/generate/all_samples");
    let main = include_str!("all_samples/main.rs")
        .replace("INFOSET", &source.join("infoset.rs").to_string_lossy().replace('\\', "/"))
        .replace("TRIP", &source.join("trip.rs").to_string_lossy().replace('\\', "/"))
        .replace("SLIPS\"]", &format!("{}\"]", own.join("slips.rs").to_string_lossy().replace('\\', "/")))
        .replace("    // ENTRIES\n", &requests(&krate, &contracts));
    let manifest = "[package]\nname = \"runner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
                    superoffice_services86 = { package = \"services86-all\", path = \"../services86-all\", features = [\"server\"] }\n\
                    roxmltree = \"0.21\"\n[profile.dev]\ndebug = false\n";
    write(&runner, &[("Cargo.toml", manifest), ("src/main.rs", &main)]);
    std::fs::copy(workspace().join("Cargo.lock"), runner.join("Cargo.lock")).unwrap();
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--"])
        .arg(shared.join("contracts/superoffice-samples"))
        .current_dir(&runner)
        .env("CARGO_TARGET_DIR", workspace().join("target/generated-crates"))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    println!("{out}");
    assert!(run.status.success(), "{out}{err}");
}
