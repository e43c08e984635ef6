//! What operations fail with: an enum of the elements that the details of their Faults may hold.

use std::collections::BTreeMap;

use quote::quote;

use crate::contract::QName;
use crate::names::RustName;
use crate::names::named::{Container, Operation, Service, Shape};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::split_files::{MAX_OPERATIONS, split_files};
use super::{docs, text};

/// How many alternatives a method's documentation tells.
const TOLD: usize = 6;

/// Whether a service's operations declare faults.
pub(super) fn any(service: &Service) -> bool {
    service.operations.iter().any(|operation| !operation.faults.is_empty())
}

/// What a method's documentation says of its faults.
pub(super) fn sentence(operation: &Operation) -> Option<String> {
    let fault = operation.rust.fault.as_ref()?;
    let told = operation.faults.iter().take(TOLD).map(|detail| docs::code(detail.rust.raw()));
    let told: Vec<String> = told.collect();
    let more = if operation.faults.len() > TOLD { ", and others" } else { "" };
    let link = format!("[`{fault}`](faults::{fault})");
    Some(format!("Faults: {link} ({}{more}).", told.join(", ")))
}

/// What makes two operations' faults the same: the elements, what they hold, and what they are called.
type Key<'a> = Vec<(&'a QName, &'a Shape, &'a str)>;

fn key(operation: &Operation) -> Key<'_> {
    let mut key = Key::new();
    for detail in &operation.faults {
        key.push((&detail.member.wire, &detail.member.shape, &detail.name));
    }
    key
}

/// The files of a service's faults, relative to its folder; none where it declares none.
pub(super) fn emit(cx: &Context<'_>, service: &Service) -> Vec<(String, Code)> {
    if !any(service) {
        return Vec::new();
    }
    let agent = docs::code(service.rust.agent.raw());
    let mut main = Code::new(format!("The faults that the contract declares for operations of {agent}."));
    main.source = cx.source(service);
    main.docs.push(String::new());
    main.docs.push("[`Error::fault_as`](crate::Error::fault_as) gives them.".to_owned());
    let all: Vec<&Operation> = service.operations.iter().filter(|one| one.rust.fault.is_some()).collect();
    let mut first: BTreeMap<Key<'_>, &RustName> = BTreeMap::new();
    for operation in &all {
        if let Some(fault) = &operation.rust.fault {
            first.entry(key(operation)).or_insert(fault);
        }
    }
    if all.len() <= MAX_OPERATIONS {
        faults(cx, &mut main, service, &all, &first);
        return vec![("faults.rs".to_owned(), main)];
    }
    let mut files = Vec::new();
    for (verb, group) in split_files(all) {
        let module = RustName::escaped(&verb);
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code =
            Code::new(format!("Faults of operations of {agent} that begin with {}.", docs::code(&verb)));
        code.source.clone_from(&main.source);
        faults(cx, &mut code, service, &group, &first);
        files.push((format!("faults/{verb}.rs"), code));
    }
    files.push(("faults/mod.rs".to_owned(), main));
    files
}

fn faults(
    cx: &Context<'_>,
    code: &mut Code,
    service: &Service,
    operations: &[&Operation],
    first: &BTreeMap<Key<'_>, &RustName>,
) {
    let names = &service.rust;
    let folder = format!("crate::{}::faults", names.module);
    let named = || operations.iter().filter_map(|one| Some((*one, one.rust.fault.as_ref()?)));
    for (_, fault) in named() {
        code.define(&folder, fault.raw());
    }
    for (operation, fault) in named() {
        let method = operation.rust.method.unescaped();
        let module = names.module.unescaped();
        let link = format!("[`{method}`](crate::{module}::{}::{method})", names.agent);
        let note = format!("The declared faults of {link}.");
        match first.get(&key(operation)) {
            Some(same) if *same != fault => {
                code.import(&folder, same.raw());
                let note = docs::text(&[note], "");
                code.text(format!("{note}pub type {fault} = {same};\n"));
            }
            _ => {
                code.import(format!("crate::{}::operations", names.module), "SERVICE");
                one(cx, code, operation, fault, note);
            }
        }
    }
}

/// The enum of an operation's faults, and its table.
fn one(cx: &Context<'_>, code: &mut Code, operation: &Operation, item: &RustName, note: String) {
    let (mut variants, mut rows) = (Vec::new(), Vec::new());
    for (at, detail) in operation.faults.iter().enumerate() {
        let (member, variant) = (&detail.member, &detail.rust);
        let wire = vec![format!("{}.", docs::code(&member.wire.local))];
        let docs = docs::lines(&docs::with(member.documentation.as_deref(), wire));
        let boxed = matches!(member.shape, Shape::Record(_));
        let ty = cx.in_container(code, &member.shape, Container::None, boxed);
        variants.push(quote! { #docs #variant(#ty) });
        let namespace = cx.namespace(code, &member.wire.namespace);
        let wire = member.wire.local.to_string();
        let table = cx.table_type(code, &member.shape);
        rows.push(format!("{at}: {variant}{}", text::flat(&quote! { (#namespace, #wire, #table) })));
    }
    let note = docs::lines(&[note]);
    code.push(quote! {
        #note
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #item { #(#variants),* }
    });
    let mut out = format!("{}! {{\n    {item} of SERVICE;\n", runtime_macro(code, "faults"));
    text::fill_lines(&mut out, 4, &rows);
    out.push_str("}\n");
    code.text(out);
}
