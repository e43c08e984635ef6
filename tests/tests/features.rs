//! A folder for each feature of contracts, below `features/`:
//!
//! - `contract.wsdl`, with the schemas that it reads: as small as the feature allows;
//! - `expected/`: what is made of it, types and operations. These are documentation too: read them;
//! - `good/`: envelopes that must come through the crate's types and say the same afterwards, and beside each what was
//!   read as JSON, by the cargo feature `serde`;
//! - `bad/`: envelopes that must be refused, with the message in the `.txt` beside each.
//!
//! An envelope is called `OPERATION.request.xml` or `OPERATION.reply.xml`, with any word after the operation to tell several
//! apart (`Find.empty.reply.xml`). Where what is written is meant to be another document, that is `….again.xml` beside it.
//! `SOAPWRIGHT_BLESS=1` writes expected code, JSON and messages anew; read the difference.
//! `SOAPWRIGHT_FEATURE=NAME` tries only that folder.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};
use soapwright::ReadOptions;
use soapwright::internals::emit::{Arguments, EmitOptions, Runtime, emit};
use soapwright::internals::names::NamesLock;
use soapwright_tests::crates::{Krate, Space};
use soapwright_tests::roundtrip::{Allowed, Case, CaseKind, Probed, ask, ask_json, probed, same};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("features")
}

fn bless() -> bool {
    std::env::var_os("SOAPWRIGHT_BLESS").is_some()
}

/// The names of the folders.
fn features() -> Vec<String> {
    let only = std::env::var("SOAPWRIGHT_FEATURE").ok();
    let mut names: Vec<String> = std::fs::read_dir(here())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| only.as_ref().is_none_or(|only| only == name))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

/// The files of a folder that end so, in order; none where there is no folder.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    paths.sort();
    paths
}

/// What the folder's configuration would say.
fn settings(name: &str, options: &mut EmitOptions) {
    if name == "struct-arguments" {
        options.arguments = Arguments::Struct;
    }
}

/// What is worth reading of a crate: types, services, headers. Not what all crates have, nor what only repeats.
fn worth_reading(path: &str) -> bool {
    let Some(path) = path.strip_prefix("src/") else { return false };
    let folder = path.split('/').next().unwrap_or_default();
    if folder == "runtime" || path.ends_with("/blocking.rs") || path.ends_with("/server.rs") {
        return false;
    }
    match path.split('/').next_back() {
        Some("mod.rs") => folder != "types",
        Some(_) => path.contains('/') || path == "headers.rs",
        None => false,
    }
}

#[test]
fn the_code_is_as_expected() {
    let mut differences = Vec::new();
    for name in features() {
        let folder = here().join(&name);
        let wsdl = folder.join("contract.wsdl");
        let (contract, warnings) = soapwright::read_contracts(&[wsdl], &ReadOptions::default())
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut options = EmitOptions::new(name.clone());
        options.sources = vec!["contract.wsdl".to_owned()];
        // The code of each service stands in the same folder, whatever its address is.
        options.modules.insert("contract".to_owned(), "contract".to_owned());
        options.runtime = Runtime::Dependency("\"1\"".to_owned());
        settings(&name, &mut options);
        let emitted =
            emit(&contract, &options, &NamesLock::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let said: String =
            warnings.iter().chain(emitted.warnings.iter()).map(|one| format!("{}\n", one.message)).collect();
        let mut made: BTreeMap<String, String> = emitted
            .files
            .into_iter()
            .filter(|(path, _)| worth_reading(path))
            .map(|(path, text)| (path.trim_start_matches("src/").to_owned(), text))
            .collect();
        if made.get("headers.rs").is_some_and(|text| !text.contains("pub(crate) static")) {
            made.remove("headers.rs");
        }
        if !said.is_empty() {
            made.insert("warnings.txt".to_owned(), said);
        }
        differences.extend(compared(&folder.join("expected"), &made));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Where a folder differs from what was made; with `SOAPWRIGHT_BLESS` it is written anew instead.
fn compared(folder: &Path, made: &BTreeMap<String, String>) -> Vec<String> {
    if bless() {
        let _ = std::fs::remove_dir_all(folder);
        for (path, text) in made {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
    let mut expected = BTreeMap::new();
    below(folder, folder, &mut expected);
    let mut differences = Vec::new();
    for path in made.keys().chain(expected.keys().filter(|path| !made.contains_key(*path))) {
        let shown = folder.join(path).display().to_string();
        match (made.get(path), expected.get(path)) {
            (Some(made), Some(expected)) if made == expected => {}
            (Some(made), Some(expected)) => {
                let diff = similar::TextDiff::from_lines(expected, made);
                differences.push(diff.unified_diff().header(&shown, "made").to_string());
            }
            (Some(_), None) => differences.push(format!("{shown}: is not expected")),
            (None, _) => differences.push(format!("{shown}: is not made any more")),
        }
    }
    differences
}

fn below(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The case that a file is.
fn case(contract: &Probed, file: &Path) -> Case {
    let name = file.file_name().unwrap().to_str().unwrap();
    let mut parts = name.trim_end_matches(".xml").split('.');
    let (operation, kind) = (parts.next().unwrap(), parts.next_back().unwrap());
    let named = |probe: &soapwright_tests::roundtrip::MessageProbe| probe.operation.name == operation;
    let at = contract.messages.iter().position(named).unwrap_or_else(|| panic!("{name}: no such operation"));
    let kind = match kind {
        "request" => CaseKind::Request(at),
        "reply" => CaseKind::Reply(at),
        _ => panic!("{name}: neither request nor reply"),
    };
    Case { kind, xml: std::fs::read_to_string(file).unwrap() }
}

/// Compares the blocks of Header and Body.
fn compare(was: &str, is: &str) -> Result<(), String> {
    let parse = |text| Document::parse(text).map_err(|error| error.to_string());
    let (was, is) = (parse(was)?, parse(is)?);
    // Spelling: attribute values may be written in their shortest form, such as `1` as `true`.
    let allowed = Allowed { spelling: true, ..Allowed::default() };
    for part in ["Header", "Body"] {
        let blocks = |node: Node<'_, '_>| -> usize { node.children().filter(Node::is_element).count() };
        let found = |document: &Document<'_>| {
            let node = document.root_element().children().find(|node| node.tag_name().name() == part);
            node.map(|node| node.id())
        };
        match (found(&was), found(&is)) {
            (Some(before), Some(after)) => {
                same(was.get_node(before).unwrap(), is.get_node(after).unwrap(), &allowed)?;
            }
            (None, None) => {}
            (None, Some(after)) if blocks(is.get_node(after).unwrap()) == 0 => {}
            _ => return Err(format!("{part} is there once")),
        }
    }
    Ok(())
}

/// What is wrong where a file does not hold what was said; with `SOAPWRIGHT_BLESS` it is written anew instead.
fn beside(file: &Path, said: &str) -> Option<String> {
    if bless() {
        std::fs::write(file, format!("{said}\n")).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    (expected.trim_end() != said)
        .then(|| format!("{}: there should be\n{said}\nand not\n{expected}", file.display()))
}

#[test]
fn good_envelopes_come_through_and_bad_ones_are_refused() {
    let names = features();
    let contracts: Vec<(String, Probed)> = names
        .iter()
        .map(|name| {
            let krate = format!("feature-{name}");
            let wsdl = here().join(name).join("contract.wsdl");
            let made = probed(&wsdl, &ReadOptions::default(), |options| settings(name, options), &krate);
            (krate, made.unwrap_or_else(|e| panic!("{name}: {e}")))
        })
        .collect();
    let crates: Vec<Krate> =
        contracts.iter().map(|(name, contract)| Krate::new(name, contract.files.clone())).collect();
    let built = Space::new("features").unwrap().build(&crates).unwrap();
    let mut wrong = Vec::new();
    for (name, (krate, contract)) in names.iter().zip(&contracts) {
        let folder = here().join(name);
        let program = match built.program(krate, krate) {
            Ok(program) => program,
            Err(said) => {
                wrong.push(format!("{name}: {said}"));
                continue;
            }
        };
        let mut good = files(&folder.join("good"), ".xml");
        good.retain(|file| !file.to_string_lossy().ends_with(".again.xml"));
        if good.is_empty() {
            wrong.push(format!("{name}: no good envelopes"));
        }
        let cases: Vec<Case> = good.iter().map(|file| case(contract, file)).collect();
        for ((file, case), said) in good.iter().zip(&cases).zip(ask(program, &cases).unwrap()) {
            let again = std::fs::read_to_string(file.with_extension("again.xml"));
            let expected = again.as_ref().unwrap_or(&case.xml);
            if let Err(said) = said.and_then(|is| compare(expected, &is)) {
                wrong.push(format!("{}: {said}", file.display()));
            }
        }
        for (file, said) in good.iter().zip(ask_json(program, &cases).unwrap()) {
            // Why there is none was told above.
            let Ok(json) = said else { continue };
            wrong.extend(beside(&file.with_extension("json"), &json));
        }
        let bad = files(&folder.join("bad"), ".xml");
        let cases: Vec<Case> = bad.iter().map(|file| case(contract, file)).collect();
        for (file, said) in bad.iter().zip(ask(program, &cases).unwrap()) {
            let Err(said) = said else {
                wrong.push(format!("{}: is not refused", file.display()));
                continue;
            };
            wrong.extend(beside(&file.with_extension("txt"), &said));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
