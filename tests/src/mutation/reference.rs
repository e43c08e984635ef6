//! Another reading of a reply: slow, by way of roxmltree's tree, sharing with the engine only the tables and the places
//! to fill.

use roxmltree::{Document, Node};
use superoffice_services86::runtime::codec::{MANY, Particle, Record, Slot, Type, TypeDef};
use superoffice_services86::runtime::soap::{Body, Operation};
use superoffice_services86::runtime::values::{AnyType, QName};

use super::shape;
use super::target::Value;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Why a well-formed document is not a reply that can be read.
pub(super) type Refusal = String;

type Result<T> = std::result::Result<T, Refusal>;

/// What stood in a Body, and what beside the declared headers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// `value`, `fault CODE REASON`, `nothing`.
    pub(super) body: String,
    pub(super) headers: Vec<String>,
}

/// Reads a reply into the value and the headers.
pub(super) fn read(
    document: &Document<'_>,
    operation: &'static Operation,
    headers: &mut dyn Record,
    value: &mut Value,
) -> Result<Reply> {
    let root = document.root_element();
    let soap = root.tag_name().namespace().unwrap_or("").to_owned();
    let versions = ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];
    if root.tag_name().name() != "Envelope" || !versions.contains(&soap.as_str()) {
        return Err("not an Envelope".into());
    }
    let reader = Reader { namespaces: operation.service.namespaces };
    let response = operation.response.as_ref();
    let (mut body, mut others, mut found) = (None, Vec::new(), None);
    let mut seen = Vec::new();
    for child in elements(root)? {
        if body.is_some() {
            if child.tag_name().namespace().unwrap_or("") == soap {
                return Err("a part of the envelope behind the Body".into());
            }
            continue;
        }
        if is(child, &soap, "Header") {
            for block in elements(child)? {
                let known = response.and_then(|message| reader.find(message.headers, block));
                match known {
                    Some(particle) if seen.contains(&particle.slot) => {}
                    Some(particle) => {
                        seen.push(particle.slot);
                        reader.child(headers, particle, block)?;
                    }
                    None => {
                        let mut any = AnyType::default();
                        reader.any(&mut any, block)?;
                        others.push(format!("{} {}", shape::name(block), shape::any(&any)));
                    }
                }
            }
        } else if is(child, &soap, "Body") {
            body = Some(child);
        } else {
            return Err("something beside Header and Body".into());
        }
    }
    let Some(body) = body else { return Err("no Body".into()) };
    let mut filled = false;
    let mut failed = false;
    for child in elements(body)? {
        // Whatever stands beside a Fault, the operation failed.
        if failed {
            continue;
        }
        if is(child, &soap, "Fault") {
            found = Some(fault(&reader, child)?);
            failed = true;
            continue;
        }
        let body = response.map(|message| &message.body);
        let Some(Body::Wrapped(wrapper) | Body::Single(wrapper)) = body else {
            return Err("a shape that is not made here".into());
        };
        let particle = wrapper.element();
        if !reader.is(&particle, child) {
            return Err("unknown in Body".into());
        }
        if !reader.nil(child) {
            if filled {
                return Err("a second element in Body".into());
            }
            filled = true;
            reader.result(value, matches!(body, Some(Body::Single(_))), &particle, child)?;
        }
        found = Some("value".into());
    }
    Ok(Reply { body: found.unwrap_or_else(|| "nothing".into()), headers: others })
}

fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.tag_name().name() == name && node.tag_name().namespace().unwrap_or("") == namespace
}

/// The child elements, where nothing else but white space stands.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> Result<Vec<Node<'a, 'i>>> {
    let blank = |text: &str| text.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    if node.children().any(|child| child.is_text() && !blank(child.text().unwrap_or(""))) {
        return Err("text between elements".into());
    }
    Ok(node.children().filter(Node::is_element).collect())
}

/// All text of an element that has no child elements.
fn text(node: Node<'_, '_>) -> Result<String> {
    if node.children().any(|child| child.is_element()) {
        return Err("an element in text".into());
    }
    Ok(node.children().filter(Node::is_text).filter_map(|child| child.text()).collect())
}

fn fault(reader: &Reader, node: Node<'_, '_>) -> Result<String> {
    let (mut code, mut reason) = (String::new(), String::new());
    // Servers are careless about the code: a prefix that is not declared is kept.
    let named = |text: &str, node| qualified(text, node).map_or_else(|| text.to_owned(), |name| name.local);
    for child in elements(node)? {
        match child.tag_name().name() {
            "faultcode" => code = named(trim(&text(child)?), child),
            "faultstring" => reason = text(child)?,
            "faultactor" | "Role" => drop(text(child)?),
            "detail" | "Detail" => reader.any(&mut AnyType::default(), child)?,
            // The SOAP 1.2 form is made by nobody here; damage does not lead from one name to the other.
            "Code" | "Reason" => return Err("a fault of SOAP 1.2".into()),
            _ => {}
        }
    }
    Ok(format!("fault {code} {}", reason.trim_matches([' ', '\t', '\r', '\n'])))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

struct Reader {
    namespaces: &'static [&'static str],
}

impl Reader {
    fn find(&self, particles: &'static [Particle], node: Node<'_, '_>) -> Option<&'static Particle> {
        particles.iter().find(|particle| self.is(particle, node))
    }

    fn is(&self, particle: &Particle, node: Node<'_, '_>) -> bool {
        let uri = node.tag_name().namespace().unwrap_or("");
        self.namespaces.get(particle.namespace as usize) == Some(&uri)
            && particle.name() == node.tag_name().name()
    }

    /// As [`find`](Self::find), for the children of a record or a list: a name that is qualified where it should not be, or
    /// the other way round, is known too, if its namespace is.
    fn find_child(&self, particles: &'static [Particle], node: Node<'_, '_>) -> Option<&'static Particle> {
        let uri = node.tag_name().namespace().unwrap_or("");
        let known = self.namespaces.contains(&uri);
        self.find(particles, node).or_else(|| {
            particles.iter().find(|particle| {
                let bare = self.namespaces.get(particle.namespace as usize).is_some_and(|uri| uri.is_empty());
                known && uri.is_empty() != bare && particle.name() == node.tag_name().name()
            })
        })
    }

    fn nil(&self, node: Node<'_, '_>) -> bool {
        matches!(node.attribute((XSI, "nil")).map(trim), Some("true" | "1"))
    }

    /// The element of the Body; a `single` child of it is the value.
    fn result(&self, value: &mut Value, single: bool, particle: &Particle, node: Node<'_, '_>) -> Result<()> {
        let Type::Record(def) = particle.ty else { return Err("a wrapper that is not a record".into()) };
        match def.elements {
            [inner] if single => {
                let mut first = true;
                for child in elements(node)? {
                    if self.find_child(std::slice::from_ref(inner), child).is_none()
                        || !(first || inner.has(MANY))
                    {
                        continue;
                    }
                    first = false;
                    match (self.nil(child), value.field.slot()) {
                        (true, _) => value.field.nil(),
                        (false, slot) => self.value(slot, inner, child)?,
                    }
                }
                Ok(())
            }
            _ => self.value(value.field.slot(), particle, node),
        }
    }

    fn record(&self, record: &mut dyn Record, def: &'static TypeDef, node: Node<'_, '_>) -> Result<()> {
        for attribute in node.attributes() {
            let uri = attribute.namespace().unwrap_or("");
            let known = def.attributes.iter().find(|particle| {
                self.namespaces.get(particle.namespace as usize) == Some(&uri)
                    && particle.name() == attribute.name()
            });
            if let Some(particle) = known {
                self.simple(record.slot(particle.slot), attribute.value(), node)?;
            }
        }
        if let Some(particle) = def.text {
            return self.simple(record.slot(particle.slot), &text(node)?, node);
        }
        let mut seen: Vec<*const Particle> = Vec::new();
        for child in elements(node)? {
            let Some(particle) = self.find_child(def.elements, child) else { continue };
            if !particle.has(MANY) {
                // The first one of the right name counts.
                if seen.contains(&std::ptr::from_ref(particle)) {
                    continue;
                }
                if self.find(def.elements, child).is_some() {
                    seen.push(particle);
                }
            }
            self.child(record, particle, child)?;
        }
        Ok(())
    }

    fn child(&self, record: &mut dyn Record, particle: &Particle, child: Node<'_, '_>) -> Result<()> {
        if !particle.has(MANY) {
            if self.nil(child) {
                record.nil(particle.slot);
                return Ok(());
            }
            return self.value(record.slot(particle.slot), particle, child);
        }
        let Slot::Sequence(sequence) = record.slot(particle.slot) else {
            return Err("a repeated particle without a sequence".into());
        };
        if self.nil(child) {
            sequence.push_nil();
            return Ok(());
        }
        self.value(sequence.push(), particle, child)
    }

    fn value(&self, slot: Slot<'_>, particle: &Particle, node: Node<'_, '_>) -> Result<()> {
        match (slot, particle.ty) {
            (Slot::None, _) => Ok(()),
            (Slot::Record(record), Type::Record(def)) => self.record(record, def, node),
            (Slot::Sequence(sequence), Type::List(item)) => {
                sequence.present();
                for child in elements(node)? {
                    if self.find_child(std::slice::from_ref(item), child).is_none() {
                        continue;
                    }
                    if self.nil(child) {
                        sequence.push_nil();
                    } else {
                        self.value(sequence.push(), item, child)?;
                    }
                }
                Ok(())
            }
            (Slot::Any(any), _) => self.any(any, node),
            (simple, _) => self.simple(simple, &text(node)?, node),
        }
    }

    fn simple(&self, slot: Slot<'_>, text: &str, node: Node<'_, '_>) -> Result<()> {
        let number =
            trim(text).strip_prefix('+').filter(|rest| !rest.starts_with(['+', '-'])).unwrap_or(trim(text));
        let bad = || format!("not a value: {text:?}");
        match slot {
            Slot::Str(value) => *value = text.to_owned(),
            Slot::Bool(value) => {
                *value = match trim(text) {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return Err(bad()),
                }
            }
            Slot::I16(value) => *value = number.parse().map_err(|_| bad())?,
            Slot::I32(value) => *value = number.parse().map_err(|_| bad())?,
            Slot::I64(value) => *value = number.parse().map_err(|_| bad())?,
            Slot::F64(value) => {
                *value = match trim(text) {
                    "INF" | "+INF" => f64::INFINITY,
                    "-INF" => f64::NEG_INFINITY,
                    "NaN" => f64::NAN,
                    other if other.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E') => {
                        return Err(bad());
                    }
                    other => other.parse().map_err(|_| bad())?,
                }
            }
            // What a text means to its type is not the scanner's affair: the type's own tests judge that.
            Slot::Lex(value) => value.read(text).map_err(|_| bad())?,
            Slot::QName(name) => *name = qualified(trim(text), node).ok_or_else(bad)?,
            _ => return Err("text where elements belong".into()),
        }
        Ok(())
    }

    fn any(&self, any: &mut AnyType, node: Node<'_, '_>) -> Result<()> {
        *any = AnyType::default();
        for attribute in node.attributes() {
            let uri = attribute.namespace().unwrap_or("");
            match (uri, attribute.name()) {
                (XSI, "nil") => {}
                (XSI, "type") => {
                    let name = qualified(trim(attribute.value()), node);
                    any.type_name = Some(name.ok_or("an xsi:type without a namespace")?);
                }
                (uri, local) => any.attributes.push((QName::new(uri, local), attribute.value().to_owned())),
            }
        }
        any.xml = shape::content(node);
        any.declarations = vec![shape::CANONICAL];
        Ok(())
    }
}

/// A qualified name in content.
fn qualified(text: &str, node: Node<'_, '_>) -> Option<QName> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let uri = match prefix {
        "" => node.lookup_namespace_uri(None).unwrap_or(""),
        prefix => node.lookup_namespace_uri(Some(prefix))?,
    };
    // A name is one where an element can have it.
    let name = !local.contains(':')
        && Document::parse(&format!("<{local}/>"))
            .is_ok_and(|document| document.root_element().tag_name().name() == local);
    name.then(|| QName::new(uri, local))
}
