//! Start tags that differ in the values of their attributes alone. A sender writes the same names and declarations around
//! them, so what those mean is found out once. That is for elements that the contract leaves open: attributes of its own are
//! compared with its rows.

use super::attributes::Attribute;
use super::bytes::{begins, value_end};
use super::repeats::Declaration;
use super::{Cursor, Tag};
use crate::runtime::codec::tables::ns;

/// How many are kept.
const KEPT: usize = 8;

/// How many attributes one of them has at most.
const FEW: usize = 4;

/// Longer ones are not kept.
const LONGEST: usize = 512;

/// The rest of a tag, from behind the element's name, and what it means in one scope.
struct Pattern<'a> {
    /// The scope where it stands, and the one that it opens.
    outside: u32,
    inside: u32,
    empty: bool,
    /// The attributes, each with what stands before its value, the quote included.
    attributes: [Option<(&'a [u8], Attribute)>; FEW],
    /// What stands behind the last value, the quote included.
    end: &'a [u8],
    declared: [Option<Declaration>; 2],
}

impl Pattern<'_> {
    /// Reads the attributes from a position on, if they are these. Gives where the tag ends.
    #[inline]
    fn read(&self, bytes: &[u8], start: usize, attributes: &mut Vec<Attribute>) -> Option<usize> {
        let mut position = start;
        for (before, attribute) in self.attributes.iter().flatten() {
            if !begins(bytes.get(position..)?, before) {
                return None;
            }
            let from = position + before.len();
            position = value_end(bytes, from, *before.last()?)?;
            attributes.push(Attribute { value: Cursor::span(from, position), ..*attribute });
        }
        begins(bytes.get(position..)?, self.end).then_some(position + self.end.len())
    }
}

/// The last few.
#[derive(Default)]
pub(super) struct Patterns<'a> {
    all: Vec<Pattern<'a>>,
    next: usize,
}

/// A copy of a cursor remembers nothing: its scopes have numbers of their own.
impl Clone for Patterns<'_> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<'a> Cursor<'a> {
    /// Reads the rest of a tag, from `start` on, if it is one of those that are kept but for the values.
    #[inline(never)]
    pub(super) fn by_pattern(&mut self, start: usize, tag: &mut Tag) -> bool {
        for index in 0..self.patterns.all.len() {
            let Self { bytes, attributes, patterns, epoch, .. } = self;
            let Some(one) = patterns.all.get(index).filter(|one| one.outside == *epoch) else { continue };
            let Some(end) = one.read(bytes, start, attributes) else {
                attributes.clear();
                continue;
            };
            self.position = end;
            (tag.empty, tag.attributes) = (one.empty, true);
            if one.inside != self.epoch {
                self.epoch = one.inside;
                for declaration in one.declared.into_iter().flatten() {
                    let Declaration { prefix, uri, namespace } = declaration;
                    self.put(prefix.slice(self.text), uri.slice(self.text), namespace, !tag.empty);
                }
            }
            return true;
        }
        false
    }

    /// Keeps the rest of a tag that was just read, from `start` on, with any values. `declared` is `None` where that cannot
    /// be said in brief.
    #[inline(never)]
    pub(super) fn note_pattern(
        &mut self,
        start: usize,
        tag: &Tag,
        declared: Option<[Option<Declaration>; 2]>,
    ) {
        let Some(declared) = declared else { return };
        let mut attributes = [None; FEW];
        let (mut from, mut length) = (start, 0);
        for (index, attribute) in self.attributes.iter().enumerate() {
            // Their values say what the tag means: those are kept whole, as repeats.
            let is_of_instance = attribute.namespace == ns::XSI;
            let Some(place) = attributes.get_mut(index).filter(|_| !attribute.rewritten && !is_of_instance)
            else {
                return;
            };
            let before = self.bytes.get(from..attribute.value.start as usize).unwrap_or_default();
            *place = Some((before, *attribute));
            from = attribute.value.end as usize;
            length += before.len();
        }
        let end = self.bytes.get(from..self.position).unwrap_or_default();
        if self.attributes.is_empty() || length + end.len() > LONGEST {
            return;
        }
        let (outside, inside, empty) = (tag.scope.epoch, self.epoch, tag.empty);
        let pattern = Pattern { outside, inside, empty, attributes, end, declared };
        let patterns = &mut self.patterns;
        match patterns.all.get_mut(patterns.next) {
            Some(place) => *place = pattern,
            None => patterns.all.push(pattern),
        }
        patterns.next = (patterns.next + 1) % KEPT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the namespaces of the attributes of each empty tag, in order.
    fn namespaces(text: &str) -> Vec<u16> {
        let mut cursor = Cursor::new(text, &ns::WELL_KNOWN).unwrap();
        let (mut open, mut found) = (Vec::new(), Vec::new());
        cursor.root_tag().unwrap();
        loop {
            if cursor.at_end_tag() {
                let tag: Tag = open.pop().unwrap();
                cursor.close(tag.name(cursor.local(&tag))).unwrap();
            } else {
                let tag = cursor.start_tag().unwrap();
                if tag.empty {
                    found.extend(cursor.each_named_attribute().map(|(namespace, ..)| namespace));
                } else {
                    open.push(tag);
                }
            }
            if open.is_empty() {
                return found;
            }
        }
    }

    #[test]
    fn the_same_attributes_mean_what_the_scope_around_them_says() {
        let item = "<i p:x=\"1\"/><i p:x=\"2\"/>";
        let [one, other] = [ns::SOAP11, ns::SOAP12];
        let [soap11, soap12] = [one, other].map(|number| ns::WELL_KNOWN[usize::from(number)]);
        let text = format!(
            "<r><o xmlns:p='{soap11}'>{item}</o><o xmlns:p='{soap12}'>{item}<o xmlns:p='{soap11}'>{item}</o></o></r>"
        );
        assert_eq!(namespaces(&text), [one, one, other, other, one, one]);
    }
}
