//! What follows from what a contract says of one element or type alone.

use super::{Field, Occurs, Particle, Place, QName, Struct, Type, TypeKind, TypeName, TypeOrigin, TypeRef};

impl Field {
    /// An element that stands once, of which nothing else is said.
    #[must_use]
    pub fn new(name: QName, ty: TypeRef, place: Place) -> Self {
        Self {
            name,
            ty,
            occurs: Occurs::ONCE,
            nillable: false,
            default: None,
            fixed: None,
            emit_default: true,
            substitutes: Vec::new(),
            unordered: false,
            is_abstract: false,
            documentation: None,
            place,
        }
    }

    /// Whether other elements may stand for this one. That it is abstract says so, though the contract has none.
    #[must_use]
    pub fn is_substituted(&self) -> bool {
        self.is_abstract || !self.substitutes.is_empty()
    }
}

impl Struct {
    /// The one repeated element of an array wrapper: a type that holds nothing else.
    #[must_use]
    pub fn array_item(&self) -> Option<&Field> {
        let bare = self.base.is_none()
            && self.attributes.is_empty()
            && self.text.is_none()
            && self.any_attribute.is_none()
            && !self.mixed
            && !self.is_abstract;
        match self.particles.as_slice() {
            [Particle::Element(field)] if bare && field.occurs.many() && !field.is_substituted() => {
                Some(field)
            }
            _ => None,
        }
    }
}

impl Type {
    /// What the type of this name is derived from, if `xsi:type` can name it.
    #[must_use]
    pub fn derived_from(&self, name: &TypeName) -> Option<&TypeName> {
        match &self.kind {
            TypeKind::Struct(content) if name.origin == TypeOrigin::Type && name.path.is_empty() => {
                content.base.as_ref()
            }
            _ => None,
        }
    }
}
