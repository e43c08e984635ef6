//! What stands on the two sides of a change, in a few words.

use crate::contract::{Attribute, Field, Occurs, TypeName, TypeOrigin, TypeRef};

/// How much of a text is shown.
const SHOWN: usize = 120;

/// A type: `xs:int`, `Order`.
pub(super) fn ty(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(builtin) => builtin.name().to_owned(),
        TypeRef::Named(name) => type_name(name),
    }
}

/// The name of a type: that of where it stands, where it has none.
pub(super) fn type_name(name: &TypeName) -> String {
    match (name.origin, name.path.as_slice()) {
        (TypeOrigin::Type, []) => name.name.local.to_string(),
        _ => "a type of its own".to_owned(),
    }
}

/// A member: `xs:int?`, `Line*`, `xs:string? nillable`.
pub(super) fn field(field: &Field) -> String {
    let nillable = if field.nillable { " nillable" } else { "" };
    format!("{}{}{nillable}", ty(&field.ty), occurs(field.occurs))
}

/// An attribute: `xs:int?`, `xs:int = 3`.
pub(super) fn attribute(attribute: &Attribute) -> String {
    let optional = if attribute.required { "" } else { "?" };
    match attribute.default.as_ref().or(attribute.fixed.as_ref()) {
        Some(default) => format!("{}{optional} = {default:?}", ty(&attribute.ty)),
        None => format!("{}{optional}", ty(&attribute.ty)),
    }
}

/// How often: nothing for once, `?`, `*`, `+`, else both bounds.
pub(super) fn occurs(occurs: Occurs) -> String {
    match (occurs.min, occurs.max) {
        (1, Some(1)) => String::new(),
        (0, Some(1)) => "?".to_owned(),
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        (min, Some(max)) => format!("[{min}..{max}]"),
        (min, None) => format!("[{min}..]"),
    }
}

/// A value that may be missing.
pub(super) fn value(value: Option<String>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:?}"))
}

/// A text in one line, cut where nobody would read on.
pub(super) fn text(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
