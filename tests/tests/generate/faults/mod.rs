//! Crates whose contracts declare faults: compiled with and without `server`, and driven in both SOAP versions.

use crate::crates::{cargo, soapwright, temporary, write};

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

#[test]
fn declared_faults_have_types() {
    let folder = temporary();
    let orders = include_str!("Orders.wsdl");
    // The same contract, bound to SOAP 1.2.
    let modern = orders
        .replace("urn:orders", "urn:modern")
        .replace("\"Orders\"", "\"Modern\"")
        .replace(":Orders\"", ":Modern\"")
        .replace("wsdl/soap/", "wsdl/soap12/");
    let files = [
        ("soapwright.toml", CONFIGURATION),
        ("wsdl/Orders.wsdl", orders),
        ("wsdl/Modern.wsdl", &modern),
        ("tests/drive.rs", include_str!("drive.rs")),
    ];
    write(folder.path(), &files);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for features in ["", "orders", "modern,server"] {
        cargo(folder.path(), &["check", "--offline", "--no-default-features", "--features", features]);
    }
    let features = "orders,modern,server,async,blocking";
    cargo(folder.path(), &["test", "--offline", "--no-default-features", "--features", features]);
}
