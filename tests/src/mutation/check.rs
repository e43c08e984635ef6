//! Read a case both ways, and comparing.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use superoffice_services86::ResponseHeaders;
use superoffice_services86::runtime::codec::{DecodeError, Reading, Record};
use superoffice_services86::runtime::soap::server::encode_reply;
use superoffice_services86::runtime::soap::{Operation, Received, ReplyParts, decode_reply};

use super::reference::{self, Reply};
use super::target::{Target, Value};
use super::{accepted, shape};

/// What came of the cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Cases in all.
    pub cases: u64,
    /// Read by both, with equal values.
    pub equal: u64,
    /// Not text in the encoding that they claim, and refused.
    pub encoding: u64,
    /// Not well-formed, and refused.
    pub ill_formed: u64,
    /// Well-formed, but no reply to the operation, and refused.
    pub unfit: u64,
    /// Refused by us alone, for a listed reason.
    pub accepted: u64,
    /// Read by us, where the reference does not know the tables.
    pub alone: u64,
    /// Written again and read again, with equal values.
    pub again: u64,
    /// The Fault of a reply that is no reply, or no XML.
    pub salvaged: u64,
}

impl Counters {
    /// Adds those of another run.
    pub fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.equal += other.equal;
        self.encoding += other.encoding;
        self.ill_formed += other.ill_formed;
        self.unfit += other.unfit;
        self.accepted += other.accepted;
        self.alone += other.alone;
        self.again += other.again;
        self.salvaged += other.salvaged;
    }
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cases: {} read by both and equal, {} read by us alone ({} of all these written and read again), refused by both: {} not text, \
             {} not well-formed, {} no reply; refused by us alone for a listed reason: {}; Faults of what is no reply: {}",
            self.cases,
            self.equal,
            self.alone,
            self.again,
            self.encoding,
            self.ill_formed,
            self.unfit,
            self.accepted,
            self.salvaged
        )
    }
}

/// A case in which the readings differ and must not.
#[derive(Debug)]
pub struct Finding(pub String);

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reading: what stood in the Body and the headers, and the value and the typed headers as text.
#[derive(PartialEq, Eq)]
struct Read {
    reply: Reply,
    value: String,
}

pub(super) fn check(target: &'static Target, bytes: &[u8], counters: &mut Counters) -> Result<(), Finding> {
    counters.cases += 1;
    let operation = target.operation;
    let ours = catch_unwind(AssertUnwindSafe(|| ours(target, bytes)));
    let ours = ours.map_err(|_| Finding("a panic".into()))?;
    let Some(text) = text(bytes) else {
        counters.encoding += 1;
        // In UTF-16 the names have zeros between their letters.
        let text = String::from_utf8_lossy(bytes).replace('\0', "");
        return refused(ours, "what is not text in its encoding", &text, counters);
    };
    // Line ends are made one before parsing, as XML 1.0 section 2.11 says it; roxmltree itself, which does it on the way,
    // forgets a carriage return that follows a reference at the end of a text.
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let document = match roxmltree::Document::parse(from_declaration(&lines).unwrap_or(&lines)) {
        Ok(document) => document,
        Err(error) => {
            counters.ill_formed += 1;
            return refused(ours, &format!("what is not well-formed ({error})"), &text, counters);
        }
    };
    if !target.compare {
        return alone(target, ours, counters);
    }
    let (mut headers, mut value) = (ResponseHeaders::default(), (target.make)(operation));
    let theirs = match reference::read(&document, operation, &mut headers, &mut value) {
        Ok(reply) => reply,
        Err(why) => {
            counters.unfit += 1;
            return rescued(ours, &format!("what is no reply ({why})"), &document, counters);
        }
    };
    let theirs = Read { reply: theirs, value: describe(operation, &headers, &value) };
    match ours {
        Err(error) if accepted::refusal(&error, &text).is_some() => {
            counters.accepted += 1;
            Ok(())
        }
        Err(error) => Err(Finding(format!("what roxmltree takes was refused: {error}"))),
        // What roxmltree takes and we do not: of that only the Fault is left.
        Ok((ours, headers, value))
            if ours != theirs && theirs.reply.is_fault() && ours.reply.headers.is_empty() =>
        {
            rescued(Ok((ours, headers, value)), "a Fault", &document, counters)
        }
        Ok((ours, ..)) if ours != theirs => {
            let (a, b) =
                (format!("{:?} {}", ours.reply, ours.value), format!("{:?} {}", theirs.reply, theirs.value));
            Err(Finding(format!(
                "the readings differ\n  ours:   {}\n  theirs: {}",
                tail(&a, &b),
                tail(&b, &a)
            )))
        }
        Ok((ours, headers, value)) => {
            counters.equal += 1;
            if counters.cases.is_multiple_of(8) && ours.reply.body == "value" {
                again(target, &headers, &value, &ours, counters)?;
            }
            Ok(())
        }
    }
}

/// Without a reference what was read must at least be what is read again after it was written.
fn alone(
    target: &'static Target,
    ours: Result<(Read, ResponseHeaders, Value), DecodeError>,
    counters: &mut Counters,
) -> Result<(), Finding> {
    match ours {
        Ok((reading, headers, value)) => {
            counters.alone += 1;
            if reading.reply.body == "value" {
                again(target, &headers, &value, &reading, counters)
            } else {
                Ok(())
            }
        }
        Err(_) => {
            counters.unfit += 1;
            Ok(())
        }
    }
}

/// What is no XML is refused, but for a Fault.
fn refused(
    ours: Result<(Read, ResponseHeaders, Value), DecodeError>,
    what: &str,
    text: &str,
    counters: &mut Counters,
) -> Result<(), Finding> {
    match ours {
        Err(_) => Ok(()),
        Ok((ours, ..))
            if ours.reply.is_fault() && ["Body", "Fault"].iter().all(|name| text.contains(name)) =>
        {
            counters.salvaged += 1;
            Ok(())
        }
        Ok(_) => Err(Finding(format!("{what} was taken"))),
    }
}

/// What is XML, and no reply, is refused, but for a Fault, which is told in the same words.
fn rescued(
    ours: Result<(Read, ResponseHeaders, Value), DecodeError>,
    what: &str,
    document: &roxmltree::Document<'_>,
    counters: &mut Counters,
) -> Result<(), Finding> {
    let words = |text: &str| text.split_whitespace().collect::<String>();
    match (ours, reference::fault_anywhere(document)) {
        (Err(_), None) => Ok(()),
        (Ok((ours, ..)), Some(fault)) if words(&ours.reply.body) == words(&fault) => {
            counters.salvaged += 1;
            Ok(())
        }
        (Ok((ours, ..)), fault) => {
            Err(Finding(format!("{what} was taken: {:?}\n  theirs: {fault:?}", ours.reply.body)))
        }
        (Err(error), Some(fault)) => Err(Finding(format!("{what}: {fault:?} was lost: {error}"))),
    }
}

fn ours(target: &'static Target, bytes: &[u8]) -> Result<(Read, ResponseHeaders, Value), DecodeError> {
    let operation = target.operation;
    let (mut headers, mut value) = (ResponseHeaders::default(), (target.make)(operation));
    let parts = decode_reply(operation, bytes, &Reading::faithful(), &mut headers, &mut *value.field)?;
    let reading = Read { reply: reply(&parts), value: describe(operation, &headers, &value) };
    Ok((reading, headers, value))
}

fn reply(parts: &ReplyParts) -> Reply {
    let body = match &parts.received {
        Received::Value => "value".to_owned(),
        Received::Fault(fault) => format!("fault {} {}", fault.code.local, fault.reason),
        Received::Nothing => "nothing".to_owned(),
    };
    let header = |header: &superoffice_services86::runtime::soap::RawHeader| {
        format!("{{{}}}{} {}", header.name.namespace, header.name.local, shape::any(&header.content))
    };
    Reply { body, headers: parts.other_headers.iter().map(header).collect() }
}

fn describe(operation: &'static Operation, headers: &ResponseHeaders, value: &Value) -> String {
    let mut out = String::new();
    for particle in operation.response.iter().flat_map(|message| message.headers) {
        shape::value(headers.view(particle.slot), particle, &mut out);
    }
    out.push('|');
    if let Some(particle) = Value::particle(operation) {
        shape::value(value.field.view(), &particle, &mut out);
    }
    out
}

/// What was read can be written, and then reads the same, unless it lacks something that is required.
fn again(
    target: &'static Target,
    headers: &ResponseHeaders,
    value: &Value,
    before: &Read,
    counters: &mut Counters,
) -> Result<(), Finding> {
    let Ok(written) = encode_reply(target.operation, headers, &*value.field) else { return Ok(()) };
    let refused =
        |error: &dyn fmt::Display| Finding(format!("what we wrote was refused: {error}\n  {written}"));
    let infoset = |xml: &str| {
        let document = roxmltree::Document::parse(xml).map_err(|error| refused(&error))?;
        Ok(shape::content(document.root()))
    };
    let first = infoset(&written)?;
    let (after, headers, value) = ours(target, written.as_bytes()).map_err(|error| refused(&error))?;
    // What is required and absent is written as nil; what is nil and may be absent is left out. WCF tells them apart as
    // little as most contracts do.
    let (before, after) = if target.compare {
        (before.value.replace("nil;", "-;"), after.value.replace("nil;", "-;"))
    } else {
        // Where groups repeat, the same elements may be grouped in several ways: only what is written must not change.
        let second =
            encode_reply(target.operation, &headers, &*value.field).map_err(|error| refused(&error))?;
        (first, infoset(&second)?)
    };
    if after != before {
        let (a, b) = (tail(&before, &after), tail(&after, &before));
        return Err(Finding(format!(
            "what was written reads otherwise\n  before: {a}\n  after:  {b}\n  {written}"
        )));
    }
    counters.again += 1;
    Ok(())
}

/// Some of `text` around the first place where it differs from `other`.
fn tail(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    text.chars().skip(same.saturating_sub(80)).take(300).collect()
}

/// The text of a reply, found in a simpler way than ours.
fn text(bytes: &[u8]) -> Option<String> {
    let units = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| of(*pair));
        let text: Option<String> = char::decode_utf16(units).map(Result::ok).collect();
        text.filter(|_| rest.is_empty())
    };
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [b'<', 0, ..] => units(bytes, u16::from_le_bytes),
        [0, b'<', ..] => units(bytes, u16::from_be_bytes),
        _ => match label(bytes) {
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => String::from_utf8(bytes.to_vec()).ok(),
            Some(label) => {
                let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
                if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
                    String::from_utf8(bytes.to_vec()).ok()
                } else {
                    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
                    Some(text.into_owned())
                }
            }
        },
    }?;
    // roxmltree would drop it: one more than there may be.
    (!text.starts_with('\u{feff}') || from_declaration(&text).is_some()).then_some(text)
}

/// A text from its XML declaration on, where nothing but what the codec passes over stands before that.
fn from_declaration(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']);
    let declared = rest.strip_prefix("<?xml")?.starts_with([' ', '\t', '\r', '\n']);
    declared.then_some(rest)
}

fn label(bytes: &[u8]) -> Option<&str> {
    let text =
        std::str::from_utf8(bytes.utf8_chunks().next().map_or(bytes, |chunk| chunk.valid().as_bytes()))
            .ok()?;
    let text = text.trim_ascii_start();
    let declaration = text.strip_prefix("<?xml").filter(|rest| rest.starts_with([' ', '\t', '\r', '\n']));
    let declaration = declaration?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.split_once('=')?.1.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split_once(quote).map(|(label, _)| label)
}
