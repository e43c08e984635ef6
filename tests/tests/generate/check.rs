//! `generate --check` on copies of the crate that is checked in.

use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use soapwright_tests::folders::{files, soapwright, temporary, workspace};

/// A copy of `generated/`.
fn copy() -> TempDir {
    let outer = temporary();
    // The crate belongs to a workspace, and is generated as its member.
    std::fs::write(outer.path().join("Cargo.toml"), "[workspace]\nmembers = [\"generated\"]\n").unwrap();
    for (name, bytes) in files(&workspace().join("generated")) {
        let path = outer.path().join("generated").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    outer
}

fn check(outer: &Path) -> Output {
    soapwright(["generate".as_ref(), outer.join("generated").as_os_str(), "--check".as_ref()])
}

/// That a copy changed by `edit` is found to differ, with a diff that names `file`, and that the check wrote nothing.
fn refused(file: &str, edit: impl FnOnce(&Path)) -> String {
    let outer = copy();
    edit(&outer.path().join("generated").join(file));
    let before = files(outer.path());
    let run = check(outer.path());
    let out = String::from_utf8(run.stdout).unwrap();
    let err = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{file}\n{out}\n{err}");
    assert!(out.contains(&format!("+++ b/{file}\n")), "{out}\n{err}");
    assert!(files(outer.path()) == before, "--check has written something");
    out
}

#[test]
fn a_clean_tree_passes() {
    let outer = copy();
    let run = check(outer.path());
    let out = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{out}{}", String::from_utf8_lossy(&run.stderr));
    assert!(!out.contains("+++"), "{out}");
}

#[test]
fn an_edit_of_any_file_shows_as_a_diff() {
    for file in [
        "src/lib.rs",
        "src/user/mod.rs",
        "src/types/user_group.rs",
        "src/runtime/mod.rs",
        "Cargo.toml",
        "README.md",
    ] {
        let out = refused(file, |path| {
            let mut text = std::fs::read_to_string(path).unwrap();
            text.push_str("// mine\n");
            std::fs::write(path, text).unwrap();
        });
        assert!(out.contains(&format!("--- a/{file}\n")) && out.contains("\n@@ "), "{out}");
        assert!(out.contains("\n-// mine\n"), "{out}");
    }
}

#[test]
fn a_changed_character_shows_as_a_diff() {
    let out = refused("src/user/operations.rs", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text.replacen("SaveServiceAuth", "SaveServiceAuht", 1)).unwrap();
    });
    assert!(out.contains("SaveServiceAuht") && out.contains("\n+"), "{out}");
}

#[test]
fn a_deleted_file_shows_as_a_diff() {
    let out = refused("src/types/role.rs", |path| std::fs::remove_file(path).unwrap());
    assert!(out.contains("--- /dev/null\n"), "{out}");
}

#[test]
fn an_edited_lock_shows_as_a_diff() {
    let out = refused("soapwright.lock", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (head, tail) = text.split_once("\"src/lib.rs\" = \"").unwrap();
        let flipped = if tail.starts_with('0') { '1' } else { '0' };
        std::fs::write(path, format!("{head}\"src/lib.rs\" = \"{flipped}{}", &tail[1..])).unwrap();
    });
    assert!(out.contains("\"src/lib.rs\""), "{out}");
}

#[test]
fn a_file_of_an_older_run_is_removed() {
    let outer = copy();
    let krate = outer.path().join("generated");
    let contract = krate.join("wsdl/SoPrincipal.wsdl");
    let config = krate.join("soapwright.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace("[[contract]]\nwsdl = \"wsdl/SoPrincipal.wsdl\"\n", "");
    let (text, _) = text.split_once("[login]").unwrap();
    std::fs::write(&config, text).unwrap();
    std::fs::remove_file(contract).unwrap();
    let run = check(outer.path());
    let out = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{out}{}", String::from_utf8_lossy(&run.stderr));
    assert!(out.contains("--- a/src/so_principal/mod.rs\n+++ /dev/null\n"), "{out}");
}
