//! Where a document says what it imports: for whoever brings the documents, and gives them other names.

use std::ops::Range;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::imports;
use super::{WSDL, XSD, decode, misplaced, parse};
use crate::diagnostic::{Diagnostic, Kind};

/// A document, and what it imports.
#[derive(Debug)]
pub(crate) struct Scanned {
    /// What its root says that it is.
    pub(crate) root: Root,
    /// Its imports and includes that have a location, in order.
    pub(crate) links: Vec<Link>,
    text: Arc<str>,
    encoding: &'static Encoding,
    /// The length of its byte order mark.
    mark: usize,
}

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Root {
    /// A contract.
    Definitions,
    /// A schema.
    Schema,
    /// Something else: the name of the root, and its namespace.
    Other(String, String),
}

/// An import or include with a location.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// The location, as it is meant.
    pub(crate) location: String,
    /// The namespace that a schema imports.
    pub(crate) namespace: Option<String>,
    /// The line of the element.
    pub(crate) line: u32,
    /// The location in the text, between its quotes.
    span: Range<usize>,
}

/// Reads a document as far as it must be understood to bring what it imports.
///
/// # Errors
/// What is wrong with it, if it cannot be read: another encoding than it says, not XML, beyond a limit.
pub(crate) fn scan(name: &str, bytes: &[u8]) -> Result<Scanned, Box<Diagnostic>> {
    let place = || crate::contract::Place { file: Arc::from(name), line: 0, column: 0 };
    let wrong = |message| Box::new(Diagnostic::error(Kind::Encoding, message, place()));
    let (encoding, mark) = decode::detect(bytes).map_err(wrong)?;
    let text: Arc<str> = Arc::from(decode::decode(bytes).map_err(wrong)?);
    let mut document = parse::parse(Arc::from(name), Arc::clone(&text))?;
    // Some slips are understood: what they mean is followed.
    misplaced::repair(&mut document);
    let node = document.root(0);
    let root = if node.is(WSDL, "definitions") {
        Root::Definitions
    } else if node.is(XSD, "schema") {
        Root::Schema
    } else {
        Root::Other(node.element.name.clone(), node.namespace().to_owned())
    };
    let mut links = Vec::new();
    for import in imports::imports(node).into_iter().chain(imports::outside_schemas(node)) {
        let attribute = imports::location_attribute(&import);
        let Some(location) = import.attribute(attribute).filter(|location| !location.trim().is_empty())
        else {
            continue;
        };
        let namespace = import.attribute("namespace").filter(|_| import.namespace() == XSD);
        if let Some(span) = value_span(&text, document.offset(import.index), attribute, location) {
            links.push(Link {
                location: location.trim().to_owned(),
                namespace: namespace.map(|namespace| namespace.trim().to_owned()),
                line: document.place(import.index).line,
                span,
            });
        }
    }
    links.sort_by_key(|link| link.span.start);
    Ok(Scanned { root, links, text, encoding, mark })
}

impl Scanned {
    /// The document with other locations, one for each link; `None` stays. All else stays as it is, to the byte.
    pub(crate) fn rewritten(&self, bytes: &[u8], locations: &[Option<String>]) -> Vec<u8> {
        let new = self.links.iter().zip(locations);
        let new = new.filter_map(|(link, location)| Some((&link.span, location.as_deref()?)));
        let new: Vec<_> =
            new.filter(|(span, location)| self.text.get((*span).clone()) != Some(*location)).collect();
        if new.is_empty() {
            return bytes.to_vec();
        }
        let Some(places) = self.places(bytes.len(), new.iter().flat_map(|(span, _)| [span.start, span.end]))
        else {
            return self.as_utf_8(&new);
        };
        let (mut out, mut rest) = (Vec::with_capacity(bytes.len()), 0);
        for ((_, location), place) in new.iter().zip(places.chunks_exact(2)) {
            let [start, end] = *place else { continue };
            out.extend_from_slice(bytes.get(rest..start).unwrap_or_default());
            out.extend(self.encode(location));
            rest = end;
        }
        out.extend_from_slice(bytes.get(rest..).unwrap_or_default());
        out
    }

    /// Where bytes of the text are in the file; `None` where characters have no certain length there.
    fn places(&self, length: usize, offsets: impl Iterator<Item = usize>) -> Option<Vec<usize>> {
        let size: fn(&str) -> usize = if self.encoding == UTF_8 {
            str::len
        } else if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            |text| 2 * text.encode_utf16().count()
        } else if self.encoding.is_single_byte() {
            |text| text.chars().count()
        } else {
            return None;
        };
        let (mut counted, mut at) = (0, self.mark);
        let mut places = Vec::new();
        for offset in offsets {
            at += size(self.text.get(counted..offset)?);
            counted = offset;
            places.push(at);
        }
        (at <= length).then_some(places)
    }

    /// A location, which is plain ASCII, in the encoding of the document.
    fn encode(&self, location: &str) -> Vec<u8> {
        let units = location.encode_utf16();
        if self.encoding == UTF_16LE {
            units.flat_map(u16::to_le_bytes).collect()
        } else if self.encoding == UTF_16BE {
            units.flat_map(u16::to_be_bytes).collect()
        } else {
            location.as_bytes().to_vec()
        }
    }

    /// The whole document as UTF-8, which it then says that it is: what was put into it has no certain place in its bytes.
    fn as_utf_8(&self, new: &[(&Range<usize>, &str)]) -> Vec<u8> {
        let (mut text, mut rest) = (String::with_capacity(self.text.len()), 0);
        let label = declared(&self.text).map(|span| (span, "UTF-8"));
        let new = new.iter().map(|(span, location)| ((*span).clone(), *location));
        for (span, instead) in label.into_iter().chain(new) {
            text.push_str(self.text.get(rest..span.start).unwrap_or_default());
            text.push_str(instead);
            rest = span.end;
        }
        text.push_str(self.text.get(rest..).unwrap_or_default());
        text.into_bytes()
    }
}

/// Where the XML declaration names the encoding.
fn declared(text: &str) -> Option<Range<usize>> {
    let (declaration, _) = text.split_once("?>").filter(|(start, _)| start.starts_with("<?xml"))?;
    let mut all = attributes(declaration, 0).into_iter();
    all.find(|(name, _)| *name == "encoding").map(|(_, span)| span)
}

/// The value of an attribute, between its quotes, in the tag that begins at an offset. An attribute whose name has a slip is
/// known by its value.
fn value_span(text: &str, tag: usize, attribute: &str, value: &str) -> Option<Range<usize>> {
    let all = attributes(text, tag);
    let exact = all.iter().find(|(name, _)| *name == attribute);
    let alike =
        || all.iter().find(|(_, span)| text.get(span.clone()).is_some_and(|raw| raw.trim() == value.trim()));
    exact.or_else(alike).map(|(_, span)| span.clone())
}

/// The attributes of a tag that is well-formed: their names, and where their values are.
fn attributes(text: &str, tag: usize) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let skip = |at: usize| at + (rest(at).len() - rest(at).trim_start().len());
    let name_end = |at: usize| at + rest(at).find(ends_name).unwrap_or(rest(at).len());
    let mut at = skip(name_end(tag));
    while !rest(at).is_empty() && !rest(at).starts_with(['>', '/']) {
        let end = name_end(at);
        let Some(name) = text.get(at..end) else { break };
        let equals = skip(end);
        let open = skip(equals + 1);
        let Some(quote) = rest(open).chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let start = open + 1;
        let Some(length) = rest(start).find(quote) else { break };
        found.push((name, start..start + length));
        at = skip(start + length + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' >\n\
        <xs:import  schemaLocation = \"a.xsd?x=1&amp;y=>\"\n namespace='schemaLocation=\"no\"'/>\
        <xs:include schemaLocation='ü/b.xsd'/><xs:import namespace='urn:none'/>\
        <xs:annotation><xs:documentation>schemaLocation='ü'</xs:documentation></xs:annotation></xs:schema>";

    fn as_wanted() -> String {
        SCHEMA.replace("a.xsd?x=1&amp;y=>", "A.xsd").replace("ü/b.xsd", "B.xsd")
    }

    fn rewritten(bytes: &[u8]) -> Vec<u8> {
        let scanned = scan("x", bytes).unwrap();
        let found: Vec<_> = scanned.links.iter().map(|link| (link.location.as_str(), link.line)).collect();
        assert_eq!(found, [("a.xsd?x=1&y=>", 2), ("ü/b.xsd", 3)]);
        assert_eq!(scanned.root, Root::Schema);
        scanned.rewritten(bytes, &[Some("A.xsd".into()), Some("B.xsd".into())])
    }

    #[test]
    fn nothing_but_locations_changes() {
        assert_eq!(rewritten(SCHEMA.as_bytes()), as_wanted().as_bytes());
        let marked = [b"\xef\xbb\xbf", SCHEMA.as_bytes()].concat();
        assert_eq!(rewritten(&marked), [b"\xef\xbb\xbf", as_wanted().as_bytes()].concat());
        let kept = scan("x", SCHEMA.as_bytes()).unwrap().rewritten(SCHEMA.as_bytes(), &[None, None]);
        assert_eq!(kept, SCHEMA.as_bytes());
    }

    #[test]
    fn encodings_stay() {
        let sixteen = |text: &str, big: bool| -> Vec<u8> {
            let to_bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            text.encode_utf16().flat_map(to_bytes).collect()
        };
        for big in [true, false] {
            for mark in ["", "\u{feff}"] {
                let document = sixteen(&format!("{mark}{SCHEMA}"), big);
                assert_eq!(rewritten(&document), sixteen(&format!("{mark}{}", as_wanted()), big));
            }
        }
        let declared = |label: &str, text: &str| format!("<?xml version='1.0' encoding='{label}'?>{text}");
        let latin =
            |text: &str| encoding_rs::WINDOWS_1252.encode(&declared("ISO-8859-1", text)).0.into_owned();
        assert_eq!(rewritten(&latin(SCHEMA)), latin(&as_wanted()));
        // Where a character may have several bytes, some of which look like others.
        let chinese = encoding_rs::GB18030.encode(&declared("GB18030", SCHEMA)).0.into_owned();
        assert_eq!(rewritten(&chinese), declared("UTF-8", &as_wanted()).into_bytes());
    }

    #[test]
    fn contracts_and_others_are_told_apart() {
        let contract = "<d:definitions xmlns:d='http://schemas.xmlsoap.org/wsdl/'><d:import location='a' \
            namespace='n'/><d:types><s:schema xmlns:s='http://www.w3.org/2001/XMLSchema'><s:redefine \
            schemaLocation='b'/></s:schema></d:types></d:definitions>";
        let scanned = scan("x", contract.as_bytes()).unwrap();
        assert_eq!(scanned.root, Root::Definitions);
        assert_eq!(scanned.links.iter().map(|link| &*link.location).collect::<Vec<_>>(), ["a", "b"]);
        let other = scan("x", b"<html/>").unwrap();
        assert_eq!(other.root, Root::Other("html".into(), String::new()));
        assert!(scan("x", b"<html>").is_err());
        assert!(scan("x", b"\xff\xfe\xff").is_err());
    }
}
