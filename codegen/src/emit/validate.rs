//! What `validate()` goes by: the demands on each slot, beside the table of its type. The macros keep them with the cargo
//! feature `validate` alone, so types are named by their whole path here: an import would be unused without it.

use proc_macro2::Literal;

use crate::contract::Occurs;
use crate::names::named::{Check, Member, Shape, TypeNames, Union};
use crate::visible::is_invisible;

use super::code::Code;
use super::context::Context;
use super::paths::{runtime_macro, types_in};
use super::text;

/// Whose rules they are.
pub(super) enum Of {
    /// A complex type's.
    Table,
    /// The request's of an operation, by its descriptor.
    Request(String),
    /// Those of the reply to it.
    Response(String),
}

/// The rules of a record, as `record!` takes them.
pub(super) fn rules(
    cx: &Context<'_>,
    of: &Of,
    members: &[Member],
    secret: &dyn Fn(&Member) -> bool,
) -> Rules {
    let head = match of {
        Of::Table => String::new(),
        Of::Request(operation) => format!("request {operation}"),
        Of::Response(operation) => format!("response {operation}"),
    };
    let mut rows = Vec::new();
    for (slot, member) in members.iter().enumerate() {
        let Shape::Choice(choice) = &member.shape else {
            rows.extend(row(cx, &slot.to_string(), &member.checks, &member.shape, secret(member)));
            continue;
        };
        rows.extend(row(cx, &slot.to_string(), &member.checks, &member.shape, false));
        let variants = cx.model.choices.get(&choice.name).map(|c| c.variants.as_slice()).unwrap_or_default();
        for (at, variant) in variants.iter().enumerate() {
            rows.extend(row(cx, &format!("{slot}/{at}"), &variant.checks, &variant.shape, false));
        }
    }
    Rules { head, rows }
}

/// The rules of a record: what they begin with, and a row a slot.
pub(super) struct Rules {
    head: String,
    rows: Vec<String>,
}

impl Rules {
    /// On one line.
    pub(super) fn line(&self) -> String {
        if self.rows.is_empty() {
            return format!(" rules {} {{}}", self.head);
        }
        format!(" rules {} {{ {} }}", self.head, self.rows.join(", "))
    }

    /// After a table, where there are any.
    pub(super) fn of_table(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let rows: String = self.rows.iter().map(|row| format!("        {row},\n")).collect();
        format!(" rules {{\n{rows}    }}")
    }

    /// On a line each.
    pub(super) fn lines(&self) -> String {
        if self.rows.is_empty() {
            return self.line();
        }
        let rows: String = self.rows.iter().map(|row| format!("        {row},\n")).collect();
        format!(" rules {} {{\n{rows}    }}", self.head)
    }
}

impl Rules {
    /// What makes a request's own type one that can be checked.
    pub(super) fn request(&self, code: &mut Code, name: &str) -> String {
        let request = runtime_macro(code, "request");
        let of = self.head.trim_start_matches("request ");
        let line = format!("{request}! {{ {name}: {of} {{ {} }} }}\n", self.rows.join(", "));
        if line.len() <= text::WIDTH && !self.rows.is_empty() {
            return line;
        }
        let rows: String = self.rows.iter().map(|row| format!("        {row},\n")).collect();
        if rows.is_empty() {
            return format!("{request}! {{ {name}: {of} {{}} }}\n");
        }
        format!("{request}! {{\n    {name}: {of} {{\n{rows}    }}\n}}\n")
    }
}

/// A row, where there is something to demand.
fn row(cx: &Context<'_>, slot: &str, checks: &[Check], shape: &Shape, secret: bool) -> Option<String> {
    let mut facets = facets(cx, checks);
    if secret && (!facets.is_empty() || matches!(shape, Shape::Enum(_))) {
        facets.push("Secret".to_owned());
    }
    (!facets.is_empty()).then(|| format!("{slot}: [{}]", facets.join(", ")))
}

fn facets(cx: &Context<'_>, checks: &[Check]) -> Vec<String> {
    checks.iter().filter_map(|check| facet(cx, check)).collect()
}

fn facet(cx: &Context<'_>, check: &Check) -> Option<String> {
    Some(match check {
        Check::Collapse => "Collapse".to_owned(),
        Check::Replace => "Replace".to_owned(),
        Check::Length(n) => format!("Length({})", size(*n)),
        Check::MinLength(n) => format!("MinLength({})", size(*n)),
        Check::MaxLength(n) => format!("MaxLength({})", size(*n)),
        Check::MinInclusive(value) => format!("MinInclusive({})", string(value)),
        Check::MaxInclusive(value) => format!("MaxInclusive({})", string(value)),
        Check::MinExclusive(value) => format!("MinExclusive({})", string(value)),
        Check::MaxExclusive(value) => format!("MaxExclusive({})", string(value)),
        Check::TotalDigits(n) => format!("TotalDigits({})", size(*n)),
        Check::FractionDigits(n) => format!("FractionDigits({})", size(*n)),
        Check::Pattern(regex, written) => format!("Pattern({}, {})", string(regex), string(written)),
        Check::Unchecked(written) => format!("Unchecked({})", string(written)),
        Check::NmToken => "NmToken".to_owned(),
        Check::Name => "Name".to_owned(),
        Check::NcName => "NcName".to_owned(),
        // One that is told to be text by its shape is not among the unions.
        Check::Union(name) => format!("Union(&{})", path(&cx.model.unions.get(name)?.rust)),
        Check::Items(inner) => {
            let inner = facets(cx, inner);
            (!inner.is_empty()).then(|| format!("Items(&[{}])", inner.join(", ")))?
        }
        Check::Count(occurs) => format!("Count({})", range(*occurs)),
        Check::Occurs(occurs) => format!("Occurs({})", range(*occurs)),
        Check::Required => "Required".to_owned(),
    })
}

/// The members of a union, as `members!` takes them.
pub(super) fn members(cx: &Context<'_>, code: &mut Code, union: &Union) -> String {
    let mut out = format!("{}! {{\n    {};\n", runtime_macro(code, "members"), union.rust.table());
    let rows: Vec<String> = union
        .checks
        .iter()
        .map(|(shape, checks)| format!("[{}] {}", facets(cx, checks).join(", "), member(shape)))
        .collect();
    text::fill_lines(&mut out, 4, &rows);
    out.push_str("}\n");
    out
}

/// The table's type of a member of a union.
fn member(shape: &Shape) -> String {
    match shape {
        Shape::Scalar(builtin) => format!("Type::{}", builtin.row().table.name),
        Shape::Enum(names) => format!("Type::Enum(&{})", path(names)),
        Shape::Flags(names) => format!("Type::Flags(&{})", path(names)),
        Shape::Tokens(item) => format!("Type::SimpleList(&{})", member(item)),
        _ => "Type::STRING".to_owned(),
    }
}

/// The whole path of a type's static.
fn path(names: &TypeNames) -> String {
    format!("{}::{}::{}", types_in(names.space.as_ref()), names.module, names.table())
}

fn range(occurs: Occurs) -> String {
    let most = occurs.max.map_or_else(|| "usize::MAX".to_owned(), |most| most.to_string());
    format!("{}, {most}", occurs.min)
}

/// A length as a `usize` that a 32-bit machine has, too.
fn size(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A string, without escapes where that can be.
fn string(text: &str) -> String {
    if text.contains('\\') && !text.contains(|c| c == '"' || is_invisible(c)) {
        return format!("r\"{text}\"");
    }
    Literal::string(text).to_string()
}
