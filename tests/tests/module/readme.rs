//! Blocks of README.md, as the programs that they are.

use soapwright_tests::folders::workspace;

const README: &str = include_str!("../../../README.md");

/// The blocks of code below a heading, with their languages, and what the text before each names last between backquotes.
pub(crate) fn blocks(heading: &str) -> Vec<String> {
    let section = README.split_once(&format!("\n### {heading}\n")).expect("there is this heading").1;
    let section = section.split("\n## ").next().unwrap().split("\n### ").next().unwrap();
    let blocks = section.split("\n```").skip(1).step_by(2);
    blocks.map(|block| format!("{}\n", block.split_once('\n').unwrap().1)).collect()
}

/// A manifest whose packages of ours are those of this workspace.
pub(crate) fn manifest(text: &str) -> String {
    let mut out = text.to_owned();
    for (package, folder) in [("soapwright", "codegen"), ("soapwright-runtime", "templates")] {
        let (version, path) = (format!("\"{}\"", env!("CARGO_PKG_VERSION")), workspace().join(folder));
        out = out
            .replace(&format!("\n{package} = {version}\n"), &format!("\n{package} = {{ path = {path:?} }}\n"))
            .replace(
                &format!("\n{package} = {{ version = {version},"),
                &format!("\n{package} = {{ path = {path:?},"),
            );
    }
    let ours = out.lines().filter(|line| line.starts_with("soapwright"));
    assert!(ours.clone().count() > 0 && ours.clone().all(|line| line.contains("{ path = ")), "{out}");
    out
}
