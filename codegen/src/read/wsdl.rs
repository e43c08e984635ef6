//! The syntax of WSDL 1.1, with the SOAP extension elements.

use std::sync::Arc;

use super::Context;
pub(crate) use super::wsdl_types::*;
use crate::contract::{QName, SoapVersion, Style};
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Node, REQUIRED, WSDL, XSD};

const SOAP11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";

/// Reads a `wsdl:definitions`; its schemas are given to `schema`.
pub(crate) fn read<'a>(
    root: Node<'a>,
    diagnostics: &mut Diagnostics,
    mut schema: impl FnMut(Node<'a>, &mut Diagnostics),
) -> Definitions {
    let mut cx = Context { diagnostics, chameleon: None };
    let target: Arc<str> = Arc::from(root.attribute("targetNamespace").unwrap_or_default());
    let mut out = Definitions { name: root.attribute("name").map(Arc::from), ..Definitions::default() };
    for node in root.children() {
        if node.is(XSD, "schema") {
            schema(node, cx.diagnostics);
        }
        if node.namespace() != WSDL {
            continue;
        }
        match &*node.element.name {
            "import" | "include" => out.imports.extend(node.link()),
            "types" => {
                out.imports.extend(node.children().filter(|n| n.is(XSD, "import")).filter_map(|n| n.link()));
                for inner in node.children().filter(|n| n.element.name == "schema") {
                    if inner.namespace() == XSD {
                        schema(inner, cx.diagnostics);
                    } else {
                        let message =
                            format!("a schema of the namespace {:?} is not read", inner.namespace());
                        cx.diagnostics.push(
                            inner
                                .diagnostic(None, Kind::Unsupported, message)
                                .help(format!("the namespace of schemas is {XSD}")),
                        );
                    }
                }
            }
            "message" => out.messages.extend(message(&mut cx, &node, &target)),
            "portType" => out.port_types.extend(port_type(&mut cx, &node, &target)),
            "binding" => out.bindings.extend(binding(&mut cx, &node, &target)),
            "service" => out.services.extend(service(&mut cx, &node, &target)),
            _ => {}
        }
    }
    out.target = target;
    out
}

fn named(cx: &mut Context<'_>, node: &Node<'_>, target: &Arc<str>) -> Option<QName> {
    Some(QName { namespace: Arc::clone(target), local: cx.label(node)? })
}

/// The `wsdl:documentation`.
fn documentation(node: &Node<'_>) -> Option<String> {
    node.children().find(|n| n.is(WSDL, "documentation")).map(|n| n.text()).filter(|text| !text.is_empty())
}

fn wsdl<'a>(node: &Node<'a>, name: &'static str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    node.children().filter(move |n| n.is(WSDL, name))
}

/// The version by the namespace of a SOAP extension element of this name.
fn soap(node: &Node<'_>, name: &str) -> Option<SoapVersion> {
    match node.namespace() {
        SOAP11 if node.element.name == name => Some(SoapVersion::Soap11),
        SOAP12 if node.element.name == name => Some(SoapVersion::Soap12),
        _ => None,
    }
}

fn message(cx: &mut Context<'_>, node: &Node<'_>, target: &Arc<str>) -> Option<Message> {
    let name = named(cx, node, target)?;
    let mut parts = Vec::new();
    for part in wsdl(node, "part") {
        let Some(name) = cx.name(&part) else { continue };
        let (element, ty) = (cx.reference(&part, "element"), cx.reference(&part, "type"));
        parts.push(Part { name, element, ty, spot: part.spot() });
    }
    Some(Message { name, parts, spot: node.spot() })
}

fn port_type(cx: &mut Context<'_>, node: &Node<'_>, target: &Arc<str>) -> Option<PortType> {
    let name = named(cx, node, target)?;
    let mut operations = Vec::new();
    for operation in wsdl(node, "operation") {
        let Some(name) = cx.name(&operation) else { continue };
        let input = wsdl(&operation, "input").next();
        let output = wsdl(&operation, "output").next();
        operations.push(Operation {
            name,
            documentation: documentation(&operation),
            solicits: matches!((&input, &output), (Some(i), Some(o)) if o.index < i.index),
            input: input.map(|n| direction(cx, &n)),
            output: output.map(|n| direction(cx, &n)),
            faults: wsdl(&operation, "fault").map(|n| direction(cx, &n)).collect(),
            spot: operation.spot(),
        });
    }
    Some(PortType { name, documentation: documentation(node), operations, spot: node.spot() })
}

/// What says the action of a message, by WS-Addressing 1.0 Metadata, its drafts, and the submission of 2004. The newest
/// counts where a contract has several.
const ACTIONS: [&str; 5] = [
    "{http://www.w3.org/2007/05/addressing/metadata}Action",
    "{http://www.w3.org/2006/05/addressing/wsdl}Action",
    "{http://www.w3.org/2006/02/addressing/wsdl}Action",
    "{http://www.w3.org/2005/08/addressing}Action",
    "{http://schemas.xmlsoap.org/ws/2004/08/addressing}Action",
];

fn direction(cx: &mut Context<'_>, node: &Node<'_>) -> Direction {
    let message = cx.label_reference(node, "message");
    let action = ACTIONS.iter().find_map(|key| node.element.attributes.get(*key));
    Direction {
        name: node.attribute("name").map(Arc::from),
        message,
        action: action.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()),
        spot: node.spot(),
    }
}

fn style(cx: &mut Context<'_>, node: &Node<'_>) -> Option<Style> {
    match node.attribute("style")?.trim() {
        "document" => Some(Style::Document),
        "rpc" => Some(Style::Rpc),
        other => {
            let message = format!("style is {other:?}, not document or rpc: it is ignored");
            cx.warn(node, Some("style"), Kind::BadValue, message);
            None
        }
    }
}

/// Whether a body or header has `use="encoded"`.
fn encoded(node: &Node<'_>) -> bool {
    node.attribute("use").map(str::trim) == Some("encoded")
}

fn binding(cx: &mut Context<'_>, node: &Node<'_>, target: &Arc<str>) -> Option<Binding> {
    let name = named(cx, node, target)?;
    let port_type = cx.label_reference(node, "type");
    let extension = node.children().find_map(|n| Some((soap(&n, "binding")?, n)));
    let soap_binding = extension.map(|(version, n)| SoapBinding {
        version,
        style: style(cx, &n).unwrap_or(Style::Document),
        transport: n.attribute("transport").map(str::to_owned),
    });
    let mut operations = Vec::new();
    for operation in wsdl(node, "operation") {
        let Some(name) = cx.name(&operation) else { continue };
        let extension = operation.children().find(|n| soap(n, "operation").is_some());
        operations.push(BindingOperation {
            name,
            action: extension.and_then(|n| n.attribute("soapAction")).map(str::to_owned),
            style: extension.and_then(|n| style(cx, &n)),
            input: wsdl(&operation, "input").next().map(|n| binding_direction(cx, &n)),
            output: wsdl(&operation, "output").next().map(|n| binding_direction(cx, &n)),
            faults: wsdl(&operation, "fault")
                .map(|n| (n.attribute("name").map(Arc::from), n.spot()))
                .collect(),
            spot: operation.spot(),
        });
    }
    Some(Binding { name, port_type, soap: soap_binding, operations, spot: node.spot() })
}

fn binding_direction(cx: &mut Context<'_>, node: &Node<'_>) -> BindingDirection {
    let mut out = BindingDirection {
        name: node.attribute("name").map(Arc::from),
        spot: Some(node.spot()),
        ..BindingDirection::default()
    };
    let mut extensions: Vec<Node<'_>> = Vec::new();
    for child in node.children() {
        if child.element.name == "multipartRelated" {
            // MIME: what SOAP has to say stands in one of the mime:parts, the attachments in others.
            for inner in child.children().filter(|n| n.element.name == "part").flat_map(|n| n.children()) {
                if inner.element.name == "content" {
                    out.attachments.push(MimeContent {
                        part: inner.attribute("part").map(Arc::from),
                        media: inner.attribute("type").map(str::to_owned),
                    });
                } else {
                    extensions.push(inner);
                }
            }
        } else {
            extensions.push(child);
        }
    }
    for child in extensions {
        if soap(&child, "body").is_some() {
            out.body = SoapBody {
                encoded: encoded(&child),
                namespace: child.attribute("namespace").map(Arc::from),
                parts: child.attribute("parts").map(|p| p.split_whitespace().map(Arc::from).collect()),
                spot: Some(child.spot()),
            };
        } else if soap(&child, "header").is_some() {
            let message = cx.label_reference(&child, "message");
            let Some(part) = child.attribute("part") else {
                cx.error(&child, None, Kind::Missing, "this header names no part".into());
                continue;
            };
            out.headers.push(SoapHeader {
                message,
                part: Arc::from(part.trim()),
                namespace: child.attribute("namespace").map(Arc::from),
                encoded: encoded(&child),
                required: child.attribute(REQUIRED).is_some_and(|value| matches!(value.trim(), "true" | "1")),
                spot: child.spot(),
            });
        }
    }
    out
}

fn service(cx: &mut Context<'_>, node: &Node<'_>, target: &Arc<str>) -> Option<Service> {
    let name = named(cx, node, target)?;
    let mut ports = Vec::new();
    for port in wsdl(node, "port") {
        let Some(name) = cx.label(&port) else { continue };
        let binding = cx.label_reference(&port, "binding");
        if port.attribute("binding").is_none() {
            cx.error(&port, None, Kind::Missing, format!("the port {name} has no binding"));
        }
        let address = port.children().find(|n| soap(n, "address").is_some());
        ports.push(Port {
            name,
            binding,
            address: address.and_then(|n| n.attribute("location")).map(|a| a.trim().to_owned()),
            spot: port.spot(),
        });
    }
    Some(Service { name, documentation: documentation(node), ports, spot: node.spot() })
}
