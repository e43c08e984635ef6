//! What a canonical form asks for beside what decoding does: prefixes as they are written, and each piece of content.

use super::bytes::{next_markup, push_lines};
use super::{Cursor, Result, Tag};
use crate::runtime::codec::strings::{before, trim_start};

/// A piece of an element's content.
pub(in crate::runtime) enum Piece {
    /// A start tag comes next.
    Start,
    /// An end tag comes next.
    End,
    /// A comment; its text was added.
    Comment,
    /// A processing instruction; its target, a space and its data were added.
    Instruction,
    /// Text, or what a reference or a CDATA section stands for; it was added.
    Text,
}

impl<'a> Cursor<'a> {
    /// As [`start_tag`](Self::start_tag), with all its declarations, also those that change nothing.
    pub(in crate::runtime) fn whole_start_tag(&mut self) -> Result<Tag> {
        self.whole = true;
        let tag = self.start_tag();
        self.whole = false;
        tag
    }

    /// The name of a tag as it is written, with its prefix.
    pub(in crate::runtime) fn written_name(&self, tag: &Tag) -> &'a str {
        self.slice(tag.start + 1, tag.local.end as usize)
    }

    /// The prefix of a tag.
    pub(in crate::runtime) fn prefix_of(&self, tag: &Tag) -> &str {
        tag.prefix.slice(&self.memory)
    }

    /// The attributes of the tag that was just read, declarations not among them: prefix, URI, local name, value.
    pub(in crate::runtime) fn each_written_attribute(
        &self,
    ) -> impl Iterator<Item = (&'a str, &str, &'a str, &str)> {
        self.attributes.iter().map(|attribute| {
            let (prefix, local) = (attribute.prefix.slice(self.text), attribute.local.slice(self.text));
            (prefix, attribute.uri.slice(&self.memory), local, self.value_of(attribute))
        })
    }

    /// The prefixes that the tag that was just read declares, and what each means.
    pub(in crate::runtime) fn declared_by(&self, tag: &Tag) -> impl Iterator<Item = (&str, &str)> {
        let own = self.bindings.get(tag.scope.bindings as usize..).unwrap_or_default();
        own.iter().map(|binding| (binding.prefix.slice(&self.memory), binding.uri.slice(&self.memory)))
    }

    /// All prefixes that are declared here, the innermost last; one that is declared anew comes again.
    pub(in crate::runtime) fn each_binding(&self) -> impl Iterator<Item = (&str, &str)> {
        self.bindings
            .iter()
            .map(|binding| (binding.prefix.slice(&self.memory), binding.uri.slice(&self.memory)))
    }

    /// What a prefix means here; an undeclared default is no namespace.
    pub(in crate::runtime) fn uri_bound(&self, prefix: &str) -> Option<&str> {
        self.lookup_text(prefix).map(|(_, _, uri)| uri.slice(&self.memory))
    }

    /// Reads the next piece of an element's content; its text is added to `out`, with its line breaks made `\n`.
    pub(in crate::runtime) fn piece(&mut self, out: &mut String) -> Result<Piece> {
        let start = self.position;
        let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
        if end > start {
            self.plain_text(start, end, out)?;
            self.position = end;
            return Ok(Piece::Text);
        }
        self.check(end)?;
        match (self.at(end), self.at(end + 1)) {
            (b'&', _) => {
                let (character, after) = self.reference(end)?;
                out.push(character);
                self.position = after;
                Ok(Piece::Text)
            }
            (_, b'/') => Ok(Piece::End),
            (_, b'!') if self.rest(end).starts_with(b"<![CDATA[") => {
                let (from, to) = self.cdata(end)?;
                self.check(to)?;
                push_lines(self.slice(from, to), out);
                self.position = to + "]]>".len();
                Ok(Piece::Text)
            }
            (_, b'!') => {
                self.misc()?;
                self.check(self.position)?;
                push_lines(self.slice(end + "<!--".len(), self.position - "-->".len()), out);
                Ok(Piece::Comment)
            }
            (_, b'?') => {
                self.misc()?;
                self.check(self.position)?;
                let whole = self.slice(end + "<?".len(), self.position - "?>".len());
                let target = before(whole, b" \t\r\n");
                let data = trim_start(whole.get(target.len()..).unwrap_or_default());
                out.push_str(target);
                if !data.is_empty() {
                    out.push(' ');
                    push_lines(data, out);
                }
                Ok(Piece::Instruction)
            }
            _ => Ok(Piece::Start),
        }
    }
}
