//! Services, ports and operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Lower, actions, overloads};
use crate::contract::{About, LeftOut, Operation, Port, QName, Service, SoapVersion, Style};
use crate::diagnostic::{Kind, nearest};
use crate::load::Spot;
use crate::read::wsdl;
use crate::resolve::{COMPARED, Unit};

/// Why an operation is left out, as a clause that begins with `its` or `it`.
pub(super) struct Skipped {
    why: String,
    /// An error was reported for it already.
    reported: bool,
}

impl Skipped {
    pub(super) fn because(why: impl Into<String>) -> Self {
        Self { why: why.into(), reported: false }
    }

    pub(super) fn reported(why: impl Into<String>) -> Self {
        Self { why: why.into(), reported: true }
    }
}

/// A message of the portType, and what the binding says of it.
pub(super) type Side<'a> = (&'a wsdl::Direction, Option<&'a wsdl::BindingDirection>);

/// The two messages of an operation.
struct Directions<'a> {
    request: Side<'a>,
    reply: Option<Side<'a>>,
    documentation: Option<String>,
}

impl<'a> Lower<'a, '_> {
    pub(super) fn services(&mut self, unit: &Unit<'a>) -> Vec<Service> {
        let source = self.source(unit);
        let input = self.loaded.place(Spot { doc: unit.doc, element: 0 });
        let mut services = Vec::new();
        let mut bound = false;
        let mut tried = BTreeSet::new();
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
                tried.insert(&binding.item.name);
                bound |= binding.item.soap.is_some();
                if binding.item.soap.is_none() {
                    let message =
                        format!("the port {} is left out: its binding does not use SOAP", port.name);
                    let diagnostic = self.diagnostic(port.spot, Some("name"), Kind::Unsupported, message);
                    self.diagnostics.push(diagnostic.warning());
                }
                let around = [service.spot, port.spot];
                ports.extend(self.port(&port.name, port.address.clone(), binding.item, &around));
            }
            if !ports.is_empty() {
                services.push(Service {
                    name: service.name.clone(),
                    documentation: service.documentation.clone(),
                    ports,
                    source: source.clone(),
                    input: input.clone(),
                    place: self.loaded.place(service.spot),
                });
            }
        }
        let none = unit.contracts.iter().all(|c| c.services.is_empty());
        // A port whose binding is missing is cut out; the bindings that are there are left.
        if services.is_empty() && (none || self.lenient) {
            services.extend(self.serviceless(unit, &source, &tried));
            bound |= unit.contracts.iter().flat_map(|c| &c.bindings).any(|binding| binding.soap.is_some());
        }
        if services.is_empty() && !bound && !unit.contracts.is_empty() {
            let message = "no port or binding of this contract uses SOAP".to_owned();
            let spot = Spot { doc: unit.doc, element: 0 };
            let diagnostic = self.diagnostic(spot, None, Kind::NoSoap, message);
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

    /// A contract without a service has still its bindings: one service of them all, without addresses. Those of which a
    /// port was `tried` are not.
    fn serviceless(&mut self, unit: &Unit<'a>, source: &str, tried: &BTreeSet<&QName>) -> Option<Service> {
        let mut ports = Vec::new();
        let bindings = unit.contracts.iter().flat_map(|c| &c.bindings);
        for binding in bindings.filter(|binding| !tried.contains(&binding.name)) {
            ports.extend(self.port(&binding.name.local, None, binding, &[binding.spot]));
        }
        let input = unit.contracts.first()?;
        let local = input.name.clone().unwrap_or_else(|| Arc::from(source));
        let place = self.loaded.place(Spot { doc: unit.doc, element: 0 });
        let name = QName { namespace: Arc::clone(&input.target), local };
        let (source, input) = (source.to_owned(), place.clone());
        let service = Service { name, documentation: None, ports, source, input, place };
        (!service.ports.is_empty()).then_some(service)
    }

    /// A port; `None` if it is not SOAP's, or after an error. `around` are the elements that it stands in, and its own.
    fn port(
        &mut self,
        name: &str,
        address: Option<String>,
        binding: &'a wsdl::Binding,
        around: &[Spot],
    ) -> Option<Port> {
        let spot = around.last().copied().unwrap_or(binding.spot);
        let soap = binding.soap.as_ref()?;
        let Some(to) = &binding.port_type else {
            self.report_missing_port_type(binding);
            self.cut_port(name, binding, spot, &binding.name, "has no portType");
            return None;
        };
        let found = self.symbols.find(&self.symbols.port_types, to, self.loaded, self.diagnostics);
        let Some(port_type) = found.map(|found| found.item) else {
            let why = format!("refers to the portType {}, which does not exist", to.name.local);
            self.cut_port(name, binding, spot, &to.name, &why);
            return None;
        };
        let mut parts = around.to_vec();
        parts.extend([binding.spot, port_type.spot].into_iter().filter(|spot| !around.contains(spot)));
        let endpoint = self.policies.endpoint(&parts, address.as_deref());
        let mut addressing = endpoint.addressing;
        let mut operations = Vec::new();
        let names = overloads::names(port_type);
        let bound = overloads::bound(port_type, binding);
        for ((operation, called), bound) in port_type.operations.iter().zip(names).zip(bound) {
            let Some(bound) = bound else {
                self.unbound(operation);
                continue;
            };
            match self.operation(operation, bound, (binding, soap), port_type) {
                Ok(lowered) => {
                    let own = self.policies.operation(&endpoint, &self.parts(operation, bound));
                    addressing = addressing.or(own.addressing);
                    operations.push(Operation {
                        name: called,
                        policies: own.policies,
                        mtom: own.mtom,
                        ..lowered
                    });
                }
                Err(skipped) => self.skip(operation, called, &port_type.name, skipped),
            }
        }
        let known: BTreeSet<_> = port_type.operations.iter().map(|operation| &operation.name).collect();
        for bound in &binding.operations {
            if !known.contains(&bound.name) {
                let message =
                    format!("the portType {} has no operation {}", port_type.name.local, bound.name);
                let compared = self.diagnostics.len() < COMPARED;
                let names = port_type.operations.iter().filter(|_| compared).map(|o| &*o.name);
                let near = nearest(&bound.name, names);
                let help = match near {
                    Some(near) => format!("did you mean {near}?"),
                    None => "remove it from the binding, or add it to the portType".to_owned(),
                };
                let diagnostic = self.diagnostic(bound.spot, Some("name"), Kind::Dangling, message);
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
            policies: endpoint.policies,
            addressing,
            place: self.loaded.place(spot),
        })
    }

    /// Leaves a port out whose binding has no portType, and all that the binding offers.
    fn cut_port(&mut self, name: &str, binding: &wsdl::Binding, spot: Spot, port_type: &QName, why: &str) {
        let why = format!("its binding {} {why}", binding.name.local);
        if self.lenient {
            let message = format!("the port {name} is left out: {why}");
            let diagnostic = self.diagnostic(spot, Some("name"), Kind::Unsupported, message).warning();
            self.diagnostics.push(diagnostic);
        }
        for bound in &binding.operations {
            let (name, place) = (bound.name.to_string(), self.loaded.place(bound.spot));
            self.left_out.push(LeftOut { port_type: port_type.clone(), name, why: why.clone(), place });
        }
    }

    /// An operation that this binding does not offer.
    fn unbound(&mut self, operation: &wsdl::Operation) {
        let message =
            format!("the operation {} is left out: its binding does not mention it", operation.name);
        let diagnostic = self.diagnostic(operation.spot, Some("name"), Kind::Unsupported, message).warning();
        self.diagnostics.push(diagnostic);
    }

    /// Leaves an operation out.
    fn skip(&mut self, operation: &wsdl::Operation, name: String, port_type: &QName, skipped: Skipped) {
        let Skipped { why, reported } = skipped;
        let place = self.loaded.place(operation.spot);
        if !reported || self.lenient {
            let message = format!("the operation {name} is left out: {why}");
            let diagnostic =
                self.diagnostic(operation.spot, Some("name"), Kind::Unsupported, message).warning();
            self.diagnostics.push(diagnostic);
        }
        self.left_out.push(LeftOut { port_type: port_type.clone(), name, why, place });
    }

    fn operation(
        &mut self,
        operation: &'a wsdl::Operation,
        bound: &'a wsdl::BindingOperation,
        (binding, soap): (&wsdl::Binding, &wsdl::SoapBinding),
        port_type: &wsdl::PortType,
    ) -> Result<Operation, Skipped> {
        let directions = self.directions(operation, bound)?;
        let style = bound.style.unwrap_or(soap.style);
        let mut sides = [bound.input.as_ref(), bound.output.as_ref()].into_iter().flatten();
        if style == Style::Document && sides.any(|side| side.body.encoded) {
            let why = "its binding says use=\"encoded\" with style=\"document\", which no standard describes";
            return Err(Skipped::because(why));
        }
        let Directions { request, reply, documentation } = directions;
        // Both sides are looked at, so that the errors of both are told.
        let input = self.message(operation, request, style, &binding.name, true);
        let output = reply.map(|side| self.message(operation, side, style, &binding.name, false)).transpose();
        let faults = self.faults(operation);
        let default_action = match soap.version {
            SoapVersion::Soap12 => request.0.action.clone().unwrap_or_default(),
            SoapVersion::Soap11 => String::new(),
        };
        let action = bound.action.clone().unwrap_or(default_action);
        Ok(Operation {
            name: operation.name.to_string(),
            documentation,
            actions: actions::of(port_type, operation, &action),
            action,
            policies: Vec::new(),
            mtom: false,
            style,
            input: input?,
            output: output?,
            faults,
            place: self.loaded.place(operation.spot),
        })
    }

    /// The elements of an operation that policies may be attached to, each with the messages that these are about.
    fn parts(&self, operation: &wsdl::Operation, bound: &wsdl::BindingOperation) -> Vec<(Spot, About)> {
        let mut parts = vec![(bound.spot, About::Both), (operation.spot, About::Both)];
        // What a notification sends is its output.
        let (sent, received) = match (&operation.input, &operation.output) {
            (None, output) => ((output, &bound.output), (&None, &None)),
            (input, output) => ((input, &bound.input), (output, &bound.output)),
        };
        for ((direction, bound), about) in [(sent, About::Requests), (received, About::Replies)] {
            parts.extend(bound.as_ref().and_then(|bound| bound.spot).map(|spot| (spot, about)));
            parts.extend(direction.iter().flat_map(|direction| self.direction(direction, about)));
        }
        parts.extend(bound.faults.iter().map(|(_, spot)| (*spot, About::Replies)));
        parts.extend(operation.faults.iter().flat_map(|fault| self.direction(fault, About::Replies)));
        parts
    }

    /// A part of a portType's operation, and its message.
    fn direction(&self, direction: &wsdl::Direction, about: About) -> Vec<(Spot, About)> {
        let message = direction.message.as_ref().and_then(|to| self.symbols.messages.lookup(&to.name));
        let message = message.map(|found| (found.item.spot, about));
        std::iter::once((direction.spot, about)).chain(message).collect()
    }

    /// Which message goes out and which comes back.
    fn directions(
        &mut self,
        operation: &'a wsdl::Operation,
        bound: &'a wsdl::BindingOperation,
    ) -> Result<Directions<'a>, Skipped> {
        let mut documentation = operation.documentation.clone();
        let (request, reply) = match (&operation.input, &operation.output) {
            (Some(input), output) => {
                if operation.solicits {
                    let message = format!(
                        "the output of {} comes before its input: it is read as if the input came first",
                        operation.name
                    );
                    let diagnostic =
                        self.diagnostic(operation.spot, Some("name"), Kind::Unsupported, message);
                    self.diagnostics.push(diagnostic.warning());
                }
                ((input, bound.input.as_ref()), output.as_ref().map(|output| (output, bound.output.as_ref())))
            }
            // The service sends it: a one-way request, seen from there.
            (None, Some(output)) => {
                let message =
                    format!("the operation {} is a notification, which the service sends", operation.name);
                let note = "A notification: the service sends this message. Called here, it is sent as the service would.";
                documentation =
                    Some(documentation.map_or_else(|| note.into(), |text| format!("{note}\n\n{text}")));
                let diagnostic = self.diagnostic(operation.spot, Some("name"), Kind::Unsupported, message);
                self.diagnostics.push(diagnostic.warning());
                ((output, bound.output.as_ref()), None)
            }
            (None, None) => return Err(Skipped::because("it has neither input nor output")),
        };
        Ok(Directions { request, reply, documentation })
    }
}
