//! Values of types that have no table: qualified names, XML that is kept as it came, and attachments.

use std::borrow::Cow;

use bytes::Bytes;

use super::failure::{Failure, Result};
use super::tree::{Entry, Tree};
use crate::runtime::codec::chars::is_ncname;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::LexValue;
use crate::runtime::codec::reading::Reading;
use crate::runtime::codec::scan::Cursor;
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{AnyType, Attachment, Base64, Element, Namespace, QName};

const NAME: &str = "name";
const TYPE: &str = "type";
const ATTRIBUTES: &str = "attributes";
const NAMESPACES: &str = "namespaces";
const XML: &str = "xml";

/// The content of an element: its XML as text. An object, where the element has a type or attributes too, or the XML
/// needs namespace declarations.
pub(super) fn any_tree(any: &AnyType) -> Tree<'_> {
    let mut entries = content(any);
    match entries.pop() {
        Some((_, xml)) if entries.is_empty() => xml,
        xml => {
            entries.extend(xml);
            Tree::Object(entries)
        }
    }
}

/// A whole element: an object with its name.
pub(super) fn element_tree(element: &Element) -> Tree<'_> {
    let mut entries = content(&element.content);
    entries.insert(0, (Cow::Borrowed(NAME), Tree::text(element.name.to_string())));
    Tree::Object(entries)
}

/// The members that are not empty. The last one, the XML, is always there.
fn content(any: &AnyType) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    if let Some(name) = &any.type_name {
        entries.push((Cow::Borrowed(TYPE), Tree::text(name.to_string())));
    }
    if !any.attributes.is_empty() {
        entries.push((Cow::Borrowed(ATTRIBUTES), pairs_tree(&any.attributes)));
    }
    if !any.declarations.is_empty() {
        let pair = |(prefix, uri): &(String, Namespace)| {
            Tree::List(vec![Tree::text(prefix.as_str()), Tree::text(uri.as_str())])
        };
        entries.push((Cow::Borrowed(NAMESPACES), Tree::List(any.declarations.iter().map(pair).collect())));
    }
    entries.push((Cow::Borrowed(XML), Tree::Text(Cow::Borrowed(&any.xml))));
    entries
}

/// Attributes, in their order.
pub(super) fn pairs_tree(attributes: &[(QName, String)]) -> Tree<'_> {
    let pair = |(name, value): &'_ (QName, String)| {
        Tree::List(vec![Tree::text(name.to_string()), Tree::text(value.as_str())])
    };
    Tree::List(attributes.iter().map(pair).collect())
}

/// A file: its media type, its id, and the bytes in base64.
pub(super) fn attachment_tree(attachment: &Attachment) -> Tree<'_> {
    let mut bytes = String::new();
    Base64(attachment.bytes.to_vec()).write(&mut bytes);
    Tree::Object(vec![
        (Cow::Borrowed("contentType"), Tree::Text(Cow::Borrowed(&attachment.content_type))),
        (Cow::Borrowed("id"), Tree::Text(Cow::Borrowed(&attachment.id))),
        (Cow::Borrowed("bytes"), Tree::text(bytes)),
    ])
}

pub(super) fn string(tree: Tree<'_>) -> Result<Cow<'_, str>> {
    match tree {
        Tree::Text(text) => Ok(text),
        other => Err(Failure::expected("a string", other.kind())),
    }
}

/// `{namespace}local`, or a local name alone.
pub(super) fn qname(tree: Tree<'_>) -> Result<QName> {
    let text = string(tree)?;
    let split = text.strip_prefix('{').and_then(|rest| rest.rsplit_once('}'));
    Ok(match split {
        Some((namespace, local)) => QName::new(namespace, local),
        None => QName::new("", text),
    })
}

pub(super) fn list(tree: Tree<'_>) -> Result<Vec<Tree<'_>>> {
    match tree {
        Tree::List(items) => Ok(items),
        other => Err(Failure::expected("a list", other.kind())),
    }
}

/// Pairs of strings.
fn pair(tree: Tree<'_>) -> Result<(Tree<'_>, String)> {
    match <[Tree<'_>; 2]>::try_from(list(tree)?) {
        Ok([first, second]) => Ok((first, string(second)?.into_owned())),
        Err(_) => Err(Failure::new("expected a list of two")),
    }
}

pub(super) fn pairs(tree: Tree<'_>) -> Result<Vec<(QName, String)>> {
    let pair = |tree| pair(tree).and_then(|(name, value)| Ok((qname(name)?, value)));
    list(tree)?.into_iter().map(pair).collect()
}

/// The content of an element, and the name of the element if the tree has it.
pub(super) fn any(tree: Tree<'_>) -> Result<(Option<QName>, AnyType)> {
    let (mut name, mut any) = (None, AnyType::default());
    let entries = match tree {
        Tree::Object(entries) => entries,
        xml => vec![(Cow::Borrowed(XML), xml)],
    };
    for (key, tree) in entries {
        let done = match &*key {
            NAME => qname(tree).map(|read| name = Some(read)),
            TYPE => qname(tree).map(|read| any.type_name = Some(read)),
            ATTRIBUTES => pairs(tree).map(|read| any.attributes = read),
            NAMESPACES => declarations(tree).map(|read| any.declarations = read),
            XML => string(tree).map(|read| any.xml = read.into_owned()),
            _ => Err(Failure::new("there is no such member")),
        };
        done.map_err(|failure| failure.within(&key))?;
    }
    check(&any).map_err(|_| Failure::new("expected XML that is well-formed by itself").within(XML))?;
    Ok((name, any))
}

pub(super) fn element(tree: Tree<'_>) -> Result<Element> {
    match any(tree)? {
        (Some(name), content) => Ok(Element::new(name, content)),
        (None, _) => Err(Failure::new("`name` is missing")),
    }
}

fn declarations(tree: Tree<'_>) -> Result<Vec<(String, Namespace)>> {
    let pair = |tree| {
        let (prefix, uri) = pair(tree)?;
        let prefix = string(prefix)?.into_owned();
        match prefix.is_empty() || is_ncname(&prefix) {
            true => Ok((prefix, uri.into())),
            false => Err(Failure::new("expected a prefix")),
        }
    };
    list(tree)?.into_iter().map(pair).collect()
}

/// Fails for XML that is not well-formed by itself. It is written as it is, and must not end the element around it.
fn check(any: &AnyType) -> std::result::Result<(), DecodeError> {
    let mut text = String::from("<x");
    for (index, (prefix, _)) in any.declarations.iter().enumerate() {
        // A prefix must be declared here, but for which namespace does not matter.
        let colon = if prefix.is_empty() { "" } else { ":" };
        text.push_str(&format!(" xmlns{colon}{prefix}=\"u{index}\""));
    }
    text.push_str(&format!(">{}</x>", any.xml));
    let mut cursor = Cursor::new(&text, &ns::WELL_KNOWN)?;
    cursor.root_tag()?;
    let tag = cursor.start_tag()?;
    cursor.skip(&tag, Reading::faithful().depth())?;
    cursor.finish()
}

pub(super) fn attachment(tree: Tree<'_>) -> Result<Attachment> {
    let Tree::Object(entries) = tree else { return Err(Failure::expected("an object", tree.kind())) };
    let (mut attachment, mut bytes) = (Attachment::default(), None);
    for (key, tree) in entries {
        let text = string(tree).map_err(|failure| failure.within(&key))?;
        match &*key {
            "contentType" => attachment.content_type = text.into_owned(),
            "id" => attachment.id = text.into_owned(),
            "bytes" => {
                let mut read = Base64::default();
                read.read(&text).map_err(|error| Failure::new(error.to_string()).within(&key))?;
                bytes = Some(Bytes::from(read.0));
            }
            _ => return Err(Failure::new("there is no such member").within(&key)),
        }
    }
    attachment.bytes = bytes.ok_or_else(|| Failure::new("`bytes` is missing"))?;
    Ok(attachment)
}
