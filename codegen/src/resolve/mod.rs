//! Links names. Each input contract has a symbol space of its own, since contracts of one vendor may have different
//! wrapper elements of one name.

mod symbols;

pub(crate) use symbols::{COMPARED, Found, Symbols};

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{DocId, Loaded, XSD};
use crate::parallel;
use crate::read::{Syntax, wsdl, xsd};

/// One input contract with all that it leads to.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    /// The input.
    pub(crate) doc: DocId,
    /// The documents that it is made of.
    pub(crate) documents: BTreeSet<DocId>,
    /// Its contracts, the input first.
    pub(crate) contracts: Vec<&'a wsdl::Definitions>,
    /// Its schemas.
    pub(crate) schemas: Vec<SchemaIn<'a>>,
    /// The schemas that were built in, used on demand.
    pub(crate) builtin: Vec<SchemaIn<'a>>,
}

/// A schema as part of a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SchemaIn<'a> {
    pub(crate) schema: &'a xsd::Schema,
    /// Whether it is WCF's: by itself, or since the serialization schema stands beside it in its file.
    pub(crate) wcf: bool,
    /// Whether its components give way to those of another schema, which redefines or overrides it.
    pub(crate) redefined: bool,
}

/// A unit whose names are known, and what is wrong with them.
#[derive(Debug)]
pub(crate) struct Resolved<'a> {
    pub(crate) unit: Unit<'a>,
    pub(crate) symbols: Symbols<'a>,
    pub(crate) diagnostics: Diagnostics,
}

/// Finds what each input leads to, and the symbols in it. Each input is a space of names of its own.
pub(crate) fn resolve<'a>(loaded: &Loaded, syntax: &'a Syntax) -> Vec<Resolved<'a>> {
    parallel::map(&loaded.inputs, |&input| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(syntax.too_much.clone());
        let unit = unit(loaded, syntax, input, &mut diagnostics);
        let symbols = Symbols::new(&unit, loaded, &mut diagnostics);
        Resolved { unit, symbols, diagnostics }
    })
}

/// Gathers what an input leads to.
fn unit<'a>(loaded: &Loaded, syntax: &'a Syntax, input: DocId, diagnostics: &mut Diagnostics) -> Unit<'a> {
    let mut unit = Unit {
        doc: input,
        documents: BTreeSet::new(),
        contracts: Vec::new(),
        schemas: Vec::new(),
        builtin: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let mut redefined = BTreeSet::new();
    let mut work: VecDeque<(DocId, Option<Arc<str>>)> = VecDeque::from([(input, None)]);
    while let Some(key) = work.pop_front() {
        if !seen.insert(key.clone()) {
            continue;
        }
        if let Some(definitions) = syntax.contracts.get(&key.0) {
            unit.contracts.push(definitions);
            work.extend(definitions.imports.iter().map(|doc| (*doc, None)));
        }
        let Some(schemas) = syntax.schemas.get(&key) else { continue };
        let carries = schemas.iter().any(|s| &*s.target == xsd::SERIALIZATION);
        for schema in schemas {
            unit.schemas.push(SchemaIn { schema, wcf: schema.wcf || carries, redefined: false });
            work.extend(schema.imported.iter().map(|doc| (*doc, None)));
            for doc in &schema.included {
                let chameleon = (*doc, Some(Arc::clone(&schema.target)));
                let next = if syntax.schemas.contains_key(&chameleon) { chameleon } else { (*doc, None) };
                if schema.redefined.contains(doc) {
                    redefined.insert(next.0);
                }
                work.push_back(next);
            }
        }
    }
    // What a redefined or overridden schema includes gives way with it.
    let mut pending: Vec<DocId> = redefined.iter().copied().collect();
    let mut included: BTreeMap<DocId, Vec<DocId>> = BTreeMap::new();
    for SchemaIn { schema, .. } in unit.schemas.iter().filter(|_| !pending.is_empty()) {
        included.entry(schema.spot.doc).or_default().extend(&schema.included);
    }
    while let Some(doc) = pending.pop() {
        let own = included.get(&doc).into_iter().flatten();
        pending.extend(own.filter(|included| redefined.insert(**included)));
    }
    for schema in &mut unit.schemas {
        schema.redefined = redefined.contains(&schema.schema.spot.doc);
    }
    let own: BTreeSet<&str> = unit.schemas.iter().map(|s| &*s.schema.target).collect();
    // They give way to the contract's own, and fill in what a copy of its own lacks.
    for doc in loaded.builtin.values() {
        for schema in syntax.schemas.get(&(*doc, None)).into_iter().flatten() {
            unit.builtin.push(SchemaIn { schema, wcf: schema.wcf, redefined: true });
        }
    }
    let documents = seen.iter().map(|(doc, _)| *doc).collect();
    unreachable_imports(loaded, &own, &documents, diagnostics);
    unit.documents = documents;
    unit
}

/// Imports by URL are fine where their namespace is found elsewhere, and errors where it is not.
fn unreachable_imports(
    loaded: &Loaded,
    own: &BTreeSet<&str>,
    documents: &BTreeSet<DocId>,
    diagnostics: &mut Diagnostics,
) {
    for remote in loaded.remote.iter().filter(|r| documents.contains(&r.spot.doc)) {
        if let Some(namespace) = remote.namespace.as_deref()
            && (own.contains(namespace) || loaded.builtin.contains_key(namespace) || namespace == XSD)
        {
            continue;
        }
        let attribute = if remote.namespace.is_some() { "schemaLocation" } else { "location" };
        let message = format!("{} is a URL, but nothing is read from the network", remote.location);
        diagnostics.push(
            loaded
                .diagnostic(remote.spot, Some(attribute), Kind::MissingFile, message)
                .help("save the file, and name it for this URL in the catalog"),
        );
    }
}
