//! A diagnostic as text, as compilers show it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};

/// The width that an excerpt is cut to: published contracts are often one line of 260 KB.
const WIDTH: usize = 110;

impl Diagnostic {
    /// As text, with colour if asked.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(&*self.message).id(self.kind.name()));
        match &self.excerpt {
            Some(excerpt) => {
                let span = clamp(&excerpt.text, &excerpt.span);
                group = group.element(
                    Snippet::source(&*excerpt.text)
                        .path(&*self.place.file)
                        .annotation(AnnotationKind::Primary.span(span)),
                );
            }
            None if !self.place.file.is_empty() => group = group.element(origin(self)),
            None => {}
        }
        if !self.path.is_empty() {
            group = group.element(Level::NOTE.message(format!("in {}", self.path)));
        }
        if let Some(by) = &self.referred_by {
            group = group.element(Level::NOTE.message(format!("referred to by {by}")));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(&**help));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.term_width(WIDTH).render(&[group]);
        text.push('\n');
        text
    }
}

fn origin(diagnostic: &Diagnostic) -> Origin<'_> {
    let mut origin = Origin::path(&*diagnostic.place.file);
    if diagnostic.place.line > 0 {
        origin = origin.line(diagnostic.place.line as usize).char_column(diagnostic.place.column as usize);
    }
    origin
}

/// The span within the text, on character boundaries, and no longer than an excerpt can show.
fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let inside = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = inside(span.start);
    start..inside(span.end.clamp(start, start + WIDTH / 2)).max(start)
}
