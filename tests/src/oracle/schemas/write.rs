//! The files that libxml2 reads: each document, one that gathers a namespace, and the driver with an element for each
//! type.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::document::escaped;
use super::{Said, Schemas, XSD};

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

impl Schemas {
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
}
