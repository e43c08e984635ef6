//! Crates whose contracts declare faults: compiled with and without `server`, and driven in both SOAP versions.

use soapwright_tests::crates::{Joined, Made, joined};

use crate::driven::Driven;

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "orders"
[[contract]]
wsdl = "wsdl/Orders.wsdl"
[[contract]]
wsdl = "wsdl/Modern.wsdl"
[secrets]
fields = ["Password"]
"#;

fn declared_faults_have_types() -> Made {
    let orders = include_str!("Orders.wsdl");
    // The same contract, bound to SOAP 1.2.
    let modern = orders
        .replace("urn:orders", "urn:modern")
        .replace("\"Orders\"", "\"Modern\"")
        .replace(":Orders\"", ":Modern\"")
        .replace("wsdl/soap/", "wsdl/soap12/");
    let driven = Driven {
        name: "orders",
        configuration: CONFIGURATION,
        contracts: &[("Orders.wsdl", orders), ("Modern.wsdl", &modern)],
        driver: include_str!("drive.rs"),
        compiled: &["", "orders", "modern,server"],
        embedded: false,
        tested: "orders,modern,server,async,blocking",
    };
    driven.generate().0
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(declared_faults_have_types)]
}
