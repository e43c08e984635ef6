//! Our own rendering of a contract: one flat WSDL 1.1 file with the interface's facts and nothing else, one declaration
//! a line, in a stable order, so that a change of the contract is a readable diff.

mod kept;
mod schema;
mod writer;
mod wsdl;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::contract::Place;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::load::{self, ReadOptions};
use crate::lower;
use crate::read::{self, xsd};
use crate::resolve::{self, Resolved, Symbols, Unit};
use kept::Kept;
use writer::Writer;

/// Renders a contract and all that it imports as one flat file. Documentation, comments, and bindings other than
/// SOAP's are left out. Contracts of several WSDL namespaces move into that of the input.
///
/// # Errors
/// Everything that is wrong with the contract, sorted by place; and more or fewer than one input.
pub fn normalize(inputs: &[PathBuf], options: &ReadOptions) -> Result<String, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    if inputs.len() != 1 {
        let message =
            format!("only one contract can be normalized at a time, but there are {}", inputs.len());
        diagnostics.push(
            Diagnostic::error(Kind::Unsupported, message, Place::default())
                .help("normalize each of them to its own file"),
        );
        return Err(diagnostics);
    }
    let loaded = load::load(inputs, options, &mut diagnostics);
    let syntax = read::read(&loaded, &mut diagnostics);
    let resolved = resolve::resolve(&loaded, &syntax);
    // What is wrong with the contract shows when it is lowered.
    for lowered in lower::lower(&loaded, &resolved) {
        diagnostics.extend(lowered.diagnostics);
    }
    let mut text = String::new();
    if let Some(Resolved { unit, symbols, .. }) = resolved.first().filter(|_| !diagnostics.has_errors()) {
        text = render(unit, symbols, Kept::new(unit, &loaded));
    }
    diagnostics.sort();
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok(text) }
}

/// Twice: to learn which namespaces are used, and then with their prefixes.
fn render(unit: &Unit<'_>, symbols: &Symbols<'_>, kept: Kept<'_>) -> String {
    let mut first = Writer::new(BTreeMap::new());
    document(&mut first, unit, symbols, kept);
    let own = unit.contracts.first().map(|c| Arc::clone(&c.target)).unwrap_or_default();
    let mut prefixes = BTreeMap::new();
    let mut count = 0;
    for namespace in first.used() {
        let prefix = match &**namespace {
            n if *n == *own => "tns".to_owned(),
            load::WSDL => "wsdl".to_owned(),
            load::XSD => "xs".to_owned(),
            load::XML => "xml".to_owned(),
            "http://schemas.xmlsoap.org/wsdl/soap/" => "soap".to_owned(),
            "http://schemas.xmlsoap.org/wsdl/soap12/" => "soap12".to_owned(),
            "http://schemas.xmlsoap.org/wsdl/mime/" => "mime".to_owned(),
            "http://www.w3.org/2006/05/addressing/wsdl" => "wsaw".to_owned(),
            xsd::SERIALIZATION => "ser".to_owned(),
            "http://schemas.microsoft.com/2003/10/Serialization/Arrays" => "arr".to_owned(),
            _ => {
                count += 1;
                format!("ns{count}")
            }
        };
        prefixes.insert(Arc::clone(namespace), prefix);
    }
    let mut second = Writer::new(prefixes);
    document(&mut second, unit, symbols, kept);
    second.finish()
}

fn document(out: &mut Writer, unit: &Unit<'_>, symbols: &Symbols<'_>, kept: Kept<'_>) {
    let Some(input) = unit.contracts.first() else { return };
    let mut attributes = Vec::new();
    if let Some(name) = &input.name {
        attributes.push(("name".to_owned(), name.to_string()));
    }
    attributes.push(("targetNamespace".to_owned(), input.target.to_string()));
    out.note(&input.target);
    attributes.extend(out.declarations());
    out.start_element(load::WSDL, "definitions", attributes);
    kept.roots(out, unit);
    schema::schemas(out, unit, symbols, kept);
    wsdl::components(out, unit, symbols, kept);
    out.close();
}
