//! Which files of a folder are contracts to try.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Manifest;

/// The contracts of a folder, by their paths relative to it: those that its manifest names, else every .wsdl that no other
/// imports (of contracts that import each other, the first).
///
/// # Errors
/// When the folder or its manifest cannot be read.
pub fn entries(folder: &Path, manifest: Option<&Manifest>) -> Result<Vec<String>, String> {
    if let Some(manifest) = manifest {
        return Ok(manifest.files().to_vec());
    }
    let mut files = Vec::new();
    visit(folder, &mut files).map_err(|e| format!("{}: {e}", folder.display()))?;
    files.sort();
    let imports: BTreeMap<&PathBuf, Vec<PathBuf>> = files
        .iter()
        .map(|file| (file, imports(file).into_iter().filter(|to| to != file).collect()))
        .collect();
    let imported: BTreeSet<&PathBuf> = imports.values().flatten().collect();
    let mut reached = BTreeSet::new();
    let mut found = Vec::new();
    let (roots, rest): (Vec<_>, Vec<_>) = files.iter().partition(|file| !imported.contains(file));
    for file in roots.into_iter().chain(rest) {
        if reached.contains(file) {
            continue;
        }
        found.push(file);
        let mut work = vec![file];
        while let Some(next) = work.pop() {
            if reached.insert(next) {
                work.extend(imports.get(next).into_iter().flatten());
            }
        }
    }
    let relative = |file: &PathBuf| {
        file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    };
    let mut found: Vec<String> = found.into_iter().map(relative).collect();
    found.sort();
    Ok(found)
}

fn visit(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, files)?;
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("wsdl")) {
            files.push(path);
        }
    }
    Ok(())
}

/// The files that a contract imports, as far as it can be read.
fn imports(file: &Path) -> Vec<PathBuf> {
    let Ok(bytes) = std::fs::read(file) else { return Vec::new() };
    let encoding =
        encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    let (text, ..) = encoding.decode(&bytes);
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut reader = Reader::from_str(&text);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if !matches!(tag.local_name().as_ref(), "import" | "include") {
                    continue;
                }
                let location = tag.attributes().flatten().find(|a| a.key.as_ref() == "location");
                let Some(location) = location else { continue };
                let location = location.value.replace("%20", " ");
                found.push(normalized(&folder.join(location.split('#').next().unwrap_or_default())));
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The path without `.` and `x/..`.
fn normalized(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_imports_is_no_entry() {
        let dir = tempfile::tempdir().unwrap();
        let import = |to: &str| format!("<definitions><import namespace='x' location='{to}'/></definitions>");
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        file("a/service.wsdl", &import("../b/./types.WSDL"));
        file("b/types.WSDL", "<definitions/>");
        file("one.wsdl", &import("two.wsdl"));
        file("two.wsdl", &import("one.wsdl"));
        file("self.wsdl", &import("self.wsdl"));
        file("broken.wsdl", "<definitions");
        file("types.xsd", "<schema/>");
        let expected = ["a/service.wsdl", "broken.wsdl", "one.wsdl", "self.wsdl"];
        assert_eq!(entries(dir.path(), None).unwrap(), expected);
        let manifest = Manifest::parse("file\nb/types.WSDL\n").unwrap();
        assert_eq!(entries(dir.path(), Some(&manifest)).unwrap(), ["b/types.WSDL"]);
    }
}
