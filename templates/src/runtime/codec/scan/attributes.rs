//! Attributes: their values, the declarations among them, `xsi:nil` and `xsi:type`.

use super::bytes::value_end;
use super::repeats::Declaration;
use super::{Cursor, MOST, Result, Span, Tag};
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{Index, before, same, trim};
use crate::runtime::codec::tables::ns;
use crate::runtime::values::QName;

/// Up to so many attributes are compared each with each.
const FEW: usize = 16;

/// An attribute of the tag that was just read. Declarations are not among them once the tag is done.
#[derive(Clone, Copy)]
pub(super) struct Attribute {
    pub(super) prefix: Span,
    pub(super) local: Span,
    /// In the text, or in `values` when it held references or line breaks.
    pub(super) value: Span,
    pub(super) rewritten: bool,
    pub(super) namespace: u16,
    pub(super) uri: Span,
    /// Its place in the cursor's `rows`, where it was looked for in them.
    pub(super) row: u16,
}

impl Attribute {
    /// The prefix that it declares.
    fn declares<'t>(&self, text: &'t str) -> Option<&'t str> {
        match (self.prefix.slice(text), self.local.slice(text)) {
            ("xmlns", prefix) => Some(prefix),
            ("", "xmlns") => Some(""),
            _ => None,
        }
    }
}

impl<'a> Cursor<'a> {
    /// Reads attributes from the end of the element's name to the end of the tag.
    #[inline(never)]
    pub(super) fn attribute_list(&mut self, start: usize, tag: &mut Tag) -> Result<()> {
        self.values.clear();
        let mut position = start;
        let mut declarations = false;
        loop {
            let before = position;
            while is_space(self.at(position)) {
                position += 1;
            }
            match self.at(position) {
                b'>' => {
                    self.position = position + 1;
                    break;
                }
                b'/' if self.at(position + 1) == b'>' => {
                    tag.empty = true;
                    self.position = position + 2;
                    break;
                }
                _ if before == position => {
                    return Err(DecodeError::syntax("a tag that does not end", position));
                }
                _ => {}
            }
            let (prefix, local, end) = self.name(position)?;
            position = end;
            while is_space(self.at(position)) {
                position += 1;
            }
            if self.at(position) != b'=' {
                return Err(DecodeError::syntax("an attribute without a value", position));
            }
            position += 1;
            while is_space(self.at(position)) {
                position += 1;
            }
            let quote = self.at(position);
            if !matches!(quote, b'"' | b'\'') {
                return Err(DecodeError::syntax("an attribute value without quotes", position));
            }
            let from = position + 1;
            let (value, rewritten) = match value_end(self.bytes, from, quote) {
                Some(end) => {
                    position = end + 1;
                    (Self::span(from, end), false)
                }
                None => {
                    let (value, rewritten, end) = self.rare_value(from, quote)?;
                    position = end + 1;
                    (value, rewritten)
                }
            };
            if self.attributes.len() >= MOST {
                return Err(DecodeError::new(DecodeErrorKind::Limit("attributes of one element"), start));
            }
            let attribute = Attribute {
                prefix,
                local,
                value,
                rewritten,
                namespace: ns::NONE,
                uri: Span::default(),
                row: 0,
            };
            // Both kinds begin alike.
            declarations |= self.at((if prefix.is_empty() { local } else { prefix }).start as usize) == b'x'
                && attribute.declares(self.text).is_some();
            self.attributes.push(attribute);
        }
        self.check_distinct(false)?;
        let noted = self.notes.count();
        let declared = if declarations { self.declare(tag.empty)? } else { Some([None; 2]) };
        self.resolve_attributes(tag)?;
        if self.notes.count() == noted && !self.whole {
            if self.attributes.len() <= 2 {
                self.note_repeat(start, tag, declared);
            }
            self.note_pattern(start, tag, declared);
        }
        Ok(())
    }

    /// A value that may not stand as it is meant, and where it ends: references are resolved, line breaks made spaces
    /// (XML 1.0, 3.3.3).
    #[inline(never)]
    pub(super) fn rare_value(&mut self, start: usize, quote: u8) -> Result<(Span, bool, usize)> {
        let length = memchr::memchr2(quote, b'<', self.rest(start))
            .ok_or_else(|| DecodeError::syntax("an attribute value without an end", start - 1))?;
        let end = start + length;
        if self.at(end) == b'<' {
            return Err(DecodeError::syntax("`<` in an attribute value", end));
        }
        let raw = self.slice(start, end);
        let from = self.values.len();
        let mut position = start;
        while position < end {
            let plain = before(raw.get(position - start..).unwrap_or_default(), b"&\t\n\r");
            self.values.push_str(plain);
            let stop = position + plain.len();
            if stop == end {
                break;
            }
            position = stop + 1;
            match self.at(stop) {
                b'&' => {
                    let (character, after) = self.reference(stop)?;
                    self.values.push(character);
                    position = after;
                }
                b'\r' if self.at(position) == b'\n' => {}
                _ => self.values.push(' '),
            }
        }
        Ok((Self::span(from, self.values.len()), true, end))
    }

    /// No two attributes of the same name: as they are written, or of those with a prefix, as they are meant.
    fn check_distinct(&self, resolved: bool) -> Result<()> {
        let name = |one: &Attribute| match resolved {
            false => Some((one.local.slice(self.text), one.prefix.slice(self.text))),
            true if one.prefix.is_empty() => None,
            true => Some((one.local.slice(self.text), one.uri.slice(&self.memory))),
        };
        // Nobody needs many, and comparing each with each would take forever for whoever means harm.
        let mut many = (self.attributes.len() > FEW).then(Index::default);
        for (index, attribute) in self.attributes.iter().enumerate() {
            let Some((local, of)) = name(attribute) else { continue };
            let twice = match &mut many {
                // No name holds a space.
                Some(known) => known.insert(format!("{local} {of}"), index).is_some(),
                None => {
                    let mut before = self.attributes.iter().take(index);
                    before.any(|other| {
                        other.local.length() == attribute.local.length() && name(other) == Some((local, of))
                    })
                }
            };
            if twice {
                return Err(DecodeError::syntax(
                    "an attribute that stands twice",
                    attribute.local.start as usize,
                ));
            }
        }
        Ok(())
    }

    /// Puts the tag's namespace declarations into force. Gives those that change something, where they are few and stand in
    /// the text as they are meant.
    fn declare(&mut self, empty: bool) -> Result<Option<[Option<Declaration>; 2]>> {
        let outside = self.epoch;
        let (mut few, mut count) = (Some([None; 2]), 0);
        let mut kept = 0;
        for index in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index).copied() else { break };
            let Some(prefix) = attribute.declares(self.text) else {
                // What declares is done with.
                if let Some(to) = self.attributes.get_mut(kept) {
                    *to = attribute;
                    kept += 1;
                }
                continue;
            };
            let (from_text, rewritten);
            let uri = match attribute.rewritten {
                false => {
                    from_text = attribute.value.slice(self.text);
                    from_text
                }
                true => {
                    few = None;
                    rewritten = attribute.value.slice(&self.values).to_owned();
                    &rewritten
                }
            };
            // What is so already needs no scope of its own.
            if !self.whole && self.is_bound(prefix, uri) {
                continue;
            }
            if self.epoch == outside {
                self.epochs += 1;
                self.epoch = self.epochs;
            }
            let namespace = self.bind(prefix, uri, !empty, attribute.local.start as usize)?;
            let span = if attribute.prefix.is_empty() { Span::default() } else { attribute.local };
            let declaration = Declaration { prefix: span, uri: attribute.value, namespace };
            match few.as_mut().and_then(|few| few.get_mut(count)) {
                Some(place) => *place = Some(declaration),
                None => few = None,
            }
            count += 1;
        }
        self.attributes.truncate(kept);
        if self.epoch != outside
            && !self.whole
            && let Some(declared) = few
        {
            self.number_scope(outside, declared);
        }
        Ok(few)
    }

    /// Resolves the prefixes of the attributes that are left, and reads `xsi:nil`.
    fn resolve_attributes(&mut self, tag: &mut Tag) -> Result<()> {
        let mut prefixed = 0;
        for index in 0..self.attributes.len() {
            let Some(prefix) = self.attributes.get(index).map(|attribute| attribute.prefix) else { break };
            if prefix.is_empty() {
                tag.attributes = true;
                continue;
            }
            prefixed += 1;
            let (_, namespace, uri) = self.lookup(prefix)?;
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.namespace = namespace;
                attribute.uri = uri;
            }
            let Some(attribute) = self.attributes.get(index) else { break };
            let local = attribute.local.slice(self.text);
            if namespace == ns::XSI && local == "nil" {
                match trim(self.value_of(attribute)) {
                    "true" | "1" => tag.nil = true,
                    "false" | "0" => {}
                    other => {
                        tag.nil = same(other, "true");
                        let found = format!("xsi:nil=\"{other}\"");
                        self.depart(DepartureKind::Spelling, tag.start, &found)?;
                    }
                }
            } else {
                tag.attributes = true;
            }
        }
        if prefixed > 1 {
            // Nor two of the same name, whatever their prefixes.
            self.check_distinct(true)?;
        }
        Ok(())
    }

    pub(super) fn value_of(&self, attribute: &Attribute) -> &str {
        attribute.value.slice(if attribute.rewritten { &self.values } else { self.text })
    }

    /// The attributes of the tag that was just read, declarations not among them: number and URI of the namespace,
    /// local name, value.
    pub(in crate::runtime) fn each_attribute(&self) -> impl Iterator<Item = (u16, &str, &str, &str)> {
        self.attributes.iter().map(|attribute| {
            let local = attribute.local.slice(self.text);
            (attribute.namespace, attribute.uri.slice(&self.memory), local, self.value_of(attribute))
        })
    }

    /// How many there are.
    pub(in crate::runtime) const fn count_attributes(&self) -> usize {
        self.attributes.len()
    }

    /// As [`each_attribute`](Self::each_attribute), with names to be kept.
    pub(in crate::runtime) fn each_named_attribute(&self) -> impl Iterator<Item = (u16, QName, &str)> {
        self.attributes.iter().map(|attribute| {
            let local = attribute.local.slice(self.text).to_owned();
            let name = QName { namespace: self.shared(attribute.prefix), local };
            (attribute.namespace, name, self.value_of(attribute))
        })
    }

    /// The `xsi:type` of the tag that was just read, as written.
    pub(in crate::runtime) fn type_attribute(&self) -> Option<&str> {
        for attribute in &self.attributes {
            if attribute.namespace == ns::XSI && attribute.local.slice(self.text) == "type" {
                return Some(self.value_of(attribute));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns::WELL_KNOWN;

    #[test]
    fn what_is_wrong_with_an_attribute_is_told_with_its_place() {
        for (tag, at) in [
            ("<a b=\"&#10;", 5),
            ("<a b='&#10;<'>", 11),
            ("<a b='&#10;&'>", 11),
            ("<a b>", 4),
            ("<a b=c>", 5),
            ("<a b='1'c='2'>", 8),
        ] {
            let error = Cursor::new(tag, &WELL_KNOWN).unwrap().start_tag().err().unwrap();
            assert_eq!(error.offset(), at, "{tag}: {error}");
        }
    }

    #[test]
    fn a_type_is_named_by_the_attribute_of_that_namespace_alone() {
        let xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
        for (attributes, expected) in [
            ("type='a' xsi:schemaLocation='b' xsi:type='c'", Some("c")),
            ("type='a' xsi:schemaLocation='b'", None),
            ("xsi:types='a'", None),
        ] {
            let xml = format!("<a {xsi} {attributes}/>");
            let mut cursor = Cursor::new(&xml, &WELL_KNOWN).unwrap();
            cursor.start_tag().unwrap();
            assert_eq!(cursor.type_attribute(), expected, "{attributes}");
        }
    }
}
