//! A contract's schemas as files that libxml2 can read: its inline schemas and all that they import, and a driver that
//! declares an element for each type.
//!
//! libxml2 reads one document for each namespace that is imported, so each namespace gets a file that includes all its
//! documents, and every import leads there. Found without any of soapwright's own reading.

mod document;
mod library;
mod rewrite;
mod write;

pub use library::Library;
pub use write::{Content, Declared, Part};

pub(super) use document::{parse, standalone};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use roxmltree::Node;

use document::{location, read, used};
use library::{is_wsdl, resolve};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// A problem, for people.
type Said = String;

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

impl Schemas {
    /// Reads a contract and everything that it imports.
    ///
    /// # Errors
    /// When a document cannot be read.
    pub fn read(contract: &Path, library: &Library) -> Result<Self, Said> {
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
        let schemas = Schemas::read(&contract, &Library::default()).unwrap();
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
