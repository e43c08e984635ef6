//! Joins what the printer broke: it fills 89 columns, the house 110, and a table is read by its rows.

/// How wide a joined line may get.
const WIDTH: usize = 110;

/// Puts bracketed lists on one line where they fit. Nothing but white space and trailing commas changes.
pub(super) fn join(text: &str) -> String {
    let mut done: Vec<String> = Vec::new();
    for line in text.lines() {
        done.push(line.to_owned());
        close(&mut done);
    }
    let mut out = done.join("\n");
    out.push('\n');
    out
}

/// When the last line closes a list, tries to put that list on one line, or its last item around the rest.
fn close(lines: &mut Vec<String>) {
    let Some(last) = lines.last() else { return };
    let indent = indentation(last);
    let rest = last.trim_start().to_owned();
    let Some(bracket) = rest.chars().next().filter(|c| matches!(c, ')' | ']')) else { return };
    let open = if bracket == ')' { '(' } else { '[' };
    let Some(start) = lines.iter().rposition(|l| indentation(l) == indent && l.ends_with(open)) else {
        return;
    };
    let (Some(first), Some(inner)) = (lines.get(start), lines.get(start + 1..lines.len() - 1)) else {
        return;
    };
    if let Some(joined) = flat(first, inner, &rest, indent) {
        lines.truncate(start);
        lines.push(joined);
    } else if let Some(hugged) = hug(first, inner, &rest, indent).filter(|_| open == '(') {
        lines.truncate(start);
        // What moved to the left may fit now.
        for line in hugged {
            lines.push(line);
            close(lines);
        }
    }
}

/// All items on one line.
fn flat(first: &str, inner: &[String], rest: &str, indent: usize) -> Option<String> {
    let items = items(inner, indent)?;
    let joined = format!("{first}{}{rest}", items.join(" ").trim_end_matches(','));
    (!items.is_empty() && fits(&joined)).then_some(joined)
}

/// The last item's own lines, with the items before it on the line that opens both.
fn hug(first: &str, inner: &[String], rest: &str, indent: usize) -> Option<Vec<String>> {
    let (end, before) = inner.split_last()?;
    let closes = end.trim_start().starts_with([')', ']', '}']);
    if indentation(end) != indent + 4 || !closes {
        return None;
    }
    let opener = before.iter().rposition(|l| indentation(l) == indent + 4)?;
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
    out.extend(body.iter().map(|l| l.strip_prefix("    ").unwrap_or(l).to_owned()));
    out.push(format!("{}{}{rest}", " ".repeat(indent), end.trim().trim_end_matches(',')));
    Some(out)
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH
}

/// The lines without their indentation, if each is an item of the list (the last may be the beginning of one).
fn items(lines: &[String], indent: usize) -> Option<Vec<&str>> {
    let own = |l: &String| {
        indentation(l) == indent + 4 && !l.trim_start().starts_with("//") && !l.trim_start().starts_with('#')
    };
    let items: Vec<&str> = lines.iter().map(|l| l.trim()).collect();
    (lines.iter().all(own) && only_items(&items)).then_some(items)
}

/// Whether the lines are items of a list, each closed by a comma (but for a single last one, such as a type).
fn only_items(items: &[&str]) -> bool {
    items.iter().rev().skip(1).all(|item| item.ends_with(','))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
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
