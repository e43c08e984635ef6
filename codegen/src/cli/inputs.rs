//! From what the user names to files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::shell::quoted;
use crate::disk;
use crate::error::Error;

/// Refuses a URL in place of a file.
fn refuse_url(name: &Path) -> Result<(), Error> {
    if !is_url(name) {
        return Ok(());
    }
    let message = format!("{} is a URL; only `soapwright fetch` uses the network", name.display());
    Err(Error::usage(message).with_help(download(name)))
}

/// Whether a path is the address of a web server.
pub(super) fn is_url(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let begins =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// What to do with one.
pub(super) fn download(url: &Path) -> String {
    format!("download it, with what it imports: soapwright fetch {} --out wsdl", quoted(url))
}

/// The files behind names, in the order given, each once: a folder stands for its `*.wsdl`, a pattern for its matches.
pub(super) fn expand(names: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for name in names {
        refuse_url(name)?;
        let text = name.to_string_lossy();
        let found = if name.is_dir() {
            matches(
                &Path::new(&glob::Pattern::escape(&text)).join("*.wsdl").to_string_lossy(),
                "holds no *.wsdl",
                name,
            )?
        } else if !name.exists() && text.contains(['*', '?', '[']) {
            matches(&text, "matches no file", name)?
        } else {
            vec![name.clone()]
        };
        files.extend(found.into_iter().filter(|file| seen.insert(file.clone())));
    }
    Ok(files)
}

/// Whether a path names contracts, not a configuration or a folder to write to: by its ending, by being a folder of
/// `*.wsdl` without a configuration, a URL, or a file that begins as XML does.
pub(super) fn is_contract(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if matches!(ending.as_deref(), Some("wsdl" | "xml" | "xsd")) || is_url(path) {
        return true;
    }
    if path.is_dir() {
        return !path.join(super::CONFIG).is_file() && expand(&[path.to_path_buf()]).is_ok();
    }
    begins_as_xml(path).unwrap_or(false)
}

fn begins_as_xml(path: &Path) -> std::io::Result<bool> {
    use std::io::Read;
    // Nothing but a plain file is opened: a pipe would wait for a writer.
    if !path.is_file() {
        return Ok(false);
    }
    let mut start = Vec::new();
    std::fs::File::open(path)?.take(512).read_to_end(&mut start)?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    Ok(text.trim_ascii_start().starts_with(b"<"))
}

fn matches(pattern: &str, none: &str, name: &Path) -> Result<Vec<PathBuf>, Error> {
    let paths = glob::glob(pattern)
        .map_err(|error| Error::usage(format!("{} is not a pattern: {}", name.display(), error.msg)))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| Error::io("read", error.path().to_path_buf())(error.into()))?;
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() { Err(Error::usage(format!("{} {none}", name.display()))) } else { Ok(found) }
}

/// Reads a catalogue: lines of URL, tab, file; more columns, empty lines, `#` lines and a `url` heading are ignored.
pub(super) fn catalog(file: &Path) -> Result<BTreeMap<String, PathBuf>, Error> {
    let text = disk::read_text(file).map_err(Error::io("read", file))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut all = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || line.to_ascii_lowercase().starts_with("url\t") {
            continue;
        }
        let mut cells = line.split('\t').map(str::trim);
        match (cells.next(), cells.next()) {
            (Some(url), Some(path)) if !url.is_empty() && !path.is_empty() => {
                all.insert(url.to_owned(), folder.join(path));
            }
            _ => {
                return Err(Error::File {
                    place: format!("{}:{}", file.display(), number + 1),
                    message: "a line is URL, tab, file".to_owned(),
                    help: None,
                });
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_patterns_are_sorted_and_each_file_comes_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str| dir.path().join(name);
        for name in ["b.wsdl", "a.wsdl", "c.xsd"] {
            std::fs::write(file(name), "").unwrap();
        }
        let both = vec![file("a.wsdl"), file("b.wsdl")];
        assert_eq!(expand(&[dir.path().to_path_buf()]).unwrap(), both);
        assert_eq!(expand(&[file("*.wsdl"), file("a.wsdl")]).unwrap(), both);
        assert_eq!(
            expand(&[file("b.wsdl"), dir.path().to_path_buf()]).unwrap(),
            [file("b.wsdl"), file("a.wsdl")]
        );
        assert!(expand(&[file("*.none")]).unwrap_err().to_string().contains("matches no file"));
        assert!(expand(&["https://example.org/?wsdl".into()]).unwrap_err().to_string().contains("URL"));
        assert_eq!(expand(&[file("missing.wsdl")]).unwrap(), [file("missing.wsdl")], "the reader reports it");
    }

    #[test]
    fn a_catalogue_is_relative_to_itself() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("catalog.tsv");
        std::fs::write(&file, "# comment\nurl\tfile\nhttp://x/a.xsd\ta.xsd\tmore\n\n").unwrap();
        let catalog_ = catalog(&file).unwrap();
        assert_eq!(catalog_.len(), 1);
        assert_eq!(catalog_["http://x/a.xsd"], dir.path().join("a.xsd"));
        std::fs::write(&file, "http://x/a.xsd a.xsd\n").unwrap();
        assert!(catalog(&file).unwrap_err().to_string().contains("catalog.tsv:1"));
    }
}
