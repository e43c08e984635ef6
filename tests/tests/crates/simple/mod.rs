//! Simple types of every kind in every place: generated, compiled, and driven.

use soapwright_tests::crates::{Joined, Made, joined};

use crate::driven::Driven;

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "simple"
[[contract]]
wsdl = "wsdl/Simple.wsdl"
"#;

fn simple_types_keep_their_values() -> Made {
    let driven = Driven {
        name: "simple",
        configuration: CONFIGURATION,
        contracts: &[("Simple.wsdl", include_str!("Simple.wsdl"))],
        driver: include_str!("drive.rs"),
        compiled: &["", "validate", "simple,server"],
        embedded: false,
        tested: "simple,server,validate",
    };
    driven.generate().0
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(simple_types_keep_their_values)]
}
