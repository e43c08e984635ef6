//! A diagnostic as text, as compilers show it.

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
                let (text, line, span) = window(&excerpt.text, excerpt.span.clone(), self.place.line);
                group = group.element(origin(self)).element(
                    Snippet::source(text).line_start(line).annotation(AnnotationKind::Primary.span(span)),
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

/// The line of the span, cut to a few dozen characters around it, and the span in what is left.
fn window(text: &str, span: std::ops::Range<usize>, line: u32) -> (String, usize, std::ops::Range<usize>) {
    let clamp = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (clamp(span.start), clamp(span.end.max(span.start)));
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(start..).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let end = end.min(line_end);
    let from = before.char_indices().rev().nth(35).map_or(0, |(at, _)| at).max(line_start);
    let rest = text.get(end..line_end).unwrap_or_default();
    let to = rest.char_indices().nth(35).map_or(line_end, |(at, _)| end + at);
    let mut shown = String::new();
    if from > line_start {
        shown.push('…');
    }
    let lead = shown.len();
    let middle = text.get(from..to).unwrap_or_default();
    // A span may itself be long (a path as a name); its head is enough.
    let mut cut = middle.len().min(160);
    while !middle.is_char_boundary(cut) {
        cut -= 1;
    }
    shown.push_str(middle.get(..cut).unwrap_or_default());
    if from + cut < line_end {
        shown.push('…');
    }
    let a = (lead + (start - from)).min(lead + cut);
    let b = (lead + (end - from)).min(lead + cut).max(a);
    (shown, line.max(1) as usize, a..b)
}
