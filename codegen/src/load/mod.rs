//! Files to trees: reading, decoding, parsing, and following imports and includes. The only place that touches files.

mod builtin;
mod chars;
mod decode;
mod document;
mod grammar;
mod imports;
#[cfg(feature = "fetch")]
mod locations;
mod misplaced;
mod parse;
mod policies;
mod source;

pub(crate) use builtin::is_standard;
pub use document::{DocId, Document, Node, Spot};
#[cfg(feature = "fetch")]
pub(crate) use locations::{Root, Scanned, scan};
pub(crate) use misplaced::{derivations, is_particle};
pub(crate) use source::Files;
pub use source::Source;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::contract::Place;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::{disk, parallel};

/// The namespace of the `xml` prefix.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of WSDL 1.1.
pub(crate) const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
/// WSDL's attribute of extension elements that says they are required.
pub(crate) const REQUIRED: &str = "{http://schemas.xmlsoap.org/wsdl/}required";
/// The namespace of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// What says of a binary element which media types its content may have.
pub(crate) const EXPECTED_MEDIA: &str = "{http://www.w3.org/2005/05/xmlmime}expectedContentTypes";
/// The namespace of WSDL 2.0.
pub(crate) const WSDL20: &str = "http://www.w3.org/ns/wsdl";

/// What to read contracts with.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Locations that are URLs, and the local files that stand for them. An import without a location, or with one that is
    /// not here, is looked up by its namespace.
    pub catalog: BTreeMap<String, PathBuf>,
    /// Those of the catalogue that somebody wrote down for these contracts: one that nothing imports is an error.
    pub named: BTreeSet<String>,
    /// Files that are taken from here and not from disk, by the path that leads to them.
    pub memory: BTreeMap<PathBuf, Vec<u8>>,
    /// The largest file that is read, in bytes.
    pub max_bytes: u64,
    /// Dangling references and missing imports are warnings, and what depends on them is left out.
    pub lenient: bool,
    /// Where all other files are read from.
    #[doc(hidden)]
    pub source: Source,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            catalog: BTreeMap::new(),
            named: BTreeSet::new(),
            memory: BTreeMap::new(),
            max_bytes: disk::LARGEST,
            lenient: false,
            source: Source::default(),
        }
    }
}

/// An import by URL that no file stands for: an error, unless its namespace is found elsewhere.
#[derive(Debug)]
pub(crate) struct Remote {
    /// The import.
    pub(crate) spot: Spot,
    /// Where it leads.
    pub(crate) location: String,
    /// The namespace that a schema imports.
    pub(crate) namespace: Option<Arc<str>>,
}

/// Everything that the inputs lead to.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The documents, each once, in the order of discovery.
    pub documents: Vec<Document>,
    /// The inputs among them; one that could not be read is not there.
    pub inputs: Vec<DocId>,
    /// Our own renderings of the schemas that everyone imports, by namespace.
    pub builtin: BTreeMap<Arc<str>, DocId>,
    pub(crate) remote: Vec<Remote>,
    /// The documents of policies that a document refers to, and that are no part of what it imports.
    policies: BTreeMap<DocId, BTreeSet<DocId>>,
    /// The locations and namespaces that something imports.
    pub(crate) imported: BTreeSet<String>,
    /// The SHA-256 of each input that could be read, by its path.
    pub(crate) hashes: BTreeMap<PathBuf, String>,
    /// As in [`ReadOptions`].
    pub(crate) lenient: bool,
    /// Some file could not be read: what it declares is not known.
    pub(crate) unread: bool,
}

impl Loaded {
    /// The texts of all documents that were read, by their names.
    pub(crate) fn texts(&self) -> Vec<(Arc<str>, Arc<str>)> {
        let ours: Vec<DocId> = self.builtin.values().copied().collect();
        let read = self.documents.iter().enumerate().filter(|(doc, _)| !ours.contains(doc));
        read.map(|(_, document)| (Arc::clone(&document.name), Arc::clone(&document.text))).collect()
    }

    /// The document of a number.
    #[must_use]
    pub fn document(&self, doc: DocId) -> Option<&Document> {
        self.documents.get(doc)
    }

    /// The SHA-256 of each file, by its name; those that are built in are no files.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        let files = self.documents.iter().filter(|document| !document.hash.is_empty());
        files.map(|document| (PathBuf::from(&*document.name), document.hash.clone())).collect()
    }

    /// The element of a number.
    #[must_use]
    pub fn node(&self, spot: Spot) -> Option<Node<'_>> {
        let mut node = self.document(spot.doc)?.element(spot.element)?;
        node.doc = spot.doc;
        Some(node)
    }

    /// Where an element stands.
    #[must_use]
    pub fn place(&self, spot: Spot) -> Place {
        self.document(spot.doc).map(|d| d.place(spot.element)).unwrap_or_default()
    }

    /// The media types of binary elements, by where these are declared (XML Schema binds them to the types of MTOM by an
    /// attribute of its own).
    pub(crate) fn expected_media(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (doc, document) in self.documents.iter().enumerate() {
            if memchr::memmem::find(document.text.as_bytes(), b"expectedContentTypes").is_none() {
                continue;
            }
            let mut pending = vec![document.root(doc)];
            while let Some(node) = pending.pop() {
                let mut attributes = node.element.attributes.iter();
                if let Some((_, media)) = attributes.find(|(key, _)| *key == EXPECTED_MEDIA) {
                    let media = media.split_whitespace().collect::<Vec<_>>().join(" ");
                    found.insert(self.place(node.spot()).to_string(), media);
                }
                pending.extend(node.children());
            }
        }
        found
    }

    /// A diagnostic at an element, or at the value of one of its attributes.
    #[must_use]
    pub fn diagnostic(&self, spot: Spot, attribute: Option<&str>, kind: Kind, message: String) -> Diagnostic {
        match self.document(spot.doc) {
            Some(document) => document.diagnostic(spot.element, attribute, kind, message),
            None => Diagnostic::error(kind, message, Place::default()),
        }
    }
}

/// Who asks for a file.
#[derive(Debug)]
struct Wanted {
    path: PathBuf,
    by: Option<Spot>,
    /// A policy in it is referred to, and nothing else.
    policy: bool,
}

/// Loads the inputs and all that they import or include, from files alone.
pub(crate) fn load(inputs: &[PathBuf], options: &ReadOptions, diagnostics: &mut Diagnostics) -> Loaded {
    let mut loaded = Loaded { lenient: options.lenient, ..Loaded::default() };
    // The contracts themselves are most of the work, and known from the beginning.
    let parsed = parallel::map(inputs, |path| {
        let path = simplify(path);
        read(&path, options).map(|bytes| parse_bytes(&path, &bytes))
    });
    let mut parsed: BTreeMap<PathBuf, _> = inputs.iter().map(|path| simplify(path)).zip(parsed).collect();
    let mut known: BTreeMap<PathBuf, Option<DocId>> = BTreeMap::new();
    let mut work: VecDeque<Wanted> =
        inputs.iter().map(|path| Wanted { path: path.clone(), by: None, policy: false }).collect();
    let mut deferred = Vec::new();
    loop {
        // Why deferred imports come last: only when all else is read is it known whether another document has their
        // namespace.
        let Some(wanted) = work.pop_front() else {
            work.extend(imports::wanted(&mut loaded, std::mem::take(&mut deferred)));
            if work.is_empty() {
                break;
            }
            continue;
        };
        let path = simplify(&wanted.path);
        // Why the real path: two imports may spell one file differently, and it must be loaded once.
        let key = if options.memory.contains_key(&path) || options.source.is_elsewhere() {
            path.clone()
        } else {
            std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone())
        };
        let doc = match known.get(&key) {
            Some(doc) => *doc,
            None => {
                let read = parsed
                    .remove(&path)
                    .unwrap_or_else(|| read(&path, options).map(|bytes| parse_bytes(&path, &bytes)));
                let doc = match read {
                    Ok(Ok(document)) => {
                        diagnostics.extend(document.warnings.iter().cloned());
                        loaded.documents.push(document);
                        Some(loaded.documents.len() - 1)
                    }
                    Ok(Err(diagnostic)) => {
                        diagnostics.push(*diagnostic);
                        None
                    }
                    Err((kind, reason)) => {
                        diagnostics.push(unreadable(&loaded, &wanted, &path, kind, &reason));
                        None
                    }
                };
                known.insert(key, doc);
                if let Some(doc) = doc {
                    imports::follow(&mut loaded, doc, &path, options, &mut work, &mut deferred);
                    work.extend(policies::wanted(&loaded, doc, &path, options));
                }
                doc
            }
        };
        let Some(doc) = doc else { continue };
        match wanted.by {
            Some(by) if wanted.policy => {
                loaded.policies.entry(by.doc).or_default().insert(doc);
            }
            Some(by) => {
                if let Some(document) = loaded.documents.get_mut(by.doc) {
                    document.links.insert(by.element, doc);
                }
            }
            None => {
                if let Some(document) = loaded.documents.get(doc) {
                    loaded.hashes.insert(wanted.path, document.hash.clone());
                }
                if !loaded.inputs.contains(&doc) {
                    loaded.inputs.push(doc);
                }
            }
        }
    }
    loaded.unread = diagnostics.iter().any(|d| {
        matches!(d.kind, Kind::MissingFile | Kind::NotXml | Kind::Doctype | Kind::Limit | Kind::Encoding)
    });
    // What an unread file imports is not known.
    if !loaded.unread {
        diagnostics.extend(unimported(&loaded, options));
    }
    builtin::add(&mut loaded, diagnostics);
    loaded
}

/// What is named in a catalogue and nothing imports, as errors.
fn unimported(loaded: &Loaded, options: &ReadOptions) -> Vec<Diagnostic> {
    let unknown = options.named.iter().filter(|url| !loaded.imported.contains(*url));
    unknown
        .map(|url| {
            let message = format!("[catalog] names {}, but nothing imports that", quoted(url));
            let help = suggestion(url, loaded.imported.iter().map(String::as_str));
            let help = help.unwrap_or_else(|| "the contracts import nothing".to_owned());
            Diagnostic::setting(Kind::UnknownName, message, Setting::key("catalog", url)).help(help)
        })
        .collect()
}

fn unreadable(loaded: &Loaded, wanted: &Wanted, path: &Path, kind: Kind, reason: &str) -> Diagnostic {
    let message = format!("cannot read {}: {reason}", path.display());
    match wanted.by {
        Some(by) => {
            let location = loaded
                .document(by.doc)
                .and_then(|d| d.element(by.element))
                .map_or("schemaLocation", |n| imports::location_attribute(&n));
            loaded.diagnostic(by, Some(location), kind, message).help(
                "put the file there, or correct the location: it is relative to the file that imports it",
            )
        }
        None => {
            let place = Place { file: Arc::from(path.to_string_lossy()), line: 0, column: 0 };
            Diagnostic::error(kind, message, place).help("check the path of the contract")
        }
    }
}

fn read(path: &Path, options: &ReadOptions) -> Result<Vec<u8>, (Kind, String)> {
    if let Some(bytes) = options.memory.get(path) {
        return match bytes.len() as u64 {
            size if size > options.max_bytes => Err((Kind::Limit, disk::too_large(size, options.max_bytes))),
            _ => Ok(bytes.clone()),
        };
    }
    let catalogued = options.catalog.values().any(|file| simplify(file) == path);
    let elsewhere = options.source.read(path, options.max_bytes, catalogued);
    let read = elsewhere.unwrap_or_else(|| disk::read_at_most(path, options.max_bytes));
    read.map_err(|error| match error.kind() {
        ErrorKind::NotFound => (Kind::MissingFile, "no such file".to_owned()),
        ErrorKind::FileTooLarge => (Kind::Limit, error.to_string()),
        _ => (Kind::MissingFile, error.to_string()),
    })
}

/// What a file is called in places.
pub(crate) fn name(path: &Path) -> String {
    simplify(path).to_string_lossy().replace('\\', "/")
}

fn parse_bytes(path: &Path, bytes: &[u8]) -> Result<Document, Box<Diagnostic>> {
    let name: Arc<str> = Arc::from(name(path));
    match decode::decode(bytes) {
        Ok(text) => {
            let mut document = parse::parse(name, Arc::from(text))?;
            document.hash = disk::hash(bytes);
            let misplaced = misplaced::repair(&mut document);
            document.warnings.extend(misplaced);
            Ok(document)
        }
        Err(message) => {
            let place = Place { file: name, line: 0, column: 0 };
            Err(Box::new(
                Diagnostic::error(Kind::Encoding, message, place)
                    .help("save the file as UTF-8, or correct the encoding in its first line"),
            ))
        }
    }
}

/// The path without `.` and with `x/..` taken out.
pub(crate) fn simplify(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
