//! Readings of published contracts that several tests look at: each is made once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use soapwright::contract::Contract;
use soapwright::diagnostic::{Diagnostic, Diagnostics};
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::corpus::catalog;

/// A contract, and the warnings about it; or the errors.
pub(crate) type Reading = Result<(Contract, Vec<Diagnostic>), Diagnostics>;

/// Readings by the files that were read together, in their order.
struct Readings(Mutex<BTreeMap<Vec<PathBuf>, Arc<OnceLock<Reading>>>>);

impl Readings {
    /// What `read` gives for these files; others that ask for the same meanwhile wait for it.
    fn of(&self, files: &[PathBuf], read: impl FnOnce() -> Reading) -> Arc<OnceLock<Reading>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Arc::clone(all.entry(files.to_vec()).or_default());
        drop(all);
        place.get_or_init(read);
        place
    }
}

/// A reading that tests share.
pub(crate) struct Shared(Arc<OnceLock<Reading>>);

impl Shared {
    pub(crate) fn reading(&self) -> &Reading {
        self.0.get().unwrap()
    }
}

/// A contract that tests share.
impl std::ops::Deref for Shared {
    type Target = Contract;

    fn deref(&self) -> &Contract {
        &self.reading().as_ref().unwrap_or_else(|errors| panic!("{errors}")).0
    }
}

/// These contracts, read together as they are read by default.
#[track_caller]
pub(crate) fn read(files: &[PathBuf]) -> Shared {
    static READINGS: Readings = Readings(Mutex::new(BTreeMap::new()));
    let shared = Shared(READINGS.of(files, || read_contracts(files, &ReadOptions::default())));
    if let Err(errors) = shared.reading() {
        panic!("{errors}");
    }
    shared
}

/// A contract of a vendor, read leniently, with the schemas of the catalogue.
pub(crate) fn lenient(shared: &Path, file: &Path) -> Shared {
    static READINGS: Readings = Readings(Mutex::new(BTreeMap::new()));
    static OPTIONS: OnceLock<ReadOptions> = OnceLock::new();
    let options = OPTIONS.get_or_init(|| lenient_options(shared));
    let files = [file.to_owned()];
    Shared(READINGS.of(&files, || read_contracts(&files, options)))
}

/// How contracts of vendors are read.
pub(crate) fn lenient_options(shared: &Path) -> ReadOptions {
    let catalog = catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    ReadOptions { lenient: true, catalog, ..ReadOptions::default() }
}
