//! Crates whose contracts have attachments: compiled with and without `server`, and driven in both SOAP versions, with
//! what servers send and with what they should not.

use crate::crates::{cargo, soapwright, temporary, write};

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "files"
[[contract]]
wsdl = "wsdl/Files.wsdl"
[[contract]]
wsdl = "wsdl/Modern.wsdl"
"#;

#[test]
fn attachments_are_sent_and_read() {
    let folder = temporary();
    let contract = include_str!("Files.wsdl");
    // The same contract, bound to SOAP 1.2.
    let modern = contract
        .replace("urn:files", "urn:modern")
        .replace("name=\"Files\"", "name=\"Modern\"")
        .replace(":Files\"", ":Modern\"")
        .replace("wsdl/soap/", "wsdl/soap12/");
    let files = [
        ("soapwright.toml", CONFIGURATION),
        ("wsdl/Files.wsdl", contract),
        ("wsdl/Modern.wsdl", &modern),
        ("tests/drive.rs", include_str!("drive.rs")),
    ];
    write(folder.path(), &files);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
    for features in ["", "files", "modern,server"] {
        cargo(folder.path(), &["check", "--offline", "--no-default-features", "--features", features]);
    }
    let features = "files,modern,server,async,blocking";
    cargo(folder.path(), &["test", "--offline", "--no-default-features", "--features", features]);
}
