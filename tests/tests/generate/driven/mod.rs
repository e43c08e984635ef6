//! Crates that are driven by a program of ours among their own tests (`tests/drive`): generated, compiled with sets of
//! features, and tested.

use crate::crates::{cargo, soapwright, temporary, write};

/// A crate, and the program that drives it.
pub(crate) struct Driven<'a> {
    /// Its `soapwright.toml`.
    pub(crate) configuration: &'a str,
    /// Its contracts: names below `wsdl`, and texts.
    pub(crate) contracts: &'a [(&'a str, &'a str)],
    /// The text of the program. The modules of this folder are beside it, for it to use.
    pub(crate) driver: &'a str,
    /// Sets of features that it must compile with.
    pub(crate) compiled: &'a [&'a str],
    /// The features that the program needs.
    pub(crate) tested: &'a str,
}

impl Driven<'_> {
    /// Does all that; what `generate` said, which is nothing but warnings.
    pub(crate) fn drive(&self) -> String {
        let folder = temporary();
        write(&folder.path().join("wsdl"), self.contracts);
        let files = [
            ("soapwright.toml", self.configuration),
            ("tests/drive/main.rs", self.driver),
            ("tests/drive/serve.rs", include_str!("serve.rs")),
            ("tests/drive/wait.rs", include_str!("wait.rs")),
        ];
        write(folder.path(), &files);
        let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{said}");
        for features in self.compiled {
            cargo(folder.path(), &["check", "--offline", "--no-default-features", "--features", features]);
        }
        cargo(folder.path(), &["test", "--offline", "--no-default-features", "--features", self.tested]);
        said
    }
}
