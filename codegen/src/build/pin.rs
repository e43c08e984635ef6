//! The lock of a module: names that stay when its contract grows. Only the command writes it, since a `build.rs` must not
//! change what is checked in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::generate::{checked, pipeline_input};
use crate::lock::{self, Lock};
use crate::pipeline::{self, PipelineInput};
use crate::timings::Run;
use crate::write::Purpose;

use super::Builder;

/// What became of a lock.
#[derive(Debug)]
pub(crate) struct Pinned {
    /// The lock's file.
    pub(crate) lock: PathBuf,
    /// How many names it pins.
    pub(crate) names: usize,
    /// Whether it was written, as it was not so already.
    pub(crate) changed: bool,
}

impl Builder {
    /// Writes the names that a module has now to the lock beside its configuration or contract.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the contracts, or with the lock that is there.
    pub(crate) fn pin(self) -> Result<Pinned, Error> {
        let config = self.of_module()?;
        checked(&config)?;
        let root = if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root };
        let file = config.root.join(lock::FILE_NAME);
        match Lock::read_own(root)? {
            None if file.exists() => {
                return Err(Error::refused(
                    file,
                    "it is the lock of downloaded documents: put a soapwright.toml that names the contract into another \
                     folder, and pin that",
                ));
            }
            Some(lock) if !lock.files.is_empty() => {
                return Err(Error::refused(
                    file,
                    "it is the lock of a crate: `soapwright generate` writes it",
                ));
            }
            _ => {}
        }
        let input = PipelineInput { purpose: Purpose::Write, ..pipeline_input(&config, &BTreeMap::new())? };
        loop {
            let planned =
                pipeline::pin(&input, &mut Run::new(&|_| {})).map_err(|error| config.locate_error(error))?;
            let changed = !planned.plan.is_clean();
            if planned.plan.apply(&planned.settled)? {
                let names = Lock::read(root)?.map_or(0, |lock| lock.names.len());
                return Ok(Pinned { lock: file, names, changed });
            }
        }
    }
}
