//! A package that depends on all that our workspace depends on, with the same features. Among the crates that are
//! compiled it makes cargo choose the features that it chose for the tests themselves, so that their dependencies need
//! not be compiled once more.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use toml::{Table, Value};

/// Features of the runtime and of generated crates that nobody turns on here. One needs a library of the system. The code of
/// the others is the runtime's alone and the same in each crate: the runtime's own tests try it, and `cargo test` brings
/// nothing of what they need.
pub const RARE: [&str; 7] =
    ["native-tls", "stream", "cookies", "http-digest", "ntlm", "wsse-signature", "wsse-pkcs12"];

#[derive(Default)]
struct Dependency {
    version: String,
    features: BTreeSet<String>,
    defaults: bool,
}

/// The manifest of the member that asks for our own features of dependencies.
///
/// # Errors
/// When one of our manifests cannot be read.
pub(super) fn manifest(workspace: &Path) -> io::Result<String> {
    let root = table(&workspace.join("Cargo.toml"))?;
    let within = |table: &Table, key: &str| table.get(key).and_then(Value::as_table).cloned();
    let own = within(&root, "workspace").unwrap_or_default();
    let shared = within(&own, "dependencies").unwrap_or_default();
    let members = own.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all: BTreeMap<String, Dependency> = BTreeMap::new();
    for member in members.iter().filter_map(Value::as_str) {
        let manifest = table(&workspace.join(member).join("Cargo.toml"))?;
        let features = within(&manifest, "features").unwrap_or_default();
        // By their packages: a member may call one otherwise.
        let mut packages = BTreeMap::new();
        for section in ["dependencies", "dev-dependencies"] {
            for (name, asked) in within(&manifest, section).unwrap_or_default() {
                if is_rare(&name, &features) {
                    continue;
                }
                let of_workspace = asked.as_table().is_some_and(|table| table.contains_key("workspace"));
                let base = shared.get(&name).filter(|_| of_workspace);
                let package = asked.get("package").and_then(Value::as_str).unwrap_or(&name).to_owned();
                packages.insert(name, package.clone());
                let found = all.entry(package).or_default();
                base.into_iter().chain([&asked]).for_each(|value| found.add(value));
            }
        }
        for (feature, turned_on) in &features {
            for (dependency, feature) in of_dependencies(feature, turned_on) {
                let package = packages.get(&dependency).unwrap_or(&dependency).clone();
                all.entry(package).or_default().features.insert(feature);
            }
        }
    }
    let mut text = "[package]\nname = \"neighbours\"\nedition = \"2024\"\n\n[dependencies]\n".to_owned();
    for (name, of) in all.iter().filter(|(_, of)| !of.version.is_empty()) {
        text.push_str(&format!(
            "{name} = {{ version = {:?}, default-features = {}, features = {:?} }}\n",
            of.version,
            of.defaults,
            of.features.iter().collect::<Vec<_>>()
        ));
    }
    Ok(text)
}

/// How our workspace compiles single packages: other settings are another build of them, and of all that needs them.
///
/// # Errors
/// When our manifest cannot be read.
pub(super) fn profile(workspace: &Path) -> io::Result<String> {
    let root = table(&workspace.join("Cargo.toml"))?;
    let packages = root.get("profile").and_then(|all| all.get("dev")?.get("package")?.as_table());
    let mut text = String::new();
    for (name, settings) in packages.into_iter().flatten().filter(|(name, _)| *name != "*") {
        let settings = settings.as_table().map(Table::to_string).unwrap_or_default();
        text.push_str(&format!("\n[profile.dev.package.{name}]\n{settings}"));
    }
    Ok(text)
}

impl Dependency {
    fn add(&mut self, asked: &Value) {
        let table = asked.as_table();
        let get = |key: &str| table.and_then(|table| table.get(key));
        if let Some(version) = asked.as_str().or_else(|| get("version").and_then(Value::as_str)) {
            version.clone_into(&mut self.version);
            self.defaults |= get("default-features").and_then(Value::as_bool).unwrap_or(true);
        }
        if get("path").is_some() {
            self.version.clear();
        }
        let features = get("features").and_then(Value::as_array);
        self.features.extend(features.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
}

/// Whether only rare features bring a dependency.
fn is_rare(dependency: &str, features: &Table) -> bool {
    let brings = format!("dep:{dependency}");
    let is_there = |value: &Value| {
        value.as_array().is_some_and(|all| all.iter().any(|one| one.as_str() == Some(&brings)))
    };
    let mut by =
        features.iter().filter(|(_, value)| is_there(value)).map(|(name, _)| name.as_str()).peekable();
    by.peek().is_some() && by.all(|name| RARE.contains(&name))
}

/// The features of dependencies that a feature turns on: `reqwest?/rustls`.
fn of_dependencies(feature: &str, turned_on: &Value) -> Vec<(String, String)> {
    let all = turned_on.as_array().filter(|_| !RARE.contains(&feature));
    let one = |value: &Value| {
        let (dependency, feature) = value.as_str()?.split_once('/')?;
        Some((dependency.trim_end_matches('?').to_owned(), feature.to_owned()))
    };
    all.into_iter().flatten().filter_map(one).collect()
}

fn table(path: &Path) -> io::Result<Table> {
    let text = std::fs::read_to_string(path)?;
    text.parse().map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_asks_for_what_the_workspace_asks_for() {
        let text = super::manifest(&crate::folders::workspace()).unwrap();
        let line = |name: &str| {
            text.lines()
                .find(|line| line.starts_with(&format!("{name} = ")))
                .unwrap_or_else(|| panic!("{text}"))
        };
        assert!(line("syn").contains("[\"full\"]"), "{text}");
        assert!(line("reqwest").contains("\"rustls\"") && !line("reqwest").contains("native"), "{text}");
        assert!(
            line("ureq").contains("\"platform-verifier\"")
                && line("jiff").contains("default-features = false")
        );
        assert!(text.contains("url = ") && !text.contains("p12-keystore") && !text.contains("cookie_store"));
        assert!(!text.contains("soapwright") && !text.contains("superoffice"), "{text}");
    }

    #[test]
    fn packages_are_compiled_as_the_workspace_compiles_them() {
        let text = super::profile(&crate::folders::workspace()).unwrap();
        assert!(text.contains("\n[profile.dev.package.quick-xml]\nopt-level = 1\n"), "{text}");
        assert!(!text.contains('*'), "{text}");
    }
}
