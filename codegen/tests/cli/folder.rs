//! The folder of a crate: killed runs, several runs at once, and what a checkout may bring along.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::{CONFIG, files, project, run, soapwright};

/// A project with two configurations of one crate: the second leaves operations out and names the crate otherwise, so that
/// files are created, changed and deleted on the way from one to the other.
fn two_states() -> tempfile::TempDir {
    let dir = project();
    let server = CONFIG.replace("[crate]", "server = true\n[crate]");
    let fewer = CONFIG
        .replace("[crate]", "operations = [\"Forget\"]\n[crate]")
        .replace("thing-client", "other-client");
    fs::write(dir.path().join("soapwright.toml"), &server).unwrap();
    fs::write(dir.path().join("other.toml"), fewer).unwrap();
    dir
}

/// What a crate's folder holds, its staging folders included.
fn written(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let own =
        |(path, _): &(PathBuf, Vec<u8>)| !path.ends_with("soapwright.toml") && !path.ends_with("other.toml");
    files(folder).into_iter().filter(own).collect()
}

/// How often something is tried: seldom, or under `SOAPWRIGHT_LONG` often.
pub(crate) fn times(seldom: u32, often: u32) -> u32 {
    if std::env::var_os("SOAPWRIGHT_LONG").is_some() { often } else { seldom }
}

/// Names the files that differ, and not all that is in them.
fn assert_same(is: &[(PathBuf, Vec<u8>)], was: &[(PathBuf, Vec<u8>)], what: &str) {
    let beyond = |one: &[(PathBuf, Vec<u8>)], other: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        one.iter().filter(|file| !other.contains(file)).map(|(path, _)| path.clone()).collect()
    };
    let (more, less) = (beyond(is, was), beyond(was, is));
    assert!(more.is_empty() && less.is_empty(), "{what}\nmore: {more:?}\nless: {less:?}");
}

/// What the folder holds after each of the two.
fn both(dir: &Path) -> [Vec<(PathBuf, Vec<u8>)>; 2] {
    ["other.toml", "soapwright.toml"].map(|config| {
        run(dir, &["generate", config], 0);
        written(dir)
    })
}

/// Kills runs at moments that are spread over the time that a run takes.
#[test]
fn a_killed_run_leaves_the_old_state_or_the_new_one() {
    let dir = two_states();
    let [other, first] = both(dir.path());
    let steps = times(10, 200);
    for step in 0..steps {
        run(dir.path(), &["generate"], 0);
        let mut child = Command::new(env!("CARGO_BIN_EXE_soapwright"))
            .current_dir(dir.path())
            .args(["generate", "other.toml"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_micros(u64::from(step) * 200_000 / u64::from(steps)));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = written(dir.path());
        let checked = soapwright(dir.path(), &["generate", "--check"]);
        assert!(matches!(checked.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&checked.stderr));
        assert!(written(dir.path()) == left, "--check changes nothing");
        // What the next run of the first one says it has changed is all or nothing.
        let (said, err) = run(dir.path(), &["generate", "-v"], 0);
        assert!(
            said.contains("0 created, 0 updated, 0 deleted") || said.contains("update soapwright.lock"),
            "{said}"
        );
        assert_same(&written(dir.path()), &first, &(said + &err));
        run(dir.path(), &["generate", "other.toml"], 0);
        assert_same(&written(dir.path()), &other, "the other one");
    }
}

#[test]
fn a_check_beside_a_run_sees_one_state() {
    let dir = two_states();
    let [_, _] = both(dir.path());
    run(dir.path(), &["generate", "other.toml"], 0);
    let (changes, _) = run(dir.path(), &["generate", "--check"], 1);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..times(4, 50) {
                for config in ["soapwright.toml", "other.toml"] {
                    run(dir.path(), &["generate", config], 0);
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        let mut answers = [0, 0];
        while !done.load(Ordering::Relaxed) {
            let check = soapwright(dir.path(), &["generate", "--check"]);
            let (out, err) = (String::from_utf8_lossy(&check.stdout), String::from_utf8_lossy(&check.stderr));
            match check.status.code() {
                Some(0) => answers[0] += 1,
                Some(1) => {
                    assert_eq!(out, changes, "{err}");
                    answers[1] += 1;
                }
                code => panic!("{code:?} {err}"),
            }
        }
        assert!(answers[1] > 0, "{answers:?}");
    });
}

#[test]
fn two_runs_at_once_give_the_state_of_one_of_them() {
    let dir = two_states();
    let [other, first] = both(dir.path());
    for _ in 0..times(3, 50) {
        thread::scope(|scope| {
            for config in ["soapwright.toml", "other.toml", "soapwright.toml"] {
                scope.spawn(|| run(dir.path(), &["generate", config], 0));
            }
        });
        let now = written(dir.path());
        assert!(now == other || now == first, "{:?}", now.iter().map(|(path, _)| path).collect::<Vec<_>>());
    }
}

/// A checkout is not trusted: what looks like the rest of an interrupted run moves, deletes and runs nothing.
#[test]
fn staging_folders_of_a_checkout_do_nothing() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    run(dir.path(), &[], 0);
    fs::write(dir.path().join("victim.txt"), "precious").unwrap();
    let stage = dir.path().join(".soapwright-planted");
    fs::create_dir_all(stage.join("old")).unwrap();
    fs::write(stage.join("old/build.rs"), "fn main() {}").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path().join("wsdl"), stage.join("old/src")).unwrap();
    for journal in ["new victim.txt\n", "old build.rs\n", "old src/Thing.wsdl\n"] {
        fs::write(stage.join("journal"), journal).unwrap();
        let before = files(dir.path());
        for args in [&["generate", "--check"][..], &["generate"]] {
            let (out, err) = run(dir.path(), args, 0);
            assert!((out + &err).contains(".soapwright-planted"), "{args:?}");
            assert_same(&files(dir.path()), &before, journal);
        }
    }
}

/// A pipe would wait for a writer for ever.
#[cfg(unix)]
#[test]
fn pipes_and_huge_files_are_not_read() {
    let dir = project();
    let pipe = |name: &str| {
        let path = dir.path().join(name);
        let made = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        path
    };
    let contract = pipe("Pipe.wsdl");
    for args in [&["inspect", "Pipe.wsdl"][..], &["generate", "--wsdl", "Pipe.wsdl", "--out", "x"]] {
        assert!(run(dir.path(), args, 2).1.contains("not a file"), "{args:?}");
    }
    fs::write(dir.path().join("soapwright.toml"), CONFIG.replace("wsdl/Thing.wsdl", "Pipe.wsdl")).unwrap();
    assert!(run(dir.path(), &[], 2).1.contains("not a file"));
    fs::remove_file(&contract).unwrap();
    fs::File::create(&contract).unwrap().set_len(2 << 30).unwrap();
    assert!(run(dir.path(), &[], 2).1.contains("more than the limit"));
    fs::remove_file(dir.path().join("soapwright.toml")).unwrap();
    pipe("soapwright.toml");
    run(dir.path(), &["generate", "soapwright.toml"], 2);
    fs::remove_file(dir.path().join("soapwright.toml")).unwrap();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    pipe("soapwright.lock");
    run(dir.path(), &[], 2);
}
