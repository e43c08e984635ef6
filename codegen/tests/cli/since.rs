//! What a run says of contracts that changed since the last one, the version that it asks for, and the changelog.

use std::fs;
use std::path::Path;

use super::{CONFIG, files, project, run};

/// A project whose crate is written, and its contract.
fn written() -> (tempfile::TempDir, String) {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    let (out, _) = run(dir.path(), &["generate"], 0);
    assert!(!out.contains("since the last run") && !out.contains("version"), "{out}");
    let contract = fs::read_to_string(dir.path().join("wsdl/Thing.wsdl")).unwrap();
    (dir, contract)
}

/// Changes the contract: each text for another one.
fn change(dir: &Path, contract: &str, edits: &[(&str, &str)]) {
    let mut text = contract.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(dir.join("wsdl/Thing.wsdl"), text).unwrap();
}

const MADE: &str = "<xs:element name=\"Made\" type=\"xs:dateTime\" minOccurs=\"0\"/>";
const ADDED: &str = "<xs:element name=\"Made\" type=\"xs:dateTime\" minOccurs=\"0\"/>\
                     <xs:element name=\"Size\" type=\"xs:int\" minOccurs=\"0\"/>";
const BROKEN: &str = "<xs:element name=\"Made\" type=\"xs:int\" minOccurs=\"0\"/>";

/// The version that the crate has.
fn version(dir: &Path) -> String {
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = ")).unwrap();
    line.trim_matches('"').to_owned()
}

#[test]
fn a_run_ends_with_what_changed_since_the_last_one() {
    let (dir, contract) = written();
    // Nothing changed.
    let (out, _) = run(dir.path(), &["generate"], 0);
    assert!(!out.contains("since the last run") && !out.contains("next version"), "{out}");
    for (edits, words, next) in [
        (&[(MADE, ADDED)][..], "+1 field Thing.Size", Some("0.1.1")),
        (&[(MADE, BROKEN)], "breaking: Thing.Made", Some("0.2.0")),
        (
            &[("<xs:schema", "<!-- a comment --><xs:schema")],
            "the contract says the same in other words",
            Some("0.2.0"),
        ),
    ] {
        change(dir.path(), &contract, edits);
        let before = files(dir.path());
        // A look says it too, and changes nothing.
        let (out, _) = run(dir.path(), &["--check"], 1);
        assert!(out.contains(words), "{words}: {out}");
        assert!(files(dir.path()) == before, "{words}");
        let (out, _) = run(dir.path(), &["generate"], 0);
        let line = out
            .lines()
            .find(|line| line.starts_with("since the last run: "))
            .unwrap_or_else(|| panic!("{out}"));
        assert!(line.contains(words), "{words}: {out}");
        let proposal = next.map(|next| {
            format!("next version: {next} (`soapwright generate --bump` writes it to soapwright.toml)")
        });
        assert_eq!(out.lines().last(), proposal.as_deref(), "{words}");
        // It is said once; the version is proposed until the crate has it.
        let (again, _) = run(dir.path(), &["generate"], 0);
        assert!(!again.contains("since the last run"), "{again}");
        assert_eq!(again.lines().last(), proposal.as_deref());
        assert_eq!(version(dir.path()), "0.1.0");
        run(dir.path(), &["--check"], 0);
        // Back to the beginning. What was proposed stays: the worst of all changes.
        change(dir.path(), &contract, &[]);
        run(dir.path(), &["generate"], 0);
    }
}

#[test]
fn a_bump_gives_the_crate_its_next_version_once() {
    let (dir, contract) = written();
    let commented = CONFIG.replace("\"thing-client\"", "\"thing-client\" # ours");
    fs::write(dir.path().join("soapwright.toml"), &commented).unwrap();
    change(dir.path(), &contract, &[(MADE, BROKEN)]);
    run(dir.path(), &["generate"], 0);
    let (out, _) = run(dir.path(), &["generate", "--bump"], 0);
    assert!(out.ends_with("the version is 0.2.0 now\n"), "{out}");
    assert_eq!(version(dir.path()), "0.2.0");
    let config = fs::read_to_string(dir.path().join("soapwright.toml")).unwrap();
    assert!(config.contains("\"thing-client\" # ours\nversion = \"0.2.0\"\n"), "{config}");
    let written = files(dir.path());
    let (out, _) = run(dir.path(), &["generate", "--bump"], 0);
    assert!(out.contains("the version stays 0.2.0"), "{out}");
    assert!(files(dir.path()) == written);
    run(dir.path(), &["--check"], 0);
    // Change and bump in one run, after a version of somebody's own.
    fs::write(dir.path().join("soapwright.toml"), config.replace("0.2.0", "1.4.2")).unwrap();
    run(dir.path(), &["generate"], 0);
    change(dir.path(), &contract, &[(MADE, &BROKEN.replace("Made", "Other"))]);
    run(dir.path(), &["generate", "--bump"], 0);
    assert_eq!(version(dir.path()), "2.0.0");
    for refused in [&["--bump", "--check"][..], &["--changelog", "x", "--check"]] {
        run(dir.path(), refused, 2);
    }
}

#[test]
fn what_the_configuration_says_of_changes_counts() {
    let (dir, contract) = written();
    let text = format!("{CONFIG}[[changes.ignore]]\nwhere = \"Thing.Made\"\nreason = \"we never use it\"\n");
    fs::write(dir.path().join("soapwright.toml"), text).unwrap();
    change(dir.path(), &contract, &[(MADE, BROKEN)]);
    let (out, _) = run(dir.path(), &["generate"], 0);
    assert!(out.ends_with("since the last run: the contract says the same in other words\n"), "{out}");
    // Operations that are not generated do not count.
    let fewer = CONFIG.replace("[crate]", "operations = [\"Forget\"]\n[crate]");
    fs::write(dir.path().join("soapwright.toml"), fewer).unwrap();
    run(dir.path(), &["generate"], 0);
    change(
        dir.path(),
        &contract,
        &[("name=\"SaveThing\"", "name=\"StoreThing\""), ("tns:SaveThing\"", "tns:StoreThing\"")],
    );
    let (out, _) = run(dir.path(), &["generate"], 0);
    assert!(!out.contains("StoreThing") && !out.contains("SaveThing"), "{out}");
}

#[test]
fn a_changelog_gets_an_entry_for_each_change() {
    let (dir, contract) = written();
    let log = dir.path().join("CHANGELOG.md");
    run(dir.path(), &["generate", "--changelog", "CHANGELOG.md"], 0);
    assert!(!log.exists(), "nothing changed");
    change(dir.path(), &contract, &[(MADE, ADDED)]);
    run(dir.path(), &["generate", "--bump", "--changelog", "CHANGELOG.md"], 0);
    let first = fs::read_to_string(&log).unwrap();
    assert!(first.starts_with("# Changelog\n\n## 0.1.1\n\n### Added\n\n- The field `Thing.Size`"), "{first}");
    fs::write(&log, first.replace("# Changelog\n", "# Changelog\n\nAll of it.\n\n## Unreleased\n\n- ours\n"))
        .unwrap();
    change(dir.path(), &contract, &[(MADE, BROKEN)]);
    run(dir.path(), &["generate", "--changelog", "CHANGELOG.md"], 0);
    let second = fs::read_to_string(&log).unwrap();
    let titles: Vec<&str> = second.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(titles, ["## Unreleased", "## 0.2.0", "## 0.1.1"], "{second}");
    assert!(second.contains("### Breaking\n\n- `Thing.Made`: field type changed"), "{second}");
}

#[test]
fn imports_count_and_a_lost_archive_is_made_again() {
    let (dir, contract) = written();
    let archive = dir.path().join("contract.tar.gz");
    let whole = fs::read(&archive).unwrap();
    for broken in [None, Some(b"nonsense".to_vec()), Some(whole[..whole.len() / 2].to_vec())] {
        match &broken {
            None => fs::remove_file(&archive).unwrap(),
            Some(bytes) => fs::write(&archive, bytes).unwrap(),
        }
        let (out, _) = run(dir.path(), &["generate"], 0);
        assert!(!out.contains("since the last run"), "{out}");
        assert!(fs::read(&archive).unwrap() == whole);
    }
    // A change of what the contract imports is one.
    let schema = "<xs:schema targetNamespace=\"urn:more\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\
                  <xs:simpleType name=\"Code\"><xs:restriction base=\"xs:string\"/></xs:simpleType></xs:schema>";
    fs::write(dir.path().join("wsdl/More.xsd"), schema).unwrap();
    let import = "<xs:element name=\"Made\" type=\"m:Code\" xmlns:m=\"urn:more\" minOccurs=\"0\"/>";
    change(
        dir.path(),
        &contract,
        &[
            (MADE, import),
            (
                "<wsdl:types>",
                "<wsdl:types><xs:schema><xs:import namespace=\"urn:more\" schemaLocation=\"More.xsd\"/></xs:schema>",
            ),
        ],
    );
    run(dir.path(), &["generate"], 0);
    fs::write(dir.path().join("wsdl/More.xsd"), schema.replace("xs:string", "xs:int")).unwrap();
    let (out, _) = run(dir.path(), &["generate"], 0);
    assert!(out.contains("since the last run: ") && out.contains("breaking"), "{out}");
}
