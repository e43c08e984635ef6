//! A crate as text, and what is changed in its manifest so that it can be one of many.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use soapwright::internals::emit::Runtime;

use super::neighbours::RARE;
use crate::folders::workspace;

/// A crate to compile.
#[derive(Debug, Clone)]
pub struct Krate {
    pub(super) name: String,
    pub(super) files: BTreeMap<String, String>,
    pub(super) clean: bool,
    /// Whether it is called as it calls itself in its examples.
    pub(super) own_name: bool,
}

/// Our runtime for crates that share it, as a generated manifest says it: what many crates of a run are made of should be
/// compiled once.
#[must_use]
pub fn shared_runtime() -> Runtime {
    let path = workspace().join("templates").to_string_lossy().replace('\\', "/");
    Runtime::Dependency(format!("{{ path = {path:?}, default-features = false }}"))
}

impl Krate {
    /// A crate of these files, as a package called `name`.
    #[must_use]
    pub fn new(name: &str, files: BTreeMap<String, String>) -> Self {
        let own = format!("\nname = \"{name}\"");
        let own_name = files.get("Cargo.toml").is_some_and(|manifest| manifest.contains(&own));
        let mut krate = Self { name: name.to_owned(), files, clean: false, own_name };
        krate.change(|manifest| {
            let manifest = manifest.replace("\n[workspace]\n", "");
            let Some((before, after)) = manifest.split_once("\nname = \"") else { return manifest };
            let after = after.split_once('"').map_or("", |(_, after)| after);
            format!("{before}\nname = \"{name}\"{after}")
        });
        krate
    }

    /// Reads the crate that stands in a folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(name: &str, folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for part in ["Cargo.toml", "README.md", "GUIDE.md", "src", "tests"] {
            read(folder, &folder.join(part), &mut files)?;
        }
        Ok(Self::new(name, files))
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its files by path.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// One more file.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// These are its default features: `user,server`.
    #[must_use]
    pub fn featuring(mut self, features: &str) -> Self {
        let list: Vec<&str> = features.split(',').filter(|one| !one.is_empty()).collect();
        self.change(|manifest| {
            let Some((before, after)) = manifest.split_once("\ndefault = [") else { return manifest };
            let after = after.split_once(']').map_or("", |(_, after)| after);
            format!("{before}\ndefault = {list:?}{after}")
        });
        self
    }

    /// Its tests use this package, in the version that the workspace is locked to.
    #[must_use]
    pub fn testing_with(mut self, package: &str) -> Self {
        self.change(|manifest| {
            manifest.replace("\n[dev-dependencies]\n", &format!("\n[dev-dependencies]\n{package} = \"*\"\n"))
        });
        self
    }

    /// All its features are, but for the [rare](RARE) ones.
    #[must_use]
    pub fn with_all_features(self) -> Self {
        let manifest = self.files.get("Cargo.toml").and_then(|text| text.parse::<toml::Table>().ok());
        let features = manifest.as_ref().and_then(|manifest| manifest.get("features")?.as_table());
        let names = features.into_iter().flatten().map(|(name, _)| name.as_str());
        let left_out = |name: &&str| *name == "default" || RARE.contains(name);
        let all: Vec<&str> = names.filter(|name| !left_out(name)).collect();
        let all = all.join(",");
        self.featuring(&all)
    }

    /// It must compile without a warning, and say what everything public is for.
    #[must_use]
    pub fn clean(mut self) -> Self {
        self.clean = true;
        self.change(|manifest| {
            manifest.replace("\n[lints.rust]\n", "\n[lints.rust]\nmissing_docs = \"warn\"\n")
        });
        self
    }

    /// The same crate with other features, once for each set of them.
    #[must_use]
    pub fn variants(&self, sets: &[&str]) -> Vec<Self> {
        let one = |(index, set): (usize, &&str)| {
            let name = format!("{}-{index}", self.name);
            let files = self.files.clone();
            Self { clean: self.clean, ..Self::new(&name, files) }.featuring(set)
        };
        sets.iter().enumerate().map(one).collect()
    }

    fn change(&mut self, how: impl FnOnce(String) -> String) {
        if let Some(manifest) = self.files.get_mut("Cargo.toml") {
            *manifest = how(std::mem::take(manifest));
        }
    }
}

fn read(root: &Path, path: &Path, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            read(root, &entry?.path(), files)?;
        }
    } else if path.exists() {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        files.insert(name, std::fs::read_to_string(path)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_changed_where_it_must_be() {
        let manifest = "[package]\nname = \"a\"\n\n[lib]\nname = \"b\"\n\n[features]\ndefault = [\n    \"x\",\n]\nx = []\n\n\
                        [lints.rust]\nunsafe_code = \"forbid\"\n\n[workspace]\n";
        let krate = Krate::new("c", [("Cargo.toml".to_owned(), manifest.to_owned())].into()).clean();
        let [one, other] = krate.variants(&["", "x,y"]).try_into().unwrap();
        assert_eq!(
            other.files["Cargo.toml"],
            "[package]\nname = \"c-1\"\n\n[lib]\nname = \"b\"\n\n[features]\ndefault = [\"x\", \"y\"]\nx = []\n\n\
             [lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\n"
        );
        assert!(one.files["Cargo.toml"].contains("\ndefault = []\n") && one.clean);
    }
}
