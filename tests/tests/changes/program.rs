//! The source axis against the compiler: a program that uses all of the old crate, compiled against the new one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quote::ToTokens;
use soapwright::ReadOptions;
use soapwright::internals::diff;
use soapwright::internals::emit::Emitted;
use soapwright::internals::names::NamesLock;
use soapwright_tests::crates::{Krate, Space};
use syn::{FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, UseTree, Visibility};

use super::source::emitted;
use super::{folder, wanted};

/// A program that uses every field, alternative and method of a crate, as a test of `THE_CRATE`.
fn program(emitted: &Emitted) -> String {
    let mut out = String::from("#![allow(unused, deprecated)]\n");
    for (number, (path, text)) in emitted.files.iter().enumerate() {
        let Some(module) = module(path) else { continue };
        let file = syn::parse_file(text).unwrap();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "mod f{number} {{");
        for item in &file.items {
            let (own, visibility) = match item {
                Item::Use(one) => {
                    imported(&one.tree, &mut Vec::new(), &mut out);
                    continue;
                }
                Item::Struct(one) => (&one.ident, &one.vis),
                Item::Enum(one) => (&one.ident, &one.vis),
                Item::Type(one) => (&one.ident, &one.vis),
                _ => continue,
            };
            if matches!(visibility, Visibility::Public(_)) {
                let _ = writeln!(out, "    use THE_CRATE::{module}{own};");
            }
        }
        file.items.iter().enumerate().for_each(|(at, item)| used(at, item, &mut out));
        out.push_str("}\n");
    }
    out
}

/// The way to what a file declares, where it is public.
fn module(path: &str) -> Option<String> {
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let steps: Vec<&str> = inner.split('/').collect();
    match steps.as_slice() {
        ["headers"] => Some(String::new()),
        ["types", above @ .., name] if *name != "mod" => {
            Some(format!("{}::", [&["types"], above].concat().join("::")))
        }
        [service, "mod"] if *service != "runtime" && *service != "types" => Some(format!("{service}::")),
        [service, "faults"] => Some(format!("{service}::faults::")),
        _ => None,
    }
}

/// Imports the types that a file imports: not the tables, which are the crate's own.
fn imported(tree: &UseTree, way: &mut Vec<String>, out: &mut String) {
    match tree {
        UseTree::Path(path) => {
            way.push(path.ident.to_string());
            imported(&path.tree, way, out);
            way.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, way, out)),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
            if is_type
                && way.first().is_some_and(|first| first == "crate")
                && !way.contains(&"session".to_owned())
            {
                let _ = writeln!(out, "    use THE_CRATE::{}::{name};", way[1..].join("::"));
            }
        }
        _ => {}
    }
}

fn code(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace("crate ::", "THE_CRATE ::")
}

fn used(at: usize, item: &Item, out: &mut String) {
    let is_public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
    match item {
        Item::Struct(one) if is_public(&one.vis) && one.fields.iter().all(|field| is_public(&field.vis)) => {
            let fields: Vec<(String, String)> = one
                .fields
                .iter()
                .filter_map(|field| Some((code(field.ident.as_ref()?), code(&field.ty))))
                .collect();
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let typed: Vec<String> = fields.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
            let _ = writeln!(
                out,
                "    fn made{at}({}) -> {name} {{ {name} {{ {} ..::core::default::Default::default() }} }}",
                typed.join(", "),
                names.iter().map(|name| format!("{name}, ")).collect::<String>(),
                name = one.ident
            );
            for (number, (field, ty)) in fields.iter().enumerate() {
                let _ =
                    writeln!(out, "    fn read{at}_{number}(it: &{}) -> &{ty} {{ &it.{field} }}", one.ident);
            }
        }
        Item::Enum(one) if is_public(&one.vis) => {
            for (number, variant) in one.variants.iter().enumerate() {
                let types: Vec<String> = variant.fields.iter().map(|field| code(&field.ty)).collect();
                let arguments = |show: &dyn Fn(usize, &str) -> String| {
                    types.iter().enumerate().map(|(at, ty)| show(at, ty)).collect::<Vec<_>>().join(", ")
                };
                let value = match types.is_empty() {
                    true => String::new(),
                    false => format!("({})", arguments(&|at, _| format!("a{at}"))),
                };
                let _ = writeln!(
                    out,
                    "    fn chosen{at}_{number}({}) -> {name} {{ {name}::{}{value} }}",
                    arguments(&|at, ty| format!("a{at}: {ty}")),
                    variant.ident,
                    name = one.ident
                );
            }
        }
        Item::Type(one) if is_public(&one.vis) => {
            let _ = writeln!(out, "    fn same{at}(it: {}) -> {} {{ it }}", one.ident, code(&one.ty));
        }
        Item::Impl(one) if one.trait_.is_none() => {
            let methods = one.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) if is_public(&method.vis) => Some(&method.sig),
                _ => None,
            });
            for (number, signature) in methods.enumerate() {
                let ReturnType::Type(_, result) = &signature.output else { continue };
                let Some(result) = result_of_call(result) else { continue };
                let types: Vec<String> = signature
                    .inputs
                    .iter()
                    .filter_map(|input| match input {
                        FnArg::Typed(typed) => Some(code(&typed.ty)),
                        FnArg::Receiver(_) => None,
                    })
                    .collect();
                let typed: Vec<String> =
                    types.iter().enumerate().map(|(at, ty)| format!("a{at}: {ty}")).collect();
                let names: Vec<String> = (0..types.len()).map(|at| format!("a{at}")).collect();
                let _ = writeln!(
                    out,
                    "    async fn called{at}_{number}<'a>(it: &{}, {}) {{ let _: ::core::result::Result<{result}, THE_CRATE::Error> = it.{}({}).await; }}",
                    code(&one.self_ty),
                    typed.join(", "),
                    signature.ident,
                    names.join(", ")
                );
            }
        }
        _ => {}
    }
}

/// What a `Call<'a, T>` gives.
fn result_of_call(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Call")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(code(ty)),
        _ => None,
    })
}

/// A crate with a program in it that uses another one's face.
fn krate(name: &str, emitted: &Emitted, program: &str) -> Krate {
    let mut files: BTreeMap<String, String> = emitted.files.clone();
    files.insert("tests/program.rs".to_owned(), program.replace("THE_CRATE", &name.replace('-', "_")));
    Krate::new(name, files)
}

#[test]
#[ignore = "compiles two crates a pair: see .ci/long"]
fn the_source_axis_is_what_the_compiler_says() {
    let mut pairs = Vec::new();
    let mut crates = Vec::new();
    for (number, name) in wanted().into_keys().enumerate() {
        let at = folder().join("pairs").join(&name);
        let read = |file: &str| diff::read(&[at.join(file)], &ReadOptions::default()).unwrap();
        let report = read("old.wsdl").compare(&read("new.wsdl"));
        let old = emitted(at.join("old.wsdl"), &NamesLock::default());
        let new = emitted(at.join("new.wsdl"), &old.names);
        let program = program(&old);
        let [before, after] = [format!("old-{number}"), format!("new-{number}")];
        crates.push(krate(&before, &old, &program));
        crates.push(krate(&after, &new, &program));
        pairs.push((name, before, after, report.changes.iter().any(|change| change.source)));
    }
    let space = Space::new("programs").unwrap();
    let built = space.compile("check", &crates, &["--lib", "--tests"]).unwrap();
    space.forget(&crates).unwrap();
    let mut wrong = Vec::new();
    for (name, before, after, told) in pairs {
        let said = |krate: &str| {
            built
                .said(krate)
                .iter()
                .filter(|said| said.error)
                .map(|said| said.short.clone())
                .collect::<Vec<_>>()
        };
        let (own, next) = (said(&before), said(&after));
        if !own.is_empty() {
            wrong.push(format!("{name}: the program does not even fit its own crate: {own:?}"));
        } else if told == next.is_empty() {
            wrong.push(format!("{name}: told {told}, and the compiler says {next:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
