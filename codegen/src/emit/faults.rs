//! What operations fail with: an enum of the elements that the details of their Faults may hold.

use std::collections::BTreeMap;

use quote::quote;

use crate::contract::QName;
use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Holder, Operation, Service, Shape};

use super::code::Code;
use super::context::{Context, ident};
use super::paths::runtime_macro;
use super::spread::{Pair, SPREAD, spread};
use super::{docs, text};

/// How many alternatives a method's documentation tells.
const TOLD: usize = 6;

/// Whether a service's operations declare faults.
pub(super) fn any(service: &Service) -> bool {
    service.operations.iter().any(|operation| !operation.faults.is_empty())
}

/// What a method's documentation says of its faults.
pub(super) fn sentence(names: &OperationNames) -> Option<String> {
    let told: Vec<String> = names.faults.iter().take(TOLD).map(|name| docs::code(name)).collect();
    let more = if names.faults.len() > TOLD { ", and others" } else { "" };
    let link = format!("[`{0}`](faults::{0})", names.fault);
    (!told.is_empty()).then(|| format!("Faults: {link} ({}{more}).", told.join(", ")))
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
pub(super) fn emit(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Vec<(String, Code)> {
    if !any(service) {
        return Vec::new();
    }
    let agent = docs::code(&names.agent);
    let mut main = Code::new(format!("What the operations of {agent} fail with, by their contract."));
    main.source = cx.source(service);
    main.docs.push(String::new());
    main.docs.push("[`Error::fault_as`](crate::Error::fault_as) gives them.".to_owned());
    let all = service.operations.iter().zip(&names.operations).filter(|(o, _)| !o.faults.is_empty());
    let pairs: Vec<Pair<'_>> = all.collect();
    let mut first: BTreeMap<Key<'_>, &OperationNames> = BTreeMap::new();
    for (operation, own) in &pairs {
        first.entry(key(operation)).or_insert(own);
    }
    if pairs.len() <= SPREAD {
        faults(cx, &mut main, names, &pairs, &first);
        return vec![("faults.rs".to_owned(), main)];
    }
    let mut files = Vec::new();
    for (verb, group) in spread(pairs) {
        let module = ident(&crate::names::escape_keyword(&verb));
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code =
            Code::new(format!("Faults of operations of {agent} that begin with {}.", docs::code(&verb)));
        code.source.clone_from(&main.source);
        faults(cx, &mut code, names, &group, &first);
        files.push((format!("faults/{verb}.rs"), code));
    }
    files.push(("faults/mod.rs".to_owned(), main));
    files
}

fn faults(
    cx: &Context<'_>,
    code: &mut Code,
    names: &ServiceNames,
    pairs: &[Pair<'_>],
    first: &BTreeMap<Key<'_>, &OperationNames>,
) {
    let folder = format!("crate::{}::faults", names.module);
    for (_, own) in pairs {
        code.define(&folder, &own.fault);
    }
    for (operation, own) in pairs {
        let method = own.method.trim_start_matches("r#");
        let link = format!("[`{method}`](crate::{}::{}::{method})", names.module, names.agent);
        let note = format!("What {link} fails with.");
        match first.get(&key(operation)) {
            Some(same) if same.fault != own.fault => {
                code.import(&folder, &same.fault);
                let note = docs::text(&[note], "");
                code.text(format!("{note}pub type {} = {};\n", own.fault, same.fault));
            }
            _ => one(cx, code, names, operation, own, note),
        }
    }
}

/// The enum of an operation's faults, and its table.
fn one(
    cx: &Context<'_>,
    code: &mut Code,
    names: &ServiceNames,
    operation: &Operation,
    own: &OperationNames,
    note: String,
) {
    code.import(format!("crate::{}::operations", names.module), "SERVICE");
    let (mut variants, mut rows) = (Vec::new(), Vec::new());
    for (at, (detail, name)) in operation.faults.iter().zip(&own.faults).enumerate() {
        let member = &detail.member;
        let wire = vec![format!("{}.", docs::code(&member.wire.local))];
        let docs = docs::lines(&docs::with(member.documentation.as_deref(), wire));
        let variant = ident(name);
        let boxed = matches!(member.shape, Shape::Record(_));
        let ty = cx.held(code, &member.shape, Holder::Plain, boxed);
        variants.push(quote! { #docs #variant(#ty) });
        let namespace = cx.namespace(code, &member.wire.namespace);
        let tag = format!("{}>", member.wire.local);
        let table = cx.table_type(code, &member.shape);
        rows.push(format!("{at}: {name}{}", text::flat(&quote! { (#namespace, #tag, #table) })));
    }
    let (item, note) = (ident(&own.fault), docs::lines(&[note]));
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
