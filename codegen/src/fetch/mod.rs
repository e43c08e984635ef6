//! Downloads a contract with all that it imports, and keeps it in a folder as files that import each other.
//!
//! Everything is brought before anything is written. What is written is a plan like that of a crate: all of it or nothing,
//! the lock last.

mod access;
mod address;
mod failure;
mod file_names;
mod get;
mod judge;
mod store;
mod walk;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Error;
use access::Access;
use address::Allowed;
use failure::Failure;

pub(crate) use store::{Documents, Stored, plan, store};

/// Is told how many documents have come, how many more are known, which one comes, and how many bytes of it have come.
pub(crate) type Progress<'a> = &'a dyn Fn(usize, usize, &str, u64);

/// What to download.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The address, which may have credentials in it.
    pub(crate) url: String,
    /// Hosts that may be asked beside its own.
    pub(crate) allow_hosts: BTreeSet<String>,
}

/// What proves who asks.
#[derive(Clone)]
pub(crate) enum Credentials {
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(***)")
    }
}

/// Who asks, and whom it believes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    /// Shown to the server of the first document, and to no other.
    pub(crate) credentials: Option<Credentials>,
    /// The files of the client's certificate and its key; shown as the credentials are.
    pub(crate) certificate: Option<(PathBuf, PathBuf)>,
    /// The file of the authorities that servers are believed by, in place of the system's.
    pub(crate) ca: Option<PathBuf>,
}

impl Identity {
    /// Whether there is anything that a server is shown.
    pub(crate) fn is_told(&self) -> bool {
        self.credentials.is_some() || self.certificate.is_some()
    }
}

/// The server of an address: scheme, host and port.
pub(crate) fn server(url: &str) -> Option<String> {
    address::given(url).ok().map(|(url, _)| url.origin().ascii_serialization())
}

/// How long and how much.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// How long a connection may say nothing.
    pub(crate) timeout: Duration,
    /// How often a document is asked for again.
    pub(crate) retries: u32,
    /// How large a document may be, in bytes.
    pub(crate) max_bytes: u64,
}

#[cfg(test)]
impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), retries: 3, max_bytes: 32 << 20 }
    }
}

impl Limits {
    /// How long one document may take in all, however little of it comes at a time.
    fn whole(&self) -> Duration {
        (self.timeout * 4).max(Duration::from_secs(60))
    }
}

/// A contract with all that it imports, as it came.
#[derive(Debug)]
pub(crate) struct Downloaded {
    url: String,
    allow_hosts: BTreeSet<String>,
    /// When it had come.
    time: String,
    documents: walk::Documents,
}

impl Downloaded {
    /// Locations that stay as they are, as soapwright has the schema built in.
    pub(crate) fn built_in(&self) -> &[String] {
        &self.documents.built_in
    }
}

/// Downloads a contract with all that it imports. Nothing is written.
///
/// # Errors
///
/// When a document does not come, or is none; the message has its address, and no secret.
pub(crate) fn download(
    asked: &Asked,
    identity: &Identity,
    limits: &Limits,
    progress: Progress<'_>,
) -> Result<Downloaded, Error> {
    let (url, login) = address::given(&asked.url).map_err(Failure::into_error)?;
    let access = Access::new(&url, login, identity, limits).map_err(Failure::into_error)?;
    let masked = |failure: Failure| failure.map(|text| access.masked(text)).into_error();
    let allowed = Allowed::new(&url, &asked.allow_hosts).map_err(masked)?;
    let documents = walk::Documents::bring(&url, &access, &allowed, limits, progress).map_err(masked)?;
    let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    Ok(Downloaded { url: url.to_string(), allow_hosts: asked.allow_hosts.clone(), time, documents })
}

/// Refuses a folder that documents cannot be kept in, before anything is downloaded.
///
/// # Errors
///
/// When it is the folder of a crate, or its lock is not in order.
pub(crate) fn check_folder(folder: &Path) -> Result<(), Error> {
    store::lock_of(folder).map(drop)
}
