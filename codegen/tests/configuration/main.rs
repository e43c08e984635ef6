//! What is wrong in a soapwright.toml is said with its place and with what was probably meant, and nothing is written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod login;
mod names;

use std::fs;
use std::path::Path;
use std::process::Command;

/// A folder with a contract and a configuration.
fn folder(config: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("wsdl")).unwrap();
    fs::write(dir.path().join("wsdl/Thing.wsdl"), include_str!("../data/thing.wsdl")).unwrap();
    fs::write(dir.path().join("soapwright.toml"), config).unwrap();
    dir
}

/// Runs the command in a folder; answers with the exit code, stdout and stderr.
fn soapwright(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soapwright"));
    let output = command.current_dir(folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Runs the command on a configuration; answers with the exit code, stdout and stderr.
fn run(config: &str) -> (Option<i32>, String, String) {
    let dir = folder(config);
    let (code, out, err) = soapwright(dir.path(), &[]);
    assert_eq!(dir.path().join("Cargo.toml").exists(), code == Some(0), "all or nothing");
    (code, out, err)
}

/// A configuration in order, for `{}` to be put at its end.
const CONFIG: &str = "[crate]\nname = \"thing-client\"\n[[contract]]\nwsdl = \"wsdl/Thing.wsdl\"\n";

/// Checks that a configuration is refused: with the place of what is wrong, and words of the message and the help.
fn refused(config: &str, place: &str, says: &[&str]) {
    let (code, out, err) = run(config);
    assert_eq!(code, Some(2), "{config}\n{out}\n{err}");
    assert!(err.contains(&format!("--> soapwright.toml:{place}\n")), "{config}\nis not at {place}:\n{err}");
    for part in says {
        assert!(err.contains(part), "{config}\nlacks {part}:\n{err}");
    }
}

#[test]
fn unknown_keys_are_said_with_the_nearest_or_with_where_they_belong() {
    for (config, place, says) in [
        (format!("lenent = true\n{CONFIG}"), "1:1", "did you mean `lenient`?"),
        (format!("preserve_unknown = true\n{CONFIG}"), "1:1", "did you mean `preserve-unknown`?"),
        (format!("{CONFIG}modul = \"x\"\n"), "5:1", "did you mean `module`?"),
        (format!("{CONFIG}server = true\n"), "5:1", "belongs at the top of the file, before the first table"),
        (format!("{CONFIG}headers = []\n"), "5:1", "`headers` belongs in [session]"),
        (CONFIG.replace("[[contract]]\n", ""), "3:1", "`wsdl` belongs in [[contract]]"),
        (format!("{CONFIG}[session]\nheadrs = []\n"), "6:1", "did you mean `headers`?"),
        (
            format!("{CONFIG}[session]\nmesage = \"\"\n"),
            "6:1",
            "did you mean `message`? It belongs in [outcome]",
        ),
        (
            format!("{CONFIG}[outcome]\nsucceeded = \"Succeeded\"\nerror = \"E\"\nknd = \"K\"\n"),
            "8:1",
            "did you mean `kind`?",
        ),
        (format!("{CONFIG}[refused]\n"), "5:2", "`refused` is written [login.refused]"),
        (format!("{CONFIG}[login.refused]\nfault = []\n"), "6:1", "did you mean `faults`?"),
        (format!("{CONFIG}[secrets]\nfield = []\n"), "6:1", "did you mean `fields`?"),
        (format!("runtime = {{ pth = \"x\" }}\n{CONFIG}"), "1:13", "did you mean `path`?"),
        (format!("[package]\n{CONFIG}"), "1:2", "did you mean `crate`?"),
        (format!("{CONFIG}[zebra]\n"), "5:2", "known here: `crate`, `contract`, "),
    ] {
        refused(&config, place, &["error[unknown-key]", says]);
    }
}

#[test]
fn brackets_that_are_too_few_or_too_many() {
    refused(&CONFIG.replace("[[contract]]", "[contract]"), "3:2", &["this table is written [[contract]]"]);
    refused(&format!("{CONFIG}[[session]]\n"), "5:3", &["this table is written [session]"]);
    refused(&format!("{CONFIG}[[rename]]\n"), "5:3", &["this table is written [rename]"]);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let config =
        "lenient = 1\n[crate]\nnme = \"x\"\nname = 2\n[[contract]]\nwsdl = \"A\"\n[session]\nheaders = [3]\n";
    let (code, _, err) = run(config);
    assert_eq!(code, Some(2));
    assert_eq!(err.matches("error[").count(), 4, "{err}");
    for place in ["1:11", "3:1", "4:8", "8:12"] {
        assert!(err.contains(&format!("soapwright.toml:{place}\n")), "{place}\n{err}");
    }
}

#[test]
fn a_version_is_one_as_cargo_takes_it() {
    for (version, says) in [
        ("1.0", "did you mean `1.0.0`?"),
        ("v2.3.4", "did you mean `2.3.4`?"),
        ("7", "did you mean `7.0.0`?"),
        ("1.0.0.0", "three numbers"),
        ("1.0.0 \\n\\u001b", "three numbers"),
        ("", "three numbers"),
    ] {
        let config = CONFIG.replace("\n[[", &format!("\nversion = \"{version}\"\n[["));
        refused(&config, "3:11", &["is not a version", says]);
    }
    let config = CONFIG.replace("\n[[", "\nversion = \"1.2.3-beta.1+build\"\n[[");
    assert_eq!(run(&config).0, Some(0));
}

/// [`CONFIG`] with a line more in `[crate]`, its third.
fn of_crate(line: &str) -> String {
    CONFIG.replace("\n[[", &format!("\n{line}\n[["))
}

#[test]
fn the_example_is_an_operation() {
    for (name, says) in [
        ("SaveThin", "did you mean `SaveThing`?"),
        ("Thing.SaveThign", "did you mean `Thing.SaveThing`?"),
        ("Thing.*", "there is no such operation"),
        ("", "there is no such operation"),
    ] {
        let line = format!("example = \"{name}\"");
        refused(&of_crate(&line), "3:11", &["error[unknown-name]", "[crate] example names", says]);
    }
    for name in ["SaveThing", "save_thing", "Thing.SaveThing", "Forget"] {
        let dir = folder(&of_crate(&format!("example = \"{name}\"")));
        assert_eq!(soapwright(dir.path(), &[]).0, Some(0), "{name}");
        let readme = fs::read_to_string(dir.path().join("README.md")).unwrap();
        let call = if name == "Forget" { ".forget(" } else { ".save_thing(&Thing::default())" };
        assert!(readme.contains(call), "{name}\n{readme}");
    }
    // One that is not wanted this time is no mistake.
    let dir = folder(&of_crate("example = \"Forget\""));
    assert_eq!(soapwright(dir.path(), &["generate", "--operations", "SaveThing"]).0, Some(0));
}

#[test]
fn arguments_may_be_structs() {
    for (line, signature) in [
        ("", "save_thing(&self, thing: &crate::types::Thing)"),
        ("arguments = \"separate\"", "save_thing(&self, thing: &crate::types::Thing)"),
        ("arguments = \"struct\"", "save_thing(&self, request: &SaveThingRequest)"),
    ] {
        let dir = folder(&of_crate(line));
        assert_eq!(soapwright(dir.path(), &[]).0, Some(0), "{line}");
        let service = fs::read_to_string(dir.path().join("src/thing/mod.rs")).unwrap();
        assert!(service.contains(signature), "{line}\n{service}");
        let guide = fs::read_to_string(dir.path().join("GUIDE.md")).unwrap();
        assert_eq!(guide.contains("each method takes one struct"), line.contains("struct"), "{line}");
    }
    refused(&of_crate("arguments = \"tuple\""), "3:13", &["`tuple`", "`separate` or `struct`"]);
}

#[test]
fn what_cargo_is_told() {
    let lines =
        "license = \"MIT OR Apache-2.0\"\nrepository = \"https://example.org/thing\"\npublish = [\"own\"]";
    let dir = folder(&of_crate(lines));
    assert_eq!(soapwright(dir.path(), &[]).0, Some(0));
    let manifest: toml::Table = fs::read_to_string(dir.path().join("Cargo.toml")).unwrap().parse().unwrap();
    let package = &manifest["package"];
    for line in lines.lines() {
        let (key, value) = line.split_once(" = ").unwrap();
        assert_eq!(package[key].to_string(), value);
    }
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    refused(&of_crate("publish = 1"), "3:11", &["true, false, or a list"]);
    refused(&of_crate("licence = \"MIT\""), "3:1", &["did you mean `license`?"]);
}

#[test]
fn a_module_is_a_name_that_a_crate_can_have() {
    let long = "m".repeat(100_000);
    for (module, says) in [
        ("../../etc", "did you mean `etc`?"),
        ("a b", "did you mean `a_b`?"),
        ("a.b", "did you mean `a_b`?"),
        ("a\\n[features]", "did you mean `a_features`?"),
        ("types", "did you mean `types_service`?"),
        ("Runtime", "did you mean `runtime_service`?"),
        ("1st", "a letter first"),
        ("ä", "letters, digits"),
        ("", "letters, digits"),
        (&long, "at most 64"),
    ] {
        refused(&format!("{CONFIG}module = \"{module}\"\n"), "5:10", &["error[bad-name]", says]);
    }
    for module in ["things", "Things", "thing-s", "type"] {
        assert_eq!(run(&format!("{CONFIG}module = \"{module}\"\n")).0, Some(0), "{module}");
    }
}

#[test]
fn operations_are_named_as_they_are_shown_and_no_other() {
    for (name, says) in [
        ("SaveThin", "did you mean `SaveThing`?"),
        ("saveThing", "did you mean `SaveThing`?"),
        ("save_thin", "did you mean `save_thing`?"),
        ("Thing.SaveThin", "did you mean `Thing.SaveThing`?"),
        ("thing.save_thin", "did you mean `thing.save_thing`?"),
        ("ThingService.Forgot", "did you mean `ThingService.Forget`?"),
        ("Thin.SaveThing", "did you mean `Thing.SaveThing`?"),
        ("Thing.", "did you mean `Thing.SaveThing` or `Thing.Forget`?"),
        ("*", "there is `SaveThing`, `Forget`"),
        ("", "there is `SaveThing`, `Forget`"),
        ("SaveThing\\u001b[31m", "`SaveThing\\u{1b}[31m`"),
    ] {
        refused(
            &format!("operations = [\"Forget\", \"{name}\"]\n{CONFIG}"),
            "1:25",
            &["error[unknown-name]: `operations` names `", "but there is no such operation", says],
        );
    }
    for name in [
        "SaveThing",
        "save_thing",
        "Thing.SaveThing",
        "thing.save_thing",
        "ThingService.SaveThing",
        "{urn:example:thing}ThingService.SaveThing",
        "ThingSoap.SaveThing",
        "Thing.*",
        "thing.*",
    ] {
        let (code, _, err) = run(&format!("operations = [\"{name}\"]\n{CONFIG}"));
        assert_eq!((code, &*err), (Some(0), ""), "{name}");
    }
}

#[test]
fn a_port_is_one_of_its_contract() {
    let config = format!("{CONFIG}port = \"ThingSop\"\n");
    refused(
        &config,
        "5:8",
        &["error[unknown-name]: Thing.wsdl has no SOAP port `ThingSop`", "did you mean `ThingSoap`?"],
    );
    assert_eq!(run(&format!("{CONFIG}port = \"ThingSoap\"\n")).0, Some(0));
}

#[test]
fn what_the_command_line_says_has_no_place_in_the_file() {
    let dir = folder(&format!("operations = [\"Forget\"]\n{CONFIG}"));
    let (code, _, err) = soapwright(dir.path(), &["generate", "--operations", "Forgot"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`Forget`?") && !err.contains("soapwright.toml"), "{err}");
}

#[test]
fn a_module_goes_before_the_lock_and_says_what_it_renames() {
    let dir = folder(CONFIG);
    assert_eq!(soapwright(dir.path(), &[]).0, Some(0));
    let lock = || fs::read_to_string(dir.path().join("soapwright.lock")).unwrap();
    assert!(lock().contains("Thing\" = \"thing\"\n"), "{}", lock());
    // As an earlier version wrote it.
    fs::write(dir.path().join("soapwright.lock"), lock().replacen("format = 2", "format = 1", 1)).unwrap();
    assert_eq!(soapwright(dir.path(), &["--check"]).0, Some(1), "the format of the lock is another");
    assert_eq!(soapwright(dir.path(), &[]).0, Some(0));
    assert!(lock().contains("format = 2\n"));
    fs::write(dir.path().join("soapwright.toml"), format!("{CONFIG}module = \"items\"\n")).unwrap();
    let (code, out, _) = soapwright(dir.path(), &[]);
    assert_eq!(code, Some(0));
    assert!(out.contains("the service `thing` is called `items` from now on"), "{out}");
    assert!(dir.path().join("src/items/mod.rs").exists() && !dir.path().join("src/thing").exists());
    let (_, out, _) = soapwright(dir.path(), &[]);
    assert!(!out.contains("from now on"), "it is said once: {out}");
    // Without it the service keeps the name that it has.
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    assert_eq!(soapwright(dir.path(), &["--check"]).0, Some(0));
}
