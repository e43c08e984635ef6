//! A change as a unified diff.

use std::ops::Range;

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, group_diff_ops};

use super::{Action, Change};

/// How many lines are shown around what changes.
const AROUND: usize = 3;

/// The diff of one file; empty when nothing changes.
pub(super) fn unified(change: &Change, colour: bool) -> String {
    if matches!(change.action, Action::Same | Action::Keep) {
        return String::new();
    }
    let is_binary = |side: Option<&[u8]>| side.is_some_and(|bytes| bytes.contains(&0));
    let binary = is_binary(change.old.as_deref()) || is_binary(change.new.as_deref());
    let old = change.old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let new = change.new.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let from = if change.old.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    let to = if change.new.is_some() { format!("b/{}", change.path) } else { "/dev/null".to_owned() };
    if binary {
        return format!("Binary files {from} and {to} differ\n");
    }
    let text = of_texts(&old, &new, &from, &to);
    if text.is_empty() {
        // An empty file comes or goes: there is no line to show.
        return format!("--- {from}\n+++ {to}\n");
    }
    if colour { text.split_inclusive('\n').map(paint).collect() } else { text }
}

/// The unified diff of two texts; empty when they are the same. Why not the library's `TextDiff`: it carries all of its
/// algorithms, which makes the command half a million bytes larger.
fn of_texts(old: &str, new: &str, from: &str, to: &str) -> String {
    let (old, new) = (lines(old), lines(new));
    let all = |lines: &[&str]| -> Range<usize> { 0..lines.len() };
    let mut found = Compact::new(Replace::new(Capture::new()), old.as_slice(), new.as_slice());
    let Ok(()) = myers::diff(&mut found, old.as_slice(), all(&old), new.as_slice(), all(&new));
    let mut out = String::new();
    for hunk in group_diff_ops(found.into_inner().into_inner().into_ops(), AROUND) {
        if hunk.is_empty() {
            continue;
        }
        if out.is_empty() {
            out.push_str(&format!("--- {from}\n+++ {to}\n"));
        }
        out.push_str(&format!("{}\n", UnifiedHunkHeader::new(&hunk)));
        for (tag, lines) in hunk.iter().flat_map(|change| change.iter_slices(&old, &new)) {
            let sign = match tag {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            for line in lines {
                out.push(sign);
                out.push_str(line);
                if !line.ends_with('\n') {
                    out.push_str("\n\\ No newline at end of file\n");
                }
            }
        }
    }
    out
}

/// The lines of a text, with their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn paint(line: &str) -> String {
    let code = match line.as_bytes().first() {
        _ if line.starts_with("--- ") || line.starts_with("+++ ") => "1",
        Some(b'+') => "32",
        Some(b'-') => "31",
        Some(b'@') => "36",
        _ => return line.to_owned(),
    };
    let body = line.trim_end_matches('\n');
    let end = line.get(body.len()..).unwrap_or_default();
    format!("\x1b[{code}m{body}\x1b[0m{end}")
}

#[cfg(test)]
mod tests {
    use similar::TextDiff;

    use super::of_texts;

    #[test]
    fn texts_differ_as_the_library_says() {
        let numbers = |skip: &[usize]| -> String {
            (0..60).filter(|n| !skip.contains(n)).map(|n| format!("line {n}\n")).collect()
        };
        let texts = [
            String::new(),
            "a\n".to_owned(),
            "a".to_owned(),
            "b\na\n\nc".to_owned(),
            numbers(&[]),
            numbers(&[3, 4, 30]),
            numbers(&[0, 59]),
            numbers(&[7]).replace("line 2", "row 2"),
        ];
        for old in &texts {
            for new in &texts {
                let expected = TextDiff::from_lines(old, new).unified_diff().header("a/x", "b/x").to_string();
                assert_eq!(of_texts(old, new, "a/x", "b/x"), expected);
            }
        }
    }
}
