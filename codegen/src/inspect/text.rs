//! The view as text: columns aligned, namespaces shortened to prefixes that are listed first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::policies;
use super::view::{ContractView, FieldView, HeaderView, MessageView, OperationView, TypeView};

pub(super) fn render(view: &ContractView) -> String {
    let mut names = Names::default();
    let mut body = String::new();
    // Writing to a String cannot fail.
    let _ = write(view, &mut names, &mut body);
    let mut out = String::new();
    if !names.prefixes.is_empty() {
        out.push_str("namespaces\n");
        let mut list: Vec<_> = names.prefixes.iter().collect();
        list.sort_by_key(|(_, number)| **number);
        for (namespace, number) in list {
            let _ = writeln!(out, "  n{number:<4} {namespace}");
        }
        out.push('\n');
    }
    out + &body
}

/// Short names, in the order in which namespaces are met.
#[derive(Default)]
struct Names {
    prefixes: BTreeMap<String, usize>,
}

impl Names {
    fn short(&mut self, name: &str) -> String {
        match name.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((namespace, local)) => {
                let next = self.prefixes.len() + 1;
                let number = *self.prefixes.entry(namespace.to_owned()).or_insert(next);
                format!("n{number}:{local}")
            }
            None => name.to_owned(),
        }
    }
}

fn write(view: &ContractView, names: &mut Names, out: &mut String) -> std::fmt::Result {
    for service in &view.services {
        writeln!(out, "service {}", names.short(&service.name))?;
        for port in &service.ports {
            let address = port.address.as_deref().unwrap_or("no address");
            writeln!(out, "  port {}  SOAP {}  {address}", port.name, port.soap)?;
            policies::write(&port.policies, "    ", out)?;
            for operation in &port.operations {
                writeln!(out)?;
                write_operation(operation, names, out)?;
            }
        }
        writeln!(out)?;
    }
    for ty in &view.types {
        write_type(ty, names, out)?;
    }
    let operations: usize = view.services.iter().flat_map(|s| &s.ports).map(|p| p.operations.len()).sum();
    writeln!(out, "{} services, {operations} operations, {} types", view.services.len(), view.types.len())
}

fn write_operation(operation: &OperationView, names: &mut Names, out: &mut String) -> std::fmt::Result {
    writeln!(out, "  operation {}  {}", operation.name, operation.style)?;
    writeln!(out, "    action  {:?}", operation.action)?;
    if let Some(actions) = &operation.addressing {
        writeln!(out, "    wsa:Action")?;
        let mut rows = vec![vec!["input".to_owned(), format!("{:?}", actions.input)]];
        rows.extend(actions.output.iter().map(|action| vec!["output".to_owned(), format!("{action:?}")]));
        rows.extend(actions.faults.iter().map(|action| vec!["fault".to_owned(), format!("{action:?}")]));
        table("      ", &rows, out)?;
    }
    policies::write(&operation.policies, "    ", out)?;
    write_message("input", &operation.input, names, out)?;
    match &operation.output {
        Some(output) => write_message("output", output, names, out)?,
        None => writeln!(out, "    output  none (one-way)")?,
    }
    write_blocks("faults", &operation.faults, names, out)
}

fn write_message(word: &str, message: &MessageView, names: &mut Names, out: &mut String) -> std::fmt::Result {
    let element = message.element.as_deref().map(|name| names.short(name)).unwrap_or_default();
    writeln!(out, "    {word:<6}  {} {element}", message.form)?;
    write_fields("      ", &message.fields, names, out)?;
    for name in &message.attachments {
        writeln!(out, "    {word} attachment {name}")?;
    }
    if !message.headers.is_empty() {
        write_blocks(&format!("{word} headers"), &message.headers, names, out)?;
    }
    Ok(())
}

fn write_blocks(word: &str, blocks: &[HeaderView], names: &mut Names, out: &mut String) -> std::fmt::Result {
    if blocks.is_empty() {
        return Ok(());
    }
    writeln!(out, "    {word}")?;
    let rows: Vec<_> = blocks.iter().map(|b| vec![names.short(&b.name), names.short(&b.ty)]).collect();
    table("      ", &rows, out)
}

fn write_type(ty: &TypeView, names: &mut Names, out: &mut String) -> std::fmt::Result {
    write!(out, "{} {}", ty.kind, names.short(&ty.name))?;
    if ty.is_abstract {
        out.push_str("  abstract");
    }
    if let Some(base) = &ty.base {
        write!(out, "  of {}", names.short(base))?;
    }
    let of: Vec<String> = ty.of.iter().map(|name| names.short(name)).collect();
    if !of.is_empty() {
        write!(out, "  holds {}", of.join(" | "))?;
    }
    if !ty.facets.is_empty() {
        write!(out, "  {}", ty.facets.join(" "))?;
    }
    writeln!(out)?;
    write_fields("  ", &ty.fields, names, out)?;
    let mut rows = Vec::new();
    for attribute in &ty.attributes {
        let use_ = if attribute.required { "required" } else { "optional" };
        rows.push(vec![
            format!("@{}", names.short(&attribute.name)),
            names.short(&attribute.ty),
            use_.to_owned(),
        ]);
    }
    for value in &ty.values {
        rows.push(vec![value.name.clone(), value.number.map(|n| format!("= {n}")).unwrap_or_default()]);
    }
    table("  ", &rows, out)?;
    writeln!(out)
}

fn write_fields(indent: &str, fields: &[FieldView], names: &mut Names, out: &mut String) -> std::fmt::Result {
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let nil = if field.nillable { "nillable" } else { "" };
            let within = if field.within.is_empty() {
                String::new()
            } else {
                format!("in {}", field.within.join(" / "))
            };
            vec![
                names.short(&field.name),
                names.short(&field.ty),
                field.occurs.clone(),
                nil.to_owned(),
                within,
            ]
        })
        .collect();
    table(indent, &rows, out)
}

/// Rows with aligned columns, no blanks at the end of a line.
fn table(indent: &str, rows: &[Vec<String>], out: &mut String) -> std::fmt::Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = indent.to_owned();
        for (cell, width) in row.iter().zip(&widths) {
            write!(line, "{cell:<width$}  ")?;
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
