//! Crates with `server = true`: contracts of several styles, compiled with and without the feature, and driven.

use soapwright_tests::crates::{Joined, Made, joined};

use crate::driven::Driven;

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "styles"
[[contract]]
wsdl = "wsdl/Styles.wsdl"
[[contract]]
wsdl = "wsdl/Modern.wsdl"
[outcome]
succeeded = "Worked"
error = "Why"
kind = "Code"
message = "Words"
[secrets]
fields = ["password"]
"#;

fn requests_of_every_style_have_types() -> Made {
    let driven = Driven {
        name: "styles",
        configuration: CONFIGURATION,
        contracts: &[
            ("Styles.wsdl", include_str!("Styles.wsdl")),
            ("Modern.wsdl", include_str!("Modern.wsdl")),
        ],
        driver: include_str!("drive.rs"),
        compiled: &["", "server", "styles,modern", "styles,modern,server", "styles,server,blocking"],
        embedded: true,
        tested: "styles,modern,server",
    };
    driven.generate().0
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(requests_of_every_style_have_types)]
}
