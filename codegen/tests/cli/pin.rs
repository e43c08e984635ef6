//! `pin`: the lock of a module that a `build.rs` writes.

use std::fs;

use crate::{CONFIG, files, project, run};

#[test]
fn names_are_pinned_beside_the_contract_or_the_configuration() {
    let dir = project();
    let lock = dir.path().join("wsdl/soapwright.lock");
    assert!(run(dir.path(), &["pin", "wsdl/Thing.wsdl"], 0).0.contains(" names in wsdl/soapwright.lock"));
    let text = fs::read_to_string(&lock).unwrap();
    assert!(text.contains("= \"Thing\"") && !text.contains("src/lib.rs"), "{text}");
    assert_eq!(files(dir.path()).len(), 2, "nothing but the lock");
    assert!(run(dir.path(), &["pin", "wsdl/Thing.wsdl"], 0).0.contains("as before"));
    // What is pinned stays, whatever the contract would give.
    let pinned = text.replace("= \"Thing\"", "= \"PinnedThing\"");
    fs::write(&lock, &pinned).unwrap();
    assert!(run(dir.path(), &["pin", "wsdl/Thing.wsdl"], 0).0.contains("as before"));
    assert_eq!(fs::read_to_string(&lock).unwrap(), pinned);
    // A type that is new gets a name; that of one that is gone is kept no longer than `generate` keeps it.
    let contract = fs::read_to_string(dir.path().join("wsdl/Thing.wsdl")).unwrap();
    fs::write(
        dir.path().join("wsdl/Thing.wsdl"),
        contract.replace("\"Colour\"", "\"Tint\"").replace("tns:Colour", "tns:Tint"),
    )
    .unwrap();
    assert!(run(dir.path(), &["pin", "wsdl/Thing.wsdl"], 0).0.starts_with("pinned "));
    let text = fs::read_to_string(&lock).unwrap();
    assert!(text.contains("= \"Tint\"") && text.contains("= \"PinnedThing\""), "{text}");

    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    assert!(run(dir.path(), &["pin"], 0).0.contains(" names in soapwright.lock"));
    assert!(!fs::read_to_string(dir.path().join("soapwright.lock")).unwrap().contains("PinnedThing"));
}

#[test]
fn other_locks_and_wrong_contracts_are_refused() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    run(dir.path(), &["generate"], 0);
    let before = files(dir.path());
    assert!(run(dir.path(), &["pin"], 2).1.contains("the lock of a crate"));
    assert!(
        run(dir.path(), &["pin", "soapwright.toml", "wsdl/Thing.wsdl"], 2).1.contains("one configuration")
    );
    assert_eq!(files(dir.path()), before);
    fs::write(dir.path().join("wsdl/soapwright.lock"), "kind = \"documents\"\nformat = 1\n").unwrap();
    assert!(run(dir.path(), &["pin", "wsdl/Thing.wsdl"], 2).1.contains("the lock of downloaded documents"));
    fs::remove_file(dir.path().join("wsdl/soapwright.lock")).unwrap();
    fs::write(dir.path().join("wsdl/Broken.wsdl"), "<a/>").unwrap();
    assert!(run(dir.path(), &["pin", "wsdl/Broken.wsdl"], 2).1.contains("Broken.wsdl"));
}
