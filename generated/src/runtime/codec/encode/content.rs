//! The child elements of records.

use super::choices::repeated_choice;
use super::text::is_default;
use super::{DEPTH, Encoder, Result, repeats};
use crate::runtime::codec::field::{Record, View};
use crate::runtime::codec::tables::{OMIT_DEFAULT, OPTIMIZED, OPTIONAL, Particle, TypeDef};
use crate::runtime::values::{Element, Unknown};

/// From how many elements on a record is asked first which of them are there.
const WIDE: usize = 32;

impl Encoder {
    /// The child elements of a record.
    pub(in crate::runtime) fn content(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        depth: usize,
    ) -> Result<()> {
        self.elements(record, def, record.unknown(), depth)
    }

    /// As [`content`](Self::content), with what the record did not know.
    #[inline]
    pub(super) fn elements(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        unknown: Option<&Unknown>,
        depth: usize,
    ) -> Result<()> {
        let unknown = unknown.filter(|unknown| !unknown.is_empty());
        if unknown.is_some() || self.encoding.is_some() || depth >= DEPTH {
            return self.rows(record, def, &unknown.map(Unknown::placed).unwrap_or_default(), depth);
        }
        if def.elements.len() >= WIDE {
            return self.many(record, def, depth);
        }
        self.those(record, def, None, depth)
    }

    /// As [`content`](Self::content), of many elements: most may be absent.
    #[inline(never)]
    fn many(&mut self, record: &dyn Record, def: &'static TypeDef, depth: usize) -> Result<()> {
        let mut there = [0; 16];
        let is_known = record.present(&mut there);
        self.those(record, def, is_known.then_some(&there), depth)
    }

    /// The elements that are `there`, or all where that is not known.
    #[inline(never)]
    fn those(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        there: Option<&[u64; 16]>,
        depth: usize,
    ) -> Result<()> {
        for (index, particle) in def.elements.iter().enumerate() {
            if let Some(there) = there
                && particle.has(OPTIONAL)
                && there
                    .get(usize::from(particle.slot / 64))
                    .is_some_and(|word| word >> (particle.slot % 64) & 1 == 0)
            {
                continue;
            }
            let view = record.view(particle.slot);
            if view.is_simple() && !(particle.has(OMIT_DEFAULT) && is_default(view)) {
                self.simple(particle, view)?;
            } else if !(matches!(view, View::Absent) && particle.has(OPTIONAL)) {
                self.row(def, index, particle, view, depth + 1)?;
            }
        }
        Ok(())
    }

    /// The element of a simple value.
    #[inline]
    fn simple(&mut self, particle: &Particle, view: View<'_>) -> Result<()> {
        self.optimized = particle.has(OPTIMIZED);
        self.start(particle);
        self.out.push('>');
        let content = self.out.len();
        self.scalar(view).map_err(|error| error.within(particle.name()))?;
        self.end(particle, content);
        Ok(())
    }

    /// Row by row, with the elements that the table does not know: each before the row whose number it has.
    #[inline(never)]
    fn rows(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        mut unknown: &[&(u16, Element)],
        depth: usize,
    ) -> Result<()> {
        for (index, particle) in def.elements.iter().enumerate() {
            while let [(after, element), others @ ..] = unknown
                && usize::from(*after) <= index
            {
                self.unknown(element)?;
                unknown = others;
            }
            self.row(def, index, particle, record.view(particle.slot), depth + 1)?;
        }
        for (_, element) in unknown {
            self.unknown(element)?;
        }
        Ok(())
    }

    /// One row of a table.
    #[inline(always)]
    fn row(
        &mut self,
        def: &'static TypeDef,
        index: usize,
        particle: &Particle,
        view: View<'_>,
        depth: usize,
    ) -> Result<()> {
        match view {
            View::Items(items) if repeats(particle) => match repeated_choice(def.elements, index) {
                Some(true) => self.choices(def.elements, index, items, depth),
                Some(false) => Ok(()),
                None => self.repeated(particle, items, depth),
            },
            view if particle.has(OMIT_DEFAULT) && is_default(view) => Ok(()),
            view => self.one(particle, view, depth),
        }
    }
}
