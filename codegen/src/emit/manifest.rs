//! `Cargo.toml`, `README.md` and `rustfmt.toml`, from text templates.

use super::call;
use super::context::Context;
use super::example;
use super::policies;
use crate::options::Runtime;

const CARGO_TOML: &str = include_str!("templates/Cargo.toml.tmpl");
const README: &str = include_str!("templates/README.md.tmpl");
/// `rustfmt.toml`.
pub(super) const RUSTFMT_TOML: &str = include_str!("templates/rustfmt.toml");
const DEPENDENCIES: &str = include_str!("templates/dependencies.toml");

/// The lines of `templates/dependencies.toml` below a heading.
fn section(name: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in DEPENDENCIES.lines() {
        if line.starts_with('[') {
            inside = line == format!("[{name}]");
        } else if inside && !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// `Cargo.toml`.
pub(super) fn cargo_toml(cx: &Context<'_>, headline: &str) -> String {
    let mut defaults = vec!["    \"async\",\n".to_owned(), "    \"rustls\",\n".to_owned()];
    defaults.extend(policies::addressing(cx).map(|_| "    \"addressing\",\n".to_owned()));
    let mut services = String::new();
    for service in &cx.model.services {
        let feature = service.rust.module.unescaped();
        // One a line, so that another service changes no other line.
        defaults.push(format!("    {feature:?},\n"));
        services.push_str(&format!("# The service {}.\n{feature} = []\n", service.rust.agent));
    }
    let (features, dependencies) = match &cx.options.runtime {
        Runtime::Embedded => (section("features"), section("dependencies")),
        Runtime::Dependency(runtime) => (
            section("features-of-dependency"),
            format!("{}soapwright-runtime = {runtime}\n", section("dependencies-of-dependency")),
        ),
    };
    // Cargo takes capitals in a package's name, but a crate's should have none.
    let library = if cx.options.crate_name.contains(|c: char| c.is_ascii_uppercase()) {
        format!("[lib]\nname = \"{}\"\n\n", cx.options.library())
    } else {
        String::new()
    };
    let package: String = cx.options.package.iter().map(|line| format!("{line}\n")).collect();
    let workspace = if cx.options.empty_workspace { "\n[workspace]\n" } else { "" };
    CARGO_TOML
        .replace("{{headline}}", &headline.replacen("// ", "# ", 1))
        .replace("{{name}}", &cx.options.crate_name)
        .replace("{{version}}", &cx.options.crate_version)
        // What our own crates declare: they have the same dependencies.
        .replace("{{rust-version}}", env!("CARGO_PKG_RUST_VERSION"))
        .replace("{{package}}", &package)
        .replace("{{default}}", &defaults.concat())
        .replace("{{service-features}}", &services)
        .replace("{{features}}", &features)
        .replace("{{dependencies}}", &dependencies)
        .replace("{{library}}", &library)
        .replace("{{workspace}}", workspace)
}

/// `README.md`.
pub(super) fn readme(cx: &Context<'_>, headline: &str) -> String {
    let comment = headline.replacen("// ", "", 1);
    README
        .replace("{{headline}}", &format!("<!-- {comment} -->"))
        .replace("{{name}}", &cx.options.crate_name)
        .replace("{{services}}", &example::services(cx))
        .replace("{{example}}", &shown(&example::code(cx)))
        .replace("{{policies}}", &policies::readme(cx))
        .replace("{{testing}}", &testing(cx))
}

/// A block of the documentation as a README shows it.
fn shown(block: &[String]) -> String {
    block.join("\n").replace("```no_run", "```rust")
}

/// How to test without a server, where requests have types.
fn testing(cx: &Context<'_>) -> String {
    let found = call::chosen(cx).filter(|_| cx.options.server);
    let block = found.map(|found| example::fake(cx, found.service)).unwrap_or_default();
    if block.is_empty() {
        return String::new();
    }
    format!("\n## Test without a server\n\nWith the feature `server`:\n\n{}\n", shown(&block))
}
