//! Words as a shell reads them.

use std::path::Path;

/// A path, in quotes where a shell would not read it as one word.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let needs_no_quotes = |c: char| c.is_alphanumeric() || "/\\._-+@%,:=*".contains(c);
    if !text.is_empty() && text.chars().all(needs_no_quotes) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
