//! Unions of simple types: an enum of the members.

use quote::quote;

use crate::names::named::{MatchRule, Shape, Union, UnionMember};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::{choices, docs, text, validate};

/// The file of a union.
pub(super) fn emit(cx: &Context<'_>, declared: &Union) -> Code {
    let names = &*declared.rust;
    let wire = docs::code(&names.name.to_string_local());
    let mut code = Code::new(format!("The type {wire}."));
    cx.define(&mut code, names);
    let item = &names.ident;
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    let mut held = Vec::new();
    for member in &declared.members {
        let (variant, ty) = (&member.rust, cx.rust(&mut code, &member.shape));
        let note = docs::lines(&[describe(member)]);
        shown.push(quote! { #note #variant(#ty) });
        held.push((variant.to_string(), text::flat(&ty), false));
        rows.push((member.match_rule, format!("{variant}({}) {}", text::flat(&ty), reading(member))));
    }
    let rest = declared.members.iter().any(|member| member.match_rule == MatchRule::Rest);
    if !rest {
        let note = docs::lines(&["Text that is none of these. It is written back as it came."]);
        let boxed = cx.prelude(&code, "Box");
        shown.push(quote! { #note Other(#boxed<str>) });
        rows.push((MatchRule::Rest, format!("Other({}<str>) rest", text::flat(&boxed))));
    }
    let own =
        vec![format!("{wire} on the wire, as one of several types: the first that the text is a value of.")];
    let docs = docs::lines(&docs::with(declared.documentation.as_deref(), own));
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #item { #(#shown),* }
    });
    // The order in which they are tried. The first stays the default.
    let first = declared.members.first().map_or("Other", |member| member.rust.raw());
    rows.sort_by_key(|(match_rule, _)| *match_rule == MatchRule::Rest);
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    let union = runtime_macro(&mut code, "union");
    let mut out = format!("{union}! {{\n    {}: default {first};\n", item);
    text::fill_lines(&mut out, 4, &rows);
    out.push_str("}\n");
    code.text(out);
    let from = choices::from(&mut code, item.raw(), &held);
    if !from.is_empty() {
        code.text(from);
    }
    let members = validate::members(cx, &mut code, declared);
    code.text(members);
    code
}

/// The function by which a member is told.
fn reading(member: &UnionMember) -> &'static str {
    match (member.match_rule, &member.shape) {
        (MatchRule::Read, Shape::Enum(_)) => "named",
        (MatchRule::Read, _) => "read",
        (MatchRule::Exact, Shape::Enum(_)) => "exactly_named",
        (MatchRule::Exact, _) => "exact",
        (MatchRule::Rest, _) => "rest",
        (MatchRule::Never, _) => "never",
    }
}

fn describe(member: &UnionMember) -> String {
    let types: Vec<String> = member.types.iter().filter(|t| !t.is_empty()).map(|t| docs::code(t)).collect();
    let what = match types.as_slice() {
        [] if matches!(member.shape, Shape::Enum(_)) => "One of several names".to_owned(),
        [] => "A value of a type without a name".to_owned(),
        types => types.join(" or "),
    };
    match member.match_rule {
        MatchRule::Rest => format!("{what}; or text that is none of the others."),
        MatchRule::Never => format!("{what}. Never read: another member takes any text."),
        MatchRule::Read | MatchRule::Exact => format!("{what}."),
    }
}
