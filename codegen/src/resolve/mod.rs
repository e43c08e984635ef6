//! Links names. Each input contract has a symbol space of its own, since contracts of one vendor may have different
//! wrapper elements of one name.

mod redefinitions;
mod symbols;

pub(crate) use symbols::{Found, Symbols};

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{DocId, Loaded, Spot, WSDL, WSDL20, XSD};
use crate::parallel;
use crate::read::{wsdl, xsd};

/// The syntax models of all documents, each read once.
#[derive(Debug, Default)]
pub(crate) struct Models {
    contracts: BTreeMap<DocId, wsdl::Definitions>,
    /// By document, and for a schema without a namespace by that of the schema that includes it.
    schemas: BTreeMap<(DocId, Option<Arc<str>>), Vec<xsd::Schema>>,
}

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

/// Reads every document into its model.
pub(crate) fn read(loaded: &Loaded, diagnostics: &mut Diagnostics) -> Models {
    let mut models = Models::default();
    let documents: Vec<DocId> = (0..loaded.documents.len()).collect();
    let read = parallel::map(&documents, |&doc| {
        let mut diagnostics = Diagnostics::default();
        (doc, read_document(loaded, doc, &mut diagnostics), diagnostics)
    });
    for (doc, (definitions, schemas), own) in read {
        diagnostics.extend(own);
        models.contracts.extend(definitions.map(|definitions| (doc, definitions)));
        models.schemas.extend(schemas.map(|schemas| ((doc, None), schemas)));
    }
    chameleons(loaded, &mut models, diagnostics);
    redefinitions::settle(&mut models);
    models
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
    } else {
        diagnostics.push(wrong_root(loaded, doc));
        (None, None)
    }
}

fn wrong_root(loaded: &Loaded, doc: DocId) -> crate::diagnostic::Diagnostic {
    let spot = Spot { doc, element: 0 };
    let Some(root) = loaded.document(doc).map(|d| d.root(doc)) else {
        return crate::diagnostic::Diagnostic::error(Kind::WrongRoot, "no root", Default::default());
    };
    let name = &root.element.name;
    let (kind, message, help) = if root.namespace() == WSDL20 {
        (
            Kind::Wsdl20,
            "this is WSDL 2.0, which is not read".to_owned(),
            "ask the service for its WSDL 1.1 contract (often ?wsdl where 2.0 is ?wsdl2)",
        )
    } else if root.is(XSD, "schema") {
        (
            Kind::WrongRoot,
            "this is a schema alone, without the contract that uses it".to_owned(),
            "give the WSDL file that imports it",
        )
    } else if name == "definitions" {
        (
            Kind::WrongRoot,
            format!("the root is definitions of the namespace {:?}, not of {WSDL:?}", root.namespace()),
            "correct the namespace of the root",
        )
    } else {
        (
            Kind::WrongRoot,
            format!("the root is <{name}>, neither a WSDL 1.1 contract nor a schema"),
            "check that this is the contract, and not an error page or another document",
        )
    };
    loaded.diagnostic(spot, None, kind, message).help(help)
}

/// Reads schemas without a namespace once more for each namespace that they are included into.
fn chameleons(loaded: &Loaded, models: &mut Models, diagnostics: &mut Diagnostics) {
    let mut work: VecDeque<(DocId, Arc<str>)> = VecDeque::new();
    let wanted = |schemas: &[xsd::Schema], work: &mut VecDeque<(DocId, Arc<str>)>| {
        for schema in schemas.iter().filter(|s| !s.target.is_empty()) {
            work.extend(schema.included.iter().map(|doc| (*doc, Arc::clone(&schema.target))));
        }
    };
    models.schemas.values().for_each(|schemas| wanted(schemas, &mut work));
    while let Some((doc, target)) = work.pop_front() {
        let key = (doc, Some(Arc::clone(&target)));
        let Some(document) = loaded.document(doc) else { continue };
        let root = document.root(doc);
        if models.schemas.contains_key(&key)
            || !root.is(XSD, "schema")
            || root.attribute("targetNamespace").is_some()
        {
            continue;
        }
        let schemas = vec![xsd::read(root, Some(target), diagnostics)];
        wanted(&schemas, &mut work);
        models.schemas.insert(key, schemas);
    }
}

/// Gathers what an input leads to.
pub(crate) fn unit<'a>(
    loaded: &Loaded,
    models: &'a Models,
    input: DocId,
    diagnostics: &mut Diagnostics,
) -> Unit<'a> {
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
        if let Some(definitions) = models.contracts.get(&key.0) {
            unit.contracts.push(definitions);
            work.extend(definitions.imports.iter().map(|doc| (*doc, None)));
        }
        let Some(schemas) = models.schemas.get(&key) else { continue };
        let carries = schemas.iter().any(|s| &*s.target == xsd::SERIALIZATION);
        for schema in schemas {
            unit.schemas.push(SchemaIn { schema, wcf: schema.wcf || carries, redefined: false });
            work.extend(schema.imported.iter().map(|doc| (*doc, None)));
            for doc in &schema.included {
                let chameleon = (*doc, Some(Arc::clone(&schema.target)));
                let next = if models.schemas.contains_key(&chameleon) { chameleon } else { (*doc, None) };
                if schema.redefined.contains(doc) {
                    redefined.insert(next.0);
                }
                work.push_back(next);
            }
        }
    }
    // What a redefined or overridden schema includes gives way with it.
    let mut open: Vec<DocId> = redefined.iter().copied().collect();
    while let Some(doc) = open.pop() {
        let own = unit.schemas.iter().filter(|s| s.schema.spot.doc == doc);
        open.extend(own.flat_map(|s| &s.schema.included).filter(|included| redefined.insert(**included)));
    }
    for schema in &mut unit.schemas {
        schema.redefined = redefined.contains(&schema.schema.spot.doc);
    }
    let own: BTreeSet<&str> = unit.schemas.iter().map(|s| &*s.schema.target).collect();
    // They give way to the contract's own, and fill in what a copy of its own lacks.
    for doc in loaded.builtin.values() {
        for schema in models.schemas.get(&(*doc, None)).into_iter().flatten() {
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
        let message = format!("{} is a URL, and nothing is read from the network", remote.location);
        diagnostics.push(
            loaded
                .diagnostic(remote.spot, Some(attribute), Kind::MissingFile, message)
                .help("save the file and name it in the catalog as what stands for this URL"),
        );
    }
}
