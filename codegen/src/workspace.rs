//! How a folder stands to a cargo workspace above it.

use std::path::{Component, Path, PathBuf};

use crate::config::absolute;
use crate::disk;
use crate::error::Error;

/// Whether a crate in this folder needs an empty `[workspace]` of its own: some folder above is a workspace's root, and
/// does not have it as a member.
///
/// # Errors
///
/// When the current folder or a manifest above cannot be read.
pub(crate) fn needs_own(folder: &Path) -> Result<bool, Error> {
    let folder = absolute(folder).map_err(Error::io("resolve", folder))?;
    for above in folder.ancestors().skip(1) {
        let manifest = above.join("Cargo.toml");
        let Ok(text) = disk::read_text(&manifest) else { continue };
        // A manifest that cargo could not read either is not our concern.
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        let Some(workspace) = table.get("workspace").and_then(toml::Value::as_table) else { continue };
        let Ok(inner) = folder.strip_prefix(above) else { continue };
        let listed = |key: &str| {
            let list = workspace.get(key).and_then(toml::Value::as_array);
            list.into_iter().flatten().filter_map(toml::Value::as_str).any(|pattern| covers(pattern, inner))
        };
        return Ok(listed("exclude") || !(listed("members") || is_path_dependency(&table, inner)));
    }
    Ok(false)
}

/// Whether a pattern of `members` covers a folder.
fn covers(pattern: &str, folder: &Path) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_path_with(folder, options))
}

/// Path dependencies of the root package are members without being listed.
fn is_path_dependency(manifest: &toml::Table, folder: &Path) -> bool {
    ["dependencies", "dev-dependencies", "build-dependencies"].iter().any(|section| {
        let table = manifest.get(*section).and_then(toml::Value::as_table);
        table.into_iter().flatten().any(|(_, dependency)| {
            let path = dependency.get("path").and_then(toml::Value::as_str);
            path.is_some_and(|path| {
                let resolved: PathBuf =
                    Path::new(path).components().filter(|c| *c != Component::CurDir).collect();
                resolved == folder
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::needs_own;

    #[test]
    fn a_member_needs_none_and_a_stranger_does() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| std::fs::write(dir.path().join("Cargo.toml"), text).unwrap();
        let needs = |folder: &str| needs_own(&dir.path().join(folder)).unwrap();
        assert!(!needs("generated"));
        write("[workspace]\nmembers = [\"generated\", \"clients/*\"]\nexclude = [\"clients/old\"]\n");
        assert!(!needs("generated"));
        assert!(!needs("clients/a"));
        assert!(needs("clients/old"));
        assert!(needs("clients/a/b"));
        assert!(needs("other"));
        write("[package]\nname = \"a\"\n[dependencies]\nb = { path = \"./b\" }\n[workspace]\n");
        assert!(!needs("b"));
        assert!(needs("c"));
        write("[package]\nname = \"a\"\n");
        assert!(!needs("c"));
    }
}
