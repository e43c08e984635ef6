//! A contract's schemas as files that libxml2 can read: its inline schemas and all that they import, and a driver that
//! declares an element for each type.
//!
//! libxml2 reads one document for each namespace that is imported, so each namespace gets a file that includes all its
//! documents, and every import leads there. Found without any of soapwright's own reading.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node, ParsingOptions};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Where imported documents are found that are not beside the contract.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// By URL.
    pub urls: BTreeMap<String, PathBuf>,
    /// By target namespace, for imports without a location.
    pub namespaces: BTreeMap<String, PathBuf>,
}

impl Library {
    /// The files of a catalogue, and those of a folder.
    #[must_use]
    pub fn new(urls: BTreeMap<String, PathBuf>, folder: &Path) -> Self {
        let mut namespaces = BTreeMap::new();
        let own = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for file in urls.values().cloned().chain(own) {
            let Ok(text) = read(&file) else { continue };
            let Ok(document) = parse(&text) else { continue };
            let root = document.root_element();
            if root.tag_name().namespace() == Some(XSD)
                && let Some(namespace) = root.attribute("targetNamespace")
            {
                namespaces.entry(namespace.to_owned()).or_insert(file);
            }
        }
        Self { urls, namespaces }
    }
}

/// An element that the driver declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What such an element holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// A value of a type, by namespace and name.
    Of(String, String),
    /// One element for each part of a message, in order: a name and a type, or a reference to a global element.
    Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Debug, Clone)]
pub enum Part {
    /// An element of no namespace.
    Typed {
        /// Its name.
        name: String,
        /// Its type's namespace.
        namespace: String,
        /// Its type's name.
        local: String,
    },
    /// A global element.
    Element {
        /// Its namespace.
        namespace: String,
        /// Its name.
        local: String,
    },
}

/// One schema document.
#[derive(Debug)]
struct Schema {
    text: String,
    /// Its target namespace, or that of what includes it.
    namespace: String,
    /// Relative locations start here.
    folder: PathBuf,
    /// It is redefined: whoever redefines it brings it in.
    redefined: bool,
}

/// All documents of a contract.
#[derive(Debug, Default)]
pub struct Schemas {
    schemas: Vec<Schema>,
    /// Files by path and namespace, so that each is taken once.
    files: BTreeMap<(PathBuf, String), usize>,
}

/// A problem, for people.
type Said = String;

fn read(path: &Path) -> Result<String, Said> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let encoding = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| {
        let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len())).unwrap_or_default());
        let label = head.split_once("encoding=")?.1.trim_start_matches(['"', '\'']);
        encoding_rs::Encoding::for_label(label.split(['"', '\'']).next()?.as_bytes())
    });
    let (text, ..) = encoding.unwrap_or(encoding_rs::UTF_8).decode(&bytes);
    Ok(text.trim_start().to_owned())
}

pub(super) fn parse(text: &str) -> Result<Document<'_>, roxmltree::Error> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: u32::MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

impl Schemas {
    /// Reads a contract and everything that it imports.
    ///
    /// # Errors
    /// When a document cannot be read.
    pub fn of(contract: &Path, library: &Library) -> Result<Self, Said> {
        let mut schemas = Self::default();
        let (mut open, mut seen) = (vec![contract.to_owned()], BTreeSet::new());
        while let Some(file) = open.pop() {
            if !seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                continue;
            }
            let text = read(&file)?;
            let document = parse(&text).map_err(|error| format!("{}: {error}", file.display()))?;
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            if document.root_element().tag_name().name() == "schema" {
                schemas.file(&file, None, false)?;
                continue;
            }
            for node in document.descendants() {
                let place = location(node, "location").filter(|_| node.tag_name().name() == "import");
                if node.tag_name().namespace() == Some(XSD) && node.tag_name().name() == "schema" {
                    let own = node.attribute("targetNamespace").unwrap_or_default();
                    schemas.schemas.push(Schema {
                        text: standalone(&text, node),
                        namespace: own.to_owned(),
                        folder: folder.clone(),
                        redefined: false,
                    });
                } else if let Some(found) = place.and_then(|place| resolve(place, &folder, library)) {
                    open.push(found);
                }
            }
        }
        // What they import comes in behind them.
        let mut at = 0;
        while at < schemas.schemas.len() {
            schemas.follow(at, library)?;
            at += 1;
        }
        Ok(schemas)
    }

    /// Takes a schema file in; its number.
    fn file(&mut self, path: &Path, includer: Option<&str>, redefined: bool) -> Result<usize, Said> {
        let text = read(path)?;
        let document = parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let root = document.root_element();
        let namespace = root.attribute("targetNamespace").or(includer).unwrap_or_default().to_owned();
        let key = (path.canonicalize().unwrap_or_else(|_| path.to_owned()), namespace.clone());
        if let Some(found) = self.files.get(&key) {
            return Ok(*found);
        }
        self.files.insert(key, self.schemas.len());
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let text = standalone(&text, root);
        self.schemas.push(Schema { text, namespace, folder, redefined });
        Ok(self.schemas.len() - 1)
    }

    /// Takes in what a schema imports, includes and redefines.
    fn follow(&mut self, at: usize, library: &Library) -> Result<(), Said> {
        let Some(schema) = self.schemas.get(at) else { return Ok(()) };
        let (text, folder, namespace) =
            (schema.text.clone(), schema.folder.clone(), schema.namespace.clone());
        let document = parse(&text).map_err(|error| error.to_string())?;
        for node in document.root_element().children().filter(Node::is_element) {
            let place = location(node, "schemaLocation").and_then(|place| resolve(place, &folder, library));
            match (node.tag_name().name(), place) {
                ("import", place) => {
                    let known = node.attribute("namespace").unwrap_or_default();
                    let inline = || self.schemas.iter().any(|schema| schema.namespace == known);
                    let place =
                        place.or_else(|| library.namespaces.get(known).cloned().filter(|_| !inline()));
                    if let Some(place) = place.filter(|place| !is_wsdl(place)) {
                        self.file(&place, None, false)?;
                    }
                }
                ("include", Some(place)) => {
                    self.file(&place, Some(&namespace), false)?;
                }
                ("redefine", Some(place)) => {
                    self.file(&place, Some(&namespace), true)?;
                }
                _ => {}
            }
        }
        // Names of namespaces that are used without an import.
        for namespace in used(&document) {
            if !self.schemas.iter().any(|schema| schema.namespace == namespace)
                && let Some(place) = library.namespaces.get(&namespace)
            {
                self.file(place, None, false)?;
            }
        }
        Ok(())
    }

    /// The namespaces, in a fixed order; the number of each names its file.
    fn namespaces(&self) -> Vec<&str> {
        let all: BTreeSet<&str> = self.schemas.iter().map(|schema| schema.namespace.as_str()).collect();
        all.into_iter().collect()
    }

    /// Writes all documents into a folder, and `driver.xsd` with the elements of `probes` in the namespace `own`.
    ///
    /// # Errors
    /// When a document is no XML, or a file cannot be written.
    pub fn write(&self, folder: &Path, own: &str, probes: &[Declared]) -> Result<(), Said> {
        let namespaces = self.namespaces();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).map_err(|error| format!("{name}: {error}"))
        };
        let mut declared = BTreeSet::new();
        for (at, schema) in self.schemas.iter().enumerate() {
            write(&format!("d{at}.xsd"), &self.rewritten(schema, &namespaces, &mut declared)?)?;
        }
        for (at, namespace) in namespaces.iter().enumerate() {
            let target = if namespace.is_empty() {
                String::new()
            } else {
                format!(" targetNamespace=\"{}\"", escaped(namespace))
            };
            let mut text = format!("<xs:schema xmlns:xs=\"{XSD}\"{target}>\n");
            for (document, schema) in self.schemas.iter().enumerate() {
                if schema.namespace == *namespace && !schema.redefined {
                    let _ = writeln!(text, "<xs:include schemaLocation=\"d{document}.xsd\"/>");
                }
            }
            write(&format!("n{at}.xsd"), &format!("{text}</xs:schema>\n"))?;
        }
        let mut driver = format!("<xs:schema xmlns:xs=\"{XSD}\" targetNamespace=\"{own}\"");
        for (at, namespace) in namespaces.iter().enumerate().filter(|(_, namespace)| !namespace.is_empty()) {
            let _ = write!(driver, " xmlns:n{at}=\"{}\"", escaped(namespace));
        }
        driver.push_str(">\n");
        for (at, namespace) in namespaces.iter().enumerate() {
            let name = if namespace.is_empty() {
                String::new()
            } else {
                format!(" namespace=\"{}\"", escaped(namespace))
            };
            let _ = writeln!(driver, "<xs:import{name} schemaLocation=\"n{at}.xsd\"/>");
        }
        let qualified = |namespace: &str, local: &str| {
            if namespace == XSD {
                return format!("xs:{local}");
            }
            match namespaces.iter().position(|known| *known == namespace) {
                Some(at) if !namespace.is_empty() => format!("n{at}:{local}"),
                _ => local.to_owned(),
            }
        };
        for Declared { name, content } in probes {
            let _ = match content {
                Content::Of(namespace, local) => {
                    writeln!(driver, "<xs:element name=\"{name}\" type=\"{}\"/>", qualified(namespace, local))
                }
                Content::Parts(parts) => {
                    let parts = parts.iter().map(|part| match part {
                        Part::Typed { name, namespace, local } => {
                            format!("<xs:element name=\"{name}\" type=\"{}\"/>", qualified(namespace, local))
                        }
                        Part::Element { namespace, local } => {
                            format!("<xs:element ref=\"{}\"/>", qualified(namespace, local))
                        }
                    });
                    let parts: String = parts.collect();
                    writeln!(
                        driver,
                        "<xs:element name=\"{name}\"><xs:complexType><xs:sequence>{parts}</xs:sequence></xs:complexType></xs:element>"
                    )
                }
            };
        }
        write("driver.xsd", &format!("{driver}</xs:schema>\n"))
    }

    /// A document whose imports lead to the files of namespaces, and which includes nothing itself. What an earlier one
    /// declared already is left out: libxml2 takes nothing twice, were it the same.
    fn rewritten(
        &self,
        schema: &Schema,
        namespaces: &[&str],
        declared: &mut BTreeSet<(String, String, String)>,
    ) -> Result<String, Said> {
        let document = parse(&schema.text).map_err(|error| error.to_string())?;
        let root = document.root_element();
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let mut imported = BTreeSet::from([schema.namespace.clone(), XSD.to_owned()]);
        for node in root.children().filter(Node::is_element) {
            let name = node.attribute("namespace").unwrap_or_default();
            match node.tag_name().name() {
                // The second import of a namespace says nothing new.
                "import" => edits.push((
                    node.range(),
                    if imported.insert(name.to_owned()) { import(name, namespaces) } else { String::new() },
                )),
                "include" => edits.push((node.range(), String::new())),
                "redefine" => {
                    let place = node.attribute_node("schemaLocation").ok_or("a redefine without a place")?;
                    let at = self.files.iter().find(|((path, namespace), _)| {
                        let same = resolve(place.value(), &schema.folder, &Library::default());
                        same.and_then(|same| same.canonicalize().ok()).as_ref() == Some(path)
                            && *namespace == schema.namespace
                    });
                    let at = at.map(|(_, at)| *at).ok_or("what is redefined is missing")?;
                    edits.push((place.range_value(), format!("d{at}.xsd")));
                }
                kind => {
                    let kind = if kind == "simpleType" { "complexType" } else { kind };
                    let name = node.attribute("name").unwrap_or_default();
                    let key = (schema.namespace.clone(), kind.to_owned(), name.to_owned());
                    if !name.is_empty() && !schema.redefined && !declared.insert(key) {
                        edits.push((node.range(), String::new()));
                        continue;
                    }
                }
            }
            repair(node, true, &mut edits);
        }
        let missing: String = used(&document)
            .into_iter()
            .filter(|name| namespaces.contains(&name.as_str()) && !imported.contains(name))
            .map(|name| import(&name, namespaces))
            .collect();
        if let Some(first) = root.children().find(Node::is_element) {
            // Imports come first, and with none there may be anything there.
            edits.push((first.range().start..first.range().start, missing));
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut out, mut at) = (String::new(), 0);
        for (range, text) in edits {
            out.push_str(schema.text.get(at..range.start).unwrap_or_default());
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(schema.text.get(at..).unwrap_or_default());
        Ok(out)
    }
}

/// What libxml2 is not to see: what it cannot do, and slips of contracts that are clear all the same.
fn repair(node: Node<'_, '_>, top: bool, edits: &mut Vec<(std::ops::Range<usize>, String)>) {
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    let name = node.tag_name().name();
    if name == "element" && is_schema(node) {
        // .NET's DataSet: a schema, and what it describes.
        let occurs = ["minOccurs", "maxOccurs"].into_iter().filter_map(|name| node.attribute_node(name));
        let occurs: String =
            occurs.map(|attribute| format!(" {}=\"{}\"", attribute.name(), attribute.value())).collect();
        let any =
            format!("<xs:any xmlns:xs=\"{XSD}\" namespace=\"{XSD}\" processContents=\"skip\"{occurs}/>");
        return edits.push((node.range(), any));
    }
    let facet = name.starts_with("min") || name.starts_with("max");
    if facet && node.attribute("value").is_none_or(|value| value.is_empty() || digits(value) > 24) {
        return edits.push((node.range(), String::new()));
    }
    for attribute in node.attributes() {
        // A default decides nothing of what is valid, and is not always valid itself.
        let is_default = attribute.name() == "default" && matches!(name, "element" | "attribute");
        let occurs = top && name == "element" && matches!(attribute.name(), "minOccurs" | "maxOccurs");
        if is_default || occurs {
            edits.push((attribute.range(), String::new()));
        }
    }
    node.children().filter(Node::is_element).for_each(|child| repair(child, false, edits));
}

/// `ref="xs:schema"`.
fn is_schema(node: Node<'_, '_>) -> bool {
    let name = node.attribute("ref").unwrap_or_default();
    let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
    local == "schema" && node.lookup_namespace_uri(prefix) == Some(XSD)
}

fn import(namespace: &str, namespaces: &[&str]) -> String {
    let prefix = format!("<xs:import xmlns:xs=\"{XSD}\"");
    match namespaces.iter().position(|known| *known == namespace) {
        Some(at) if namespace.is_empty() => format!("{prefix} schemaLocation=\"n{at}.xsd\"/>"),
        Some(at) => format!("{prefix} namespace=\"{}\" schemaLocation=\"n{at}.xsd\"/>", escaped(namespace)),
        None => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The namespaces of the names that a schema refers to.
fn used(document: &Document<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for node in document.descendants().filter(|node| node.tag_name().namespace() == Some(XSD)) {
        for name in ["type", "base", "ref", "itemType", "memberTypes", "substitutionGroup"] {
            for value in node.attribute(name).unwrap_or_default().split_ascii_whitespace() {
                let prefix = value.split_once(':').map(|(prefix, _)| prefix);
                found.extend(node.lookup_namespace_uri(prefix).map(ToOwned::to_owned));
            }
        }
    }
    found
}

/// An element as a document of its own, with the namespace declarations that are in scope.
pub(super) fn standalone(text: &str, node: Node<'_, '_>) -> String {
    let source = text.get(node.range()).unwrap_or_default();
    let start = source.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(source.len());
    let (name, rest) = source.split_at(start);
    let tag = rest.split_once('>').map_or(rest, |(tag, _)| tag);
    let mut out = name.to_owned();
    for namespace in node.namespaces() {
        let attribute =
            namespace.name().map_or_else(|| "xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let own = tag.split_whitespace().any(|part| {
            part.strip_prefix(attribute.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with('=') || rest.is_empty())
        });
        if !own && namespace.name() != Some("xml") {
            let _ = write!(out, " {attribute}=\"{}\"", escaped(namespace.uri()));
        }
    }
    out + rest
}

fn location<'a>(node: Node<'a, '_>, attribute: &str) -> Option<&'a str> {
    node.attribute(attribute).map(str::trim).filter(|place| !place.is_empty())
}

fn is_wsdl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wsdl"))
}

/// The file of a location.
fn resolve(place: &str, folder: &Path, library: &Library) -> Option<PathBuf> {
    let place = place.split('#').next().unwrap_or_default().replace("%20", " ");
    if place.contains("://") {
        return library.urls.get(&place).cloned();
    }
    let file = folder.join(place.strip_prefix("file:").unwrap_or(&place));
    file.is_file().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_schemas_become_files_that_import_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let contract = dir.path().join("a.wsdl");
        let wsdl = format!(
            "<w:definitions xmlns:w='urn:w' xmlns:x='{XSD}' xmlns:b='urn:b' xmlns='urn:d'><w:types>\
             <x:schema targetNamespace='urn:a'><x:import namespace='urn:b'/><x:include schemaLocation='c.xsd'/>\
             <x:element name='e' type='b:t'/></x:schema><x:schema xmlns:b='urn:b' targetNamespace='urn:b'>\
             <x:simpleType name='t'><x:restriction base='x:int'/></x:simpleType></x:schema></w:types></w:definitions>"
        );
        std::fs::write(&contract, wsdl).unwrap();
        std::fs::write(
            dir.path().join("c.xsd"),
            format!("<schema xmlns='{XSD}'><element name='f'/></schema>"),
        )
        .unwrap();
        let schemas = Schemas::of(&contract, &Library::default()).unwrap();
        assert_eq!(schemas.namespaces(), ["urn:a", "urn:b"]);
        let out = dir.path().join("out");
        std::fs::create_dir(&out).unwrap();
        let of = |name: &str, content| Declared { name: name.into(), content };
        let part = Part::Typed { name: "p".into(), namespace: XSD.into(), local: "int".into() };
        let probes =
            [of("t0", Content::Of("urn:b".into(), "t".into())), of("m0", Content::Parts(vec![part]))];
        schemas.write(&out, "urn:probe", &probes).unwrap();
        let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
        assert!(read("d0.xsd").starts_with(&format!(
            "<x:schema xmlns=\"urn:d\" xmlns:w=\"urn:w\" xmlns:x=\"{XSD}\" xmlns:b=\"urn:b\" targetNamespace='urn:a'>"
        )) || read("d0.xsd").contains("xmlns:b=\"urn:b\""));
        assert!(read("d0.xsd").contains("namespace=\"urn:b\" schemaLocation=\"n1.xsd\"/><x:element"));
        assert!(read("n0.xsd").contains("d0.xsd\"/>\n<xs:include schemaLocation=\"d2.xsd\""));
        let driver = read("driver.xsd");
        assert!(driver.contains("<xs:element name=\"t0\" type=\"n1:t\"/>"));
        assert!(driver.contains(
            "<xs:element name=\"m0\"><xs:complexType><xs:sequence><xs:element name=\"p\" type=\"xs:int\"/>"
        ));
    }
}
