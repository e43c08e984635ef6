//! The elements around a byte of a message: found when a departure is told, so that reading need not keep track of them.

use crate::runtime::codec::departure::{Departures, Notes};
use crate::runtime::codec::reading::Reading;
use crate::runtime::codec::scan::{Cursor, Tag};
use crate::runtime::codec::strings::join;
use crate::runtime::codec::tables::ns;

/// Gives departures their paths.
#[inline]
pub(super) fn locate(notes: Notes, text: &str) -> Departures {
    if notes.is_empty() { Departures::default() } else { walk(notes, text) }
}

#[cold]
#[inline(never)]
fn walk(notes: Notes, text: &str) -> Departures {
    let mut paths = Cursor::new(text, &ns::WELL_KNOWN).ok().map(|mut cursor| {
        cursor.careless_text = true;
        cursor.reading = Reading::careless();
        Paths { cursor, open: Vec::new(), empty: None }
    });
    notes.located(text, &mut |offset| paths.as_mut().map(|paths| paths.path_to(offset)).unwrap_or_default())
}

/// Goes once through a message, element by element.
struct Paths<'a> {
    cursor: Cursor<'a>,
    open: Vec<Tag>,
    /// The element that was just passed, if it was empty: where it ends, and its name.
    empty: Option<(usize, &'a str)>,
}

impl Paths<'_> {
    /// The elements around a byte, or whose tag begins there. The bytes come in ascending order.
    fn path_to(&mut self, offset: usize) -> String {
        loop {
            if let Some((end, _)) = self.empty {
                if offset < end {
                    break;
                }
                self.empty = None;
            }
            let before = self.cursor.position;
            if before > offset || self.cursor.next_tag().is_err() || self.cursor.position > offset {
                break;
            }
            if self.cursor.at_end_tag() {
                if offset <= self.cursor.position {
                    break;
                }
                let Some(tag) = self.open.pop() else { break };
                if self.cursor.close(tag.name(self.cursor.local(&tag))).is_err() {
                    break;
                }
                self.cursor.leave(tag.scope());
                continue;
            }
            let Ok(tag) = self.cursor.start_tag() else { break };
            if tag.empty {
                self.empty = Some((self.cursor.position, self.cursor.local(&tag)));
                self.cursor.leave(tag.scope());
            } else {
                self.open.push(tag);
            }
        }
        let (mut open, mut last) = (self.open.iter(), self.empty.map(|(_, name)| name));
        join(&mut || open.next().map(|tag| self.cursor.local(tag)).or_else(|| last.take()), "/")
    }
}
