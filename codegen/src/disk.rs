//! Files as bytes: how they are read and replaced, and their hashes. Only plain files are read, and none that is larger than anything of ours.
//!
//! A pipe would wait for a writer, and a file of gigabytes would fill the memory, so kind and size are looked at first.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::Error;

/// The largest file that is read, in bytes: contracts, configurations, locks and generated files are far smaller.
pub(crate) const LARGEST: u64 = 64 << 20;

/// Reads a file of at most [`LARGEST`] bytes; a link is followed.
///
/// # Errors
///
/// Of kind `NotFound` when there is none, `InvalidInput` when it is no plain file, `FileTooLarge` when it is too large,
/// and whatever the system says.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_at_most(path, LARGEST)
}

/// As [`read`], with another limit.
pub(crate) fn read_at_most(path: &Path, largest: u64) -> io::Result<Vec<u8>> {
    read_known(path, &fs::metadata(path)?, largest)
}

/// As [`read_at_most`], where somebody has looked at the file.
pub(crate) fn read_known(path: &Path, data: &fs::Metadata, largest: u64) -> io::Result<Vec<u8>> {
    let too_large = |size| io::Error::new(ErrorKind::FileTooLarge, too_large(size, largest));
    if !data.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    if data.len() > largest {
        return Err(too_large(data.len()));
    }
    // The size may be wrong: files of the system have none, and others grow.
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0));
    File::open(path)?.take(largest.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        size if size > largest => Err(too_large(size)),
        _ => Ok(bytes),
    }
}

/// What to say of a file with too many bytes.
pub(crate) fn too_large(size: u64, largest: u64) -> String {
    format!("it has {size} bytes, more than the limit of {largest}")
}

/// As [`read`], for a file of text.
///
/// # Errors
///
/// As [`read`]'s, and of kind `InvalidData` when it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let not_text = |_| io::Error::new(ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(read(path)?).map_err(not_text)
}

/// A file of text; `None` where there is none.
///
/// # Errors
///
/// When it is there and cannot be read.
pub(crate) fn text_if_any(path: &Path) -> Result<Option<String>, Error> {
    match read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Writes one file whole or not at all.
///
/// # Errors
///
/// When it, or its folder, cannot be written.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let mut file = tempfile::Builder::new()
        .prefix(".soapwright-")
        .permissions_like_new_files()
        .tempfile_in(folder)
        .map_err(Error::io("create a file in", folder))?;
    file.write_all(text.as_bytes()).map_err(Error::io("write", path))?;
    file.persist(path).map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// tempfile makes files that only their owner may read; a contract is to be read like any other file.
trait LikeNewFiles {
    fn permissions_like_new_files(&mut self) -> &mut Self;
}

impl LikeNewFiles for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_like_new_files(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_within_the_limit_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a");
        assert_eq!(read(&file).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(read(dir.path()).unwrap_err().kind(), ErrorKind::InvalidInput);
        fs::write(&file, b"abc\xff").unwrap();
        assert_eq!(read(&file).unwrap(), b"abc\xff");
        assert_eq!(read_at_most(&file, 4).unwrap().len(), 4);
        // It is told how large the file is, not how much of it was read.
        let error = read_at_most(&file, 2).unwrap_err();
        assert_eq!(error.to_string(), "it has 4 bytes, more than the limit of 2");
        assert_eq!(read_text(&file).unwrap_err().kind(), ErrorKind::InvalidData);
        // It holds nothing, and would cost its whole size.
        File::create(&file).unwrap().set_len(LARGEST + 1).unwrap();
        assert_eq!(read(&file).unwrap_err().kind(), ErrorKind::FileTooLarge);
        // Files of the system do not say how large they are.
        #[cfg(target_os = "linux")]
        assert_eq!(
            read_at_most(Path::new("/proc/self/status"), 10).unwrap_err().kind(),
            ErrorKind::FileTooLarge
        );
    }

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
