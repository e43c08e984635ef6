//! Witnesses of breaking changes: a message that is right on one side, and what the other side has against it.
//!
//! A request is made as the old contract has it and read as the new server would; a reply is made as the new contract has it
//! and read as the old client would. `variants` makes of a sample the messages that a change may concern, and `reader` reads
//! them, by either side.

mod reader;
#[cfg(feature = "internals")]
mod refute;
mod variants;

use std::collections::BTreeMap;

use crate::contract::{
    Body, Contract, Field, Message, Operation, Part, Place, Port, QName, SoapVersion, TypeName, TypeRef,
};
use crate::diff::{Change, Direction, Kind, Report};
use crate::sample::{Content, envelope, message};
use crate::visible;
use reader::{Path, Reader, Refusal};
#[cfg(feature = "internals")]
pub(crate) use refute::Refuted;

/// A message that shows a change.
#[derive(Debug, Clone)]
pub(crate) struct Witness {
    /// The envelope, with a comment that says what is wrong with it.
    pub(crate) text: String,
    /// The line of it, from 1.
    pub(crate) line: usize,
}

/// What the namespaces of one side are called on the other.
type Namespaces = BTreeMap<String, String>;

/// Makes witnesses for the changes from one contract to another.
pub(crate) struct Witnesses<'c> {
    old: &'c Contract,
    new: &'c Contract,
    forth: Namespaces,
    back: Namespaces,
    none: Namespaces,
}

/// One of the two ways that a message takes.
struct Way<'c> {
    /// The contract that the message is made by, and the one that it is read by.
    from: &'c Contract,
    to: &'c Contract,
    namespaces: &'c Namespaces,
    request: bool,
}

impl<'c> Witnesses<'c> {
    pub(crate) fn new(old: &'c Contract, new: &'c Contract, report: &Report) -> Self {
        let (mut forth, mut back) = (Namespaces::new(), Namespaces::new());
        for change in report.changes.iter().filter(|change| change.kind == Kind::NamespaceChanged) {
            if let (Some(before), Some(after)) = (&change.old, &change.new) {
                forth.insert(before.text.clone(), after.text.clone());
                back.insert(after.text.clone(), before.text.clone());
            }
        }
        Self { old, new, forth, back, none: Namespaces::new() }
    }

    /// A witness for a change, if one is found.
    pub(crate) fn of(&self, change: &Change) -> Option<Witness> {
        match change.kind {
            Kind::OperationRemoved => {
                let why = format!("the new contract has no operation {}", change.at);
                return self.whole(&change.at, &why);
            }
            Kind::OperationActionChanged => {
                let of = |side: &Option<crate::diff::Stand>| side.as_ref().map(|side| side.text.clone());
                let why = format!(
                    "it is sent with the action {}, and the new one is {}",
                    of(&change.old)?,
                    of(&change.new)?
                );
                return self.whole(&change.at, &why);
            }
            Kind::OperationOneWayChanged => {
                let side = change.new.as_ref().map_or("one-way", |side| side.text.as_str());
                return self.whole(&change.at, &format!("the operation is {side} now"));
            }
            Kind::HeaderTypeChanged | Kind::FaultTypeChanged => return self.block(change),
            Kind::NamespaceChanged | Kind::SoapVersionChanged | Kind::PortRemoved => {
                let (_, operation) = operations(self.old).next()?;
                let side = change.new.as_ref().map_or("gone", |side| side.text.as_str());
                return self.whole(&operation.name, &format!("{}: {side} now", change.at));
            }
            _ => {}
        }
        let forth = Way { from: self.old, to: self.new, namespaces: &self.forth, request: true };
        let back = Way { from: self.new, to: self.old, namespaces: &self.back, request: false };
        let ways = match change.direction {
            Direction::Request => vec![forth],
            Direction::Response => vec![back],
            Direction::Both | Direction::None => vec![forth, back],
        };
        ways.iter().find_map(|way| self.on(way, change))
    }

    /// A request that is refused as a whole.
    fn whole(&self, operation: &str, why: &str) -> Option<Witness> {
        let (port, operation) = operations(self.old).find(|(_, own)| own.name == operation)?;
        let content = Content {
            headers: Vec::new(),
            left_out: Vec::new(),
            ..message(self.old, &operation.input, false)
        };
        Some(written(port.version, &content, &vec![0], why))
    }

    /// A header or the detail of a fault that is of another type.
    fn block(&self, change: &Change) -> Option<Witness> {
        let request = change.direction == Direction::Request;
        let (from, to, namespaces) =
            if request { (self.old, self.new, &self.forth) } else { (self.new, self.old, &self.back) };
        let name = change.operations.first()?;
        let field = |contract: &Contract| -> Option<(SoapVersion, Field)> {
            let (port, operation) = operations(contract).find(|(_, own)| own.name == *name)?;
            let message = if request { Some(&operation.input) } else { operation.output.as_ref() };
            let headers =
                message.into_iter().flat_map(|message| &message.headers).map(|header| &header.field);
            let faults = operation.faults.iter().map(|fault| &fault.field);
            let is_fault = change.kind == Kind::FaultTypeChanged;
            let all: Vec<&Field> = if is_fault { faults.collect() } else { headers.collect() };
            let found =
                all.into_iter().find(|field| change.at.ends_with(&format!(" {}]", field.name.local)))?;
            Some((port.version, found.clone()))
        };
        let ((version, sent), (_, read)) = (field(from)?, field(to)?);
        let parts = vec![Part { name: String::new(), field: sent }];
        let message_of = Message {
            name: read.name.clone(),
            body: Body::Bare(parts),
            headers: Vec::new(),
            attachments: Vec::new(),
        };
        let content = message(from, &message_of, false);
        let first = content.body.first()?;
        let mut reader = Reader::new(to, namespaces, request);
        reader.element(&change.at, &read, first, &vec![0]);
        let refusal = reader.refusals.first()?;
        Some(written(version, &content, &refusal.path, &refusal.why))
    }

    /// A message on its way that what changed concerns.
    fn on(&self, way: &Way<'_>, change: &Change) -> Option<Witness> {
        for name in change.operations.iter().take(TRIED) {
            let Some((port, from)) = operations(way.from).find(|(_, own)| own.name == *name) else {
                continue;
            };
            let Some((_, to)) = operations(way.to).find(|(_, own)| own.name == *name) else { continue };
            let side =
                |of: &'_ Operation| if way.request { Some(of.input.clone()) } else { of.output.clone() };
            let (Some(sent), Some(read)) = (side(from), side(to)) else { continue };
            let at = |member: &str| match way.request {
                true => format!("{name}({member})"),
                false => format!("{name} -> {member}"),
            };
            let found = self.tried(way, change, port.version, (&sent, &read), &at);
            if found.is_some() {
                return found;
            }
        }
        self.fragment(way, change)
    }

    /// A part of a message: what a type holds, where no whole message that is small enough leads there.
    fn fragment(&self, way: &Way<'_>, change: &Change) -> Option<Witness> {
        // What no operation reaches is part of no message.
        if change.direction == Direction::None {
            return None;
        }
        let owner = change.at.split_once("/@").or_else(|| change.at.rsplit_once('.'));
        let owner = owner.map_or(change.at.as_str(), |(owner, _)| owner);
        let (port, _) = operations(way.from).next()?;
        let of = |contract: &Contract| -> Option<Message> {
            let own =
                |name: &&TypeName| *name.name.local == *owner && **name == TypeName::named(name.name.clone());
            let name = contract.types.keys().find(own)?;
            let field = Field::new(QName::new("", "Part"), TypeRef::Named(name.clone()), Place::default());
            let parts = vec![Part { name: String::new(), field }];
            Some(Message {
                name: name.name.clone(),
                body: Body::Bare(parts),
                headers: Vec::new(),
                attachments: Vec::new(),
            })
        };
        let (sent, read) = (of(way.from)?, of(way.to)?);
        self.tried(way, change, port.version, (&sent, &read), &|_| owner.to_owned())
    }

    /// A message of one side that the other reads otherwise, if it is one that a change makes wrong.
    fn tried(
        &self,
        way: &Way<'_>,
        change: &Change,
        version: SoapVersion,
        (sent, read): (&Message, &Message),
        at: &dyn Fn(&str) -> String,
    ) -> Option<Witness> {
        for contract in variants::contracts(way.from, change) {
            // Headers are read by themselves, in whatever order.
            let content =
                Content { headers: Vec::new(), left_out: Vec::new(), ..message(&contract, sent, false) };
            let mut own = Reader::new(way.from, &self.none, true);
            own.body(sent, &content.body, at);
            let known = own.refusals.len();
            for (body, touched) in variants::bodies(change, &content.body, &own.labels, way.from) {
                let mut valid = Reader::new(way.from, &self.none, true);
                valid.body(sent, &body, at);
                // What is no right message of its own side shows nothing.
                if valid.refusals.len() > known {
                    continue;
                }
                let mut reader = Reader::new(way.to, way.namespaces, way.request);
                reader.body(read, &body, at);
                // What is told of the very place says it best.
                let exact = reader.refusals.iter().find(|refusal| refusal.at == change.at);
                let other = || reader.refusals.iter().find(|one| concerns(one, change, touched.as_ref()));
                if let Some(refusal) = exact.or_else(other) {
                    let content = Content { body, ..content };
                    return Some(written(version, &content, &refusal.path, &refusal.why));
                }
            }
        }
        None
    }
}

/// How many operations are tried for a change.
const TRIED: usize = 4;

/// All operations, each with its port.
fn operations(contract: &Contract) -> impl Iterator<Item = (&Port, &Operation)> {
    let ports = contract.services.iter().flat_map(|service| &service.ports);
    ports.flat_map(|port| port.operations.iter().map(move |operation| (port, operation)))
}

/// Whether a refusal is about a change: about its place, what stands below it, or what was touched for it.
fn concerns(refusal: &Refusal, change: &Change, touched: Option<&Path>) -> bool {
    let owner = |at: &'_ str| at.rsplit_once(['.', '/']).map_or(at, |(owner, _)| owner).to_owned();
    let operation = |at: &'_ str| at.split(['(', ' ']).next().unwrap_or_default().to_owned();
    let member = |at: &'_ str| at.rsplit('.').next().unwrap_or_default().to_owned();
    refusal.at == change.at
        || touched == Some(&refusal.path)
        || refusal.at.starts_with(&format!("{}.", change.at))
        || match change.kind {
            Kind::FieldMoved | Kind::FieldFormChanged => owner(&refusal.at) == owner(&change.at),
            Kind::ParameterMoved | Kind::ParameterTypeChanged | Kind::ResultTypeChanged => {
                operation(&refusal.at) == operation(&change.at)
            }
            // That nothing is chosen is told of the first alternative.
            Kind::AlternativeAdded => owner(&refusal.at) == owner(&change.at),
            Kind::AlternativeRemoved => member(&refusal.at) == member(&change.at),
            Kind::OperationStyleChanged | Kind::TypeBaseChanged | Kind::ContentChanged => true,
            _ => false,
        }
}

/// The envelope with what is wrong with it.
fn written(version: SoapVersion, content: &Content, path: &Path, why: &str) -> Witness {
    let text = visible::xml(&envelope(version, content)).into_owned();
    let line = line(&text, content, path);
    let comment = visible::lines(why).replace("--", "- -").replace('\n', " ");
    Witness { text: format!("<!-- line {}: {comment} -->\n{text}", line + 1), line: line + 1 }
}

/// The line of an element, from 1: each begins one.
fn line(text: &str, content: &Content, path: &Path) -> usize {
    let mut before = 0;
    let mut nodes = content.body.as_slice();
    for (depth, number) in path.iter().enumerate() {
        before += nodes.iter().take(*number).map(size).sum::<usize>() + usize::from(depth > 0);
        nodes = nodes.get(*number).map_or(&[], |node| node.children.as_slice());
    }
    let lines = text.lines().enumerate();
    let mut begun = lines.skip_while(|(_, line)| !line.contains("<soap:Body")).skip(1).filter(|(_, line)| {
        let line = line.trim_start();
        line.starts_with('<') && !line.starts_with("</") && !line.starts_with("<!--")
    });
    begun.nth(before).map_or(1, |(number, _)| number + 1)
}

/// How many elements an element is.
fn size(node: &crate::sample::Node) -> usize {
    1 + node.children.iter().map(size).sum::<usize>()
}
