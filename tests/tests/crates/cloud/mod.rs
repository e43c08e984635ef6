//! A service that is logged in to as Salesforce's is: by what the contract proposes, with an address to go on at.

use soapwright_tests::crates::{Joined, Made, joined};

use crate::driven::{Driven, proposed};

const CONTRACT: &str = include_str!("../../../../codegen/tests/data/cloud.wsdl");

fn a_service_that_tells_its_address_logs_in_by_its_proposal() -> Made {
    // What no contract tells stands there as a comment, for the reader to fill in.
    let configuration = proposed("cloud", "Cloud.wsdl", CONTRACT)
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
