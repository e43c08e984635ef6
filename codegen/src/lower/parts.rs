//! The content of a message part: a global element, or a value of a type.

use super::{Lower, builtins};
use crate::contract::{Style, TypeRef};
use crate::diagnostic::Kind;
use crate::load::XSD;
use crate::read::{Reference, wsdl, xsd};
use crate::resolve::Found;

/// What a part refers to.
pub(super) enum PartContent<'a> {
    /// A global element.
    Element(Found<'a, xsd::Element>),
    /// A value of this type.
    Type(TypeRef),
    /// An element that does not exist. This was reported.
    Missing(&'a Reference),
    /// Neither.
    Nothing,
}

impl<'a> Lower<'a, '_> {
    /// The content of a part. If a part names both an element and a type, the style decides: the type in rpc style, the
    /// element in document style.
    pub(super) fn part_content(&mut self, part: &'a wsdl::Part, style: Style) -> PartContent<'a> {
        match (&part.element, &part.ty) {
            (Some(to), ty) if ty.is_none() || style == Style::Document => {
                if self.names_a_type(to, style) {
                    let text = format!(
                        "the part {} names the element {}, which is a type: it is read as a type",
                        part.name, to.name.local
                    );
                    let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, text);
                    self.diagnostics.push(diagnostic.warning());
                    return PartContent::Type(self.type_ref(to));
                }
                let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics);
                found.map_or(PartContent::Missing(to), PartContent::Element)
            }
            (_, Some(to)) => PartContent::Type(self.type_ref(to)),
            (_, None) => PartContent::Nothing,
        }
    }

    /// The content of a part in document style. Such a part should name an element. If it names a type, and an element
    /// has this type and the same name, then that element is the content.
    pub(super) fn document_part_content(&mut self, part: &'a wsdl::Part) -> PartContent<'a> {
        if let (None, Some(to)) = (&part.element, &part.ty)
            && let Some(found) = self.symbols.elements.map.get(&to.name).copied()
            && matches!(&found.item.ty, xsd::TypeUse::Named(ty) if ty.name == to.name)
        {
            let text = format!(
                "the part {} has a type, but document style needs an element: it is read as the element {} of this type",
                part.name, to.name.local
            );
            let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::Unsupported, text).warning();
            self.diagnostics.push(diagnostic.help("write element instead of type"));
            return PartContent::Element(found);
        }
        self.part_content(part, Style::Document)
    }

    /// Whether what should be an element is a type, beyond doubt: XML Schema has no elements at all; and in rpc style the
    /// part's own name stands on the wire, so that only the type is asked for. In document style a type of the contract
    /// may as well be a misspelt element.
    fn names_a_type(&self, to: &Reference, style: Style) -> bool {
        if self.symbols.elements.map.contains_key(&to.name) {
            return false;
        }
        let builtin = &*to.name.namespace == XSD && builtins::of_schema(&to.name.local).is_some();
        builtin || (style == Style::Rpc && self.symbols.types.map.contains_key(&to.name))
    }
}
