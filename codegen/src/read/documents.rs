//! Every document to its syntax model: WSDL as it is written, with the schemas in it, and schemas of their own.

use std::collections::VecDeque;
use std::sync::Arc;

use super::syntax::Syntax;
use super::{redefinitions, wsdl, xsd};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::load::{DocId, Loaded, Spot, WSDL, WSDL20, XSD};
use crate::parallel;

/// Reads every document into its model.
pub(crate) fn read(loaded: &Loaded, diagnostics: &mut Diagnostics) -> Syntax {
    let mut syntax = Syntax::default();
    let documents: Vec<DocId> = (0..loaded.documents.len()).collect();
    let read = parallel::map(&documents, |&doc| {
        let mut diagnostics = Diagnostics::default();
        (doc, read_document(loaded, doc, &mut diagnostics), diagnostics)
    });
    for (doc, (definitions, schemas), own) in read {
        diagnostics.extend(own);
        syntax.contracts.extend(definitions.map(|definitions| (doc, definitions)));
        syntax.schemas.extend(schemas.map(|schemas| ((doc, None), schemas)));
    }
    chameleons(loaded, &mut syntax, diagnostics);
    redefinitions::settle(&mut syntax);
    syntax
}

/// A contract with its schemas, or a schema.
fn read_document(
    loaded: &Loaded,
    doc: DocId,
    diagnostics: &mut Diagnostics,
) -> (Option<wsdl::Definitions>, Option<Vec<xsd::Schema>>) {
    let Some(document) = loaded.document(doc) else { return (None, None) };
    let root = document.root(doc);
    if root.is(WSDL, "definitions") {
        let mut schemas = Vec::new();
        let definitions = wsdl::read(root, diagnostics, |node, diagnostics| {
            schemas.push(xsd::read(node, None, diagnostics))
        });
        (Some(definitions), Some(schemas))
    } else if root.is(XSD, "schema") && !loaded.inputs.contains(&doc) {
        (None, Some(vec![xsd::read(root, None, diagnostics)]))
    } else if loaded.is_for_policies(doc) {
        (None, None)
    } else {
        diagnostics.push(wrong_root(loaded, doc));
        (None, None)
    }
}

fn wrong_root(loaded: &Loaded, doc: DocId) -> Diagnostic {
    let spot = Spot { doc, element: 0 };
    let Some(root) = loaded.document(doc).map(|d| d.root(doc)) else {
        return Diagnostic::error(Kind::WrongRoot, "no root", Default::default());
    };
    let name = &root.element.name;
    let (kind, message, help) = if root.namespace() == WSDL20 {
        (
            Kind::Wsdl20,
            "this is WSDL 2.0, which is not supported".to_owned(),
            "ask the service for its WSDL 1.1 contract (often ?wsdl where 2.0 is ?wsdl2)",
        )
    } else if root.is(XSD, "schema") {
        (
            Kind::WrongRoot,
            "this is a schema, without the contract that uses it".to_owned(),
            "give the WSDL file that imports it",
        )
    } else if name == "definitions" {
        (
            Kind::WrongRoot,
            format!("the root element definitions has the namespace {:?}, not {WSDL:?}", root.namespace()),
            "correct the namespace of the root",
        )
    } else {
        (
            Kind::WrongRoot,
            format!("the root element is <{name}>: this is neither a WSDL 1.1 contract nor a schema"),
            "check that this is the contract, and not an error page or another document",
        )
    };
    loaded.diagnostic(spot, None, kind, message).help(help)
}

/// How many elements may be read again since they have no namespace of their own.
const AGAIN: u32 = 250_000;

/// Reads schemas without a namespace once more for each namespace that they are included into.
fn chameleons(loaded: &Loaded, syntax: &mut Syntax, diagnostics: &mut Diagnostics) {
    let mut work: VecDeque<(DocId, Arc<str>)> = VecDeque::new();
    let wanted = |schemas: &[xsd::Schema], work: &mut VecDeque<(DocId, Arc<str>)>| {
        for schema in schemas.iter().filter(|s| !s.target.is_empty()) {
            work.extend(schema.included.iter().map(|doc| (*doc, Arc::clone(&schema.target))));
        }
    };
    syntax.schemas.values().for_each(|schemas| wanted(schemas, &mut work));
    let mut left = AGAIN;
    while let Some((doc, target)) = work.pop_front() {
        let key = (doc, Some(Arc::clone(&target)));
        let Some(document) = loaded.document(doc) else { continue };
        let root = document.root(doc);
        if syntax.schemas.contains_key(&key)
            || !root.is(XSD, "schema")
            || root.attribute("targetNamespace").is_some()
        {
            continue;
        }
        match left.checked_sub(root.size()) {
            Some(rest) => left = rest,
            None => {
                let message = format!(
                    "this schema has no namespace, and is included into so many that it stands for more than {AGAIN} elements"
                );
                let diagnostic = loaded.diagnostic(Spot { doc, element: 0 }, None, Kind::Limit, message);
                syntax.too_much = Some(diagnostic.help("give it a namespace, and import it"));
                return;
            }
        }
        let schemas = vec![xsd::read(root, Some(target), diagnostics)];
        wanted(&schemas, &mut work);
        syntax.schemas.insert(key, schemas);
    }
}
