//! Starting a crate: a configuration from the command line and from what the contracts propose.

use std::collections::BTreeMap;

use super::args::GenerateArgs;
use super::{CONFIG, inputs};
use crate::config::{self, Config, ContractFile};
use crate::error::Error;
use crate::generate::{self, Begun};
use crate::visible;
use crate::write::Purpose;

/// What a run begins with.
pub(super) struct Started {
    /// The configuration.
    pub(super) config: Config,
    /// The files that are created with it and belong to the user, and the contracts where they were read.
    pub(super) begun: Begun,
    /// What the contracts proposed for it, a line a section; empty where it was there before.
    pub(super) proposed: String,
}

impl Started {
    /// A configuration that exists already: it stays as it is.
    pub(super) fn before(config: Config) -> Self {
        Self { config, begun: Begun::default(), proposed: String::new() }
    }
}

/// A configuration for `--wsdl`, and the file that says the same.
pub(super) fn started(args: &GenerateArgs, progress: &dyn Fn(&'static str)) -> Result<Started, Error> {
    let mut asked = asked(args)?;
    let path = asked.root.join(CONFIG);
    if path.try_exists().map_err(Error::io("read", &path))? {
        let there = Config::read(&path)?;
        // Started before with the same arguments; what was proposed then, and edited since, stands.
        if is_of(&there, &asked) {
            return Ok(Started::before(there));
        }
        return Err(Error::usage(format!("{} exists already, with other content", path.display()))
            .with_help(format!("use it: soapwright generate {}", path.display())));
    }
    let purpose = if args.check { Purpose::Look } else { Purpose::Write };
    let (proposals, begun) = generate::propose(&mut asked, purpose, progress)?;
    let text = asked.render()? + &proposals.render();
    let text = visible::toml(&text).into_owned();
    let mut config = Config::parse(&text, &path)?;
    config.is_root_new = asked.is_root_new;
    let begun = Begun { own: BTreeMap::from([(CONFIG.to_owned(), text)]), ..begun };
    Ok(Started { config, begun, proposed: proposals.told() })
}

/// What the command line asks for.
fn asked(args: &GenerateArgs) -> Result<Config, Error> {
    let out = args.out.clone().ok_or_else(|| Error::usage("--wsdl needs --out DIR"))?;
    let name = match &args.crate_name {
        Some(name) => name.clone(),
        None => config::name_from(&out)?,
    };
    let mut config = Config::new(name, &out);
    config.is_root_new = !out.exists();
    for file in inputs::expand(&args.wsdl)? {
        let wsdl = config::relative(&out, &file)?;
        config.contracts.push(ContractFile { wsdl, module: None, port: None });
    }
    if !args.operations.is_empty() {
        config.operations = Some(args.operations.clone());
    }
    if let Some(list) = &args.read.catalog {
        for (url, file) in inputs::catalog(list)? {
            config.catalog.insert(url, config::relative(&out, &file)?);
        }
    }
    (config.lenient, config.strict) = (args.read.lenient, args.read.strict);
    Ok(config)
}

/// Whether a configuration says what the command line asks for, whatever else it says.
fn is_of(there: &Config, asked: &Config) -> bool {
    let files = |config: &Config| config.contracts.iter().map(|c| c.wsdl.clone()).collect::<Vec<_>>();
    there.package.name == asked.package.name
        && files(there) == files(asked)
        && there.operations == asked.operations
        && there.catalog.iter().all(|(url, file)| asked.catalog.get(url) == Some(file))
        && (there.lenient, there.strict) == (asked.lenient, asked.strict)
}
