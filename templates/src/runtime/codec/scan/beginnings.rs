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
    text: String,
    /// The table by which the namespaces have their numbers.
    namespaces: &'static [&'static str],
    /// The root's tag.
    tag: Tag,
    /// What prefixes mean in the root.
    within: Surroundings,
}

/// Does something with what this thread keeps. Nothing is kept by a thread that ends.
fn with_known(run: &mut dyn FnMut(&mut Known)) {
    let _ = KNOWN.try_with(|known| {
        if let Ok(mut known) = known.try_borrow_mut() {
            run(&mut known);
        }
    });
}

impl<'a> Cursor<'a> {
    /// A cursor that stands behind the root's tag, and that tag, if the text begins as one that this thread keeps.
    pub(in crate::runtime) fn behind_root(
        text: &'a str,
        namespaces: &'static [&'static str],
    ) -> Option<(Self, Tag)> {
        let mut found = None;
        with_known(&mut |Known { all, spare, .. }| {
            for one in &*all {
                if std::ptr::eq(one.namespaces, namespaces)
                    && text.as_bytes().starts_with(one.text.as_bytes())
                {
                    let mut within = spare.take().unwrap_or_default();
                    within.copy(&one.within);
                    found = Some((within, one.text.len(), one.tag.in_namespace(one.tag.namespace)));
                    break;
                }
            }
        });
        if u32::try_from(text.len()).is_err() {
            return None;
        }
        let (within, end, root) = found?;
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
        with_known(&mut |Known { all, next, .. }| {
            let tag = root.in_namespace(root.namespace);
            let (namespaces, within) = (self.namespaces, self.surroundings());
            let one = Beginning { text: text.to_owned(), namespaces, tag, within };
            match all.get_mut(*next) {
                Some(place) => *place = one,
                None => all.push(one),
            }
            *next = (*next + 1) % KEPT;
        });
    }

    /// Leaves the memory of what prefixes mean to the next message. Nothing more is to be read.
    pub(in crate::runtime) fn leave_memory(&mut self) {
        with_known(&mut |Known { spare, .. }| {
            let mut within = Surroundings::default();
            self.exchange(&mut within);
            if within.clear() {
                *spare = Some(within);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns::WELL_KNOWN;

    /// Reads a text as far as its first child, by what is known and without that.
    fn both(text: &'static str) -> Option<(Cursor<'static>, Cursor<'static>)> {
        let mut read = Cursor::new(text, &WELL_KNOWN).unwrap();
        read.root_tag().unwrap();
        let root = read.start_tag().unwrap();
        let known = Cursor::behind_root(text, &WELL_KNOWN);
        read.keep_beginning(&root);
        let (known, tag) = known?;
        assert_eq!((tag.namespace, tag.start, tag.empty), (root.namespace, root.start, root.empty));
        assert_eq!((known.local(&tag), known.uri_of(&tag)), (read.local(&root), read.uri_of(&root)));
        assert_eq!((known.position, known.epoch, known.epochs), (read.position, read.epoch, read.epochs));
        Some((known, read))
    }

    #[test]
    fn what_is_known_of_a_beginning_is_what_reading_it_gives() {
        let first = "<?xml version='1.0'?> <a:r xmlns:a='urn:a' xmlns='urn:b'><b xmlns:c='urn:c'/></a:r>";
        assert!(both(first).is_none());
        for text in
            [first, "<?xml version='1.0'?> <a:r xmlns:a='urn:a' xmlns='urn:b'><a:c a:d='&lt;'/></a:r>"]
        {
            let (mut known, mut read) = both(text).unwrap();
            let [one, other] = [&mut known, &mut read].map(|cursor| {
                let tag = cursor.start_tag().unwrap();
                let uri = cursor.uri_of(&tag).to_owned();
                cursor.leave(tag.scope());
                (uri, cursor.position, cursor.memory.clone(), cursor.bindings.len(), cursor.undo.len())
            });
            assert_eq!(one, other, "{text}");
            known.leave_memory();
        }
    }

    #[test]
    fn only_what_declares_and_nothing_more_is_kept() {
        for text in [
            "<r/>",
            "<r a=''>x</r>",
            " <?xml version='1.0'?><r>x</r>",
            "<r xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'>x</r>",
        ] {
            for _ in 0..2 {
                assert!(both(text).is_none(), "{text}");
            }
        }
        assert!(both("<r>x</r>").is_none() && both("<r>y</r>").is_some() && both("<r >x</r>").is_none());
        // Another table gives namespaces other numbers.
        static OTHERS: [&str; 3] = ["", "a", "b"];
        assert!(Cursor::behind_root("<r>x</r>", &OTHERS).is_none());
    }
}
