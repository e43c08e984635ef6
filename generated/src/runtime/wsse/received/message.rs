//! An envelope's parts up to its Body: header blocks, and the Security header that is meant for us.

use super::Refusal;
use super::node::{Node, is_id};
use crate::runtime::codec::ns;
use crate::runtime::codec::scan::{Cursor, Tag};
use crate::runtime::codec::strings::{start, trim};
use crate::runtime::wsse::canonical;
use crate::runtime::wsse::names::WSSE;

/// No honest message has more header blocks.
const MOST: usize = 1_000;

/// The roles of a receiver that passes nothing on (SOAP 1.1, 4.2.2; SOAP 1.2, 2.2).
const OURS: [&str; 4] = [
    "",
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];

/// Where a part of the message stands, and how it is referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Place {
    pub(in crate::runtime) namespace: String,
    pub(in crate::runtime) local: String,
    /// The byte where its tag begins.
    pub(in crate::runtime) start: usize,
    ids: Vec<String>,
}

impl Place {
    fn of(cursor: &Cursor<'_>, tag: &Tag) -> Self {
        let ids = cursor.each_written_attribute().filter(|(_, uri, local, _)| is_id(uri, local));
        Self {
            namespace: cursor.uri_of(tag).to_owned(),
            local: cursor.local(tag).to_owned(),
            start: tag.start,
            ids: ids.map(|(.., value)| value.to_owned()).collect(),
        }
    }

    /// Whether a reference to this id can mean it.
    pub(in crate::runtime) fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }
}

/// What of a message stands before the content of its Body.
#[derive(Debug)]
pub(in crate::runtime) struct Message {
    /// The header blocks, the Security header among them.
    pub(in crate::runtime) blocks: Vec<Place>,
    /// The Security header for us.
    pub(in crate::runtime) security: Option<Node>,
    pub(in crate::runtime) body: Place,
}

impl Message {
    /// Reads it.
    ///
    /// # Errors
    /// When it is no envelope of exactly this form: Envelope, then Header and Body in it. What stands in and behind the Body
    /// is not looked at.
    pub(in crate::runtime) fn read(text: &str) -> Result<Self, Refusal> {
        let mut cursor = canonical::cursor(text)?;
        let root = canonical::open(&mut cursor, 0)?;
        if cursor.local(&root) != "Envelope" || !matches!(root.namespace, ns::SOAP11 | ns::SOAP12) {
            return Err(Refusal::invalid("the message is no SOAP Envelope"));
        }
        let (mut blocks, mut security) = (Vec::new(), None);
        let mut tag = child(&mut cursor, &root)?;
        if cursor.local(&tag) == "Header" && tag.namespace == root.namespace {
            read_header(&mut cursor, &tag, &mut blocks, &mut security)?;
            tag = child(&mut cursor, &root)?;
        }
        if cursor.local(&tag) != "Body" || tag.namespace != root.namespace {
            let found = start(cursor.local(&tag));
            return Err(Refusal::invalid(format!("`{found}` stands where the Body belongs")));
        }
        Ok(Self { blocks, security, body: Place::of(&cursor, &tag) })
    }
}

/// The next child of the Envelope.
fn child(cursor: &mut Cursor<'_>, root: &Tag) -> Result<Tag, Refusal> {
    if !root.empty {
        cursor.next_tag()?;
        if !cursor.at_end_tag() {
            return Ok(canonical::open(cursor, 1)?);
        }
    }
    Err(Refusal::invalid("the Envelope has no Body"))
}

fn read_header(
    cursor: &mut Cursor<'_>,
    header: &Tag,
    blocks: &mut Vec<Place>,
    security: &mut Option<Node>,
) -> Result<(), Refusal> {
    if header.empty {
        cursor.leave(header.scope());
        return Ok(());
    }
    loop {
        cursor.next_tag()?;
        if cursor.at_end_tag() {
            canonical::close(cursor, header)?;
            return Ok(());
        }
        let tag = canonical::open(cursor, 2)?;
        let place = Place::of(cursor, &tag);
        if blocks.len() >= MOST {
            return Err(Refusal::invalid(format!("the Header has more than {MOST} blocks")));
        }
        if place.namespace == WSSE && place.local == "Security" && is_ours(cursor, header.namespace) {
            let node = Node::read(cursor, &tag, 2)?;
            if security.replace(node).is_some() {
                return Err(Refusal::invalid("there are two Security headers"));
            }
        } else {
            cursor.skip(&tag, canonical::DEPTH - 3)?;
            cursor.leave(tag.scope());
        }
        blocks.push(place);
    }
}

/// Whether the block whose tag was just read is for us, and not for another node on its way.
fn is_ours(cursor: &Cursor<'_>, soap: u16) -> bool {
    let mut roles = cursor
        .each_attribute()
        .filter(|(namespace, _, local, _)| *namespace == soap && matches!(*local, "actor" | "role"));
    roles.all(|(.., value)| OURS.contains(&trim(value)))
}
