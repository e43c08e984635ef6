//! What must hold of a configuration whatever the contracts say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Config, Login};
use crate::diagnostic::{Diagnostic, Kind, Setting, quoted, suggestion};
use crate::names;

/// The most that a name may have, as the registry of crates has it.
const LONGEST: usize = 64;

impl Config {
    /// All that does not hold.
    pub(crate) fn check(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        errors.extend(self.check_package());
        if self.lenient && self.strict {
            let message = "`lenient` turns errors into warnings, and `strict` warnings into errors: say one";
            errors.push(Diagnostic::setting(Kind::Conflict, message, Setting::table(&["strict"])));
        }
        errors.extend(self.check_contracts());
        errors.extend(self.login.as_ref().and_then(check_login));
        errors.extend(self.check_changes());
        errors.extend(self.rename.iter().filter_map(|(thing, to)| rename(thing, to)));
        errors
    }

    /// What the configuration may say and this version does not do: an error, in place of ignoring it.
    pub(crate) fn unsupported(&self) -> Vec<Diagnostic> {
        let keys: [(&str, &[&str], bool); 1] = [("`types`", &["types"], !self.types.is_empty())];
        let used = keys.into_iter().filter(|(.., used)| *used);
        used.map(|(name, keys, _)| {
            let message = format!("this version of soapwright does not support {name}");
            Diagnostic::setting(Kind::Unsupported, message, Setting::table(keys))
        })
        .collect()
    }

    /// The imports that the file of the configuration names.
    pub(crate) fn named_imports(&self) -> BTreeSet<String> {
        self.catalog.keys().filter(|url| self.places.has(&["catalog", url])).cloned().collect()
    }

    /// The files that the file of the configuration names and that are not there.
    pub(crate) fn missing_files(&self) -> Vec<Diagnostic> {
        let numbers: Vec<String> = (0..self.contracts.len()).map(|at| at.to_string()).collect();
        let contracts = self.contracts.iter().zip(&numbers);
        let contracts =
            contracts.map(|(contract, at)| (vec!["contract", at.as_str(), "wsdl"], &contract.wsdl));
        let catalog = self.catalog.iter().map(|(url, file)| (vec!["catalog", url.as_str()], file));
        let named = contracts.chain(catalog).filter(|(keys, _)| self.places.has(keys));
        let missing = named.filter(|(_, file)| !self.resolve(file).exists());
        missing
            .map(|(keys, file)| {
                let shown = file.to_string_lossy();
                let message = format!("there is no file {}", quoted(&shown));
                let setting = Setting::value(keys, shown);
                Diagnostic::setting(Kind::MissingFile, message, setting).help_if(self.near_file(file))
            })
            .collect()
    }

    /// The files beside one that is not there whose names are near.
    fn near_file(&self, file: &Path) -> Option<String> {
        let folder = file.parent().unwrap_or(Path::new(""));
        let entries = std::fs::read_dir(self.resolve(folder)).ok()?;
        let mut known: Vec<String> = entries
            .filter_map(|entry| {
                Some(folder.join(entry.ok()?.file_name()).to_string_lossy().replace('\\', "/"))
            })
            .collect();
        known.sort();
        let near = suggestion(&file.to_string_lossy(), known.iter().map(String::as_str));
        near.filter(|text| text.starts_with("did you mean"))
    }

    fn check_package(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        let name = &self.package.name;
        if let Err(message) = crate_name(name) {
            errors.push(Diagnostic::setting(Kind::BadName, message, Setting::value(["crate", "name"], name)));
        }
        if let Some(version) = &self.package.version
            && let Err(why) = semver::Version::parse(version)
        {
            let message = format!("{} is not a version: {why}", quoted(version));
            let setting = Setting::value(["crate", "version"], version);
            errors.push(Diagnostic::setting(Kind::BadValue, message, setting).help(
                match whole_version(version) {
                    Some(whole) => format!("did you mean `{whole}`?"),
                    None => "a version has three numbers, such as `1.2.0` or `1.2.0-beta.1`".to_owned(),
                },
            ));
        }
        errors
    }

    fn check_contracts(&self) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        if self.contracts.is_empty() {
            let message = "there is no [[contract]]; name at least one WSDL file";
            errors.push(Diagnostic::setting(Kind::Missing, message, Setting::table(&["contract"])));
        }
        let mut files = BTreeMap::new();
        let mut modules = BTreeMap::new();
        for (at, contract) in self.contracts.iter().enumerate() {
            let setting = |key: &str, says: &str| Setting::value(["contract", &at.to_string(), key], says);
            let wsdl = contract.wsdl.to_string_lossy();
            if files.insert(&contract.wsdl, at).is_some() {
                let message = format!("the contract {} is named twice", quoted(&wsdl));
                errors.push(Diagnostic::setting(Kind::Conflict, message, setting("wsdl", &wsdl)));
            }
            let Some(module) = &contract.module else { continue };
            if let Err((message, better)) = module_name(module) {
                let help = better.map(|better| format!("did you mean `{better}`?"));
                errors.push(
                    Diagnostic::setting(Kind::BadName, message, setting("module", module)).help_if(help),
                );
            } else if modules.insert(names::snake(module), at).is_some() {
                let message = format!("two contracts have the module {}", quoted(module));
                errors.push(Diagnostic::setting(Kind::Conflict, message, setting("module", module)));
            }
        }
        errors
    }
}

/// What must hold of the keys of `[login]` together.
fn check_login(login: &Login) -> Option<Diagnostic> {
    let (key, message) = match (&login.operation, &login.ticket) {
        (Some(_), None) => ("operation", "operation needs `ticket`: where its result has the ticket"),
        (None, Some(_)) => ("ticket", "ticket needs `operation`: what gives the ticket"),
        (None, None) if login.succeeded.is_some() => {
            ("succeeded", "succeeded needs `operation`: what it is said of")
        }
        (None, None) if login.url.is_some() => ("url", "url needs `operation`: what gives the address"),
        _ => return None,
    };
    let message = format!("[login] {message}");
    Some(Diagnostic::setting(Kind::Missing, message, Setting::table(&["login", key])))
}

/// What is wrong with a name that something shall have.
fn rename(thing: &str, to: &str) -> Option<Diagnostic> {
    // Files are called after namespaces.
    let is_namespace = thing.contains(':') && !thing.starts_with('{');
    if names::can_be_named(to) && to.len() <= LONGEST && (to.is_ascii() || !is_namespace) {
        return None;
    }
    let message = format!("{} cannot be a Rust name: letters, digits and `_`, at most {LONGEST}", quoted(to));
    let better = if to.contains(char::is_uppercase) { names::pascal(to) } else { names::snake(to) };
    let fits = names::is_identifier(&better) && better.len() <= LONGEST && better.is_ascii();
    let help = fits.then(|| format!("did you mean `{better}`?"));
    Some(Diagnostic::setting(Kind::BadName, message, Setting::value(["rename", thing], to)).help_if(help))
}

/// Whether cargo takes it as a package name.
fn crate_name(name: &str) -> Result<(), String> {
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= LONGEST
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok() {
        return Ok(());
    }
    Err(format!(
        "{} cannot be a crate's name: letters, digits, `-` and `_`, a letter first, at most {LONGEST}, and no keyword",
        quoted(name)
    ))
}

/// The version that was probably meant: without a `v`, and with all its numbers.
fn whole_version(version: &str) -> Option<String> {
    let number = version.trim().trim_start_matches(['v', 'V', '=']).trim();
    let padded = ["", ".0", ".0.0"].map(|rest| format!("{number}{rest}"));
    padded.into_iter().find(|version| semver::Version::parse(version).is_ok())
}

/// Whether a service's module and cargo feature can be called so; else why not, and what would do.
fn module_name(module: &str) -> Result<(), (String, Option<String>)> {
    let shown = quoted(module);
    let fits = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.len() <= LONGEST
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    if !fits(module) {
        let better = names::snake(module);
        let message = format!(
            "{shown} cannot be a module's name: letters, digits and `_`, a letter first, at most {LONGEST}"
        );
        return Err((message, (fits(&better) && !names::is_reserved_module(&better)).then_some(better)));
    }
    let name = names::snake(module);
    if names::is_reserved_module(&name) {
        let message = format!(
            "{shown} cannot be a module's name: generated crates have a module or feature of that name"
        );
        return Err((message, Some(format!("{name}_service"))));
    }
    Ok(())
}
