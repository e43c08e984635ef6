//! The order of the generator's modules: what may import what.
//!
//! Every path of `codegen/src` is read, but for those of tests and of code that is written into crates (`quote!`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

/// The modules in the order in which they may know each other: each only those before it. First what all stand on, then
/// the phases of the spine, then what is around them.
const ORDER: [&str; 39] = [
    "visible",
    "contract",
    "diagnostic",
    "error",
    "disk",
    "parallel",
    "timings",
    "options",
    "load",
    "archive",
    "git",
    "read",
    "resolve",
    "policy",
    "lower",
    "merge",
    "model",
    "names",
    "diff",
    "lock",
    "sources",
    "config",
    "workspace",
    "emit",
    "plan",
    "write",
    "since",
    "pipeline",
    "inspect",
    "sample",
    "witness",
    "normalize",
    "propose",
    "generate",
    "build",
    "fetch",
    "update",
    "cli",
    "internals",
];

/// Modules of one folder that know each other, and why.
const RINGS: [(&str, &[&str], &str); 1] =
    [("model", &["choices", "content"], "a choice holds groups of elements, and a group holds choices")];

/// A module: the names that lead to it.
type Module = Vec<String>;

/// Who imports whom.
type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// The files of a folder and below, by module.
fn files(folder: &Path, module: &[String], into: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut inner = module.to_vec();
        if path.is_dir() {
            inner.push(name);
            files(&path, &inner, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
            if name != "mod" && name != "lib" {
                inner.push(name);
            }
            into.insert(inner, fs::read_to_string(&path).unwrap());
        }
    }
}

/// Whether an item is compiled for tests only.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .any(|one| one.path().is_ident("cfg") && one.to_token_stream().to_string().contains("test"))
}

/// Every path in a file that begins at the crate, at the module, or above it.
fn paths(text: &str) -> Vec<Vec<String>> {
    let file = syn::parse_file(text).expect("our own files are Rust");
    let mut out = Vec::new();
    for item in &file.items {
        let attributes = match item {
            syn::Item::Mod(one) => &one.attrs,
            syn::Item::Fn(one) => &one.attrs,
            syn::Item::Use(one) => &one.attrs,
            syn::Item::Impl(one) => &one.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attributes) {
            walk(item.to_token_stream(), &mut out);
        }
    }
    out
}

fn walk(tokens: TokenStream, out: &mut Vec<Vec<String>>) {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = all.get(at) {
        match token {
            TokenTree::Ident(name) if ["crate", "super", "self"].iter().any(|first| name == first) => {
                let after_path = at > 1 && is_colons(&all, at - 2);
                if !after_path && is_colons(&all, at + 1) {
                    path(&all, at, Vec::new(), out);
                }
            }
            // What is written into generated crates has paths of its own.
            TokenTree::Ident(name) if name.to_string().ends_with("quote") && is_bang(&all, at + 1) => at += 2,
            TokenTree::Group(group) => walk(group.stream(), out),
            _ => {}
        }
        at += 1;
    }
}

fn is_bang(all: &[TokenTree], at: usize) -> bool {
    matches!(all.get(at), Some(TokenTree::Punct(p)) if p.as_char() == '!')
}

fn is_colons(all: &[TokenTree], at: usize) -> bool {
    let colon = |at| matches!(all.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// The path that begins with the name at `at`; of a group of imports every one.
fn path(all: &[TokenTree], mut at: usize, mut begun: Vec<String>, out: &mut Vec<Vec<String>>) {
    loop {
        match all.get(at) {
            Some(TokenTree::Ident(name)) => begun.push(name.to_string()),
            Some(TokenTree::Group(group)) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
                for part in inner.split(comma).filter(|part| !part.is_empty()) {
                    path(part, 0, begun.clone(), out);
                }
                return;
            }
            _ => break,
        }
        at += 1;
        if !is_colons(all, at) {
            break;
        }
        at += 2;
    }
    out.push(begun);
}

/// The module that a path, written in `module`, leads into.
fn target(module: &Module, path: &[String], modules: &BTreeMap<Module, String>) -> Module {
    let mut at = module.clone();
    let mut rest = path;
    while let [first, more @ ..] = rest {
        match first.as_str() {
            "crate" => at.clear(),
            "super" => drop(at.pop()),
            "self" => {}
            _ => break,
        }
        rest = more;
    }
    for name in rest {
        at.push(name.clone());
        if !modules.contains_key(&at) {
            at.pop();
            break;
        }
    }
    at
}

/// Read once, for all tests.
static IMPORTS: LazyLock<Imports> = LazyLock::new(imports);

fn imports() -> Imports {
    let mut modules = BTreeMap::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut modules);
    // What is compiled into generated crates, and what tests are made of, is no module of the generator.
    modules.retain(|module, _| !module.iter().any(|name| name == "templates" || name == "tests"));
    let mut imports = Imports::new();
    for (module, text) in &modules {
        let all = paths(text).into_iter().map(|path| target(module, &path, &modules));
        imports.insert(module.clone(), all.filter(|other| other != module).collect());
    }
    imports
}

/// Who imports whom among the modules of a folder, each with all that is below it.
fn siblings(imports: &Imports, folder: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let child = |module: &Module| module.strip_prefix(folder).and_then(|rest| rest.first()).cloned();
    for (module, others) in imports {
        let Some(own) = child(module) else { continue };
        let others = others.iter().filter_map(child).filter(|other| *other != own);
        graph.entry(own.clone()).or_default().extend(others);
    }
    graph
}

/// The modules of each ring: those that lead to each other.
fn rings(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reached = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut pending = vec![from.clone()];
        while let Some(at) = pending.pop() {
            pending.extend(
                graph.get(&at).into_iter().flatten().filter(|next| seen.insert((*next).clone())).cloned(),
            );
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        graph.keys().map(|name| (name, reached(name))).collect();
    let ring = |name: &&String| {
        let back = |other: &&String| reached[*name].contains(*other) && reached[other].contains(*name);
        graph.keys().filter(back).cloned().collect::<Vec<_>>()
    };
    graph.keys().filter(|name| reached[name].contains(*name)).map(|name| ring(&name)).collect()
}

#[test]
fn no_modules_know_each_other_but_those_of_the_list() {
    let imports = &*IMPORTS;
    let folders: BTreeSet<&[String]> =
        imports.keys().flat_map(|module| (0..module.len()).map(|end| &module[..end])).collect();
    assert!(folders.len() > 15, "{folders:?}");
    let mut found = BTreeSet::new();
    for folder in folders {
        found.extend(rings(&siblings(imports, folder)).into_iter().map(|ring| (folder.join("::"), ring)));
    }
    let known =
        RINGS.map(|(folder, ring, _)| (folder.to_owned(), ring.iter().map(|s| (*s).to_owned()).collect()));
    assert_eq!(found, BTreeSet::from(known));
}

#[test]
fn a_phase_knows_only_those_before_it() {
    let graph = siblings(&IMPORTS, &[]);
    let place = |name: &String| ORDER.iter().position(|known| known == name);
    let unknown: Vec<&String> = graph.keys().filter(|name| place(name).is_none()).collect();
    assert!(unknown.is_empty(), "say where in the order these stand: {unknown:?}");
    assert_eq!(graph.len(), ORDER.len(), "the order names a module that is gone");
    let pairs = graph.iter().flat_map(|(name, others)| others.iter().map(move |other| (name, other)));
    assert!(pairs.clone().count() > 80);
    let wrong: Vec<String> = pairs
        .filter(|(name, other)| place(other) >= place(name))
        .map(|(name, other)| format!("{name} imports {other}, which comes later"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_but_the_face_is_imported_from_the_root() {
    let root: Module = Vec::new();
    let users: Vec<&Module> =
        IMPORTS.iter().filter(|(_, others)| others.contains(&root)).map(|(module, _)| module).collect();
    assert!(users.is_empty(), "{users:?}");
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = "
        use crate::a::{self, b::{C, D as E}, f};
        pub(in crate::g) fn h(x: super::i::J) { let y = vec![self::k::l(&crate::m::N)]; quote! { crate::o::P } }
        #[cfg(test)] mod tests { use crate::q; }
    ";
    let found: Vec<String> = paths(text).iter().map(|path| path.join("::")).collect();
    let expected = [
        "crate::a::self",
        "crate::a::b::C",
        "crate::a::b::D",
        "crate::a::f",
        "crate::g",
        "super::i::J",
        "self::k::l",
        "crate::m::N",
    ];
    assert_eq!(found, expected);
    let graph = |pairs: &[(&str, &[&str])]| {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        pairs.iter().map(|(name, others)| ((*name).to_owned(), set(others))).collect()
    };
    assert!(rings(&graph(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])).is_empty());
    let ring = rings(&graph(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])]));
    assert_eq!(ring, BTreeSet::from([vec!["b".to_owned(), "c".to_owned()]]));
}
