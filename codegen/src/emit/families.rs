//! Derived types: an enum of a type and all that are derived from it.

use quote::quote;

use crate::contract::TypeName;
use crate::passes::Family;

use super::code::Code;
use super::context::{Context, ident};
use super::paths::{runtime_macro, types_in};
use super::{accessors, docs, text};

/// The path of the enum's file.
pub(super) fn file(cx: &Context<'_>, base: &TypeName) -> Option<String> {
    let names = cx.names.families.get(base)?;
    let folder = names.space.as_deref().map(|space| format!("{}/", space.trim_start_matches("r#")));
    Some(format!("src/types/{}{}.rs", folder.unwrap_or_default(), names.module.trim_start_matches("r#")))
}

/// The file of the enum.
pub(super) fn emit(cx: &Context<'_>, base: &TypeName, family: &Family) -> Code {
    let Some(names) = cx.names.families.get(base) else { return Code::default() };
    let wire = docs::code(&base.to_string_local());
    let mut code = Code::new(format!("The types derived from {wire}."));
    let space = types_in(names.space.as_deref());
    code.define(&space, &names.ident);
    code.define(space, names.table());
    let item = ident(&names.ident);
    let boxed = cx.prelude(&code, "Box");
    let pairs: Vec<_> = family.types.iter().zip(names.variants.iter().map(|v| ident(v))).collect();
    let mut variants = Vec::new();
    let mut rows = Vec::new();
    for (at, (name, variant)) in pairs.iter().enumerate() {
        let note = docs::lines(&[format!("{}.", docs::code(&name.to_string_local()))]);
        let (ty, table) = (cx.ty(&mut code, name), cx.table(&mut code, name));
        variants.push(quote! { #note #variant(#boxed<#ty>) });
        rows.push(format!("{at}: {variant}({}) = {}", text::flat(&ty), text::flat(&table)));
    }
    let any = cx.value(&mut code, "AnyType");
    let first = if family.base {
        format!("{wire}, or a type derived from it: `xsi:type` names which.")
    } else {
        format!("A type derived from {wire}: `xsi:type` names which.")
    };
    let common = accessors::emit(cx, &mut code, &names.ident, family, names);
    let mut lines = vec![
        first.as_str(),
        "",
        "A type that this crate does not know is kept as XML in `Other`, and written back.",
    ];
    if !common.is_empty() {
        lines.push("What all types have is read by methods; of `Other` they give nothing.");
    }
    let docs = docs::lines(&lines);
    let other = docs::lines(&["A type that the contract does not know."]);
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #item { #(#variants,)* #other Other(#any) }
    });
    let default = match pairs.first() {
        Some((_, variant)) if family.base => format!("{variant} = Some(0)"),
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
