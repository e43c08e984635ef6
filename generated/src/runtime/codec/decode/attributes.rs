//! The attributes of a record: known ones, defaults of absent ones, and those of any name.

use super::Decoder;
use super::blank::{EMPTY, is_absent, needs_text};
use super::position::Seen;
use super::simple::{Context, keep, scalar};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::field::{Record, Slot};
use crate::runtime::codec::scan::{Result, Tag};
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::tables::{CHOICE, MANY, OPTIONAL, Particle, Type, TypeDef, ns};
use crate::runtime::values::QName;

impl Decoder<'_> {
    /// Reads the attributes of a start tag; `tag` is `None` when it has none.
    pub(super) fn attributes(
        &mut self,
        record: &mut dyn Record,
        def: &'static TypeDef,
        tag: Option<&Tag>,
    ) -> Result<()> {
        let written = tag.filter(|tag| tag.attributes);
        let mut departures = Vec::new();
        let mut is_open = false;
        let mut seen = Seen::default();
        let mut count = 0;
        if let Some(tag) = written {
            for (row, namespace, value) in self.cursor.each_attribute_of(def.attributes) {
                if let Some(row) = row
                    && let Some(particle) = def.attributes.get(row)
                {
                    count += usize::from(!seen.note(row));
                    self.attribute(record, particle, value, tag.start, &mut departures)
                        .map_err(|error| error.within(format!("@{}", particle.name())))?;
                } else {
                    is_open |= wildcard(def, namespace).is_some();
                }
            }
            if is_open {
                self.open_attributes(record, def)?;
            }
        }
        let at = tag.map_or(self.cursor.position, |tag| tag.start);
        for (name, kind, found) in &departures {
            self.depart_below(*kind, at, &format!("@{name}"), found)?;
        }
        if count == def.attributes.len() {
            return Ok(());
        }
        for (row, particle) in def.attributes.iter().enumerate() {
            let is_defaulted = matches!(particle.ty, Type::Defaulted(_));
            // What may be left out needs no look.
            if (!is_defaulted && (particle.has(OPTIONAL) || matches!(particle.ty, Type::Wildcard(_))))
                || seen.has(row)
            {
                continue;
            }
            if let Type::Defaulted(defaulted) = particle.ty {
                let context = Context { cursor: &self.cursor, particle, careless_names: self.careless_names };
                // A default that is no value of its type is none: contracts have such.
                let _ = scalar(&context, &mut record.slot(particle.slot), defaulted.text, at);
            } else {
                let kind = match is_absent(record, particle) {
                    true => DepartureKind::Absent,
                    false => DepartureKind::Missing,
                };
                let name = particle.name();
                self.depart_below(
                    kind,
                    at,
                    &format!("@{name}"),
                    &format!("the attribute `{name}` is missing"),
                )?;
            }
        }
        Ok(())
    }

    /// Reads one attribute. Adds what there is to tell of it.
    #[inline]
    fn attribute(
        &self,
        record: &mut dyn Record,
        particle: &'static Particle,
        value: &str,
        at: usize,
        departures: &mut Vec<(&'static str, DepartureKind, String)>,
    ) -> Result<()> {
        let may_be_blank =
            value.as_bytes().first().is_none_or(|byte| *byte <= b' ') && needs_text(particle.ty);
        if (may_be_blank || self.cursor.reading.accepts(DepartureKind::Unreadable))
            && let Some((kind, found)) = self.says_nothing(record, particle, trim(value))
        {
            departures.push((particle.name(), kind, found));
            return Ok(());
        }
        let mut slot = record.slot(particle.slot);
        if let Slot::Str(text) = &mut slot {
            keep(text, value, particle.ty);
            return Ok(());
        }
        let context = Context { cursor: &self.cursor, particle, careless_names: self.careless_names };
        if let Some(departing) = scalar(&context, &mut slot, value, at)? {
            departures.push((particle.name(), departing.kind, departing.found));
        }
        Ok(())
    }

    /// What there is to tell of an attribute whose value is none of its type.
    #[cold]
    #[inline(never)]
    fn says_nothing(
        &self,
        record: &dyn Record,
        particle: &Particle,
        said: &str,
    ) -> Option<(DepartureKind, String)> {
        if needs_text(particle.ty) && said.is_empty() {
            let kind = match is_absent(record, particle) {
                true => DepartureKind::Empty,
                false => DepartureKind::Missing,
            };
            return Some((kind, EMPTY.to_owned()));
        }
        let expected = self.unreadable(particle, said)?;
        is_absent(record, particle).then(|| (DepartureKind::Unreadable, format!("{said:?} for {expected}")))
    }
}

impl Decoder<'_> {
    /// Keeps those that the table does not name, where the type takes them.
    #[cold]
    fn open_attributes(&self, record: &mut dyn Record, def: &'static TypeDef) -> Result<()> {
        for (namespace, name, value) in self.cursor.each_named_attribute() {
            if def.attributes.iter().any(|one| one.is(namespace, &name.local)) {
                continue;
            }
            if let Some(open) = wildcard(def, namespace)
                && let Slot::Attributes(attributes) = record.slot(open.slot)
            {
                self.make(size_of::<(QName, String)>())?;
                attributes.push((name, value.to_owned()));
            }
        }
        Ok(())
    }

    /// Where a record keeps what it does not know, so does the one in it: of an element that is nil the attributes, and that
    /// it was nil. Tells whether there was something to keep.
    pub(super) fn nil_with_attributes(
        &mut self,
        outer: &mut dyn Record,
        particle: &Particle,
        tag: Option<&Tag>,
    ) -> Result<bool> {
        let (Some(tag), Type::Record(def)) = (tag.filter(|tag| tag.attributes), particle.ty) else {
            return Ok(false);
        };
        let known = |(namespace, _, local, _): (u16, &str, &str, &str)| {
            def.attributes.iter().any(|one| one.is(namespace, local)) || wildcard(def, namespace).is_some()
        };
        // An item that repeats could not be taken back.
        if particle.has(MANY | CHOICE)
            || def.attributes.is_empty()
            || outer.unknown_mut().is_none()
            || !self.cursor.each_attribute().any(known)
        {
            return Ok(false);
        }
        let Slot::Record(record) = outer.slot(particle.slot) else { return Ok(false) };
        let Some(unknown) = record.unknown_mut() else { return Ok(false) };
        unknown.set_nil();
        self.attributes(record, def, Some(tag)).map(|()| true)
    }
}

/// The type's `xs:anyAttribute`, where it takes the namespace. What belongs to the instance is not content.
fn wildcard(def: &'static TypeDef, namespace: u16) -> Option<&'static Particle> {
    let last = def.attributes.last()?;
    match last.ty {
        Type::Wildcard(wildcard) if namespace != ns::XSI && wildcard.takes(namespace) => Some(last),
        _ => None,
    }
}
