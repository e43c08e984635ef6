//! Reads XML Schema into its syntax model.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::redefine::Before;
pub(crate) use super::xsd_types::*;
use super::{Context, Reference, annotation};
use crate::contract::{Facet, GroupKind, Namespaces, Occurs, QName};
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Node, WSDL, XSD, derivations};

/// The namespace of WCF's serialization schema, and the beginning of that of its arrays.
pub(crate) const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";

struct Reader<'c, 'd> {
    cx: &'c mut Context<'d>,
    target: Arc<str>,
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

/// Whether an element is a particle of a content model.
fn is_particle(node: &Node<'_>) -> bool {
    matches!(&*node.element.name, "sequence" | "choice" | "all" | "group" | "element" | "any")
}

/// Whether an element belongs in a complex type.
fn is_complex(node: &Node<'_>) -> bool {
    is_particle(node)
        || matches!(
            &*node.element.name,
            "attribute" | "attributeGroup" | "anyAttribute" | "complexContent" | "simpleContent"
        )
}

/// The one particle that says the same as these, one after the other. It is a group, as only groups are content.
fn one(mut particles: Vec<Particle>) -> Option<Particle> {
    match particles.as_slice() {
        [] => None,
        [Particle::Group(_) | Particle::GroupRef { .. }] => particles.pop(),
        _ => Some(Particle::Group(Group { kind: GroupKind::Sequence, occurs: Occurs::ONCE, particles })),
    }
}

/// A particle as a group that stands once.
fn as_group(particle: Particle) -> Group {
    match particle {
        Particle::Group(group) if group.occurs == Occurs::ONCE => group,
        other => Group { kind: GroupKind::Sequence, occurs: Occurs::ONCE, particles: vec![other] },
    }
}

/// The children that are the schema's own.
pub(super) fn xsd<'a>(node: &Node<'a>) -> impl Iterator<Item = Node<'a>> + use<'a> {
    node.children().filter(|n| n.namespace() == XSD)
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

    fn occurs(&mut self, node: &Node<'_>) -> Occurs {
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
        Occurs { min: number("minOccurs").unwrap_or(1), max }
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
    fn type_use(&mut self, node: &Node<'_>, attribute: &'static str) -> TypeUse {
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

    fn emit_default(&mut self, node: &Node<'_>) -> bool {
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

    fn particle(&mut self, node: &Node<'_>) -> Option<Particle> {
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
                    self.cx.error(node, None, Kind::Missing, "this group names no group".into());
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
    fn namespaces(&self, node: &Node<'_>) -> Namespaces {
        Namespaces::parse(node.attribute("namespace").unwrap_or("##any"), &self.target)
    }

    fn group(&mut self, node: &Node<'_>) -> Option<Group> {
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

    fn type_decl(&mut self, node: &Node<'_>, name: Option<QName>) -> TypeDecl {
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

    fn complex(&mut self, node: &Node<'_>, is_dictionary: bool) -> Complex {
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
                    let message = message + ": what stands in it is the content";
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
    fn content(&mut self, holders: &[Node<'_>]) -> Option<Particle> {
        let particles: Vec<_> =
            holders.iter().flat_map(xsd).filter(is_particle).filter_map(|n| self.particle(&n)).collect();
        one(particles)
    }

    /// The attributes in these elements, and in their content models.
    fn attributes(&mut self, holders: &[Node<'_>]) -> Attributes {
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

    fn attribute(&mut self, node: &Node<'_>, global: bool) -> Option<Attribute> {
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
            "list" => TypeKind::List(self.type_use(&inner, "itemType")),
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
                let base = self.type_use(&inner, "base");
                let (facets, values) = self.facets(&inner);
                TypeKind::Restriction(Restriction { base, facets, values })
            }
        }
    }

    fn facets(&mut self, node: &Node<'_>) -> (Vec<Facet>, Vec<Enumerated>) {
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
