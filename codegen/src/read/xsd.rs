//! Reads XML Schema into its syntax model.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::redefine::Before;
pub(crate) use super::xsd_types::*;
use super::{Context, annotation, xsd};
use crate::contract::{Facet, GroupKind, Namespaces, Occurs, QName};
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Node, is_particle};

/// The namespace of WCF's serialization schema, and the beginning of that of its arrays.
pub(crate) const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";

pub(super) struct Reader<'c, 'd> {
    pub(super) cx: &'c mut Context<'d>,
    pub(super) target: Arc<str>,
    qualified: bool,
    attributes_qualified: bool,
    wcf: bool,
}

/// Reads an `xs:schema`; `chameleon` is the namespace of the schema that includes one without.
pub(crate) fn read(node: Node<'_>, chameleon: Option<Arc<str>>, diagnostics: &mut Diagnostics) -> Schema {
    let own: Option<Arc<str>> = node.attribute("targetNamespace").map(|t| Arc::from(t.trim()));
    let chameleon = if own.is_none() { chameleon } else { None };
    let target = own.or_else(|| chameleon.clone()).unwrap_or_else(|| Arc::from(""));
    let mut cx = Context { diagnostics, chameleon };
    let mut reader = Reader {
        target: Arc::clone(&target),
        qualified: false,
        attributes_qualified: false,
        wcf: target.starts_with(SERIALIZATION),
        cx: &mut cx,
    };
    reader.qualified = reader.form(&node, "elementFormDefault", false);
    reader.attributes_qualified = reader.form(&node, "attributeFormDefault", false);
    let mut schema = Schema {
        target,
        imported: Vec::new(),
        included: Vec::new(),
        wcf: false,
        elements: Vec::new(),
        types: Vec::new(),
        attributes: Vec::new(),
        groups: Vec::new(),
        attribute_groups: Vec::new(),
        redefined: Vec::new(),
        redefines: BTreeSet::new(),
        spot: node.spot(),
    };
    reader.components(&node, &mut schema);
    schema.wcf = reader.wcf;
    schema
}

/// Whether an element belongs in a complex type.
fn is_complex(node: &Node<'_>) -> bool {
    is_particle(&node.element.name)
        || matches!(
            &*node.element.name,
            "attribute" | "attributeGroup" | "anyAttribute" | "complexContent" | "simpleContent"
        )
}

/// A particle as a group that stands once.
fn as_group(particle: Particle) -> Group {
    match particle {
        Particle::Group(group) if group.occurs == Occurs::ONCE => group,
        other => Group { kind: GroupKind::Sequence, occurs: Occurs::ONCE, particles: vec![other] },
    }
}

impl Reader<'_, '_> {
    fn components(&mut self, node: &Node<'_>, schema: &mut Schema) {
        for child in xsd(node) {
            match &*child.element.name {
                "import" => {
                    let namespace = child.attribute("namespace").unwrap_or_default();
                    self.wcf |= namespace.starts_with(SERIALIZATION);
                    schema.imported.extend(child.link());
                }
                "include" => schema.included.extend(child.link()),
                "redefine" | "override" => {
                    schema.included.extend(child.link());
                    schema.redefined.extend(child.link());
                    let before = Before::new(schema);
                    self.components(&child, schema);
                    // What overrides takes the place of the whole: by its own name it means itself.
                    if child.element.name == "redefine" {
                        before.note(schema);
                    }
                }
                "element" => {
                    schema.elements.extend(self.element(&child, true));
                }
                "complexType" | "simpleType" => schema.types.extend(self.named_type(&child)),
                "attribute" => schema.attributes.extend(self.attribute(&child, true)),
                "group" => {
                    if let Some(name) = self.qname(&child) {
                        let group = self.content(&[child]).map(as_group);
                        schema.groups.push(GroupDecl { name, group, spot: child.spot() });
                    }
                }
                "attributeGroup" => {
                    if let Some(name) = self.qname(&child) {
                        let attributes = self.attributes(&[child]);
                        schema.attribute_groups.push(AttributeGroup { name, attributes, spot: child.spot() });
                    }
                }
                _ => {}
            }
        }
    }

    fn qname(&mut self, node: &Node<'_>) -> Option<QName> {
        Some(QName { namespace: Arc::clone(&self.target), local: self.cx.name(node)? })
    }

    /// The children of an annotation's appinfo that are in WCF's namespace.
    fn appinfo<'a>(&mut self, node: &Node<'a>) -> Vec<Node<'a>> {
        let found: Vec<_> = xsd(node)
            .filter(|n| n.element.name == "annotation")
            .flat_map(|n| xsd(&n).filter(|n| n.element.name == "appinfo").collect::<Vec<_>>())
            .flat_map(|n| n.children().collect::<Vec<_>>())
            .filter(|n| n.namespace() == SERIALIZATION)
            .collect();
        self.wcf |= !found.is_empty();
        found
    }

    pub(super) fn occurs(&mut self, node: &Node<'_>) -> Occurs {
        let mut number = |attribute: &'static str| {
            let value = node.attribute(attribute)?.trim();
            match value.parse::<u32>() {
                Ok(number) => Some(number),
                // Nobody counts that far: as good as unbounded.
                Err(_) if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => Some(u32::MAX),
                Err(_) => {
                    let message = format!("{attribute} is {value:?}, not a number");
                    self.cx.error(node, Some(attribute), Kind::BadValue, message);
                    None
                }
            }
        };
        let max = match node.attribute("maxOccurs").map(str::trim) {
            Some("unbounded") => None,
            Some(_) => Some(number("maxOccurs").unwrap_or(1)),
            None => Some(1),
        };
        let min = number("minOccurs").unwrap_or(1);
        match max {
            Some(most @ 1..) if most < min => {
                let message =
                    format!("minOccurs is {min}, but maxOccurs is {most}: maxOccurs is read as {min}");
                self.cx.warn(node, Some("minOccurs"), Kind::BadValue, message);
                Occurs { min, max: Some(min) }
            }
            max => Occurs { min, max },
        }
    }

    /// Whether an attribute says that names are qualified.
    fn form(&mut self, node: &Node<'_>, attribute: &'static str, default: bool) -> bool {
        match node.attribute(attribute).map(str::trim) {
            Some("qualified") => true,
            Some("unqualified") => false,
            Some(other) => {
                let message = format!("{attribute} is {other:?}, not qualified or unqualified");
                self.cx.error(node, Some(attribute), Kind::BadValue, message);
                default
            }
            None => default,
        }
    }

    /// The `type` attribute, else the type that stands in the declaration.
    pub(super) fn type_use(&mut self, node: &Node<'_>, attribute: &'static str) -> TypeUse {
        if node.attribute(attribute).is_some() {
            return self.cx.reference(node, attribute).map_or(TypeUse::None, TypeUse::Named);
        }
        match xsd(node).find(|n| matches!(&*n.element.name, "complexType" | "simpleType")) {
            Some(inner) => TypeUse::Inline(Box::new(self.type_decl(&inner, None))),
            // What belongs in a complexType may stand in the element itself.
            None if node.element.name == "element" && xsd(node).any(|n| is_complex(&n)) => {
                TypeUse::Inline(Box::new(self.type_decl(node, None)))
            }
            None => TypeUse::None,
        }
    }

    pub(super) fn emit_default(&mut self, node: &Node<'_>) -> bool {
        !self.appinfo(node).iter().any(|n| {
            n.element.name == "DefaultValue"
                && n.attribute("EmitDefaultValue").is_some_and(|v| matches!(v.trim(), "false" | "0"))
        })
    }

    fn element(&mut self, node: &Node<'_>, global: bool) -> Option<Element> {
        let local = self.cx.name(node)?;
        let qualified = global || self.form(node, "form", self.qualified);
        let namespace = if qualified { Arc::clone(&self.target) } else { Arc::from("") };
        Some(Element {
            name: QName { namespace, local },
            ty: self.type_use(node, "type"),
            occurs: if global { Occurs::ONCE } else { self.occurs(node) },
            nillable: self.cx.flag(node, "nillable"),
            default: node.attribute("default").map(str::to_owned),
            fixed: node.attribute("fixed").map(str::to_owned),
            is_abstract: self.cx.flag(node, "abstract"),
            substitutes: self.cx.reference(node, "substitutionGroup"),
            emit_default: self.emit_default(node),
            documentation: annotation(node),
            spot: node.spot(),
        })
    }

    pub(super) fn particle(&mut self, node: &Node<'_>) -> Option<Particle> {
        match &*node.element.name {
            "element" if node.attribute("ref").is_some() => {
                let to = self.cx.reference(node, "ref")?;
                Some(Particle::ElementRef {
                    to,
                    occurs: self.occurs(node),
                    emit_default: self.emit_default(node),
                    documentation: annotation(node),
                })
            }
            "element" => Some(Particle::Element(Box::new(self.element(node, false)?))),
            "group" => {
                if node.attribute("ref").is_none() {
                    self.cx.error(node, None, Kind::Missing, "this group has no ref".into());
                }
                let to = self.cx.reference(node, "ref")?;
                Some(Particle::GroupRef { to, occurs: self.occurs(node) })
            }
            "any" => Some(Particle::Any {
                occurs: self.occurs(node),
                namespaces: self.namespaces(node),
                process: node.attribute("processContents").map(str::to_owned),
            }),
            _ => self.group(node).map(Particle::Group),
        }
    }

    /// The namespaces of a wildcard.
    pub(super) fn namespaces(&self, node: &Node<'_>) -> Namespaces {
        Namespaces::parse(node.attribute("namespace").unwrap_or("##any"), &self.target)
    }

    pub(super) fn group(&mut self, node: &Node<'_>) -> Option<Group> {
        let kind = match &*node.element.name {
            "sequence" => GroupKind::Sequence,
            "choice" => GroupKind::Choice,
            "all" => GroupKind::All,
            _ => return None,
        };
        let particles = xsd(node).filter_map(|n| self.particle(&n)).collect();
        Some(Group { kind, occurs: self.occurs(node), particles })
    }

    fn named_type(&mut self, node: &Node<'_>) -> Option<TypeDecl> {
        let name = self.qname(node)?;
        Some(self.type_decl(node, Some(name)))
    }

    pub(super) fn type_decl(&mut self, node: &Node<'_>, name: Option<QName>) -> TypeDecl {
        let appinfo = self.appinfo(node);
        let says =
            |what: &str| appinfo.iter().any(|n| n.element.name == what && matches!(&*n.text(), "true" | "1"));
        let is_dictionary = says("IsDictionary");
        let is_value_type = says("IsValueType");
        let actual_type = appinfo.iter().find(|n| n.element.name == "ActualType");
        let actual_type = actual_type.and_then(|n| n.attribute("Name")).map(str::to_owned);
        let kind = if node.element.name == "simpleType" {
            self.simple(node)
        } else {
            TypeKind::Complex(self.complex(node, is_dictionary))
        };
        TypeDecl {
            name,
            kind,
            documentation: annotation(node),
            is_value_type,
            actual_type,
            spot: node.spot(),
        }
    }

    pub(super) fn attribute(&mut self, node: &Node<'_>, global: bool) -> Option<Attribute> {
        let local = self.cx.name(node)?;
        let qualified = global || self.form(node, "form", self.attributes_qualified);
        let namespace = if qualified { Arc::clone(&self.target) } else { Arc::from("") };
        Some(Attribute {
            name: QName { namespace, local },
            ty: self.type_use(node, "type"),
            default: node.attribute("default").map(str::to_owned),
            fixed: node.attribute("fixed").map(str::to_owned),
            documentation: annotation(node),
            spot: node.spot(),
        })
    }

    fn simple(&mut self, node: &Node<'_>) -> TypeKind {
        let inner = xsd(node).find(|n| matches!(&*n.element.name, "restriction" | "list" | "union"));
        let Some(inner) = inner else {
            let message = "this simpleType is neither restriction nor list nor union".to_owned();
            self.cx.error(node, None, Kind::Missing, message);
            return TypeKind::Restriction(Restriction {
                base: TypeUse::None,
                facets: vec![],
                values: vec![],
            });
        };
        match &*inner.element.name {
            "list" => TypeKind::List(self.simple_base(&inner, "itemType")),
            "union" => {
                let mut members = Vec::new();
                for name in inner.attribute("memberTypes").unwrap_or_default().split_whitespace() {
                    members.extend(self.cx.qname(&inner, "memberTypes", name).map(TypeUse::Named));
                }
                for member in xsd(&inner).filter(|n| n.element.name == "simpleType") {
                    members.push(TypeUse::Inline(Box::new(self.type_decl(&member, None))));
                }
                TypeKind::Union(members)
            }
            _ => {
                let base = self.simple_base(&inner, "base");
                let (facets, values) = self.facets(&inner);
                TypeKind::Restriction(Restriction { base, facets, values })
            }
        }
    }

    /// The type that a simple type is made of.
    fn simple_base(&mut self, node: &Node<'_>, attribute: &'static str) -> TypeUse {
        let base = self.type_use(node, attribute);
        if matches!(base, TypeUse::None) && node.attribute(attribute).is_none() {
            let message =
                format!("this {} names no type: it is read as if it named anySimpleType", node.element.name);
            self.cx.warn(node, None, Kind::Missing, message);
        }
        base
    }

    pub(super) fn facets(&mut self, node: &Node<'_>) -> (Vec<Facet>, Vec<Enumerated>) {
        let (mut facets, mut values) = (Vec::new(), Vec::new());
        for child in xsd(node) {
            let Some(value) = child.attribute("value") else { continue };
            if child.element.name == "enumeration" {
                let appinfo = self.appinfo(&child);
                let number = appinfo.iter().find(|n| n.element.name == "EnumerationValue");
                let number = number.and_then(|n| match n.text().parse::<i64>() {
                    Ok(number) => Some(number),
                    Err(_) => {
                        let message = format!("EnumerationValue is {:?}, not a number", n.text());
                        self.cx.error(n, None, Kind::BadValue, message);
                        None
                    }
                });
                values.push(Enumerated { wire: value.to_owned(), number, documentation: annotation(&child) });
            } else {
                facets.push(Facet { name: child.element.name.clone(), value: value.to_owned() });
            }
        }
        (facets, values)
    }
}
