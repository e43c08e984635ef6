//! `soapwright init`: starts a crate.

use std::path::{Path, PathBuf};

use super::args::{GenerateArgs, InitArgs};
use super::output::Output;
use super::shell::quoted;
use super::start::started;
use super::{CONFIG, Stop, generate, inputs};
use crate::error::Error;

pub(super) fn run(args: &InitArgs, output: &Output) -> Result<(), Stop> {
    let (wsdl, out) = split(&args.paths)?;
    let path = out.join(CONFIG);
    if path.try_exists().map_err(Error::io("read", &path))? {
        let error = Error::usage(format!("{} exists already", path.display()));
        return Err(error
            .with_help(format!("write its crate again: soapwright generate {}", quoted(&out)))
            .into());
    }
    let args = GenerateArgs {
        wsdl,
        out: Some(out),
        crate_name: args.crate_name.clone(),
        operations: args.operations.clone(),
        verbose: args.verbose,
        accept: args.accept,
        read: args.read.clone(),
        ..GenerateArgs::default()
    };
    generate::write_crate(&|progress| started(&args, progress), &args, output)
}

/// The contracts, and the folder to write to: the last path, where it is no contract and holds none, else a folder here
/// that is called after the one contract.
fn split(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, PathBuf), Error> {
    match paths {
        [contracts @ .., last] if !contracts.is_empty() && !inputs::is_contract(last) => {
            Ok((contracts.to_vec(), last.clone()))
        }
        [one] => {
            let files = inputs::expand(paths)?;
            match files.as_slice() {
                [file] => Ok((files.clone(), after(file)?)),
                _ => Err(Error::usage(format!("{} matches several contracts", one.display())).with_help(
                    format!("name the folder of the new crate: soapwright init {} DIR", quoted(one)),
                )),
            }
        }
        _ => {
            let all: Vec<String> = paths.iter().map(|path| quoted(path)).collect();
            Err(Error::usage("several contracts need a folder for their crate")
                .with_help(format!("name it last: soapwright init {} DIR", all.join(" "))))
        }
    }
}

/// The folder for a crate of one contract: `orders-client` for `wsdl/Orders.wsdl`.
fn after(file: &Path) -> Result<PathBuf, Error> {
    let stem = file.file_stem().unwrap_or_default();
    let name = crate::config::name_from(Path::new(stem)).map_err(|_| {
        Error::usage(format!("no crate name can be made from {}", file.display()))
            .with_help(format!("name the folder of the new crate: soapwright init {} DIR", quoted(file)))
    })?;
    Ok(PathBuf::from(format!("{name}-client")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_path_is_the_folder_unless_it_is_a_contract() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("wsdl")).unwrap();
        std::fs::create_dir_all(at("there")).unwrap();
        for name in ["wsdl/My Orders.wsdl", "wsdl/B.wsdl", "odd"] {
            std::fs::write(at(name), "<definitions/>").unwrap();
        }
        let out = |names: &[&str]| split(&names.iter().map(|name| at(name)).collect::<Vec<_>>()).map(|s| s.1);
        assert_eq!(out(&["wsdl/B.wsdl"]).unwrap(), Path::new("b-client"));
        assert_eq!(out(&["wsdl/My Orders.wsdl"]).unwrap(), Path::new("my-orders-client"));
        assert_eq!(out(&["wsdl/B.wsdl", "new"]).unwrap(), at("new"));
        assert_eq!(out(&["wsdl/B.wsdl", "there"]).unwrap(), at("there"));
        assert_eq!(out(&["wsdl", "new"]).unwrap(), at("new"));
        for several in [&["wsdl"][..], &["wsdl/B.wsdl", "odd"]] {
            let error = out(several).unwrap_err().to_string();
            assert!(error.contains("several contracts") && error.contains("DIR"), "{error}");
        }
    }
}
