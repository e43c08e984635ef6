//! The example of a program that writes a crate, run; and modules of programs, without the programs.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "../examples/build_script.rs"]
mod example;

use std::path::{Path, PathBuf};

use soapwright::{Builder, Error};

fn thing() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/thing.wsdl")
}

#[test]
fn the_example_writes_a_whole_crate_and_then_leaves_it_alone() {
    let dir = tempfile::tempdir().unwrap();
    let wsdl = thing();
    let out = dir.path().join("client");
    let report = example::generate(&wsdl, &out).unwrap();
    assert!(report.counts.created > 2, "{:?}", report.counts);
    assert_eq!(report.summary.operations, 2);
    for file in ["Cargo.toml", "src/lib.rs", "soapwright.lock"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"thing-client\""), "{manifest}");
    let time = || std::fs::metadata(out.join("src/lib.rs")).unwrap().modified().unwrap();
    let before = time();
    let again = example::generate(&wsdl, &out).unwrap();
    assert_eq!((again.counts.created, again.counts.updated, again.counts.deleted), (0, 0, 0));
    assert_eq!(time(), before, "cargo would rebuild it");
    assert!(example::generate(Path::new("missing.wsdl"), &out).is_err());
    assert_eq!(time(), before, "a failure writes nothing");
}

/// The text of a module.
fn module(builder: Builder, out: &Path) -> String {
    let report = builder.out_dir(out).module().unwrap();
    std::fs::read_to_string(report.module.unwrap()).unwrap()
}

#[test]
fn a_module_is_one_file_that_is_left_alone_while_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    let write = || Builder::new().wsdl(thing()).out_dir(dir.path()).module().unwrap();
    let report = write();
    let file = dir.path().join("thing.rs");
    assert_eq!(report.module.as_deref(), Some(file.as_path()));
    assert_eq!((report.counts.created, report.summary.operations), (1, 2));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    let time = || std::fs::metadata(&file).unwrap().modified().unwrap();
    let before = time();
    assert_eq!(write().counts.same, 1);
    assert_eq!(time(), before, "cargo would compile it again");
    std::fs::write(&file, "").unwrap();
    assert_eq!(write().counts.updated, 1);
    assert!(std::fs::read_to_string(&file).unwrap().contains("pub struct Session"));
}

#[test]
fn a_module_has_what_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let plain = module(Builder::new().wsdl(thing()), dir.path());
    let parts = ["mod blocking {", "mod server {", "::validate::", "runtime::ureq"];
    assert!(parts.iter().all(|part| !plain.contains(part)) && plain.contains("fn reqwest_client"));
    let full = module(Builder::new().wsdl(thing()).blocking(true).server(true).validate(true), dir.path());
    assert!(parts.iter().all(|part| full.contains(part)));
    let bare = module(Builder::new().wsdl(thing()).async_client(false), dir.path());
    assert!(!bare.contains("fn reqwest_client") && !bare.contains("needs_async"));
    let named = Builder::new().wsdl(thing()).module_name("type").out_dir(dir.path()).module().unwrap();
    assert_eq!(named.module, Some(dir.path().join("type.rs")));
}

/// What the lock of a crate of the contract pins, with another name for its type.
fn lock(folder: &Path) -> String {
    let krate = folder.join("krate");
    Builder::new().wsdl(thing()).out_dir(&krate).generate().unwrap();
    let lock = std::fs::read_to_string(krate.join("soapwright.lock")).unwrap();
    assert_eq!(lock.matches("= \"Thing\"").count(), 1, "{lock}");
    lock.replace("= \"Thing\"", "= \"PinnedThing\"")
}

#[test]
fn names_come_from_the_lock_which_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let lock = lock(dir.path());
    let (wsdl, out) = (dir.path().join("thing.wsdl"), dir.path().join("out"));
    std::fs::copy(thing(), &wsdl).unwrap();
    assert!(!module(Builder::new().wsdl(&wsdl), &out).contains("PinnedThing"));
    let beside = dir.path().join("soapwright.lock");
    std::fs::write(&beside, &lock).unwrap();
    assert!(module(Builder::new().wsdl(&wsdl), &out).contains("PinnedThing"));
    assert_eq!(std::fs::read_to_string(&beside).unwrap(), lock);
    // One beside the configuration comes first.
    let folder = dir.path().join("config");
    std::fs::create_dir(&folder).unwrap();
    let config = folder.join("soapwright.toml");
    std::fs::write(&config, "[crate]\nname = \"my-things\"\n[[contract]]\nwsdl = \"../thing.wsdl\"\n")
        .unwrap();
    assert!(module(Builder::new().config(&config), &out).contains("PinnedThing"));
    std::fs::write(folder.join("soapwright.lock"), lock.replace("PinnedThing", "OwnThing")).unwrap();
    let text = module(Builder::new().config(&config), &out);
    assert!(text.contains("OwnThing") && !text.contains("PinnedThing"));
    assert!(out.join("my_things.rs").is_file());
}

#[test]
fn a_module_that_cannot_be_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let failure = |builder: Builder| format!("{:?}", builder.out_dir(dir.path()).module().unwrap_err());
    assert!(failure(Builder::new()).starts_with("there is no contract\n  help: name one"));
    let two = Builder::new().wsdl(thing()).wsdl("b.wsdl");
    assert!(failure(two).starts_with("a module of several contracts needs a name"));
    let name = failure(Builder::new().wsdl(thing()).module_name("a-b"));
    assert!(name.starts_with("`a-b` cannot be the name of a module"), "{name}");
    let missing = failure(Builder::new().wsdl("missing.wsdl"));
    assert!(missing.contains("missing.wsdl") && !missing.contains("Diagnostic"), "{missing}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "a failure writes nothing");
    let in_crate = Builder::new().wsdl(thing()).out_dir(dir.path()).blocking(true).generate();
    assert!(
        matches!(in_crate, Err(Error::Usage { message, .. }) if message.contains("`blocking` is for a module"))
    );
}
