//! Content that the contract leaves open: kept as XML, with the declarations that it needs to stand elsewhere.

use super::{Decoder, nameless};
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::strings::contains;
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{AnyType, Element, Namespace, QName};

impl<'a> Decoder<'a> {
    /// Keeps a whole element as XML.
    pub(super) fn element(
        &mut self,
        element: &mut Element,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        // Wildcards have no tag that the fast step could compare: the general one has read it.
        let Some(tag) = tag else { return self.mismatch() };
        element.name = self.cursor.name_of(tag);
        let nil = tag.nil;
        self.any(&mut element.content, name, Some(tag), depth)?;
        if nil {
            let xsi = ns::WELL_KNOWN.get(ns::XSI as usize).copied().unwrap_or_default();
            element.content.attributes.push((QName::new(xsi, "nil"), "true".to_owned()));
        }
        Ok(())
    }

    /// Keeps an element's attributes and content as XML.
    pub(in crate::runtime) fn any(
        &mut self,
        any: &mut AnyType,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        *any = AnyType::default();
        if let Some(tag) = tag.filter(|tag| tag.attributes || tag.nil) {
            self.kept_attributes(any, tag)?;
        }
        let start = self.cursor.position;
        let mut is_text = true;
        let end = match tag {
            Some(tag) if tag.empty => start,
            _ => match self.cursor.text_alone(name)? {
                Some(end) => end,
                None => {
                    is_text = false;
                    self.cursor.content(name, self.cursor.reading.depth().saturating_sub(depth))?
                }
            },
        };
        any.xml = self.cursor.text_between(start, end).to_owned();
        // Without a colon no prefix is used, and without a tag neither is the default.
        let is_simple = |text: &str| !text.bytes().fold(false, |found, byte| found | (byte == b':'));
        if is_text && is_simple(&any.xml) && any.attributes.iter().all(|(_, value)| is_simple(value)) {
            return Ok(());
        }
        self.declarations(any)
    }

    fn kept_attributes(&self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        // They are few, and there are many such elements: no more memory than that.
        any.attributes.reserve_exact(self.cursor.count_attributes());
        for (namespace, name, value) in self.cursor.each_named_attribute() {
            if namespace == ns::XSI && name.local == "nil" {
                continue;
            }
            if namespace == ns::XSI && name.local == "type" {
                any.type_name = Some(self.cursor.qualified_name(value).ok_or_else(|| nameless(value, tag))?);
            } else {
                self.make(size_of::<(QName, String)>())?;
                any.attributes.push((name, value.to_owned()));
            }
        }
        Ok(())
    }

    /// What the XML and the attributes may refer to, of what is in scope.
    #[inline(never)]
    fn declarations(&self, any: &mut AnyType) -> Result<()> {
        let mut used = self.cursor.nothing_used();
        mentioned(&any.xml, &mut |prefix| self.cursor.note_used(prefix, &mut used));
        // A value of an attribute may be a qualified name.
        for (_, value) in &any.attributes {
            mentioned_in_text(value, &mut |prefix| self.cursor.note_used(prefix, &mut used));
        }
        for (prefix, uri) in self.cursor.bound(used) {
            self.copy(size_of::<(String, Namespace)>() + prefix.len())?;
            if any.declarations.is_empty() {
                any.declarations.reserve_exact(1);
            }
            any.declarations.push((prefix.to_owned(), uri));
        }
        Ok(())
    }
}

/// What may be a prefix in XML: that of a tag, and whatever is a name before a colon. Text that only looks like it does no
/// harm: one declaration too many. Elements without a prefix have the default one, and so do such names in an xsi:type.
fn mentioned<'t>(xml: &'t str, each: &mut dyn FnMut(&'t str)) {
    let bytes = xml.as_bytes();
    let (mut at, mut last, mut default, mut tags) = (0, "", false, false);
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'<', b':', rest)) {
        let here = at + found;
        at = here + 1;
        let prefix = if bytes.get(here) == Some(&b':') {
            name_before(xml, here)
        } else {
            tags = true;
            let name = bytes.get(at..).unwrap_or_default();
            match name.first() {
                // Its start tag stands before it, and has the same prefix.
                Some(b'/') => {
                    at += memchr::memchr(b'>', name).unwrap_or(name.len());
                    continue;
                }
                Some(b'!' | b'?') => continue,
                _ => {}
            }
            let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>' | b'<' | b':');
            let length = name.iter().position(ends).unwrap_or(name.len());
            at += length;
            if name.get(length) != Some(&b':') {
                default |= length > 0;
                continue;
            }
            at += 1;
            xml.get(here + 1..here + 1 + length).unwrap_or_default()
        };
        if !prefix.is_empty() && prefix != last {
            each(prefix);
            last = prefix;
        }
    }
    if default || (tags && contains(xml, "type")) {
        each("");
    }
}

/// What may be a prefix in a text.
fn mentioned_in_text<'t>(text: &'t str, each: &mut dyn FnMut(&'t str)) {
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        match name_before(text, colon) {
            "" => {}
            name => each(name),
        }
    }
}

/// The name that ends at a byte; empty for none.
fn name_before(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or_default();
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let mut start = end;
    for byte in before.bytes().rev() {
        if byte >= 0x80 {
            start = before.trim_end_matches(is_name).len();
            break;
        }
        if !is_name(char::from(byte)) {
            break;
        }
        start -= 1;
    }
    before.get(start..).unwrap_or_default()
}
