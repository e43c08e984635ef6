//! Generating into a temporary folder, and what cargo says about the crate there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder outside the workspace.
pub(crate) fn temporary() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The root of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Runs the `soapwright` command.
pub(crate) fn soapwright<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_command_line")).args(args).output().unwrap()
}

/// `soapwright generate --wsdl FILES --out FOLDER`, which must work.
pub(crate) fn generate(files: &[PathBuf], out: &Path) {
    let run = soapwright(
        ["generate".as_ref(), "--quiet".as_ref(), "--wsdl".as_ref()]
            .into_iter()
            .chain(files.iter().map(|file| file.as_os_str()))
            .chain(["--out".as_ref(), out.as_os_str()]),
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Writes files into a folder, and answers with their paths, in the order of the names.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) -> Vec<PathBuf> {
    files
        .iter()
        .map(|(name, text)| {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect()
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn visit(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(folder, folder, &mut found);
    found
}

/// That two folders hold the same bytes; says which file differs where they do not.
pub(crate) fn assert_same(left: &Path, right: &Path) {
    let (left, right) = (files(left), files(right));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&left), names(&right));
    for (name, bytes) in &left {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(bytes), text(&right[name]), "{name}");
    }
}

/// `cargo ARGS` in a generated crate, warnings being errors, with the versions that the workspace is locked to. All
/// crates share one target folder, so that their dependencies are compiled once.
pub(crate) fn cargo(krate: &Path, args: &[&str]) {
    std::fs::copy(workspace().join("Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let run = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(krate)
        .env("CARGO_TARGET_DIR", workspace().join("target/generated-crates"))
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "cargo {args:?}:\n{stderr}");
    assert!(!stderr.contains("warning:"), "cargo {args:?}:\n{stderr}");
}
