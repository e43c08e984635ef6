//! Where files are read from, if not from the disk.

use std::fmt::Debug;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::Path;
use std::sync::Arc;

/// Files that are not on the disk: those of a commit.
pub(crate) trait Files: Debug + Send + Sync + UnwindSafe + RefUnwindSafe {
    /// What the paths of all of them begin with.
    fn root(&self) -> &Path;

    /// Reads one of at most so many bytes.
    ///
    /// # Errors
    /// As those of [`disk::read_at_most`](crate::disk::read_at_most).
    fn read(&self, path: &Path, largest: u64) -> io::Result<Vec<u8>>;
}

/// Where files are read from: the disk, unless it is said otherwise.
#[derive(Debug, Clone, Default)]
pub struct Source(Option<Arc<dyn Files>>);

impl Source {
    /// These files, and no others.
    pub(crate) fn new(files: Arc<dyn Files>) -> Self {
        Self(Some(files))
    }

    /// Whether files are read from elsewhere than the disk.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.0.is_some()
    }

    /// Reads a file from elsewhere; `None` where the disk has it.
    pub(super) fn read(&self, path: &Path, largest: u64, catalogued: bool) -> Option<io::Result<Vec<u8>>> {
        let files = self.0.as_ref()?;
        if path.starts_with(files.root()) {
            return Some(files.read(path, largest));
        }
        // A catalogue is the user's own, and may lead anywhere.
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "it is outside of the commit's files");
        (!catalogued).then(|| Err(outside()))
    }
}
