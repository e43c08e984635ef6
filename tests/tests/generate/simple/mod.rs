//! Simple types of every kind in every place: generated, compiled, and driven.

use crate::driven::Driven;

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "simple"
[[contract]]
wsdl = "wsdl/Simple.wsdl"
"#;

#[test]
fn simple_types_keep_their_values() {
    let driven = Driven {
        configuration: CONFIGURATION,
        contracts: &[("Simple.wsdl", include_str!("Simple.wsdl"))],
        driver: include_str!("drive.rs"),
        compiled: &["", "validate", "simple,server"],
        tested: "simple,server,validate",
    };
    driven.drive();
}
