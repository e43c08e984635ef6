//! A tree of elements as an envelope.

use std::collections::BTreeMap;

use super::build::{Content, Node, XSD};
use crate::contract::{QName, SoapVersion};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const SOAP_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP_12: &str = "http://www.w3.org/2003/05/soap-envelope";
const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// The envelope, indented; all prefixes are declared on its root.
pub(crate) fn envelope(version: SoapVersion, content: &Content) -> String {
    let (soap, encoding) = match version {
        SoapVersion::Soap11 => (SOAP_11, ENCODING),
        SoapVersion::Soap12 => (SOAP_12, ENCODING_12),
    };
    let mut prefixes = Prefixes { encoding, ..Prefixes::default() };
    for node in content.headers.iter().chain(&content.body) {
        prefixes.collect(node);
    }
    let mut out = format!("<soap:Envelope xmlns:soap=\"{soap}\"");
    for (namespace, prefix) in prefixes.in_order() {
        out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escape(namespace)));
    }
    out.push_str(">\n");
    if !content.left_out.is_empty() {
        // Names cannot hold two hyphens in a row at the end of which a comment would end, but one may end with a hyphen.
        let names: Vec<String> =
            content.left_out.iter().map(|name| name.local.replace("--", "- -")).collect();
        out.push_str(&format!(
            "  <!-- header blocks left out (see the headers option): {} -->\n",
            names.join(", ")
        ));
    }
    let sections = [("Header", &content.headers), ("Body", &content.body)];
    for (name, nodes) in sections.into_iter().filter(|(name, nodes)| *name == "Body" || !nodes.is_empty()) {
        if nodes.is_empty() {
            out.push_str(&format!("  <soap:{name}/>\n"));
            continue;
        }
        out.push_str(&format!("  <soap:{name}>\n"));
        nodes.iter().for_each(|node| prefixes.write(node, 4, &mut out));
        out.push_str(&format!("  </soap:{name}>\n"));
    }
    out.push_str("</soap:Envelope>\n");
    out
}

/// The prefix of each namespace: `n1`, `n2`… in the order in which they are met, so that elements without a namespace
/// need no undoing of a default one.
#[derive(Default)]
struct Prefixes {
    /// The URI of SOAP encoding in this version.
    encoding: &'static str,
    of: BTreeMap<String, String>,
    order: Vec<String>,
    /// How many prefixes are numbered.
    numbered: usize,
}

impl Prefixes {
    fn collect(&mut self, node: &Node) {
        self.add(&node.name.namespace);
        if node.nil || node.xsi_type.is_some() {
            self.add(XSI);
        }
        if let Some(ty) = &node.xsi_type {
            self.add(&ty.namespace);
        }
        for (name, value) in &node.attributes {
            self.add(&name.namespace);
            self.add_for_value(value);
        }
        if let Some((item, _)) = &node.array {
            self.add(self.encoding);
            self.add(&item.namespace);
        }
        self.add_for_value(&node.text);
        node.children.iter().for_each(|child| self.collect(child));
    }

    /// The one QName that occurs as a value is `xs:string`.
    fn add_for_value(&mut self, value: &str) {
        if value == "xs:string" {
            self.add(XSD);
        }
    }

    fn add(&mut self, namespace: &str) {
        if namespace.is_empty() || namespace == XML || self.of.contains_key(namespace) {
            return;
        }
        let prefix = match namespace {
            XSI => "xsi".to_owned(),
            XSD => "xs".to_owned(),
            _ => {
                self.numbered += 1;
                format!("n{}", self.numbered)
            }
        };
        self.of.insert(namespace.to_owned(), prefix);
        self.order.push(namespace.to_owned());
    }

    fn in_order(&self) -> impl Iterator<Item = (&str, &str)> {
        self.order.iter().filter_map(|namespace| Some((namespace.as_str(), self.of.get(namespace)?.as_str())))
    }

    fn name(&self, name: &QName) -> String {
        match self.of.get(&*name.namespace) {
            Some(prefix) => format!("{prefix}:{}", name.local),
            None if &*name.namespace == XML => format!("xml:{}", name.local),
            None => name.local.to_string(),
        }
    }

    fn write(&self, node: &Node, indent: usize, out: &mut String) {
        let blanks = " ".repeat(indent);
        let name = self.name(&node.name);
        out.push_str(&format!("{blanks}<{name}"));
        if let Some(ty) = &node.xsi_type {
            out.push_str(&format!(" xsi:type=\"{}\"", self.name(ty)));
        }
        if node.nil {
            out.push_str(" xsi:nil=\"true\"");
        }
        if node.encoded {
            out.push_str(&format!(" soap:encodingStyle=\"{}\"", self.encoding));
        }
        if let Some((item, count)) = &node.array {
            let (encoding, item) = (self.encoding, self.name(item));
            let attribute = |name: &str| self.name(&QName::new(encoding, name));
            out.push_str(&if encoding == ENCODING {
                format!(" {}=\"{item}[{count}]\"", attribute("arrayType"))
            } else {
                format!(" {}=\"{item}\" {}=\"{count}\"", attribute("itemType"), attribute("arraySize"))
            });
        }
        for (attribute, value) in &node.attributes {
            out.push_str(&format!(" {}=\"{}\"", self.name(attribute), escape(value)));
        }
        if node.children.is_empty() && node.text.is_empty() && node.cut.is_none() {
            out.push_str("/>\n");
        } else if node.children.is_empty() && node.cut.is_none() {
            out.push_str(&format!(">{}</{name}>\n", escape(&node.text)));
        } else {
            out.push_str(">\n");
            node.children.iter().for_each(|child| self.write(child, indent + 2, out));
            if let Some(why) = node.cut {
                out.push_str(&format!("{blanks}  <!-- {why} -->\n"));
            }
            out.push_str(&format!("{blanks}</{name}>\n"));
        }
    }
}

/// Text or an attribute's value; what XML cannot hold at all becomes a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
