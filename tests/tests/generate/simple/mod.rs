//! Simple types of every kind in every place: generated, compiled, and driven.

use crate::crates::{cargo, soapwright, temporary, write};

const CONFIGURATION: &str = r#"
server = true
[crate]
name = "simple"
[[contract]]
wsdl = "wsdl/Simple.wsdl"
"#;

#[test]
fn simple_types_keep_their_values() {
    let folder = temporary();
    let files = [
        ("soapwright.toml", CONFIGURATION),
        ("wsdl/Simple.wsdl", include_str!("Simple.wsdl")),
        ("tests/drive.rs", include_str!("drive.rs")),
    ];
    write(folder.path(), &files);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for features in ["", "validate", "simple,server"] {
        cargo(folder.path(), &["check", "--offline", "--no-default-features", "--features", features]);
    }
    let features = "simple,server,validate";
    cargo(folder.path(), &["test", "--offline", "--no-default-features", "--features", features]);
}
