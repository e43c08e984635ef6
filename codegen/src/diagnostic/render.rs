//! A diagnostic as text, as compilers show it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Excerpt, Severity};
use crate::contract::Place;
use crate::visible;

/// The width that an excerpt is cut to: published contracts are often one line of 260 KB.
const WIDTH: usize = 110;

/// Of a text with more bytes only the lines that are meant are shown to the renderer.
const LARGE: usize = 1 << 16;

/// How many bytes of a long line around what is meant, which is more than it shows.
const AROUND: usize = 2_000;

impl Diagnostic {
    /// As text, with colour if asked.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group =
            Group::with_title(level.primary_title(visible::lines(&self.message)).id(self.kind.name()));
        let shown = self.excerpt.as_ref().map(|excerpt| Shown::new(excerpt, &self.place));
        match &shown {
            Some(Shown { text, line, span, .. }) => {
                group = group.element(
                    Snippet::source(*text)
                        .line_start(*line)
                        .path(visible::escaped(&self.place.file))
                        .annotation(AnnotationKind::Primary.span(span.clone())),
                );
            }
            None if !self.place.file.is_empty() => group = group.element(origin(self)),
            None => {}
        }
        if !self.path.is_empty() {
            group = group.element(Level::NOTE.message(format!("in {}", visible::lines(&self.path))));
        }
        if let Some(by) = &self.referred_by {
            group = group.element(Level::NOTE.message(format!("referred to by {}", visible::lines(by))));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(visible::lines(help)));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.term_width(WIDTH).render(&[group]);
        if let Some(column) = shown.and_then(|shown| shown.column) {
            set_column(&mut text, &self.place, column);
        }
        text.push('\n');
        // What is left is in excerpts. The renderer's own colours begin with an escape; it lets none of a source through.
        let hidden = |c| !matches!(c, '\n' | '\u{1b}') && visible::is_invisible(c);
        visible::replaced(&text, hidden, |c, out| out.extend(c.escape_default())).into_owned()
    }
}

/// What the renderer gets to see of a source. It looks at all that it gets, for each of perhaps thousands of diagnostics: of
/// a large file these are the lines that are meant, and of long lines not more than fits.
struct Shown<'a> {
    text: &'a str,
    line: usize,
    span: Range<usize>,
    /// The column that the renderer will count, where it is not the true one.
    column: Option<usize>,
}

impl<'a> Shown<'a> {
    fn new(excerpt: &'a Excerpt, place: &Place) -> Self {
        let text = &*excerpt.text;
        let span = clamp(text, &excerpt.span);
        if text.len() <= LARGE || place.line == 0 {
            return Self { text, line: 1, span, column: None };
        }
        // Why not to the ends of the line: all that is meant may stand in one.
        let (first, last) =
            (inside(text, span.start.saturating_sub(AROUND)), inside(text, span.end + AROUND));
        let before = text.get(first..span.start).and_then(|before| before.rfind('\n'));
        let from = before.map_or(first, |at| first + at + 1);
        let after = text.get(span.end..last).and_then(|after| after.find('\n'));
        let to = after.map_or(last, |at| span.end + at);
        let is_cut = before.is_none() && first > 0;
        let text = text.get(from..to).unwrap_or_default();
        let (start, length) = (span.start - from, span.end - span.start);
        let column = is_cut.then(|| text.get(..start).unwrap_or_default().chars().count() + 1);
        Self { text, line: place.line as usize, span: start..start + length, column }
    }
}

/// Puts the true column in place of the one in the part that was shown.
fn set_column(text: &mut String, place: &Place, counted: usize) {
    let Place { file, line, column } = place;
    let file = visible::escaped(file);
    let wrong = format!("{file}:{line}:{counted}");
    let title = text.find('\n').unwrap_or_default();
    if let Some(at) = text.get(title..).and_then(|rest| rest.find(&wrong)) {
        let at = title + at;
        text.replace_range(at..at + wrong.len(), &format!("{file}:{line}:{column}"));
    }
}

fn origin(diagnostic: &Diagnostic) -> Origin<'_> {
    let mut origin = Origin::path(visible::escaped(&diagnostic.place.file));
    if diagnostic.place.line > 0 {
        origin = origin.line(diagnostic.place.line as usize).char_column(diagnostic.place.column as usize);
    }
    origin
}

/// The span within the text, on character boundaries, and no longer than an excerpt can show.
fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = inside(text, span.start);
    start..inside(text, span.end.clamp(start, start + WIDTH / 2)).max(start)
}

/// The last character boundary up to a byte.
fn inside(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
