//! A change as a unified diff.

use similar::TextDiff;

use super::{Action, Change};

/// The diff of one file; empty when nothing changes.
pub(super) fn unified(change: &Change, colour: bool) -> String {
    if matches!(change.action, Action::Same | Action::Keep) {
        return String::new();
    }
    let is_binary = |side: &Option<Vec<u8>>| side.as_ref().is_some_and(|bytes| bytes.contains(&0));
    let binary = is_binary(&change.old) || is_binary(&change.new);
    let old = change.old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let new = change.new.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let from = if change.old.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    let to = if change.new.is_some() { format!("b/{}", change.path) } else { "/dev/null".to_owned() };
    if binary {
        return format!("Binary files {from} and {to} differ\n");
    }
    let text = TextDiff::from_lines(old.as_ref(), new.as_ref()).unified_diff().header(&from, &to).to_string();
    if text.is_empty() {
        // An empty file comes or goes: there is no line to show.
        return format!("--- {from}\n+++ {to}\n");
    }
    if colour { text.split_inclusive('\n').map(paint).collect() } else { text }
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
