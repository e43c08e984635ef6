//! How messages begin. A sender writes the same up to the end of the root's tag each time, and it means the same. So each
//! thread keeps what the last few beginnings mean, and the memory in which that is put down.

use std::cell::RefCell;

use super::elsewhere::Surroundings;
use super::{Cursor, Tag};

/// How many beginnings are kept: a thread may call several services.
const KEPT: usize = 4;

/// Longer ones are not kept, in bytes.
const LONGEST: usize = 1024;

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(Known { all: Vec::new(), next: 0, spare: None }) };
}

/// What a thread keeps.
struct Known {
    all: Vec<Beginning>,
    next: usize,
    /// Memory of the last message.
    spare: Option<Surroundings>,
}

/// How messages begin, up to the end of the root's tag.
struct Beginning {
    text: Box<str>,
    /// The table by which the namespaces have their numbers.
    namespaces: &'static [&'static str],
    /// The root's tag.
    tag: Tag,
    /// What prefixes mean in the root.
    within: Surroundings,
}

impl<'a> Cursor<'a> {
    /// A cursor that stands behind the root's tag, and that tag, if the text begins as one that this thread keeps.
    pub(in crate::runtime) fn behind_root(
        text: &'a str,
        namespaces: &'static [&'static str],
    ) -> Option<(Self, Tag)> {
        u32::try_from(text.len()).ok()?;
        let (within, end, root) = KNOWN
            .try_with(|known| {
                let mut known = known.try_borrow_mut().ok()?;
                let Known { all, spare, .. } = &mut *known;
                let fits = |one: &&Beginning| {
                    std::ptr::eq(one.namespaces, namespaces)
                        && text.as_bytes().starts_with(one.text.as_bytes())
                };
                let one = all.iter().find(fits)?;
                let mut within = spare.take().unwrap_or_default();
                within.copy(&one.within);
                Some((within, one.text.len(), one.tag.in_namespace(one.tag.namespace)))
            })
            .ok()??;
        let mut cursor = Self::with(text, namespaces, within);
        cursor.position = end;
        Some((cursor, root))
    }

    /// Keeps how the text begins, of which the root's tag was just read. Not where anything has to be said of it, and not
    /// where that tag says more than what prefixes mean.
    #[cold]
    pub(in crate::runtime) fn keep_beginning(&self, root: &Tag) {
        let text = self.slice(0, self.position);
        let is_plain = text.starts_with('<') && self.attributes.is_empty() && self.notes.is_empty();
        if !is_plain || root.empty || root.nil || text.len() > LONGEST {
            return;
        }
        let tag = root.in_namespace(root.namespace);
        let one =
            Beginning { text: text.into(), namespaces: self.namespaces, tag, within: self.surroundings() };
        // Nothing is kept by a thread that ends.
        let _ = KNOWN.try_with(|known| {
            let Ok(mut known) = known.try_borrow_mut() else { return };
            let Known { all, next, .. } = &mut *known;
            match all.get_mut(*next) {
                Some(place) => *place = one,
                None => all.push(one),
            }
            *next = (*next + 1) % KEPT;
        });
    }

    /// Leaves the memory of what prefixes mean to the next message. Nothing more is to be read.
    pub(in crate::runtime) fn leave_memory(&mut self) {
        let mut spare = Surroundings::default();
        self.exchange(&mut spare);
        if spare.clear() {
            let _ = KNOWN.try_with(|known| {
                if let Ok(mut known) = known.try_borrow_mut() {
                    known.spare = Some(spare);
                }
            });
        }
    }
}
