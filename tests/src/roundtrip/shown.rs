//! The code that a crate's README and guide show, to be compiled with the crate's program: as rustdoc would, but for all
//! crates of a workspace at once.

use std::collections::BTreeMap;

/// What a crate's documentation is written in.
pub(super) fn texts(files: &BTreeMap<String, String>) -> Vec<String> {
    ["README.md", "GUIDE.md"].iter().filter_map(|name| files.get(*name).cloned()).collect()
}

/// A module with a function for each block of code.
pub(super) fn module(texts: &[String]) -> String {
    let blocks = texts.iter().flat_map(|text| blocks(text));
    // What is said at the top of a crate stands in no function.
    let blocks = blocks.filter(|block| !block.starts_with("#!["));
    blocks.enumerate().map(|(at, block)| function(at, &block)).collect()
}

fn function(at: usize, block: &str) -> String {
    // As in rustdoc: a result at the end is the block's.
    let (open, close) = if block.contains("\nOk::<") { ("let _ = || {", "};") } else { ("", "") };
    format!("pub fn block_{at}() {{\n{open}\n{block}{close}\n}}\n")
}

/// The blocks of Rust, with the lines that are hidden in the documentation.
fn blocks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some("" | "rust" | "no_run")) => open = Some(String::new()),
            (None, Some(_)) => open = Some("#![other]".to_owned()),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => {
                block.push_str(if line == "#" { "" } else { line.strip_prefix("# ").unwrap_or(line) });
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_of_rust_is_a_function() {
        let guide = "```\na;\n# b?;\n# Ok::<(), E>(())\n```\nword\n```toml\nx = 1\n```\n```no_run\n#\nfn c() {}\n```\n";
        let readme = "```rust\nd;\n```\n```\n#![recursion_limit = \"9\"]\n```\n";
        let files = [("GUIDE.md", guide), ("README.md", readme), ("src/lib.rs", "")];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(
            module(&texts(&BTreeMap::from(files))),
            "pub fn block_0() {\n\nd;\n\n}\npub fn block_1() {\nlet _ = || {\na;\nb?;\nOk::<(), E>(())\n};\n}\n\
             pub fn block_2() {\n\n\nfn c() {}\n\n}\n"
        );
    }
}
