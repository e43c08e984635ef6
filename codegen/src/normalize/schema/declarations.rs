//! The declarations of a schema: elements, attributes, types and groups, as we write them.

use std::sync::Arc;

use quick_xml::escape::escape;

use super::super::kept::Kept;
use super::super::writer::{Attributes, Writer, occurs, push};
use crate::contract::{Facet, GroupKind, Namespaces, QName};
use crate::load::{WSDL, XSD};
use crate::read::xsd::{self, SERIALIZATION, TypeKind, TypeUse};

/// The namespace of what contracts say of binary elements for MTOM.
const XMIME: &str = "http://www.w3.org/2005/05/xmlmime";

/// A schema that is being written.
pub(super) struct Schema<'w> {
    pub(super) out: &'w mut Writer,
    pub(super) target: &'w Arc<str>,
    /// The form of its local elements, where they do not say another.
    pub(super) qualified: bool,
    /// What is copied from the contract's files.
    pub(super) kept: Kept<'w>,
}

impl Schema<'_> {
    /// The `type` attribute, for a named type.
    fn type_attribute(&mut self, ty: &TypeUse, name: &str, attributes: &mut Attributes) {
        if let TypeUse::Named(to) = ty {
            attributes.push((name.into(), self.out.name(&to.name)));
        }
    }

    pub(super) fn element(&mut self, element: &xsd::Element, global: bool) {
        let mut attributes = vec![("name".into(), element.name.local.to_string())];
        self.type_attribute(&element.ty, "type", &mut attributes);
        if !global {
            occurs(element.occurs, &mut attributes);
            let qualified = !element.name.namespace.is_empty();
            if qualified != self.qualified && !self.target.is_empty() {
                let form = if qualified { "qualified" } else { "unqualified" };
                attributes.push(("form".into(), form.into()));
            }
        }
        push(&mut attributes, "nillable", element.nillable.then_some("true"));
        push(&mut attributes, "default", element.default.as_ref());
        push(&mut attributes, "fixed", element.fixed.as_ref());
        push(&mut attributes, "abstract", element.is_abstract.then_some("true"));
        if let Some(head) = &element.substitutes {
            attributes.push(("substitutionGroup".into(), self.out.name(&head.name)));
        }
        if let Some(media) = self.kept.media(element.spot) {
            attributes.push((self.out.name(&QName::new(XMIME, "expectedContentTypes")), media.to_owned()));
        }
        self.declaration("element", attributes, &element.ty, element.emit_default);
    }

    /// An element or attribute with its anonymous type and appinfo in it.
    fn declaration(&mut self, tag: &str, attributes: Attributes, ty: &TypeUse, emit_default: bool) {
        let inline = if let TypeUse::Inline(decl) = ty { Some(decl) } else { None };
        if inline.is_none() && emit_default {
            self.out.empty(XSD, tag, attributes);
            return;
        }
        self.out.start_element(XSD, tag, attributes);
        if !emit_default {
            self.appinfo(&[format!(r#"<DefaultValue EmitDefaultValue="false" xmlns="{SERIALIZATION}"/>"#)]);
        }
        if let Some(decl) = inline {
            self.type_decl(decl);
        }
        self.out.close();
    }

    fn appinfo(&mut self, facts: &[String]) {
        if !facts.is_empty() {
            let facts = facts.concat();
            self.out.note(XSD);
            self.out.raw(&format!("<xs:annotation><xs:appinfo>{facts}</xs:appinfo></xs:annotation>"));
        }
    }

    pub(super) fn type_decl(&mut self, decl: &xsd::TypeDecl) {
        let mut attributes = Attributes::new();
        push(&mut attributes, "name", decl.name.as_ref().map(|n| &n.local));
        let mut facts = Vec::new();
        if let TypeKind::Complex(complex) = &decl.kind {
            push(&mut attributes, "abstract", complex.is_abstract.then_some("true"));
            push(&mut attributes, "mixed", complex.mixed.then_some("true"));
            if complex.is_dictionary {
                facts.push(format!(r#"<IsDictionary xmlns="{SERIALIZATION}">true</IsDictionary>"#));
            }
        }
        if decl.is_value_type {
            facts.push(format!(r#"<IsValueType xmlns="{SERIALIZATION}">true</IsValueType>"#));
        }
        if let Some(actual) = &decl.actual_type {
            let actual = escape(&**actual);
            facts.push(format!(r#"<ActualType Name="{actual}" Namespace="{XSD}" xmlns="{SERIALIZATION}"/>"#));
        }
        match &decl.kind {
            TypeKind::Complex(complex) => {
                self.out.start_element(XSD, "complexType", attributes);
                self.appinfo(&facts);
                self.complex(complex);
            }
            _ => {
                self.out.start_element(XSD, "simpleType", attributes);
                self.appinfo(&facts);
                self.simple(&decl.kind);
            }
        }
        self.out.close();
    }

    fn complex(&mut self, complex: &xsd::Complex) {
        if let Some(derivation) = &complex.derivation {
            let content = if complex.simple { "simpleContent" } else { "complexContent" };
            let kind = if derivation.restriction { "restriction" } else { "extension" };
            self.out.start_element(XSD, content, vec![]);
            let base = self.out.name(&derivation.base.name);
            self.out.start_element(XSD, kind, vec![("base".into(), base)]);
        }
        if let Some(inner) = &complex.simple_type {
            self.type_decl(inner);
        }
        self.values(&complex.values);
        self.facets(&complex.facets);
        if let Some(content) = &complex.content {
            self.particle(content);
        }
        self.attributes(&complex.attributes);
        if complex.derivation.is_some() {
            self.out.close();
            self.out.close();
        }
    }

    fn particle(&mut self, particle: &xsd::Particle) {
        match particle {
            xsd::Particle::Element(element) => self.element(element, false),
            xsd::Particle::ElementRef { to, occurs: times, emit_default, .. } => {
                let mut attributes = vec![("ref".into(), self.out.name(&to.name))];
                occurs(*times, &mut attributes);
                self.declaration("element", attributes, &TypeUse::None, *emit_default);
            }
            xsd::Particle::Group(group) => self.group(group),
            xsd::Particle::GroupRef { to, occurs: times } => {
                let mut attributes = vec![("ref".into(), self.out.name(&to.name))];
                occurs(*times, &mut attributes);
                self.out.empty(XSD, "group", attributes);
            }
            xsd::Particle::Any { occurs: times, namespaces, process } => {
                let mut attributes = Attributes::new();
                namespace(namespaces, &mut attributes);
                push(&mut attributes, "processContents", process.as_ref());
                occurs(*times, &mut attributes);
                self.out.empty(XSD, "any", attributes);
            }
        }
    }

    pub(super) fn group(&mut self, group: &xsd::Group) {
        let tag = match group.kind {
            GroupKind::Sequence => "sequence",
            GroupKind::Choice => "choice",
            GroupKind::All => "all",
        };
        let mut attributes = Attributes::new();
        occurs(group.occurs, &mut attributes);
        if group.particles.is_empty() {
            self.out.empty(XSD, tag, attributes);
            return;
        }
        self.out.start_element(XSD, tag, attributes);
        group.particles.iter().for_each(|p| self.particle(p));
        self.out.close();
    }

    pub(super) fn attributes(&mut self, attributes: &xsd::Attributes) {
        for usage in &attributes.own {
            match &usage.what {
                xsd::AttributeKind::Own(own) => self.attribute(own, Some(usage)),
                xsd::AttributeKind::Ref(to) => {
                    let mut attributes = vec![("ref".into(), self.out.name(&to.name))];
                    attribute_use(usage, &mut attributes);
                    push(&mut attributes, "default", usage.default.as_ref());
                    push(&mut attributes, "fixed", usage.fixed.as_ref());
                    if let Some((to, brackets)) = &usage.array {
                        let array_type = self.out.name(&QName::new(WSDL, "arrayType"));
                        attributes.push((array_type, format!("{}{brackets}", self.out.name(&to.name))));
                    }
                    self.out.empty(XSD, "attribute", attributes);
                }
            }
        }
        for to in &attributes.groups {
            let to = self.out.name(&to.name);
            self.out.empty(XSD, "attributeGroup", vec![("ref".into(), to)]);
        }
        if let Some(namespaces) = &attributes.any {
            let mut attributes = Attributes::new();
            namespace(namespaces, &mut attributes);
            attributes.push(("processContents".into(), "lax".into()));
            self.out.empty(XSD, "anyAttribute", attributes);
        }
    }

    /// An attribute's declaration; global without `usage`.
    pub(super) fn attribute(&mut self, attribute: &xsd::Attribute, usage: Option<&xsd::AttributeUse>) {
        let mut attributes = vec![("name".into(), attribute.name.local.to_string())];
        self.type_attribute(&attribute.ty, "type", &mut attributes);
        if let Some(usage) = usage {
            if !attribute.name.namespace.is_empty() {
                attributes.push(("form".into(), "qualified".into()));
            }
            attribute_use(usage, &mut attributes);
        }
        push(&mut attributes, "default", attribute.default.as_ref());
        push(&mut attributes, "fixed", attribute.fixed.as_ref());
        self.declaration("attribute", attributes, &attribute.ty, true);
    }

    fn simple(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Restriction(restriction) => {
                let mut attributes = Attributes::new();
                self.type_attribute(&restriction.base, "base", &mut attributes);
                self.out.start_element(XSD, "restriction", attributes);
                self.inline(&restriction.base);
                self.values(&restriction.values);
                self.facets(&restriction.facets);
                self.out.close();
            }
            TypeKind::List(item) => {
                let mut attributes = Attributes::new();
                self.type_attribute(item, "itemType", &mut attributes);
                self.out.start_element(XSD, "list", attributes);
                self.inline(item);
                self.out.close();
            }
            TypeKind::Union(members) => {
                let mut names = Vec::new();
                for member in members {
                    if let TypeUse::Named(to) = member {
                        names.push(self.out.name(&to.name));
                    }
                }
                let mut attributes = Attributes::new();
                push(&mut attributes, "memberTypes", (!names.is_empty()).then(|| names.join(" ")));
                self.out.start_element(XSD, "union", attributes);
                members.iter().for_each(|m| self.inline(m));
                self.out.close();
            }
            TypeKind::Complex(_) => {}
        }
    }

    fn inline(&mut self, ty: &TypeUse) {
        if let TypeUse::Inline(decl) = ty {
            self.type_decl(decl);
        }
    }

    fn values(&mut self, values: &[xsd::Enumerated]) {
        for value in values {
            let attributes = vec![("value".into(), value.wire.clone())];
            let Some(number) = value.number else {
                self.out.empty(XSD, "enumeration", attributes);
                continue;
            };
            self.out.start_element(XSD, "enumeration", attributes);
            self.appinfo(&[format!(
                r#"<EnumerationValue xmlns="{SERIALIZATION}">{number}</EnumerationValue>"#
            )]);
            self.out.close();
        }
    }

    fn facets(&mut self, facets: &[Facet]) {
        for facet in facets {
            self.out.empty(XSD, &facet.name, vec![("value".into(), facet.value.clone())]);
        }
    }
}

fn attribute_use(usage: &xsd::AttributeUse, attributes: &mut Attributes) {
    let said = if usage.prohibited {
        Some("prohibited")
    } else if usage.required {
        Some("required")
    } else {
        None
    };
    push(attributes, "use", said);
}

/// The `namespace` of a wildcard, where it is not the usual one.
fn namespace(of: &Namespaces, attributes: &mut Attributes) {
    if *of != Namespaces::Any {
        attributes.push(("namespace".into(), of.written()));
    }
}
