//! Services, ports, operations and messages.

use super::{Actions, Addressing, Field, Place, Policy, QName, TypeName};

/// A `wsdl:service`, with the ports that have a SOAP binding.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The service's name.
    pub name: QName,
    /// The `wsdl:documentation`, if any.
    pub documentation: Option<String>,
    /// Its SOAP ports, in the order of the contract.
    pub ports: Vec<Port>,
    /// The contract's file stem, `User` for `wsdl/User.wsdl`.
    pub source: String,
    /// The contract's file; the service may be declared in one that it imports.
    pub input: Place,
    /// Where it is declared.
    pub place: Place,
}

/// A `wsdl:port`: a binding of a portType, and its address.
#[derive(Debug, Clone, PartialEq)]
pub struct Port {
    /// The port's name.
    pub name: String,
    /// The binding's name.
    pub binding: QName,
    /// The portType's name.
    pub port_type: QName,
    /// The portType's `wsdl:documentation`, if any.
    pub documentation: Option<String>,
    /// The `soap:address`, if there is one.
    pub address: Option<String>,
    /// The SOAP version of the binding.
    pub version: SoapVersion,
    /// The operations, in the order of the portType.
    pub operations: Vec<Operation>,
    /// What policies ask of all its operations: those of its service, of itself, of its binding and of its portType.
    pub policies: Vec<Policy>,
    /// The WS-Addressing that its policies require.
    pub addressing: Option<Addressing>,
    /// Where it is declared.
    pub place: Place,
}

/// The version of the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SoapVersion {
    /// SOAP 1.1: `text/xml` and a `SOAPAction` header.
    Soap11,
    /// SOAP 1.2: `application/soap+xml` with an `action` parameter.
    Soap12,
}

/// The style of an operation's binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The body holds what the parts' elements say.
    Document,
    /// The body holds one element, named after the operation, around the parts.
    Rpc,
}

/// A `wsdl:operation` as its binding makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The operation's name.
    pub name: String,
    /// The portType's `wsdl:documentation` of it, if any.
    pub documentation: Option<String>,
    /// The `soapAction`; empty when the binding gives none.
    pub action: String,
    /// The actions of WS-Addressing, whether or not anything requires it.
    pub actions: Actions,
    /// What policies ask of it beside those of its port: its own, those of its input, output and faults, and of their
    /// messages.
    pub policies: Vec<Policy>,
    /// A policy says that its requests are MTOM.
    pub mtom: bool,
    /// Document or rpc.
    pub style: Style,
    /// The request.
    pub input: Message,
    /// The reply; `None` for a one-way operation.
    pub output: Option<Message>,
    /// The declared faults, in the order of the portType.
    pub faults: Vec<Fault>,
    /// Where the portType declares it.
    pub place: Place,
}

/// A request or a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The `wsdl:message`'s name.
    pub name: QName,
    /// What stands in the Body.
    pub body: Body,
    /// What stands in the Header, in the order of the binding.
    pub headers: Vec<Header>,
    /// What travels beside the envelope, in the order of the message.
    pub attachments: Vec<Attached>,
}

/// A message part that travels beside the envelope, in a MIME part of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Attached {
    /// The part's name.
    pub name: String,
    /// The media types that the binding allows; any where it names none.
    pub media: Vec<String>,
    /// Where the message declares it.
    pub place: Place,
}

/// What stands in a Body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Document/literal wrapped: one element around the parameters. The wrapper belongs to the operation, since
    /// contracts of one vendor have different wrappers of one name.
    Wrapped {
        /// The wrapper element.
        element: QName,
        /// Its type, where that has a name.
        ty: Option<TypeName>,
        /// The parameters, in schema order, those of base types first.
        fields: Vec<Field>,
    },
    /// Document/literal bare: the parts' elements themselves.
    Bare(Vec<Part>),
    /// rpc: a wrapper named after the operation, around one unqualified element a part.
    Rpc {
        /// The wrapper element.
        element: QName,
        /// The parts.
        parts: Vec<Part>,
        /// `use="encoded"`: SOAP encoding, with types, references and arrays of its own.
        encoded: bool,
    },
}

/// A message part that stands in a Body.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The part's name.
    pub name: String,
    /// The element that it becomes, with its type.
    pub field: Field,
}

/// A header block.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The part's name.
    pub part: String,
    /// The binding says `wsdl:required="true"`.
    pub required: bool,
    /// The element, with its type.
    pub field: Field,
}

/// A declared fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The fault's name.
    pub name: String,
    /// The element in the Fault's detail, with its type.
    pub field: Field,
}

/// An operation of a SOAP binding that cannot be generated.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The portType's name.
    pub port_type: QName,
    /// The operation's name.
    pub name: String,
    /// Why, as a clause: `its binding says use="encoded"`.
    pub why: String,
    /// Where it is declared.
    pub place: Place,
}
