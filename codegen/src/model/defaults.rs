//! Whether a default is a value of its type. One that is not would have every message refused that relies on it; without
//! it the attribute or element is as if it had none.

use std::collections::BTreeSet;

use super::data::{Model, Shape};
use super::shape;
use crate::contract::{Body, Builtin, Contract, Field, Particle, Place, QName, TypeKind, TypeRef};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// How deep lists may hold unions, and unions lists.
const NESTING: usize = 64;

/// How many types a default is compared with: lists of unions of lists may lead to each other twice at every step.
const STEPS: usize = 10_000;

/// Whether the text can be read as the shape, as far as its type alone tells, wherever it stands. The prefix of a qualified
/// name is the contract's: a message need not declare it, or means another namespace by it.
pub(super) fn is_value(contract: &Contract, shape: &Shape, text: &str) -> bool {
    is_value_within(contract, shape, text, NESTING, &mut { STEPS })
}

fn is_value_within(contract: &Contract, shape: &Shape, text: &str, depth: usize, steps: &mut usize) -> bool {
    let (Some(depth), Some(left)) = (depth.checked_sub(1), steps.checked_sub(1)) else { return true };
    *steps = left;
    let kind = |name| contract.types.get(name).map(|ty| &ty.kind);
    let has = |name, text: &str| contract.has_value(name, text) == Some(true);
    match shape {
        Shape::Scalar(builtin) => (builtin.row().reads)(text),
        Shape::Tokens(item) => {
            text.split_ascii_whitespace().all(|text| is_value_within(contract, item, text, depth, steps))
        }
        Shape::Enum(name) | Shape::Flags(name) => match kind(name) {
            Some(TypeKind::Enum(_)) => has(name, text) || has(name, text.trim()),
            Some(TypeKind::Flags(_)) => text.split_ascii_whitespace().all(|text| has(name, text)),
            _ => true,
        },
        Shape::Union(name) if matches!(kind(name), Some(TypeKind::Union(_))) => {
            let union = contract.union(name);
            let members = union.members.get_or_init(|| shape::distinct(contract, name));
            let named = |text| members.values.contains(text);
            // Beside others, a qualified name is text.
            let takes = |shape: Shape| {
                shape == Shape::Scalar(Builtin::QName)
                    || is_value_within(contract, &shape, text, depth, steps)
            };
            named(text)
                || named(text.trim())
                || members.types.iter().map(|ty| shape::shape_of(contract, ty)).any(takes)
        }
        Shape::Union(_) => true,
        // What is no simple value has its defaults from its parts.
        Shape::Any
        | Shape::Attachment
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Record(_)
        | Shape::Derived(_)
        | Shape::Choice(_)
        | Shape::Group(_)
        | Shape::Element(_)
        | Shape::Attributes(_) => true,
    }
}

/// Warns of the defaults that are none, in all that the model holds.
pub(super) fn warn(contract: &Contract, model: &Model, warnings: &mut Diagnostics) {
    let mut check = |name: &QName, ty: &TypeRef, what: &str, texts: [&Option<String>; 2], place: &Place| {
        let shape = shape::shape_of(contract, ty);
        // Those of qualified names are values, and of no use.
        if has_names(&shape) {
            return;
        }
        for text in texts.into_iter().flatten().filter(|text| !is_value(contract, &shape, text)) {
            let message =
                format!("{text:?} is not a value of the type of the {what} {}: it is ignored", name.local);
            let warning = Diagnostic::error(Kind::BadValue, message, place.clone()).warning();
            warnings.push(warning.help("correct the default or fixed value, or remove it"));
        }
    };
    let mut fields: Vec<&Field> = Vec::new();
    for (_, ty) in contract.types.iter().filter(|(name, _)| model.records.contains_key(name)) {
        let TypeKind::Struct(content) = &ty.kind else { continue };
        particles(&content.particles, &mut fields);
        for attribute in &content.attributes {
            let texts = [&attribute.default, &attribute.fixed];
            check(&attribute.name, &attribute.ty, "attribute", texts, &attribute.place);
        }
    }
    let generated: BTreeSet<_> = model
        .services
        .iter()
        .flat_map(|service| {
            service.operations.iter().map(|operation| (&service.id.port_type, &operation.name))
        })
        .collect();
    for port in contract.services.iter().flat_map(|service| &service.ports) {
        let wanted = port.operations.iter().filter(|o| generated.contains(&(&port.port_type, &o.name)));
        for message in wanted.flat_map(|o| std::iter::once(&o.input).chain(&o.output)) {
            if let Body::Wrapped { fields: parameters, .. } = &message.body {
                fields.extend(parameters);
            }
        }
    }
    for field in fields {
        check(&field.name, &field.ty, "element", [&field.default, &field.fixed], &field.place);
    }
}

/// Whether a value has qualified names in it.
fn has_names(shape: &Shape) -> bool {
    match shape {
        Shape::Tokens(item) => has_names(item),
        shape => *shape == Shape::Scalar(Builtin::QName),
    }
}

fn particles<'c>(all: &'c [Particle], fields: &mut Vec<&'c Field>) {
    for particle in all {
        match particle {
            Particle::Element(field) => fields.push(field),
            Particle::Group(group) => particles(&group.particles, fields),
            Particle::Any(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_must_be_a_value() {
        use Builtin::*;
        let of = |shape: &Shape, text| is_value(&Contract::default(), shape, text);
        for (builtin, good, bad) in [
            (HexBinary, "FFAA", "0xFFAA"),
            (Int, " 7 ", "seven"),
            (Boolean, "1", "yes"),
            (GYear, "2024", "24"),
            (GYear, "-0044", "2024-01"),
            (GYearMonth, "2024-02", "2024-13"),
            (GMonth, "--12", "12"),
            (GMonthDay, "--02-29", "--02-30"),
            (GDay, "---31", "31"),
            (NonNegativeInteger, "-0", "-1"),
            (PositiveInteger, "+1", "0"),
            (NonPositiveInteger, "0", "1"),
            (NegativeInteger, "-12345678901234567890123", "-00"),
            (UnsignedByte, "255", "256"),
            (Duration, "P1D", "1 day"),
        ] {
            assert!(of(&Shape::Scalar(builtin), good), "{builtin:?} {good}");
            assert!(!of(&Shape::Scalar(builtin), bad), "{builtin:?} {bad}");
        }
        assert!(of(&Shape::Scalar(String), "anything") && !of(&Shape::Scalar(QName), "a:b"));
        let list = |builtin, text| of(&Shape::Tokens(Box::new(Shape::Scalar(builtin))), text);
        assert!(list(Int, "1 2") && list(Int, "") && !list(QName, "a:b") && !list(GDay, "---01 2"));
    }
}
