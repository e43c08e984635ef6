//! The vendor's sample messages, through the tables and types of the generated crate and back.
//!
//! For every operation of both services: the Body of the request and of the reply is read strictly, written again, and
//! must then say the same. Replies go through the types that users get as well.

mod infoset;
mod typed;

use infoset::{Tally, compare};
use roxmltree::{Document, Node};
use soapwright_tests::shared::shared_or_skip;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use superoffice_services86::runtime::codec::{
    CodecLimits, Dynamic, Field, Particle, Record, Slot, Type, View,
};
use superoffice_services86::runtime::soap::server::{decode_request, encode_reply};
use superoffice_services86::runtime::soap::{
    Message, Operation, Received, ReplyParts, Shape, decode_reply, encode_body, envelope,
};
use superoffice_services86::{RequestHeaders, ResponseHeaders, so_principal, user};
use typed::TYPED;

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const STRICT: CodecLimits = CodecLimits { depth: 128, strict: true };

/// Folder of the samples, operations, and how many the published contract has.
const SERVICES: [(&str, &[&Operation], usize); 2] =
    [("User", user::operations::OPERATIONS, 79), ("SoPrincipal", so_principal::operations::OPERATIONS, 5)];

/// Slips of the vendor: sample, part of the error that it gives, and what is wrong with it.
const SLIPS: &[(&str, &str, &str)] = &[];

/// What a reply is read into when nothing but the table is known.
struct Untyped {
    wrapper: Dynamic,
    shape: Shape,
}

impl Field for Untyped {
    fn slot(&mut self) -> Slot<'_> {
        match self.shape {
            Shape::Single => self.wrapper.slot(0),
            _ => Slot::Record(&mut self.wrapper),
        }
    }

    fn view(&self) -> View<'_> {
        match self.shape {
            Shape::Single => self.wrapper.view(0),
            _ => View::Record(&self.wrapper),
        }
    }

    fn nil(&mut self) {
        self.wrapper.nil(0);
    }
}

/// The one element of a Body, and an empty record of its type.
fn wrapper(message: &Message) -> Result<(&'static Particle, Dynamic), String> {
    match message.body {
        [particle @ Particle { ty: Type::Record(def), .. }] => Ok((particle, Dynamic::new(def))),
        _ => Err("the Body is not one wrapper".into()),
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
fn request(operation: &'static Operation, xml: &str) -> Result<(&'static Particle, String), String> {
    let (particle, mut arguments) = wrapper(&operation.request)?;
    let mut headers = RequestHeaders::default();
    let parts = decode_request(operation, xml.as_bytes(), &STRICT, &mut headers, &mut arguments);
    read_whole(&parts.map_err(said("decode"))?)?;
    let body = encode_body(operation, &arguments).map_err(said("encode"))?;
    let again = envelope(operation, &RequestHeaders::default(), &body).map_err(said("encode"))?;
    Ok((particle, again))
}

/// Reply: into `value` and back.
fn reply(operation: &'static Operation, xml: &str, value: &mut dyn Field) -> Result<String, String> {
    let mut headers = ResponseHeaders::default();
    let parts = decode_reply(operation, xml.as_bytes(), &STRICT, &mut headers, value);
    read_whole(&parts.map_err(said("decode"))?)?;
    encode_reply(operation, &ResponseHeaders::default(), value).map_err(said("encode"))
}

fn untyped_reply(operation: &'static Operation, xml: &str) -> Result<(&'static Particle, String), String> {
    let message = operation.response.as_ref().ok_or("no reply is declared")?;
    let (particle, wrapper) = wrapper(message)?;
    let mut value = Untyped { wrapper, shape: message.shape };
    Ok((particle, reply(operation, xml, &mut value)?))
}

fn typed_reply(operation: &'static Operation, xml: &str) -> Result<(&'static Particle, String), String> {
    let message = operation.response.as_ref().ok_or("no reply is declared")?;
    let mut found = TYPED.iter().filter(|(listed, _)| std::ptr::eq(*listed, operation));
    let (Some((_, empty)), None) = (found.next(), found.next()) else {
        return Err("not listed once among the typed replies".into());
    };
    Ok((wrapper(message)?.0, reply(operation, xml, &mut *empty())?))
}

type Trip = fn(&'static Operation, &str) -> Result<(&'static Particle, String), String>;

/// One sample there and back.
fn round_trip(operation: &'static Operation, text: &str, trip: Trip) -> Result<Tally, String> {
    let sample = Document::parse(text).map_err(said("sample"))?;
    let sample = body(&sample).map_err(said("sample"))?;
    let (particle, again) = trip(operation, &right_envelope(text, sample))?;
    let written = Document::parse(&again).map_err(said("written"))?;
    let written = body(&written).map_err(said("written"))?;
    let mut tally = Tally::default();
    compare(particle, operation.service.namespaces, sample, written, &mut tally)?;
    // Counted again without the comparison: none of the sample's elements was passed over.
    let elements = sample.descendants().filter(Node::is_element).count();
    if tally.same + tally.left_out != elements {
        return Err(format!("{tally:?} of {elements} elements"));
    }
    Ok(tally)
}

fn files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Every sample of one direction, by `trip`; the tallies of those that came through.
fn all(direction: &str, trip: Trip, shared: &Path) -> BTreeMap<String, Tally> {
    let mut tallies = BTreeMap::new();
    let mut wrong = Vec::new();
    for (service, operations, count) in SERVICES {
        let folder = shared.join("contracts/superoffice-samples").join(service);
        let expected: BTreeSet<String> =
            operations.iter().map(|operation| format!("{}.{direction}.xml", operation.name)).collect();
        assert_eq!(expected.len(), count, "operations of {service}");
        let mut found = files(&folder);
        found.retain(|name| name.ends_with(&format!(".{direction}.xml")));
        assert_eq!(found, expected, "samples of {service}");
        for operation in operations {
            let sample = format!("{service}/{}.{direction}.xml", operation.name);
            let text = std::fs::read_to_string(shared.join("contracts/superoffice-samples").join(&sample));
            let slip = SLIPS.iter().find(|(name, _, _)| *name == sample);
            match (round_trip(operation, &text.unwrap(), trip), slip) {
                (Ok(tally), None) => {
                    tallies.insert(sample, tally);
                }
                (Err(error), Some((_, part, _))) if error.contains(part) => {}
                (Err(error), _) => wrong.push(format!("{sample}: {error}")),
                (Ok(_), Some((_, _, reason))) => {
                    wrong.push(format!("{sample}: is no slip any more: {reason}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} samples do not come through:\n{}", wrong.len(), wrong.join("\n"));
    let slips = SLIPS.iter().filter(|(name, _, _)| name.ends_with(&format!("{direction}.xml"))).count();
    assert_eq!(tallies.len() + slips, 79 + 5);
    tallies
}

fn sum(tallies: &BTreeMap<String, Tally>) -> Tally {
    let mut sum = Tally::default();
    for tally in tallies.values() {
        sum.same += tally.same;
        sum.left_out += tally.left_out;
        sum.added += tally.added;
    }
    sum
}

#[test]
fn every_request_comes_through_its_table() {
    let Some(shared) = shared_or_skip("every_request_comes_through_its_table") else { return };
    println!("{:?}", sum(&all("request", request, &shared)));
}

#[test]
fn every_reply_comes_through_its_table() {
    let Some(shared) = shared_or_skip("every_reply_comes_through_its_table") else { return };
    println!("{:?}", sum(&all("response", untyped_reply, &shared)));
}

#[test]
fn every_reply_comes_through_its_rust_type() {
    let Some(shared) = shared_or_skip("every_reply_comes_through_its_rust_type") else { return };
    assert_eq!(TYPED.len(), 79 + 5);
    println!("{:?}", sum(&all("response", typed_reply, &shared)));
}

#[test]
fn a_wrong_sample_does_not_come_through() {
    let ns = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    let trip = |group: &str| {
        let text = format!(
            "<e:Envelope xmlns:e=\"urn:e\" xmlns=\"{ns}\"><e:Body><SaveUserGroupResponse><Response>{group}\
             </Response></SaveUserGroupResponse></e:Body></e:Envelope>"
        );
        let trips: [Trip; 2] = [untyped_reply, typed_reply];
        trips.map(|trip| round_trip(&user::operations::SAVE_USER_GROUP, &text, trip))
    };
    let [untyped, typed] = trip("<Value>x</Value><Id>7</Id>");
    assert_eq!(untyped, Ok(Tally { same: 4, left_out: 0, added: 0 }));
    // The Rust type has a number for the two that were not there.
    assert_eq!(typed, Ok(Tally { same: 4, left_out: 0, added: 2 }));
    let cases = [
        ("<Id>7</Id><Valeu>x</Valeu>", "decode: "),
        ("<Value xmlns=\"\">x</Value>", "decode: "),
        ("<Id>seven</Id>", "decode: "),
        ("<Id>7</Id><Value>x</Value>", "decode: the element `Value` out of order"),
        ("<Id>7</Id><Id>7</Id>", "decode: the element `Id` out of order, or for the second time"),
    ];
    for (group, start) in cases {
        for result in trip(group) {
            let error = result.unwrap_err();
            assert!(error.starts_with(start), "{group}: {error}");
        }
    }
}
