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
        let version = format!("\n{package} = \"{}\"\n", env!("CARGO_PKG_VERSION"));
        out = out.replace(&version, &format!("\n{package} = {{ path = {:?} }}\n", workspace().join(folder)));
    }
    assert!(!out.contains("soapwright = \"") && out.contains("path = "), "{out}");
    out
}
