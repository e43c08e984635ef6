//! The imports and includes of a document, and the files that they lead to.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{DocId, Document, Loaded, Node, ReadOptions, Remote, Spot, WSDL, Wanted, XSD, simplify};

/// An import that is followed only where no other document has its namespace.
#[derive(Debug)]
pub(super) struct Deferred {
    spot: Spot,
    namespace: Arc<str>,
    path: PathBuf,
}

/// Queues what a document imports and includes.
pub(super) fn follow(
    loaded: &mut Loaded,
    doc: DocId,
    path: &Path,
    options: &ReadOptions,
    work: &mut VecDeque<Wanted>,
    deferred: &mut Vec<Deferred>,
) {
    let Some(document) = loaded.documents.get(doc) else { return };
    let (mut remote, mut imported) = (Vec::new(), BTreeSet::new());
    let directory = path.parent().unwrap_or(Path::new(""));
    let mut defer = |spot: Spot, namespace: Option<&Arc<str>>, path: Option<&PathBuf>| {
        if let (Some(namespace), Some(path)) = (namespace, path) {
            deferred.push(Deferred { spot, namespace: Arc::clone(namespace), path: path.clone() });
        }
    };
    for node in imports(document.root(doc)) {
        let (spot, by) = (node.spot(), Some(node.spot()));
        let namespace = node.attribute("namespace").filter(|_| node.element.name == "import");
        let namespace: Option<Arc<str>> = namespace.map(|namespace| Arc::from(namespace.trim()));
        let by_namespace = namespace.as_ref().and_then(|namespace| options.catalog.get(&**namespace));
        let location = node.attribute(location_attribute(&node)).map(str::trim).filter(|l| !l.is_empty());
        imported.extend(namespace.iter().map(ToString::to_string).chain(location.map(str::to_owned)));
        let Some(location) = location else {
            defer(spot, namespace.as_ref(), by_namespace);
            continue;
        };
        if let Some(file) = options.catalog.get(location) {
            work.push_back(Wanted { path: file.clone(), by, policy: false });
        } else if is_remote(location) {
            defer(spot, namespace.as_ref(), by_namespace);
            let namespace = namespace.filter(|_| node.namespace() == XSD);
            remote.push(Remote { spot, location: location.to_owned(), namespace });
        } else {
            work.push_back(Wanted { path: locate(directory, location, options), by, policy: false });
        }
    }
    // An import without a schema around it is a mistake. Often another document has its namespace. Only if none has
    // it, the import is followed.
    for node in outside_schemas(document.root(doc)) {
        let namespace = node.attribute("namespace").map(|namespace| Arc::from(namespace.trim()));
        let location = node.attribute("schemaLocation").map(str::trim).unwrap_or_default();
        imported.extend(namespace.iter().map(|namespace: &Arc<str>| namespace.to_string()));
        imported.insert(location.to_owned());
        let own = (!is_remote(location)).then(|| locate(directory, location, options));
        let own = own.filter(|path| exists(path, options));
        let path = options.catalog.get(location).or(own.as_ref());
        let by_namespace =
            namespace.as_ref().and_then(|namespace: &Arc<str>| options.catalog.get(&**namespace));
        defer(node.spot(), namespace.as_ref(), path.or(by_namespace));
    }
    loaded.remote.extend(remote);
    loaded.imported.extend(imported);
}

/// The deferred imports that have to be followed, since no document of their input has their namespace.
pub(super) fn wanted(loaded: &mut Loaded, deferred: Vec<Deferred>) -> Vec<Wanted> {
    if deferred.is_empty() {
        return Vec::new();
    }
    let inputs: Vec<(BTreeSet<DocId>, BTreeSet<&str>)> = loaded
        .inputs
        .iter()
        .map(|input| {
            let documents = reached(loaded, *input);
            let all = documents.iter().filter_map(|doc| loaded.documents.get(*doc));
            let namespaces = all.flat_map(targets).collect();
            (documents, namespaces)
        })
        .collect();
    let lacks = |import: &Deferred| {
        let mut around = inputs.iter().filter(|(documents, _)| documents.contains(&import.spot.doc));
        around.any(|(_, namespaces)| !namespaces.contains(&*import.namespace))
    };
    let wanted: Vec<_> = deferred
        .into_iter()
        .filter(lacks)
        .map(|import| Wanted { path: import.path, by: Some(import.spot), policy: false })
        .collect();
    let found: BTreeSet<Spot> = wanted.iter().filter_map(|found| found.by).collect();
    loaded.remote.retain(|remote| !found.contains(&remote.spot));
    wanted
}

/// A document and all that it leads to.
fn reached(loaded: &Loaded, from: DocId) -> BTreeSet<DocId> {
    let (mut reached, mut pending) = (BTreeSet::new(), vec![from]);
    while let Some(doc) = pending.pop() {
        if reached.insert(doc) {
            pending.extend(loaded.documents.get(doc).into_iter().flat_map(|d| d.links.values()));
        }
    }
    reached
}

/// The namespaces that a document declares things in.
fn targets(document: &Document) -> Vec<&str> {
    let root = document.root(0);
    let types = root.children().filter(|n| n.is(WSDL, "types")).flat_map(|n| n.children());
    let schemas = types.chain(root.children()).filter(|n| n.is(XSD, "schema"));
    std::iter::once(root)
        .chain(schemas)
        .filter_map(|n| n.attribute("targetNamespace"))
        .map(str::trim)
        .collect()
}

/// Whether a location is a URL that no local file replaces.
pub(super) fn is_remote(location: &str) -> bool {
    location.contains("://") && !location.starts_with("file://")
}

pub(super) fn exists(path: &Path, options: &ReadOptions) -> bool {
    let elsewhere = options.source.read(path, options.max_bytes, false);
    options.memory.contains_key(path) || elsewhere.map_or_else(|| path.exists(), |read| read.is_ok())
}

/// The file of a location: as it is written, if that exists. Else the first that exists of these: with blanks for
/// `%20`, without the fragment, also with slashes for backslashes, and with all of these changes.
fn locate(directory: &Path, location: &str, options: &ReadOptions) -> PathBuf {
    let location = location.strip_prefix("file://").unwrap_or(location);
    let direct = simplify(&directory.join(location));
    if exists(&direct, options) {
        return direct;
    }
    let bare = location.split('#').next().unwrap_or(location);
    let slashed = bare.replace('\\', "/");
    let blank = slashed.replace("%20", " ");
    for other in [location.replace("%20", " "), bare.to_owned(), slashed, blank] {
        let other = simplify(&directory.join(other));
        if exists(&other, options) {
            return other;
        }
    }
    direct
}

/// The attribute that holds the location of an import or include.
pub(super) fn location_attribute(node: &Node<'_>) -> &'static str {
    if node.namespace() == WSDL { "location" } else { "schemaLocation" }
}

fn of_schema(schema: Node<'_>) -> Vec<Node<'_>> {
    schema
        .children()
        .filter(|n| {
            n.namespace() == XSD && matches!(&*n.element.name, "import" | "include" | "redefine" | "override")
        })
        .collect()
}

/// The import and include elements of a contract or schema.
pub(super) fn imports(root: Node<'_>) -> Vec<Node<'_>> {
    if root.is(XSD, "schema") {
        return of_schema(root);
    }
    let mut found = Vec::new();
    for child in root.children() {
        if child.is(WSDL, "import") || child.is(WSDL, "include") {
            found.push(child);
        } else if child.is(XSD, "schema") {
            found.extend(of_schema(child));
        } else if child.is(WSDL, "types") {
            for schema in child.children().filter(|n| n.is(XSD, "schema")) {
                found.extend(of_schema(schema));
            }
        }
    }
    found
}

/// The `xs:import`s that stand directly in a contract's `types`, with no schema around them.
pub(super) fn outside_schemas(root: Node<'_>) -> Vec<Node<'_>> {
    let types = root.children().filter(|n| n.is(WSDL, "types"));
    types.flat_map(|n| n.children()).filter(|n| n.is(XSD, "import")).collect()
}
