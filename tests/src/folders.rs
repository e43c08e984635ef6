//! Folders of files, and what the `soapwright` command does to them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder outside the workspace.
///
/// # Panics
/// When there can be none.
#[must_use]
pub fn temporary() -> TempDir {
    succeeded(tempfile::tempdir())
}

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Where cargo puts what it compiles, this program among it.
///
/// # Errors
/// When the program is somewhere else.
pub fn target() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let found = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    found.map(Path::to_owned).ok_or_else(|| io::Error::other("this program is in no target folder of cargo"))
}

/// What the file system gave; a failure ends the test.
#[allow(clippy::panic, reason = "a test fails by panicking")]
#[track_caller]
fn succeeded<T>(result: io::Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// Writes files into a folder, and answers with their paths, in the order of the names.
///
/// # Panics
/// When that cannot be.
#[track_caller]
pub fn write<N: AsRef<Path>, T: AsRef<[u8]>>(folder: &Path, files: &[(N, T)]) -> Vec<PathBuf> {
    let one = |(name, text): &(N, T)| {
        let path = folder.join(name);
        succeeded(std::fs::create_dir_all(path.parent().unwrap_or(folder)));
        succeeded(std::fs::write(&path, text));
        path
    };
    files.iter().map(one).collect()
}

/// All files below a folder.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn visit(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in succeeded(std::fs::read_dir(folder)) {
            let path = succeeded(entry).path();
            if path.is_dir() {
                visit(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.insert(name, succeeded(std::fs::read(&path)));
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(folder, folder, &mut found);
    found
}

/// That two folders hold the same bytes.
///
/// # Panics
/// When they do not; says which file differs.
#[track_caller]
pub fn assert_same(left: &Path, right: &Path) {
    let (left, right) = (files(left), files(right));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&left), names(&right));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for ((name, left), right) in left.iter().zip(right.values()) {
        assert_eq!(text(left), text(right), "{name}");
    }
}

/// Runs the `soapwright` command, which is built beside the tests.
///
/// # Panics
/// When it cannot be started.
#[track_caller]
pub fn soapwright<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    soapwright_in(Path::new("."), args)
}

/// The same in another folder than the tests' own.
///
/// # Panics
/// When it cannot be started.
#[track_caller]
pub fn soapwright_in<S: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = S>) -> Output {
    let test = succeeded(std::env::current_exe());
    let beside = test.parent().and_then(Path::parent).unwrap_or(&test);
    let command = beside.join("command_line").with_extension(std::env::consts::EXE_EXTENSION);
    succeeded(Command::new(command).args(args).current_dir(folder).output())
}

/// The line of a `soapwright.toml` by which a crate shares our runtime with others.
#[must_use]
pub fn runtime_setting() -> String {
    format!("runtime = {{ path = {:?} }}\n", workspace().join("templates").to_string_lossy())
}

/// Generates a crate with all defaults, but on a runtime that it shares with others.
///
/// # Panics
/// When that does not work.
#[track_caller]
pub fn generate_sharing_runtime(files: &[PathBuf], out: &Path) {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!("{}[crate]\nname = {name:?}\n", runtime_setting());
    for file in files {
        text.push_str(&format!("[[contract]]\nwsdl = {file:?}\n"));
    }
    write(out, &[("soapwright.toml", text)]);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), out.as_os_str()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// `soapwright generate --wsdl FILES --out FOLDER`.
///
/// # Panics
/// When that does not work.
#[track_caller]
pub fn generate(files: &[PathBuf], out: &Path) {
    let run = soapwright(
        ["generate".as_ref(), "--quiet".as_ref(), "--wsdl".as_ref()]
            .into_iter()
            .chain(files.iter().map(|file| file.as_os_str()))
            .chain(["--out".as_ref(), out.as_os_str()]),
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
