//! The example for `build.rs`, run.

#[path = "../examples/build_script.rs"]
mod example;

use std::path::Path;

#[test]
fn the_example_writes_a_whole_crate_and_then_leaves_it_alone() {
    let dir = tempfile::tempdir().unwrap();
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/thing.wsdl");
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
