//! One pass over the message: the canonical forms of all parts that a signature covers, and whether their ids are unique.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::runtime::codec::scan::{Cursor, Tag};
use crate::runtime::codec::strings::{start, trim, trim_start};
use crate::runtime::codec::{DecodeError, DecodeErrorKind};
use crate::runtime::soap::Attachments;
use crate::runtime::wsse::canonical::{self, Around, Method, Visit, Writer};
use crate::runtime::wsse::names::XOP;
use crate::runtime::wsse::received::{Refusal, is_id};

/// How many times as long as the message its canonical forms may be together: each element may declare anew what the message
/// declares once. Honest messages come to ten times.
const TIMES: usize = 64;
/// What short ones may come to.
const ANY: usize = 1024 * 1024;

/// Takes a canonical form, piece by piece.
type Sink<'p> = Box<dyn FnMut(&[u8]) + 'p>;

/// A part whose canonical form is wanted.
pub(super) struct Part<'p> {
    /// The byte where its tag begins.
    pub(super) start: usize,
    pub(super) form: &'p Method,
    pub(super) sink: Sink<'p>,
}

/// What the pass found.
#[derive(Default)]
pub(super) struct Found {
    /// Of each wanted id, where the elements begin that have it.
    pub(super) ids: BTreeMap<String, BTreeSet<usize>>,
    /// The numbers of the attachments that stand in the parts by `xop:Include`.
    pub(super) included: BTreeSet<usize>,
}

/// Goes through the whole message, whose Body begins at the byte `body`.
///
/// # Errors
/// When it is not well-formed, or refers to attachments that are not there, or to the same ones too often; when its canonical
/// forms are far longer than itself.
pub(super) fn go_through(
    text: &str,
    body: usize,
    mut parts: Vec<Part<'_>>,
    ids: &[&str],
    attachments: &Attachments<'_>,
) -> Result<Found, Refusal> {
    parts.sort_by_key(|part| part.start);
    let mut cursor = canonical::cursor(text)?;
    let mut around = Around::default();
    let most = text.len().saturating_add(attachments.total()).saturating_mul(TIMES).saturating_add(ANY);
    let writable = Cell::new(most);
    let mut eyes = Eyes {
        text,
        ids: ids.iter().map(|id| ((*id).to_owned(), BTreeSet::new())).collect(),
        attachments,
        included: BTreeSet::new(),
        left: attachments.total().saturating_mul(2),
        writable: &writable,
        inside: false,
        opened: None,
        refusal: None,
    };
    let mut rest = parts.iter_mut().peekable();
    loop {
        let here = cursor.at_tag() && !cursor.at_end_tag();
        if here && around.depth() == 1 && cursor.position > body {
            let found = start(cursor.name_at(cursor.position));
            return Err(Refusal::invalid(format!("`{found}` stands behind the Body")));
        }
        if let Some(part) = rest.next_if(|part| here && part.start == cursor.position) {
            let inherited = around.xml_attributes();
            (eyes.inside, eyes.opened) = (true, None);
            let mut sink = |piece: &[u8]| {
                writable.set(writable.get().saturating_sub(piece.len()));
                (part.sink)(piece);
            };
            let mut writer = Writer::new(part.form, &mut sink);
            let depth = around.depth();
            writer.element(&mut cursor, &inherited, depth, &mut eyes)?;
            eyes.inside = false;
        } else if !around.step(&mut cursor, &mut eyes)? {
            break;
        }
        if let Some(refusal) = eyes.refusal.take() {
            return Err(refusal);
        }
    }
    cursor.finish()?;
    if rest.next().is_some() {
        return Err(Refusal::invalid("a part that its signature covers is not where it was"));
    }
    Ok(Found { ids: eyes.ids, included: eyes.included })
}

/// Looks at each start tag.
struct Eyes<'a> {
    text: &'a str,
    ids: BTreeMap<String, BTreeSet<usize>>,
    attachments: &'a Attachments<'a>,
    included: BTreeSet<usize>,
    /// How many bytes of attachments may still be digested: many small references to a large one would take forever.
    left: usize,
    /// How many bytes of canonical forms may still be written.
    writable: &'a Cell<usize>,
    /// A part is being written.
    inside: bool,
    /// Where the content of the last element begins, if it has any.
    opened: Option<usize>,
    refusal: Option<Refusal>,
}

impl Eyes<'_> {
    /// Whether an element whose tag ends at `end` has no content, and is all that there is in the one around it, whose content
    /// begins at `opened`: only then it stands for that content, as XOP has it. Nobody has signed what is in it.
    fn is_alone(&self, opened: Option<usize>, end: usize, tag: &Tag) -> bool {
        let between = |from: usize, to: usize| self.text.get(from..to).unwrap_or("-");
        let behind = match between(end, self.text.len()) {
            rest if tag.empty => rest,
            rest => {
                rest.strip_prefix("</").and_then(|rest| rest.split_once('>')).map_or("", |(_, rest)| rest)
            }
        };
        let before = opened.map_or("-", |opened| between(opened, tag.start));
        trim(before).is_empty() && trim_start(behind).starts_with("</")
    }
}

impl Visit for Eyes<'_> {
    fn start(&mut self, cursor: &Cursor<'_>, tag: &Tag) -> Result<Option<&[u8]>, DecodeError> {
        for (_, uri, local, value) in cursor.each_written_attribute() {
            if is_id(uri, local)
                && let Some(starts) = self.ids.get_mut(value)
            {
                starts.insert(tag.start);
            }
        }
        if self.writable.get() == 0 {
            let what = "length of canonical forms, which are much longer than the message";
            return Err(DecodeError::new(DecodeErrorKind::Limit(what), tag.start));
        }
        let opened = std::mem::replace(&mut self.opened, (!tag.empty).then_some(cursor.position));
        if !self.inside || cursor.local(tag) != "Include" || cursor.uri_of(tag) != XOP {
            return Ok(None);
        }
        let mut attributes = cursor.each_written_attribute();
        let href = match (attributes.next(), attributes.next()) {
            (Some((_, "", "href", value)), None) if self.is_alone(opened, cursor.position, tag) => value,
            _ => {
                self.refusal = Some(Refusal::failed(
                    "an `xop:Include` in a signed part has more than its `href`, or something beside it, which nobody has \
                     signed",
                ));
                return Ok(None);
            }
        };
        let (number, bytes) = match self.attachments.peek(href) {
            Some((number, Some(bytes))) => (number, bytes),
            found => {
                self.refusal = Some(Refusal::invalid(match found {
                    Some(_) => {
                        "its signature cannot be checked: an attachment that it covers went to the program's own writer. \
                         Take this reply without one"
                    }
                    None => "a signed part includes an attachment that is not in the message",
                }));
                return Ok(None);
            }
        };
        let Some(left) = self.left.checked_sub(bytes.len()) else {
            self.refusal = Some(Refusal::invalid("a signed part includes the same attachments too often"));
            return Ok(None);
        };
        self.left = left;
        self.included.insert(number);
        Ok(Some(bytes))
    }
}
