//! Where documents are found that are not beside the contract.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::XSD;
use super::document::{parse, read};

/// Where imported documents are found that are not beside the contract.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Files by the URL that imports name.
    pub urls: BTreeMap<String, PathBuf>,
    /// Files by target namespace, for imports without a location.
    pub namespaces: BTreeMap<String, PathBuf>,
}

impl Library {
    /// The files of a catalogue, and those of a folder.
    #[must_use]
    pub fn new(urls: BTreeMap<String, PathBuf>, folder: &Path) -> Self {
        let mut namespaces = BTreeMap::new();
        let own = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for file in urls.values().cloned().chain(own) {
            let Ok(text) = read(&file) else { continue };
            let Ok(document) = parse(&text) else { continue };
            let root = document.root_element();
            if root.tag_name().namespace() == Some(XSD)
                && let Some(namespace) = root.attribute("targetNamespace")
            {
                namespaces.entry(namespace.to_owned()).or_insert(file);
            }
        }
        Self { urls, namespaces }
    }
}

/// The file of a location.
pub(super) fn resolve(place: &str, folder: &Path, library: &Library) -> Option<PathBuf> {
    let place = place.split('#').next().unwrap_or_default().replace("%20", " ");
    if place.contains("://") {
        return library.urls.get(&place).cloned();
    }
    let file = folder.join(place.strip_prefix("file:").unwrap_or(&place));
    file.is_file().then_some(file)
}

pub(super) fn is_wsdl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wsdl"))
}
