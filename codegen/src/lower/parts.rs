//! What a part of a message is: an element, or something of a type.

use super::{Lower, builtins};
use crate::contract::{Style, TypeRef};
use crate::diagnostic::Kind;
use crate::load::XSD;
use crate::read::{Reference, wsdl, xsd};
use crate::resolve::Found;

/// What a part says that it is.
pub(super) enum Given<'a> {
    /// A global element.
    Element(Found<'a, xsd::Element>),
    /// Something of this type.
    Type(TypeRef),
    /// An element that does not exist, which was reported.
    Missing(&'a Reference),
    /// Neither.
    Nothing,
}

impl<'a> Lower<'a, '_> {
    /// What a part is. Where it says both, the style decides which counts: rpc sends types, document elements.
    pub(super) fn given(&mut self, part: &'a wsdl::Part, style: Style) -> Given<'a> {
        match (&part.element, &part.ty) {
            (Some(to), ty) if ty.is_none() || style == Style::Document => {
                if self.names_a_type(to, style) {
                    let text = format!(
                        "the part {} is the element {}, which is a type and no element: type is meant",
                        part.name, to.name.local
                    );
                    let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, text);
                    self.diagnostics.push(diagnostic.warning());
                    return Given::Type(self.type_ref(to));
                }
                let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics);
                found.map_or(Given::Missing(to), Given::Element)
            }
            (_, Some(to)) => Given::Type(self.type_ref(to)),
            (_, None) => Given::Nothing,
        }
    }

    /// What a part of a document is. One that has a type should be an element: the element of the very name and type that it
    /// says, if there is one.
    pub(super) fn document_part(&mut self, part: &'a wsdl::Part) -> Given<'a> {
        if let (None, Some(to)) = (&part.element, &part.ty)
            && let Some(found) = self.symbols.elements.map.get(&to.name).copied()
            && matches!(&found.item.ty, xsd::TypeUse::Named(ty) if ty.name == to.name)
        {
            let text = format!(
                "the part {} has a type, where document style needs an element: the element {}, which has this type, is \
                 meant",
                part.name, to.name.local
            );
            let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::Unsupported, text).warning();
            self.diagnostics.push(diagnostic.help("write element where type stands"));
            return Given::Element(found);
        }
        self.given(part, Style::Document)
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
