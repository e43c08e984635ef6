//! Structs: the fields, the table, and the traits that join them.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::contract::{REDEFINED, TypeName, TypeOrigin};
use crate::names::named::{Container, Flag, Member, MemberPlace, Record, Row, Shape};

use crate::names::RustName;

use super::code::Code;
use super::context::{Context, ident};
use super::paths::runtime_macro;
use super::rows_of_items::Rows;
use super::{defaults, describe, docs, listed, text, validate};

/// How many calls may follow each other as one expression: whatever reads it goes as deep as it is long.
const CHAINED: usize = 500;

/// The file of a struct.
pub(super) fn emit(cx: &Context<'_>, record: &Record) -> Code {
    let names = &*record.rust;
    let name = &names.name;
    let mut code = Code::new(format!("The type {}.", docs::code(&name.to_string_local())));
    cx.define(&mut code, names);
    let item = &names.ident;
    let mut own = if record.group {
        vec![format!("A group of elements: {}.", describe::elements(cx, names))]
    } else {
        vec![on_the_wire(name)]
    };
    if let Some(base) = &record.base {
        own.push(String::new());
        own.push(format!("Extends {}. The fields of the base type come first.", base_type(base)));
    }
    let unknown = unknown(cx, record);
    structure(
        cx,
        &mut code,
        item,
        docs::with(record.documentation.as_deref(), own),
        &record.members,
        unknown.as_ref(),
    );
    tabled(cx, &mut code, record, unknown.as_ref());
    listed::listed(cx, &mut code, item, &record.members);
    code
}

/// The base type in words. A type that an `xs:redefine` replaced is the original type of this name.
fn base_type(base: &TypeName) -> String {
    let name = base.to_string_local();
    match name.split_once(REDEFINED) {
        Some((name, _)) => format!("the original {}", docs::code(name)),
        None => docs::code(&name),
    }
}

/// What a struct is on the wire: its whole name.
fn on_the_wire(name: &TypeName) -> String {
    let uri = &name.name.namespace;
    let of = if uri.is_empty() { "no namespace".to_owned() } else { docs::code(uri) };
    format!("{} of {of} on the wire.", docs::code(&name.to_string_local()))
}

/// The field that keeps unknown elements, where the configuration asks for it and the type has elements.
fn unknown(cx: &Context<'_>, record: &Record) -> Option<Ident> {
    let text = record.members.iter().any(|m| m.place == MemberPlace::Text);
    if !cx.options.preserve_unknown || text {
        return None;
    }
    let mut name = "unknown".to_owned();
    while record.members.iter().any(|member| member.rust.raw() == name) {
        name.push_str("_elements");
    }
    Some(ident(&name))
}

impl TypeName {
    /// The name without its namespace: for an anonymous type the path to it.
    pub(super) fn to_string_local(&self) -> String {
        let mut out = self.name.local.to_string();
        for step in &self.path {
            out.push('/');
            out.push_str(step);
        }
        out
    }
}

/// The struct itself, with a `Debug` of its own where it holds secrets.
pub(super) fn structure(
    cx: &Context<'_>,
    code: &mut Code,
    item: &RustName,
    documentation: Vec<String>,
    members: &[Member],
    unknown: Option<&Ident>,
) {
    let secret = members.iter().any(|m| is_secret(cx, m));
    let mut rows = Rows::new(members.len());
    for member in members {
        let (field, ty) = (&member.rust, cx.member(code, member));
        rows.add(describe::member(cx, member), false, quote! { pub #field: #ty });
    }
    if let Some(unknown) = unknown {
        let note = "Elements that this crate does not know. They are written back.".to_owned();
        let ty = cx.value(code, "Unknown");
        rows.add(vec![note], false, quote! { pub #unknown: #ty });
    }
    let defaults = defaults::emit(cx, code, item, members, unknown);
    let debug = (!secret).then(|| quote! { Debug, });
    let default = defaults.is_none().then(|| quote! { , Default });
    let derived = quote! { #[derive(#debug Clone, PartialEq #default)] };
    rows.finish(code, &documentation, &[derived], &quote! { pub struct #item });
    if let Some(defaults) = defaults {
        code.push(defaults);
    }
    if secret {
        let name = item.to_string();
        let shown = members.iter().map(|member| {
            let (field, label) = (&member.rust, member.rust.unescaped());
            if is_secret(cx, member) {
                quote! { .field(#label, &"***") }
            } else {
                quote! { .field(#label, &self.#field) }
            }
        });
        let note = docs::lines(&["Prints no secrets."]);
        let body = if members.len() <= CHAINED {
            quote! { f.debug_struct(#name) #(#shown)* .finish() }
        } else {
            quote! { let mut shown = f.debug_struct(#name); #(shown #shown;)* shown.finish() }
        };
        code.push(quote! {
            #note
            impl std::fmt::Debug for #item {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    #body
                }
            }
        });
    }
}

/// Whether a member never shows in `Debug`.
pub(super) fn is_secret(cx: &Context<'_>, member: &Member) -> bool {
    is_secret_name(cx, &member.wire.local)
}

/// Whether elements and attributes of a local name are secret: what the configuration says, and always WS-Security's
/// `Password`.
pub(super) fn is_secret_name(cx: &Context<'_>, local: &str) -> bool {
    local == "Password" || cx.is_secret(local)
}

/// The table of a struct, and what joins the two.
fn tabled(cx: &Context<'_>, code: &mut Code, record: &Record, unknown: Option<&Ident>) {
    let (name, table) = (&record.rust.name, record.rust.table());
    let mut wire = name.path.last().unwrap_or(&name.name.local).to_string();
    let unnamed = name.origin != TypeOrigin::Type || !name.path.is_empty();
    if record.group || (cx.model.is_encoded() && unnamed) {
        // In encoded messages values are written with their types: this one has no name that others know.
        wire.clear();
    }
    let uri = &name.name.namespace;
    let (mut elements, mut attributes, mut text) = (String::new(), String::new(), String::new());
    let mut by_slot: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in &record.rows {
        by_slot.entry(row.slot).or_default().push(row);
    }
    for (slot, member) in record.members.iter().enumerate() {
        let at = Literal::usize_unsuffixed(slot);
        let start = format!("        {at}: {} =", member.rust);
        match member.place {
            MemberPlace::Element | MemberPlace::Group | MemberPlace::Wildcard => {
                let rows = by_slot.get(&slot).map(Vec::as_slice).unwrap_or_default().iter();
                let rows: Vec<TokenStream> = rows.map(|row| cx.row(code, uri, record, row)).collect();
                slot_rows(&mut elements, &start, &rows);
            }
            MemberPlace::Attribute | MemberPlace::AnyAttribute => {
                let row = cx.tabled_row(code, uri, member);
                slot_rows(&mut attributes, &start, &[row]);
            }
            MemberPlace::Text => {
                let ty = cx.table_type(code, &member.shape);
                slot_rows(&mut text, &start, &[ty]);
            }
            MemberPlace::Attachment => {
                code.report_missing(format!("a row for the attachment {}", member.wire.local))
            }
        }
    }
    let namespace = cx.namespace(code, uri);
    let mut out = format!("{}! {{\n", runtime_macro(code, "record"));
    let note = format!("The wire form of {}.", docs::code(&name.to_string_local()));
    out.push_str(&docs::text(&[note], "    "));
    let head = format!(
        "    {table}: {} = {}, {}",
        record.rust.ident,
        text::flat(&namespace),
        Literal::string(&wire)
    );
    out.push_str(&head);
    section(&mut out, "", &elements);
    for (name, rows) in [(" attributes", &attributes), (" text", &text)] {
        if !rows.is_empty() {
            section(&mut out, name, rows);
        }
    }
    let nils = nils(&record.members, record.wcf);
    if !nils.is_empty() {
        let mut rows = String::new();
        text::fill_lines(&mut rows, 8, &nils);
        section(&mut out, " nil", &rows);
    }
    if let Some(unknown) = unknown {
        out.push_str(&format!(" unknown {unknown}"));
    }
    let rules = validate::rules(cx, &validate::Of::Table, &record.members, &|m| is_secret(cx, m));
    out.push_str(&rules.of_table());
    out.push_str("\n}\n");
    code.text(out);
}

/// Rows in braces, each on its own line.
fn section(out: &mut String, name: &str, rows: &str) {
    out.push_str(name);
    if rows.is_empty() {
        out.push_str(" {}");
    } else {
        out.push_str(&format!(" {{\n{rows}    }}"));
    }
}

/// The row of a slot, or those of a choice: on one line, or each on its own.
fn slot_rows(out: &mut String, start: &str, rows: &[TokenStream]) {
    let line = quote! { #(#rows)|* };
    if rows.len() < 2 || text::fits(&format!("{start} {},", text::flat(&line))) {
        return text::lay_out(out, &format!("{start} "), &line, ",");
    }
    out.push_str(&format!("{start}\n"));
    for (at, row) in rows.iter().enumerate() {
        let end = if at + 1 == rows.len() { "," } else { " |" };
        text::lay_out(out, "            ", row, end);
    }
}

/// `Record` and `Field` for a struct whose rows other statics have.
pub(super) fn implement(
    code: &mut Code,
    item: &RustName,
    members: &[Member],
    wcf: bool,
    unknown: Option<&Ident>,
    rules: Option<&validate::Rules>,
) {
    let rows: Vec<String> = members.iter().enumerate().map(slot).collect();
    let nils = nils(members, wcf);
    let nil = if nils.is_empty() { String::new() } else { format!(" nil {{ {} }}", nils.join(", ")) };
    let unknown = unknown.map(|unknown| format!(" unknown {unknown}")).unwrap_or_default();
    let line = rules.map(validate::Rules::line).unwrap_or_default();
    let record = runtime_macro(code, "record");
    let mut out = format!("{record}! {{ {item} {{ {} }}{nil}{unknown}{line} }}\n", rows.join(", "));
    if rows.is_empty() {
        out = format!("{record}! {{ {item} {{}}{unknown}{line} }}\n");
    } else if out.len() > text::WIDTH {
        out = format!("{record}! {{\n    {item} {{\n");
        text::fill_lines(&mut out, 8, &rows);
        if !nils.is_empty() {
            out.push_str("    } nil {\n");
            text::fill_lines(&mut out, 8, &nils);
        }
        let lines = rules.map(validate::Rules::lines).unwrap_or_default();
        out.push_str(&format!("    }}{unknown}{lines}\n}}\n"));
    }
    code.text(out);
}

fn slot((at, member): (usize, &Member)) -> String {
    format!("{at}: {}", member.rust)
}

/// The slots of the members that tell nil from absent.
fn nils(members: &[Member], wcf: bool) -> Vec<String> {
    members.iter().enumerate().filter(|(_, member)| keeps_nil(member, wcf)).map(slot).collect()
}

/// Whether a member tells nil from absent.
pub(super) fn keeps_nil(member: &Member, wcf: bool) -> bool {
    member.container == Container::Nillable
        || (!wcf && member.flags.nillable && matches!(member.shape, Shape::List(_) | Shape::Map(_)))
}

/// The statics of dictionaries.
pub(super) fn dictionaries(cx: &Context<'_>) -> Code {
    let mut code = Code::new("The wire form of dictionaries. They are maps in Rust.");
    for dictionary in cx.model.dictionaries.values() {
        code.define("crate::types::dictionaries", dictionary.rust.table.raw());
    }
    for (name, dictionary) in &cx.model.dictionaries {
        let table = &dictionary.rust.table;
        let (particle, def, ty) =
            (cx.codec(&mut code, "Particle"), cx.codec(&mut code, "TypeDef"), cx.codec(&mut code, "Type"));
        let key = &dictionary.key;
        let value = &dictionary.value;
        let key = cx.particle(&mut code, &key.wire, 0, key.flags, &key.shape);
        let value = cx.particle(&mut code, &value.wire, 1, value.flags, &value.shape);
        let namespace = cx.namespace(&mut code, &dictionary.entry.namespace);
        let entry = dictionary.entry.local.to_string();
        let inner = quote! { #ty::Record(&#def::new(#namespace, #entry, &[#key, #value])) };
        let flags = Flag { optional: true, many: true, ..Flag::default() };
        let row = cx.particle_of(&mut code, &dictionary.entry, 0, flags, &inner);
        let note = format!("An entry of {}.", docs::code(&name.to_string_local()));
        code.text(text::statement(&[note], &quote! { pub(crate) static #table: #particle = #row }));
    }
    code
}
