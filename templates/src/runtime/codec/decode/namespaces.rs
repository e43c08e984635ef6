//! Elements with the right local name in the wrong namespace. Some stacks qualify the parts of rpc messages, take no
//! notice of `elementFormDefault`, or put all elements into one namespace.

use super::Decoder;
use super::position::{Frame, Position};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::scan::{Result, Tag, UNKNOWN};
use crate::runtime::codec::tables::{ENCODED, Particle, Type, ns};

/// What the children of one element say of a local name that the contract declares once.
pub(super) struct Namesake {
    local: &'static str,
    /// One of them has the namespace of the contract: the others are something else.
    exact: bool,
    /// The wrong namespace that counts: those with another one are something else.
    uri: Option<String>,
    /// It is none, or one of the contract.
    known: bool,
}

impl Decoder<'_> {
    /// The namespace that the contract gives an element, where the one that it has is wrong and it can be no other.
    #[cold]
    pub(super) fn requalified(&mut self, position: &mut Position<'_>, tag: &Tag) -> Result<Option<u16>> {
        let local = self.cursor.local(tag);
        let Some(declared) = only_namesake(&position.frame, local) else { return Ok(None) };
        if declared.namespace == tag.namespace {
            return Ok(None);
        }
        #[cfg(feature = "stream")]
        if self.listed == Some(position.depth) {
            return Ok(None);
        }
        if position.namesakes.is_none() {
            let found = self.namesakes(position, tag)?;
            position.namesakes = Some(found);
        }
        let uri = self.cursor.uri_of(tag);
        let namesakes = position.namesakes.as_deref().unwrap_or_default();
        let found = namesakes.iter().find(|one| one.local == local);
        if !found.is_some_and(|one| !one.exact && one.uri.as_deref() == Some(uri)) {
            return Ok(None);
        }
        let found = match uri {
            "" => "no namespace".to_owned(),
            uri => format!("the namespace {uri:?}"),
        };
        self.depart(DepartureKind::Namespace, tag.start, &found)?;
        Ok(Some(declared.namespace))
    }

    /// Looks through all children of the element around a tag.
    fn namesakes(&self, position: &Position<'_>, tag: &Tag) -> Result<Vec<Namesake>> {
        let mut cursor = self.cursor.clone();
        cursor.leave(tag.scope());
        cursor.position = position.start;
        cursor.careless_text = true;
        let mut found: Vec<Namesake> = Vec::new();
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                return Ok(found);
            }
            let tag = cursor.start_tag()?;
            let local = cursor.local(&tag);
            if let Some(declared) = only_namesake(&position.frame, local) {
                let index = found.iter().position(|one| one.local == local).unwrap_or_else(|| {
                    found.push(Namesake { local: declared.name(), exact: false, uri: None, known: false });
                    found.len() - 1
                });
                if let Some(namesake) = found.get_mut(index) {
                    if declared.namespace == tag.namespace {
                        namesake.exact = true;
                    } else if namesake.uri.is_none() || (!namesake.known && tag.namespace != UNKNOWN) {
                        // The first one, but what the contract does not know may be somebody's extension.
                        namesake.uri = Some(cursor.uri_of(&tag).to_owned());
                        namesake.known = tag.namespace != UNKNOWN;
                    }
                }
            }
            cursor.skip(&tag, self.cursor.reading.depth())?;
            cursor.leave(tag.scope());
        }
    }
}

/// The one element of a place in a content model that has this local name, where there is just one.
fn only_namesake(frame: &Frame<'_>, local: &str) -> Option<&'static Particle> {
    let mut found = None;
    let mut frame = Some(frame);
    while let Some(one) = frame {
        if !collect(one.particles, local, &mut found) {
            return None;
        }
        frame = one.outer;
    }
    found
}

/// Whether the rows add no second element of this name, of another namespace.
fn collect(particles: &'static [Particle], local: &str, found: &mut Option<&'static Particle>) -> bool {
    for particle in particles {
        let goes_on = match particle.ty {
            Type::Group(def) => collect(def.elements, local, found),
            Type::Wildcard(_) => true,
            // The items of an encoded array may be called anything.
            _ if particle.has(ENCODED) || particle.namespace == ns::ANY || particle.name() != local => true,
            _ => found.replace(particle).is_none_or(|other| other.namespace == particle.namespace),
        };
        if !goes_on {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::tables::TypeDef;

    #[test]
    fn a_name_is_looked_for_in_groups_too() {
        static GROUP: TypeDef = TypeDef::new(ns::NONE, "", &[Particle::new(6, "a", 0, 0, Type::STRING)]);
        static ROWS: [Particle; 3] = [
            Particle::new(ns::ANY, "", 0, 0, Type::Group(&GROUP)),
            Particle::new(6, "b", 1, 0, Type::STRING),
            Particle::new(7, "b", 2, 0, Type::STRING),
        ];
        let found = |local| {
            let mut found = None;
            let goes_on = collect(&ROWS, local, &mut found);
            (goes_on, found.map(|particle| particle.name()))
        };
        assert_eq!([found("a"), found("c")], [(true, Some("a")), (true, None)]);
        // In two namespaces it is no one element.
        assert!(!found("b").0);
    }
}
