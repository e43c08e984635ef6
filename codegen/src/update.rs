//! Downloads the contracts of a crate again and makes the crate anew: the new documents and the new crate, or the old ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::error::Error;
use crate::fetch::{self, Asked, Documents, Downloaded, Identity, Limits};
use crate::generate::{self, Generated};
use crate::load;
use crate::sources::Sources;
use crate::write::{self, Purpose, Settled};

/// Where the contracts of a configuration come from.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// What was downloaded into each folder.
    folders: BTreeMap<PathBuf, Vec<Asked>>,
    /// Contracts that were not downloaded.
    pub(crate) by_hand: Vec<PathBuf>,
}

impl Origins {
    /// What the locks beside the contracts say. What a cut-off run left is put right first, or told.
    ///
    /// # Errors
    ///
    /// When a lock is not in order, or no contract was downloaded.
    pub(crate) fn read(config: &Config, purpose: Purpose) -> Result<Self, Error> {
        write::settle(generate::root(config), purpose)?;
        let mut origins = Self::default();
        for contract in &config.contracts {
            let path = config.resolve(&contract.wsdl);
            let folder = folder(&path);
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let contracts = Sources::read(folder)?.map(|sources| sources.contracts).unwrap_or_default();
            match contracts.into_iter().find(|fetched| fetched.file == name) {
                Some(fetched) => {
                    let asked = origins.folders.entry(folder.to_path_buf()).or_default();
                    if !asked.iter().any(|asked| asked.url == fetched.url) {
                        asked.push(Asked { url: fetched.url, allow_hosts: fetched.allow_hosts });
                    }
                }
                None => origins.by_hand.push(path),
            }
        }
        if origins.folders.is_empty() {
            let message = "no contract of this configuration was downloaded";
            return Err(Error::usage(message).with_help(
                "download it into a folder of its own, and name that file: soapwright fetch URL --out wsdl",
            ));
        }
        Ok(origins)
    }

    /// Downloads all of it. Nothing is written.
    ///
    /// # Errors
    ///
    /// When a document does not come, or when credentials would go to several servers.
    pub(crate) fn download(
        &self,
        identity: &Identity,
        limits: &Limits,
        progress: fetch::Progress<'_>,
    ) -> Result<Renewed, Error> {
        let all = self.folders.values().flatten();
        let servers: BTreeSet<String> = all.filter_map(|asked| fetch::server(&asked.url)).collect();
        if servers.len() > 1 && identity.is_told() {
            let servers = servers.into_iter().collect::<Vec<_>>().join(", ");
            return Err(Error::usage(format!("credentials would go to several servers: {servers}"))
                .with_help(
                    "download the contracts of each by `soapwright fetch`, then run `soapwright generate`",
                ));
        }
        let mut folders = BTreeMap::new();
        for (folder, all) in &self.folders {
            let all = all.iter().map(|asked| fetch::download(asked, identity, limits, progress));
            folders.insert(folder.clone(), all.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(Renewed { folders })
    }
}

/// The contracts of a configuration as their servers have them now.
#[derive(Debug)]
pub(crate) struct Renewed {
    folders: BTreeMap<PathBuf, Vec<Downloaded>>,
}

impl Renewed {
    /// The new documents, by the paths that they shall have, and whether one of them is not as it stands there.
    ///
    /// # Errors
    ///
    /// When a file is in the way, or was edited and `overwrite` is not set.
    pub(crate) fn documents(&self, overwrite: bool) -> Result<(BTreeMap<PathBuf, Vec<u8>>, bool), Error> {
        let planned = self.plans(overwrite)?;
        let differs = planned.iter().any(|(_, documents)| {
            let counts = documents.plan.counts();
            counts.created + counts.updated + counts.deleted > 0
        });
        Ok((in_memory(&planned), differs))
    }

    fn plans(&self, overwrite: bool) -> Result<Vec<(&Path, Documents)>, Error> {
        let planned = |(folder, downloaded): (&'_ PathBuf, &Vec<Downloaded>)| {
            fetch::plan(downloaded, folder, overwrite)
        };
        self.folders.iter().map(|one| Ok((one.0.as_path(), planned(one)?))).collect()
    }

    /// What is going to be written: the documents, and the crate that they make.
    ///
    /// # Errors
    ///
    /// When the new contracts are not in order or do not fit the configuration, or a file is in the way.
    pub(crate) fn planned(
        &self,
        config: &Config,
        overwrite: bool,
        bump: bool,
        progress: &dyn Fn(&'static str),
        purpose: Purpose,
    ) -> Result<(Generated, Settled), Error> {
        let root = generate::root(config);
        for folder in self.folders.keys() {
            write::settle(folder, purpose)?;
        }
        let plans = self.plans(overwrite)?;
        let (mut generated, settled) =
            generate::with_documents(config, in_memory(&plans), bump, progress, purpose)?;
        for (folder, documents) in plans {
            let way = config::relative(root, folder)?;
            generated.notes.extend(documents.warnings);
            generated.plan.include(documents.plan, &way.to_string_lossy().replace('\\', "/"));
        }
        Ok((generated, settled))
    }

    /// Writes documents and crate: all of both, or nothing.
    ///
    /// # Errors
    ///
    /// As those of [`Renewed::planned`], and when something cannot be written.
    pub(crate) fn write(
        &self,
        config: &Config,
        overwrite: bool,
        bump: bool,
        progress: &dyn Fn(&'static str),
    ) -> Result<Generated, Error> {
        loop {
            let (generated, settled) = self.planned(config, overwrite, bump, progress, Purpose::Write)?;
            generated.write_version(config)?;
            // Where another run was faster, what it wrote is what is compared with.
            if generated.plan.apply(&settled)? {
                return Ok(generated);
            }
        }
    }
}

/// Documents as whoever reads contracts asks for them.
fn in_memory(planned: &[(&Path, Documents)]) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = planned.iter().flat_map(|(folder, documents)| {
        documents.files.iter().map(|(name, bytes)| (load::simplify(&folder.join(name)), bytes.clone()))
    });
    all.collect()
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
