//! One sample message through the tables and types of a generated crate and back.
//!
//! The Body is read, strictly unless told, written again, and must then say the same.

use roxmltree::{Document, Node};
use superoffice_services86::runtime::codec::{Dynamic, Field, Particle, Reading, Record, Slot, View};
use superoffice_services86::runtime::soap::server::{decode_request, encode_reply};
use superoffice_services86::runtime::soap::{
    Body, Message, Operation, Received, ReplyParts, Wrapper, decode_reply, encode_body, envelope,
};
use superoffice_services86::{RequestHeaders, ResponseHeaders};

use super::infoset::{Tally, compare};

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const STRICT: Reading = Reading::strict();

/// What a reply is read into when nothing but the table is known.
struct Untyped {
    wrapper: Dynamic,
    single: bool,
}

impl Field for Untyped {
    fn slot(&mut self) -> Slot<'_> {
        if self.single { self.wrapper.slot(0) } else { Slot::Record(&mut self.wrapper) }
    }

    fn view(&self) -> View<'_> {
        if self.single { self.wrapper.view(0) } else { View::Record(&self.wrapper) }
    }

    fn nil(&mut self) {
        self.wrapper.nil(0);
    }
}

/// The one element of a Body.
fn wrapper(message: &'static Message) -> Result<&'static Wrapper, String> {
    match &message.body {
        Body::Wrapped(wrapper) | Body::Single(wrapper) => Ok(wrapper),
        Body::Bare(_) => Err("the Body is not one wrapper".into()),
    }
}

/// The one element in the Body of an envelope, of whatever version.
fn body<'a, 'input>(document: &'a Document<'input>) -> Result<Node<'a, 'input>, String> {
    let is_body = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "Body";
    let bodies: Vec<_> = document.root_element().children().filter(is_body).collect();
    let [body] = bodies.as_slice() else { return Err(format!("{} Bodies", bodies.len())) };
    let children: Vec<_> = body.children().filter(Node::is_element).collect();
    let [child] = children.as_slice() else { return Err(format!("{} elements in the Body", children.len())) };
    Ok(*child)
}

/// The element in an envelope as a server sends it. The samples' own are of the wrong version, and have header blocks
/// outside a Header.
fn right_envelope(text: &str, element: Node<'_, '_>) -> String {
    let mut out = format!("<soap11:Envelope xmlns:soap11=\"{SOAP11}\"><soap11:Body");
    for namespace in element.namespaces() {
        assert_ne!(namespace.name(), Some("soap11"));
        let prefix = namespace.name().map(|name| format!(":{name}")).unwrap_or_default();
        out.push_str(&format!(" xmlns{prefix}=\"{}\"", namespace.uri()));
    }
    out + ">" + &text[element.range()] + "</soap11:Body></soap11:Envelope>"
}

fn said<E: std::fmt::Display>(what: &str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error}")
}

fn read_whole(parts: &ReplyParts) -> Result<(), String> {
    match &parts.received {
        Received::Value => Ok(()),
        other => Err(format!("decode: {other:?} instead of a value")),
    }
}

/// Request: into a dynamic value and back.
pub(crate) fn request(operation: &'static Operation, xml: &str) -> Again {
    request_by(operation, xml, &STRICT)
}

/// As [`request`], by another policy.
pub(crate) fn request_by(operation: &'static Operation, xml: &str, reading: &Reading) -> Again {
    let wrapper = wrapper(&operation.request)?;
    let mut arguments = Dynamic::new(&wrapper.def);
    let mut headers = RequestHeaders::default();
    let parts = decode_request(operation, xml.as_bytes(), reading, &mut headers, &mut arguments);
    read_whole(&parts.map_err(said("decode"))?)?;
    let body = encode_body(operation, &arguments).map_err(said("encode"))?;
    let again = envelope(operation, &RequestHeaders::default(), &body).map_err(said("encode"))?;
    Ok((wrapper.element(), again))
}

/// Reply: into `value` and back.
fn reply(
    operation: &'static Operation,
    xml: &str,
    reading: &Reading,
    value: &mut dyn Field,
) -> Result<String, String> {
    let mut headers = ResponseHeaders::default();
    let parts = decode_reply(operation, xml.as_bytes(), reading, &mut headers, value);
    read_whole(&parts.map_err(said("decode"))?)?;
    encode_reply(operation, &ResponseHeaders::default(), value).map_err(said("encode"))
}

pub(crate) fn untyped_reply(operation: &'static Operation, xml: &str) -> Again {
    untyped_reply_by(operation, xml, &STRICT)
}

/// As [`untyped_reply`], by another policy.
pub(crate) fn untyped_reply_by(operation: &'static Operation, xml: &str, reading: &Reading) -> Again {
    let message = operation.response.as_ref().ok_or("no reply is declared")?;
    let wrapper = wrapper(message)?;
    let single = matches!(message.body, Body::Single(_));
    let mut value = Untyped { wrapper: Dynamic::new(&wrapper.def), single };
    Ok((wrapper.element(), reply(operation, xml, reading, &mut value)?))
}

/// Reply: into an empty value of its Rust type and back.
pub(crate) fn typed_reply(operation: &'static Operation, xml: &str, mut empty: Box<dyn Field>) -> Again {
    let message = operation.response.as_ref().ok_or("no reply is declared")?;
    Ok((wrapper(message)?.element(), reply(operation, xml, &STRICT, &mut *empty)?))
}

/// What was written for a sample, and the particle of its element.
pub(crate) type Again = Result<(Particle, String), String>;

/// One sample there and back.
pub(crate) fn round_trip(
    operation: &'static Operation,
    text: &str,
    trip: &dyn Fn(&'static Operation, &str) -> Again,
) -> Result<Tally, String> {
    let sample = Document::parse(text).map_err(said("sample"))?;
    let sample = body(&sample).map_err(said("sample"))?;
    let (particle, again) = trip(operation, &right_envelope(text, sample))?;
    let written = Document::parse(&again).map_err(said("written"))?;
    let written = body(&written).map_err(said("written"))?;
    let mut tally = Tally::default();
    compare(&particle, operation.service.namespaces, sample, written, &mut tally)?;
    // Counted again without the comparison: none of the sample's elements was ignored.
    let elements = sample.descendants().filter(Node::is_element).count();
    if tally.same + tally.left_out != elements {
        return Err(format!("{tally:?} of {elements} elements"));
    }
    Ok(tally)
}
