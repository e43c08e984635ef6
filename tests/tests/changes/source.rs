//! The source axis against the generated code: what of a crate's face is gone, or is another one, in the next crate.

use std::collections::BTreeMap;
use std::path::PathBuf;

use quote::ToTokens;
use soapwright::internals::diff;
use soapwright::internals::emit::{EmitOptions, Emitted, Runtime, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use syn::{Fields, ImplItem, Item, Visibility};

use super::{folder, step, wanted};

/// The crate of a contract, with the names of an earlier one.
fn emitted(path: PathBuf, lock: &NamesLock) -> Emitted {
    let (contract, _) = read_contracts(&[path], &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let mut options = EmitOptions::new("t");
    options.runtime = Runtime::Dependency("\"1\"".to_owned());
    emit(&contract, &options, lock).unwrap_or_else(|e| panic!("{e}"))
}

/// What programs can name in a crate, each with its type.
fn face(emitted: &Emitted) -> BTreeMap<String, String> {
    let mut face = BTreeMap::new();
    for (path, text) in &emitted.files {
        let own = path.starts_with("src/") && path.ends_with(".rs") && !path.contains("/server");
        if own {
            let file = syn::parse_file(text).unwrap_or_else(|e| panic!("{path}: {e}"));
            items(&file.items, &mut face);
        }
    }
    face
}

fn items(all: &[Item], face: &mut BTreeMap<String, String>) {
    let is_public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
    for item in all {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                face.insert(one.ident.to_string(), "struct".to_owned());
                for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    face.insert(format!("{}.{name}", one.ident), tokens(&field.ty));
                }
            }
            Item::Enum(one) if is_public(&one.vis) => {
                face.insert(one.ident.to_string(), "enum".to_owned());
                for variant in &one.variants {
                    let fields = match &variant.fields {
                        Fields::Unit => String::new(),
                        fields => tokens(fields),
                    };
                    face.insert(format!("{}::{}", one.ident, variant.ident), fields);
                }
            }
            Item::Type(one) if is_public(&one.vis) => {
                face.insert(one.ident.to_string(), tokens(&one.ty));
            }
            Item::Impl(one) if one.trait_.is_none() => {
                let methods = one.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) if is_public(&method.vis) => Some(&method.sig),
                    _ => None,
                });
                let owner = tokens(&one.self_ty);
                for signature in methods {
                    // What an argument is called does not matter to who calls.
                    let types = signature.inputs.iter().map(|input| match input {
                        syn::FnArg::Receiver(own) => tokens(own),
                        syn::FnArg::Typed(typed) => tokens(&typed.ty),
                    });
                    let types: Vec<String> = types.collect();
                    let key = format!("{owner}::{}", signature.ident);
                    face.insert(key, format!("({}) {}", types.join(", "), tokens(&signature.output)));
                }
            }
            _ => {}
        }
    }
}

/// Code without the ways to what it names.
fn tokens(code: &impl ToTokens) -> String {
    let text = code.to_token_stream().to_string();
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(' ') {
        words.push(word);
        if let [.., _, "::", _] = words.as_slice() {
            let last = words.len() - 1;
            words.drain(last - 2..last);
        }
    }
    words.join(" ")
}

#[test]
fn the_source_axis_is_what_the_generated_code_says() {
    let mut wrong = Vec::new();
    for name in wanted().into_keys().step_by(step()) {
        let at = folder().join("pairs").join(&name);
        let read = |file: &str| diff::read(&[at.join(file)], &ReadOptions::default()).unwrap();
        let report = read("old.wsdl").compare(&read("new.wsdl"));
        let old = emitted(at.join("old.wsdl"), &NamesLock::default());
        let new = emitted(at.join("new.wsdl"), &old.names);
        let (old, new) = (face(&old), face(&new));
        let gone: Vec<String> = old
            .iter()
            .filter(|(key, ty)| new.get(*key) != Some(ty))
            .map(|(key, ty)| format!("{key}: {ty} → {:?}", new.get(key)))
            .collect();
        let told = report.changes.iter().any(|change| change.source);
        if told == gone.is_empty() {
            wrong.push(format!("{name}: told {told}\n  {}", gone.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
