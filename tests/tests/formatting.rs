//! `cargo fmt` and generated crates: it leaves them as they are, whatever the workspace around them asks for.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use soapwright_tests::crates::cargo;
use soapwright_tests::folders;
use soapwright_tests::harness::{RUSTFMT, Test, run, test};

/// Runs the command in a folder.
fn soapwright(folder: &Path, args: &[&str]) {
    let output = folders::soapwright_in(folder, args);
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}: {said}");
}

/// A folder with a contract, and a crate in `client`.
fn generated() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Thing.wsdl"), include_str!("../../codegen/tests/data/thing.wsdl")).unwrap();
    soapwright(dir.path(), &["generate", "--wsdl", "Thing.wsdl", "--out", "client"]);
    dir
}

/// Whether `cargo fmt --check` has nothing to say.
fn is_formatted(folder: &Path, args: &[&str]) -> bool {
    let output = cargo(folder).arg("fmt").args(args).arg("--check").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.is_empty(), "{said}");
    output.status.success()
}

fn a_crate_by_itself_is_left_as_it_is() {
    let dir = generated();
    assert!(is_formatted(&dir.path().join("client"), &[]));
}

fn a_member_of_a_workspace_is_left_as_it_is() {
    let dir = generated();
    let root = dir.path();
    fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = [\"app\", \"client\"]\nresolver = \"2\"\n")
        .unwrap();
    fs::write(root.join("rustfmt.toml"), "max_width = 60\nhard_tabs = true\nedition = \"2018\"\n").unwrap();
    fs::create_dir_all(root.join("app/src")).unwrap();
    let app = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nclient.path = \"../client\"\n";
    fs::write(root.join("app/Cargo.toml"), app).unwrap();
    fs::write(root.join("app/src/main.rs"), "fn main() {}\n").unwrap();
    for (folder, args) in
        [("", &["--all"][..]), ("client", &[]), ("app", &["--all"]), ("", &["-p", "client"])]
    {
        assert!(is_formatted(&root.join(folder), args), "{folder:?} {args:?}");
    }
    // It is the crate's own file that does it.
    fs::remove_file(root.join("client/rustfmt.toml")).unwrap();
    assert!(!is_formatted(root, &["--all"]));
    fs::write(root.join("app/src/main.rs"), "fn main(){}\n").unwrap();
    soapwright(&root.join("client"), &["generate"]);
    assert!(!is_formatted(root, &["--all"]), "other crates are formatted as ever");
    assert!(is_formatted(root, &["-p", "client"]));
}

fn the_file_belongs_to_the_user() {
    let dir = generated();
    let client = dir.path().join("client");
    let ours = client.join("rustfmt.toml");
    let text = fs::read_to_string(&ours).unwrap();
    assert!(!fs::read_to_string(client.join("soapwright.lock")).unwrap().contains("rustfmt"));
    soapwright(&client, &["generate", "--check"]);
    for own in ["disable_all_formatting = true\n", "max_width = 100\n", ""] {
        fs::write(&ours, own).unwrap();
        soapwright(&client, &["generate", "--check"]);
        soapwright(&client, &["generate"]);
        assert_eq!(fs::read_to_string(&ours).unwrap(), own);
    }
    // One that is missing is written again, unless the other name says how code is formatted.
    fs::remove_file(&ours).unwrap();
    soapwright(&client, &["generate"]);
    assert_eq!(fs::read_to_string(&ours).unwrap(), text);
    fs::rename(&ours, client.join(".rustfmt.toml")).unwrap();
    soapwright(&client, &["generate"]);
    assert!(!ours.exists());
}

#[cfg(unix)]
fn a_link_to_the_users_settings_is_in_nobodys_way() {
    let dir = generated();
    let client = dir.path().join("client");
    fs::rename(client.join("rustfmt.toml"), dir.path().join("shared.toml")).unwrap();
    std::os::unix::fs::symlink("../shared.toml", client.join("rustfmt.toml")).unwrap();
    soapwright(&client, &["generate", "--check"]);
}

fn main() -> ExitCode {
    let tests = vec![
        test(a_crate_by_itself_is_left_as_it_is),
        test(a_member_of_a_workspace_is_left_as_it_is),
        test(the_file_belongs_to_the_user),
        #[cfg(unix)]
        test(a_link_to_the_users_settings_is_in_nobodys_way),
    ];
    run(tests.into_iter().map(|test: Test| test.and(RUSTFMT)))
}
