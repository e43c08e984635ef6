//! The items of an array.

use super::Decoder;
use super::position::Target;
use super::simple::is_leaf;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::field::{Bare, Sequence, growth};
use crate::runtime::codec::primitive::parse_i32;
use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::scan::{Name, Result};
use crate::runtime::codec::tables::{CHOICE, MANY, Particle, Type};

impl Decoder<'_> {
    /// Reads the items of an array up to and including its end tag. Texts, as long as they are nothing else, need no more than
    /// this.
    #[inline(never)]
    pub(super) fn list(
        &mut self,
        sequence: &mut dyn Sequence,
        item: &'static Particle,
        name: Name<'_>,
        depth: usize,
    ) -> Result<()> {
        let start = self.cursor.position;
        if is_leaf(item) && item.has(MANY) && depth <= self.cursor.reading.depth() {
            if let Some(items) = sequence.bare() {
                self.bare_items(items, item)?;
                if self.cursor.closes(name) {
                    return Ok(());
                }
            }
            let mut target = Target::Sequence(sequence);
            let mut before = self.cursor.position;
            while let Some(child) = self.cursor.expect(item.namespace, item.name)
                && let Some(read) = self.leaf(&mut target, item, child)
            {
                read.map_err(|error| error.within(item.name()))?;
                before = self.cursor.position;
            }
            self.cursor.position = before;
            if self.cursor.closes(name) {
                return Ok(());
            }
        }
        self.children(Target::Sequence(sequence), std::slice::from_ref(item), name, depth, start)
    }

    /// Appends the items that are tags without attributes around a text without references, up to the first that is not, or
    /// whose text is no value of its type.
    fn bare_items(&mut self, items: Bare<'_>, item: &'static Particle) -> Result<()> {
        if item.has(CHOICE) || self.cursor.reading.accepts(DepartureKind::Unreadable) {
            return Ok(());
        }
        match (items, item.ty) {
            (Bare::Str(items), Type::Scalar(Scalar::String)) => {
                self.bare_values(items, item, |text| Some(text.to_owned()))
            }
            (Bare::I32(items), Type::Scalar(Scalar::I32)) => {
                self.bare_values(items, item, |text| parse_i32(text).ok())
            }
            _ => Ok(()),
        }
    }

    #[inline(always)]
    fn bare_values<T>(
        &mut self,
        items: &mut Vec<T>,
        item: &'static Particle,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<()> {
        loop {
            let before = self.cursor.position;
            let Some(child) = self.cursor.expect(item.namespace, item.name) else { return Ok(()) };
            let bare = self.cursor.bare_text(child).ok();
            let Some((value, end)) = bare.and_then(|(text, end)| Some((read(text)?, end))) else {
                self.cursor.position = before;
                return Ok(());
            };
            if let bytes @ 1.. = growth(items) {
                self.make(bytes).map_err(|error| error.within(item.name()))?;
            }
            self.cursor.position = end;
            items.push(value);
        }
    }
}
