//! What is staged before there is a plan.

use std::fs;
use std::path::Path;

use super::{as_bytes, disk, first, lock_of, plan};
use crate::plan::Plan;
use crate::write::{Ahead, Settled};

/// Stages the files of the first run that lie below `src`, or others in their place.
fn begin(root: &Path, lib: &'static str) -> Option<Ahead> {
    let files = [("src/deep/old.rs", "c\n"), ("src/lib.rs", lib)];
    Ahead::begin(root, move || files.into_iter().map(|(path, text)| (path.to_owned(), text)))
}

fn planned(root: &Path, ahead: &Ahead) -> (Plan, Settled) {
    let settled = ahead.settled(root).unwrap().expect("no lock has come");
    let lock = lock_of(&first()).render().unwrap();
    let none = Default::default();
    (Plan::of(root, as_bytes(&first()), &none, &Default::default(), &lock).unwrap(), settled)
}

#[test]
fn what_is_staged_ahead_takes_its_place_where_it_is_planned() {
    let mut expected = first();
    expected.insert("soapwright.lock".into(), lock_of(&first()).render().unwrap());
    // The second of these is not what is planned: that is staged anew.
    for lib in ["b\n", "other\n"] {
        let dir = tempfile::tempdir().unwrap();
        let ahead = begin(dir.path(), lib).unwrap();
        let (made, settled) = planned(dir.path(), &ahead);
        assert!(made.apply_ahead(&settled, Some(ahead)).unwrap());
        assert_eq!(disk(dir.path()), expected, "{lib}");
    }
}

#[test]
fn without_a_plan_nothing_stays() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let before = disk(dir.path());
    let ahead = begin(dir.path(), "b\n").unwrap();
    assert!(begin(dir.path(), "b\n").is_none(), "another run is in the folder");
    drop(ahead);
    assert_eq!(disk(dir.path()), before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn the_folder_of_a_crate_that_is_not_made_goes_again() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("new");
    let ahead = begin(&root, "b\n").unwrap();
    assert!(root.is_dir());
    drop(ahead);
    assert!(!root.exists());
    // One that has something in it stays, and so does one in whose place something is.
    let ahead = begin(&root, "b\n").unwrap();
    fs::write(root.join("mine.txt"), "mine").unwrap();
    drop(ahead);
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
    assert!(begin(&root.join("mine.txt"), "b\n").is_none());
    assert_eq!(fs::read_to_string(root.join("mine.txt")).unwrap(), "mine");
    assert!(begin(&root.join("no/such"), "b\n").is_none());
    // A crate stays.
    let root = dir.path().join("crate");
    let ahead = begin(&root, "b\n").unwrap();
    let (made, settled) = planned(&root, &ahead);
    assert!(made.apply_ahead(&settled, Some(ahead)).unwrap());
    assert!(root.join("src/lib.rs").exists());
}

#[test]
fn a_failure_leaves_nothing_that_was_staged_ahead() {
    for at in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let ahead = begin(dir.path(), "b\n").unwrap();
        let (made, settled) = planned(dir.path(), &ahead);
        let mut seen = 0;
        let result = made.apply_with(&settled, Some(ahead), &mut |_| {
            seen += 1;
            if seen > at { Err(std::io::Error::other("disk full")) } else { Ok(()) }
        });
        assert!(result.unwrap_err().to_string().contains("disk full"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "failed before file {at}");
    }
}

#[test]
fn nothing_is_staged_ahead_beside_a_crate() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("crate");
    fs::create_dir_all(root.join("src")).unwrap();
    assert!(begin(&root, "b\n").is_none());
    fs::remove_dir(root.join("src")).unwrap();
    fs::write(root.join("soapwright.lock"), "").unwrap();
    assert!(begin(&root, "b\n").is_none());
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
}

#[test]
fn a_lock_that_comes_meanwhile_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let ahead = begin(dir.path(), "b\n").unwrap();
    let (made, settled) = planned(dir.path(), &ahead);
    assert!(settled.holds(dir.path()).unwrap());
    fs::write(dir.path().join("soapwright.lock"), "another").unwrap();
    assert!(!settled.holds(dir.path()).unwrap());
    assert!(ahead.settled(dir.path()).unwrap().is_none());
    assert!(!made.apply_ahead(&settled, Some(ahead)).unwrap(), "a new plan is needed");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    let next = plan(dir.path(), &first());
    assert!(next.is_err(), "that lock is none");
}
