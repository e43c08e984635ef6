//! The beginning of a reply, up to the first item of its list.

use super::route::Route;
use crate::runtime::codec::DecodeError;
use crate::runtime::codec::Reading;
use crate::runtime::codec::scan::{Cursor, Tag};
use crate::runtime::codec::strings::before;
use crate::runtime::codec::tables::ns;
use crate::runtime::soap::operation::Service;

/// What is known of the beginning of a reply.
pub(super) enum Found {
    /// It has not come as a whole, or it is broken.
    NotYet,
    /// The reply is no plain list: it has to be read as a whole.
    Never,
    Head(Head),
}

/// The beginning of a reply.
pub(super) struct Head {
    /// Where the first item begins.
    pub(super) end: usize,
    /// The start tags of the elements around the items.
    pub(super) before: String,
    /// Their end tags.
    pub(super) after: String,
    /// The name of the first item, with its prefix.
    pub(super) item: String,
}

/// Looks for the first item. Only what is as the contract says is found: all else is read as a whole, and judged then.
pub(super) fn find(text: &str, service: &Service, route: &Route) -> Found {
    match walk(text, service, route) {
        Ok(Some(head)) => Found::Head(head),
        Ok(None) => Found::Never,
        Err(_) => Found::NotYet,
    }
}

fn walk(text: &str, service: &Service, route: &Route) -> Result<Option<Head>, DecodeError> {
    let mut cursor = Cursor::new(text, service.namespaces)?;
    cursor.reading = Reading::careless();
    let (mut start_tags, mut end_tags) = (String::new(), Vec::new());
    let mut open = |cursor: &Cursor<'_>, tag: &Tag| {
        let written = cursor.text_between(tag.start, cursor.position);
        start_tags.push_str(written);
        end_tags.push(format!("</{}>", name_of(written)));
    };
    cursor.root_tag()?;
    let root = cursor.start_tag()?;
    let soap = root.namespace;
    if root.empty || cursor.local(&root) != "Envelope" || !matches!(soap, ns::SOAP11 | ns::SOAP12) {
        return Ok(None);
    }
    open(&cursor, &root);
    let body = loop {
        let Some(tag) = child(&mut cursor)? else { return Ok(None) };
        match cursor.local(&tag) {
            "Body" if tag.namespace == soap => break tag,
            "Header" if tag.namespace == soap => pass(&mut cursor, &tag)?,
            _ => return Ok(None),
        }
    };
    if body.empty {
        return Ok(None);
    }
    open(&cursor, &body);
    for (depth, (namespace, name)) in route.around.iter().enumerate() {
        let tag = loop {
            let Some(tag) = child(&mut cursor)? else { return Ok(None) };
            if tag.namespace == *namespace && cursor.local(&tag) == *name {
                break tag;
            }
            // In the Body something else is a Fault, or a surprise.
            if depth == 0 {
                return Ok(None);
            }
            pass(&mut cursor, &tag)?;
        };
        if tag.empty || tag.nil {
            return Ok(None);
        }
        open(&cursor, &tag);
    }
    loop {
        let Some(tag) = child(&mut cursor)? else { return Ok(None) };
        if route.is_item(&tag, cursor.local(&tag)) {
            let item = name_of(cursor.text_between(tag.start, cursor.position)).to_owned();
            let after = end_tags.iter().rev().map(String::as_str).collect();
            return Ok(Some(Head { end: tag.start, before: start_tags, after, item }));
        }
        if route.alone {
            return Ok(None);
        }
        pass(&mut cursor, &tag)?;
    }
}

/// The start tag of the next child; `None` at the end of the element.
fn child(cursor: &mut Cursor<'_>) -> Result<Option<Tag>, DecodeError> {
    cursor.next_tag()?;
    match cursor.at_end_tag() {
        true => Ok(None),
        false => cursor.start_tag().map(Some),
    }
}

fn pass(cursor: &mut Cursor<'_>, tag: &Tag) -> Result<(), DecodeError> {
    cursor.skip(tag, cursor.reading.depth())?;
    cursor.leave(tag.scope());
    Ok(())
}

/// The name in a start tag, with its prefix.
pub(super) fn name_of(tag: &str) -> &str {
    before(tag.get(1..).unwrap_or_default(), b" \t\r\n/>")
}
