//! What stands in a message: parameters, results and attachments.

use super::shown;
use crate::contract::{Attached, Body, Field, Message, Operation, Place, QName, TypeName, TypeRef};

/// A parameter or result.
#[derive(Debug, Clone)]
pub(super) enum PartOf<'m> {
    /// It stands in the Body.
    Field(&'m Field),
    /// It is the whole reply of a bare operation.
    Whole(Box<Field>),
    /// It travels beside the envelope.
    Attached(&'m Attached),
}

impl PartOf<'_> {
    /// What stands in the Body; `None` for what does not.
    pub(super) fn field(&self) -> Option<&Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Whole(field) => Some(field),
            Self::Attached(_) => None,
        }
    }

    /// Its name on the wire.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Field(field) => &field.name.local,
            Self::Whole(field) => &field.name.local,
            Self::Attached(attached) => &attached.name,
        }
    }

    /// Where it is declared.
    pub(super) fn place(&self) -> &Place {
        match self {
            Self::Field(field) => &field.place,
            Self::Whole(field) => &field.place,
            Self::Attached(attached) => &attached.place,
        }
    }

    /// It in a few words.
    pub(super) fn text(&self) -> String {
        self.field().map_or_else(|| "an attachment".to_owned(), shown::field)
    }

    /// Whether a message has to have it.
    pub(super) fn is_required(&self) -> bool {
        self.field().is_none_or(|field| field.occurs.min > 0)
    }
}

/// Whether the messages of an operation have no wrapper: its request has none.
pub(super) fn is_bare(operation: &Operation) -> bool {
    matches!(operation.input.body, Body::Bare(_) | Body::Empty)
}

/// The type of a message's wrapper, if it has a name.
pub(super) fn wrapper_type(message: &Message) -> Option<&TypeName> {
    match &message.body {
        Body::Wrapped { ty, .. } => ty.as_ref(),
        _ => None,
    }
}

/// The parameters of a request, or the results of a reply. Of a `bare` operation a reply is one value: what is in it is
/// its type's.
pub(super) fn parts(message: &Message, bare: bool) -> Vec<PartOf<'_>> {
    let mut all: Vec<PartOf<'_>> = match &message.body {
        Body::Empty => Vec::new(),
        Body::Wrapped { element, ty: Some(ty), fields } if bare => {
            let place = fields.first().map(|field| field.place.clone()).unwrap_or_default();
            vec![PartOf::Whole(Box::new(Field::new(element.clone(), TypeRef::Named(ty.clone()), place)))]
        }
        Body::Wrapped { fields, .. } => fields.iter().map(PartOf::Field).collect(),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            parts.iter().map(|part| PartOf::Field(&part.field)).collect()
        }
    };
    all.extend(message.attachments.iter().map(PartOf::Attached));
    all
}

/// The element around the parts, if there is one.
pub(super) fn wrapper(message: &Message, bare: bool) -> Option<&QName> {
    match &message.body {
        Body::Wrapped { ty: Some(_), .. } if bare => None,
        Body::Wrapped { element, .. } | Body::Rpc { element, .. } => Some(element),
        Body::Empty | Body::Bare(_) => None,
    }
}
