//! The canonical form of an element of a message (Canonical XML 1.0 and Exclusive Canonicalization 1.0): the bytes of which a
//! signature takes the digest.
//!
//! It is read by the scanner that reads the values, so that both see the same text. One pass; what is kept is the prefixes
//! in force and the names of the open elements.

mod write;

use std::collections::{BTreeMap, BTreeSet};

pub(in crate::runtime) use write::Writer;

use crate::runtime::codec::scan::{Cursor, Piece, Tag};
use crate::runtime::codec::{DecodeError, DecodeErrorKind, Reading, ns};

/// Algorithm names, as they stand in messages.
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";

/// How deep elements may nest.
pub(in crate::runtime) const DEPTH: usize = 256;

/// How long the name of a namespace may be: each element and attribute that is kept, or written in canonical form, may have it
/// once more.
const LONGEST_NAMESPACE: usize = 2_000;

static NAMESPACES: [&str; ns::FIRST as usize] = ns::WELL_KNOWN;

/// Which canonical form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::runtime) struct Method {
    /// Only the prefixes that an element or attribute uses are declared.
    pub(in crate::runtime) exclusive: bool,
    /// Comments stay.
    pub(in crate::runtime) comments: bool,
    /// The `PrefixList` of `InclusiveNamespaces`: what is declared although no name uses it. The default namespace is "".
    pub(in crate::runtime) inclusive: BTreeSet<String>,
    /// The outermost element says which default namespace there is, also that there is none.
    pub(in crate::runtime) says_default: bool,
}

impl Method {
    /// The exclusive form without comments, with the prefixes of a `PrefixList`.
    pub(in crate::runtime) fn exclusive<'p>(prefixes: impl IntoIterator<Item = &'p str>) -> Self {
        let own = |prefix: &str| if prefix == "#default" { String::new() } else { prefix.to_owned() };
        let inclusive = prefixes.into_iter().map(own).collect();
        Self { exclusive: true, comments: false, inclusive, says_default: false }
    }

    /// The form that an algorithm's name stands for.
    pub(in crate::runtime) fn named(algorithm: &str) -> Option<Self> {
        let (exclusive, comments) = match algorithm {
            EXCLUSIVE => (true, false),
            EXCLUSIVE_COMMENTS => (true, true),
            INCLUSIVE => (false, false),
            INCLUSIVE_COMMENTS => (false, true),
            _ => return None,
        };
        Some(Self { exclusive, comments, ..Self::default() })
    }
}

/// Attributes `xml:…` of the elements around one, by local name: the inclusive form repeats them.
pub(in crate::runtime) type XmlAttributes = BTreeMap<String, String>;

/// A cursor at the beginning of a message.
pub(in crate::runtime) fn cursor(text: &str) -> Result<Cursor<'_>, DecodeError> {
    let mut cursor = Cursor::new(text, &NAMESPACES)?;
    // What it notes nobody reads; what is no XML is refused.
    cursor.reading = Reading::faithful();
    cursor.root_tag()?;
    Ok(cursor)
}

/// The canonical form of the element of `text` whose tag begins at the byte `start`, handed to `sink` piece by piece.
///
/// # Errors
/// When the text up to the end of the element is not well-formed, when it is nested too deep, or has no element there.
pub(in crate::runtime) fn element_at(
    text: &str,
    start: usize,
    method: &Method,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), DecodeError> {
    let mut cursor = cursor(text)?;
    let mut around = Around::default();
    loop {
        if cursor.position == start && cursor.at_tag() && !cursor.at_end_tag() {
            let inherited = around.xml_attributes();
            return Writer::new(method, sink).element(&mut cursor, &inherited, around.depth(), &mut Blind);
        }
        if cursor.position > start || !around.step(&mut cursor, &mut Blind)? {
            return Err(DecodeError::syntax("no element begins here", start));
        }
    }
}

/// Sees each start tag that is passed or written.
pub(in crate::runtime) trait Visit {
    /// Looks at the tag that was just read. What it gives is written in base64 in place of the element, where one is written.
    ///
    /// # Errors
    /// When nothing is to be read any more.
    fn start(&mut self, cursor: &Cursor<'_>, tag: &Tag) -> Result<Option<&[u8]>, DecodeError>;
}

/// Looks at nothing.
struct Blind;

impl Visit for Blind {
    fn start(&mut self, _: &Cursor<'_>, _: &Tag) -> Result<Option<&[u8]>, DecodeError> {
        Ok(None)
    }
}

/// The elements around the place of a cursor that goes through a message.
#[derive(Default)]
pub(in crate::runtime) struct Around {
    open: Vec<(Tag, Vec<(String, String)>)>,
    buffer: String,
}

impl Around {
    /// How many elements are open.
    pub(in crate::runtime) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The `xml:…` attributes that apply here.
    pub(in crate::runtime) fn xml_attributes(&self) -> XmlAttributes {
        self.open.iter().flat_map(|(_, own)| own.iter().cloned()).collect()
    }

    /// Passes the next tag or piece of text. Tells whether there is more of the root.
    pub(in crate::runtime) fn step(
        &mut self,
        cursor: &mut Cursor<'_>,
        visit: &mut dyn Visit,
    ) -> Result<bool, DecodeError> {
        self.buffer.clear();
        let piece = match self.open.is_empty() {
            true => Piece::Start,
            false => cursor.piece(&mut self.buffer)?,
        };
        match piece {
            Piece::Start => {
                let tag = open(cursor, self.open.len())?;
                visit.start(cursor, &tag)?;
                if tag.empty {
                    cursor.leave(tag.scope());
                } else {
                    let xml = cursor.each_written_attribute().filter(|(prefix, ..)| *prefix == "xml");
                    let xml = xml.map(|(_, _, local, value)| (local.to_owned(), value.to_owned())).collect();
                    self.open.push((tag, xml));
                }
            }
            Piece::End => {
                if let Some((tag, _)) = self.open.pop() {
                    close(cursor, &tag)?;
                }
            }
            Piece::Comment | Piece::Instruction | Piece::Text => {}
        }
        Ok(!self.open.is_empty())
    }
}

/// Reads a start tag that stands in `depth` others.
pub(in crate::runtime) fn open(cursor: &mut Cursor<'_>, depth: usize) -> Result<Tag, DecodeError> {
    if depth >= DEPTH {
        return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), cursor.position));
    }
    let tag = cursor.whole_start_tag()?;
    if cursor.declared_by(&tag).any(|(_, uri)| uri.len() > LONGEST_NAMESPACE) {
        return Err(DecodeError::new(DecodeErrorKind::Limit("length of a namespace"), tag.start));
    }
    Ok(tag)
}

/// Reads the end tag of an element, and leaves its scope.
pub(in crate::runtime) fn close(cursor: &mut Cursor<'_>, tag: &Tag) -> Result<(), DecodeError> {
    cursor.close(tag.name(cursor.local(tag)))?;
    cursor.leave(tag.scope());
    Ok(())
}
