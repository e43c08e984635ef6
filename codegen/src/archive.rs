//! `contract.tar.gz`: the contracts as the last run read them, beside the crate.
//!
//! A contract is replaced before its crate is generated again. What changed since the last run can only be told where the
//! last contract is still there. Any tool opens the file: it is a tar archive of the documents, in UTF-8.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::load::{Files, simplify};
use crate::{disk, parallel};

/// The archive's file name.
pub(crate) const FILE_NAME: &str = "contract.tar.gz";

/// What stands for `..`, which a tar archive must not have.
const UP: &str = "(up)";

/// How much is compressed at once: the pieces are compressed side by side.
const PIECE: usize = 1 << 20;

/// How hard it is compressed. The next level finds a fortieth more and takes twice as long, which is as long as reading a
/// large contract does.
const LEVEL: u32 = 5;

/// The mark that a document begins with, so that it is read as UTF-8 whatever its declaration says.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The documents, by their paths relative to the crate, with `/`.
pub(crate) type Documents = BTreeMap<String, Arc<str>>;

/// The archive of documents. The same documents give the same bytes.
///
/// # Errors
/// When a path cannot stand in an archive.
pub(crate) fn pack(documents: &Documents) -> io::Result<Vec<u8>> {
    joined(parallel::map(&pieces(&tar_of(documents)?), |piece| compressed(piece)))
}

/// The same, on this thread alone: while others have something to do.
///
/// # Errors
/// As those of [`pack`].
pub(crate) fn pack_alone(documents: &Documents) -> io::Result<Vec<u8>> {
    joined(pieces(&tar_of(documents)?).into_iter().map(compressed))
}

fn pieces(tar: &[u8]) -> Vec<&[u8]> {
    tar.chunks(PIECE).collect()
}

fn compressed(piece: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(piece)?;
    encoder.finish()
}

fn joined(packed: impl IntoIterator<Item = io::Result<Vec<u8>>>) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for piece in packed {
        out.extend(piece?);
    }
    Ok(out)
}

fn tar_of(documents: &Documents) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, text) in documents {
        let mut header = tar::Header::new_gnu();
        header.set_size((MARK.len() + text.len()) as u64);
        header.set_mode(0o644);
        let bytes = MARK.chain(text.as_bytes());
        builder.append_data(&mut header, path.replace("..", UP), bytes)?;
    }
    builder.into_inner()
}

/// The documents of an archive.
///
/// # Errors
/// When it is none, or holds more than a contract may.
pub(crate) fn unpack(bytes: &[u8]) -> io::Result<Documents> {
    let mut documents = Documents::new();
    let whole = MultiGzDecoder::new(bytes).take(disk::LARGEST);
    let mut archive = tar::Archive::new(whole);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).replace(UP, "..");
        let mut text = String::new();
        entry.read_to_string(&mut text)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        documents.insert(path, Arc::from(text));
    }
    Ok(documents)
}

/// What a file is called from the folder of a crate, with `/`. Links are not followed: where one leads may change.
pub(crate) fn name(root: &Path, file: &Path) -> Option<String> {
    let full = |path: &Path| std::path::absolute(path).ok().map(|path| simplify(&path));
    let (root, file) = (full(root)?, full(file)?);
    let (mut from, mut to) = (root.components().peekable(), file.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let mut steps: Vec<String> = from.map(|_| "..".to_owned()).collect();
    for step in to {
        // On Windows another drive has no name from here.
        let Component::Normal(step) = step else { return None };
        steps.push(step.to_str()?.to_owned());
    }
    Some(steps.join("/"))
}

/// The documents of an archive as files: nothing else can be read.
#[derive(Debug)]
pub(crate) struct Archive {
    /// The folder of the crate.
    pub(crate) root: PathBuf,
    /// The documents around it.
    pub(crate) documents: Documents,
}

impl Files for Archive {
    fn root(&self) -> &Path {
        Path::new("")
    }

    fn read(&self, path: &Path, largest: u64) -> io::Result<Vec<u8>> {
        let name = name(&self.root, path).ok_or(io::ErrorKind::NotFound)?;
        let text = self.documents.get(&name).ok_or(io::ErrorKind::NotFound)?;
        if text.len() as u64 > largest {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                disk::too_large(text.len() as u64, largest),
            ));
        }
        Ok([MARK, text.as_bytes()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(all: &[(&str, &str)]) -> Documents {
        all.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(*text))).collect()
    }

    #[test]
    fn what_is_packed_is_unpacked_and_the_same_bytes_each_time() {
        let long = format!("{}/x.xsd", "folder/".repeat(40));
        let big = "<a/>".repeat(PIECE);
        let all = documents(&[("wsdl/Größe.wsdl", "<ä/>"), ("../../x/A.wsdl", ""), (&long, &big)]);
        let packed = pack(&all).unwrap();
        assert_eq!(pack(&all).unwrap(), packed);
        assert_eq!(pack_alone(&all).unwrap(), packed);
        assert_eq!(unpack(&packed).unwrap(), all);
        assert!(packed.len() < 100_000, "{}", packed.len());
    }

    #[test]
    fn what_is_no_archive_is_an_error() {
        let packed = pack(&documents(&[("a", "text")])).unwrap();
        assert!(unpack(b"nonsense").is_err());
        assert!(unpack(&packed[..packed.len() / 2]).is_err());
        assert!(unpack(&[]).map_or(true, |documents| documents.is_empty()));
    }

    #[test]
    fn files_are_found_from_the_crate_and_nothing_else_is() {
        let documents = documents(&[("../x.wsdl", "<x/>"), ("y.wsdl", "<y/>")]);
        let archive = Archive { root: "a/b".into(), documents };
        assert_eq!(archive.read(Path::new("a/x.wsdl"), 100).unwrap(), b"\xEF\xBB\xBF<x/>");
        assert!(archive.read(Path::new("a/b/y.wsdl"), 100).is_ok());
        assert!(archive.read(Path::new("a/b/y.wsdl"), 1).is_err());
        assert!(archive.read(&std::path::absolute("a/b/y.wsdl").unwrap(), 100).is_ok());
        assert!(archive.read(Path::new("Cargo.toml"), 100).is_err());
    }
}
