//! Start and end tags: the fast step, which knows what must come, and the general one.

use super::bindings::Bound;
use super::bytes::begins;
use super::rows::rows_of;
use super::{Cursor, Result, Scope, Span};
use crate::runtime::codec::chars::{NAME_BYTE, is_ncname, is_space};
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::tables::{Particle, ns};

/// The name of an open element: what its end tag must repeat.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Name<'t> {
    pub(super) prefix: Span,
    pub(in crate::runtime) local: &'t str,
}

/// A start tag that was just read.
pub(in crate::runtime) struct Tag {
    pub(super) prefix: Span,
    pub(super) local: Span,
    /// The namespace's number, or [`UNKNOWN`].
    pub(in crate::runtime) namespace: u16,
    /// `<X/>`.
    pub(in crate::runtime) empty: bool,
    /// `xsi:nil="true"`.
    pub(in crate::runtime) nil: bool,
    /// It has attributes besides declarations and `xsi:nil`.
    pub(in crate::runtime) attributes: bool,
    /// Where it began.
    pub(in crate::runtime) start: usize,
    pub(super) scope: Scope,
}

impl Name<'_> {
    /// How many bytes it takes where it is written.
    #[inline(always)]
    pub(super) const fn length(&self) -> usize {
        let prefix = self.prefix.length() as usize;
        self.local.len() + prefix + (prefix != 0) as usize
    }
}

impl Tag {
    /// A tag with content, of no namespace, without prefix and attributes.
    #[inline(always)]
    pub(super) fn new(local: Span, start: usize, scope: Scope) -> Self {
        let (prefix, namespace) = (Span::default(), ns::NONE);
        Self { prefix, local, namespace, empty: false, nil: false, attributes: false, start, scope }
    }

    /// What its end tag must repeat, in the words of the table.
    pub(in crate::runtime) fn name<'t>(&self, local: &'t str) -> Name<'t> {
        Name { prefix: self.prefix, local }
    }

    /// The same tag, taken for one in another namespace.
    pub(in crate::runtime) const fn in_namespace(&self, namespace: u16) -> Self {
        Self { namespace, ..*self }
    }

    /// The scope to return to when it ends.
    pub(in crate::runtime) const fn scope(&self) -> Scope {
        self.scope
    }
}

impl<'a> Cursor<'a> {
    /// Whether an end tag comes next.
    #[inline]
    pub(in crate::runtime) fn at_end_tag(&self) -> bool {
        self.at(self.position + 1) == b'/'
    }

    /// Where the tag's local name begins if the prefix of `namespace` stands before it, and that prefix.
    #[inline(always)]
    pub(in crate::runtime) fn after_prefix(&self, namespace: u16) -> Option<(usize, Span)> {
        let bound = self.current.get(namespace as usize)?.as_ref()?;
        // A tag has more bytes behind it, if only that of the root.
        let word = u64::from_le_bytes(*self.rest(self.position).first_chunk()?);
        let fits =
            word & bound.mask.get() == bound.key && (bound.length <= u64::BITS / 8 || self.goes_on(bound));
        fits.then_some((self.position + bound.length as usize, bound.prefix))
    }

    /// Whether the rest of a long prefix stands at the cursor, too.
    #[inline(never)]
    fn goes_on(&self, bound: &Bound) -> bool {
        let end = self.position + bound.length as usize - ":".len();
        begins(self.rest(self.position + "<".len()), bound.bytes(self.memory.as_bytes()))
            && self.at(end) == b':'
    }

    /// The fast step: reads the tag `namespace:local` if exactly that, without attributes, stands at the cursor.
    #[inline(always)]
    pub(in crate::runtime) fn expect(
        &mut self,
        namespace: u16,
        local: &'static str,
    ) -> Option<Name<'static>> {
        let (from, prefix) = self.after_prefix(namespace)?;
        self.is_plain(from, local).then(|| self.pass(from, prefix, local))
    }

    /// The fast step for nil: reads the tag `namespace:local` if it stands at the cursor, empty, with the same attribute
    /// as one of the last that were nil.
    #[inline]
    pub(in crate::runtime) fn expect_nil(&mut self, namespace: u16, local: &'static str) -> bool {
        let Some((start, _)) = self.after_prefix(namespace) else { return false };
        begins(self.rest(start), local.as_bytes()) && self.repeated_nil(start + local.len())
    }

    /// As [`start_tag_of`](Self::start_tag_of), where no element is more likely than another.
    pub(in crate::runtime) fn start_tag(&mut self) -> Result<Tag> {
        self.start_tag_of(None)
    }

    /// The general step: reads any start tag; one of this row is likely to come. The cursor stands at its `<`. Whoever
    /// calls it must [`leave`](Self::leave) the tag's scope, that of an empty element too.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "both lists are shorter than the text, whose length fits 32 bits"
    )]
    pub(in crate::runtime) fn start_tag_of(&mut self, row: Option<&'static Particle>) -> Result<Tag> {
        let start = self.position;
        // Those of the last tag are not this one's.
        self.attributes.clear();
        self.rows = &[];
        let expected = row.and_then(|row| self.named_as(row));
        let (prefix, local, end) = match (expected, row) {
            (Some((from, _)), Some(row)) => {
                let prefix = Self::span(start + 1, from.saturating_sub(1).max(start + 1));
                (prefix, Self::span(from, from + row.name.len()), from + row.name.len())
            }
            _ => self.name(start + 1)?,
        };
        let scope =
            Scope { bindings: self.bindings.len() as u32, undo: self.undo.len() as u32, epoch: self.epoch };
        let mut tag = Tag::new(local, start, scope);
        match self.at(end) {
            b'>' => self.position = end + 1,
            b'/' if self.at(end + 1) == b'>' => {
                tag.empty = true;
                self.position = end + 2;
            }
            _ => self.rest_of_tag(end, row, &mut tag)?,
        }
        match (expected, row) {
            (Some((_, bound)), Some(row)) if self.epoch == scope.epoch => {
                (tag.prefix, tag.namespace) = (bound, row.namespace);
            }
            _ => (tag.prefix, tag.namespace, _) = self.lookup(prefix)?,
        }
        Ok(tag)
    }

    /// Where the local name of the tag begins, and the prefix that is bound, if the tag has the name of a row.
    #[inline]
    fn named_as(&self, row: &Particle) -> Option<(usize, Span)> {
        let (start, prefix) = self.after_prefix(row.namespace)?;
        let end = self.at(start + row.name.len());
        let fits =
            begins(self.rest(start), row.name.as_bytes()) && (is_space(end) || matches!(end, b'>' | b'/'));
        fits.then_some((start, prefix))
    }

    /// Reads the rest of a tag, from behind its name.
    #[inline]
    fn rest_of_tag(&mut self, end: usize, row: Option<&'static Particle>, tag: &mut Tag) -> Result<()> {
        if !self.whole && self.repeated(end, tag) {
            return Ok(());
        }
        let rows = row.map_or(&[][..], |row| rows_of(row.ty));
        if !rows.is_empty() && self.attributes_by_rows(end, rows, tag) {
            return Ok(());
        }
        if !self.whole && self.by_pattern(end, tag) {
            return Ok(());
        }
        self.attribute_list(end, tag)
    }

    /// A qualified name in the text: prefix, local name, and where it ends.
    pub(super) fn name(&self, start: usize) -> Result<(Span, Span, usize)> {
        let rest = self.rest(start);
        let (mut colon, mut all) = (None, 0);
        let mut length = 0;
        while let Some(byte) = rest.get(length)
            && NAME_BYTE.get(usize::from(*byte)).is_some_and(|legal| *legal)
        {
            if *byte == b':' && colon.replace(start + length).is_some() {
                return Err(DecodeError::syntax("a name with two colons", start));
            }
            all |= *byte;
            length += 1;
        }
        let (end, ascii) = (start + length, all < 0x80);
        let (prefix, local) = match colon {
            Some(colon) => (Self::span(start, colon), Self::span(colon + 1, end)),
            None => (Span::default(), Self::span(start, end)),
        };
        let legal = |span: Span| {
            let first = self.at(span.start as usize);
            if ascii {
                !span.is_empty() && !matches!(first, b'0'..=b'9' | b'-' | b'.')
            } else {
                is_ncname(span.slice(self.text))
            }
        };
        if !legal(local) || (colon.is_some() && !legal(prefix)) {
            return Err(DecodeError::syntax("a name that is not one", start));
        }
        Ok((prefix, local, end))
    }

    /// The local name of a tag that was just read.
    pub(in crate::runtime) fn local(&self, tag: &Tag) -> &'a str {
        tag.local.slice(self.text)
    }

    /// Reads an end tag, which must repeat the name. The cursor stands at its `<`.
    #[inline(always)]
    pub(in crate::runtime) fn close(&mut self, name: Name<'_>) -> Result<()> {
        if self.at(self.position + 1) == b'/' { self.close_text(name) } else { self.close_any(name) }
    }

    /// As [`close`](Self::close), where `</` is known to come.
    #[inline(always)]
    pub(in crate::runtime) fn close_text(&mut self, name: Name<'_>) -> Result<()> {
        if self.passes(self.position + "</".len(), name) { Ok(()) } else { self.close_any(name) }
    }

    /// Reads an end tag if it comes next and repeats the name as it stands.
    #[inline(never)]
    pub(in crate::runtime) fn closes(&mut self, name: Name<'_>) -> bool {
        self.rest(self.position).starts_with(b"</") && self.passes(self.position + "</".len(), name)
    }

    /// Passes a name and the end of its tag, if they stand at `start`.
    #[inline(always)]
    fn passes(&mut self, mut start: usize, name: Name<'_>) -> bool {
        if !name.prefix.is_empty() {
            let prefix = name.prefix.bytes(self.memory.as_bytes());
            if !begins(self.rest(start), prefix) || self.at(start + prefix.len()) != b':' {
                return false;
            }
            start += prefix.len() + ":".len();
        }
        let end = start + name.local.len();
        let fits = begins(self.rest(start), name.local.as_bytes()) && self.at(end) == b'>';
        if fits {
            self.position = end + ">".len();
        }
        fits
    }

    /// As [`close`](Self::close), with a prefix, and white space after the name.
    #[inline(never)]
    fn close_any(&mut self, name: Name<'_>) -> Result<()> {
        if self.at(self.position + 1) != b'/' {
            return Err(self.syntax("an end tag was expected"));
        }
        let mut start = self.position + 2;
        if !name.prefix.is_empty() {
            let prefix = name.prefix.bytes(self.memory.as_bytes());
            if !begins(self.rest(start), prefix) || self.at(start + prefix.len()) != b':' {
                return Err(self.syntax("an end tag that does not match its start tag"));
            }
            start += prefix.len() + 1;
        }
        if begins(self.rest(start), name.local.as_bytes()) {
            let mut end = start + name.local.len();
            while is_space(self.at(end)) {
                end += 1;
            }
            if self.at(end) == b'>' {
                self.position = end + 1;
                return Ok(());
            }
        }
        Err(self.syntax("an end tag that does not match its start tag"))
    }
}
