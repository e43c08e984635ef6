//! Enumerations, and sets of flags.

use proc_macro2::Literal;
use quote::quote;

use crate::names::named::{Enumerated, Value};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::rows_of_items::Rows;
use super::{docs, text};

/// The file of an enumerated type.
pub(super) fn emit(cx: &Context<'_>, declared: &Enumerated) -> Code {
    let names = &*declared.rust;
    let wire = docs::code(&names.name.to_string_local());
    let mut code = Code::new(format!("The type {wire}."));
    cx.define(&mut code, names);
    let rows =
        declared.values.iter().map(|value| format!("{} = {}", value.rust, Literal::string(&value.wire)));
    let rows: Vec<String> = rows.collect();
    if declared.flags {
        flags(&mut code, declared, &wire);
    } else {
        enumeration(cx, &mut code, declared, &wire);
    }
    let kind = runtime_macro(&mut code, if declared.flags { "flags" } else { "enumeration" });
    let mut out = String::new();
    let (line, table, item) = (rows.join(", "), names.table(), &names.ident);
    if line.len() + table.len() + names.ident.raw().len() + 24 <= text::WIDTH {
        out = format!("{kind}! {{ {table}: {item} {{ {line} }} }}\n");
    } else {
        out.push_str(&format!("{kind}! {{\n    {table}: {item} {{\n"));
        text::fill_lines(&mut out, 8, &rows);
        out.push_str("    }\n}\n");
    }
    code.text(out);
    code
}

fn enumeration(cx: &Context<'_>, code: &mut Code, declared: &Enumerated, wire: &str) {
    let item = &declared.rust.ident;
    let default = declared.zero().or_else(|| declared.values.first()).map(|v| v.wire.clone());
    let mut rows = Rows::new(declared.values.len());
    for value in &declared.values {
        let variant = &value.rust;
        rows.add(describe(value), default.as_ref() == Some(&value.wire), quote! { #variant });
    }
    let boxed = cx.prelude(code, "Box");
    let docs = docs::with(
        declared.documentation.as_deref(),
        vec![
            format!("{wire} on the wire, as one of these names."),
            String::new(),
            "A name that this crate does not know is kept as `Other`, by `parse` too, which never fails."
                .to_owned(),
        ],
    );
    let other = "A name that the contract does not know.".to_owned();
    rows.add(vec![other], false, quote! { Other(#boxed<str>) });
    let derived = quote! { #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)] };
    rows.finish(code, &docs, &[derived, quote! { #[non_exhaustive] }], &quote! { pub enum #item });
}

fn flags(code: &mut Code, declared: &Enumerated, wire: &str) {
    let item = &declared.rust.ident;
    let mut rows = Rows::new(declared.values.len());
    for value in &declared.values {
        let variant = &value.rust;
        rows.add(describe(value), false, quote! { #variant });
    }
    let docs = docs::with(
        declared.documentation.as_deref(),
        vec![
            format!("A flag of {wire}, which is a set of these names on the wire."),
            String::new(),
            "Combine flags with `|`.".to_owned(),
        ],
    );
    let derived = quote! { #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)] };
    rows.finish(code, &docs, &[derived, quote! { #[non_exhaustive] }], &quote! { pub enum #item });
}

fn describe(value: &Value) -> Vec<String> {
    let wire = if value.wire.is_empty() { "The empty text".to_owned() } else { docs::code(&value.wire) };
    let own = match value.number {
        Some(number) => format!("{wire}, number {number}."),
        None => format!("{wire}."),
    };
    docs::with(value.documentation.as_deref(), vec![own])
}
