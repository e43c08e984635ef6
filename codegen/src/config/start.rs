//! A configuration made from a command line.

use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// A package name from a folder's: `My Client` gives `my-client`.
///
/// # Errors
///
/// When the folder's name has no letter to begin with.
pub fn name_from(folder: &Path) -> Result<String, Error> {
    let full = std::path::absolute(folder).map_err(Error::io("resolve", folder))?;
    let stem = full.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let words: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let name = words.join("-");
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(name);
    }
    Err(Error::usage(format!("no crate name can be made from the folder `{}`", folder.display()))
        .with_help("say --crate-name NAME"))
}

/// A file as seen from a folder, both taken from the current folder: `../wsdl/A.wsdl`. Absolute where they have no root
/// in common.
///
/// # Errors
///
/// When the current folder is gone.
pub fn relative(folder: &Path, file: &Path) -> Result<PathBuf, Error> {
    let components = |path: &Path| -> Result<Vec<PathBuf>, Error> {
        let full = absolute(path).map_err(Error::io("resolve", path))?;
        Ok(full.components().map(|part| PathBuf::from(part.as_os_str())).collect())
    };
    let (folder, file) = (components(folder)?, components(file)?);
    let common = folder.iter().zip(&file).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return Ok(file.iter().collect());
    }
    let up = folder.iter().skip(common).map(|_| Path::new(".."));
    Ok(up.chain(file.iter().skip(common).map(PathBuf::as_path)).collect())
}

/// A path from the root, without `..`; links are followed as far as the path exists, the rest is taken as it reads.
///
/// # Errors
///
/// When the current folder is gone.
pub fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    let full = std::path::absolute(path)?;
    let real =
        full.ancestors().find_map(|above| Some((above.canonicalize().ok()?, full.strip_prefix(above).ok()?)));
    let Some((real, rest)) = real else { return Ok(full) };
    Ok(joined(real, rest))
}

/// A path in a folder, as it reads: where no links are on the way, `..` is the folder before.
pub(super) fn joined(mut folder: PathBuf, path: &Path) -> PathBuf {
    for part in path.components() {
        match part {
            Component::ParentDir => drop(folder.pop()),
            Component::CurDir => {}
            part => folder.push(part),
        }
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths() {
        assert_eq!(name_from(Path::new("a/My  Client_2")).unwrap(), "my-client_2");
        assert!(name_from(Path::new("a/123")).is_err());
        for (folder, file, expected) in [
            ("out", "wsdl/A.wsdl", "../wsdl/A.wsdl"),
            ("out", "out/wsdl/A.wsdl", "wsdl/A.wsdl"),
            (".", "A.wsdl", "A.wsdl"),
            ("a/b", "./a/c/../A.wsdl", "../A.wsdl"),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(file)).unwrap(), Path::new(expected));
        }
    }
}
