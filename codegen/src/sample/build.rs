//! From a message to a tree of elements.

use std::collections::BTreeMap;

use super::room::{Room, weight};
use super::value::Values;
use crate::contract::{
    Body, Builtin, Contract, Field, Group, GroupKind, Message, Particle, QName, Struct, TypeKind, TypeName,
    TypeRef,
};

/// An element of a sample.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) name: QName,
    pub(crate) attributes: Vec<(QName, String)>,
    /// The type to say in `xsi:type`.
    pub(crate) xsi_type: Option<QName>,
    pub(crate) nil: bool,
    /// It is written with its `encodingStyle`.
    pub(crate) encoded: bool,
    /// The type and number of the items of an encoded array.
    pub(crate) array: Option<(QName, usize)>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
    /// Why there is more that is not shown.
    pub(crate) cut: Option<&'static str>,
}

/// What an envelope holds.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) headers: Vec<Node>,
    /// The elements of the header blocks that are left out.
    pub(crate) left_out: Vec<QName>,
    pub(crate) body: Vec<Node>,
}

pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// How often an element is repeated at most, however large its minOccurs is.
const REPEATS: u32 = 100;

/// What a message holds.
pub(crate) fn message(contract: &Contract, message: &Message, headers: bool) -> Content {
    let mut builder = Builder::new(contract);
    let (shown, rest): (Vec<_>, Vec<_>) =
        message.headers.iter().partition(|header| headers || header.required);
    let left_out = rest.iter().map(|header| header.field.name.clone()).collect();
    let headers = shown.iter().map(|header| builder.required(&header.field)).collect();
    let body = match &message.body {
        Body::Empty => Vec::new(),
        Body::Bare(parts) => parts.iter().map(|p| builder.required(&p.field)).collect(),
        Body::Wrapped { element, fields, .. } => {
            let mut wrapper = node(element);
            builder.elements(&mut wrapper, fields);
            vec![wrapper]
        }
        Body::Rpc { element, parts, encoded } => {
            let children = parts.iter().map(|p| builder.required(&p.field)).collect();
            vec![Node { children, encoded: *encoded, ..node(element) }]
        }
    };
    Content { headers, left_out, body }
}

/// An empty element.
pub(crate) fn node(name: &QName) -> Node {
    Node {
        name: name.clone(),
        attributes: Vec::new(),
        xsi_type: None,
        nil: false,
        encoded: false,
        array: None,
        children: Vec::new(),
        text: String::new(),
        cut: None,
    }
}

struct Builder<'a> {
    contract: &'a Contract,
    /// The types that are being written, outermost first; a type that comes again is not written.
    expanding: Vec<TypeName>,
    /// The types that are derived from each type, directly, and have names of their own.
    derived: BTreeMap<&'a TypeName, Vec<&'a TypeName>>,
    values: Values<'a>,
    room: Room,
}

impl<'a> Builder<'a> {
    fn new(contract: &'a Contract) -> Self {
        let mut derived: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, ty) in contract.types.iter().filter(|(name, _)| name.path.is_empty()) {
            if let TypeKind::Struct(content) = &ty.kind
                && let Some(base) = &content.base
            {
                derived.entry(base).or_default().push(name);
            }
        }
        let (values, room) = (Values::new(contract), Room::default());
        Self { contract, expanding: Vec::new(), derived, values, room }
    }

    /// A required element. If it cannot be filled, it is nil, or else empty.
    fn required(&mut self, field: &Field) -> Node {
        self.field(field).unwrap_or_else(|| Node { nil: field.nillable, ..node(&field.name) })
    }

    /// An element, as often as `minOccurs` says, but at least once.
    fn repeated(&mut self, field: &Field) -> Vec<Node> {
        let before = self.room.left();
        let Some(first) = self.field(field) else { return Vec::new() };
        let size = before.saturating_sub(self.room.left());
        let more = field.occurs.min.min(REPEATS).saturating_sub(1);
        let mut all = vec![first.clone()];
        all.extend((0..more).take_while(|_| self.room.holds(size)).map(|_| first.clone()));
        all
    }

    /// Adds elements in their order, as far as there is room.
    fn elements<'f>(&mut self, out: &mut Node, fields: impl IntoIterator<Item = &'f Field>) {
        for field in fields {
            if let Some(why) = self.room.why_not() {
                out.cut = out.cut.or(why);
                return;
            }
            let more = self.repeated(field);
            out.children.extend(more);
        }
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
        self.room.element(&field.name);
        if let Some(text) = field.fixed.as_ref().or(field.default.as_ref()) {
            out.text.clone_from(text);
            self.room.take(weight(text));
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
                out.text = self.simple(ty);
                return true;
            }
            TypeRef::Named(name) => name,
        };
        if self.expanding.contains(name) {
            return false;
        }
        let Some(found) = self.contract.types.get(name) else { return false };
        if let Some(why) = self.room.deeper() {
            out.cut = out.cut.or(why);
            return true;
        }
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
                out.text = self.simple(ty);
                true
            }
        };
        self.room.back();
        self.expanding.pop();
        filled
    }

    fn simple(&mut self, ty: &TypeRef) -> String {
        let text = self.values.simple(ty);
        self.room.take(weight(&text));
        text
    }

    /// An abstract type is replaced by its first concrete derived type.
    fn derived(&mut self, out: &mut Node, base: &TypeName) -> bool {
        let derived = self.derived.get(base).cloned().unwrap_or_default();
        for name in derived {
            let mut inner = node(&out.name);
            if self.fill(&mut inner, &TypeRef::Named(name.clone())) {
                inner.xsi_type.get_or_insert_with(|| name.name.clone());
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
        self.room.take(chain.len());
        let elements = chain.iter().position(|level| level.restriction).unwrap_or(chain.len());
        let mut attributes: BTreeMap<&QName, usize> = BTreeMap::new();
        for (index, level) in chain.iter().enumerate().rev() {
            if index <= elements {
                self.particles(out, &level.particles);
            }
            for attribute in &level.attributes {
                if self.room.left() == 0 {
                    break;
                }
                let value = attribute.fixed.clone().or_else(|| attribute.default.clone());
                let value = value.unwrap_or_else(|| self.values.simple(&attribute.ty));
                self.room.attribute(&attribute.name, &value);
                let at = *attributes.entry(&attribute.name).or_insert(out.attributes.len());
                match out.attributes.get_mut(at) {
                    Some((_, old)) => *old = value,
                    None => out.attributes.push((attribute.name.clone(), value)),
                }
            }
        }
        if let Some(text) = chain.iter().find_map(|level| level.text.as_ref()) {
            out.text = self.simple(text);
        }
    }

    fn particles(&mut self, out: &mut Node, list: &[Particle]) {
        for particle in list {
            match particle {
                Particle::Element(field) => self.elements(out, [field]),
                // Anything may stand there, so nothing has to be shown.
                Particle::Any(_) => {}
                Particle::Group(group) => {
                    if let Some(why) = self.room.deeper() {
                        out.cut = out.cut.or(why);
                        return;
                    }
                    self.group(out, group);
                    self.room.back();
                }
            }
        }
    }

    fn group(&mut self, out: &mut Node, group: &Group) {
        if group.kind != GroupKind::Choice {
            return self.particles(out, &group.particles);
        }
        // The first alternative that can be filled.
        for alternative in &group.particles {
            let before = out.children.len();
            self.particles(out, std::slice::from_ref(alternative));
            if out.children.len() > before {
                break;
            }
        }
    }
}
