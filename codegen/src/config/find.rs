//! Where the configuration is, when the command line does not say.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// The configuration's file name.
pub const FILE_NAME: &str = "soapwright.toml";

/// The configuration to use: the given one (a file, or a folder that holds one), else `./soapwright.toml`, else
/// `./generated/soapwright.toml`.
///
/// # Errors
///
/// When there is none; the message names what was looked for.
pub fn find(given: Option<&Path>, here: &Path) -> Result<PathBuf, Error> {
    if let Some(given) = given {
        let path = if given.is_dir() { given.join(FILE_NAME) } else { given.to_path_buf() };
        if path.is_file() {
            return Ok(path);
        }
        return Err(Error::usage(format!("there is no configuration at {}", path.display())));
    }
    let places = [PathBuf::from(FILE_NAME), Path::new("generated").join(FILE_NAME)];
    places.iter().find(|place| here.join(place).is_file()).cloned().ok_or_else(|| {
        Error::usage(format!("found neither ./{FILE_NAME} nor ./generated/{FILE_NAME}"))
            .with_help("name a configuration, or start a crate: soapwright init FILE.wsdl")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_folder_itself_and_names_both_when_there_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let error = find(None, dir.path()).unwrap_err().to_string();
        assert!(
            error.contains("./soapwright.toml") && error.contains("./generated/soapwright.toml"),
            "{error}"
        );
        std::fs::create_dir(dir.path().join("generated")).unwrap();
        std::fs::write(dir.path().join("generated/soapwright.toml"), "").unwrap();
        assert_eq!(find(None, dir.path()).unwrap(), Path::new("generated/soapwright.toml"));
        std::fs::write(dir.path().join("soapwright.toml"), "").unwrap();
        assert_eq!(find(None, dir.path()).unwrap(), Path::new("soapwright.toml"));
        assert_eq!(find(Some(dir.path()), dir.path()).unwrap(), dir.path().join("soapwright.toml"));
        assert!(find(Some(Path::new("/nowhere.toml")), dir.path()).is_err());
    }
}
