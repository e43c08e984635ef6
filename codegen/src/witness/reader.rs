//! Reads a sample by a contract: what each element in it is, and what the contract has against it.

use std::collections::BTreeMap;

use crate::contract::{
    Body, Builtin, Contract, Field, Group, GroupKind, Message, Particle, QName, Struct, Type, TypeKind,
    TypeName, TypeRef,
};
use crate::sample::{Node, fits};

/// Where an element stands in a sample: the places from the Body down.
pub(super) type Path = Vec<usize>;

/// What an element of a sample is.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) path: Path,
    /// Where the contract declares it, in names.
    pub(super) at: String,
    pub(super) ty: TypeRef,
}

/// Something that is not as the contract has it.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) path: Path,
    pub(super) at: String,
    pub(super) why: String,
}

/// Reads samples by a contract.
pub(super) struct Reader<'c> {
    contract: &'c Contract,
    /// What the namespaces of the sample are called in the contract.
    namespaces: &'c BTreeMap<String, String>,
    /// As a server reads: the order counts, nothing is skipped, and facets hold. Otherwise as a client does.
    strict: bool,
    pub(super) labels: Vec<Label>,
    pub(super) refusals: Vec<Refusal>,
}

impl<'c> Reader<'c> {
    pub(super) fn new(
        contract: &'c Contract,
        namespaces: &'c BTreeMap<String, String>,
        strict: bool,
    ) -> Self {
        Self { contract, namespaces, strict, labels: Vec::new(), refusals: Vec::new() }
    }

    /// Reads what stands in a Body; `at` says where a part of it is declared.
    pub(super) fn body(&mut self, message: &Message, nodes: &[Node], at: &dyn Fn(&str) -> String) {
        let fields: Vec<Particle> = match &message.body {
            Body::Empty => Vec::new(),
            Body::Wrapped { fields, .. } => fields.iter().cloned().map(Particle::Element).collect(),
            Body::Bare(parts) | Body::Rpc { parts, .. } => {
                parts.iter().map(|part| Particle::Element(part.field.clone())).collect()
            }
        };
        match &message.body {
            Body::Wrapped { element, .. } | Body::Rpc { element, .. } => match nodes.first() {
                Some(node) if self.is(node, element) => {
                    let mut cursor = 0;
                    self.sequence(at, &fields, &node.children, &vec![0], &mut cursor);
                    self.leftover(at, &node.children, &vec![0], cursor);
                }
                _ => self.refuse(
                    &vec![0],
                    at(""),
                    format!("the Body has to hold the element {}", element.local),
                ),
            },
            _ => {
                let mut cursor = 0;
                self.sequence(at, &fields, nodes, &Vec::new(), &mut cursor);
                self.leftover(at, nodes, &Vec::new(), cursor);
            }
        }
    }

    /// Reads an element as a field.
    pub(super) fn element(&mut self, at: &str, field: &Field, node: &Node, path: &Path) {
        self.labels.push(Label { path: path.clone(), at: at.to_owned(), ty: field.ty.clone() });
        if node.nil {
            if !field.nillable {
                self.refuse(
                    path,
                    at.to_owned(),
                    format!("{} is nil, but it is not nillable", node.name.local),
                );
            }
            return;
        }
        if let Some(fixed) = field.fixed.as_ref().filter(|fixed| self.strict && **fixed != node.text) {
            self.refuse(path, at.to_owned(), format!("{} can only be {fixed:?}", node.name.local));
        }
        self.value(at, &field.ty, node, path);
    }

    fn value(&mut self, at: &str, ty: &TypeRef, node: &Node, path: &Path) {
        let declared = match ty {
            TypeRef::Named(name) => self.contract.types.get_key_value(name),
            TypeRef::Builtin(_) => None,
        };
        let Some((name, declared)) = declared else { return self.text(at, ty, node, path) };
        match &declared.kind {
            TypeKind::Struct(content) => self.structure(name, content, node, path),
            TypeKind::Dictionary { entry, key, value } => {
                for (number, child) in node.children.iter().enumerate() {
                    let path = below(path, number);
                    if !self.is(child, entry) {
                        self.refuse(&path, name.name.local.to_string(), unexpected(child));
                    }
                    let both = [Particle::Element((**key).clone()), Particle::Element((**value).clone())];
                    let at = |member: &str| format!("{}.{member}", name.name.local);
                    let mut cursor = 0;
                    self.sequence(&at, &both, &child.children, &path, &mut cursor);
                    self.leftover(&at, &child.children, &path, cursor);
                }
            }
            TypeKind::Array(_) => {}
            _ => self.text(at, ty, node, path),
        }
    }

    fn text(&mut self, at: &str, ty: &TypeRef, node: &Node, path: &Path) {
        if matches!(ty, TypeRef::Builtin(Builtin::AnyType)) {
            return;
        }
        if !node.children.is_empty() {
            self.refuse(
                path,
                at.to_owned(),
                format!("{} has elements in it, but is a simple value", node.name.local),
            );
        } else if !fits(self.contract, ty, &node.text, self.strict) {
            let value: String = node.text.chars().take(60).collect();
            self.refuse(path, at.to_owned(), format!("{} cannot be {value:?}", node.name.local));
        }
    }

    fn structure(&mut self, name: &'c TypeName, content: &'c Struct, node: &Node, path: &Path) {
        let mut own: (&TypeName, &Struct) = (name, content);
        if let Some(said) = &node.xsi_type {
            let known = TypeName::named(self.mapped(said));
            match self.contract.types.get_key_value(&known) {
                Some((name, Type { kind: TypeKind::Struct(content), .. })) => own = (name, content),
                _ if self.strict => {
                    return self.refuse(
                        path,
                        said.local.to_string(),
                        format!("there is no type {}", said.local),
                    );
                }
                _ => {}
            }
        }
        if own.1.is_abstract {
            let ty = own.0.name.local.to_string();
            return self.refuse(
                path,
                ty.clone(),
                format!("{ty} is abstract: one of its derived types must stand here"),
            );
        }
        let mut levels = vec![own];
        while let Some(base) =
            levels.last().and_then(|(_, at)| at.base.as_ref()).filter(|_| levels.len() < 64)
        {
            let Some((name, Type { kind: TypeKind::Struct(inner), .. })) =
                self.contract.types.get_key_value(base)
            else {
                break;
            };
            levels.push((name, inner));
        }
        let restricted = levels.iter().position(|(_, level)| level.restriction).unwrap_or(levels.len());
        let mut cursor = 0;
        for (name, level) in levels.iter().take(restricted + 1).rev() {
            let at = |member: &str| format!("{}.{member}", name.name.local);
            self.sequence(&at, &level.particles, &node.children, path, &mut cursor);
        }
        let at = |member: &str| format!("{}.{member}", own.0.name.local);
        if let Some(text) = levels.iter().find_map(|(_, level)| level.text.as_ref()) {
            self.text(&own.0.name.local, text, node, path);
        } else {
            self.leftover(&at, &node.children, path, cursor);
        }
        self.attributes(&levels, node, path);
    }

    fn attributes(&mut self, levels: &[(&TypeName, &Struct)], node: &Node, path: &Path) {
        let any = levels.iter().any(|(_, level)| level.any_attribute.is_some());
        let all: Vec<_> = levels
            .iter()
            .flat_map(|(name, level)| level.attributes.iter().map(move |own| (name, own)))
            .collect();
        for (name, declared) in &all {
            let at = format!("{}/@{}", name.name.local, declared.name.local);
            match node.attributes.iter().find(|(own, _)| self.mapped(own) == declared.name) {
                Some((_, value)) if !fits(self.contract, &declared.ty, value, self.strict) => {
                    self.refuse(
                        path,
                        at,
                        format!("the attribute {} cannot be {value:?}", declared.name.local),
                    );
                }
                Some((_, value))
                    if self.strict && declared.fixed.as_ref().is_some_and(|fixed| fixed != value) =>
                {
                    self.refuse(
                        path,
                        at,
                        format!("the attribute {} has one value only", declared.name.local),
                    );
                }
                None if declared.required => {
                    self.refuse(path, at, format!("the attribute {} is missing", declared.name.local));
                }
                _ => {}
            }
        }
        for (own, _) in &node.attributes {
            let known = all.iter().any(|(_, declared)| declared.name == self.mapped(own));
            if self.strict && !known && !any {
                let ty = levels.first().map_or("", |(name, _)| &*name.name.local);
                let why = format!("the attribute {} is not known", own.local);
                self.refuse(path, format!("{ty}/@{}", own.local), why);
            }
        }
    }

    /// Reads particles from the cursor on.
    fn sequence(
        &mut self,
        at: &dyn Fn(&str) -> String,
        particles: &[Particle],
        nodes: &[Node],
        path: &Path,
        cursor: &mut usize,
    ) {
        for particle in particles {
            match particle {
                Particle::Element(field) => self.field(at, field, nodes, path, cursor),
                Particle::Any(wildcard) => {
                    while nodes
                        .get(*cursor)
                        .is_some_and(|node| wildcard.namespaces.takes(&node.name.namespace))
                    {
                        *cursor += 1;
                    }
                }
                Particle::Group(group) => {
                    self.several(at, group, nodes, path);
                    let mut count = 0;
                    while group.occurs.max.is_none_or(|max| count < max) {
                        let before = *cursor;
                        if group.kind == GroupKind::Choice {
                            let chosen = group.particles.iter().find(|one| self.begins(one, nodes, *cursor));
                            let Some(chosen) = chosen else { break };
                            self.sequence(at, std::slice::from_ref(chosen), nodes, path, cursor);
                        } else {
                            if !group.particles.iter().any(|one| self.begins(one, nodes, *cursor)) {
                                break;
                            }
                            self.sequence(at, &group.particles, nodes, path, cursor);
                        }
                        count += 1;
                        // A client reads in any order, and would find the same again.
                        if *cursor == before || !self.strict {
                            break;
                        }
                    }
                    if count < group.occurs.min && !crate::model::may_be_empty(particle) {
                        let first =
                            crate::model::first(&group.particles).map_or("any", |field| &field.name.local);
                        self.refuse(path, at(first), "none of the alternatives is there".to_owned());
                    }
                }
            }
        }
    }

    /// Tells of more than one alternative, of which a client reads one.
    fn several(&mut self, at: &dyn Fn(&str) -> String, group: &Group, nodes: &[Node], path: &Path) {
        if self.strict || group.kind != GroupKind::Choice || group.occurs.many() {
            return;
        }
        let there = group.particles.iter().filter(|one| self.begins(one, nodes, 0)).count();
        if there > 1 {
            let first = crate::model::first(&group.particles).map_or("any", |field| &field.name.local);
            self.refuse(path, at(first), "of several alternatives only one is read".to_owned());
        }
    }

    fn field(
        &mut self,
        at: &dyn Fn(&str) -> String,
        field: &Field,
        nodes: &[Node],
        path: &Path,
        cursor: &mut usize,
    ) {
        let ordered = self.strict && !field.unordered;
        let mut found: Vec<usize> = Vec::new();
        if ordered {
            let max = field.occurs.max.map_or(usize::MAX, |max| max as usize);
            while found.len() < max && nodes.get(*cursor).is_some_and(|node| self.stands_for(node, field)) {
                found.push(*cursor);
                *cursor += 1;
            }
        } else {
            found.extend(
                (0..nodes.len()).filter(|at| nodes.get(*at).is_some_and(|node| self.stands_for(node, field))),
            );
            *cursor = if field.unordered { nodes.len() } else { *cursor };
        }
        let name = at(&field.name.local);
        if found.len() < field.occurs.min as usize {
            self.refuse(path, name.clone(), format!("{} is missing", field.name.local));
        } else if field.occurs.max.is_some_and(|max| found.len() > max as usize) {
            self.refuse(path, name.clone(), format!("of several {} only one is read", field.name.local));
        }
        for number in found {
            let Some(node) = nodes.get(number) else { continue };
            let path = below(path, number);
            if self.is(node, &field.name) {
                self.element(&name, field, node, &path);
            } else if let Some(member) = self.contract.elements.get(&self.mapped(&node.name)) {
                let at = format!("{}.{}", field.name.local, member.name.local);
                self.element(&at, member, node, &path);
            }
        }
    }

    /// Tells of elements that nothing took.
    fn leftover(&mut self, at: &dyn Fn(&str) -> String, nodes: &[Node], path: &Path, cursor: usize) {
        if !self.strict {
            return;
        }
        for (number, node) in nodes.iter().enumerate().skip(cursor) {
            self.refuse(&below(path, number), at(&node.name.local), unexpected(node));
        }
    }

    fn begins(&self, particle: &Particle, nodes: &[Node], cursor: usize) -> bool {
        let all = if self.strict {
            nodes.get(cursor..).unwrap_or_default().iter().take(1)
        } else {
            nodes.iter().take(nodes.len())
        };
        let mut all = all.into_iter();
        all.any(|node| match particle {
            Particle::Element(field) => self.stands_for(node, field),
            Particle::Any(wildcard) => wildcard.namespaces.takes(&node.name.namespace),
            Particle::Group(group) => {
                group.particles.iter().any(|one| self.begins(one, std::slice::from_ref(node), 0))
            }
        })
    }

    fn stands_for(&self, node: &Node, field: &Field) -> bool {
        let name = self.mapped(&node.name);
        (name == field.name && !field.is_abstract) || field.substitutes.contains(&name)
    }

    fn is(&self, node: &Node, name: &QName) -> bool {
        self.mapped(&node.name) == *name
    }

    fn mapped(&self, name: &QName) -> QName {
        match self.namespaces.get(&*name.namespace) {
            Some(namespace) => QName::new(namespace.as_str(), std::sync::Arc::clone(&name.local)),
            None => name.clone(),
        }
    }

    fn refuse(&mut self, path: &Path, at: String, why: String) {
        self.refusals.push(Refusal { path: path.clone(), at, why });
    }
}

fn below(path: &Path, number: usize) -> Path {
    let mut path = path.clone();
    path.push(number);
    path
}

fn unexpected(node: &Node) -> String {
    format!("{} is not expected here", node.name.local)
}
