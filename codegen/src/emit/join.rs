//! Joins what the printer broke: it fills 89 columns, the house 110, and a table is read by its rows.

use std::borrow::Cow;

/// How wide a joined line may get.
const WIDTH: usize = 110;

/// Puts bracketed lists on one line where they fit. Nothing but white space and trailing commas changes.
pub(super) fn join(text: &str) -> String {
    let mut done: Vec<Line<'_>> = Vec::new();
    for line in text.lines() {
        done.push(Line::new(line));
        close(&mut done);
    }
    let mut out = String::with_capacity(text.len());
    for line in &done {
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}

/// A line, and how many spaces it begins with: brackets are found by that.
struct Line<'t> {
    text: Cow<'t, str>,
    indent: usize,
}

impl<'t> Line<'t> {
    fn new(text: impl Into<Cow<'t, str>>) -> Self {
        let text = text.into();
        Self { indent: text.len() - text.trim_start_matches(' ').len(), text }
    }
}

/// When the last line closes a list, tries to put that list on one line, or its last item around the rest.
fn close(lines: &mut Vec<Line<'_>>) {
    let Some(Line { text, indent }) = lines.last() else { return };
    let indent = *indent;
    let Some(bracket) = text.trim_start().chars().next().filter(|c| matches!(c, ')' | ']')) else { return };
    let rest = text.trim_start().to_owned();
    let open = if bracket == ')' { '(' } else { '[' };
    let Some(start) = lines.iter().rposition(|l| l.indent == indent && l.text.ends_with(open)) else {
        return;
    };
    let (Some(first), Some(inner)) = (lines.get(start), lines.get(start + 1..lines.len() - 1)) else {
        return;
    };
    if let Some(joined) = flat(&first.text, inner, &rest, indent) {
        lines.truncate(start);
        lines.push(Line::new(joined));
    } else if let Some(hugged) = hug(&first.text, inner, &rest, indent).filter(|_| open == '(') {
        lines.truncate(start);
        // What moved to the left may fit now.
        for line in hugged {
            lines.push(Line::new(line));
            close(lines);
        }
    }
}

/// All items on one line.
fn flat(first: &str, inner: &[Line<'_>], rest: &str, indent: usize) -> Option<String> {
    let items = items(inner, indent)?;
    let joined = format!("{first}{}{rest}", items.join(" ").trim_end_matches(','));
    (!items.is_empty() && fits(&joined)).then_some(joined)
}

/// The last item's own lines, with the items before it on the line that opens both.
fn hug(first: &str, inner: &[Line<'_>], rest: &str, indent: usize) -> Option<Vec<String>> {
    let (end, before) = inner.split_last()?;
    let closes = end.text.trim_start().starts_with([')', ']', '}']);
    if end.indent != indent + 4 || !closes {
        return None;
    }
    let opener = before.iter().rposition(|l| l.indent == indent + 4)?;
    let (head, body) = (before.get(..=opener)?, before.get(opener + 1..)?);
    let head = items(head, indent)?;
    if !head.last()?.ends_with(['(', '[', '{']) {
        return None;
    }
    let opening = format!("{first}{}", head.join(" "));
    if !fits(&opening) {
        return None;
    }
    let mut out = vec![opening];
    out.extend(body.iter().map(|l| l.text.strip_prefix("    ").unwrap_or(&l.text).to_owned()));
    out.push(format!("{}{}{rest}", " ".repeat(indent), end.text.trim().trim_end_matches(',')));
    Some(out)
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH
}

/// The lines without their indentation, if each is an item of the list (the last may be the beginning of one).
fn items<'l>(lines: &'l [Line<'_>], indent: usize) -> Option<Vec<&'l str>> {
    let own = |l: &Line<'_>| {
        l.indent == indent + 4
            && !l.text.trim_start().starts_with("//")
            && !l.text.trim_start().starts_with('#')
    };
    if !lines.iter().all(own) {
        return None;
    }
    let items: Vec<&str> = lines.iter().map(|l| l.text.trim()).collect();
    only_items(&items).then_some(items)
}

/// Whether the lines are items of a list, each closed by a comma (but for a single last one, such as a type).
fn only_items(items: &[&str]) -> bool {
    items.iter().rev().skip(1).all(|item| item.ends_with(','))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn joins_what_fits_from_the_inside() {
        let text = "static A: T = T::new(\n    N,\n    &[\n        P::new(\n            N,\n            \"x\",\n        ),\n    ],\n);\n";
        assert_eq!(join(text), "static A: T = T::new(N, &[P::new(N, \"x\")]);\n");
    }

    #[test]
    fn leaves_what_is_too_long_and_what_is_documented() {
        let long = format!("f(\n    \"{}\",\n    \"{}\",\n);\n", "a".repeat(60), "b".repeat(60));
        assert_eq!(join(&long), long);
        let documented = "f(\n    /// Why.\n    a: u8,\n);\n";
        assert_eq!(join(documented), documented);
        let hugged =
            format!("f(\n    a,\n    &[\n        \"{0}\",\n        \"{0}\",\n    ],\n);\n", "a".repeat(70));
        let expected = format!("f(a, &[\n    \"{0}\",\n    \"{0}\",\n]);\n", "a".repeat(70));
        assert_eq!(join(&hugged), expected);
        let chain = "f(\n    a\n        .b(),\n);\n";
        assert_eq!(join(chain), chain);
    }
}
