mod ahead;
#[cfg(feature = "fetch")]
mod documents;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{Purpose, Settled, settle};
use crate::disk::hash;
use crate::error::Error;
use crate::lock::Lock;
use crate::plan::{Action, Bytes, Plan};

type Files = BTreeMap<String, String>;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn as_bytes(files: &Files) -> BTreeMap<String, Bytes> {
    files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes().into())).collect()
}

fn lock_of(files: &Files) -> Lock {
    let files = files.iter().map(|(path, text)| (path.clone(), hash(text))).collect();
    Lock { files, ..Lock::default() }
}

/// A plan, and the state of the folder that it was made for.
struct Made {
    plan: Plan,
    settled: Settled,
}

impl std::ops::Deref for Made {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}

impl Made {
    fn apply(&self) -> Result<bool, Error> {
        self.plan.apply(&self.settled)
    }
}

/// A plan for these files, over the lock of an earlier run.
fn planned(root: &Path, files: &Files, old: Option<&Lock>, lock: &Lock) -> Result<Plan, Error> {
    let known = old.map(|lock| lock.files.clone()).unwrap_or_default();
    Plan::of(root, as_bytes(files), &Files::new(), &known, &lock.render()?)
}

fn plan(root: &Path, files: &Files) -> Result<Made, Error> {
    let settled = settle(root, Purpose::Write)?;
    let old = Lock::read(root)?;
    let plan = planned(root, files, old.as_ref(), &lock_of(files))?;
    Ok(Made { plan, settled })
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

/// Leaves the folder as a crash of the second run in front of a rename would.
fn crash(root: &Path, at: usize) {
    let made = plan(root, &second()).unwrap();
    made.crash(&made.settled, at).unwrap();
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
        let made = plan(dir.path(), &second()).unwrap();
        let result = made.apply_with(&made.settled, None, &mut |_| {
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
        crash(dir.path(), at);
        assert_ne!(disk(dir.path()), before);
        let again = plan(dir.path(), &second()).unwrap();
        // The lock is the fourth and last: with it the run was done, and only its staging folder was left.
        assert_eq!(disk(dir.path()) == before, at < 4, "crashed before file {at}");
        assert_eq!(again.is_clean(), at == 4, "crashed before file {at}");
        again.apply().unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("src/lib.rs")).unwrap(), "B\n");
        assert!(!dir.path().join("src/deep/old.rs").exists());
    }
}

#[test]
fn new_folders_come_whole_and_go_whole() {
    for at in 0..=4 {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("mine.txt"), "mine").unwrap();
        let before = disk(dir.path());
        let made = plan(dir.path(), &first()).unwrap();
        let mut seen = 0;
        let result = made.apply_with(&made.settled, None, &mut |_| {
            seen += 1;
            if seen > at { Err(io::Error::other("disk full")) } else { Ok(()) }
        });
        assert_eq!(result.is_ok(), at == 4);
        assert_eq!(disk(dir.path()) == before, at < 4, "failed before file {at}");
        assert_eq!(dir.path().join("src").exists(), at == 4);
    }
    for at in 0..=4 {
        let dir = tempfile::tempdir().unwrap();
        let made = plan(dir.path(), &first()).unwrap();
        made.crash(&made.settled, at).unwrap();
        // What is sorted behind it came with the first file of its folder.
        assert_eq!(dir.path().join("src/lib.rs").exists(), at >= 2, "crashed before file {at}");
        let again = plan(dir.path(), &first()).unwrap();
        assert_eq!(dir.path().join("src").exists(), at == 4, "crashed before file {at}");
        again.apply().unwrap();
        let mut expected = first();
        expected.insert("soapwright.lock".into(), lock_of(&first()).render().unwrap());
        assert_eq!(disk(dir.path()), expected);
    }
}

#[test]
fn foreign_files_are_in_the_way_unless_identical() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Cargo.toml"), "a\n").unwrap();
    plan(dir.path(), &first()).unwrap();
    fs::write(dir.path().join("Cargo.toml"), "mine\n").unwrap();
    let error = plan(dir.path(), &first()).err().unwrap();
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
        let error = plan(&root, &files(&[(bad, "x")])).err().unwrap();
        assert!(matches!(error, Error::Refused { .. }), "{bad}: {error}");
    }
    assert!(plan(&root, &files(&[("a.rs", ""), ("A.rs", "")])).is_err(), "one file on some systems");
    // A lock that was tampered with cannot make us delete what is elsewhere.
    let mut lock = Lock::default();
    lock.files.insert("../outside.txt".into(), hash("precious"));
    let error = planned(&root, &first(), Some(&lock), &Lock::default()).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert_eq!(fs::read_to_string(outside).unwrap(), "precious");
}

#[test]
fn folders_and_files_in_each_others_place_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("src"), "a file").unwrap();
    assert!(plan(dir.path(), &first()).err().unwrap().to_string().contains("folder is needed"));
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
    assert!(plan(&root, &first()).err().unwrap().to_string().contains("link"));
    fs::remove_file(root.join("src")).unwrap();
    std::os::unix::fs::symlink(elsewhere.join("x"), root.join("soapwright.lock")).unwrap();
    assert!(plan(&root, &first()).err().unwrap().to_string().contains("link"));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn who_only_looks_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    for at in 0..=4 {
        crash(dir.path(), at);
        let before = disk(dir.path());
        let looked = settle(dir.path(), Purpose::Look);
        // The last of the four is the lock: then the run was done.
        assert_eq!(looked.is_err(), at < 4, "crashed before file {at}: {looked:?}");
        assert_eq!(disk(dir.path()), before);
        let settled = settle(dir.path(), Purpose::Write).unwrap();
        assert_eq!(settled.notes, [""; 0]);
        assert!(
            disk(dir.path()).keys().all(|path| !path.starts_with(".soapwright-")),
            "crashed before file {at}"
        );
    }
}

/// A staging folder for a lock with a journal of these lines.
fn planted(root: &Path, name: &str, lines: &str) {
    fs::create_dir_all(root.join(name).join("old")).unwrap();
    fs::write(root.join(name).join("old/build.rs"), "fn main() { planted() }").unwrap();
    fs::write(root.join(name).join("journal"), lines).unwrap();
}

#[test]
fn what_a_checkout_brings_is_no_interrupted_run() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    planted(dir.path(), ".soapwright-abc123", "new mine.txt\nold build.rs\n");
    let before = disk(dir.path());
    for purpose in [Purpose::Look, Purpose::Write] {
        let settled = settle(dir.path(), purpose).unwrap();
        assert!(settled.notes.iter().any(|note| note.contains("left as it is")), "{settled:?}");
        assert_eq!(disk(dir.path()), before);
    }
}

#[test]
fn a_journal_is_believed_only_as_far_as_hashes_go() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let before = disk(dir.path());
    let lock = fs::read(dir.path().join("soapwright.lock")).unwrap();
    let name = format!(".soapwright-{}", &hash(lock)[..16]);
    let code = hash("fn main() { planted() }");
    let lines = format!("- {} mine.txt\n{code} - build.rs\n- {} ../outside\n", hash("other"), hash("x"));
    for line in lines.lines() {
        planted(dir.path(), &name, line);
        match settle(dir.path(), Purpose::Write) {
            Ok(settled) => assert_eq!(settled.notes.len(), 1, "{line}: {settled:?}"),
            Err(error) => assert!(matches!(error, Error::Refused { .. }), "{line}: {error}"),
        }
        fs::remove_dir_all(dir.path().join(&name)).ok();
        assert_eq!(disk(dir.path()), before, "{line}");
    }
}

#[test]
fn an_edit_after_a_crash_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    plan(dir.path(), &first()).unwrap().apply().unwrap();
    crash(dir.path(), 3);
    fs::write(dir.path().join("src/lib.rs"), "edited since\n").unwrap();
    let settled = settle(dir.path(), Purpose::Write).unwrap();
    assert!(settled.notes.iter().any(|note| note.contains("lib.rs")), "{settled:?}");
    assert_eq!(fs::read_to_string(dir.path().join("src/lib.rs")).unwrap(), "edited since\n");
    assert_eq!(fs::read_to_string(dir.path().join("src/deep/old.rs")).unwrap(), "c\n");
}

#[test]
fn of_two_runs_the_slower_one_plans_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (plan(dir.path(), &first()).unwrap(), plan(dir.path(), &second()).unwrap());
    assert!(one.apply().unwrap());
    let before = disk(dir.path());
    assert!(!other.apply().unwrap(), "it was planned for an empty folder");
    assert_eq!(disk(dir.path()), before);
    assert!(plan(dir.path(), &second()).unwrap().apply().unwrap());
}
