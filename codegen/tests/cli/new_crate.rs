//! A crate that is started: all of it, or nothing, in a folder that the run has to make.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::folder::times;
use super::{files, project, run};

const START: [&str; 5] = ["generate", "--wsdl", "wsdl/Thing.wsdl", "--out", "new"];

/// A run that starts a crate in `new`, some time after it began. A run takes no longer than a fifth of a second.
fn begun(dir: &Path, step: u32, steps: u32) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_soapwright"))
        .current_dir(dir)
        .args(START)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_micros(u64::from(step) * 200_000 / u64::from(steps)));
    child
}

fn whole() -> Vec<String> {
    let dir = project();
    run(dir.path(), &START, 0);
    names(dir.path())
}

/// The files below `new`, as paths within it.
fn names(dir: &Path) -> Vec<String> {
    let root = dir.join("new");
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    if root.exists() { files(&root).iter().map(|(path, _)| below(path)).collect() } else { Vec::new() }
}

#[test]
fn a_run_that_is_killed_is_done_by_the_next_one() {
    let whole = whole();
    let steps = times(4, 100);
    for step in 0..steps {
        let dir = project();
        let mut child = begun(dir.path(), step, steps);
        child.kill().unwrap();
        child.wait().unwrap();
        run(dir.path(), &START, 0);
        assert_eq!(names(dir.path()), whole, "{step}");
        run(dir.path(), &["generate", "--check", "new"], 0);
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_nothing_or_a_crate() {
    let whole = whole();
    let steps = times(4, 100);
    for step in 0..steps {
        let dir = project();
        let mut child = begun(dir.path(), step, steps);
        let sent =
            Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        assert!(sent.is_ok());
        child.wait().unwrap();
        if dir.path().join("new").exists() {
            assert_eq!(names(dir.path()), whole, "{step}");
        } else {
            run(dir.path(), &START, 0);
        }
    }
}

#[test]
fn a_contract_that_is_broken_leaves_no_folder() {
    let dir = project();
    std::fs::write(dir.path().join("wsdl/Thing.wsdl"), "<definitions/>").unwrap();
    let (_, told) = run(dir.path(), &START, 2);
    assert!(told.contains("wsdl/Thing.wsdl") && !told.contains("new"), "{told}");
    assert!(!dir.path().join("new").exists());
    // A folder that was there stays, with what is in it.
    std::fs::create_dir(dir.path().join("new")).unwrap();
    std::fs::write(dir.path().join("new/mine.txt"), "mine").unwrap();
    run(dir.path(), &START, 2);
    assert_eq!(names(dir.path()), ["mine.txt"]);
}
