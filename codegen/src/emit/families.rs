//! Derived types: an enum of a type and all that are derived from it.

use quote::quote;

use crate::names::named::Family;

use super::code::Code;
use super::context::Context;
use super::paths::{runtime_macro, types_in};
use super::{accessors, docs, text};

/// The file of the enum.
pub(super) fn emit(cx: &Context<'_>, family: &Family) -> Code {
    let names = &*family.rust;
    let wire = docs::code(&names.name.to_string_local());
    let mut code = Code::new(format!("The types derived from {wire}."));
    let space = types_in(names.space.as_ref());
    code.define(&space, names.ident.raw());
    code.define(space, names.table());
    let item = &names.ident;
    let boxed = cx.prelude(&code, "Box");
    let mut variants = Vec::new();
    let mut rows = Vec::new();
    for (at, derived) in family.types.iter().enumerate() {
        let (variant, of) = (&derived.rust, &derived.of);
        let note = docs::lines(&[format!("{}.", docs::code(&of.name.to_string_local()))]);
        let (ty, table) = (cx.ty(&mut code, of), cx.table(&mut code, of));
        variants.push(quote! { #note #variant(#boxed<#ty>) });
        rows.push(format!("{at}: {variant}({}) = {}", text::flat(&ty), text::flat(&table)));
    }
    let any = cx.value(&mut code, "AnyType");
    let first = if family.base {
        format!("{wire}, or a type derived from it: `xsi:type` names which.")
    } else {
        format!("A type derived from {wire}: `xsi:type` names which.")
    };
    let common = accessors::emit(cx, &mut code, family);
    let mut lines = vec![
        first.as_str(),
        "",
        "A type that this crate does not know is kept as XML in `Other`, and written back.",
    ];
    if !common.is_empty() {
        lines.push("Methods read the fields that all types have. For `Other` they return `None`.");
    }
    let docs = docs::lines(&lines);
    let other = docs::lines(&["A type that the contract does not know."]);
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #item { #(#variants,)* #other Other(#any) }
    });
    let default = match family.types.first() {
        Some(derived) if family.base => format!("{} = Some(0)", derived.rust),
        _ => "Other = None".to_owned(),
    };
    let derived = runtime_macro(&mut code, "derived");
    let mut out = format!("{derived}! {{\n    {}: {item}, default {default};\n", names.table());
    text::fill_lines(&mut out, 4, &rows);
    out.push_str("}\n");
    code.text(out);
    if !common.is_empty() {
        code.text(common);
    }
    code
}
