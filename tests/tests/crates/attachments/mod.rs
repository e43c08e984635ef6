//! Crates whose contracts have attachments: compiled with and without `server`, and driven in both SOAP versions, with
//! what servers send and with what they should not.

use soapwright_tests::crates::{Joined, Made, joined};

use crate::driven::Driven;

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "files"
[[contract]]
wsdl = "wsdl/Files.wsdl"
[[contract]]
wsdl = "wsdl/Modern.wsdl"
"#;

fn attachments_are_sent_and_read() -> Made {
    let contract = include_str!("Files.wsdl");
    // The same contract, bound to SOAP 1.2.
    let modern = contract
        .replace("urn:files", "urn:modern")
        .replace("name=\"Files\"", "name=\"Modern\"")
        .replace(":Files\"", ":Modern\"")
        .replace("wsdl/soap/", "wsdl/soap12/");
    let driven = Driven {
        name: "files",
        configuration: CONFIGURATION,
        contracts: &[("Files.wsdl", contract), ("Modern.wsdl", &modern)],
        driver: include_str!("drive.rs"),
        compiled: &["", "files", "modern,server"],
        embedded: false,
        tested: "files,modern,server,async,blocking",
    };
    let (made, said) = driven.generate();
    assert!(!said.contains("warning"), "{said}");
    made
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(attachments_are_sent_and_read)]
}
