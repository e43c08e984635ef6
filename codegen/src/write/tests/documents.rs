//! Documents that are written with a crate.

use std::fs;
use std::path::Path;

use super::{Files, as_bytes, disk, files, first, plan, planted, second};
use crate::disk::hash;
use crate::error::Error;
use crate::plan::{Action, Plan};
use crate::sources::{self, Origin, Sources};
use crate::write::{Purpose, settle};

/// Documents and the lock beside them, which has their hashes.
fn documents(folder: &Path, files: &Files) -> Plan {
    let mut sources = Sources::default();
    for (name, text) in files {
        let origin = Origin { url: format!("http://x/{name}"), time: "now".into(), sha256: hash(text) };
        sources.documents.insert(name.clone(), origin);
    }
    let known = sources::known(folder).unwrap();
    Plan::of(folder, as_bytes(files), &Files::new(), &known, &sources.render().unwrap()).unwrap()
}

#[test]
fn a_crate_and_its_documents_go_together() {
    let (old, new) = (files(&[("a.wsdl", "1"), ("b.xsd", "2")]), files(&[("a.wsdl", "3"), ("c.xsd", "4")]));
    for way in ["wsdl", "deep/wsdl", "../wsdl", "../../other/wsdl"] {
        let both = |root: &Path, of_crate: &Files, of_documents: &Files| {
            let folder = root.join(way);
            let mut made = plan(root, of_crate).unwrap();
            made.plan.include(documents(&folder, of_documents), way);
            made
        };
        let mut steps = 0;
        for at in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let root = dir.path().join("a/crate");
            fs::create_dir_all(&root).unwrap();
            let folder = root.join(way);
            documents(&folder, &old).apply(&settle(&folder, Purpose::Write).unwrap()).unwrap();
            both(&root, &first(), &old).apply().unwrap();
            let before = disk(dir.path());
            let made = both(&root, &second(), &new);
            steps = made.plan.changes.iter().filter(|change| change.action != Action::Same).count();
            made.crash(&made.settled, at).unwrap();
            assert_ne!(disk(dir.path()), before, "{way}, crashed before file {at}");
            let settled = settle(&root, Purpose::Write).unwrap();
            assert_eq!(settled.notes, [""; 0], "{way}, crashed before file {at}");
            // The lock of the crate is the last: with it the run was done.
            assert_eq!(disk(dir.path()) == before, at < steps, "{way}, crashed before file {at}");
            if at == steps {
                break;
            }
        }
        assert_eq!(steps, 8, "three files and a lock each, and one that is the same");
    }
}

/// The crate may stay as it is: then its lock does not tell whether the run was done.
#[test]
fn documents_alone_are_undone_too() {
    let (old, new) = (files(&[("a.wsdl", "1"), ("b.xsd", "2")]), files(&[("a.wsdl", "3"), ("c.xsd", "4")]));
    for at in 0..=4 {
        let dir = tempfile::tempdir().unwrap();
        let (root, folder) = (dir.path().join("crate"), dir.path().join("wsdl"));
        documents(&folder, &old).apply(&settle(&folder, Purpose::Write).unwrap()).unwrap();
        plan(&root, &first()).unwrap().apply().unwrap();
        let before = disk(dir.path());
        let mut made = plan(&root, &first()).unwrap();
        made.plan.include(documents(&folder, &new), "../wsdl");
        made.crash(&made.settled, at).unwrap();
        let settled = settle(&root, Purpose::Write).unwrap();
        assert_eq!((settled.notes.len(), disk(dir.path())), (0, before), "crashed before file {at}");
        // A run that is done is not undone.
        assert!(made.plan.apply(&settled).unwrap());
        assert!(settle(&root, Purpose::Write).unwrap().notes.is_empty());
        assert!(folder.join("c.xsd").exists() && !folder.join("b.xsd").exists());
    }
}

/// What a checkout brings may name files outside of it: only documents of a folder with their lock are believed to be ours.
#[test]
fn a_journal_reaches_nothing_beside_but_documents() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("crate");
    fs::create_dir(&root).unwrap();
    plan(&root, &first()).unwrap().apply().unwrap();
    fs::create_dir(dir.path().join("wsdl")).unwrap();
    for name in ["mine.txt", "mine.wsdl", "wsdl/mine.wsdl"] {
        fs::write(dir.path().join(name), "mine").unwrap();
    }
    let before = disk(dir.path());
    let lock = fs::read(root.join("soapwright.lock")).unwrap();
    let name = format!(".soapwright-{}", &hash(lock)[..16]);
    for path in ["../mine.txt", "../mine.wsdl", "../wsdl/mine.wsdl", "../new.wsdl", "x/../../mine.txt"] {
        for line in [format!("- {} {path}\n", hash("mine")), format!("{} - {path}\n", hash("mine"))] {
            planted(&root, &name, &line);
            fs::create_dir_all(root.join(&name).join("old/(up)")).unwrap();
            fs::write(root.join(&name).join("old/(up)/new.wsdl"), "mine").unwrap();
            match settle(&root, Purpose::Write) {
                Ok(settled) => assert!(settled.notes.len() <= 1, "{line}: {settled:?}"),
                Err(error) => assert!(matches!(error, Error::Refused { .. }), "{line}: {error}"),
            }
            fs::remove_dir_all(root.join(&name)).ok();
            assert_eq!(disk(dir.path()), before, "{line}");
        }
    }
}
