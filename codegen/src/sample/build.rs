//! From a message to a tree of elements.

use crate::contract::{
    Body, Builtin, Contract, Field, GroupKind, Message, Particle, QName, Struct, TypeKind, TypeName, TypeRef,
};

/// An element of a sample.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: QName,
    pub(super) attributes: Vec<(QName, String)>,
    /// The type to say in `xsi:type`.
    pub(super) xsi_type: Option<QName>,
    pub(super) nil: bool,
    /// It is written with its `encodingStyle`.
    pub(super) encoded: bool,
    /// The type and number of the items of an encoded array.
    pub(super) array: Option<(QName, usize)>,
    pub(super) children: Vec<Node>,
    pub(super) text: String,
}

/// What an envelope holds.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) headers: Vec<Node>,
    /// The elements of the header blocks that are left out.
    pub(super) left_out: Vec<QName>,
    pub(super) body: Vec<Node>,
}

pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// How often an element is repeated at most, however large its minOccurs is.
const REPEATS: u32 = 100;

pub(super) fn message(contract: &Contract, message: &Message, headers: bool) -> Content {
    let mut builder = Builder { contract, expanding: Vec::new() };
    let mut part = |field: &Field| builder.required(field);
    let (shown, rest): (Vec<_>, Vec<_>) =
        message.headers.iter().partition(|header| headers || header.required);
    let left_out = rest.iter().map(|header| header.field.name.clone()).collect();
    let headers = shown.iter().map(|header| part(&header.field)).collect();
    let body = match &message.body {
        Body::Empty => Vec::new(),
        Body::Bare(parts) => parts.iter().map(|p| part(&p.field)).collect(),
        Body::Wrapped { element, fields } => {
            let children = fields.iter().flat_map(|field| builder.repeated(field)).collect();
            vec![Node { children, ..node(element) }]
        }
        Body::Rpc { element, parts, encoded } => {
            let children = parts.iter().map(|p| part(&p.field)).collect();
            vec![Node { children, encoded: *encoded, ..node(element) }]
        }
    };
    Content { headers, left_out, body }
}

fn node(name: &QName) -> Node {
    Node {
        name: name.clone(),
        attributes: Vec::new(),
        xsi_type: None,
        nil: false,
        encoded: false,
        array: None,
        children: Vec::new(),
        text: String::new(),
    }
}

struct Builder<'a> {
    contract: &'a Contract,
    /// The types that are being written, outermost first; a type that comes again is not written.
    expanding: Vec<TypeName>,
}

impl Builder<'_> {
    /// A required element. If it cannot be filled, it is nil, or else empty.
    fn required(&mut self, field: &Field) -> Node {
        self.field(field).unwrap_or_else(|| Node { nil: field.nillable, ..node(&field.name) })
    }

    /// An element, as often as `minOccurs` says, but at least once.
    fn repeated(&mut self, field: &Field) -> Vec<Node> {
        let Some(first) = self.field(field) else { return Vec::new() };
        let more = field.occurs.min.min(REPEATS).saturating_sub(1);
        let copies = (0..more).map(|_| first.clone()).collect::<Vec<_>>();
        std::iter::once(first).chain(copies).collect()
    }

    /// An element; `None` if it must be absent, or if it would repeat a type without end.
    fn field(&mut self, field: &Field) -> Option<Node> {
        if field.occurs.max == Some(0) {
            return None;
        }
        if field.is_abstract {
            let stand_in = field.substitutes.iter().filter_map(|name| self.contract.elements.get(name));
            let stand_in = stand_in.into_iter().find(|member| !member.is_abstract)?;
            let stand_in = Field { occurs: field.occurs, substitutes: Vec::new(), ..stand_in.clone() };
            return self.field(&stand_in);
        }
        let mut out = node(&field.name);
        if let Some(text) = field.fixed.as_ref().or(field.default.as_ref()) {
            out.text.clone_from(text);
            return Some(out);
        }
        if self.fill(&mut out, &field.ty) {
            return Some(out);
        }
        if field.occurs.min == 0 {
            return None;
        }
        Some(Node { nil: field.nillable, ..node(&field.name) })
    }

    /// Fills an element; `false` where its type is already expanding, or has no concrete form.
    fn fill(&mut self, out: &mut Node, ty: &TypeRef) -> bool {
        let name = match ty {
            TypeRef::Builtin(builtin) => {
                if *builtin == Builtin::AnyType {
                    out.xsi_type = Some(QName::new(XSD, "string"));
                }
                out.text = super::value::simple(self.contract, ty);
                return true;
            }
            TypeRef::Named(name) => name,
        };
        if self.expanding.contains(name) {
            return false;
        }
        let Some(found) = self.contract.types.get(name) else { return false };
        self.expanding.push(name.clone());
        let filled = match &found.kind {
            TypeKind::Struct(content) if content.is_abstract => self.derived(out, name),
            TypeKind::Struct(content) => {
                self.structure(out, content);
                true
            }
            TypeKind::Dictionary { entry, key, value } => {
                let children = vec![self.required(key), self.required(value)];
                out.children.push(Node { children, ..node(entry) });
                true
            }
            TypeKind::Array(array) => {
                let items = self.repeated(&array.item);
                out.array = Some((array.item_type.clone(), items.len()));
                out.children.extend(items);
                true
            }
            _ => {
                out.text = super::value::simple(self.contract, ty);
                true
            }
        };
        self.expanding.pop();
        filled
    }

    /// An abstract type is replaced by its first concrete derived type.
    fn derived(&mut self, out: &mut Node, base: &TypeName) -> bool {
        let is_derived =
            |kind: &TypeKind| matches!(kind, TypeKind::Struct(s) if s.base.as_ref() == Some(base));
        let derived: Vec<TypeName> =
            self.contract.types.iter().filter(|(_, t)| is_derived(&t.kind)).map(|(n, _)| n.clone()).collect();
        for name in derived.into_iter().filter(|name| name.path.is_empty()) {
            let mut inner = node(&out.name);
            if self.fill(&mut inner, &TypeRef::Named(name.clone())) {
                inner.xsi_type.get_or_insert(name.name);
                *out = inner;
                return true;
            }
        }
        false
    }

    /// The base's content first, then its own, unless it restricts.
    fn structure(&mut self, out: &mut Node, content: &Struct) {
        let mut chain = vec![content];
        let mut at = content;
        // The limit is the number of types, in case the bases form a cycle.
        while let (Some(base), true) = (&at.base, chain.len() <= self.contract.types.len()) {
            match self.contract.types.get(base).map(|ty| &ty.kind) {
                Some(TypeKind::Struct(inner)) => {
                    chain.push(inner);
                    at = inner;
                }
                _ => break,
            }
        }
        let elements = chain.iter().position(|level| level.restriction).unwrap_or(chain.len());
        for (index, level) in chain.iter().enumerate().rev() {
            if index <= elements {
                self.particles(out, &level.particles);
            }
            for attribute in &level.attributes {
                let value = attribute.fixed.clone().or_else(|| attribute.default.clone());
                let value = value.unwrap_or_else(|| super::value::simple(self.contract, &attribute.ty));
                match out.attributes.iter_mut().find(|(name, _)| *name == attribute.name) {
                    Some((_, old)) => *old = value,
                    None => out.attributes.push((attribute.name.clone(), value)),
                }
            }
        }
        if let Some(text) = chain.iter().find_map(|level| level.text.as_ref()) {
            out.text = super::value::simple(self.contract, text);
        }
    }

    fn particles(&mut self, out: &mut Node, list: &[Particle]) {
        for particle in list {
            match particle {
                Particle::Element(field) => {
                    out.children.extend(self.repeated(field));
                }
                // Anything may stand there, so nothing has to be shown.
                Particle::Any(_) => {}
                Particle::Group(group) if group.kind == GroupKind::Choice => {
                    // The first alternative that can be filled.
                    for alternative in &group.particles {
                        let before = out.children.len();
                        self.particles(out, std::slice::from_ref(alternative));
                        if out.children.len() > before {
                            break;
                        }
                    }
                }
                Particle::Group(group) => self.particles(out, &group.particles),
            }
        }
    }
}
