//! Names that a contract's type does not take from those that use it.

use crate::contract::builtin::{Builtin, Rust};

/// What the prelude of edition 2024 has.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// What the crate itself has.
const CRATE: &[&str] = &[
    "Call",
    "Client",
    "ItemIter",
    "ItemStream",
    "Reply",
    "RequestHeaders",
    "ResponseHeaders",
    "Session",
    "SessionBuilder",
];

/// What the runtime has: codec, envelopes, clients, and the values that are no built-in type's.
const RUNTIME: &[&str] = &[
    "Array",
    "Derived",
    "Defaulted",
    "Choice",
    "Enumeration",
    "Field",
    "FlagMember",
    "Particle",
    "Record",
    "Scalar",
    "Slot",
    "Strs",
    "Type",
    "TypeDef",
    "View",
    "Wildcard",
    "Invalid",
    "Unchecked",
    "Validate",
    "Violation",
    "Bound",
    "AsyncTransport",
    "BlockingTransport",
    "ClientBuilder",
    "HeaderBlock",
    "HeaderBlocks",
    "Layer",
    "Listed",
    "Sending",
    "Error",
    "ErrorKind",
    "Departure",
    "DepartureKind",
    "Departures",
    "Reading",
    "FakeReply",
    "FakeTransport",
    "Message",
    "Operation",
    "Outcome",
    "Service",
    "Body",
    "SoapVersion",
    "Wrapper",
    "Answer",
    "Dispatcher",
    "Failure",
    "FaultDetail",
    "ServerOperation",
    "ServerRequest",
    "Attachment",
    "Attributes",
    "Element",
    "Flags",
    "List",
    "Map",
    "Nillable",
    "SimpleList",
    "Unknown",
];

/// Names that generated files import from elsewhere or have from Rust's prelude: a contract's type of such a name is
/// always written with its path, so that no file depends on what else there is.
pub fn kept() -> impl Iterator<Item = &'static str> {
    let values = Builtin::ALL.iter().filter_map(|builtin| match builtin.rust() {
        Rust::Copied(name) | Rust::Value(name) => Some(name),
        Rust::Bool | Rust::Whole(..) | Rust::Float(..) | Rust::Text => None,
    });
    [PRELUDE, CRATE, RUNTIME].into_iter().flatten().copied().chain(values)
}

/// Whether a name is one of them.
pub(super) fn is_kept(name: &str) -> bool {
    kept().any(|kept| kept == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::names::TABLE_WORDS;

    /// Files of which a crate has one. They name few types of a contract, and where one of those is called as what they
    /// import from the runtime, that is written with its path.
    const SINGLE: [&str; 5] = ["headers.rs", "login.rs", "namespaces.rs", "session.rs", "blocking.rs"];

    /// The names that checked-in generated files import from their runtime.
    fn imported() -> BTreeSet<String> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Vec::new();
        for folder in ["generated/src", "tests/features", "tests/tests/emit"] {
            rust_files(&top.join(folder), &mut files);
        }
        assert!(files.len() > 100, "{files:?}");
        let mut names = BTreeSet::new();
        for file in files {
            let file = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
            for item in file.items {
                if let syn::Item::Use(item) = item {
                    leaves(&item.tree, "", &mut names);
                }
            }
        }
        let names = names.into_iter().filter_map(|path| {
            let path = path.strip_prefix("crate::runtime::")?;
            Some(path.rsplit("::").next().unwrap_or(path).to_owned())
        });
        names.collect()
    }

    fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("runtime") && !path.ends_with("tables") {
                rust_files(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !SINGLE.iter().any(|single| path.ends_with(single))
            {
                out.push(path);
            }
        }
    }

    /// The paths that a `use` names.
    fn leaves(tree: &syn::UseTree, before: &str, out: &mut BTreeSet<String>) {
        match tree {
            syn::UseTree::Path(path) => leaves(&path.tree, &format!("{before}{}::", path.ident), out),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, out)),
            syn::UseTree::Name(name) => drop(out.insert(format!("{before}{}", name.ident))),
            syn::UseTree::Rename(name) => drop(out.insert(format!("{before}{}", name.rename))),
            syn::UseTree::Glob(_) => {}
        }
    }

    fn is_constant(name: &str) -> bool {
        name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    }

    #[test]
    fn what_generated_files_import_is_kept() {
        let kept: BTreeSet<&str> = kept().collect();
        let imported = imported();
        let types = imported.iter().filter(|name| name.starts_with(char::is_uppercase) && !is_constant(name));
        let missing: Vec<&String> = types.filter(|name| !kept.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let constants = imported.iter().filter(|name| is_constant(name));
        let missing: Vec<&String> = constants.filter(|name| !TABLE_WORDS.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(imported.contains("Particle") && imported.contains("OPTIONAL"));
    }

    #[test]
    fn what_is_kept_is_there() {
        let mut found = BTreeSet::new();
        for (_, text) in soapwright_runtime::files() {
            for item in syn::parse_file(text).unwrap().items {
                match item {
                    syn::Item::Struct(item) => drop(found.insert(item.ident.to_string())),
                    syn::Item::Enum(item) => drop(found.insert(item.ident.to_string())),
                    syn::Item::Trait(item) => drop(found.insert(item.ident.to_string())),
                    syn::Item::Type(item) => drop(found.insert(item.ident.to_string())),
                    syn::Item::Use(item) => leaves(&item.tree, "", &mut found),
                    _ => {}
                }
            }
        }
        let found: BTreeSet<&str> = found.iter().filter_map(|path| path.rsplit("::").next()).collect();
        let missing: Vec<&&str> = RUNTIME.iter().filter(|name| !found.contains(**name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
