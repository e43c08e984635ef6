//! Messages, portTypes, bindings and services.

use std::fmt::Write as _;

use super::names::{self, Names};
use super::{Author, Space};

impl Author {
    /// The whole contract.
    pub(super) fn wsdl(&mut self, spaces: &[Space]) -> String {
        let mut declared = String::new();
        for space in spaces {
            let _ = write!(declared, " xmlns:{}='{}'", space.prefix, space.uri);
        }
        let target = spaces.first().map(|space| space.uri.as_str()).unwrap_or_default();
        let schemas: String = spaces.iter().map(|space| space.text.as_str()).collect();
        let mut out = format!(
            "<w:definitions targetNamespace='{target}' name='{}' xmlns:t='{target}'{declared} \
             xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:x='http://www.w3.org/2001/XMLSchema' \
             xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
             xmlns:soap12='http://schemas.xmlsoap.org/wsdl/soap12/'><w:types>{schemas}</w:types>",
            names::any(&mut self.rng)
        );
        let (mut messages, mut port_types, mut services) =
            (Names::default(), Names::default(), Names::default());
        for _ in 0..self.rng.usize(1..=2) {
            let port_type = port_types.fresh(&mut self.rng);
            let style = self.rng.choice(["document", "document", "rpc", "encoded"]).unwrap_or("document");
            let (mut declared, mut bound) = (String::new(), String::new());
            let mut operations = Names::default();
            let mut last = String::new();
            for _ in 0..self.rng.usize(1..7) {
                // Overloads are called alike.
                let name =
                    if !last.is_empty() && self.chance(8) { last } else { operations.fresh(&mut self.rng) };
                let request = self.message(spaces, style, &mut messages, &mut out);
                let _ = write!(declared, "<w:operation name='{name}'><w:input message='t:{request}'/>");
                let usage = if style == "encoded" { "encoded" } else { "literal" };
                let body = format!("<soap:body use='{usage}' namespace='{target}'/>");
                let header = match self
                    .reference(spaces, |space| &space.elements)
                    .filter(|_| self.rng.u8(..4) == 0)
                {
                    Some(element) => {
                        let message = messages.fresh(&mut self.rng);
                        let _ = write!(
                            out,
                            "<w:message name='{message}'><w:part name='h' element='{element}'/></w:message>"
                        );
                        format!("<soap:header message='t:{message}' part='h' use='literal'/>")
                    }
                    None => String::new(),
                };
                let _ = write!(
                    bound,
                    "<w:operation name='{name}'><soap:operation soapAction='{target}/{name}'/><w:input>{header}{body}</w:input>"
                );
                if !self.chance(8) {
                    let reply = self.message(spaces, style, &mut messages, &mut out);
                    let _ = write!(declared, "<w:output message='t:{reply}'/>");
                    let _ = write!(bound, "<w:output>{header}{body}</w:output>");
                    if let Some(element) =
                        self.reference(spaces, |space| &space.elements).filter(|_| self.rng.bool())
                    {
                        let (message, fault) = (messages.fresh(&mut self.rng), names::any(&mut self.rng));
                        let _ = write!(
                            out,
                            "<w:message name='{message}'><w:part name='f' element='{element}'/></w:message>"
                        );
                        let _ = write!(declared, "<w:fault name='{fault}' message='t:{message}'/>");
                        let _ = write!(
                            bound,
                            "<w:fault name='{fault}'><soap:fault name='{fault}' use='literal'/></w:fault>"
                        );
                    }
                }
                declared.push_str("</w:operation>");
                bound.push_str("</w:operation>");
                last = name;
            }
            let _ = write!(out, "<w:portType name='{port_type}'>{declared}</w:portType>");
            let style = if style == "document" { "document" } else { "rpc" };
            let service = services.fresh(&mut self.rng);
            let mut ports = String::new();
            for (index, soap) in ["soap", "soap12"].into_iter().enumerate() {
                if index > 0 && self.chance(2) {
                    continue;
                }
                let bound = bound.replace("<soap:", &format!("<{soap}:"));
                let _ = write!(
                    out,
                    "<w:binding name='{port_type}{soap}' type='t:{port_type}'><{soap}:binding style='{style}' \
                     transport='http://schemas.xmlsoap.org/soap/http'/>{bound}</w:binding>"
                );
                let _ = write!(
                    ports,
                    "<w:port name='{port_type}{index}' binding='t:{port_type}{soap}'><{soap}:address location='http://x/{index}'/></w:port>"
                );
            }
            let _ = write!(out, "<w:service name='{service}'>{ports}</w:service>");
        }
        out.push_str("</w:definitions>");
        out
    }

    /// A message for a style; its name.
    fn message(&mut self, spaces: &[Space], style: &str, messages: &mut Names, out: &mut String) -> String {
        let name = messages.fresh(&mut self.rng);
        let _ = write!(out, "<w:message name='{name}'>");
        let mut parts = Names::default();
        if style == "document" {
            let count = if self.chance(10) { 2 } else { usize::from(!self.chance(12)) };
            for _ in 0..count {
                if let Some(element) = self.reference(spaces, |space| &space.elements) {
                    let part = parts.fresh(&mut self.rng);
                    let _ = write!(out, "<w:part name='{part}' element='{element}'/>");
                }
            }
        } else {
            for _ in 0..self.rng.usize(0..7) {
                let (part, ty) = (parts.fresh(&mut self.rng), self.ty(spaces));
                let _ = write!(out, "<w:part name='{part}' type='{ty}'/>");
            }
        }
        out.push_str("</w:message>");
        name
    }
}
