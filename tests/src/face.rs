//! The face of a generated crate: what programs can name in it.

use std::collections::BTreeMap;

use quote::ToTokens;
use soapwright::internals::emit::Emitted;
use syn::{Fields, ImplItem, Item, Visibility};

/// What programs can name in a crate, each with its type.
///
/// # Panics
/// When a file is no Rust.
#[must_use]
#[allow(clippy::panic, reason = "a test fails by panicking")]
pub fn face(emitted: &Emitted) -> BTreeMap<String, String> {
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

/// What of a crate's face is gone in the next crate, or is of another type.
#[must_use]
pub fn lost(old: &Emitted, new: &Emitted) -> Vec<String> {
    let new = face(new);
    let lost = face(old).into_iter().filter(|(key, ty)| new.get(key) != Some(ty));
    lost.map(|(key, ty)| format!("{key}: {ty} → {}", new.get(&key).map_or("gone", String::as_str))).collect()
}
