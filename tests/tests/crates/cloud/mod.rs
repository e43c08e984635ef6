//! A service that is logged in to as Salesforce's is: by what the contract proposes, with an address to go on at.

use soapwright_tests::crates::{Joined, Made, joined};
use soapwright_tests::folders::{soapwright_in, temporary, write};

use crate::driven::Driven;

const CONTRACT: &str = include_str!("../../../../codegen/tests/data/cloud.wsdl");

/// What a first run proposes.
fn proposed() -> String {
    let temporary = temporary();
    let folder = temporary.path().join("cloud");
    write(&folder.join("wsdl"), &[("Cloud.wsdl", CONTRACT)]);
    let run = soapwright_in(&folder, ["generate", "--quiet", "--wsdl", "wsdl/Cloud.wsdl", "--out", "."]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read_to_string(folder.join("soapwright.toml")).unwrap()
}

fn a_service_that_tells_its_address_logs_in_by_its_proposal() -> Made {
    // What no contract tells stands there as a comment, for the reader to fill in.
    let configuration = proposed()
        .replace("# [login.refused]", "[login.refused]")
        .replace("# faults = [\"SessionExpired\"]", "faults = [\"INVALID_SESSION_ID\"]");
    assert!(configuration.contains("\nfaults = [\"INVALID_SESSION_ID\"]"), "{configuration}");
    let driven = Driven {
        name: "cloud",
        configuration: &configuration,
        contracts: &[("Cloud.wsdl", CONTRACT)],
        driver: include_str!("drive.rs"),
        compiled: &["cloud_service"],
        embedded: false,
        tested: "cloud_service,async,blocking",
    };
    driven.generate().0
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(a_service_that_tells_its_address_logs_in_by_its_proposal)]
}
