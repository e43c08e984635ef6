//! Content models made simpler, without changing what may be written: no group that says nothing, no choice in a choice,
//! no occurrence on a group that could stand on the one thing in it.

use std::collections::BTreeSet;

use crate::contract::{Field, Group, GroupKind, Occurs, Particle};

/// The particles of a sequence, made simpler.
pub(crate) fn simplify(particles: &[Particle]) -> Vec<Particle> {
    let mut out = Vec::new();
    for particle in particles.iter().filter(|particle| occurs(particle).max != Some(0)) {
        match particle {
            Particle::Group(group) => splice(simple_group(group), &mut out),
            other => out.push(other.clone()),
        }
    }
    out
}

/// What of a group there is to say; `None` for one that holds nothing.
fn simple_group(group: &Group) -> Option<Particle> {
    let simple = if group.kind == GroupKind::Choice {
        choice(group)?
    } else {
        let particles = simplify(&group.particles);
        Group { kind: GroupKind::Sequence, occurs: group.occurs, particles }
    };
    match simple.particles.as_slice() {
        [] => None,
        [only] => match times(only, simple.occurs) {
            Some(one) => Some(one),
            None => Some(Particle::Group(simple)),
        },
        _ => Some(Particle::Group(simple)),
    }
}

/// Adds to a sequence what it holds: the parts of a sequence that stands once, or that may be empty anyway.
fn splice(particle: Option<Particle>, out: &mut Vec<Particle>) {
    match particle {
        Some(Particle::Group(Group { kind: GroupKind::Sequence, occurs, particles }))
            if occurs == Occurs::ONCE || (!occurs.many() && particles.iter().all(may_be_empty)) =>
        {
            out.extend(particles);
        }
        Some(other) => out.push(other),
        None => {}
    }
}

/// A choice without choices in it. An alternative that may be empty makes the choice one that may be left out.
fn choice(group: &Group) -> Option<Group> {
    let mut flat = Group { kind: GroupKind::Choice, occurs: group.occurs, particles: Vec::new() };
    for particle in &group.particles {
        alternative(particle, &mut flat);
    }
    if flat.particles.is_empty() {
        return None;
    }
    // Written twice, an alternative is the same one.
    let mut seen = BTreeSet::new();
    flat.particles.retain(|one| match one {
        Particle::Element(field) => seen.insert(field.name.clone()),
        Particle::Group(_) | Particle::Any(_) => true,
    });
    Some(flat)
}

fn alternative(particle: &Particle, flat: &mut Group) {
    if occurs(particle).max == Some(0) {
        return;
    }
    let simple = match particle {
        Particle::Group(group) => simple_group(group),
        other => Some(other.clone()),
    };
    let Some(mut simple) = simple else {
        flat.occurs.min = 0;
        return;
    };
    if may_be_empty(&simple) {
        flat.occurs.min = 0;
    }
    let inner = occurs_mut(&mut simple);
    inner.min = inner.min.max(1);
    // How often an alternative stands says nothing, if the choice may be made again.
    if flat.occurs.many() {
        *inner = Occurs::ONCE;
    }
    match simple {
        Particle::Group(inner) if inner.kind == GroupKind::Choice && inner.occurs == Occurs::ONCE => {
            flat.particles.extend(inner.particles);
        }
        other => flat.particles.push(other),
    }
}

/// A particle that stands as often as it does in a group that stands `outer` times; `None` where no single occurrence
/// says that.
fn times(particle: &Particle, outer: Occurs) -> Option<Particle> {
    let inner = occurs(particle);
    // Three or six, but not four.
    if inner.min > 1 && outer != Occurs::ONCE {
        return None;
    }
    let mut out = particle.clone();
    *occurs_mut(&mut out) = Occurs {
        min: inner.min.saturating_mul(outer.min),
        max: inner.max.zip(outer.max).and_then(|(a, b)| a.checked_mul(b)),
    };
    Some(out)
}

pub(super) fn occurs(particle: &Particle) -> Occurs {
    match particle {
        Particle::Element(field) => field.occurs,
        Particle::Group(group) => group.occurs,
        Particle::Any(wildcard) => wildcard.occurs,
    }
}

fn occurs_mut(particle: &mut Particle) -> &mut Occurs {
    match particle {
        Particle::Element(field) => &mut field.occurs,
        Particle::Group(group) => &mut group.occurs,
        Particle::Any(wildcard) => &mut wildcard.occurs,
    }
}

/// Whether nothing at all may stand for a particle.
pub(crate) fn may_be_empty(particle: &Particle) -> bool {
    occurs(particle).min == 0
        || match particle {
            Particle::Group(group) if group.kind == GroupKind::Choice => {
                group.particles.iter().any(may_be_empty)
            }
            Particle::Group(group) => group.particles.iter().all(may_be_empty),
            _ => false,
        }
}

/// The first element that particles name.
pub(crate) fn first(particles: &[Particle]) -> Option<&Field> {
    particles.iter().find_map(|particle| match particle {
        Particle::Element(field) => Some(field),
        Particle::Group(group) => first(&group.particles),
        Particle::Any(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Builtin, Place, QName, TypeRef};

    fn element(name: &str, min: u32, max: Option<u32>) -> Particle {
        let ty = TypeRef::Builtin(Builtin::String);
        let field = Field::new(QName::new("", name), ty, Place::default());
        Particle::Element(Field { occurs: Occurs { min, max }, ..field })
    }

    fn group(kind: GroupKind, min: u32, max: Option<u32>, particles: Vec<Particle>) -> Particle {
        Particle::Group(Group { kind, occurs: Occurs { min, max }, particles })
    }

    fn one(name: &str) -> Particle {
        element(name, 1, Some(1))
    }

    /// As in a DTD: `(a, b?)*`.
    fn shown(particles: &[Particle], comma: &str) -> String {
        let show = |particle: &Particle| {
            let text = match particle {
                Particle::Element(field) => field.name.local.to_string(),
                Particle::Any(_) => "ANY".to_owned(),
                Particle::Group(group) if group.kind == GroupKind::Choice => {
                    format!("({})", shown(&group.particles, " | "))
                }
                Particle::Group(group) => format!("({})", shown(&group.particles, ", ")),
            };
            let occurs = match occurs(particle) {
                Occurs { min: 1, max: Some(1) } => String::new(),
                Occurs { min: 0, max: Some(1) } => "?".to_owned(),
                Occurs { min: 0, max: None } => "*".to_owned(),
                Occurs { min: 1, max: None } => "+".to_owned(),
                Occurs { min, max } => format!("{{{min},{}}}", max.unwrap_or(0)),
            };
            text + &occurs
        };
        particles.iter().map(show).collect::<Vec<_>>().join(comma)
    }

    #[test]
    fn what_says_nothing_goes() {
        use GroupKind::{Choice, Sequence};
        for (particles, expected) in [
            (vec![group(Sequence, 1, Some(1), vec![one("a"), one("b")])], "a, b"),
            (vec![group(Sequence, 0, None, vec![element("a", 0, Some(1))])], "a*"),
            (vec![group(Sequence, 2, Some(3), vec![element("a", 1, Some(2))])], "a{2,6}"),
            (vec![group(Sequence, 0, None, vec![element("a", 3, Some(3))])], "(a{3,3})*"),
            (
                vec![group(Sequence, 0, Some(1), vec![element("a", 0, Some(1)), element("b", 0, None)])],
                "a?, b*",
            ),
            (vec![group(Sequence, 0, Some(1), vec![one("a"), one("b")])], "(a, b)?"),
            (vec![group(Sequence, 0, Some(0), vec![one("a"), one("b")]), one("c")], "c"),
            (vec![group(Sequence, 0, None, Vec::new())], ""),
            (vec![group(Choice, 0, Some(1), vec![one("a")])], "a?"),
            (vec![group(Choice, 1, Some(1), vec![one("a"), group(Sequence, 1, Some(1), Vec::new())])], "a?"),
        ] {
            assert_eq!(shown(&simplify(&particles), ", "), expected);
        }
    }

    #[test]
    fn choices_in_choices_are_one() {
        use GroupKind::{Choice, Sequence};
        for (particle, expected) in [
            (
                group(
                    Choice,
                    1,
                    Some(1),
                    vec![one("a"), group(Choice, 1, Some(1), vec![one("b"), one("c")])],
                ),
                "(a | b | c)",
            ),
            (
                group(
                    Choice,
                    1,
                    Some(1),
                    vec![one("a"), group(Choice, 0, Some(1), vec![one("b"), one("c")])],
                ),
                "(a | b | c)?",
            ),
            (
                group(Choice, 1, Some(1), vec![one("a"), group(Choice, 0, None, vec![one("b"), one("c")])]),
                "(a | (b | c)+)?",
            ),
            (
                group(Choice, 1, None, vec![one("a"), group(Choice, 0, None, vec![one("b"), one("c")])]),
                "(a | b | c)*",
            ),
            (
                group(
                    Choice,
                    0,
                    None,
                    vec![element("a", 1, None), group(Sequence, 0, None, vec![one("b"), one("c")])],
                ),
                "(a | (b, c))*",
            ),
            (group(Choice, 1, Some(1), vec![element("a", 0, None), one("b"), one("a")]), "(a+ | b)?"),
        ] {
            assert_eq!(shown(&simplify(&[particle]), ", "), expected);
        }
    }
}
