//! Header blocks that the contract does not declare.

use std::fmt;
use std::sync::Arc;

use super::demand::HeaderDemand;
use super::envelope::EnvelopeParts;
use super::operation::{Operation, Service, SoapVersion};
use crate::runtime::codec::chars::is_ncname;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::encode::{Encoder, escape};
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::strings::{before, find, trim};
use crate::runtime::codec::tables::{TypeDef, ns};
use crate::runtime::codec::{EncodeError, Reading, Record, Typed};
use crate::runtime::error::Error;
use crate::runtime::values::{Namespace, QName};

/// The prefix of an element that is made here. No namespace of a contract has it.
const OURS: &str = "z";

/// A request header block that the contract does not declare.
///
/// ```text
/// let route = HeaderBlock::text("urn:example:route", "Route", "north").must_understand();
/// let raw = HeaderBlock::raw("<t:Token xmlns:t='urn:example:token' kind='plain'>abc</t:Token>")?.secret();
/// ```
#[derive(Clone)]
pub struct HeaderBlock {
    /// Its name and the attributes of SOAP.
    demand: HeaderDemand,
    namespace: Namespace,
    content: Content,
    is_secret: bool,
}

/// What stands in a block.
#[derive(Clone)]
enum Content {
    /// The whole element.
    Raw(Arc<str>, Arc<Start>),
    Text(Arc<str>),
    Typed(Arc<dyn Record + Send + Sync>, &'static TypeDef),
}

impl HeaderBlock {
    /// A block as XML: one well-formed element, which declares all the namespaces that it uses. White space around it is
    /// left out; else it is sent as it is.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when it is not such an element.
    pub fn raw(xml: impl AsRef<str>) -> Result<Self, Error> {
        let xml = trim(xml.as_ref());
        match Start::look(xml) {
            Ok(start) => {
                let QName { namespace, local } = start.name.clone();
                Ok(Self::new(namespace, local, Content::Raw(Arc::from(xml), Arc::new(start))))
            }
            Err(error) => Err(Error::config(format!(
                "a header block of the program is not one well-formed element with all its namespaces declared in it: {error}"
            ))),
        }
    }

    /// A block with text in it, which is escaped.
    pub fn text(namespace: impl Into<Namespace>, name: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self::new(namespace.into(), name.into(), Content::Text(Arc::from(text.as_ref())))
    }

    /// A block with the content of a generated type, under any name. It is written when the call is sent, so the type must
    /// be one of the crate of the operation that is called.
    pub fn typed<T>(namespace: impl Into<Namespace>, name: impl Into<String>, value: T) -> Self
    where
        T: Typed + Send + Sync + 'static,
    {
        Self::new(namespace.into(), name.into(), Content::Typed(Arc::new(value), T::TABLE))
    }

    fn new(namespace: Namespace, local: String, content: Content) -> Self {
        let demand = HeaderDemand { name: local, ..HeaderDemand::default() };
        Self { demand, namespace, content, is_secret: false }
    }

    /// Sends the block with `mustUnderstand`: a server that does not know it has to refuse the request.
    #[must_use]
    pub fn must_understand(mut self) -> Self {
        self.demand.must_understand = true;
        self
    }

    /// Sends the block for a role: the `actor` of SOAP 1.1, the `role` of SOAP 1.2.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.demand.role = Some(role.into());
        self
    }

    /// Keeps the block's content and the values of its attributes out of errors and logs, also where the server repeats
    /// them.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// The name of its element.
    #[must_use]
    pub fn name(&self) -> QName {
        QName { namespace: self.namespace.clone(), local: self.demand.name.clone() }
    }

    /// Adds the block to an envelope.
    pub(in crate::runtime) fn add_to(
        &self,
        parts: &mut EnvelopeParts<'_>,
        operation: &Operation,
    ) -> Result<(), EncodeError> {
        let made;
        let (xml, start) = match &self.content {
            Content::Raw(xml, start) => (&**xml, &**start),
            content => {
                let xml = self.element(content, operation.service)?;
                let start = Start::look(&xml).map_err(|error| self.unwritable(&error))?;
                made = (xml, start);
                (&*made.0, &made.1)
            }
        };
        let attributes = self.attributes(xml, start, parts.version)?;
        let (name, rest) = xml.split_at_checked(start.name_end).unwrap_or((xml, ""));
        if self.is_secret {
            parts.secrets.push(self.demand.name.clone().into());
            parts.secrets.extend(start.attributes.iter().map(|name| name.clone().into()));
        }
        parts.add(&self.namespace, &self.demand.name, format!("{name}{attributes}{rest}"));
        Ok(())
    }

    /// The element, without the attributes of SOAP.
    fn element(&self, content: &Content, service: &Service) -> Result<String, EncodeError> {
        let local = &self.demand.name;
        if !is_ncname(local) {
            return Err(EncodeError::new(format!("{local:?} is not a name that an element can have")));
        }
        let (mut name, mut declared) = (local.clone(), String::new());
        if !self.namespace.is_empty() {
            name = format!("{OURS}:{local}");
            declared = format!(" xmlns:{OURS}=\"");
            escape(&self.namespace, &mut declared, true)?;
            declared.push('"');
        }
        match content {
            Content::Typed(record, def) => {
                let mut encoder = Encoder::new(service.namespaces);
                encoder.around(&name, &**record, def)?;
                let used = std::mem::take(&mut encoder.used);
                let rest = encoder.out.split_off(1 + name.len());
                encoder.out.push_str(&declared);
                encoder.declarations(&used)?;
                encoder.out.push_str(&rest);
                Ok(encoder.out)
            }
            Content::Text(text) | Content::Raw(text, _) => {
                let mut out = format!("<{name}{declared}>");
                escape(text, &mut out, false)?;
                out.push_str(&format!("</{name}>"));
                Ok(out)
            }
        }
    }

    /// The attributes of SOAP, with a prefix that the block does not use for something else.
    fn attributes(&self, xml: &str, start: &Start, version: SoapVersion) -> Result<String, EncodeError> {
        let soap = match version {
            SoapVersion::Soap11 => ns::SOAP11,
            SoapVersion::Soap12 => ns::SOAP12,
        };
        let ours = [
            (self.demand.must_understand, "mustUnderstand"),
            (self.demand.role.is_some(), if soap == ns::SOAP11 { "actor" } else { "role" }),
        ];
        for (is_set, local) in ours {
            if is_set && start.soap.iter().any(|(number, name)| *number == soap && name == local) {
                let name = &self.demand.name;
                return Err(EncodeError::new(format!(
                    "the header block `{name}` has a {local} of its own, and is to get one"
                )));
            }
        }
        let uri = ns::WELL_KNOWN.get(usize::from(soap)).copied().unwrap_or_default();
        if start.soap_prefix.as_ref().is_none_or(|bound| **bound == *uri) {
            return self.demand.attributes(version, "s");
        }
        let (mut prefix, mut number) = ("soap".to_owned(), 1);
        while find(xml, &prefix).is_some() {
            number += 1;
            prefix = format!("soap{number}");
        }
        match self.demand.attributes(version, &prefix)? {
            none if none.is_empty() => Ok(none),
            some => Ok(format!(" xmlns:{prefix}=\"{uri}\"{some}")),
        }
    }

    fn unwritable(&self, error: &DecodeError) -> EncodeError {
        EncodeError::new(format!("the header block `{}` is no well-formed XML: {error}", self.demand.name))
    }
}

/// Without the content, which may be a secret.
impl fmt::Debug for HeaderBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderBlock")
            .field("namespace", &self.namespace)
            .field("name", &self.demand.name)
            .field("must_understand", &self.demand.must_understand)
            .field("role", &self.demand.role)
            .finish_non_exhaustive()
    }
}

/// The start tag of a block's element.
struct Start {
    name: QName,
    /// Where its name ends.
    name_end: usize,
    /// What the prefix `s` stands for in it, where it says so itself.
    soap_prefix: Option<Namespace>,
    /// Its attributes in a namespace of SOAP: the number of that, and the local name.
    soap: Vec<(u16, String)>,
    /// The local names of the others.
    attributes: Vec<String>,
}

impl Start {
    /// Looks at the only element of a text.
    ///
    /// # Errors
    /// When there is something else, or the element is not well-formed.
    fn look(xml: &str) -> Result<Self, DecodeError> {
        let looked = || {
            let mut decoder = Decoder::new(xml, &ns::WELL_KNOWN, Reading::strict())?;
            let begins = decoder.cursor.position == 0 && xml.starts_with('<');
            if !begins || xml.starts_with("<!") || xml.starts_with("<?") {
                return Err(DecodeError::syntax("something else than an element at the beginning", 0));
            }
            let tag = decoder.cursor.start_tag()?;
            let name_end = before(xml, b" \t\r\n/>").len();
            let (mut soap, mut attributes) = (Vec::new(), Vec::new());
            for (namespace, _, local, _) in decoder.cursor.each_attribute() {
                match namespace {
                    ns::SOAP11 | ns::SOAP12 => soap.push((namespace, local.to_owned())),
                    _ => attributes.push(local.to_owned()),
                }
            }
            let soap_prefix = decoder.cursor.qualified_name("s:s").map(|name| name.namespace);
            let name = decoder.cursor.name_of(&tag);
            decoder.pass(&tag)?;
            decoder.cursor.finish()?;
            if !xml.ends_with('>') || xml.ends_with("-->") || xml.ends_with("?>") {
                return Err(DecodeError::syntax("something after the end of the element", xml.len()));
            }
            Ok(Self { name, name_end, soap_prefix, soap, attributes })
        };
        looked().map_err(|error: DecodeError| error.locate(xml))
    }
}

#[cfg(test)]
mod tests {
    use super::HeaderBlock;

    #[test]
    fn a_block_is_shown_without_its_content() {
        let shown = format!("{:?}", HeaderBlock::text("urn:a", "Key", "hunter2").must_understand());
        assert!(shown.contains("urn:a") && shown.contains("Key") && !shown.contains("hunter2"), "{shown}");
    }
}
