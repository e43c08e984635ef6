use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::error::Error;
use crate::lock::{Lock, hash};
use crate::plan::{Action, Plan};

type Files = BTreeMap<String, String>;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn lock_of(files: &Files) -> Lock {
    let files = files.iter().map(|(path, text)| (path.clone(), hash(text))).collect();
    Lock { files, ..Lock::default() }
}

fn plan(root: &Path, files: &Files) -> Result<Plan, Error> {
    super::recover(root)?;
    let old = Lock::read(root)?;
    Plan::new(root, files, &Files::new(), old.as_ref(), &lock_of(files))
}

/// Every file of a folder with its content.
fn disk(root: &Path) -> Files {
    fn walk(root: &Path, at: &Path, into: &mut Files) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, into);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                into.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = Files::new();
    walk(root, root, &mut all);
    all
}

fn first() -> Files {
    files(&[("Cargo.toml", "a\n"), ("src/lib.rs", "b\n"), ("src/deep/old.rs", "c\n")])
}

fn second() -> Files {
    files(&[("Cargo.toml", "a\n"), ("src/lib.rs", "B\n"), ("src/new.rs", "d\n")])
}

#[test]
fn creates_updates_deletes_and_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("not/yet/there");
    let fresh = plan(&root, &first()).unwrap();
    assert_eq!(fresh.counts().to_string(), "3 created, 0 updated, 0 deleted, 0 same");
    assert!(!root.exists(), "planning writes nothing");
    fresh.apply().unwrap();
    fs::write(root.join("mine.txt"), "mine").unwrap();
    assert!(plan(&root, &first()).unwrap().is_clean());

    let next = plan(&root, &second()).unwrap();
    assert_eq!(next.counts().to_string(), "1 created, 1 updated, 1 deleted, 1 same");
    assert_eq!(
        next.to_string(),
        "  delete src/deep/old.rs\n  update src/lib.rs\n  create src/new.rs\n  update soapwright.lock\n"
    );
    let diff = next.diff(false);
    for part in
        ["--- a/src/lib.rs\n+++ b/src/lib.rs", "-b\n+B\n", "+++ /dev/null", "--- /dev/null\n+++ b/src/new.rs"]
    {
        assert!(diff.contains(part), "{part}\n{diff}");
    }
    assert!(next.diff(true).contains("\x1b[32m+B\x1b[0m\n"));
    next.apply().unwrap();
    let mut expected = second();
    expected.insert("mine.txt".into(), "mine".into());
    expected.insert("soapwright.lock".into(), lock_of(&second()).render().unwrap());
    assert_eq!(disk(&root), expected);
    assert!(!root.join("src/deep").exists(), "a folder that lost its last file goes");
}

#[test]
fn a_failure_at_any_file_changes_nothing() {
    for at in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        plan(dir.path(), &first()).unwrap().apply().unwrap();
        let before = disk(dir.path());
        let mut seen = 0;
        let result = plan(dir.path(), &second()).unwrap().apply_with(&mut |_| {
            seen += 1;
            if seen > at { Err(io::Error::other("disk full")) } else { Ok(()) }
        });
        assert!(result.unwrap_err().to_string().contains("disk full"));
        assert_eq!(disk(dir.path()), before, "failed before file {at}");
        assert!(!dir.path().join("src/new.rs").exists());
    }
}

#[test]
fn what_a_crash_left_is_undone_by_the_next_run() {
    for at in 0..=4 {
        let dir = tempfile::tempdir().unwrap();
        plan(dir.path(), &first()).unwrap().apply().unwrap();
        let before = disk(dir.path());
        plan(dir.path(), &second()).unwrap().crash(at).unwrap();
        assert_ne!(disk(dir.path()), before);
        let again = plan(dir.path(), &second()).unwrap();
        assert_eq!(disk(dir.path()), before, "crashed before file {at}");
        again.apply().unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("src/lib.rs")).unwrap(), "B\n");
        assert!(!dir.path().join("src/deep/old.rs").exists());
    }
}

#[test]
fn foreign_files_are_in_the_way_unless_identical() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Cargo.toml"), "a\n").unwrap();
    plan(dir.path(), &first()).unwrap();
    fs::write(dir.path().join("Cargo.toml"), "mine\n").unwrap();
    let error = plan(dir.path(), &first()).unwrap_err();
    assert!(matches!(&error, Error::Refused { path, .. } if path.ends_with("Cargo.toml")), "{error}");
}

#[test]
fn hand_edits_are_told() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    fs::write(dir.path().join("src/lib.rs"), "edited\n").unwrap();
    fs::write(dir.path().join("src/deep/old.rs"), "edited\n").unwrap();
    let next = plan(dir.path(), &second()).unwrap();
    assert_eq!(next.warnings().len(), 2, "{:?}", next.warnings());
    assert!(next.changes.iter().any(|c| c.path == "src/deep/old.rs" && c.action == Action::Keep));
    next.apply().unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("src/lib.rs")).unwrap(), "B\n");
    assert_eq!(fs::read_to_string(dir.path().join("src/deep/old.rs")).unwrap(), "edited\n");
    assert!(plan(dir.path(), &second()).unwrap().is_clean());
}

#[test]
fn a_deleted_file_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    fs::remove_file(dir.path().join("src/lib.rs")).unwrap();
    let next = plan(dir.path(), &first()).unwrap();
    assert_eq!(next.counts().created, 1);
    next.apply().unwrap();
    assert!(plan(dir.path(), &first()).unwrap().is_clean());
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("out");
    let outside = dir.path().join("outside.txt");
    fs::write(&outside, "precious").unwrap();
    for bad in
        ["../outside.txt", "/etc/passwd", "src/../../outside.txt", "soapwright.lock", "soapwright.toml", ""]
    {
        let error = plan(&root, &files(&[(bad, "x")])).unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{bad}: {error}");
    }
    assert!(plan(&root, &files(&[("a.rs", ""), ("A.rs", "")])).is_err(), "one file on some systems");
    // A lock that was tampered with cannot make us delete what is elsewhere.
    let mut lock = Lock::default();
    lock.files.insert("../outside.txt".into(), hash("precious"));
    let error = Plan::new(&root, &first(), &Files::new(), Some(&lock), &Lock::default()).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert_eq!(fs::read_to_string(outside).unwrap(), "precious");
}

#[test]
fn folders_and_files_in_each_others_place_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("src"), "a file").unwrap();
    assert!(plan(dir.path(), &first()).unwrap_err().to_string().contains("folder is needed"));
    fs::create_dir(dir.path().join("Cargo.toml")).unwrap();
    assert!(plan(dir.path(), &files(&[("Cargo.toml", "")])).is_err());
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (root, elsewhere) = (dir.path().join("out"), dir.path().join("elsewhere"));
    fs::create_dir(&root).unwrap();
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, root.join("src")).unwrap();
    assert!(plan(&root, &first()).unwrap_err().to_string().contains("link"));
    fs::remove_file(root.join("src")).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("x"), root.join("soapwright.lock")).unwrap();
    assert!(plan(&root, &first()).unwrap_err().to_string().contains("link"));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
