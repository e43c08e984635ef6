//! Messages: what stands in the Body, the headers and the fault details of an operation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::operations::{Side, Skipped};
use super::parts::PartContent;
use super::{Lower, budget, builtins, missing};
use crate::contract::{Attached, Body, Fault, Field, Header, Message, Part, QName, Style, TypeOrigin};
use crate::diagnostic::{Kind, nearest};
use crate::load::Spot;
use crate::read::wsdl;

impl<'a> Lower<'a, '_> {
    fn find_message(&mut self, direction: &wsdl::Direction) -> Option<&'a wsdl::Message> {
        let Some(to) = &direction.message else {
            self.report_missing_message(direction);
            return None;
        };
        Some(self.symbols.find(&self.symbols.messages, to, self.loaded, self.diagnostics)?.item)
    }

    pub(super) fn message(
        &mut self,
        operation: &wsdl::Operation,
        (direction, bound): Side<'a>,
        style: Style,
        binding: &QName,
        is_input: bool,
    ) -> Result<Message, Skipped> {
        let message = self.find_message(direction);
        let mut headers = Vec::new();
        let mut in_header = Vec::new();
        let mut lost = None;
        for header in bound.map(|b| b.headers.as_slice()).unwrap_or_default() {
            match self.header(header, message) {
                Some((lowered, of)) => {
                    if message.is_some_and(|m| m.name == of.name) {
                        in_header.push(Arc::clone(&header.part));
                    }
                    headers.push(lowered);
                }
                None => lost = lost.or(Some(header)),
            }
        }
        let Some(message) = message else {
            let why = match &direction.message {
                Some(to) => format!("its message {} does not exist", to.name.local),
                None => "it has an input or output without a message".to_owned(),
            };
            return Err(Skipped::reported(why));
        };
        if let Some(header) = lost {
            return Err(Skipped::reported(format!("its header {} does not exist", header.part)));
        }
        let body = bound.map(|b| &b.body);
        let attachments = self.attachments(message, bound);
        let parts = self.body_parts(operation, message, bound, &in_header, &attachments);
        let body = match style {
            Style::Rpc => {
                let said = body.and_then(|b| b.namespace.clone());
                if said.is_none() && is_input {
                    let spot = body.and_then(|b| b.spot).unwrap_or(operation.spot);
                    self.guessed_namespace(operation, binding, spot);
                }
                let namespace = said.unwrap_or_else(|| Arc::clone(&binding.namespace));
                let suffix = if is_input { "" } else { "Response" };
                let local = Arc::from(format!("{}{suffix}", operation.name));
                let mut lowered = Vec::new();
                for part in parts {
                    lowered.push(self.rpc_part(part)?);
                }
                let encoded = body.is_some_and(|b| b.encoded);
                Body::Rpc { element: QName { namespace, local }, parts: lowered, encoded }
            }
            Style::Document => self.document(operation, &parts, is_input)?,
        };
        if let Body::Bare(parts) | Body::Rpc { parts, .. } = &body
            && let Some(twice) = twice(parts)
        {
            return Err(Skipped::because(format!("two of its parts are the element {twice}")));
        }
        // Messages and elements are lowered for each operation that has them.
        let fields: Vec<&Field> = match &body {
            Body::Empty => Vec::new(),
            Body::Wrapped { fields, .. } => fields.iter().collect(),
            Body::Bare(parts) | Body::Rpc { parts, .. } => parts.iter().map(|part| &part.field).collect(),
        };
        let fields = fields.into_iter().chain(headers.iter().map(|header| &header.field));
        self.copies(fields.map(budget::cost).sum(), operation.spot);
        Ok(Message { name: message.name.clone(), body, headers, attachments })
    }

    /// Says once a binding that the namespace of its requests' wrappers is a guess.
    fn guessed_namespace(&mut self, operation: &wsdl::Operation, binding: &QName, spot: Spot) {
        if self.guessed.insert(binding.clone()) {
            let text = format!(
                "the body of {} has no namespace, but rpc style needs one for the element around its parts: that of the \
                 contract, {}, is used as a guess, here and wherever the binding {} has none",
                operation.name, binding.namespace, binding.local
            );
            let diagnostic = self.diagnostic(spot, None, Kind::Missing, text).warning();
            self.diagnostics.push(diagnostic.help(
                "look at a request that the server accepts, and write the namespace of its body at the soap:body of each input",
            ));
        }
    }

    /// The parts that travel beside the envelope.
    fn attachments(&self, message: &wsdl::Message, bound: Option<&wsdl::BindingDirection>) -> Vec<Attached> {
        let contents = bound.map(|b| b.attachments.as_slice()).unwrap_or_default();
        let mut of_part: BTreeMap<&str, Vec<&wsdl::MimeContent>> = BTreeMap::new();
        for content in contents {
            let only = || message.parts.first().filter(|_| message.parts.len() == 1).map(|part| &part.name);
            if let Some(name) = content.part.as_ref().or_else(only) {
                of_part.entry(name).or_default().push(content);
            }
        }
        let mut attachments = Vec::new();
        for part in &message.parts {
            let Some(own) = of_part.get(&*part.name) else { continue };
            let media = own.iter().filter_map(|content| content.media.clone()).collect();
            let (name, place) = (part.name.to_string(), self.loaded.place(part.spot));
            attachments.push(Attached { name, media, place });
        }
        attachments
    }

    /// The parts that stand in the Body.
    fn body_parts(
        &mut self,
        operation: &wsdl::Operation,
        message: &'a wsdl::Message,
        bound: Option<&wsdl::BindingDirection>,
        in_header: &[Arc<str>],
        attachments: &[Attached],
    ) -> Vec<&'a wsdl::Part> {
        let mut listed = bound.and_then(|b| b.body.parts.as_ref());
        let known: BTreeSet<&Arc<str>> = message.parts.iter().map(|part| &part.name).collect();
        if let Some(unknown) = listed.into_iter().flatten().find(|name| !known.contains(name)) {
            let text = format!(
                "the body of {} names the part {unknown}, which the message {} does not have: all its parts are used",
                operation.name, message.name.local
            );
            let diagnostic = self.diagnostic(operation.spot, Some("name"), Kind::Dangling, text);
            self.diagnostics.push(diagnostic.warning());
            listed = None;
        }
        let listed: Option<BTreeSet<&str>> = listed.map(|listed| listed.iter().map(|name| &**name).collect());
        // A part that is bound to the header or an attachment is not meant for the body too.
        let elsewhere =
            in_header.iter().map(|name| &**name).chain(attachments.iter().map(|a| a.name.as_str()));
        let elsewhere: BTreeSet<&str> = elsewhere.collect();
        let in_body = |part: &&wsdl::Part| match &listed {
            Some(listed) => listed.contains(&*part.name),
            None => !elsewhere.contains(&*part.name),
        };
        message.parts.iter().filter(in_body).collect()
    }

    fn rpc_part(&mut self, part: &'a wsdl::Part) -> Result<Part, Skipped> {
        let ty = match self.part_content(part, Style::Rpc) {
            PartContent::Type(ty) => ty,
            PartContent::Element(found) => self.element_type(found),
            PartContent::Missing(to) => missing(to, TypeOrigin::Element),
            PartContent::Nothing => return Err(Skipped::reported(self.report_missing_type(part))),
        };
        let mut field = self.typed_part(&part.name, "", ty, part.spot);
        field.nillable = part.ty.as_ref().is_some_and(|to| builtins::of_encoding(&to.name).is_some());
        Ok(Part { name: part.name.to_string(), field })
    }

    fn document(
        &mut self,
        operation: &wsdl::Operation,
        parts: &[&'a wsdl::Part],
        is_input: bool,
    ) -> Result<Body, Skipped> {
        let mut found = Vec::new();
        for part in parts {
            match self.document_part_content(part) {
                PartContent::Element(element) => found.push((*part, element)),
                PartContent::Type(_) | PartContent::Nothing => return self.typed(operation, parts),
                PartContent::Missing(to) => {
                    let why =
                        format!("the element {} of its part {} does not exist", to.name.local, part.name);
                    return Err(Skipped::reported(why));
                }
            }
        }
        if let [(_, element)] = found.as_slice() {
            let named = !is_input || *element.item.name.local == *operation.name;
            if named
                && !element.item.nillable
                && !element.item.is_abstract
                // Another element may stand there whole, so it is no wrapper.
                && !self.members.contains_key(&element.item.name)
                && let Some(fields) = self.wrapped_fields(*element)
            {
                self.wrappers.insert(element.item.name.clone());
                let ty = self.wrapper_type(*element);
                return Ok(Body::Wrapped { element: element.item.name.clone(), ty, fields });
            }
        }
        let mut bare = Vec::new();
        for (part, element) in found {
            bare.push(Part { name: part.name.to_string(), field: self.global_element(element) });
        }
        Ok(if bare.is_empty() { Body::Empty } else { Body::Bare(bare) })
    }

    /// Document style with a part that has a type: the part is sent as an element of its name, as Axis and others do.
    fn typed(&mut self, operation: &wsdl::Operation, parts: &[&'a wsdl::Part]) -> Result<Body, Skipped> {
        let mut bare = Vec::new();
        for part in parts {
            let field = match self.document_part_content(part) {
                PartContent::Element(found) => self.global_element(found),
                PartContent::Type(ty) => {
                    let text = format!(
                        "the part {} of {} has a type, but document style needs an element: it is read as if it \
                         were an element of this name without a namespace",
                        part.name, operation.name
                    );
                    let attribute = if part.element.is_some() { "element" } else { "type" };
                    let diagnostic = self.diagnostic(part.spot, Some(attribute), Kind::Unsupported, text);
                    self.diagnostics.push(diagnostic.warning());
                    self.typed_part(&part.name, "", ty, part.spot)
                }
                PartContent::Missing(to) => {
                    let why = format!("its element {} does not exist", to.name.local);
                    return Err(Skipped::reported(why));
                }
                PartContent::Nothing => return Err(Skipped::reported(self.report_missing_type(part))),
            };
            bare.push(Part { name: part.name.to_string(), field });
        }
        Ok(Body::Bare(bare))
    }

    /// A header with the message it is a part of; `None` after an error.
    fn header(
        &mut self,
        header: &'a wsdl::SoapHeader,
        own: Option<&'a wsdl::Message>,
    ) -> Option<(Header, &'a wsdl::Message)> {
        let message = match &header.message {
            Some(to) => self.symbols.find(&self.symbols.messages, to, self.loaded, self.diagnostics)?.item,
            None => {
                let text = "this header names no message: the message of the operation is used".to_owned();
                let diagnostic = self.diagnostic(header.spot, None, Kind::Missing, text);
                self.diagnostics.push(diagnostic.warning());
                own?
            }
        };
        let parts = self.parts.entry(message.spot).or_insert_with(|| {
            // Of two of one name the first counts.
            let parts = message.parts.iter().enumerate().rev();
            parts.map(|(at, part)| (Arc::clone(&part.name), at)).collect()
        });
        let found = parts.get(&header.part).and_then(|at| message.parts.get(*at));
        let Some(part) = found else {
            let text = format!("the message {} has no part {}", message.name.local, header.part);
            let near = nearest(&header.part, message.parts.iter().map(|p| &*p.name));
            let help = match near {
                Some(near) => format!("did you mean {near}?"),
                None => "correct the part, or add it to the message".to_owned(),
            };
            let diagnostic = self.diagnostic(header.spot, Some("part"), Kind::Dangling, text);
            self.diagnostics.push(diagnostic.help(help));
            return None;
        };
        let field = match self.part_content(part, Style::Document) {
            PartContent::Element(found) => self.global_element(found),
            PartContent::Type(ty) => {
                let namespace = header.namespace.as_ref().unwrap_or(&message.name.namespace).clone();
                self.typed_part(&part.name, &namespace, ty, part.spot)
            }
            PartContent::Missing(_) => return None,
            PartContent::Nothing => {
                self.report_missing_type(part);
                return None;
            }
        };
        Some((Header { part: part.name.to_string(), required: header.required, field }, message))
    }

    /// The elements that may stand in a Fault's detail: one a part. A part that has a type is an element of its name.
    pub(super) fn faults(&mut self, operation: &'a wsdl::Operation) -> Vec<Fault> {
        let mut faults = Vec::new();
        for fault in &operation.faults {
            let Some(message) = self.find_message(fault) else { continue };
            let name = fault.name.as_ref().unwrap_or(&message.name.local);
            for part in &message.parts {
                let field = match self.part_content(part, Style::Document) {
                    PartContent::Element(found) => self.global_element(found),
                    PartContent::Type(ty) => self.typed_part(&part.name, "", ty, part.spot),
                    PartContent::Missing(_) => continue,
                    PartContent::Nothing => {
                        self.report_missing_type(part);
                        continue;
                    }
                };
                faults.push(Fault { name: name.to_string(), field });
            }
        }
        faults
    }
}

/// The element that two parts are: nothing on the wire would tell them apart.
fn twice(parts: &[Part]) -> Option<&QName> {
    let mut seen = BTreeSet::new();
    parts.iter().map(|part| &part.field.name).find(|name| !seen.insert(*name))
}
