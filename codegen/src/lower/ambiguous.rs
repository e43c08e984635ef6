//! Choices whose alternatives begin with the same element: nothing on the wire tells at once which is meant, and XML Schema
//! forbids it (Unique Particle Attribution). Wildcards beside elements are as common as they are harmless, and not told of.

use std::collections::BTreeSet;

use super::Lower;
use crate::contract::{GroupKind, Particle, QName};
use crate::diagnostic::Kind;
use crate::load::Spot;
use crate::read::xsd;

/// The alternatives of a choice so far.
#[derive(Default)]
pub(super) struct Alternatives {
    /// The elements that they begin with.
    begin: BTreeSet<QName>,
}

impl Lower<'_, '_> {
    /// Warns if an alternative begins with an element that one before it begins with.
    pub(super) fn tell_apart(
        &mut self,
        before: &mut Alternatives,
        written: &xsd::Particle,
        alternative: &[Particle],
    ) {
        let mut begin = BTreeSet::new();
        first(alternative, &mut begin);
        if let (Some(same), Some((spot, attribute))) =
            (begin.intersection(&before.begin).next(), place(written))
            // A group is inlined, and told of, once for each way that leads to it.
            && self.ambiguous.insert((spot, same.clone()))
        {
            let message = format!(
                "two alternatives of this choice begin with the element {}: it does not say which of them follows",
                same.local
            );
            let diagnostic = self.diagnostic(spot, Some(attribute), Kind::Ambiguous, message).warning();
            self.diagnostics.push(diagnostic.help(format!(
                "move {} in front of the choice, and leave in the choice what differs after it",
                same.local
            )));
        }
        before.begin.extend(begin);
    }
}

/// Adds the elements that a sequence can begin with; answers whether it can be empty.
fn first(sequence: &[Particle], begin: &mut BTreeSet<QName>) -> bool {
    sequence.iter().all(|particle| match particle {
        Particle::Element(field) => {
            begin.extend(field.substitutes.iter().cloned());
            if !field.is_abstract {
                begin.insert(field.name.clone());
            }
            field.occurs.min == 0
        }
        Particle::Group(group) => {
            let empty = if group.kind == GroupKind::Sequence {
                first(&group.particles, begin)
            } else {
                // Any of them can come first, so each is looked at.
                let each = group.particles.iter().map(std::slice::from_ref);
                let empty: Vec<bool> = each.map(|one| first(one, begin)).collect();
                if group.kind == GroupKind::Choice { empty.contains(&true) } else { !empty.contains(&false) }
            };
            empty || group.occurs.min == 0
        }
        Particle::Any(wildcard) => wildcard.occurs.min == 0,
    })
}

/// Where the first element of an alternative is written, and the attribute that names it.
fn place(particle: &xsd::Particle) -> Option<(Spot, &'static str)> {
    match particle {
        xsd::Particle::Element(element) => Some((element.spot, "name")),
        xsd::Particle::ElementRef { to, .. } | xsd::Particle::GroupRef { to, .. } => Some((to.spot, "ref")),
        xsd::Particle::Group(group) => group.particles.iter().find_map(place),
        xsd::Particle::Any { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Builtin, Field, Group, Occurs, Place, TypeRef};

    fn element(name: &str, min: u32) -> Particle {
        let field = Field::new(QName::new("", name), TypeRef::Builtin(Builtin::Int), Place::default());
        Particle::Element(Field { occurs: Occurs { min, max: Some(1) }, ..field })
    }

    #[test]
    fn what_comes_first_depends_on_the_kind_of_the_group() {
        use GroupKind::{All, Choice, Sequence};
        for (kind, [a, b], begin, empty) in [
            (Sequence, [1, 1], "a", false),
            (Sequence, [0, 1], "a b", false),
            (Sequence, [0, 0], "a b", true),
            (Choice, [1, 1], "a b", false),
            (Choice, [1, 0], "a b", true),
            (All, [1, 0], "a b", false),
            (All, [0, 0], "a b", true),
        ] {
            for min in [1, 0] {
                let particles = vec![element("a", a), element("b", b)];
                let group = Group { kind, occurs: Occurs { min, max: Some(1) }, particles };
                let mut found = BTreeSet::new();
                assert_eq!(
                    first(&[Particle::Group(group)], &mut found),
                    empty || min == 0,
                    "{kind:?} {a} {b}"
                );
                let found: Vec<&str> = found.iter().map(|name| &*name.local).collect();
                assert_eq!(found.join(" "), begin, "{kind:?} {a} {b}");
            }
        }
    }
}
