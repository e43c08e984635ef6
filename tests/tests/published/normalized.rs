//! Our rendering of a contract says what the published one says.

use std::path::{Path, PathBuf};

use soapwright::internals::merge::undocumented;
use soapwright::{ReadOptions, normalize, read_contracts};
use soapwright_tests::harness::{Test, with_shared};

use super::reading::read;

fn reads_the_same(published: PathBuf, normalized: PathBuf, options: &ReadOptions) {
    let one = read(&[published]);
    let (other, _) = read_contracts(&[normalized], options).unwrap_or_else(|e| panic!("{e}"));
    let (mut one, mut other) = (undocumented(&one), undocumented(&other));
    // The file's name is no part of what a contract says.
    one.services.iter_mut().chain(&mut other.services).for_each(|s| s.source.clear());
    for (name, ty) in &one.types {
        assert_eq!(Some(ty), other.types.get(name), "{name}");
    }
    assert_eq!(one, other);
}

fn the_checked_in_contracts_are_the_published_ones(shared: &Path) {
    for name in ["User", "SoPrincipal"] {
        let published = shared.join(format!("contracts/superoffice/WSDL-Services86-{name}.xml"));
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../generated/wsdl/{name}.wsdl"));
        let text = normalize(std::slice::from_ref(&published), &ReadOptions::default()).unwrap();
        assert_eq!(text, std::fs::read_to_string(&ours).unwrap(), "{name}.wsdl is out of date");
        reads_the_same(published, ours, &ReadOptions::default());
    }
}

fn normalizing_every_contract_keeps_what_it_says(shared: &Path) {
    for entry in std::fs::read_dir(shared.join("contracts/superoffice")).unwrap() {
        let path = entry.unwrap().path();
        let text = normalize(std::slice::from_ref(&path), &ReadOptions::default()).unwrap();
        let mut options = ReadOptions::default();
        let normalized = PathBuf::from("normalized.wsdl");
        options.memory.insert(normalized.clone(), text.clone().into_bytes());
        reads_the_same(path, normalized.clone(), &options);
        let again = normalize(&[normalized], &options).unwrap();
        assert_eq!(again, text, "normalizing twice is normalizing once");
    }
}

pub(crate) fn tests() -> Vec<Test> {
    vec![
        with_shared(the_checked_in_contracts_are_the_published_ones),
        with_shared(normalizing_every_contract_keeps_what_it_says),
    ]
}
