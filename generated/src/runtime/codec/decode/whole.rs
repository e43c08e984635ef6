//! The detail of a Fault as XML that stands alone: what it refers to, beside the envelope or elsewhere in it, is put in its
//! place. The detail is read by its type later, when the reply is no more.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::soap::Attachments;
use super::super::super::values::AnyType;
use super::super::failure::{DecodeError, DecodeErrorKind};
use super::super::plain::{before, contains, cut};
use super::super::scan::{Cursor, Result, Tag};
use super::Decoder;
use super::included::include;
use super::references::{References, attribute};

/// How many references of one detail are followed.
const MOST: usize = 10_000;

/// How much longer than the whole envelope a detail may become: prefixes are declared anew.
const ROOM: usize = 64 * 1024;

impl Decoder<'_> {
    /// As [`raw`](Self::raw), with what the element refers to in its place. What cannot be put there stays as it came: an
    /// unclear detail is no reason to lose the Fault.
    pub(in super::super::super) fn detail(&mut self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        let start = self.cursor.position;
        self.raw(any, tag)?;
        let beside = self.attachments.filter(|_| contains(&any.xml, "Include"));
        let references = self.references.as_deref();
        let elsewhere = references.filter(|_| contains(&any.xml, "ref"));
        if tag.empty || (beside.is_none() && elsewhere.is_none()) {
            return Ok(());
        }
        let mut whole = Whole {
            references: elsewhere,
            attachments: beside,
            depth: self.limits.depth,
            left: MOST,
            most: ROOM + 2 * self.cursor.length() + beside.map_or(0, |beside| 2 * beside.length()),
            out: String::with_capacity(any.xml.len()),
        };
        let mut cursor = self.cursor.clone();
        cursor.position = start;
        cursor.careless_text = true;
        if whole.content(&mut cursor, 0).is_ok() {
            any.xml = whole.out;
            any.declarations = self.declarations(any);
        }
        Ok(())
    }
}

struct Whole<'d, 'a> {
    references: Option<&'d References<'a>>,
    attachments: Option<&'a Attachments<'a>>,
    /// How deep references may lead to references.
    depth: usize,
    /// How many may still be followed.
    left: usize,
    /// How long the text may become. One reference may lead to many others, which may lead to many more.
    most: usize,
    out: String,
}

/// What stands for an element.
enum Meant<'a> {
    Bytes(&'a [u8]),
    /// An element elsewhere: which scope, and where.
    Element((usize, usize)),
}

impl<'a> Whole<'_, 'a> {
    /// Copies the content of an open element, and stands before its end tag afterwards.
    fn content(&mut self, cursor: &mut Cursor<'a>, depth: usize) -> Result<()> {
        let mut open: Vec<Tag> = Vec::new();
        let mut from = cursor.position;
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                let Some(tag) = open.pop() else {
                    return self.push(cursor.text_between(from, cursor.position), cursor.position);
                };
                cursor.close(tag.name(cursor.local(&tag)))?;
                cursor.leave(tag.scope());
                continue;
            }
            let tag = cursor.open()?;
            let Some(meant) = self.meant(cursor, &tag) else {
                if tag.empty {
                    cursor.leave(tag.scope());
                } else {
                    open.push(tag);
                }
                continue;
            };
            self.push(cursor.text_between(from, tag.start), tag.start)?;
            match meant {
                Meant::Bytes(bytes) => self.push(&STANDARD.encode(bytes), tag.start)?,
                Meant::Element(place) => self.element(cursor, &tag, place, depth)?,
            }
            cursor.skip(&tag, self.depth)?;
            cursor.leave(tag.scope());
            from = cursor.position;
        }
    }

    fn push(&mut self, text: &str, at: usize) -> Result<()> {
        if self.out.len() + text.len() > self.most {
            return Err(DecodeError::new(DecodeErrorKind::Limit("references"), at));
        }
        self.out.push_str(text);
        Ok(())
    }

    fn meant(&self, cursor: &Cursor<'a>, tag: &Tag) -> Option<Meant<'a>> {
        if let (Some(attachments), Some(href)) = (self.attachments, include(cursor, tag)) {
            return attachments.included(href, tag.start).ok().map(Meant::Bytes);
        }
        let references = self.references?;
        let id = attribute(cursor, tag, ["href", "ref"])?;
        references.place(id).map(Meant::Element)
    }

    /// Writes the element at a place under the name of the one that refers to it.
    fn element(
        &mut self,
        cursor: &Cursor<'a>,
        tag: &Tag,
        (scope, start): (usize, usize),
        depth: usize,
    ) -> Result<()> {
        if depth > self.depth || self.left == 0 {
            return Err(DecodeError::new(DecodeErrorKind::Limit("references"), tag.start));
        }
        self.left -= 1;
        let Some(outside) = self.references.and_then(|references| references.scopes.get(scope)) else {
            return Ok(());
        };
        let mut there = outside.clone();
        there.position = start;
        there.careless_text = true;
        let other = there.open()?;
        let end = there.position - if other.empty { "/>".len() } else { ">".len() };
        let written = there.text_between(start, end);
        let attributes = written.get(before(written, b" \t\r\n").len()..).unwrap_or_default();
        let name = self.start(cursor, tag, outside, &there, attributes);
        self.push(attributes, start)?;
        if other.empty {
            return self.push("/>", start);
        }
        self.push(">", start)?;
        self.content(&mut there, depth + 1)?;
        self.push(&format!("</{name}>"), start)
    }

    /// `<name`, and the declarations that another element needs there; returns the name.
    fn start(
        &mut self,
        cursor: &Cursor<'a>,
        tag: &Tag,
        outside: &Cursor<'a>,
        there: &Cursor<'a>,
        attributes: &str,
    ) -> String {
        let mut around = cursor.clone();
        around.leave(tag.scope());
        let (around, inside) = (around.in_scope(), there.in_scope());
        let mut declared: Vec<(String, String)> = Vec::new();
        let mut declare = |prefix: &str, uri: &str| declared.push((prefix.to_owned(), uri.to_owned()));
        let outside = outside.in_scope();
        for (prefix, uri) in outside.iter().filter(|(prefix, _)| !declares(attributes, prefix)) {
            if bound(&around, prefix) != Some(uri) {
                declare(prefix, uri);
            }
        }
        if bound(&outside, "").is_none()
            && bound(&around, "").is_some_and(|uri| !uri.is_empty())
            && !declares(attributes, "")
        {
            declare("", "");
        }
        let written = before(cursor.text_between(tag.start + 1, cursor.position), b" \t\r\n/>");
        let (prefix, local) = cut(written, b':').unwrap_or(("", written));
        let uri = cursor.uri_of(tag);
        let name = match bound(&inside, prefix) {
            // Nothing can be done for a name in no namespace where there is a default one: readers forgive that.
            _ if uri.is_empty() => local.to_owned(),
            Some(same) if same == uri => written.to_owned(),
            None if !prefix.is_empty() => {
                declare(prefix, uri);
                written.to_owned()
            }
            _ => {
                let free = (0..).map(|n| format!("r{n}")).find(|free| bound(&inside, free).is_none());
                let free = free.unwrap_or_default();
                declare(&free, uri);
                format!("{free}:{local}")
            }
        };
        self.out.push('<');
        self.out.push_str(&name);
        for (prefix, uri) in &declared {
            declaration(prefix, uri, &mut self.out);
        }
        name
    }
}

fn bound<'s>(scope: &[(&str, &'s str)], prefix: &str) -> Option<&'s str> {
    scope.iter().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
}

/// Whether the attributes of a tag, as they are written, declare a prefix.
fn declares(attributes: &str, prefix: &str) -> bool {
    let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
    let mut behind = attributes.split(name.as_str()).skip(1);
    behind.any(|rest| rest.trim_start().starts_with('='))
}

/// Writes the declaration of a prefix; the empty one is the default.
pub(in super::super::super) fn declaration(prefix: &str, uri: &str, out: &mut String) {
    let colon = if prefix.is_empty() { "" } else { ":" };
    out.push_str(&format!(" xmlns{colon}{prefix}=\""));
    for character in uri.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out.push('"');
}
