//! Sample envelopes, made from the contract alone: right in SOAP version, headers, namespaces and order.

mod build;
mod candidates;
mod facets;
mod matches;
mod room;
mod value;
mod write;

pub(crate) use build::{Content, Node, message, node};
pub(crate) use write::envelope;

use crate::contract::{Builtin, Contract, Operation, Port, TypeKind, TypeRef};
use crate::error::Error;
use crate::visible;

/// The two envelopes of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The `Content-Type` of the request, with the action where SOAP 1.2 has it.
    pub content_type: String,
    /// The `SOAPAction` header of SOAP 1.1, quotes included.
    pub soap_action: Option<String>,
    /// The request's envelope.
    pub request: String,
    /// The reply's envelope; none for a one-way operation.
    pub response: Option<String>,
}

/// Makes the envelopes of an operation, `Operation` or `Service.Operation`. Every field is shown once, with a plausible
/// value that obeys the facets of its type; where a type contains itself, the inner one is left out. A comment says where it would get too large or too deep. Header blocks that
/// no binding requires (`wsdl:required`) are named in a comment, and shown where `headers` asks for them.
///
/// # Errors
///
/// When there is no such operation (the nearest one is named), or several of the name in different services.
pub fn sample(contract: &Contract, name: &str, headers: bool) -> Result<Sample, Error> {
    let found = crate::inspect::find(contract, name)?;
    let services: std::collections::BTreeSet<_> =
        found.iter().map(|(s, _)| s.name.local.to_string()).collect();
    if services.len() > 1 {
        let list: Vec<String> = services.iter().map(|s| format!("{s}.{name}")).collect();
        return Err(Error::usage(format!("several services have an operation `{name}`"))
            .with_help(format!("name one of {}", list.join(", "))));
    }
    // Of several ports the first is the one that clients use.
    let first = found.first().and_then(|(service, operation)| {
        let holds = |port: &&Port| port.operations.iter().any(|o| std::ptr::eq(o, *operation));
        service.ports.iter().find(holds).map(|port| (port, *operation))
    });
    match first {
        Some((port, operation)) => Ok(envelopes(contract, port, operation, headers)),
        None => Err(Error::usage(format!("no port offers `{name}`"))),
    }
}

fn envelopes(contract: &Contract, port: &Port, operation: &Operation, headers: bool) -> Sample {
    use crate::contract::SoapVersion::{Soap11, Soap12};
    let envelope = |message| {
        visible::xml(&write::envelope(port.version, &build::message(contract, message, headers))).into_owned()
    };
    let action = visible::escaped(&operation.action);
    let (content_type, soap_action) = match port.version {
        Soap11 => ("text/xml; charset=utf-8".to_owned(), Some(format!("\"{action}\""))),
        Soap12 if action.is_empty() => ("application/soap+xml; charset=utf-8".to_owned(), None),
        Soap12 => (format!("application/soap+xml; charset=utf-8; action=\"{action}\""), None),
    };
    Sample {
        content_type,
        soap_action,
        request: envelope(&operation.input),
        response: operation.output.as_ref().map(envelope),
    }
}

/// How deep simple types may be nested.
const DEPTH: u32 = 64;

/// Whether a text is a value of a simple type, or simple content; with `facets`, one that its facets allow.
pub(crate) fn fits(contract: &Contract, ty: &TypeRef, text: &str, facets: bool) -> bool {
    let checks = if facets { crate::model::checks(contract, ty) } else { Vec::new() };
    is_value(contract, ty, text, facets, DEPTH) && facets::Demands::new(&checks).fit(text, base(contract, ty))
}

fn is_value(contract: &Contract, ty: &TypeRef, text: &str, strict: bool, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let name = match ty {
        TypeRef::Builtin(builtin) => return *builtin == Builtin::QName || (builtin.row().reads)(text),
        TypeRef::Named(name) => name,
    };
    let each = |item: &TypeRef| {
        text.split_ascii_whitespace().all(|word| is_value(contract, item, word, strict, depth))
    };
    match contract.types.get(name).map(|declared| &declared.kind) {
        Some(TypeKind::Alias(simple)) => is_value(contract, &simple.base, text, strict, depth),
        // A client keeps a value that it does not know.
        Some(TypeKind::Enum(list)) => !strict || list.values.iter().any(|value| value.wire == text),
        Some(TypeKind::Flags(list)) => {
            !strict
                || text
                    .split_ascii_whitespace()
                    .all(|word| list.values.iter().any(|value| value.wire == word))
        }
        Some(TypeKind::List(item)) => each(item),
        Some(TypeKind::Union(members)) => {
            members.iter().any(|ty| is_value(contract, ty, text, strict, depth))
        }
        _ => true,
    }
}

/// The built-in type that a simple type restricts.
fn base(contract: &Contract, ty: &TypeRef) -> Option<Builtin> {
    let mut at = ty;
    for _ in 0..DEPTH {
        match at {
            TypeRef::Builtin(builtin) => return Some(*builtin),
            TypeRef::Named(name) => match &contract.types.get(name)?.kind {
                TypeKind::Alias(simple) => at = &simple.base,
                _ => return None,
            },
        }
    }
    None
}

#[cfg(test)]
mod tests;
