//! Another reading of a reply: slow, by way of roxmltree's tree, sharing with the engine only the tables and the places
//! to fill. It follows the table of what a faithful reader takes, tells and refuses, and knows no other policy.

mod fault;
mod record;
mod simple;
mod spelling;

use roxmltree::{Document, Node};
use superoffice_services86::runtime::codec::{Field, Particle, Record, Slot, View};
use superoffice_services86::runtime::soap::{Body, Operation, SoapVersion};
use superoffice_services86::runtime::values::{AnyType, QName};

use super::shape;
use super::target::Value;
pub(super) use fault::anywhere as fault_anywhere;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

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

impl Reply {
    /// Whether it is a Fault.
    pub(super) fn is_fault(&self) -> bool {
        self.body.starts_with("fault ")
    }
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
    if root.tag_name().name() != "Envelope" || ![SOAP11, SOAP12].contains(&soap.as_str()) {
        return Err("not an Envelope".into());
    }
    let reader = Reader { namespaces: operation.service.namespaces };
    let declared = operation.response.as_ref().map_or(&[][..], |message| message.headers);
    let mut blocks = Blocks::default();
    let mut body = None;
    for child in elements(root)? {
        if body.is_some() {
            if child.tag_name().namespace().unwrap_or("") == soap {
                return Err("a part of the envelope behind the Body".into());
            }
        } else if is(child, &soap, "Header") {
            blocks.read(&reader, declared, headers, child)?;
        } else if is(child, &soap, "Body") {
            body = Some(child);
        } else {
            return Err("something beside Header and Body".into());
        }
    }
    let Some(body) = body else { return Err("no Body".into()) };
    let reply = Reply { body: reader.body(body, operation, value)?, headers: blocks.others };
    if reply.is_fault() {
        return Ok(reply);
    }
    let ours = match operation.service.version {
        SoapVersion::Soap11 => SOAP11,
        SoapVersion::Soap12 => SOAP12,
    };
    match blocks.demanded {
        _ if soap != ours => Err("an envelope of another version".into()),
        Some(name) => Err(format!("{name} must be understood")),
        None => Ok(reply),
    }
}

/// The blocks of the Headers.
#[derive(Default)]
struct Blocks {
    /// The slots that were filled.
    seen: Vec<u16>,
    others: Vec<String>,
    /// One that must be understood, and is not.
    demanded: Option<String>,
}

impl Blocks {
    fn read(
        &mut self,
        reader: &Reader,
        declared: &'static [Particle],
        headers: &mut dyn Record,
        header: Node<'_, '_>,
    ) -> Result<()> {
        let children = elements(header)?;
        for block in &children {
            match reader.row(declared, *block, &children) {
                Some(particle) if self.seen.contains(&particle.slot) => {}
                Some(particle) => {
                    self.seen.push(particle.slot);
                    reader.child(headers, particle, *block)?;
                }
                None => {
                    if must_be_understood(*block) {
                        self.demanded = Some(shape::name(*block));
                    }
                    let mut any = AnyType::default();
                    reader.any(&mut any, *block)?;
                    self.others.push(format!("{} {}", shape::name(*block), shape::any(&any)));
                }
            }
        }
        Ok(())
    }
}

/// Whether a block that the contract does not declare makes the reply unreadable.
fn must_be_understood(block: Node<'_, '_>) -> bool {
    let soap = block.document().root_element().tag_name().namespace().unwrap_or("").to_owned();
    let said = |name: &str| block.attribute((soap.as_str(), name)).map(trim);
    let must = said("mustUnderstand").is_some_and(|said| said == "1" || said.eq_ignore_ascii_case("true"));
    let role = said("actor").or(said("role")).unwrap_or("");
    let next = [String::new(), "http://schemas.xmlsoap.org/soap/actor/next".into()];
    let roles = ["next", "ultimateReceiver"].map(|one| format!("{SOAP12}/role/{one}"));
    let ours = next.iter().chain(&roles).any(|one| one == role);
    let uri = block.tag_name().namespace().unwrap_or("");
    let addressing = uri == "http://www.w3.org/2005/08/addressing" && block.tag_name().name() == "To";
    must && ours && !addressing
}

fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.tag_name().name() == name && node.tag_name().namespace().unwrap_or("") == namespace
}

/// The child elements, where nothing else but white space stands.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> Result<Vec<Node<'a, 'i>>> {
    if node.children().any(|child| child.is_text() && !trim(child.text().unwrap_or("")).is_empty()) {
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

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

struct Reader {
    namespaces: &'static [&'static str],
}

impl Reader {
    /// What stands in a Body.
    fn body(&self, body: Node<'_, '_>, operation: &'static Operation, value: &mut Value) -> Result<String> {
        let mut found = None;
        for child in elements(body)? {
            if child.tag_name().name() == "Fault" {
                // Whatever stands beside a Fault, the operation failed.
                return Ok(fault::read(child));
            }
            let declared = operation.response.as_ref().map(|message| &message.body);
            let Some(Body::Wrapped(wrapper) | Body::Single(wrapper)) = declared else {
                return Err("a shape that is not made here".into());
            };
            let particle = wrapper.element();
            let uri = child.tag_name().namespace().unwrap_or("");
            if child.tag_name().name() != particle.name || !(uri.is_empty() || self.knows(uri)) {
                return Err("unknown in Body".into());
            }
            if found.is_some() {
                return Err("a second element in Body".into());
            }
            match declared {
                Some(Body::Single(_)) => {
                    self.children(&mut One(&mut *value.field), wrapper.def.elements, child, true)?;
                }
                _ => match value.field.slot() {
                    Slot::Record(record) => self.children(record, wrapper.def.elements, child, true)?,
                    _ => return Err("a wrapper that is not a record".into()),
                },
            }
            found = Some("value".to_owned());
        }
        Ok(found.unwrap_or_else(|| "nothing".to_owned()))
    }

    /// Whether the contract has a namespace.
    fn knows(&self, uri: &str) -> bool {
        self.namespaces.contains(&uri)
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

/// A wrapper with one child: the value is that child.
struct One<'a>(&'a mut dyn Field);

impl Record for One<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        self.0.slot()
    }

    fn view(&self, _: u16) -> View<'_> {
        self.0.view()
    }

    fn nil(&mut self, _: u16) {
        self.0.nil();
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
