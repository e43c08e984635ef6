//! Complex types, content models and uses of attributes.

use super::xsd::Reader;
use super::xsd_types::*;
use super::{Reference, xsd};
use crate::contract::{GroupKind, Occurs};
use crate::diagnostic::Kind;
use crate::load::{Node, WSDL, derivations, is_particle};

/// The one particle that says the same as these, one after the other. It is a group, as only groups are content.
fn one(mut particles: Vec<Particle>) -> Option<Particle> {
    match particles.as_slice() {
        [] => None,
        [Particle::Group(_) | Particle::GroupRef { .. }] => particles.pop(),
        _ => Some(Particle::Group(Group { kind: GroupKind::Sequence, occurs: Occurs::ONCE, particles })),
    }
}

impl Reader<'_, '_> {
    pub(super) fn complex(&mut self, node: &Node<'_>, is_dictionary: bool) -> Complex {
        let mut complex = Complex {
            derivation: None,
            content: None,
            simple: false,
            facets: Vec::new(),
            values: Vec::new(),
            simple_type: None,
            attributes: Attributes::default(),
            // An element that holds what belongs in its type has this attribute for itself.
            is_abstract: node.element.name == "complexType" && self.cx.flag(node, "abstract"),
            mixed: self.cx.flag(node, "mixed"),
            is_dictionary,
        };
        let wrapper = xsd(node).find(|n| matches!(&*n.element.name, "complexContent" | "simpleContent"));
        let Some(wrapper) = wrapper else {
            complex.content = self.content(&[*node]);
            complex.attributes = self.attributes(&[*node]);
            return complex;
        };
        complex.simple = wrapper.element.name == "simpleContent";
        complex.mixed |= self.cx.flag(&wrapper, "mixed");
        let derivations = derivations(&wrapper);
        match derivations.first() {
            Some(derivation) => self.derivation(derivation, &mut complex),
            None => {
                let message = format!("this {} is neither extension nor restriction", wrapper.element.name);
                if complex.simple {
                    self.cx.error(&wrapper, None, Kind::Missing, message);
                } else {
                    let message = message + ": its children are read as the content";
                    self.cx.warn(&wrapper, None, Kind::Missing, message);
                }
            }
        }
        // What should stand in the derivation may stand beside it, or around it.
        let holders: Vec<_> = derivations.into_iter().chain([wrapper, *node]).collect();
        complex.attributes = self.attributes(&holders);
        if !complex.simple {
            complex.content = self.content(&holders);
        }
        complex
    }

    fn derivation(&mut self, node: &Node<'_>, complex: &mut Complex) {
        let restriction = node.element.name == "restriction";
        if node.attribute("base").is_none() {
            self.cx.error(node, None, Kind::Missing, "this derivation has no base".into());
        }
        complex.derivation = self.cx.reference(node, "base").map(|base| Derivation { base, restriction });
        if complex.simple && restriction {
            (complex.facets, complex.values) = self.facets(node);
            let inner = xsd(node).find(|n| n.element.name == "simpleType");
            complex.simple_type = inner.map(|n| Box::new(self.type_decl(&n, None)));
        }
    }

    /// The one particle that is the content of what these elements hold. Several are read one after the other.
    pub(super) fn content(&mut self, holders: &[Node<'_>]) -> Option<Particle> {
        let particles: Vec<_> = holders
            .iter()
            .flat_map(xsd)
            .filter(|n| is_particle(&n.element.name))
            .filter_map(|n| self.particle(&n))
            .collect();
        one(particles)
    }

    /// The attributes in these elements, and in their content models.
    pub(super) fn attributes(&mut self, holders: &[Node<'_>]) -> Attributes {
        let mut out = Attributes::default();
        for child in holders.iter().flat_map(xsd) {
            self.attributes_of(&child, &mut out);
        }
        out
    }

    fn attributes_of(&mut self, node: &Node<'_>, out: &mut Attributes) {
        match &*node.element.name {
            "attribute" => out.own.extend(self.attribute_use(node)),
            "attributeGroup" => out.groups.extend(self.cx.reference(node, "ref")),
            "anyAttribute" => {
                let more = self.namespaces(node);
                out.any = Some(match out.any.take() {
                    Some(any) => any.union(more),
                    None => more,
                });
            }
            "sequence" | "choice" | "all" => xsd(node).for_each(|child| self.attributes_of(&child, out)),
            _ => {}
        }
    }

    fn attribute_use(&mut self, node: &Node<'_>) -> Option<AttributeUse> {
        let what = if node.attribute("ref").is_some() {
            AttributeKind::Ref(self.cx.reference(node, "ref")?)
        } else {
            AttributeKind::Own(Box::new(self.attribute(node, false)?))
        };
        let usage = node.attribute("use").map(str::trim);
        if let Some(other) = usage
            && !matches!(other, "required" | "optional" | "prohibited")
        {
            let message = format!("use is {other:?}, not required, optional or prohibited");
            self.cx.error(node, Some("use"), Kind::BadValue, message);
        }
        Some(AttributeUse {
            what,
            required: usage == Some("required"),
            prohibited: usage == Some("prohibited"),
            default: node.attribute("default").map(str::to_owned),
            fixed: node.attribute("fixed").map(str::to_owned),
            array: self.array_type(node),
        })
    }

    /// `wsdl:arrayType="tns:Item[]"`. Some forget the prefix of the attribute.
    fn array_type(&mut self, node: &Node<'_>) -> Option<(Reference, String)> {
        let qualified = format!("{{{WSDL}}}arrayType");
        let value = node.attribute(&qualified).or_else(|| node.attribute("arrayType"))?;
        let (name, brackets) = value.trim().split_at(value.trim().find('[').unwrap_or(value.trim().len()));
        let to = self.cx.qname(node, "ref", name.trim())?;
        Some((to, brackets.to_owned()))
    }
}
