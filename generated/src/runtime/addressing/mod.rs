//! WS-Addressing: where a message goes, what it is for, and its number. Both versions that are in use.
//!
//! Every send has a message number of its own, also a call that is sent again. The reply says which message it answers:
//! one to another message is an error.

mod message_id;
mod relates_to;
mod version;

use std::borrow::Cow;
use std::sync::Arc;

use http::Uri;

use crate::runtime::client::extension::{Extension, Rank, ReplyCheck, Sending};
use crate::runtime::client::{Call, Client, ClientBuilder};
use crate::runtime::codec::encode::escape;
use crate::runtime::codec::strings::{before, tag_end, trim};
use crate::runtime::codec::{Field, Record};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::{Block, EnvelopeParts};
use crate::runtime::soap::{Operation, SoapVersion};

pub use version::AddressingVersion;

use relates_to::RelatesTo;

/// What is sent of WS-Addressing: `To`, `Action`, `MessageID` and `ReplyTo`, and what else is set here.
///
/// ```text
/// let session = Session::builder(url)
///     .addressing(Addressing::new(AddressingVersion::V1).to("urn:example:orders").must_understand())
///     .build()?;
/// ```
///
/// A header block of the program that is called as one of these takes its place.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Addressing {
    version: AddressingVersion,
    to: Option<String>,
    action: Option<String>,
    from: Option<String>,
    reply_to: Option<String>,
    fault_to: Option<String>,
    must_understand: bool,
}

impl Addressing {
    /// By this version, with `To` and `Action` as the contract has them, and answers that come by HTTP.
    pub fn new(version: AddressingVersion) -> Self {
        Self { version, ..Self::default() }
    }

    /// What the service is called, where that is not the URL that is called. By default `To` is that URL, without its
    /// query: that may hold secrets.
    pub fn to(mut self, uri: impl Into<String>) -> Self {
        self.to = Some(uri.into());
        self
    }

    /// Another `Action` than the contract's, also as the action that HTTP tells. It counts for every operation, so this is
    /// mostly for a single call.
    ///
    /// The contract's is what it says for WS-Addressing, else its `soapAction`.
    pub fn action(mut self, uri: impl Into<String>) -> Self {
        self.action = Some(uri.into());
        self
    }

    /// `From`: who sends.
    pub fn from(mut self, address: impl Into<String>) -> Self {
        self.from = Some(address.into());
        self
    }

    /// Where the reply is to go. By default it is the answer to the HTTP request (the anonymous address); whoever sends it
    /// elsewhere gets none here.
    pub fn reply_to(mut self, address: impl Into<String>) -> Self {
        self.reply_to = Some(address.into());
        self
    }

    /// `FaultTo`: where Faults are to go, if not where replies go.
    pub fn fault_to(mut self, address: impl Into<String>) -> Self {
        self.fault_to = Some(address.into());
        self
    }

    /// Sends `To` and `Action` with `mustUnderstand`: a server that does not know WS-Addressing has to refuse the request.
    pub fn must_understand(mut self) -> Self {
        self.must_understand = true;
        self
    }

    /// The action of a request to an operation.
    fn action_of<'s>(&'s self, operation: &'static Operation) -> Result<Cow<'s, str>, Error> {
        let contract = operation.input_action.unwrap_or(operation.action);
        match &self.action {
            Some(action) => Ok(Cow::Borrowed(action)),
            None if contract.is_empty() => Err(Error::config(
                "WS-Addressing wants an action, and the contract gives this operation none: set it with \
                 Addressing::action",
            )
            .named(operation)),
            None => Ok(Cow::Borrowed(contract)),
        }
    }
}

impl Extension for Addressing {
    fn send(
        &self,
        parts: &mut EnvelopeParts<'_>,
        sending: &Sending<'_>,
    ) -> Result<Option<Box<dyn ReplyCheck>>, Error> {
        let operation = sending.operation();
        let own = own_action(parts, self.version);
        let action = match &own {
            Some(own) => Cow::Borrowed(own.as_str()),
            None => self.action_of(operation)?,
        };
        // SOAP 1.2 has one action; SOAP 1.1 has a SOAPAction of the contract's own.
        if (own.is_none() && self.action.is_some()) || parts.version == SoapVersion::Soap12 {
            parts.action = Cow::Owned(action.clone().into_owned());
        }
        let to = self.to.clone().unwrap_or_else(|| called(sending.address()));
        let id = message_id::new();
        // A one-way operation has no reply.
        let anonymous = operation.response.is_some().then_some(self.version.anonymous());
        let reply_to = self.reply_to.as_deref().or(anonymous);
        let demand = match (self.must_understand, parts.version) {
            (false, _) => "",
            (true, SoapVersion::Soap11) => " s:mustUnderstand=\"1\"",
            (true, SoapVersion::Soap12) => " s:mustUnderstand=\"true\"",
        };
        let is_own = has(parts, self.version, "MessageID");
        let mut blocks = Blocks { version: self.version, parts, operation };
        blocks.add("Action", demand, Some(&action), false)?;
        blocks.add("MessageID", "", Some(&id), false)?;
        blocks.add("From", "", self.from.as_deref(), true)?;
        blocks.add("ReplyTo", "", reply_to, true)?;
        blocks.add("FaultTo", "", self.fault_to.as_deref(), true)?;
        blocks.add("To", demand, Some(&to), false)?;
        let check = (!is_own).then(|| Box::new(RelatesTo { id }) as Box<dyn ReplyCheck>);
        Ok(check)
    }
}

/// Whether the program, or the contract, has a block of this name itself.
fn has(parts: &EnvelopeParts<'_>, version: AddressingVersion, local: &str) -> bool {
    parts.headers.iter().any(|block| block.local == local && block.namespace == version.namespace())
}

/// The text of the program's own `Action`, where it is a plain one.
fn own_action(parts: &EnvelopeParts<'_>, version: AddressingVersion) -> Option<String> {
    let named = |block: &&Block| block.local == "Action" && block.namespace == version.namespace();
    let xml = &parts.headers.iter().find(named)?.xml;
    let content = xml.get(tag_end(xml)?..)?;
    let (text, rest) = content.split_at(before(content, b"<&").len());
    (rest.starts_with("</") && !trim(text).is_empty()).then(|| trim(text).to_owned())
}

/// The envelope to which blocks are added.
struct Blocks<'p, 'b> {
    version: AddressingVersion,
    parts: &'p mut EnvelopeParts<'b>,
    operation: &'static Operation,
}

impl Blocks<'_, '_> {
    /// Adds a block with a text, which is in an element `Address` where the block is an endpoint.
    fn add(&mut self, local: &str, demand: &str, text: Option<&str>, endpoint: bool) -> Result<(), Error> {
        let Some(text) = text.filter(|_| !has(self.parts, self.version, local)) else { return Ok(()) };
        let namespace = self.version.namespace();
        let prefix = self.parts.declare("wsa", namespace);
        let (open, close) = match endpoint {
            true => (format!("<{prefix}:Address>"), format!("</{prefix}:Address>")),
            false => (String::new(), String::new()),
        };
        let mut xml = format!("<{prefix}:{local}{demand}>{open}");
        escape(text, &mut xml, false).map_err(|error| Error::from_encode(self.operation, error))?;
        xml.push_str(&format!("{close}</{prefix}:{local}>"));
        self.parts.add(namespace, local, xml);
        Ok(())
    }
}

/// A URL as the name of what is called: without its query.
fn called(address: &Uri) -> String {
    let host = address.authority().map(|all| all.as_str()).unwrap_or_default();
    format!("{}://{host}{}", address.scheme_str().unwrap_or("http"), address.path())
}

impl ClientBuilder {
    /// Sends all calls with WS-Addressing, and looks whether replies answer them. What is known of a reply is in
    /// [`Reply::checked`](crate::runtime::client::Reply::checked).
    pub fn addressing(self, addressing: Addressing) -> Self {
        self.extended(Rank::Addressing, Arc::new(addressing))
    }

    /// Sends calls without WS-Addressing, also where the contract's policy asks for it.
    pub fn without_addressing(self) -> Self {
        self.plain(Rank::Addressing)
    }
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Clone + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// A client that sends its calls with this WS-Addressing. It shares the connections and the ticket.
    #[must_use]
    pub fn with_addressing(&self, addressing: Addressing) -> Self {
        self.extended(Rank::Addressing, Arc::new(addressing))
    }

    /// A client that sends its calls without WS-Addressing. It shares the connections and the ticket.
    #[must_use]
    pub fn without_addressing(&self) -> Self {
        self.plain(Rank::Addressing)
    }
}

impl<T, R> Call<'_, T, R>
where
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// Sends this call with WS-Addressing, instead of as the client says.
    pub fn addressing(self, addressing: Addressing) -> Self {
        self.extended(Rank::Addressing, Arc::new(addressing))
    }

    /// Sends this call without WS-Addressing.
    pub fn without_addressing(self) -> Self {
        self.plain(Rank::Addressing)
    }
}
