//! Messages, portTypes, bindings and services, as far as SOAP uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::kept::Kept;
use super::writer::{Attributes, Writer, push};
use crate::contract::{QName, SoapVersion, Style};
use crate::load::WSDL;
use crate::lower::actions;
use crate::read::Reference;
use crate::read::wsdl::{Binding, BindingDirection, BindingOperation, Direction, Operation, PortType};
use crate::resolve::{Symbols, Unit};

const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";
const ADDRESSING: &str = "http://www.w3.org/2006/05/addressing/wsdl";

/// A portType, and what its bindings say of it.
struct Bound<'a> {
    port_type: &'a PortType,
    /// SOAP 1.2 takes the actions of WS-Addressing where a binding says none.
    addressed: bool,
    /// The `soapAction`s of each operation, by its name; empty ones where a binding says none.
    actions: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

pub(super) fn components(out: &mut Writer, unit: &Unit<'_>, symbols: &Symbols<'_>, kept: Kept<'_>) {
    let own = unit.contracts.first().map(|c| Arc::clone(&c.target)).unwrap_or_default();
    let mut cx = Components { out, own, kept };
    let bindings: BTreeMap<&QName, &Binding> = symbols
        .bindings
        .map
        .iter()
        .filter(|(_, found)| found.item.soap.is_some())
        .map(|(name, found)| (name, found.item))
        .collect();
    // Why from the bindings on: what no SOAP binding reaches is not written. Maps sort it, so that diffs stay small.
    let mut port_types = BTreeMap::new();
    let mut messages = BTreeSet::new();
    for binding in bindings.values() {
        let Some(to) = &binding.port_type else { continue };
        let Some(found) = symbols.port_types.lookup(&to.name) else { continue };
        let soap12 = binding.soap.as_ref().is_some_and(|s| s.version == SoapVersion::Soap12);
        let bound = port_types.entry(&found.item.name).or_insert_with(|| Bound {
            port_type: found.item,
            addressed: false,
            actions: BTreeMap::new(),
        });
        bound.addressed |= soap12;
        for operation in &binding.operations {
            let action = operation.action.as_deref().unwrap_or_default();
            bound.actions.entry(&operation.name).or_default().insert(action);
        }
        for operation in &found.item.operations {
            let directions = operation.input.iter().chain(&operation.output).chain(&operation.faults);
            messages.extend(directions.filter_map(|d| d.message.as_ref()).map(|to| &to.name));
        }
        for operation in &binding.operations {
            let headers = operation.input.iter().chain(&operation.output).flat_map(|d| &d.headers);
            messages.extend(headers.filter_map(|h| h.message.as_ref()).map(|to| &to.name));
        }
    }
    let mut written = BTreeSet::new();
    for name in messages {
        let Some(found) = symbols.messages.lookup(name) else { continue };
        // Another name may have meant it too.
        if !written.insert(&found.item.name) {
            continue;
        }
        cx.out.start_element(WSDL, "message", vec![("name".into(), found.item.name.local.to_string())]);
        cx.kept.write(cx.out, found.item.spot);
        for part in &found.item.parts {
            let mut attributes = vec![("name".into(), part.name.to_string())];
            if let Some(to) = &part.element {
                attributes.push(("element".into(), cx.out.name(&to.name)));
            }
            if let Some(to) = &part.ty {
                attributes.push(("type".into(), cx.out.name(&to.name)));
            }
            cx.out.empty(WSDL, "part", attributes);
        }
        cx.out.close();
    }
    for bound in port_types.values() {
        cx.port_type(bound);
    }
    for binding in bindings.values() {
        let found = binding.port_type.as_ref().and_then(|to| symbols.port_types.lookup(&to.name));
        cx.binding(binding, found.map(|f| f.item));
    }
    let mut services: Vec<_> = unit.contracts.iter().flat_map(|c| &c.services).collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    for service in services {
        let ports: Vec<_> = service
            .ports
            .iter()
            .filter_map(|port| {
                let found = symbols.bindings.lookup(&port.binding.as_ref()?.name)?;
                Some((port, *bindings.get(&found.item.name)?))
            })
            .collect();
        if ports.is_empty() {
            continue;
        }
        cx.out.start_element(WSDL, "service", vec![("name".into(), service.name.local.to_string())]);
        cx.kept.write(cx.out, service.spot);
        for (port, binding) in ports {
            let mut attributes = vec![("name".into(), port.name.to_string())];
            attributes.push(("binding".into(), cx.moved(&binding.name)));
            cx.out.start_element(WSDL, "port", attributes);
            cx.kept.write(cx.out, port.spot);
            if let Some(address) = &port.address {
                cx.out.empty(soap(binding), "address", vec![("location".into(), address.clone())]);
            }
            cx.out.close();
        }
        cx.out.close();
    }
}

fn soap(binding: &Binding) -> &'static str {
    match binding.soap.as_ref().map(|s| s.version) {
        Some(SoapVersion::Soap12) => "http://schemas.xmlsoap.org/wsdl/soap12/",
        _ => "http://schemas.xmlsoap.org/wsdl/soap/",
    }
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Document => "document",
        Style::Rpc => "rpc",
    }
}

struct Components<'w> {
    out: &'w mut Writer,
    own: Arc<str>,
    kept: Kept<'w>,
}

impl Components<'_> {
    /// A WSDL component's name: they all stand in the one namespace now.
    fn moved(&mut self, name: &QName) -> String {
        self.out.name(&QName { namespace: Arc::clone(&self.own), local: Arc::clone(&name.local) })
    }

    fn port_type(&mut self, bound: &Bound<'_>) {
        let port_type = bound.port_type;
        self.out.start_element(WSDL, "portType", vec![("name".into(), port_type.name.local.to_string())]);
        self.kept.write(self.out, port_type.spot);
        let by_name = by_name(port_type);
        for operation in &port_type.operations {
            let overloaded = by_name.get(&operation.name).is_some_and(|(_, overloaded)| *overloaded);
            self.out.start_element(WSDL, "operation", vec![("name".into(), operation.name.to_string())]);
            self.kept.write(self.out, operation.spot);
            let soap_actions = bound.actions.get(&*operation.name);
            let soap_action = soap_actions.filter(|all| all.len() == 1).and_then(|all| all.first());
            let (input, output) =
                actions::defaults(port_type, operation, soap_action.copied().unwrap_or_default(), overloaded);
            let mut sides = [("input", &operation.input, input), ("output", &operation.output, output)];
            if operation.solicits {
                sides.reverse();
            }
            for (tag, direction, default) in sides {
                if let Some(direction) = direction {
                    // The name is part of the action where none is said.
                    let named = overloaded
                        || direction.action.is_none() && !actions::is_named_so(operation, direction);
                    self.direction(tag, direction, named, (bound.addressed, &default));
                }
            }
            for fault in &operation.faults {
                let default = actions::of_fault(port_type, operation, fault);
                self.direction("fault", fault, true, (bound.addressed, &default));
            }
            self.out.close();
        }
        self.out.close();
    }

    /// An input, output or fault. Its action is written where SOAP 1.2 takes it, or where it is not the `default`.
    fn direction(
        &mut self,
        tag: &str,
        direction: &Direction,
        named: bool,
        (addressed, default): (bool, &str),
    ) {
        let mut attributes = Attributes::new();
        push(&mut attributes, "name", direction.name.as_ref().filter(|_| named));
        if let Some(to) = &direction.message {
            attributes.push(("message".into(), self.moved(&to.name)));
        }
        if let Some(action) = direction.action.as_ref().filter(|own| addressed || *own != default) {
            let name = QName::new(ADDRESSING, "Action");
            attributes.push((self.out.name(&name), action.clone()));
        }
        self.out.start_element(WSDL, tag, attributes);
        self.kept.write(self.out, direction.spot);
        self.out.close();
    }

    fn binding(&mut self, binding: &Binding, port_type: Option<&PortType>) {
        let mut attributes = vec![("name".into(), binding.name.local.to_string())];
        if let Some(Reference { name, .. }) = &binding.port_type {
            attributes.push(("type".into(), self.moved(name)));
        }
        self.out.start_element(WSDL, "binding", attributes);
        self.kept.write(self.out, binding.spot);
        let soap = soap(binding);
        if let Some(extension) = &binding.soap {
            let mut attributes = vec![("style".into(), style(extension.style).to_owned())];
            push(&mut attributes, "transport", extension.transport.as_ref());
            self.out.empty(soap, "binding", attributes);
        }
        let by_name = port_type.map(by_name).unwrap_or_default();
        for operation in &binding.operations {
            self.operation(operation, soap, by_name.get(&operation.name).copied());
        }
        self.out.close();
    }

    fn operation(&mut self, operation: &BindingOperation, soap: &str, of: Option<(&Operation, bool)>) {
        self.out.start_element(WSDL, "operation", vec![("name".into(), operation.name.to_string())]);
        self.kept.write(self.out, operation.spot);
        let mut attributes = Attributes::new();
        push(&mut attributes, "soapAction", operation.action.as_ref());
        push(&mut attributes, "style", operation.style.map(style));
        self.out.empty(soap, "operation", attributes);
        let named = of.is_some_and(|(_, overloaded)| overloaded);
        for (tag, side) in [("input", &operation.input), ("output", &operation.output)] {
            if let Some(side) = side {
                self.side(tag, side, soap, named);
            }
        }
        for fault in of.iter().flat_map(|(of, _)| &of.faults) {
            if let Some(name) = &fault.name {
                self.out.start_element(WSDL, "fault", vec![("name".into(), name.to_string())]);
                for (_, spot) in operation.faults.iter().filter(|(own, _)| own.as_ref() == Some(name)) {
                    self.kept.write(self.out, *spot);
                }
                let attributes = vec![("name".into(), name.to_string()), ("use".into(), "literal".into())];
                self.out.empty(soap, "fault", attributes);
                self.out.close();
            }
        }
        self.out.close();
    }

    fn side(&mut self, tag: &str, side: &BindingDirection, soap: &str, named: bool) {
        let usage = |encoded: bool| if encoded { "encoded" } else { "literal" }.to_owned();
        let mut attributes = Attributes::new();
        push(&mut attributes, "name", side.name.as_ref().filter(|_| named));
        self.out.start_element(WSDL, tag, attributes);
        if let Some(spot) = side.spot {
            self.kept.write(self.out, spot);
        }
        if !side.attachments.is_empty() {
            self.out.start_element(MIME, "multipartRelated", Attributes::new());
            self.out.start_element(MIME, "part", Attributes::new());
        }
        for header in &side.headers {
            let mut attributes = Attributes::new();
            if let Some(to) = &header.message {
                attributes.push(("message".into(), self.moved(&to.name)));
            }
            attributes.push(("part".into(), header.part.to_string()));
            attributes.push(("use".into(), usage(header.encoded)));
            push(&mut attributes, "namespace", header.namespace.as_ref());
            if header.required {
                attributes.push((self.out.name(&QName::new(WSDL, "required")), "true".into()));
            }
            self.out.empty(soap, "header", attributes);
        }
        let mut attributes = vec![("use".into(), usage(side.body.encoded))];
        push(&mut attributes, "namespace", side.body.namespace.as_ref());
        let parts = side.body.parts.as_ref().map(|parts| parts.join(" "));
        push(&mut attributes, "parts", parts);
        self.out.empty(soap, "body", attributes);
        if !side.attachments.is_empty() {
            self.out.close();
            for content in &side.attachments {
                self.out.start_element(MIME, "part", Attributes::new());
                let mut attributes = Attributes::new();
                push(&mut attributes, "part", content.part.as_ref());
                push(&mut attributes, "type", content.media.as_ref());
                self.out.empty(MIME, "content", attributes);
                self.out.close();
            }
            self.out.close();
        }
        self.out.close();
    }
}

/// The first operation of each name, and whether there are more.
fn by_name(port_type: &PortType) -> BTreeMap<&Arc<str>, (&Operation, bool)> {
    let mut all = BTreeMap::new();
    for operation in &port_type.operations {
        all.entry(&operation.name)
            .and_modify(|(_, overloaded)| *overloaded = true)
            .or_insert((operation, false));
    }
    all
}
