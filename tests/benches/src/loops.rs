//! The yardsticks: the loops over quick-xml's events that every reader on it has.

use std::borrow::Cow;

use encoding_rs::UTF_16LE;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, Reader};

use crate::Failure;

/// Finds the tags, and nothing more: neither attributes nor namespaces.
///
/// # Errors
/// When it is no XML.
pub fn tokens(bytes: &[u8]) -> Result<usize, Failure> {
    let bytes = utf_8(bytes);
    let mut reader = Reader::from_reader(bytes.as_ref());
    let mut total = 0;
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(total),
            Event::Start(start) | Event::Empty(start) => total += start.len(),
            _ => total += 1,
        }
    }
}

/// Finds the tags, the namespaces of their names, and each attribute with its namespace.
///
/// # Errors
/// When it is no XML, or an attribute stands twice.
pub fn namespaced(bytes: &[u8]) -> Result<usize, Failure> {
    let bytes = utf_8(bytes);
    let mut reader = NsReader::from_reader(bytes.as_ref());
    let mut total = 0;
    loop {
        // What it resolves itself borrows the reader, which then has no resolver for attributes.
        let event = reader.read_event()?;
        let resolver = reader.resolver();
        match event {
            Event::Eof => return Ok(total),
            Event::Start(start) | Event::Empty(start) => {
                total += bound(&resolver.resolve_element(start.name()).0);
                for attribute in start.attributes() {
                    let attribute = attribute?;
                    total += bound(&resolver.resolve_attribute(attribute.key).0) + attribute.value.len();
                }
            }
            Event::End(end) => total += bound(&resolver.resolve_element(end.name()).0),
            _ => total += 1,
        }
    }
}

fn bound(result: &ResolveResult<'_>) -> usize {
    match result {
        ResolveResult::Bound(namespace) => namespace.as_ref().len(),
        _ => 0,
    }
}

/// What quick-xml's borrowing readers read: UTF-8. UTF-16 is turned into it first, which belongs to their work.
#[must_use]
pub fn utf_8(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => match UTF_16LE.decode_without_bom_handling(rest).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
        _ => Cow::Borrowed(bytes),
    }
}
