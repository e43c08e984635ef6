//! A request's envelope in parts, for calls that send more than the contract declares: header blocks of the program, and
//! what extensions add. What is written of them is what is sent.
//!
//! A call without any of these never comes here: [`envelope_with`](super::envelope_with) writes its envelope in one go.

use std::borrow::Cow;

use super::body::EncodedBody;
use super::version;
use super::write::{END, header_block};
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::encode::{Encoder, escape, push_prefix};
use crate::runtime::codec::field::{Record, View};
use crate::runtime::codec::strings::before;
use crate::runtime::codec::tables::ns;
use crate::runtime::soap::demand::HeaderDemand;
use crate::runtime::soap::operation::{Operation, SoapVersion};

/// The namespace of `wsu:Id`.
pub(in crate::runtime) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// The envelope of one send, before it is written.
pub(in crate::runtime) struct EnvelopeParts<'b> {
    pub(in crate::runtime) version: SoapVersion,
    /// Prefix and namespace, as the start tag of the Envelope declares them. `s` is SOAP's own.
    pub(in crate::runtime) declarations: Vec<(String, String)>,
    /// The header blocks: those of the contract, those of the program, those of extensions.
    pub(in crate::runtime) headers: Vec<Block>,
    /// Whether there is a Header element even without a block.
    has_header: bool,
    /// The content of the Body, as it is sent: where values leave as parts, with an `xop:Include` in place of each.
    pub(in crate::runtime) body: Cow<'b, str>,
    /// The Body as it was encoded: [`signed_text`](EncodedBody::signed_text) has it with base64 in place of parts.
    #[cfg_attr(not(feature = "wsse-signature"), expect(dead_code, reason = "nothing is signed"))]
    pub(in crate::runtime) encoded: &'b EncodedBody,
    /// The `wsu:Id` of the Body.
    pub(in crate::runtime) body_id: Option<String>,
    /// The action that HTTP tells: `SOAPAction` in SOAP 1.1, a parameter of the media type in SOAP 1.2.
    pub(in crate::runtime) action: Cow<'static, str>,
    /// Local names of elements and attributes that no error and log shows, beside those of the service.
    pub(in crate::runtime) secrets: Vec<Cow<'static, str>>,
}

/// One header block.
#[derive(Clone)]
pub(in crate::runtime) struct Block {
    /// The namespace of its element.
    #[cfg_attr(
        not(any(feature = "addressing", feature = "wsse")),
        allow(dead_code, reason = "for extensions")
    )]
    pub(in crate::runtime) namespace: String,
    /// The local name of its element.
    #[cfg_attr(
        not(any(feature = "addressing", feature = "wsse")),
        allow(dead_code, reason = "for extensions")
    )]
    pub(in crate::runtime) local: String,
    /// The element. It uses the prefixes of the Envelope, or declares its own.
    pub(in crate::runtime) xml: String,
}

impl<'b> EnvelopeParts<'b> {
    /// What the contract declares: its header blocks, as far as they are set, and the Body, which is sent as `xml`.
    pub(in crate::runtime) fn new(
        operation: &Operation,
        headers: &dyn Record,
        demands: &[HeaderDemand],
        body: &'b EncodedBody,
        xml: &'b str,
    ) -> Result<Self, EncodeError> {
        let service = operation.service;
        let (mut blocks, mut used) = (Vec::new(), body.used.clone());
        used.add(version(service));
        for particle in operation.request.headers {
            let view = headers.view(particle.slot);
            if matches!(view, View::Absent) {
                continue;
            }
            let mut encoder = Encoder::new(service.namespaces);
            header_block(&mut encoder, particle, view, demands, service.version)?;
            used.add_all(&encoder.used);
            let uri = service.namespaces.get(usize::from(particle.namespace)).copied().unwrap_or_default();
            let (namespace, local) = (uri.to_owned(), particle.name().to_owned());
            blocks.push(Block { namespace, local, xml: encoder.out });
        }
        let mut declarations = Vec::new();
        for number in used.iter() {
            declarations.extend(declaration(number, service.namespaces));
        }
        Ok(Self {
            version: service.version,
            declarations,
            headers: blocks,
            has_header: !operation.request.headers.is_empty(),
            body: Cow::Borrowed(xml),
            encoded: body,
            body_id: None,
            action: Cow::Borrowed(operation.action),
            secrets: Vec::new(),
        })
    }

    /// Has the Envelope declare a namespace. Gives its prefix: the wanted one, unless that stands for another namespace or
    /// this one has a prefix already.
    #[cfg_attr(not(feature = "addressing"), allow(dead_code, reason = "for extensions"))]
    pub(in crate::runtime) fn declare(&mut self, wanted: &str, uri: &str) -> String {
        if let Some((prefix, _)) = self.declarations.iter().find(|(_, declared)| declared == uri) {
            return prefix.clone();
        }
        let (mut prefix, mut number) = (wanted.to_owned(), 1);
        while self.declarations.iter().any(|(taken, _)| *taken == prefix) {
            number += 1;
            prefix = format!("{wanted}{number}");
        }
        self.declarations.push((prefix.clone(), uri.to_owned()));
        prefix
    }

    /// Adds a header block behind the others.
    pub(in crate::runtime) fn add(&mut self, namespace: &str, local: &str, xml: String) {
        self.headers.push(Block { namespace: namespace.to_owned(), local: local.to_owned(), xml });
    }

    /// The envelope.
    pub(in crate::runtime) fn write(&self) -> Result<String, EncodeError> {
        let blocks: usize = self.headers.iter().map(|block| block.xml.len()).sum();
        let declared: usize = self.declarations.iter().map(|(_, uri)| uri.len() + 16).sum();
        let mut out = String::with_capacity(256 + declared + blocks + self.body.len());
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope");
        for (prefix, uri) in &self.declarations {
            attribute(&mut out, &format!("xmlns:{prefix}"), uri)?;
        }
        out.push('>');
        if self.has_header || !self.headers.is_empty() {
            out.push_str("<s:Header>");
            for block in &self.headers {
                out.push_str(&block.xml);
            }
            out.push_str("</s:Header>");
        }
        out.push_str("<s:Body");
        if let Some(id) = &self.body_id {
            attribute(&mut out, "xmlns:wsu", WSU)?;
            attribute(&mut out, "wsu:Id", id)?;
        }
        out.push('>');
        out.push_str(&self.body);
        out.push_str(END);
        Ok(out)
    }
}

/// ` name="value"`.
fn attribute(out: &mut String, name: &str, value: &str) -> Result<(), EncodeError> {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out, true)?;
    out.push('"');
    Ok(())
}

/// The prefix and the URI of a namespace that an Envelope has to declare.
fn declaration(number: u16, namespaces: &[&str]) -> Option<(String, String)> {
    let uri = namespaces.get(usize::from(number)).filter(|_| !matches!(number, ns::NONE | ns::XML))?;
    let mut prefix = String::new();
    push_prefix(number, &mut prefix);
    Some((before(&prefix, b":").to_owned(), (*uri).to_owned()))
}
