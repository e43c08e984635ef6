//! XML that was kept, as a document of its own.

use super::operation::Service;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::encode::Encoder;
use crate::runtime::codec::field::{Slot, View};
use crate::runtime::codec::tables::{Particle, Type, Wildcard, ns};
use crate::runtime::codec::{DecodeError, EncodeError, Reading, Typed, secrets};
use crate::runtime::values::{AnyType, Element, QName};

/// Reads an element that was kept, with its attributes, as a type of the service's crate.
///
/// # Errors
/// When it is not what the contract says of the type.
pub(super) fn read<T: Typed>(service: &Service, name: &QName, content: &AnyType) -> Result<T, DecodeError> {
    let mut value = T::default();
    let element = Element::new(name.clone(), content.clone());
    let particle = Particle::new(ns::ANY, "", 0, 0, Type::Record(T::TABLE));
    read_into(service, &element, &particle, Slot::Record(&mut value))?;
    Ok(value)
}

fn read_into(
    service: &Service,
    element: &Element,
    particle: &Particle,
    slot: Slot<'_>,
) -> Result<(), DecodeError> {
    let text =
        rewritten(service, element).map_err(|_| DecodeError::syntax("an element without a name", 0))?;
    let mut slot = Some(slot);
    let mut read = || {
        let mut decoder = Decoder::new(&text, service.namespaces, Reading::faithful())?;
        let root = decoder.cursor.start_tag()?;
        decoder.each_child(&root, &mut |decoder, tag, _| match slot.take() {
            Some(slot) => decoder.simple(slot, particle, tag),
            None => decoder.pass(tag),
        })
    };
    read().map_err(|error: DecodeError| {
        let mut error = error.locate(&text);
        error.hide_found(&|name| secrets::is_secret(name, service.secrets));
        error
    })
}

/// The element in one of our own, which declares what it uses.
fn rewritten(service: &Service, element: &Element) -> Result<String, EncodeError> {
    static ANY: Wildcard = Wildcard::Any;
    let mut encoder = Encoder::new(service.namespaces);
    encoder.particle(&Particle::wildcard(0, 0, &ANY), View::Element(element), 0)?;
    let (inner, used) = (std::mem::take(&mut encoder.out), std::mem::take(&mut encoder.used));
    encoder.out.push_str("<r");
    encoder.declarations(&used)?;
    Ok(format!("{}>{inner}</r>", encoder.out))
}

/// An element `name` around what was kept, with the declarations that it needs.
pub(super) fn document(name: &str, any: &AnyType) -> String {
    let mut text = format!("<{name}");
    for (prefix, uri) in &any.declarations {
        let colon = if prefix.is_empty() { "" } else { ":" };
        text.push_str(&format!(" xmlns{colon}{prefix}=\""));
        for character in uri.chars() {
            match character {
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '"' => text.push_str("&quot;"),
                other => text.push(other),
            }
        }
        text.push('"');
    }
    text.push('>');
    text.push_str(&any.xml);
    text.push_str(&format!("</{name}>"));
    text
}
