//! SOAP encoding's references: an element that stands elsewhere in the Body, where `href="#id"` points.

use super::Decoder;
use super::places::{Place, There};
use super::position::{Position, Target};
use super::rows::{following, search};
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::scan::{Result, Tag};
use crate::runtime::codec::strings::{after, contains, trim, words};
use crate::runtime::codec::tables::{CHOICE, MANY, Particle, SOAP11_ENCODING, SOAP12_ENCODING, Type};

/// How deep the children of a Body's element stand.
const BODY: usize = 3;

impl Decoder<'_> {
    /// Passes a child of the Body, at whose tag the cursor stands, if it was read when something referred to it, and one of
    /// its name was passed before. All in it was checked then.
    pub(super) fn pass_read(&mut self) -> bool {
        let start = self.cursor.position;
        let end = self.references.as_deref_mut().and_then(|references| {
            let end = references.child(start)?.end?;
            let is_known = !references.passed.is_empty() && self.cursor.has_name(start, references.passed);
            is_known.then_some(end)
        });
        if let Some(end) = end {
            self.cursor.position = end;
        }
        end.is_some()
    }

    /// Whether a child of the Body is there to be referred to.
    pub(in crate::runtime) fn is_referred_to(&self, tag: &Tag) -> bool {
        self.references.as_ref().is_some_and(|references| references.number_of_child(tag.start).is_some())
    }

    /// Where a child of the Body ends, if it was read when something referred to it. All in it was checked then.
    pub(super) fn end_of_read(&mut self, tag: &Tag) -> Option<usize> {
        let references = self.references.as_deref_mut()?;
        let end = references.child(tag.start)?.end?;
        references.passed = self.cursor.name_as_written(tag.start);
        Some(end)
    }

    /// The row of an element whose name the table does not know. Servers qualify accessors that should not be, and the
    /// first accessor of a reply is what the operation returns, whatever it is called (SOAP 1.1, section 7.1).
    pub(super) fn accessor(
        &self,
        position: &Position<'_>,
        local: &str,
    ) -> Option<(usize, &'static Particle)> {
        self.references.as_ref()?;
        let plain = |particle: &Particle| !matches!(particle.ty, Type::Group(_) | Type::Wildcard(_));
        let frame = &position.frame;
        let named = search(frame.particles, 0, &|particle| plain(particle) && particle.name() == local);
        if named.is_some() || position.next > 0 || position.depth != BODY || frame.outer.is_some() {
            return named;
        }
        search(frame.particles, 0, &plain)
    }

    /// Whether an array leaves places out, or has several dimensions: read as a list it would lose what stands where.
    #[cold]
    pub(super) fn whole_array(&self, tag: &Tag) -> Result<()> {
        for (_, uri, local, value) in self.cursor.each_attribute() {
            let partial = match (uri, local) {
                (SOAP11_ENCODING, "offset") => trim(value) != "[0]",
                (SOAP11_ENCODING, "arrayType") => contains(after(value, b"["), ","),
                (SOAP12_ENCODING, "arraySize") => words(value).nth(1).is_some(),
                _ => false,
            };
            if partial {
                let what = "an array of several dimensions, or one that is sent in part".to_owned();
                return Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start));
            }
        }
        Ok(())
    }

    /// The number of the place of the element that stands for this one.
    #[cold]
    pub(super) fn reference(&mut self, tag: &Tag) -> Result<Option<usize>> {
        let Some(references) = &self.references else { return Ok(None) };
        let Some((id, _)) = self.cursor.of_encoding(["href", "ref"]) else { return Ok(None) };
        let id = id.strip_prefix('#').unwrap_or(id);
        match references.find(id, &self.cursor) {
            Some(place) => Ok(Some(place)),
            None => {
                let what = format!("a reference to `{id}`, which is not in the Body");
                Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start))
            }
        }
    }

    /// The fast step for an element of the next row that does nothing but refer to another one: reads that. The general step
    /// is for all others.
    #[inline(never)]
    pub(super) fn referring(&mut self, target: &mut Target<'_>, position: &mut Position<'_>) -> Result<bool> {
        let (particles, next) = (position.frame.particles, position.next);
        let Some(particle) = particles.get(next) else { return Ok(false) };
        let is_plain = !particle.has(CHOICE) && !matches!(particle.ty, Type::Group(_) | Type::Wildcard(_));
        if !is_plain || (!particle.has(MANY) && position.seen.has(next)) {
            return Ok(false);
        }
        let Some((tag, id)) = self.cursor.referring_tag(particle.namespace, particle.name) else {
            return Ok(false);
        };
        let found = self.references.as_ref().and_then(|references| references.find(id, &self.cursor));
        let Some(number) = found else {
            self.cursor.position = tag.start;
            return Ok(false);
        };
        if !particle.has(MANY) {
            position.seen.note(next);
        }
        position.next = following(particles, particle, next);
        self.elsewhere(target, particle, &tag, number, position.depth)
            .map_err(|error| error.within(particle.name()))?;
        Ok(true)
    }

    /// Reads the element at a place, in its scope, in place of the one whose tag was just read.
    #[inline(never)]
    pub(super) fn elsewhere(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        tag: &Tag,
        number: usize,
        depth: usize,
    ) -> Result<()> {
        // A ring of references ends here.
        if depth > self.cursor.reading.depth() {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), tag.start));
        }
        self.cursor.skip(tag, self.cursor.reading.depth() - depth)?;
        let Some(references) = &mut self.references else { return Ok(()) };
        let Some(place) = references.places.get_mut(number) else { return Ok(()) };
        let Place { node, start, id, is_put_down, is_read, .. } = *place;
        place.is_read = true;
        let mut there = self.enter(node)?;
        let made = self.budget.left();
        let here = std::mem::replace(&mut self.cursor.position, start);
        let tag = match is_put_down {
            false => self.cursor.tag_with(id, there.scope)?,
            true => {
                self.cursor.leave(there.scope);
                self.cursor.start_tag()?
            }
        };
        self.child(target, particle, tag.name(self.cursor.local(&tag)), Some(&tag), depth + 1)?;
        if tag.empty {
            self.cursor.leave(there.scope);
        }
        let end = std::mem::replace(&mut self.cursor.position, here);
        self.cursor.exchange(&mut there.surroundings);
        if let Some(references) = &mut self.references {
            references.free.push(there);
            if let Some(place) = references.places.get_mut(number) {
                place.end = Some(end);
            }
        }
        // What an element becomes when it is read again is not in the message.
        let read = end.saturating_sub(start);
        if is_read { self.copy(read + made.saturating_sub(self.budget.left())) } else { Ok(()) }
    }

    /// Goes where prefixes mean what they mean in an element; what they mean here is put in the place of that.
    fn enter(&mut self, node: Option<usize>) -> Result<Box<There>> {
        let Some(references) = &mut self.references else {
            return Err(self.cursor.syntax("nothing to refer to"));
        };
        let (mut there, mut copied) = references.there(node);
        self.cursor.exchange(&mut there.surroundings);
        if there.node != node {
            self.cursor.leave(references.body.0);
            let (mut nodes, mut around) = (Vec::new(), node);
            while let Some(node) = around.and_then(|node| references.nodes.get(node)) {
                nodes.push(node);
                around = node.parent;
            }
            for node in nodes.into_iter().rev() {
                let declared = references.declared.get(node.declared.clone()).unwrap_or_default();
                self.cursor.redeclare(declared, &references.texts, node.scope);
                copied += node.bytes;
            }
            (there.node, there.scope) = (node, self.cursor.scope());
        }
        self.copy(copied)?;
        Ok(there)
    }
}
