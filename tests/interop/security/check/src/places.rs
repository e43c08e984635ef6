//! Where the servers are, and the keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Addresses by name, the folder of keys, and the folder that requests are kept in.
pub struct Places {
    addresses: BTreeMap<String, String>,
    keys: PathBuf,
    kept: PathBuf,
}

impl Places {
    /// From the file that `servers.sh` writes: lines of `NAME URL`.
    pub fn read(addresses: &Path, keys: &Path, kept: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(addresses)?;
        let pairs = text.lines().filter_map(|line| line.split_once(' '));
        let addresses = pairs.map(|(name, url)| (name.to_owned(), url.to_owned())).collect();
        Ok(Self { addresses, keys: keys.to_owned(), kept: kept.to_owned() })
    }

    /// The address of a server; `None` when it is not installed, which `security.sh` tells.
    pub fn of(&self, server: &str) -> Option<&str> {
        self.addresses.get(server).map(String::as_str)
    }

    /// A file of the folder of keys.
    pub fn key(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.keys.join(name))
    }

    /// Keeps a request for those who judge it afterwards.
    pub fn keep(&self, name: &str, request: &[u8]) -> io::Result<()> {
        fs::write(self.kept.join(name), request)
    }
}
