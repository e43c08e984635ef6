//! The contract as plain data: names as strings, nothing but what a reader wants to know.

use serde::Serialize;

use super::policies::{self, ActionsView, PolicyView, ProgramView};

use crate::contract::{
    Attribute, Body, Contract, EnumValue, Field, GroupKind, Header, Message, Occurs, Operation, Particle,
    Port, SoapVersion, Struct, Style, Type, TypeKind, TypeName, TypeRef,
};

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContractView {
    /// Its services.
    pub services: Vec<ServiceView>,
    /// Its types, sorted by name.
    pub types: Vec<TypeView>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceView {
    /// Its name.
    pub name: String,
    /// Its ports.
    pub ports: Vec<PortView>,
}

/// A port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortView {
    /// Its name.
    pub name: String,
    /// `1.1` or `1.2`.
    pub soap: &'static str,
    /// Its address.
    pub address: Option<String>,
    /// What policies ask of all its operations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicyView>,
    /// What a program writes for policies, its operations' among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<ProgramView>,
    /// Its operations, in the order of the contract.
    pub operations: Vec<OperationView>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperationView {
    /// Its name.
    pub name: String,
    /// `document` or `rpc`.
    pub style: &'static str,
    /// The SOAPAction.
    pub action: String,
    /// The actions of WS-Addressing, where the contract requires it, or says an action that is not the SOAPAction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressing: Option<ActionsView>,
    /// What policies ask of it beside those of its port.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<PolicyView>,
    /// The request.
    pub input: MessageView,
    /// The reply; none for a one-way operation.
    pub output: Option<MessageView>,
    /// The declared faults.
    pub faults: Vec<HeaderView>,
}

/// A request or reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// `wrapped`, `bare`, `rpc` or `empty`.
    pub form: &'static str,
    /// The element around the fields, where there is one.
    pub element: Option<String>,
    /// The fields, in order.
    pub fields: Vec<FieldView>,
    /// The header blocks, in order.
    pub headers: Vec<HeaderView>,
    /// The parts that travel beside the envelope.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
}

/// A header block, or a fault's detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeaderView {
    /// The element.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypeView {
    /// Its name; an anonymous type's is the path of elements down to it.
    pub name: String,
    /// `struct`, `dictionary`, `enum`, `flags`, `list`, `union` or `alias`.
    pub kind: &'static str,
    /// The type that it extends or restricts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// It cannot stand for itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_abstract: bool,
    /// A struct's own elements, in order; a dictionary's key and value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldView>,
    /// A struct's own attributes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeView>,
    /// The type of a struct's text, a list's items; the members of a union.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// The values of an enumeration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<EnumValueView>,
    /// The facets of an alias, as `maxLength=40`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<String>,
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// The wire name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// How often: `1`, `0..1`, `0..*`.
    pub occurs: String,
    /// It may be `xsi:nil`.
    pub nillable: bool,
    /// The groups that it stands in, outermost first: `choice 1`, `sequence 0..*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeView {
    /// The wire name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// It has to be there.
    pub required: bool,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnumValueView {
    /// As on the wire.
    pub name: String,
    /// The number behind it.
    pub number: Option<i64>,
}

pub(super) fn view(
    contract: &Contract,
    wanted_type: &dyn Fn(&TypeName) -> bool,
    wanted: &dyn Fn(&str, &str) -> bool,
) -> ContractView {
    let services = contract.services.iter().map(|service| {
        let local = &service.name.local;
        let ports: Vec<PortView> =
            service.ports.iter().map(|p| port(p, &|name| wanted(local, name))).collect();
        ServiceView { name: service.name.to_string(), ports }
    });
    ContractView {
        services: services
            .filter(|s| s.ports.iter().any(|p| !p.operations.is_empty()) || wanted(&s.name, ""))
            .collect(),
        types: contract
            .types
            .iter()
            .filter(|(name, _)| wanted_type(name))
            .map(|(n, t)| type_view(n, t))
            .collect(),
    }
}

fn port(port: &Port, wanted: &dyn Fn(&str) -> bool) -> PortView {
    PortView {
        name: port.name.clone(),
        soap: match port.version {
            SoapVersion::Soap11 => "1.1",
            SoapVersion::Soap12 => "1.2",
        },
        address: port.address.clone(),
        policies: policies::views(&port.policies),
        program: ProgramView::new(port),
        operations: port.operations.iter().filter(|o| wanted(&o.name)).map(|o| operation(port, o)).collect(),
    }
}

fn operation(port: &Port, operation: &Operation) -> OperationView {
    let said = port.addressing.is_some()
        || !operation.action.is_empty() && operation.actions.input != operation.action;
    OperationView {
        name: operation.name.clone(),
        style: match operation.style {
            Style::Document => "document",
            Style::Rpc => "rpc",
        },
        action: operation.action.clone(),
        addressing: said.then(|| ActionsView::new(&operation.actions)),
        policies: policies::views(&operation.policies),
        input: message(&operation.input),
        output: operation.output.as_ref().map(message),
        faults: operation
            .faults
            .iter()
            .map(|fault| HeaderView { name: fault.field.name.to_string(), ty: type_name(&fault.field.ty) })
            .collect(),
    }
}

fn message(message: &Message) -> MessageView {
    let (form, element, fields) = match &message.body {
        Body::Empty => ("empty", None, Vec::new()),
        Body::Wrapped { element, fields, .. } => {
            ("wrapped", Some(element.to_string()), fields.iter().map(|f| field(f, &[])).collect())
        }
        Body::Bare(parts) => ("bare", None, parts.iter().map(|part| field(&part.field, &[])).collect()),
        Body::Rpc { element, parts, encoded } => (
            if *encoded { "rpc encoded" } else { "rpc" },
            Some(element.to_string()),
            parts.iter().map(|part| field(&part.field, &[])).collect(),
        ),
    };
    let header =
        |header: &Header| HeaderView { name: header.field.name.to_string(), ty: type_name(&header.field.ty) };
    let attachments = message.attachments.iter().map(|attached| attached.name.clone()).collect();
    MessageView { form, element, fields, headers: message.headers.iter().map(header).collect(), attachments }
}

fn type_view(name: &TypeName, ty: &Type) -> TypeView {
    let mut view = TypeView {
        name: name.to_string(),
        kind: "struct",
        base: None,
        is_abstract: false,
        fields: Vec::new(),
        attributes: Vec::new(),
        of: Vec::new(),
        values: Vec::new(),
        facets: Vec::new(),
    };
    match &ty.kind {
        TypeKind::Struct(content) => structure(content, &mut view),
        TypeKind::Dictionary { key, value, .. } => {
            view.kind = "dictionary";
            view.fields = vec![field(key, &[]), field(value, &[])];
        }
        TypeKind::Array(array) => {
            view.kind = "array";
            view.of = vec![type_name(&array.item.ty)];
        }
        TypeKind::Enum(list) | TypeKind::Flags(list) => {
            view.kind = if matches!(ty.kind, TypeKind::Flags(_)) { "flags" } else { "enum" };
            view.base = Some(type_name(&list.base));
            let value = |v: &EnumValue| EnumValueView { name: v.wire.clone(), number: v.number };
            view.values = list.values.iter().map(value).collect();
        }
        TypeKind::List(item) => {
            view.kind = "list";
            view.of = vec![type_name(item)];
        }
        TypeKind::Union(members) => {
            view.kind = "union";
            view.of = members.iter().map(type_name).collect();
        }
        TypeKind::Alias(simple) => {
            view.kind = "alias";
            view.base = Some(type_name(&simple.base));
            view.facets = simple.facets.iter().map(|f| format!("{}={}", f.name, f.value)).collect();
        }
    }
    view
}

fn structure(content: &Struct, view: &mut TypeView) {
    view.base = content.base.as_ref().map(ToString::to_string);
    view.is_abstract = content.is_abstract;
    particles(&content.particles, &mut Vec::new(), &mut view.fields);
    let attribute = |a: &Attribute| AttributeView {
        name: a.name.to_string(),
        ty: type_name(&a.ty),
        required: a.required,
    };
    view.attributes = content.attributes.iter().map(attribute).collect();
    view.of = content.text.iter().map(type_name).collect();
}

fn particles(list: &[Particle], within: &mut Vec<String>, fields: &mut Vec<FieldView>) {
    for particle in list {
        match particle {
            Particle::Element(element) => fields.push(field(element, within)),
            Particle::Any(any) => fields.push(FieldView {
                name: "*".to_owned(),
                ty: any.namespaces.written(),
                occurs: occurs(any.occurs),
                nillable: false,
                within: within.clone(),
            }),
            Particle::Group(group) => {
                let kind = match group.kind {
                    GroupKind::Sequence => "sequence",
                    GroupKind::Choice => "choice",
                    GroupKind::All => "all",
                };
                within.push(format!("{kind} {}", occurs(group.occurs)));
                particles(&group.particles, within, fields);
                within.pop();
            }
        }
    }
}

fn field(field: &Field, within: &[String]) -> FieldView {
    FieldView {
        name: field.name.to_string(),
        ty: type_name(&field.ty),
        occurs: occurs(field.occurs),
        nillable: field.nillable,
        within: within.to_vec(),
    }
}

fn occurs(occurs: Occurs) -> String {
    match (occurs.min, occurs.max) {
        (min, None) => format!("{min}..*"),
        (min, Some(max)) if min == max => min.to_string(),
        (min, Some(max)) => format!("{min}..{max}"),
    }
}

/// `xs:int` for a built-in type, `{namespace}local` for one of the contract.
fn type_name(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(name) => name.to_string(),
        TypeRef::Builtin(builtin) => builtin.name().to_owned(),
    }
}
