//! Text to tree, from quick-xml's events: iterative, with limits, with positions.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, escape::EscapeError, escape::resolve_predefined_entity};
use xmltree::{AttributeMap, Element, Namespace, XMLNode};

use super::chars::{first_control, is_allowed, not_allowed};
use super::document::{Document, Meta, Scope, diagnostic_in};
use crate::diagnostic::{Diagnostic, Kind};

/// How deep elements may stand. A tree is dropped and walked recursively, so deeper input is refused before it is built.
const DEPTH: usize = 256;
/// Longer tags, in bytes, may have thousands of attributes.
const LONG_TAG: usize = 10_000;

/// The namespaces of XML Schema's drafts, of which contracts use what has stayed the same.
const DRAFTS: [&str; 2] = ["http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema"];

/// An element that is not closed yet.
struct Open {
    element: Element,
    number: usize,
    scope: u32,
    /// Where its content begins.
    first: usize,
}

struct Parser<'t> {
    text: &'t Arc<str>,
    reader: Reader<&'t [u8]>,
    stack: Vec<Open>,
    /// The content so far of all that is open: the innermost's comes last. Each element takes its own when it closes, in one
    /// piece of the right size, as most have only one or two children.
    nodes: Vec<XMLNode>,
    root: Option<Element>,
    meta: Vec<Meta>,
    scopes: Vec<Scope>,
    /// How far lines and columns are counted, and what was counted.
    counted: (usize, u32, u32),
    /// The first namespace of a draft, and where.
    draft: Option<(usize, String)>,
    /// Where the XML declaration stands, if white space comes before it.
    late: Option<usize>,
}

/// Parses a document.
///
/// # Errors
/// What is not well-formed, or beyond the limits; the first such thing.
pub(super) fn parse(name: Arc<str>, text: Arc<str>) -> Result<Document, Box<Diagnostic>> {
    if text.trim().is_empty() {
        return Err(Box::new(diagnostic_in(&name, &text, 0..0, Kind::NotXml, "the file is empty".into())));
    }
    if let Some(at) = first_control(&text) {
        let message = "a control character, which XML does not allow".to_owned();
        return Err(Box::new(diagnostic_in(&name, &text, at..at + 1, Kind::NotXml, message)));
    }
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_comments = true;
    let mut parser = Parser {
        text: &text,
        reader,
        stack: Vec::new(),
        nodes: Vec::new(),
        root: None,
        meta: Vec::new(),
        scopes: Vec::new(),
        counted: (0, 1, 1),
        draft: None,
        late: None,
    };
    parser.run().map_err(|(span, kind, message)| {
        let mut diagnostic = diagnostic_in(&name, &text, span, kind, message);
        diagnostic.help = match kind {
            Kind::Doctype => Some("contracts need no DOCTYPE: remove it, and write the entities out".into()),
            Kind::Limit => None,
            _ => Some(
                "check that the file is complete, and that it is a contract and not an error page".into(),
            ),
        };
        Box::new(diagnostic)
    })?;
    let Parser { root, meta, scopes, draft, late, .. } = parser;
    let Some(root) = root else {
        let message = "no element: the file is not XML".to_owned();
        return Err(Box::new(diagnostic_in(&name, &text, 0..1, Kind::NotXml, message)));
    };
    let mut document = Document {
        name,
        text,
        hash: String::new(),
        root,
        meta,
        scopes,
        warnings: Vec::new(),
        links: Default::default(),
        places: Default::default(),
    };
    let mut warn = |at: usize, length: usize, kind: Kind, message: String| {
        document.warnings.push(document.diagnostic_at(at..at + length, kind, message).warning());
    };
    if let Some((at, uri)) = draft {
        let message = format!("{uri} is a draft of XML Schema: it is read as {}", super::XSD);
        warn(at, 1, Kind::Unsupported, message);
    }
    if let Some(at) = late {
        let message = "the XML declaration must be at the very beginning of the file: it is read anyway";
        warn(at, 5, Kind::Misplaced, message.to_owned());
    }
    Ok(document)
}

type Fail = (Range<usize>, Kind, String);

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Fail> {
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.broken(&error)),
            };
            match event {
                Event::Start(tag) => {
                    self.start_element(&tag, start)?;
                }
                Event::Empty(tag) => {
                    self.start_element(&tag, start)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => self.characters(&text.xml10_content(), start)?,
                Event::CData(text) => self.characters(&text.xml10_content(), start)?,
                // Why references are resolved here: the reader gives them as events of their own, between texts.
                Event::GeneralRef(reference) => {
                    let value = match reference.resolve_char_ref() {
                        Ok(Some(c)) if is_allowed(c) => c.to_string(),
                        Ok(Some(c)) => return Err((start..self.position(), Kind::NotXml, not_allowed(c))),
                        Ok(None) => match resolve_predefined_entity(&reference) {
                            Some(text) => text.to_owned(),
                            None => {
                                let message = format!("&{}; is not declared", &*reference);
                                return Err((start..self.position(), Kind::NotXml, message));
                            }
                        },
                        Err(error) => return Err((start..self.position(), Kind::NotXml, error.to_string())),
                    };
                    self.characters(&value, start)?;
                }
                Event::DocType(doctype) => {
                    // Other declarations are ignored: validation is not our business.
                    if doctype.contains("<!ENTITY") {
                        let message = "the DOCTYPE declares entities, which is not allowed";
                        return Err((start..start + 9, Kind::Doctype, message.into()));
                    }
                }
                Event::Decl(_) if start > 0 => {
                    let before = self.text.get(..start).unwrap_or_default();
                    if !before.trim_start_matches('\u{feff}').trim().is_empty() {
                        let message = "the XML declaration is not at the very beginning: not well-formed XML";
                        return Err((start..start + 5, Kind::NotXml, message.into()));
                    }
                    self.late = Some(start);
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        match self.stack.last() {
            Some(Open { element, number, .. }) => {
                let (line, column) = self.meta.get(*number).map_or((0, 0), |m| (m.line, m.column));
                let end = self.text.len();
                let message = format!(
                    "the file ends inside <{}>, which starts at {line}:{column}: it is incomplete",
                    tag_name(element)
                );
                Err((end..end, Kind::NotXml, message))
            }
            None => Ok(()),
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn broken(&self, error: &quick_xml::Error) -> Fail {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(0).min(self.text.len());
        if matches!(error, quick_xml::Error::Syntax(_))
            && !self.text.get(at..).unwrap_or_default().contains('>')
        {
            let within = self.stack.last().map(|open| format!(" within <{}>", tag_name(&open.element)));
            let within = within.unwrap_or_default();
            let message = format!("the file ends inside markup{within}: it is incomplete");
            return (at..at + 1, Kind::NotXml, message);
        }
        (at..at + 1, Kind::NotXml, format!("not well-formed XML: {error}"))
    }

    fn characters(&mut self, text: &str, start: usize) -> Result<(), Fail> {
        match self.stack.last() {
            Some(open) => {
                if let Some([.., XMLNode::Text(before)]) = self.nodes.get_mut(open.first..) {
                    before.push_str(text);
                } else if !text.trim().is_empty() {
                    self.nodes.push(XMLNode::Text(text.to_owned()));
                }
                Ok(())
            }
            None if text.trim_start_matches('\u{feff}').trim().is_empty() => Ok(()),
            None => {
                let at = start + (text.len() - text.trim_start().len());
                Err((at..at + 1, Kind::NotXml, "text outside the root element: not XML".into()))
            }
        }
    }

    fn close(&mut self) {
        let Some(Open { mut element, number, first, .. }) = self.stack.pop() else { return };
        if first < self.nodes.len() {
            element.children = self.nodes.split_off(first);
        }
        let size = self.meta.len() - number;
        if let Some(meta) = self.meta.get_mut(number) {
            meta.size = u32::try_from(size).unwrap_or(u32::MAX);
        }
        match self.stack.is_empty() {
            false => self.nodes.push(XMLNode::Element(element)),
            true => self.root = Some(element),
        }
    }

    /// Counts lines and columns up to `offset`, from where the last count ended.
    fn count(&mut self, offset: usize) -> (u32, u32) {
        let (from, mut line, mut column) = self.counted;
        let passed = self.text.get(from..offset).unwrap_or_default();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        if lines > 0 {
            (line, column) = (line.saturating_add(number(lines)), 1);
        }
        let last = memchr::memrchr(b'\n', passed.as_bytes()).map_or(0, |at| at + 1);
        column = column.saturating_add(number(passed.get(last..).unwrap_or_default().chars().count()));
        self.counted = (offset, line, column);
        (line, column)
    }

    fn start_element(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), Fail> {
        let here = start..start + 1 + tag.name().0.len();
        if self.root.is_some() {
            return Err((here, Kind::NotXml, "a second root element: not well-formed XML".into()));
        }
        if self.stack.len() >= DEPTH {
            let message = format!("elements are nested more than {DEPTH} levels deep, which is not allowed");
            return Err((here, Kind::Limit, message));
        }
        let (line, column) = self.count(start);
        // Why two passes: a prefix may be declared after the attribute that uses it. So the first pass collects the
        // declarations, and the second one resolves the names.
        let mut attribute_values: Vec<(&str, String)> = Vec::new();
        let mut declared: Vec<(String, Arc<str>)> = Vec::new();
        // Of many attributes the reader compares each with all before it.
        let many = tag.len() > LONG_TAG;
        let mut keys = BTreeSet::new();
        for attribute in tag.attributes().with_checks(!many) {
            let attribute =
                attribute.map_err(|e| (here.clone(), Kind::NotXml, format!("not well-formed XML: {e}")))?;
            if many && !keys.insert(attribute.key.0) {
                let message = format!("not well-formed XML: duplicated attribute {}", attribute.key.0);
                return Err((here, Kind::NotXml, message));
            }
            if attribute.value.contains('<') {
                let message = format!("the value of {} has a < in it: not well-formed XML", attribute.key.0);
                return Err((here, Kind::NotXml, message));
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|e| {
                let why = match e {
                    quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
                        format!("&{name}; is not declared")
                    }
                    other => other.to_string(),
                };
                (here.clone(), Kind::NotXml, format!("not well-formed XML: {why}"))
            })?;
            // Nearly all values have only such bytes: looking at these is many times as fast.
            let is_plain = value.bytes().all(|byte| byte >= 0x20 && byte != 0xef);
            if !is_plain && let Some(c) = value.chars().find(|c| !is_allowed(*c)) {
                return Err((here, Kind::NotXml, not_allowed(c)));
            }
            match attribute.key.0 {
                "xmlns" => declared.push((String::new(), self.namespace(&value, start))),
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => declared.push((prefix.to_owned(), self.namespace(&value, start))),
                    None => attribute_values.push((key, value.into_owned())),
                },
            }
        }
        let around = self.stack.last().map(|open| open.scope);
        let mut namespaces = None;
        // Most elements declare nothing. They share the scope of their parent, which saves a map for each of them.
        let scope = if declared.is_empty() && around.is_some() {
            around.unwrap_or(0)
        } else {
            if !declared.is_empty() {
                let mut map = Namespace::empty();
                for (prefix, uri) in &declared {
                    map.put(prefix.as_str(), &**uri);
                }
                namespaces = Some(map);
            }
            self.scopes.push(Scope::new(around, declared));
            u32::try_from(self.scopes.len() - 1).unwrap_or(0)
        };
        let unbound =
            |prefix: &str| (here.clone(), Kind::NotXml, format!("the prefix \"{prefix}\" is not declared"));
        let name = tag.name().0;
        let (prefix, local) = split(name);
        let namespace = match self.lookup(scope, prefix.unwrap_or_default()) {
            Some(uri) => Some(uri).filter(|u| !u.is_empty()).map(|u| u.to_string()),
            None => match prefix {
                Some(prefix) => return Err(unbound(prefix)),
                None => None,
            },
        };
        let mut attributes = AttributeMap::with_capacity(attribute_values.len());
        for (key, value) in attribute_values {
            let key = match split(key) {
                (None, local) => local.to_owned(),
                (Some(prefix), local) => match self.lookup(scope, prefix) {
                    Some(uri) => format!("{{{uri}}}{local}"),
                    None => return Err(unbound(prefix)),
                },
            };
            attributes.insert(key, value);
        }
        let element = Element {
            prefix: prefix.map(str::to_owned),
            namespace,
            namespaces,
            name: local.to_owned(),
            attributes,
            children: Vec::new(),
        };
        let number = self.meta.len();
        self.meta.push(Meta {
            offset: u32::try_from(start).unwrap_or(u32::MAX),
            line,
            column,
            size: 1,
            scope,
        });
        self.stack.push(Open { element, number, scope, first: self.nodes.len() });
        Ok(())
    }

    /// A namespace that is declared; XML Schema's own where it is one of its drafts'.
    fn namespace(&mut self, uri: &str, at: usize) -> Arc<str> {
        if !DRAFTS.contains(&uri) {
            return Arc::from(uri);
        }
        self.draft.get_or_insert((at, uri.to_owned()));
        Arc::from(super::XSD)
    }

    fn lookup(&self, scope: u32, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(super::XML);
        }
        let mut scope = Some(scope);
        while let Some(at) = scope.and_then(|s| self.scopes.get(s as usize)) {
            if let Some(uri) = at.get(prefix) {
                return Some(uri);
            }
            scope = at.parent;
        }
        None
    }
}

fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    }
}

fn tag_name(element: &Element) -> String {
    match &element.prefix {
        Some(prefix) => format!("{prefix}:{}", element.name),
        None => element.name.clone(),
    }
}
