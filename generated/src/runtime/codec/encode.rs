//! Writing: follows the tables through a value and prints it, in schema order and in the right namespaces.
//!
//! Every qualified element carries a prefix, so unqualified ones need no undeclaring. Which namespaces were used is
//! noted on the way; the envelope declares those.

use super::super::values::{AnyType, QName};
use super::failure::EncodeError;
use super::field::{LexValue, Record, View};
use super::primitive::write_f64;
use super::tables::{NILLABLE, OMIT_DEFAULT, OPTIONAL, Particle, Type, TypeDef, ns};

/// How deep values may nest; records that own each other in a ring cannot be built, but long chains can.
const DEPTH: usize = 256;

type Result<T> = std::result::Result<T, EncodeError>;

/// The writing half of the engine.
#[derive(Debug)]
pub(in super::super) struct Encoder {
    pub(in super::super) out: String,
    namespaces: &'static [&'static str],
    /// Which namespaces need a declaration.
    used: Vec<bool>,
    scratch: String,
}

impl Encoder {
    pub(in super::super) fn new(namespaces: &'static [&'static str]) -> Self {
        let used = vec![false; namespaces.len()];
        Self { out: String::with_capacity(512), namespaces, used, scratch: String::new() }
    }

    /// The numbers of the namespaces that were used.
    pub(in super::super) fn used(&self) -> Vec<u16> {
        let used = self.used.iter().enumerate().filter(|(_, used)| **used);
        used.filter_map(|(number, _)| u16::try_from(number).ok()).collect()
    }

    /// Writes a particle: no element, one, or several.
    pub(in super::super) fn particle(
        &mut self,
        particle: &'static Particle,
        view: View<'_>,
        depth: usize,
    ) -> Result<()> {
        if let View::Items(items) = view
            && !matches!(particle.ty, Type::List(_))
        {
            for index in 0..items.count() {
                self.one(particle, items.item(index), depth)?;
            }
            return Ok(());
        }
        if particle.has(OMIT_DEFAULT) && is_default(view) {
            return Ok(());
        }
        self.one(particle, view, depth)
    }

    fn one(&mut self, particle: &'static Particle, view: View<'_>, depth: usize) -> Result<()> {
        match view {
            View::Absent if particle.has(OPTIONAL) => Ok(()),
            View::Absent if particle.has(NILLABLE) => self.nil(particle),
            View::Absent => match particle.ty {
                Type::List(_) => self.element(particle, View::Absent, depth),
                _ => Err(EncodeError::new("a required value is missing").within(particle.name())),
            },
            View::Nil => self.nil(particle),
            View::Choice(choice) if !matches!(particle.ty, Type::Derived(_)) => {
                if choice.variant() == particle.variant {
                    self.one(particle, choice.chosen(), depth)
                } else {
                    Ok(())
                }
            }
            view => self.element(particle, view, depth),
        }
    }

    fn nil(&mut self, particle: &'static Particle) -> Result<()> {
        self.start(particle);
        self.use_namespace(ns::XSI);
        self.out.push_str(" i:nil=\"true\"/>");
        Ok(())
    }

    /// `<p:Name`.
    fn start(&mut self, particle: &'static Particle) {
        self.out.push('<');
        self.push_prefix(particle.namespace);
        self.out.push_str(particle.name());
    }

    fn element(&mut self, particle: &'static Particle, view: View<'_>, depth: usize) -> Result<()> {
        if depth > DEPTH {
            return Err(EncodeError::new("values nest too deep"));
        }
        self.out.push('<');
        self.push_prefix(particle.namespace);
        let written = match (view, particle.ty) {
            (View::Record(record), Type::Record(def)) => {
                self.out.push_str(particle.name());
                self.record(record, def, depth)
            }
            (View::Choice(choice), Type::Derived(alternatives)) => {
                self.out.push_str(particle.name());
                match (choice.chosen(), alternatives.get(choice.variant() as usize)) {
                    (View::Record(record), Some(alternative)) => {
                        self.type_attribute(alternative.ty);
                        self.record(record, alternative.ty, depth)
                    }
                    (View::Any(any), _) => self.any(any),
                    _ => Err(EncodeError::new("the alternative does not fit its table")),
                }
            }
            (View::Any(any), _) => {
                self.out.push_str(particle.name());
                self.any(any)
            }
            (View::QName(name), _) => {
                self.out.push_str(particle.name());
                self.qname(name)
            }
            (View::Items(items), Type::List(item)) => {
                self.out.push_str(particle.name());
                let content = self.open();
                self.list(items, item, depth).map(|()| content)
            }
            (View::Record(_) | View::Choice(_) | View::Items(_), _) => {
                Err(EncodeError::new("the value does not fit its table"))
            }
            (simple, _) => {
                self.out.push_str(particle.tag);
                let content = self.out.len();
                self.scalar(simple).map(|()| content)
            }
        };
        let content = written.map_err(|error| error.within(particle.name()))?;
        self.end(particle, content);
        Ok(())
    }

    /// The end tag; an element whose content would begin at `content` and is empty becomes `<X/>`.
    fn end(&mut self, particle: &'static Particle, content: usize) {
        if self.out.len() == content {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.push_prefix(particle.namespace);
            self.out.push_str(particle.tag);
        }
    }

    /// The `>` of a start tag; returns where the content begins.
    fn open(&mut self) -> usize {
        self.out.push('>');
        self.out.len()
    }

    /// The rest of a start tag, and the content of a record; returns where the content began.
    fn record(&mut self, record: &dyn Record, def: &'static TypeDef, depth: usize) -> Result<usize> {
        for particle in def.attributes {
            self.attribute(particle, record.view(particle.slot))
                .map_err(|error| error.within(particle.name()))?;
        }
        let content = self.open();
        match def.text {
            Some(text) => self.scalar(record.view(text.slot))?,
            None => self.content(record, def, depth)?,
        }
        Ok(content)
    }

    /// The child elements of a record.
    pub(in super::super) fn content(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        depth: usize,
    ) -> Result<()> {
        for particle in def.elements {
            self.particle(particle, record.view(particle.slot), depth + 1)?;
        }
        Ok(())
    }

    fn list(&mut self, items: &dyn super::field::Items, item: &'static Particle, depth: usize) -> Result<()> {
        for index in 0..items.count() {
            self.one(item, items.item(index), depth + 1)?;
        }
        Ok(())
    }

    fn attribute(&mut self, particle: &'static Particle, view: View<'_>) -> Result<()> {
        if matches!(view, View::Absent | View::Nil) {
            return Ok(());
        }
        self.out.push(' ');
        if particle.namespace == ns::XML {
            self.out.push_str("xml:")
        } else {
            self.push_prefix(particle.namespace)
        }
        self.out.push_str(particle.name());
        self.out.push_str("=\"");
        if let View::QName(name) = view {
            return Err(EncodeError::new(format!(
                "the qualified name {name:?} in an attribute is not supported"
            )));
        }
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        lexical(view, &mut text);
        let escaped = escape(&text, &mut self.out, true);
        self.scratch = text;
        escaped?;
        self.out.push('"');
        Ok(())
    }

    fn scalar(&mut self, view: View<'_>) -> Result<()> {
        match view {
            View::Str(text) => escape(text, &mut self.out, false),
            View::Lex(value) => self.lex(value),
            other => {
                lexical(other, &mut self.out);
                Ok(())
            }
        }
    }

    fn lex(&mut self, value: &dyn LexValue) -> Result<()> {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        value.write(&mut text);
        let escaped = escape(&text, &mut self.out, false);
        self.scratch = text;
        escaped
    }

    fn type_attribute(&mut self, def: &'static TypeDef) {
        self.use_namespace(ns::XSI);
        self.out.push_str(" i:type=\"");
        self.push_prefix(def.namespace);
        self.out.push_str(def.name);
        self.out.push('"');
    }

    /// A qualified name in content: its prefix is declared where it stands.
    fn qname(&mut self, name: &QName) -> Result<usize> {
        if !name.namespace.is_empty() {
            self.declare("q", &name.namespace)?;
        }
        let content = self.open();
        if !name.namespace.is_empty() {
            self.out.push_str("q:");
        }
        escape(&name.local, &mut self.out, false)?;
        Ok(content)
    }

    fn declare(&mut self, prefix: &str, uri: &str) -> Result<()> {
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(uri, &mut self.out, true)?;
        self.out.push('"');
        Ok(())
    }

    /// Attributes and content that were kept as XML.
    fn any(&mut self, any: &AnyType) -> Result<usize> {
        for (prefix, uri) in &any.declarations {
            self.declare(prefix, uri)?;
        }
        // Prefixes of our own for the attributes must not hide one that the content uses.
        let free = |stem: &str, index: usize| {
            let mut prefix = format!("{stem}{index}");
            while any.declarations.iter().any(|(taken, _)| *taken == prefix) {
                prefix.push('_');
            }
            prefix
        };
        if let Some(name) = &any.type_name {
            let prefix = free("t", 0);
            self.declare(&prefix, &name.namespace)?;
            self.use_namespace(ns::XSI);
            // The content's own `i` would hide ours.
            let hidden = any.declarations.iter().any(|(taken, _)| taken == "i");
            let xsi = if hidden { free("i", 0) } else { "i".to_owned() };
            if hidden {
                self.declare(&xsi, ns::WELL_KNOWN.get(ns::XSI as usize).copied().unwrap_or_default())?;
            }
            self.out.push_str(&format!(" {xsi}:type=\"{prefix}:"));
            escape(&name.local, &mut self.out, true)?;
            self.out.push('"');
        }
        for (index, (name, value)) in any.attributes.iter().enumerate() {
            if name.namespace.is_empty() {
                self.out.push(' ');
            } else if name.namespace == "http://www.w3.org/XML/1998/namespace" {
                self.out.push_str(" xml:");
            } else {
                let prefix = free("a", index);
                self.declare(&prefix, &name.namespace)?;
                self.out.push(' ');
                self.out.push_str(&prefix);
                self.out.push(':');
            }
            self.out.push_str(&name.local);
            self.out.push_str("=\"");
            escape(value, &mut self.out, true)?;
            self.out.push('"');
        }
        let content = self.open();
        self.out.push_str(&any.xml);
        Ok(content)
    }

    fn use_namespace(&mut self, namespace: u16) {
        if let Some(used) = self.used.get_mut(namespace as usize) {
            *used = true;
        }
    }

    #[inline]
    fn push_prefix(&mut self, namespace: u16) {
        if namespace != ns::NONE {
            self.use_namespace(namespace);
            push_prefix(namespace, &mut self.out);
        }
    }

    /// ` xmlns:…="…"` for the namespaces given.
    pub(in super::super) fn declarations(&mut self, numbers: &[u16]) -> Result<()> {
        for number in numbers {
            let Some(uri) = self.namespaces.get(*number as usize).copied() else { continue };
            if matches!(*number, ns::NONE | ns::XML) {
                continue;
            }
            let mut prefix = String::new();
            push_prefix(*number, &mut prefix);
            self.declare(prefix.trim_end_matches(':'), uri)?;
        }
        Ok(())
    }
}

/// The prefix of a namespace, with its colon. Single letters first: requests are sent often.
pub(in super::super) fn push_prefix(namespace: u16, out: &mut String) {
    const LETTERS: [&str; 20] = [
        "a:", "b:", "c:", "d:", "e:", "f:", "g:", "h:", "j:", "k:", "l:", "m:", "n:", "o:", "p:", "r:", "u:",
        "v:", "w:", "y:",
    ];
    match namespace {
        ns::NONE => {}
        ns::XSI => out.push_str("i:"),
        ns::SOAP11 | ns::SOAP12 => out.push_str("s:"),
        ns::XML => out.push_str("xml:"),
        ns::XSD => out.push_str("x:"),
        own => match LETTERS.get((own - ns::FIRST) as usize) {
            Some(letter) => out.push_str(letter),
            None => {
                out.push('n');
                out.push_str(itoa::Buffer::new().format(own));
                out.push(':');
            }
        },
    }
}

/// Whether a value is the one that WCF leaves out where `EmitDefaultValue` is false.
fn is_default(view: View<'_>) -> bool {
    match view {
        View::Bool(value) => !value,
        View::I16(value) => value == 0,
        View::I32(value) => value == 0,
        View::I64(value) => value == 0,
        View::F64(value) => value == 0.0,
        View::Absent | View::Nil => true,
        _ => false,
    }
}

/// The text of a simple value, not escaped.
fn lexical(view: View<'_>, out: &mut String) {
    let mut number = itoa::Buffer::new();
    match view {
        View::Str(text) => out.push_str(text),
        View::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        View::I16(value) => out.push_str(number.format(value)),
        View::I32(value) => out.push_str(number.format(value)),
        View::I64(value) => out.push_str(number.format(value)),
        View::F64(value) => write_f64(value, out),
        View::Lex(value) => value.write(out),
        _ => {}
    }
}

/// Appends text with markup escaped.
///
/// # Errors
/// When the text holds a character that XML cannot carry, not even as a reference.
fn escape(text: &str, out: &mut String, attribute: bool) -> Result<()> {
    let mut done = 0;
    for (index, byte) in text.bytes().enumerate() {
        if byte > b'>' && byte < 0xef {
            continue;
        }
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\r' => "&#13;",
            b'"' if attribute => "&quot;",
            b'\t' if attribute => "&#9;",
            b'\n' if attribute => "&#10;",
            b'\t' | b'\n' => continue,
            0..0x20 => {
                return Err(EncodeError::new(format!("the character U+{byte:04X} cannot be sent in XML")));
            }
            0xef if text.get(index..).is_some_and(|rest| rest.starts_with(['\u{fffe}', '\u{ffff}'])) => {
                return Err(EncodeError::new("the characters U+FFFE and U+FFFF cannot be sent in XML"));
            }
            _ => continue,
        };
        out.push_str(text.get(done..index).unwrap_or_default());
        out.push_str(replacement);
        done = index + 1;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(())
}

/// A short row of arguments, as the record that an operation's wrapper is filled from.
pub struct Arguments<'a>(pub &'a [View<'a>]);

impl Record for Arguments<'_> {
    fn slot(&mut self, _: u16) -> super::field::Slot<'_> {
        super::field::Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        self.0.get(index as usize).copied().unwrap_or(View::Absent)
    }
}
