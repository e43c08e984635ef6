//! Crates with `server = true`: contracts of several styles, compiled with and without the feature, and driven.

use crate::crates::{cargo, soapwright, temporary, write};

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

#[test]
fn requests_of_every_style_have_types() {
    let folder = temporary();
    let files = [
        ("soapwright.toml", CONFIGURATION),
        ("wsdl/Styles.wsdl", include_str!("Styles.wsdl")),
        ("wsdl/Modern.wsdl", include_str!("Modern.wsdl")),
        ("tests/drive.rs", include_str!("drive.rs")),
    ];
    write(folder.path(), &files);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let check = |features: &str| {
        cargo(folder.path(), &["check", "--offline", "--no-default-features", "--features", features]);
    };
    for features in ["", "server", "styles,modern", "styles,modern,server", "styles,server,blocking"] {
        check(features);
    }
    let features = "styles,modern,server";
    cargo(folder.path(), &["test", "--offline", "--no-default-features", "--features", features]);
}
