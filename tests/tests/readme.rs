//! What documents say is so. The first screen of README.md: its commands print what it says, its program compiles, its
//! picture is of today. The map of the tests: it has each of them.
//!
//! `SOAPWRIGHT_BLESS=1` draws the picture anew.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = include_str!("../../README.md");

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What a command prints, stdout and then stderr.
fn printed(folder: &Path, words: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_command_line")).current_dir(folder).args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

/// Seconds differ from run to run, and the number of files with each that the runtime gets.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut words: Vec<&str> = line.split(' ').collect();
        if let ["wrote", _, count, "files", "in", seconds, "s"] = words.as_mut_slice() {
            assert!(count.parse::<u32>().is_ok() && seconds.parse::<f64>().is_ok(), "{line}");
            (*count, *seconds) = ("N", "T");
        }
        out.push_str(&words.join(" "));
        out.push('\n');
    }
    out
}

#[test]
fn the_commands_print_what_the_readme_says() {
    let block = README.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(repository().join("tests/readme/Orders.wsdl"), dir.path().join("Orders.wsdl")).unwrap();
    let mut commands = 0;
    for part in block.split("$ soapwright ").skip(1) {
        let (command, says) = part.split_once('\n').unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let text = printed(dir.path(), &words);
        assert_eq!(steady(&text), steady(says), "soapwright {command}");
        commands += 1;
    }
    assert_eq!(commands, 4);
}

#[test]
fn the_picture_shows_what_a_broken_contract_gives() {
    let dir = tempfile::tempdir().unwrap();
    let contract = std::fs::read_to_string(repository().join("tests/readme/Orders.wsdl")).unwrap();
    let broken = contract.replacen("type=\"tns:Line\"", "type=\"tns:Lime\"", 1).replacen(
        "element=\"tns:findOrder\"",
        "element=\"tns:findOrders\"",
        1,
    );
    std::fs::write(dir.path().join("Orders.wsdl"), broken).unwrap();
    let text = printed(dir.path(), &["--color", "always", "init", "Orders.wsdl"]);
    assert!(text.contains("Lime") && text.contains("findOrders"), "{text}");
    assert!(!text.contains(dir.path().to_str().unwrap()), "files are named as the user named them: {text}");
    let prompt = "\u{1b}[1m$ soapwright init Orders.wsdl\u{1b}[0m\n";
    let picture = anstyle_svg::Term::new().render_svg(&format!("{prompt}{text}"));
    let path = repository().join("tests/readme/diagnostic.svg");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, &picture).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(there, picture, "SOAPWRIGHT_BLESS=1 draws it anew");
}

/// What stands between backquotes in one column of a document's tables.
fn column(document: &str, column: usize) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(column));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The targets in a folder: its Rust files, and its folders with a `main.rs`.
fn targets(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(repository().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let targets =
        paths.filter(|path| path.extension().is_some_and(|e| e == "rs") || path.join("main.rs").exists());
    targets.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn the_map_has_all_tests_and_programs() {
    let map = std::fs::read_to_string(repository().join("tests/README.md")).unwrap();
    let (tests, rest) = map.split_once("\n## Writing").unwrap();
    let (commands, targets_and_modules): (BTreeSet<String>, BTreeSet<String>) =
        column(tests, 1).into_iter().partition(|name| name.starts_with("cargo test "));
    let named: BTreeSet<&str> =
        targets_and_modules.iter().map(|name| name.split("::").next().unwrap()).collect();
    assert_eq!(named, targets("tests/tests").iter().map(String::as_str).collect());
    let named: BTreeSet<&str> =
        commands.iter().map(|command| command.split_once("--test ").unwrap().1).collect();
    let others: Vec<String> = ["codegen/tests", "templates/tests"].iter().flat_map(|f| targets(f)).collect();
    assert_eq!(named, others.iter().map(String::as_str).collect());
    // Modules and expected results are where the map says.
    for module in targets_and_modules.iter().filter(|name| name.contains("::")) {
        let path = repository().join("tests/tests").join(module.replace("::", "/"));
        assert!(path.is_dir() || path.with_extension("rs").exists(), "{module}");
    }
    for expected in column(tests, 2) {
        let path = expected.trim_end_matches("*.txt").trim_end_matches("*/");
        assert!(repository().join("tests").join(path).exists(), "{expected}");
    }
    let programs = column(rest.split_once("\n## Programs").unwrap().1, 0);
    let named: BTreeSet<&str> = programs.iter().map(|program| program.split(' ').next().unwrap()).collect();
    assert_eq!(named, targets("tests/src/bin").iter().map(String::as_str).collect());
}

/// A package has no files but its own, and a link is a file of text where the system has no links.
#[test]
fn packages_have_the_licences_and_name_their_version() {
    let read = |path: &str| std::fs::read_to_string(repository().join(path)).unwrap();
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        for package in ["codegen", "templates"] {
            assert_eq!(read(&format!("{package}/{licence}")), read(licence), "{package}/{licence}");
        }
    }
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let version = workspace["workspace"]["package"]["version"].as_str().unwrap();
    let generator: toml::Table = read("codegen/Cargo.toml").parse().unwrap();
    let asked = generator["dependencies"]["soapwright-runtime"]["version"].as_str().unwrap();
    assert_eq!(asked, version, "the generator asks for the runtime of its own version");
    let says = format!("runtime = {{ version = \"{version}\" }}");
    assert!(read("templates/README.md").contains(&says), "templates/README.md: {says}");
}
