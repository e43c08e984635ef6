//! Services, ports and operations.

use std::sync::Arc;

use super::{Lower, missing};
use crate::contract::{
    Body, Builtin, Fault, Header, LeftOut, Message, Operation, Part, Port, QName, Service, SoapVersion,
    Style, TypeOrigin, TypeRef,
};
use crate::diagnostic::{Kind, nearest};
use crate::load::Spot;
use crate::read::wsdl;
use crate::resolve::Unit;

/// Why an operation is left out, as a clause that begins with `its` or `it`.
struct Skipped {
    why: String,
    /// An error was reported for it already.
    reported: bool,
}

impl Skipped {
    fn because(why: impl Into<String>) -> Self {
        Self { why: why.into(), reported: false }
    }

    fn reported(why: impl Into<String>) -> Self {
        Self { why: why.into(), reported: true }
    }
}

impl<'a> Lower<'a, '_> {
    pub(super) fn services(&mut self, unit: &Unit<'a>) -> Vec<Service> {
        let source = self.source(unit);
        let mut services = Vec::new();
        let mut bound = false;
        for service in unit.contracts.iter().flat_map(|c| &c.services) {
            let mut ports = Vec::new();
            for port in &service.ports {
                let Some(to) = &port.binding else {
                    bound = true;
                    continue;
                };
                let found = self.symbols.find(&self.symbols.bindings, to, self.loaded, self.diagnostics);
                let Some(binding) = found else {
                    bound = true;
                    continue;
                };
                bound |= binding.item.soap.is_some();
                ports.extend(self.port(&port.name, port.address.clone(), binding.item, port.spot));
            }
            if !ports.is_empty() {
                services.push(Service {
                    name: service.name.clone(),
                    documentation: service.documentation.clone(),
                    ports,
                    source: source.clone(),
                    place: self.loaded.place(service.spot),
                });
            }
        }
        if services.is_empty() && unit.contracts.iter().all(|c| c.services.is_empty()) {
            services.extend(self.serviceless(unit, &source));
        }
        if services.is_empty() && !bound && !unit.contracts.is_empty() {
            let message = "no port or binding of this contract speaks SOAP".to_owned();
            let spot = Spot { doc: unit.doc, element: 0 };
            let diagnostic = self.report(spot, None, Kind::NoSoap, message);
            self.diagnostics.push(diagnostic.help(
                "a SOAP binding has a soap:binding of http://schemas.xmlsoap.org/wsdl/soap/ (or soap12/) in it",
            ));
        }
        services.sort_by(|a, b| a.name.cmp(&b.name));
        services
    }

    /// The input's file stem.
    fn source(&self, unit: &Unit<'_>) -> String {
        let name = self.loaded.document(unit.doc).map(|d| Arc::clone(&d.name)).unwrap_or_default();
        let stem = std::path::Path::new(&*name).file_stem();
        stem.map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// A contract without a service has still its bindings: one service of them all, without addresses.
    fn serviceless(&mut self, unit: &Unit<'a>, source: &str) -> Option<Service> {
        let mut ports = Vec::new();
        for binding in unit.contracts.iter().flat_map(|c| &c.bindings) {
            ports.extend(self.port(&binding.name.local, None, binding, binding.spot));
        }
        let input = unit.contracts.first()?;
        let local = input.name.clone().unwrap_or_else(|| Arc::from(source));
        let place = self.loaded.place(Spot { doc: unit.doc, element: 0 });
        let name = QName { namespace: Arc::clone(&input.target), local };
        let service = Service { name, documentation: None, ports, source: source.to_owned(), place };
        (!service.ports.is_empty()).then_some(service)
    }

    /// A port; `None` if it is not SOAP's, or after an error.
    fn port(
        &mut self,
        name: &str,
        address: Option<String>,
        binding: &'a wsdl::Binding,
        spot: Spot,
    ) -> Option<Port> {
        let soap = binding.soap.as_ref()?;
        let to = binding.port_type.as_ref()?;
        let found = self.symbols.find(&self.symbols.port_types, to, self.loaded, self.diagnostics);
        let Some(port_type) = found.map(|found| found.item) else {
            for bound in &binding.operations {
                let why = format!("its portType {} does not exist", to.name.local);
                let (port_type, place) = (to.name.clone(), self.loaded.place(bound.spot));
                self.left_out.push(LeftOut { port_type, name: bound.name.to_string(), why, place });
            }
            return None;
        };
        let mut operations = Vec::new();
        for operation in &port_type.operations {
            let bound: Vec<_> = binding.operations.iter().filter(|b| b.name == operation.name).collect();
            let overloaded = port_type.operations.iter().filter(|o| o.name == operation.name).count() > 1;
            let bound = match bound.as_slice() {
                many if overloaded => many.iter().find(|b| same_input(operation, b)).or(many.first()),
                other => other.first(),
            };
            let Some(bound) = bound else {
                self.unbound(operation);
                continue;
            };
            match self.operation(operation, bound, binding, soap) {
                Ok(operation) => operations.push(operation),
                Err(skipped) => self.skip(operation, &port_type.name, skipped),
            }
        }
        for bound in &binding.operations {
            if !port_type.operations.iter().any(|o| o.name == bound.name) {
                let message =
                    format!("the portType {} has no operation {}", port_type.name.local, bound.name);
                let near = nearest(&bound.name, port_type.operations.iter().map(|o| &*o.name));
                let help = match near {
                    Some(near) => format!("did you mean {near}?"),
                    None => "remove it from the binding, or add it to the portType".to_owned(),
                };
                let diagnostic = self.report(bound.spot, Some("name"), Kind::Dangling, message);
                self.diagnostics.push(diagnostic.help(help));
            }
        }
        Some(Port {
            name: name.to_owned(),
            binding: binding.name.clone(),
            port_type: port_type.name.clone(),
            documentation: port_type.documentation.clone(),
            address,
            version: soap.version,
            operations,
            place: self.loaded.place(spot),
        })
    }

    /// An operation that this binding does not offer.
    fn unbound(&mut self, operation: &wsdl::Operation) {
        let message =
            format!("the operation {} is left out: its binding does not mention it", operation.name);
        let diagnostic = self.report(operation.spot, Some("name"), Kind::Unsupported, message).warning();
        self.diagnostics.push(diagnostic);
    }

    /// Leaves an operation out.
    fn skip(&mut self, operation: &wsdl::Operation, port_type: &QName, skipped: Skipped) {
        let Skipped { why, reported } = skipped;
        let place = self.loaded.place(operation.spot);
        let name = operation.name.to_string();
        if !reported || self.lenient {
            let message = format!("the operation {name} is left out: {why}");
            let diagnostic = self.report(operation.spot, Some("name"), Kind::Unsupported, message).warning();
            self.diagnostics.push(diagnostic);
        }
        self.left_out.push(LeftOut { port_type: port_type.clone(), name, why, place });
    }

    fn operation(
        &mut self,
        operation: &'a wsdl::Operation,
        bound: &'a wsdl::BindingOperation,
        binding: &wsdl::Binding,
        soap: &wsdl::SoapBinding,
    ) -> Result<Operation, Skipped> {
        let Some(input) = &operation.input else {
            return Err(Skipped::because("it has no input, so the server would have to call the client"));
        };
        if operation.solicits {
            return Err(Skipped::because(
                "its output comes before its input, so the server would have to call the client",
            ));
        }
        let sides = [bound.input.as_ref(), bound.output.as_ref()];
        let encoded =
            |side: &wsdl::BindingDirection| side.body.encoded || side.headers.iter().any(|h| h.encoded);
        if sides.into_iter().flatten().any(encoded) {
            return Err(Skipped::because("its binding says use=\"encoded\", and only literal is supported"));
        }
        let style = bound.style.unwrap_or(soap.style);
        // Both sides are looked at, so that the errors of both are told.
        let request = self.message(operation, input, bound.input.as_ref(), style, &binding.name, true);
        let reply = operation
            .output
            .as_ref()
            .map(|output| self.message(operation, output, bound.output.as_ref(), style, &binding.name, false))
            .transpose();
        let faults = self.faults(operation);
        let default_action = match soap.version {
            SoapVersion::Soap12 => input.action.clone().unwrap_or_default(),
            SoapVersion::Soap11 => String::new(),
        };
        Ok(Operation {
            name: operation.name.to_string(),
            documentation: operation.documentation.clone(),
            action: bound.action.clone().unwrap_or(default_action),
            style,
            input: request?,
            output: reply?,
            faults,
            place: self.loaded.place(operation.spot),
        })
    }

    fn find_message(&mut self, direction: &wsdl::Direction) -> Option<&'a wsdl::Message> {
        let to = direction.message.as_ref()?;
        Some(self.symbols.find(&self.symbols.messages, to, self.loaded, self.diagnostics)?.item)
    }

    fn message(
        &mut self,
        operation: &wsdl::Operation,
        direction: &'a wsdl::Direction,
        bound: Option<&'a wsdl::BindingDirection>,
        style: Style,
        binding: &QName,
        is_input: bool,
    ) -> Result<Message, Skipped> {
        let message = self.find_message(direction);
        let mut headers = Vec::new();
        let mut in_header = Vec::new();
        let mut lost = None;
        for header in bound.map(|b| b.headers.as_slice()).unwrap_or_default() {
            match self.header(header) {
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
            let name = direction.message.as_ref().map_or("it needs", |to| &*to.name.local);
            return Err(Skipped::reported(format!("its message {name} does not exist")));
        };
        if let Some(header) = lost {
            return Err(Skipped::reported(format!("its header {} does not exist", header.part)));
        }
        let body = bound.map(|b| &b.body);
        let listed = body.and_then(|b| b.parts.as_ref());
        let in_body = |part: &&wsdl::Part| match listed {
            Some(listed) => listed.contains(&part.name),
            // A part that is bound to the header is not meant for the body too.
            None => !in_header.contains(&part.name),
        };
        let parts: Vec<&wsdl::Part> = message.parts.iter().filter(in_body).collect();
        let body = match style {
            Style::Rpc => {
                let namespace = body.and_then(|b| b.namespace.clone());
                let namespace = namespace.unwrap_or_else(|| Arc::clone(&binding.namespace));
                let suffix = if is_input { "" } else { "Response" };
                let local = Arc::from(format!("{}{suffix}", operation.name));
                let mut lowered = Vec::new();
                for part in parts {
                    lowered.push(self.rpc_part(part)?);
                }
                Body::Rpc { element: QName { namespace, local }, parts: lowered }
            }
            Style::Document => self.document(operation, &parts, is_input)?,
        };
        Ok(Message { name: message.name.clone(), body, headers })
    }

    fn rpc_part(&mut self, part: &'a wsdl::Part) -> Result<Part, Skipped> {
        let ty = match (&part.ty, &part.element) {
            (Some(to), _) => self.type_ref(to),
            (None, Some(to)) => {
                let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics);
                found.map_or_else(|| missing(to, TypeOrigin::Element), |found| self.element_type(found))
            }
            (None, None) => return Err(Skipped::reported(nothing(part))),
        };
        Ok(Part { name: part.name.to_string(), field: self.typed_part(&part.name, "", ty, part.spot) })
    }

    fn document(
        &mut self,
        operation: &wsdl::Operation,
        parts: &[&'a wsdl::Part],
        is_input: bool,
    ) -> Result<Body, Skipped> {
        let mut found = Vec::new();
        for part in parts {
            let Some(to) = &part.element else {
                if let Some(to) = &part.ty {
                    self.type_ref(to);
                    return Err(Skipped::because(format!(
                        "its part {} has a type, where document style needs an element",
                        part.name
                    )));
                }
                return Err(Skipped::reported(nothing(part)));
            };
            match self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics) {
                Some(element) => found.push((*part, element)),
                None => {
                    let why = format!(
                        "its element {}, which its part {} is, does not exist",
                        to.name.local, part.name
                    );
                    return Err(Skipped::reported(why));
                }
            }
        }
        if let [(_, element)] = found.as_slice() {
            let named = !is_input || *element.item.name.local == *operation.name;
            if named
                && !element.item.nillable
                && !element.item.is_abstract
                && let Some(fields) = self.wrapped_fields(*element)
            {
                self.wrappers.insert(element.item.name.clone());
                return Ok(Body::Wrapped { element: element.item.name.clone(), fields });
            }
        }
        let mut bare = Vec::new();
        for (part, element) in found {
            bare.push(Part { name: part.name.to_string(), field: self.global_element(element) });
        }
        Ok(if bare.is_empty() { Body::Empty } else { Body::Bare(bare) })
    }

    /// A header with the message it is a part of; `None` after an error.
    fn header(&mut self, header: &'a wsdl::SoapHeader) -> Option<(Header, &'a wsdl::Message)> {
        let to = header.message.as_ref()?;
        let message = self.symbols.find(&self.symbols.messages, to, self.loaded, self.diagnostics)?.item;
        let Some(part) = message.parts.iter().find(|p| p.name == header.part) else {
            let text = format!("the message {} has no part {}", message.name.local, header.part);
            let near = nearest(&header.part, message.parts.iter().map(|p| &*p.name));
            let help = match near {
                Some(near) => format!("did you mean {near}?"),
                None => "correct the part, or add it to the message".to_owned(),
            };
            let diagnostic = self.report(header.spot, Some("part"), Kind::Dangling, text);
            self.diagnostics.push(diagnostic.help(help));
            return None;
        };
        let field = match (&part.element, &part.ty) {
            (Some(to), _) => {
                let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics)?;
                self.global_element(found)
            }
            (None, Some(to)) => {
                let ty = self.type_ref(to);
                let namespace = Arc::clone(&message.name.namespace);
                self.typed_part(&part.name, &namespace, ty, part.spot)
            }
            (None, None) => return None,
        };
        Some((Header { part: part.name.to_string(), field }, message))
    }

    fn faults(&mut self, operation: &'a wsdl::Operation) -> Vec<Fault> {
        let mut faults = Vec::new();
        for fault in &operation.faults {
            let Some(message) = self.find_message(fault) else { continue };
            let name = fault.name.clone().unwrap_or_else(|| Arc::clone(&message.name.local));
            let [part] = message.parts.as_slice() else { continue };
            let (element, ty) = match (&part.element, &part.ty) {
                (Some(to), _) => {
                    let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics);
                    let Some(found) = found else { continue };
                    (to.name.clone(), self.element_type(found))
                }
                (None, Some(to)) => {
                    let element = QName { namespace: Arc::from(""), local: Arc::clone(&part.name) };
                    (element, self.type_ref(to))
                }
                (None, None) => (message.name.clone(), TypeRef::Builtin(Builtin::AnyType)),
            };
            faults.push(Fault { name: name.to_string(), element, ty });
        }
        faults
    }
}

/// Why a part that says nothing is not enough.
fn nothing(part: &wsdl::Part) -> String {
    format!("its part {} has neither element nor type", part.name)
}

/// Whether a binding's operation is meant for this one of several of one name.
fn same_input(operation: &wsdl::Operation, bound: &wsdl::BindingOperation) -> bool {
    let of = operation.input.as_ref().and_then(|i| i.name.as_ref());
    of.is_some() && of == bound.input.as_ref().and_then(|i| i.name.as_ref())
}
