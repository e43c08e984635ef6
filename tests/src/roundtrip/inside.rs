//! Compiled inside a generated crate (not in this one): takes messages on its standard input through the crate's own types
//! and back.
//!
//! `crate::probes` lists what there is, made by `probes.rs`. A case is a line `KIND INDEX LENGTH` and an envelope; the
//! answer is a line `ok LENGTH` and the envelope that was written, or `error LENGTH` and why there is none. What was read
//! goes through JSON and back, too, and must be the same. A kind that begins with `json-` asks for the JSON. One that begins
//! with `strict-` asks to refuse every departure from the contract, and one with `told-` for what the lenient policy tells
//! of them: a line each.

use std::any::Any;
use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::runtime::codec::{Departures, Field, Particle, Reading, Record, Type};
use crate::runtime::codec::with_serde::{Deserialize, Serialize};
use crate::runtime::soap::server::{ServerOperation, decode_request, encode_reply};
use crate::runtime::soap::{
    Body, Message, Operation, Received, ReplyParts, Service, SoapVersion, decode_reply, encode_body, envelope,
};
use crate::{RequestHeaders, ResponseHeaders};

/// What is wanted of a message.
#[derive(Clone, Copy)]
enum Want {
    /// What is written for it.
    Written(Reading),
    /// Its JSON.
    Json,
    /// Where it departs from its contract.
    Told,
}

impl Want {
    /// What the word for a case says, and the rest of that word.
    fn of(word: &str) -> (Self, &str) {
        let wants = [("json-", Self::Json), ("strict-", Self::Written(Reading::strict())), ("told-", Self::Told)];
        let mut found = wants.into_iter().filter_map(|(prefix, want)| Some((want, word.strip_prefix(prefix)?)));
        found.next().unwrap_or((Self::Written(Reading::faithful()), word))
    }

    const fn reading(self) -> Reading {
        match self {
            Self::Written(reading) => reading,
            Self::Json => Reading::faithful(),
            Self::Told => Reading::lenient(),
        }
    }
}

/// What goes through JSON and back.
pub trait Json: PartialEq + Serialize + for<'de> Deserialize<'de> {}

impl<T: PartialEq + Serialize + for<'de> Deserialize<'de>> Json for T {}

/// Sends a value through JSON, as text and as a tree that sorts what stands in objects.
fn through_json(value: &impl Json) -> Result<String, String> {
    let text = serde_json::to_string(value).map_err(|error| format!("not written as JSON: {error}"))?;
    let wrong = |what: &str| Err(format!("{what} JSON\n{text}"));
    match serde_json::from_str(&text) {
        Ok(read) if *value == read => {}
        Ok(_) => return wrong("another value is read from"),
        Err(error) => return wrong(&format!("not read ({error}) from")),
    }
    let sorted = serde_json::to_value(value).and_then(serde_json::from_value);
    if !sorted.is_ok_and(|read| *value == read) {
        return wrong("another value is read from sorted");
    }
    serde_json::to_string_pretty(value).map_err(|error| error.to_string())
}

/// A value that is read into.
pub trait Value: Field {
    fn same(&self, other: &dyn Any) -> bool;
    fn json(&self) -> Result<String, String>;
    fn any(&self) -> &dyn Any;
}

impl<T: Field + Json + 'static> Value for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn json(&self) -> Result<String, String> {
        through_json(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The arguments of a request.
pub trait Request: Record {
    fn same(&self, other: &dyn Any) -> bool;
    fn json(&self) -> Result<String, String>;
    fn any(&self) -> &dyn Any;
}

impl<T: Record + Json + 'static> Request for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn json(&self) -> Result<String, String> {
        through_json(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// A type: the element that is read as one, its namespace first.
pub struct TypeProbe {
    pub namespace: &'static str,
    pub name: &'static str,
    pub ty: Type,
    pub new: fn() -> Box<dyn Value>,
}

/// An operation.
pub struct MessageProbe {
    pub operation: &'static Operation,
    pub request: fn() -> Box<dyn Request>,
    pub reply: fn() -> Box<dyn Value>,
}

pub fn value<T: Field + Default + Json + 'static>() -> Box<dyn Value> {
    Box::new(T::default())
}

fn request<T: Record + Default + Json + 'static>() -> Box<dyn Request> {
    Box::new(T::default())
}

#[must_use]
pub const fn message<O: ServerOperation + Json>() -> MessageProbe
where
    O::Response: Json,
{
    MessageProbe { operation: O::OPERATION, request: request::<O>, reply: value::<O::Response> }
}

/// Answers every case.
///
/// # Panics
/// When the input is not as described above.
pub fn run(types: &[TypeProbe], messages: &[MessageProbe], namespaces: &'static [&'static str]) {
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("the cases can be read");
    let (mut rest, mut out) = (input.as_slice(), Vec::new());
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = std::str::from_utf8(&rest[..end]).expect("a head is text");
        let mut cells = head.split(' ');
        let kind = cells.next().unwrap_or_default();
        let mut number = || cells.next().and_then(|cell| cell.parse::<usize>().ok()).expect("a head has numbers");
        let (index, length) = (number(), number());
        let (xml, after) = rest[end + 1..].split_at(length);
        rest = after;
        let (want, kind) = Want::of(kind);
        let trip = || match kind {
            "type" => of_type(&types[index], namespaces, xml, want),
            "request" => of_request(&messages[index], xml, want),
            "reply" => of_reply(messages[index].operation, messages[index].reply, xml, want),
            _ => Err(format!("no kind of case: {kind}")),
        };
        let done = catch_unwind(AssertUnwindSafe(trip));
        let done = done.unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(format!("a panic: {}", said.unwrap_or_default()))
        });
        let (word, text) = match &done {
            Ok(text) => ("ok", text),
            Err(text) => ("error", text),
        };
        out.extend_from_slice(format!("{word} {}\n{text}", text.len()).as_bytes());
    }
    std::io::stdout().write_all(&out).expect("the answers can be written");
}

/// What was read, and what was told of it.
type Read<H, V> = Result<(H, V, Departures), String>;

/// Where a message departs from its contract. What faithful reading takes has one meaning, which lenient reading gives it,
/// too.
fn told<H, V>(
    read: &dyn Fn(&[u8], &Reading) -> Read<H, V>,
    xml: &[u8],
    same: impl Fn(&(H, V), &(H, V)) -> bool,
) -> Result<String, String> {
    let (headers, value, departures) = read(xml, &Reading::lenient())?;
    if let Ok((other_headers, other, others)) = read(xml, &Reading::faithful())
        && (others != departures || !same(&(headers, value), &(other_headers, other)))
    {
        return Err("lenient reading gives something else than faithful reading".to_owned());
    }
    let line = |one: &crate::runtime::codec::Departure| format!("{:?} {}: {}\n", one.kind, one.path, one.found);
    Ok(departures.iter().map(line).collect())
}

fn of_type(probe: &TypeProbe, known: &[&'static str], xml: &[u8], want: Want) -> Result<String, String> {
    let mut namespaces = known.to_vec();
    let namespace = namespaces.iter().position(|uri| *uri == probe.namespace).unwrap_or_else(|| {
        namespaces.push(probe.namespace);
        namespaces.len() - 1
    });
    let namespace = u16::try_from(namespace).map_err(|e| e.to_string())?;
    // The process is short, and descriptors are static.
    let service: &'static Service = Box::leak(Box::new(Service {
        name: "probe",
        address: None,
        path: "probe",
        paths: &[],
        version: SoapVersion::Soap11,
        namespaces: namespaces.leak(),
        outcome: None,
        secrets: &[],
    }));
    let body: &'static [Particle] = Vec::from([Particle::new(namespace, probe.name, 0, 0, probe.ty)]).leak();
    let operation: &'static Operation = Box::leak(Box::new(Operation {
        name: "probe",
        service,
        action: "",
        input_action: None,
        request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
        response: Some(Message { headers: &[], body: Body::Bare(body), attachments: &[] }),
    }));
    of_reply(operation, probe.new, xml, want)
}

fn whole(parts: &ReplyParts, empty: bool) -> Result<(), String> {
    match &parts.received {
        Received::Value => Ok(()),
        Received::Nothing if empty => Ok(()),
        other => Err(format!("{other:?} in place of a value")),
    }
}

fn of_reply(
    operation: &'static Operation,
    new: fn() -> Box<dyn Value>,
    xml: &[u8],
    want: Want,
) -> Result<String, String> {
    let read = |xml: &[u8], reading: &Reading| {
        let (mut headers, mut value) = (ResponseHeaders::default(), new());
        let parts = decode_reply(operation, xml, reading, &mut headers, &mut *value)
            .map_err(|error| format!("not read: {error}"))?;
        whole(&parts, operation.response.as_ref().is_none_or(|message| message.body.is_empty()))?;
        Ok((headers, value, parts.departures))
    };
    if let Want::Told = want {
        return told(&read, xml, |one, other| one.0 == other.0 && one.1.same(other.1.any()));
    }
    let (headers, value, _) = read(xml, &want.reading())?;
    through_json(&headers)?;
    let json = value.json()?;
    let again = encode_reply(operation, &headers, &*value).map_err(|error| format!("not written: {error}"))?;
    let (other, second, _) =
        read(again.as_bytes(), &want.reading()).map_err(|error| format!("written and {error}\n{again}"))?;
    if !value.same(second.any()) || headers != other {
        return Err(format!("another value is read from what was written\n{again}"));
    }
    Ok(if let Want::Json = want { json } else { again })
}

fn of_request(probe: &MessageProbe, xml: &[u8], want: Want) -> Result<String, String> {
    let operation = probe.operation;
    let read = |xml: &[u8], reading: &Reading| {
        let (mut headers, mut arguments) = (RequestHeaders::default(), (probe.request)());
        let parts = decode_request(operation, xml, reading, &mut headers, &mut *arguments)
            .map_err(|error| format!("not read: {error}"))?;
        whole(&parts, operation.request.body.is_empty())?;
        Ok((headers, arguments, parts.departures))
    };
    if let Want::Told = want {
        return told(&read, xml, |one, other| one.0 == other.0 && one.1.same(other.1.any()));
    }
    let (headers, arguments, _) = read(xml, &want.reading())?;
    through_json(&headers)?;
    let json = arguments.json()?;
    let body = encode_body(operation, &*arguments).map_err(|error| format!("not written: {error}"))?;
    let again = envelope(operation, &headers, &body).map_err(|error| format!("not written: {error}"))?;
    let (other, second, _) =
        read(again.as_bytes(), &want.reading()).map_err(|error| format!("written and {error}\n{again}"))?;
    if !arguments.same(second.any()) || headers != other {
        return Err(format!("another value is read from what was written\n{again}"));
    }
    Ok(if let Want::Json = want { json } else { again })
}
