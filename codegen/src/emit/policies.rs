//! What the contract's policies ask of callers, in the documentation of the crate, its services and operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, ident};
use super::docs;
use super::features::Feature;
use crate::contract::{Addressing, Policy, Standing};
use crate::names::named::{Operation, Service};
use crate::options::Form;
use crate::policy::needs::{Needs, Program};
use crate::policy::words::{Row, Summary, summaries};

const CHAPTER: &str = include_str!("templates/guide/4-policies.md");

/// The WS-Addressing that policies require of any service.
pub(super) fn addressing(cx: &Context<'_>) -> Option<Addressing> {
    cx.model.services.iter().filter_map(|service| service.addressing).min()
}

/// The WS-Addressing of all calls, where policies require it.
pub(super) fn addressed(cx: &Context<'_>) -> Option<TokenStream> {
    let version = match addressing(cx)? {
        Addressing::V10 => ident("V1"),
        Addressing::V200408 => ident("August2004"),
    };
    let gate = cx.under(Feature::Addressing)?;
    // By their paths: what is imported would be unused without the feature.
    Some(quote! {
        #gate
        let client = client.addressing(crate::runtime::addressing::Addressing::new(
            crate::runtime::addressing::AddressingVersion::#version,
        ));
    })
}

/// All policies of a service, also those of operations.
fn all(service: &Service) -> impl Iterator<Item = &Policy> {
    service.policies.iter().chain(service.operations.iter().flat_map(|operation| &operation.policies))
}

/// The chapter of the guide, where the contract has policies.
pub(super) fn chapter(cx: &Context<'_>) -> String {
    let lists: String = cx.model.services.iter().filter_map(|service| list(cx, service)).collect();
    if lists.is_empty() {
        return String::new();
    }
    let off = if addressing(cx).is_some() {
        "Without the cargo feature `addressing`, which is on by default here, requests have no headers of WS-Addressing.\n\n"
    } else {
        ""
    };
    CHAPTER.replace("{{lists}}", &lists).replace("{{off}}", off).replace("{{session}}", &session(cx))
}

/// The section of the README, where policies ask a program for something.
pub(super) fn readme(cx: &Context<'_>) -> String {
    let any = cx.model.services.iter().flat_map(all).next().is_some();
    if !any {
        return String::new();
    }
    let session = session(cx).replace("```no_run", "```rust").replace("```ignore", "```rust");
    // The other chapters are the guide's.
    let session = session.split("\nThe chapters ").next().unwrap_or_default();
    let session: String = session
        .lines()
        .filter(|line| !line.starts_with("# ") && *line != "#")
        .map(|line| format!("{line}\n"))
        .collect();
    format!(
        "\n## What the contract asks of callers\n\nThe contract has policies (WS-Policy), beside its messages. GUIDE.md says in the \
         chapter of this name what they\nask for: what the client does by itself, what a program calls, and what is not \
         supported.\n{}{}",
        if session.is_empty() { "" } else { "\n" },
        session.trim_end_matches('\n').to_owned() + if session.is_empty() { "" } else { "\n" },
    )
}

/// What a service's policies ask for, as lists.
fn list(cx: &Context<'_>, service: &Service) -> Option<String> {
    let told = summaries(all(service));
    if told.is_empty() {
        return None;
    }
    let mut out = String::new();
    if cx.model.services.len() > 1 {
        out.push_str(&format!("## The service {}\n\n", docs::code(service.rust.agent.raw())));
    }
    for summary in told {
        out.push_str(&paragraph(&format!("For {}:", foreign(&summary.subjects))));
        out.push('\n');
        for line in lines(&summary) {
            out.push_str(&item(&line));
        }
        out.push('\n');
    }
    Some(out)
}

/// What is done about each assertion, a sentence each.
fn lines(summary: &Summary) -> Vec<String> {
    let mut out = Vec::new();
    if !summary.honoured.is_empty() {
        let names: Vec<String> = summary.honoured.iter().map(|name| docs::code(name)).collect();
        out.push(format!("Honoured, by the client itself: {}.", names.join(", ")));
    }
    out.extend(summary.rows.iter().map(sentence));
    out
}

fn sentence(row: &Row) -> String {
    let standing = match (row.spare, row.optional) {
        (true, _) => "is another way, which is not taken",
        (false, true) => "is optional",
        (false, false) => match row.standing {
            Standing::Honoured => "is honoured",
            Standing::Offered => "is offered",
            Standing::NotSupported => "is not supported",
        },
    };
    let detail =
        if row.detail.is_empty() { String::new() } else { format!(" ({})", docs::code(&row.detail)) };
    let note = if row.note.is_empty() || row.spare { String::new() } else { format!(": {}", row.note) };
    let mut out = format!("{}{detail} {standing}{note}.", docs::code(&row.path));
    if !row.call.is_empty() && !row.spare {
        out.push_str(&format!(" Write {}", docs::code(&row.call)));
        if row.feature.is_empty() {
            out.push('.');
        } else {
            out.push_str(&format!(", with the cargo feature `{}`.", row.feature));
        }
    }
    out
}

/// A sentence of the contract's own words.
fn foreign(text: &str) -> String {
    docs::foreign(Some(text)).join(" ")
}

fn paragraph(text: &str) -> String {
    docs::wrapped(text).into_iter().map(|line| format!("{line}\n")).collect()
}

fn item(text: &str) -> String {
    // Code is not broken into lines.
    const BLANK: &str = "\u{1}";
    let parts = text.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(at, part)| if at % 2 == 1 { part.replace(' ', BLANK) } else { part.to_owned() })
        .collect();
    let mut out = String::new();
    for (at, line) in docs::wrapped(&parts.join("`")).into_iter().enumerate() {
        out.push_str(if at == 0 { "- " } else { "  " });
        out.push_str(&line.replace(BLANK, " "));
        out.push('\n');
    }
    out
}

/// How a session is made that does all that is asked for and can be done, as a fenced block with a sentence before it.
fn session(cx: &Context<'_>) -> String {
    let (session, calls) = needs(cx);
    if session.is_empty() && calls.is_empty() {
        return String::new();
    }
    let krate = cx.options.path();
    let features = match session.features.as_slice() {
        [] => "A session that does what is offered and not optional is made like this:\n\n".to_owned(),
        features => format!(
            "A session that does what is offered and not optional is made like this, with the cargo features {}:\n\n",
            features.iter().map(|feature| format!("`{feature}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    let mut out = features;
    // Only programs with the features can compile it, and what a program has to bring is its own.
    let fence = match cx.options.form {
        Form::Crate => "```no_run\n",
        Form::Module(_) => "```ignore\n",
    };
    out.push_str(fence);
    let lines = session.lines();
    let holds = |text: &str| lines.iter().any(|line| line.contains(text));
    let gates = session.features.iter().copied().chain(holds("reqwest_client").then_some("async"));
    let gates: Vec<String> = gates.map(|feature| format!("feature = {feature:?}")).collect();
    out.push_str(&format!("# #[cfg(all({}))]\n# mod example {{\n", gates.join(", ")));
    if holds("Duration::") {
        out.push_str("use std::time::Duration;\n\n");
    }
    out.push_str(&format!("use {krate}::Session;\n"));
    if holds("Addressing::") {
        out.push_str(&format!("use {krate}::runtime::addressing::{{Addressing, AddressingVersion}};\n"));
    }
    if holds("wsse::") {
        out.push_str(&format!("use {krate}::wsse;\n"));
    }
    out.push('\n');
    let mut parameters = vec!["url: &str".to_owned()];
    for (name, ty) in [
        ("user", "&str".to_owned()),
        ("password", "&str".to_owned()),
        ("key", "&[u8]".to_owned()),
        ("roots", "&[u8]".to_owned()),
        ("assertion", "&str".to_owned()),
        ("value_type", "&str".to_owned()),
        ("certificate", "&[u8]".to_owned()),
        ("client", format!("{krate}::reqwest::Client")),
        ("block", format!("{krate}::HeaderBlock")),
    ] {
        if lines.iter().any(|line| used(line, name)) {
            parameters.push(format!("{name}: {ty}"));
        }
    }
    out.push_str("fn session(\n");
    parameters.iter().for_each(|parameter| out.push_str(&format!("    {parameter},\n")));
    out.push_str(&format!(") -> Result<Session, {krate}::Error> {{\n    Session::builder(url)\n"));
    lines.iter().for_each(|line| out.push_str(&format!("        {line}\n")));
    out.push_str("        .build()\n}\n# }\n# fn main() {}\n```\n");
    if holds("wsse::") || !calls.is_empty() {
        out.push_str(
            "\nThe chapters \"A password in the envelope\", \"A signed request\" and \"Replies that can be trusted\" say more.\n",
        );
    }
    if !calls.is_empty() {
        out.push_str("\nSome operations ask for more. Their calls have a method for it, in place of what the session has:\n\n");
    }
    for (operations, needs) in calls {
        let Some(security) = needs.security() else { continue };
        let names: Vec<String> = operations.iter().map(|name| docs::code(name)).collect();
        let feature =
            needs.features.iter().find(|feature| feature.starts_with("wsse")).copied().unwrap_or("wsse");
        out.push_str(&item(&format!(
            "{}: {}, with the cargo feature `{feature}`.",
            names.join(", "),
            docs::code(&security)
        )));
    }
    out
}

/// What sessions need, and calls of operations beside it.
fn needs<'c>(cx: &Context<'c>) -> (Needs<'c>, Vec<(Vec<&'c str>, Needs<'c>)>) {
    let mut services = cx.model.services.iter().map(|service| {
        let operations = service.operations.iter().map(|of| (of.name.as_str(), of.policies.as_slice()));
        Program::of(&service.policies, operations)
    });
    let first = services.next().unwrap_or_default();
    let (mut session, mut calls) = (first.session, first.calls);
    for program in services {
        session = session.and(program.session);
        calls.extend(program.calls);
    }
    (session, calls)
}

/// Whether an argument of this name is in a line of code.
fn used(line: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + name.len()..).and_then(|text| text.chars().next());
        let is_method = before == Some('.') || after == Some('(');
        !before.is_some_and(part) && !after.is_some_and(part) && !is_method
    })
}

/// What the documentation of a service says of its policies.
pub(super) fn of_service(service: &Service) -> Vec<String> {
    documented(
        summaries(&service.policies),
        "The contract's policies ask more of all calls, as the [`guide`](crate::guide) says:",
    )
}

/// What the documentation of an operation says of its own policies.
pub(super) fn of_operation(operation: &Operation) -> Vec<String> {
    documented(summaries(&operation.policies), "The contract's policies ask more of it:")
}

fn documented(told: Vec<Summary>, begin: &str) -> Vec<String> {
    if told.is_empty() {
        return Vec::new();
    }
    let mut out = vec![String::new(), begin.to_owned(), String::new()];
    for summary in told {
        for line in lines(&summary) {
            out.extend(item(&line).lines().map(str::to_owned));
        }
    }
    out
}
