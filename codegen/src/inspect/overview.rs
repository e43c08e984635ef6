//! One line an operation: what it is called with, what it gives, and what the contract says about it.

use std::fmt::Write as _;

use super::policies;
use crate::contract::{Body, Contract, Field, Message, Operation, Port, SoapVersion};

/// The widest column of signatures; longer ones push their own text to the right.
const WIDEST: usize = 56;

/// How much of a documentation is shown, in characters.
const SHOWN: usize = 100;

/// The services of a contract, an operation a line.
pub(super) fn render(contract: &Contract) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(contract, &mut out);
    out
}

fn write(contract: &Contract, out: &mut String) -> std::fmt::Result {
    let mut operations = 0;
    for service in &contract.services {
        write!(out, "service {}", service.name.local)?;
        said(service.documentation.as_deref(), out)?;
        writeln!(out)?;
        for port in &service.ports {
            operations += port.operations.len();
            write_port(port, out)?;
        }
        writeln!(out)?;
    }
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    writeln!(
        out,
        "{}, {}, {} (--operation NAME shows one with its types, --full all)",
        plural(contract.services.len(), "service"),
        plural(operations, "operation"),
        plural(contract.types.len(), "type"),
    )
}

fn write_port(port: &Port, out: &mut String) -> std::fmt::Result {
    let version = match port.version {
        SoapVersion::Soap11 => "1.1",
        SoapVersion::Soap12 => "1.2",
    };
    write!(out, "  port {}  SOAP {version}  {}", port.name, port.address.as_deref().unwrap_or("no address"))?;
    said(port.documentation.as_deref(), out)?;
    writeln!(out)?;
    let rows: Vec<(String, &Operation)> = port.operations.iter().map(|o| (signature(o), o)).collect();
    let width = rows.iter().map(|(text, _)| text.chars().count()).filter(|n| *n <= WIDEST).max().unwrap_or(0);
    for (text, operation) in rows {
        let mut line = format!("    {text}");
        if let Some(note) = operation.documentation.as_deref().and_then(first_sentence) {
            line = format!("    {text:<width$}  {note}");
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    policies::summary(port, out)
}

/// What is documented, on a line of its own.
fn said(text: Option<&str>, out: &mut String) -> std::fmt::Result {
    match text.and_then(first_sentence) {
        Some(text) => write!(out, "  {text}"),
        None => Ok(()),
    }
}

/// `PlaceOrder(order, note?) -> OrderNr`: `?` may be left out, `*` may come often.
fn signature(operation: &Operation) -> String {
    let inputs: Vec<String> = fields(&operation.input).into_iter().map(argument).collect();
    let mut text = format!("{}({})", operation.name, inputs.join(", "));
    let results = operation.output.as_ref().map(fields).unwrap_or_default();
    match results.as_slice() {
        [] => {}
        [one] => {
            let _ = write!(text, " -> {}", result(one));
        }
        several => {
            let all: Vec<String> = several.iter().copied().map(argument).collect();
            let _ = write!(text, " -> ({})", all.join(", "));
        }
    }
    text
}

fn fields(message: &Message) -> Vec<&Field> {
    match &message.body {
        Body::Empty => Vec::new(),
        Body::Wrapped { fields, .. } => fields.iter().collect(),
        Body::Bare(parts) | Body::Rpc { parts, .. } => parts.iter().map(|part| &part.field).collect(),
    }
}

fn argument(field: &Field) -> String {
    format!("{}{}", field.name.local, mark(field))
}

/// A single result by its type, which says more than a name such as `return`.
fn result(field: &Field) -> String {
    let ty = match &field.ty {
        crate::contract::TypeRef::Named(name) if name.path.is_empty() => name.name.local.to_string(),
        crate::contract::TypeRef::Named(_) => field.name.local.to_string(),
        crate::contract::TypeRef::Builtin(builtin) => builtin.name().to_owned(),
    };
    format!("{ty}{}", mark(field))
}

fn mark(field: &Field) -> &'static str {
    match (field.occurs.min, field.occurs.many()) {
        (_, true) => "*",
        (0, false) => "?",
        _ => "",
    }
}

/// The first sentence of a documentation as one line; characters that steer a terminal become blanks.
fn first_sentence(text: &str) -> Option<String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.match_indices(". ").map(|(at, _)| at + 1).next().unwrap_or(line.len());
    let sentence = line.get(..end)?;
    let cut: String = sentence.chars().take(SHOWN).collect();
    let shown = if cut.len() < sentence.len() { format!("{}…", cut.trim_end()) } else { cut };
    (!shown.is_empty()).then_some(shown)
}
