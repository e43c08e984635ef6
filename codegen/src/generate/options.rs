//! What a configuration tells the emitter.

use std::path::Path;

use crate::config::{self, Config, ContractFile};
use crate::error::Error;
use crate::options::{
    Arguments, EmitOptions, LoginOperation, LoginOptions, OutcomeOptions, RefusedOptions, Runtime,
};
use crate::{load, workspace};

/// What the configuration tells the emitter.
pub(super) fn emit_options(config: &Config, root: &Path) -> Result<EmitOptions, Error> {
    let path = |contract: &ContractFile| load::name(&config.resolve(&contract.wsdl));
    let file = |contract: &ContractFile| contract.wsdl.file_name().map(|s| s.to_string_lossy().into_owned());
    let mut options = EmitOptions::new(&config.package.name);
    if let Some(version) = &config.package.version {
        options.crate_version.clone_from(version);
    }
    options.package = package_lines(&config.package);
    options.example.clone_from(&config.package.example);
    options.sources = config.contracts.iter().filter_map(file).collect();
    options.modules = config.contracts.iter().filter_map(|c| Some((path(c), c.module.clone()?))).collect();
    options.ports = config.contracts.iter().filter_map(|c| Some((path(c), c.port.clone()?))).collect();
    options.session_headers.clone_from(&config.session.headers);
    options.outcome = config.outcome.as_ref().map(|outcome| OutcomeOptions {
        succeeded: outcome.succeeded.clone(),
        error: Some(outcome.error.clone()),
        kind: outcome.kind.clone(),
        message: outcome.message.clone(),
    });
    options.login = config.login.as_ref().map(login_options);
    options.secrets.clone_from(&config.secrets.fields);
    options.undeclared_secrets.clone_from(&config.secrets.undeclared);
    options.operations = config.operations.clone().unwrap_or_default();
    options.renames.clone_from(&config.rename);
    options.server = config.server;
    options.preserve_unknown = config.preserve_unknown;
    options.arguments = match config.package.arguments {
        Some(config::Arguments::Struct) => Arguments::Struct,
        Some(config::Arguments::Separate) | None => Arguments::Separate,
    };
    options.runtime = runtime(&config.runtime);
    options.empty_workspace = workspace::needs_own(root)?;
    Ok(options)
}

/// What cargo is told of the crate beside its name and version.
fn package_lines(package: &config::Package) -> Vec<String> {
    let publish = package.publish.as_ref().map(|publish| match publish {
        config::Publish::Anywhere(anywhere) => anywhere.to_string(),
        config::Publish::To(registries) => toml::Value::from(registries.clone()).to_string(),
    });
    let (license, repository) =
        (package.license.as_deref().map(quote), package.repository.as_deref().map(quote));
    let keys = [("license", license), ("repository", repository), ("publish", publish)];
    keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", value?))).collect()
}

/// A text in TOML.
fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// What the configuration says of the login. Operation and ticket go together: the check has seen to it.
fn login_options(login: &config::Login) -> LoginOptions {
    let operation =
        login.operation.as_ref().zip(login.ticket.as_ref()).map(|(name, ticket)| LoginOperation {
            name: name.clone(),
            ticket: ticket.clone(),
            succeeded: login.succeeded.clone(),
            url: login.url.clone(),
        });
    let config::Refused { status, faults, kinds, messages } = login.refused.clone();
    let refused = RefusedOptions { status, faults, kinds, messages };
    LoginOptions { operation, header: login.header.clone(), refused }
}

/// The runtime as a dependency line has it.
fn runtime(runtime: &config::Runtime) -> Runtime {
    let keys = match runtime {
        config::Runtime::Embedded => return Runtime::Embedded,
        config::Runtime::Path(path) => {
            format!("path = {}", quote(&path.to_string_lossy().replace('\\', "/")))
        }
        config::Runtime::Git { url, rev: None } => format!("git = {}", quote(url)),
        config::Runtime::Git { url, rev: Some(rev) } => format!("git = {}, rev = {}", quote(url), quote(rev)),
        config::Runtime::Version(version) => format!("version = {}", quote(version)),
    };
    Runtime::Dependency(format!("{{ {keys}, default-features = false }}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_what_the_configuration_says() {
        assert!(package_lines(&config::Package::new("a")).is_empty());
        let package: config::Package = toml::from_str(
            "name = 'a'\nlicense = 'MIT'\nrepository = 'https://example.org/\"a\"'\npublish = ['own', 'other']",
        )
        .unwrap();
        let table: toml::Table = package_lines(&package).join("\n").parse().unwrap();
        assert_eq!(table["license"].as_str(), Some("MIT"));
        assert_eq!(table["repository"].as_str(), Some("https://example.org/\"a\""));
        assert_eq!(table["publish"].as_array().map(Vec::len), Some(2));
        let private: config::Package = toml::from_str("name = 'a'\npublish = false").unwrap();
        assert_eq!(package_lines(&private), ["publish = false"]);
    }

    #[test]
    fn a_runtime_is_a_dependency_line() {
        let line = |from: config::Runtime| match runtime(&from) {
            Runtime::Dependency(line) => line,
            Runtime::Embedded => "embedded".to_owned(),
        };
        assert_eq!(line(config::Runtime::Embedded), "embedded");
        let path = line(config::Runtime::Path("../run \"time\"".into()));
        let table: toml::Table = format!("a = {path}").parse().unwrap();
        assert_eq!(table["a"]["path"].as_str(), Some("../run \"time\""));
        let git = line(config::Runtime::Git { url: "https://example.org/r".into(), rev: Some("abc".into()) });
        assert_eq!(git, "{ git = \"https://example.org/r\", rev = \"abc\", default-features = false }");
    }
}
