//! `soapwright pin`.

use std::path::Path;

use super::args::PinArgs;
use super::output::Output;
use super::{Stop, inputs};
use crate::build::{Builder, Pinned};
use crate::config;
use crate::error::Error;

/// Writes the names of a module to its lock.
pub(super) fn run(args: &PinArgs, output: &Output) -> Result<(), Stop> {
    let builder = match args.files.as_slice() {
        [] => Builder::new().config(config::find(None, Path::new(""))?),
        [one] if !inputs::is_contract(one) => Builder::new().config(config::find(Some(one), Path::new(""))?),
        contracts if contracts.iter().all(|file| inputs::is_contract(file)) => {
            contracts.iter().fold(Builder::new(), Builder::wsdl)
        }
        _ => return Err(Error::usage("only contracts, or one configuration, are allowed").into()),
    };
    let Pinned { lock, names, changed } = builder.pin()?;
    let (lock, names) =
        (lock.display(), if names == 1 { "1 name".to_owned() } else { format!("{names} names") });
    let said =
        if changed { format!("pinned {names} in {lock}") } else { format!("{lock} has {names}, as before") };
    Ok(output.tell(&said)?)
}
