//! Elements with the right local name in the wrong namespace. Some stacks qualify the parts of rpc messages, take no
//! notice of `elementFormDefault`, or put all elements into one namespace.

use super::Decoder;
use super::position::Position;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::scan::{Result, Tag, UNKNOWN};
use crate::runtime::codec::strings::Index;
use crate::runtime::codec::tables::{ENCODED, Particle, Type, Wildcard, ns};

/// The local names of a table, and of the groups in it. With many elements in a wrong namespace, to look through all rows for
/// each would take long.
pub(super) struct Names {
    particles: &'static [Particle],
    /// The number of each in `rows`.
    numbers: Index,
    /// The element of a name; none where elements of several namespaces have it.
    rows: Vec<Option<&'static Particle>>,
    wildcards: Vec<&'static Wildcard>,
}

impl Names {
    fn of(particles: &'static [Particle]) -> Self {
        let mut names =
            Self { particles, numbers: Index::default(), rows: Vec::new(), wildcards: Vec::new() };
        names.add(particles);
        names
    }

    fn add(&mut self, particles: &'static [Particle]) {
        for particle in particles {
            match particle.ty {
                Type::Group(def) => self.add(def.elements),
                Type::Wildcard(wildcard) => self.wildcards.push(wildcard),
                // The items of an encoded array may be called anything.
                _ if particle.has(ENCODED) || particle.namespace == ns::ANY => {}
                _ => match self.numbers.get(particle.name()).and_then(|number| self.rows.get_mut(number)) {
                    Some(row) => *row = row.filter(|other| other.namespace == particle.namespace),
                    None => {
                        self.numbers.insert(particle.name().to_owned(), self.rows.len());
                        self.rows.push(Some(particle));
                    }
                },
            }
        }
    }

    /// The number of a name, and the one element that has it.
    fn declared(&self, local: &str) -> Option<(usize, &'static Particle)> {
        let number = self.numbers.get(local)?;
        Some((number, (*self.rows.get(number)?)?))
    }
}

/// What the children of one element say of the names of its table.
#[derive(Default)]
pub(super) struct Namesakes {
    /// Which of `found` each name is, from 1 on; 0 for those that do not occur.
    places: Vec<usize>,
    found: Vec<Namesake>,
}

impl Namesakes {
    fn of(&self, number: usize) -> Option<&Namesake> {
        self.found.get(self.places.get(number)?.checked_sub(1)?)
    }

    fn of_mut(&mut self, number: usize) -> Option<&mut Namesake> {
        let place = self.places.get_mut(number)?;
        if *place == 0 {
            self.found.push(Namesake::default());
            *place = self.found.len();
        }
        self.found.get_mut(place.checked_sub(1)?)
    }
}

/// What the children of one element say of a local name that the contract declares once.
#[derive(Default)]
struct Namesake {
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
    pub(super) fn requalified(&mut self, position: &Position<'_>, tag: &Tag) -> Result<Option<u16>> {
        let root = position.frame.root();
        let table = self.table_of_names(root.particles);
        let local = self.cursor.local(tag);
        let Some(names) = self.names.get(table) else { return Ok(None) };
        let Some((number, declared)) = names.declared(local) else { return Ok(None) };
        // It is right, or has its place under the name that it has.
        if declared.namespace == tag.namespace || names.wildcards.iter().any(|one| one.takes(tag.namespace)) {
            return Ok(None);
        }
        #[cfg(feature = "stream")]
        if self.listed == Some(position.depth) {
            return Ok(None);
        }
        let namesakes = match root.namesakes.get() {
            Some(known) => known,
            None => {
                let found = self.namesakes(position.start, table, tag)?;
                root.namesakes.get_or_init(|| found)
            }
        };
        let uri = self.cursor.uri_of(tag);
        if !namesakes.of(number).is_some_and(|one| !one.exact && one.uri.as_deref() == Some(uri)) {
            return Ok(None);
        }
        self.depart_saying(DepartureKind::Namespace, tag.start, &|cursor| match cursor.uri_of(tag) {
            "" => "no namespace".to_owned(),
            uri => format!("the namespace {uri:?}"),
        })?;
        Ok(Some(declared.namespace))
    }

    /// The number of a table whose names are known.
    fn table_of_names(&mut self, particles: &'static [Particle]) -> usize {
        let known = self.names.iter().rposition(|one| std::ptr::eq(one.particles, particles));
        known.unwrap_or_else(|| {
            self.names.push(Names::of(particles));
            self.names.len() - 1
        })
    }

    /// Looks through all children of the element around a tag, and reads the tag again.
    fn namesakes(&mut self, start: usize, table: usize, tag: &Tag) -> Result<Namesakes> {
        let mut namesakes = Namesakes::default();
        let Some(names) = self.names.get(table) else { return Ok(namesakes) };
        namesakes.places.resize(names.rows.len(), 0);
        let noted = self.cursor.notes.count();
        let cursor = &mut self.cursor;
        let careless = std::mem::replace(&mut cursor.careless_text, true);
        cursor.leave(tag.scope());
        cursor.position = start;
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                break;
            }
            let child = cursor.start_tag()?;
            if let Some((number, declared)) = names.declared(cursor.local(&child))
                && let Some(namesake) = namesakes.of_mut(number)
            {
                if declared.namespace == child.namespace {
                    namesake.exact = true;
                } else if namesake.uri.is_none() || (!namesake.known && child.namespace != UNKNOWN) {
                    // The first one, but what the contract does not know may be somebody's extension.
                    namesake.uri = Some(cursor.uri_of(&child).to_owned());
                    namesake.known = child.namespace != UNKNOWN;
                }
            }
            cursor.skip(&child, cursor.reading.depth())?;
            cursor.leave(child.scope());
        }
        cursor.careless_text = careless;
        cursor.position = tag.start;
        cursor.start_tag()?;
        cursor.notes.truncate(noted);
        Ok(namesakes)
    }
}
