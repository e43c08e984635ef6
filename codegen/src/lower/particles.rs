//! Content models: groups inlined, sequences flattened, references followed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ambiguous::Alternatives;
use super::budget;
use super::{Lower, Scope, missing};
use crate::contract::{
    Attribute, Builtin, Field, Group, GroupKind, Namespaces, Occurs, Particle, QName, TypeOrigin, TypeRef,
    Wildcard,
};
use crate::diagnostic::{Diagnostic, Kind};
use crate::load::XSD;
use crate::read::{Reference, xsd};
use crate::resolve::Found;

impl<'a> Lower<'a, '_> {
    pub(super) fn particle(&mut self, particle: &'a xsd::Particle, scope: &Scope, out: &mut Vec<Particle>) {
        match particle {
            xsd::Particle::Element(element) => {
                if !self.count() {
                    return;
                }
                let inner = scope.step(Arc::clone(&element.name.local));
                let ty = self.type_use(&element.ty, &inner).unwrap_or(TypeRef::Builtin(Builtin::AnyType));
                let field = self.field(element, ty);
                let fits = self.expanding.is_empty() || self.spend(0, budget::cost(&field));
                if fits && element.occurs.max != Some(0) {
                    out.push(Particle::Element(field));
                }
            }
            // .NET's DataSet: a schema, and what it describes.
            xsd::Particle::ElementRef { to, occurs, .. } if is_schema(&to.name) => {
                let mut field =
                    self.typed_part(&to.name.local, XSD, TypeRef::Builtin(Builtin::AnyType), to.spot);
                field.occurs = *occurs;
                out.push(Particle::Element(field));
            }
            xsd::Particle::ElementRef { to, occurs, emit_default, documentation } => {
                let found = self.symbols.find(&self.symbols.elements, to, self.loaded, self.diagnostics);
                let mut field = match found {
                    Some(found) => self.global_element(found),
                    None => self.missing_field(to, TypeOrigin::Element),
                };
                field.occurs = *occurs;
                field.emit_default &= emit_default;
                if documentation.is_some() {
                    field.documentation.clone_from(documentation);
                }
                if self.copy(budget::cost(&field), to.spot) && occurs.max != Some(0) {
                    out.push(Particle::Element(field));
                }
            }
            xsd::Particle::Group(group) => {
                let inner = self.group(group, scope);
                nest(group.kind, group.occurs, inner, out);
            }
            xsd::Particle::GroupRef { to, occurs } => self.group_ref(to, *occurs, out),
            xsd::Particle::Any { occurs, namespaces, .. } => {
                if self.count() && occurs.max != Some(0) {
                    out.push(Particle::Any(Wildcard { occurs: *occurs, namespaces: namespaces.clone() }));
                }
            }
        }
    }

    /// What a group holds; nothing where it stands too deep.
    pub(super) fn group(&mut self, group: &'a xsd::Group, scope: &Scope) -> Vec<Particle> {
        if !self.descend() {
            return Vec::new();
        }
        let inner = self.held(group, scope);
        self.ascend();
        inner
    }

    fn held(&mut self, group: &'a xsd::Group, scope: &Scope) -> Vec<Particle> {
        let mut inner = Vec::new();
        let mut before = Alternatives::default();
        for particle in &group.particles {
            if group.kind != GroupKind::Choice {
                self.particle(particle, scope, &mut inner);
                continue;
            }
            let mut alternative = Vec::new();
            self.particle(particle, scope, &mut alternative);
            if self.budget.spent {
                return Vec::new();
            }
            self.tell_apart(&mut before, particle, &alternative);
            // What belongs together stays so. An alternative that holds nothing says that the choice may be left out.
            if alternative.len() == 1 || alternative.is_empty() && !is_empty_group(particle) {
                inner.append(&mut alternative);
            } else {
                let (kind, occurs) = (GroupKind::Sequence, Occurs::ONCE);
                inner.push(Particle::Group(Group { kind, occurs, particles: alternative }));
            }
        }
        if group.kind == GroupKind::All {
            inner.iter_mut().for_each(|particle| {
                if let Particle::Element(field) = particle {
                    field.unordered = true;
                }
            });
        }
        inner
    }

    fn group_ref(&mut self, to: &Reference, occurs: Occurs, out: &mut Vec<Particle>) {
        let found = self.symbols.find(&self.symbols.groups, to, self.loaded, self.diagnostics);
        let Some(Found { item, wcf, .. }) = found else {
            let field = self.missing_field(to, TypeOrigin::Group);
            nest(GroupKind::Sequence, occurs, vec![Particle::Element(field)], out);
            return;
        };
        if !self.copy(1, to.spot) || !self.enter(to) {
            return;
        }
        self.inlined.insert(to.name.clone());
        if let Some(group) = &item.group {
            let scope = Scope::new(&item.name, TypeOrigin::Group, wcf);
            let inner = self.group(group, &scope);
            nest(group.kind, occurs, inner, out);
        }
        self.expanding.pop();
    }

    /// Notes that a group is being inlined; false after an error.
    fn enter(&mut self, to: &Reference) -> bool {
        if self.expanding.contains(&to.name) {
            let message = format!("the group {} contains itself", to.name.local);
            let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::Cycle, message);
            self.diagnostics.push(diagnostic.about(to.name.clone()).help("remove one of the references"));
            return false;
        }
        self.expanding.push(to.name.clone());
        true
    }

    /// The attributes, those of groups among them, sorted; and of which namespaces others are allowed.
    pub(super) fn attributes(
        &mut self,
        from: &'a xsd::Attributes,
        scope: &Scope,
    ) -> (Vec<Attribute>, Option<Namespaces>) {
        let mut all = Vec::new();
        let mut any = None;
        let mut collected = BTreeSet::new();
        self.collect_attributes(from, scope, &mut collected, &mut all, &mut any);
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|later, first| {
            // A group that is referred to twice brings the very same one.
            if later.name == first.name && later.place.to_string() != first.place.to_string() {
                let message = format!(
                    "the attribute {} is declared twice for one type, also at {}: the first declaration is used",
                    later.name.local, first.place
                );
                let warning = Diagnostic::error(Kind::Conflict, message, later.place.clone()).warning();
                self.diagnostics.push(warning.help("remove one of the two, or rename it"));
            }
            later.name == first.name
        });
        (all, any)
    }

    /// The attributes of a base that a restriction does without.
    pub(super) fn prohibited(&self, from: &xsd::Attributes) -> Vec<QName> {
        let prohibited = from.own.iter().filter(|usage| usage.prohibited);
        prohibited
            .map(|usage| match &usage.what {
                xsd::AttributeKind::Own(own) => own.name.clone(),
                xsd::AttributeKind::Ref(to) => to.name.clone(),
            })
            .collect()
    }

    /// Why `collected`: a group that comes again brings nothing new, and groups may refer to each other twice at every level.
    fn collect_attributes(
        &mut self,
        from: &'a xsd::Attributes,
        scope: &Scope,
        collected: &mut BTreeSet<QName>,
        all: &mut Vec<Attribute>,
        any: &mut Option<Namespaces>,
    ) {
        *any = match (any.take(), from.any.clone()) {
            (Some(one), Some(other)) => Some(one.union(other)),
            (one, other) => one.or(other),
        };
        for usage in &from.own {
            let (declaration, ty) = match &usage.what {
                xsd::AttributeKind::Own(own) => {
                    let inner = scope.step(Arc::clone(&own.name.local));
                    (&**own, self.simple_use(&own.ty, &inner))
                }
                xsd::AttributeKind::Ref(to) => {
                    let found =
                        self.symbols.find(&self.symbols.attributes, to, self.loaded, self.diagnostics);
                    let Some(found) = found else {
                        if !usage.prohibited {
                            all.push(self.missing_attribute(to, TypeOrigin::Attribute, usage.required));
                        }
                        continue;
                    };
                    (found.item, self.global_attribute_type(found))
                }
            };
            if usage.prohibited {
                continue;
            }
            let text = declaration.documentation.as_ref().map_or(0, String::len);
            if !self.expanding.is_empty() && !self.copy(1 + text / budget::TEXT, declaration.spot) {
                return;
            }
            all.push(Attribute {
                name: declaration.name.clone(),
                ty: ty.unwrap_or(TypeRef::Builtin(Builtin::AnySimpleType)),
                required: usage.required,
                default: usage.default.clone().or_else(|| declaration.default.clone()),
                fixed: usage.fixed.clone().or_else(|| declaration.fixed.clone()),
                documentation: declaration.documentation.clone(),
                place: self.loaded.place(declaration.spot),
            });
        }
        for to in &from.groups {
            let found = self.symbols.find(&self.symbols.attribute_groups, to, self.loaded, self.diagnostics);
            let Some(found) = found else {
                // Nothing is known of what it would require.
                all.push(self.missing_attribute(to, TypeOrigin::AttributeGroup, true));
                continue;
            };
            if self.enter(to) {
                if collected.insert(to.name.clone()) && self.descend() {
                    self.inlined_attributes.insert(to.name.clone());
                    let scope = Scope::new(&found.item.name, TypeOrigin::AttributeGroup, found.wcf);
                    self.collect_attributes(&found.item.attributes, &scope, collected, all, any);
                    self.ascend();
                }
                self.expanding.pop();
            }
        }
    }

    /// All members of an element's substitution group, those of members' own groups too.
    pub(super) fn substitutes(&self, head: &QName) -> Vec<QName> {
        let mut all = BTreeSet::new();
        let mut work = vec![head];
        while let Some(next) = work.pop() {
            for member in self.members.get(next).into_iter().flatten() {
                if member != head && all.insert(member.clone()) {
                    work.push(member);
                }
            }
        }
        all.into_iter().collect()
    }

    /// What stands for a dangling reference to an element or group.
    fn missing_field(&mut self, to: &Reference, origin: TypeOrigin) -> Field {
        let mut field = self.typed_part(&to.name.local, "", missing(to, origin), to.spot);
        field.name = to.name.clone();
        field
    }

    /// What stands for a dangling reference to an attribute or group of them.
    fn missing_attribute(&self, to: &Reference, origin: TypeOrigin, required: bool) -> Attribute {
        Attribute {
            name: to.name.clone(),
            ty: missing(to, origin),
            required,
            default: None,
            fixed: None,
            documentation: None,
            place: self.loaded.place(to.spot),
        }
    }

    pub(super) fn global_attribute_type(&mut self, found: Found<'a, xsd::Attribute>) -> Option<TypeRef> {
        let scope = Scope::new(&found.item.name, TypeOrigin::Attribute, found.wcf);
        self.simple_use(&found.item.ty, &scope)
    }
}

/// Puts a group's particles into its parent: flat where that says the same, else as a group.
fn nest(kind: GroupKind, occurs: Occurs, mut inner: Vec<Particle>, out: &mut Vec<Particle>) {
    if occurs.max == Some(0) || inner.is_empty() {
        return;
    }
    let flat = kind != GroupKind::Choice || inner.len() == 1;
    if occurs == Occurs::ONCE && flat {
        out.append(&mut inner);
        return;
    }
    // A group around a single element that stands once says only how often that stands.
    if let [Particle::Element(field)] = inner.as_mut_slice()
        && field.occurs == Occurs::ONCE
    {
        field.occurs = occurs;
        out.append(&mut inner);
        return;
    }
    out.push(Particle::Group(Group { kind, occurs, particles: inner }));
}

fn is_empty_group(particle: &xsd::Particle) -> bool {
    matches!(particle, xsd::Particle::Group(group) if group.occurs.max != Some(0) && group.particles.is_empty())
}

/// The elements of a content model, if it has nothing else, and nothing that others may stand for.
pub(super) fn elements_only(particles: Vec<Particle>) -> Option<Vec<crate::contract::Field>> {
    let field = |particle| match particle {
        Particle::Element(field) if !field.is_substituted() => Some(field),
        _ => None,
    };
    particles.into_iter().map(field).collect()
}

/// Whether a name is that of XML Schema's `schema` element.
fn is_schema(name: &QName) -> bool {
    &*name.namespace == XSD && &*name.local == "schema"
}

/// Whether a name is that of XML Schema's `anyType`.
pub(super) fn is_any_type(name: &QName) -> bool {
    &*name.namespace == XSD && &*name.local == "anyType"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_xml_schema_are_those_of_its_namespace() {
        for (namespace, local, any_type, schema) in [
            (XSD, "anyType", true, false),
            (XSD, "schema", false, true),
            (XSD, "string", false, false),
            ("urn:a", "anyType", false, false),
            ("urn:a", "schema", false, false),
        ] {
            let name = QName::new(namespace, local);
            assert_eq!((is_any_type(&name), is_schema(&name)), (any_type, schema), "{namespace} {local}");
        }
    }
}
