//! Stand-in until the engine is merged: knows just enough for the client's tests.
#![allow(missing_docs, clippy::missing_errors_doc, clippy::string_slice)]

use super::failure::{DecodeError, DecodeErrorKind, EncodeError};
use super::{Field, Particle, Record, Slot, Type, View};
use crate::soap::{Operation, Shape};
use crate::values::{AnyType, QName};

#[derive(Debug)]
pub struct EncodedBody {
    pub xml: String,
}
#[derive(Debug, Clone, Default)]
pub struct CodecLimits {
    pub depth: usize,
}
#[derive(Debug, Clone, Default)]
pub struct Fault {
    pub code: QName,
    pub reason: String,
    pub detail: Option<AnyType>,
}
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fault {}: {}", self.code.local, self.reason)
    }
}
#[derive(Debug, Clone)]
pub struct RawHeader {
    pub name: QName,
}
#[derive(Debug)]
pub enum Received {
    Value,
    Fault(Box<Fault>),
}
#[derive(Debug)]
pub struct ReplyParts {
    pub received: Received,
    pub other_headers: Vec<RawHeader>,
}
pub struct Arguments<'a>(pub &'a [View<'a>]);
impl Record for Arguments<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }
    fn view(&self, index: u16) -> View<'_> {
        self.0.get(usize::from(index)).copied().unwrap_or(View::Absent)
    }
}
fn write(particle: &Particle, view: View<'_>, out: &mut String) -> Result<(), EncodeError> {
    let inner = match view {
        View::Absent => return Ok(()),
        View::Str(text) if text.contains('\0') => {
            return Err(EncodeError::new("a character that XML cannot carry"));
        }
        View::Str(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
        View::Bool(value) => value.to_string(),
        View::I16(value) => value.to_string(),
        View::I32(value) => value.to_string(),
        View::Record(record) => {
            let mut inner = String::new();
            if let Type::Record(def) = particle.ty {
                for child in def.elements {
                    write(child, record.view(child.slot), &mut inner)?;
                }
            }
            inner
        }
        _ => String::new(),
    };
    out.push_str(&format!("<{0}>{inner}</{0}>", particle.name()));
    Ok(())
}
pub fn encode_body(operation: &Operation, arguments: &dyn Record) -> Result<EncodedBody, EncodeError> {
    let mut xml = String::new();
    for wrapper in operation.request.body {
        if let Type::Record(def) = wrapper.ty {
            xml.push_str(&format!("<{}>", wrapper.name()));
            for child in def.elements {
                write(child, arguments.view(child.slot), &mut xml)?;
            }
            xml.push_str(&format!("</{}>", wrapper.name()));
        }
    }
    Ok(EncodedBody { xml })
}
pub fn envelope(o: &Operation, headers: &dyn Record, body: &EncodedBody) -> Result<String, EncodeError> {
    let mut out = String::from("<s:Envelope><s:Header>");
    for particle in o.request.headers {
        write(particle, headers.view(particle.slot), &mut out)?;
    }
    out.push_str(&format!("</s:Header><s:Body>{}</s:Body></s:Envelope>", body.xml));
    Ok(out)
}
type Node<'a> = (&'a str, &'a str);
fn wrong(what: &str, at: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Unexpected(what.to_owned()), at)
}
fn children(mut xml: &str) -> Result<Vec<Node<'_>>, DecodeError> {
    let mut found = Vec::new();
    while let Some(start) = xml.find('<') {
        let end = xml.find('>').ok_or_else(|| wrong("unclosed tag", start))?;
        let tag = &xml[start + 1..end];
        if tag.starts_with('?') {
            xml = &xml[end + 1..];
            continue;
        }
        let full = tag.split(' ').next().unwrap_or("");
        let local = full.rsplit(':').next().unwrap_or("").trim_end_matches('/');
        if tag.ends_with('/') {
            found.push((local, ""));
            xml = &xml[end + 1..];
            continue;
        }
        let close = format!("</{full}>");
        let at = xml.find(&close).ok_or_else(|| wrong("unclosed element", start))?;
        found.push((local, &xml[end + 1..at]));
        xml = &xml[at + close.len()..];
    }
    Ok(found)
}
fn read(particle: &Particle, text: &str, slot: Slot<'_>) -> Result<(), DecodeError> {
    let bad = |_| wrong("not a number", 0).within(particle.name());
    match (slot, particle.ty) {
        (Slot::Str(value), _) => *value = text.to_owned(),
        (Slot::Bool(value), _) => *value = text == "true",
        (Slot::I16(value), _) => *value = text.parse().map_err(bad)?,
        (Slot::I32(value), _) => *value = text.parse().map_err(bad)?,
        (Slot::Record(record), Type::Record(def)) => fill(def.elements, text, record)?,
        _ => {}
    }
    Ok(())
}
fn fill(particles: &[Particle], xml: &str, record: &mut dyn Record) -> Result<(), DecodeError> {
    for (name, inner) in children(xml)? {
        if let Some(particle) = particles.iter().find(|particle| particle.name() == name) {
            read(particle, inner, record.slot(particle.slot))?;
        }
    }
    Ok(())
}
pub fn decode_reply(
    operation: &Operation,
    bytes: &[u8],
    _: &CodecLimits,
    headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("no UTF-8", 0))?;
    let mut other_headers = Vec::new();
    let Some(("Envelope", envelope)) = children(text)?.first().copied() else {
        return Err(wrong("expected an Envelope", 0));
    };
    for (part, inner) in children(envelope)? {
        if part == "Header" {
            let known = operation.response.as_ref().map_or(&[][..], |message| message.headers);
            fill(known, inner, headers)?;
            for (name, _) in children(inner)? {
                if !known.iter().any(|particle| particle.name() == name) {
                    let name = QName { namespace: String::new(), local: name.to_owned() };
                    other_headers.push(RawHeader { name });
                }
            }
        } else {
            let (name, inner) = children(inner)?.first().copied().ok_or_else(|| wrong("empty Body", 0))?;
            if name == "Fault" {
                let mut fault = Fault::default();
                for (name, inner) in children(inner)? {
                    match name {
                        "faultcode" => fault.code.local = inner.rsplit(':').next().unwrap_or("").to_owned(),
                        "faultstring" => fault.reason = inner.to_owned(),
                        _ => {}
                    }
                }
                return Ok(ReplyParts { received: Received::Fault(Box::new(fault)), other_headers });
            }
            let Some(message) = &operation.response else { continue };
            if message.shape == Shape::Single {
                if let Some(wrapper) = message.body.first()
                    && let Type::Record(def) = wrapper.ty
                    && let (Some(particle), Some((_, inner))) =
                        (def.elements.first(), children(inner)?.first())
                {
                    read(particle, inner, value.slot())?;
                }
            }
        }
    }
    Ok(ReplyParts { received: Received::Value, other_headers })
}
