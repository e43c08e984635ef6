//! The syntax model of WSDL 1.1, with the SOAP and MIME extension elements.

use std::sync::Arc;

use super::Reference;
use crate::contract::{QName, SoapVersion, Style};
use crate::load::{DocId, Spot};

/// One `wsdl:definitions`.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    /// Its `targetNamespace`.
    pub(crate) target: Arc<str>,
    /// Its `name`.
    pub(crate) name: Option<Arc<str>>,
    /// The contracts (or schemas) that it imports.
    pub(crate) imports: Vec<DocId>,
    /// Its messages.
    pub(crate) messages: Vec<Message>,
    /// Its portTypes.
    pub(crate) port_types: Vec<PortType>,
    /// Its bindings.
    pub(crate) bindings: Vec<Binding>,
    /// Its services.
    pub(crate) services: Vec<Service>,
}

/// A `wsdl:message`.
#[derive(Debug)]
pub(crate) struct Message {
    /// Its name.
    pub(crate) name: QName,
    /// Its parts.
    pub(crate) parts: Vec<Part>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A part of a message.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// The element that it is.
    pub(crate) element: Option<Reference>,
    /// The type that it has. Some have neither.
    pub(crate) ty: Option<Reference>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A `wsdl:portType`.
#[derive(Debug)]
pub(crate) struct PortType {
    /// Its name.
    pub(crate) name: QName,
    /// Its documentation.
    pub(crate) documentation: Option<String>,
    /// Its operations.
    pub(crate) operations: Vec<Operation>,
    /// Where.
    pub(crate) spot: Spot,
}

/// An operation of a portType.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Its documentation.
    pub(crate) documentation: Option<String>,
    /// What is sent.
    pub(crate) input: Option<Direction>,
    /// What comes back.
    pub(crate) output: Option<Direction>,
    /// The output stands before the input: the server asks.
    pub(crate) solicits: bool,
    /// What may come back instead.
    pub(crate) faults: Vec<Direction>,
    /// Where.
    pub(crate) spot: Spot,
}

/// An input, output or fault of a portType's operation.
#[derive(Debug)]
pub(crate) struct Direction {
    /// Its name.
    pub(crate) name: Option<Arc<str>>,
    /// Its message.
    pub(crate) message: Option<Reference>,
    /// Its action of WS-Addressing, such as a `wsam:Action`.
    pub(crate) action: Option<String>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A `wsdl:binding`.
#[derive(Debug)]
pub(crate) struct Binding {
    /// Its name.
    pub(crate) name: QName,
    /// Its portType.
    pub(crate) port_type: Option<Reference>,
    /// The SOAP extension, if it is a SOAP binding.
    pub(crate) soap: Option<SoapBinding>,
    /// Its operations.
    pub(crate) operations: Vec<BindingOperation>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A `soap:binding`.
#[derive(Debug)]
pub(crate) struct SoapBinding {
    /// By the extension's namespace.
    pub(crate) version: SoapVersion,
    /// The style of operations that say nothing.
    pub(crate) style: Style,
    /// The `transport`.
    pub(crate) transport: Option<String>,
}

/// An operation of a binding.
#[derive(Debug)]
pub(crate) struct BindingOperation {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// The `soapAction`.
    pub(crate) action: Option<String>,
    /// The `style`, where it says one.
    pub(crate) style: Option<Style>,
    /// The input.
    pub(crate) input: Option<BindingDirection>,
    /// The output.
    pub(crate) output: Option<BindingDirection>,
    /// Its faults: their names, and where they are.
    pub(crate) faults: Vec<(Option<Arc<str>>, Spot)>,
    /// Where.
    pub(crate) spot: Spot,
}

/// An input or output of a binding's operation.
#[derive(Debug, Default)]
pub(crate) struct BindingDirection {
    /// Its name.
    pub(crate) name: Option<Arc<str>>,
    /// The `soap:body`.
    pub(crate) body: SoapBody,
    /// The `soap:header`s.
    pub(crate) headers: Vec<SoapHeader>,
    /// The `mime:content`s: what travels beside the envelope.
    pub(crate) attachments: Vec<MimeContent>,
    /// Where, if there is one.
    pub(crate) spot: Option<Spot>,
}

/// A `mime:content`. Several of one part are alternatives.
#[derive(Debug)]
pub(crate) struct MimeContent {
    /// The part that it is; the message's only one where it names none.
    pub(crate) part: Option<Arc<str>>,
    /// Its media type.
    pub(crate) media: Option<String>,
}

/// A `soap:body`.
#[derive(Debug, Default)]
pub(crate) struct SoapBody {
    /// `use="encoded"`.
    pub(crate) encoded: bool,
    /// The wrapper's namespace, for rpc.
    pub(crate) namespace: Option<Arc<str>>,
    /// The parts that stand in the body, where it says so.
    pub(crate) parts: Option<Vec<Arc<str>>>,
    /// Where, if there is one.
    pub(crate) spot: Option<Spot>,
}

/// A `soap:header`.
#[derive(Debug)]
pub(crate) struct SoapHeader {
    /// Its message; the operation's own where it names none.
    pub(crate) message: Option<Reference>,
    /// The part of it.
    pub(crate) part: Arc<str>,
    /// The element's namespace, where the part has a type.
    pub(crate) namespace: Option<Arc<str>>,
    /// `use="encoded"`.
    pub(crate) encoded: bool,
    /// `wsdl:required="true"`.
    pub(crate) required: bool,
    /// Where.
    pub(crate) spot: Spot,
}

/// A `wsdl:service`.
#[derive(Debug)]
pub(crate) struct Service {
    /// Its name.
    pub(crate) name: QName,
    /// Its documentation.
    pub(crate) documentation: Option<String>,
    /// Its ports.
    pub(crate) ports: Vec<Port>,
    /// Where.
    pub(crate) spot: Spot,
}

/// A `wsdl:port`.
#[derive(Debug)]
pub(crate) struct Port {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Its binding.
    pub(crate) binding: Option<Reference>,
    /// The `soap:address`.
    pub(crate) address: Option<String>,
    /// Where.
    pub(crate) spot: Spot,
}
