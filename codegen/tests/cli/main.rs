//! The command as its users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod changes;
mod folder;
mod new_crate;
mod pin;
mod since;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn soapwright(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soapwright")).current_dir(folder).args(args).output().unwrap()
}

/// Runs it and checks the exit code; answers with stdout and stderr.
fn run(folder: &Path, args: &[&str], code: i32) -> (String, String) {
    let output = soapwright(folder, args);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    (out, err)
}

/// A folder with a contract in `wsdl/Thing.wsdl`.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("wsdl")).unwrap();
    fs::write(dir.path().join("wsdl/Thing.wsdl"), include_str!("../data/thing.wsdl")).unwrap();
    dir
}

const CONFIG: &str = "[crate]\nname = \"thing-client\"\n[[contract]]\nwsdl = \"wsdl/Thing.wsdl\"\n";

/// All files below a folder, sorted, with their content.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut list = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(at) = pending.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                list.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    list.sort();
    list
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let dir = project();
    let (help, _) = run(dir.path(), &["--help"], 0);
    for part in
        ["generate", "inspect", "sample", "normalize", "diff", "pin", "Examples:", "Exit codes:", "--check"]
    {
        assert!(help.contains(part), "{part}\n{help}");
    }
    for command in ["init", "generate", "inspect", "sample", "normalize", "diff", "pin", "completions"] {
        assert!(run(dir.path(), &[command, "--help"], 0).0.contains("Examples:"), "{command}");
    }
    assert!(run(dir.path(), &["--version"], 0).0.starts_with("soapwright "));
}

#[test]
fn bad_usage_and_bad_input_exit_with_2() {
    let dir = project();
    for (args, says) in [
        (&["--nonsense"][..], "--nonsense"),
        (&[], "found neither ./soapwright.toml nor ./generated/soapwright.toml"),
        (&["generate", "missing.toml"], "missing.toml"),
        (&["generate", "--wsdl", "wsdl/Thing.wsdl"], "--out"),
        (&["generate", "--wsdl", "https://example.com/?wsdl", "--out", "x"], "URL"),
        (&["generate", "--wsdl", "no*.wsdl", "--out", "x"], "matches no file"),
        (&["generate", "--wsdl", "missing.wsdl", "--out", "x"], "missing.wsdl"),
        (&["inspect", "missing.wsdl"], "missing.wsdl"),
        (&["inspect", "wsdl/Thing.wsdl", "--operation", "SaveThin"], "`SaveThing`"),
        (&["sample", "wsdl/Thing.wsdl", "Nothing"], "no operation `Nothing`"),
        (&["sample", "wsdl/Thing.wsdl", "Forget", "--part", "response"], "one-way"),
        (&["normalize"], "FILE"),
    ] {
        let (out, err) = run(dir.path(), args, 2);
        assert!(err.contains(says), "{args:?}: {err}");
        assert!(out.is_empty(), "errors go to stderr: {out}");
    }
    assert_eq!(files(dir.path()).len(), 1, "nothing was written");
    fs::write(dir.path().join("soapwright.toml"), CONFIG.replace("wsdl =", "wsld =")).unwrap();
    let (_, err) = run(dir.path(), &[], 2);
    assert!(err.contains("soapwright.toml:4:1") && err.contains("`wsdl`"), "{err}");
}

#[test]
fn generate_check_generate() {
    let dir = project();
    fs::create_dir(dir.path().join("generated")).unwrap();
    let text = CONFIG.replace("wsdl/", "../wsdl/");
    fs::write(dir.path().join("generated/soapwright.toml"), text).unwrap();
    let before = files(dir.path());
    let (out, _) = run(dir.path(), &["--check"], 1);
    assert!(out.contains("+++ b/Cargo.toml") && out.contains("would change: "), "{out}");
    assert_eq!(files(dir.path()), before, "--check changes nothing");
    let (out, err) = run(dir.path(), &[], 0);
    assert!(out.contains("read 1 service, 2 operations, ") && !out.contains("  create "), "{out}");
    assert!(out.lines().count() < 15 && out.contains("thing-client = { path = \"generated\" }"), "{out}");
    assert!(out.contains("wrote generated: ") && out.contains(" files in "), "{out}");
    assert!(err.is_empty(), "no bar where there is no terminal: {err}");
    assert!(dir.path().join("generated/src/lib.rs").is_file());
    let written = files(dir.path());
    let (out, _) = run(dir.path(), &["generate", "--check"], 0);
    assert!(out.contains("nothing would change"), "{out}");
    let (out, _) = run(dir.path(), &["--quiet"], 0);
    assert!(out.is_empty(), "{out}");
    assert_eq!(files(dir.path()), written, "a second run changes nothing");
    fs::write(dir.path().join("generated/src/lib.rs"), "edited\n").unwrap();
    let (out, err) = run(dir.path(), &["generate", "generated", "--check"], 1);
    assert!(out.contains("-edited\n") && err.contains("edited by hand"), "{out}{err}");
    run(dir.path(), &[], 0);
    assert_eq!(files(dir.path()), written);
}

#[test]
fn wsdl_on_the_command_line_starts_a_crate() {
    let dir = project();
    let args = ["generate", "--wsdl", "wsdl", "--out", "out/Thing Client"];
    run(dir.path(), &[args.as_slice(), &["--check"]].concat(), 1);
    assert!(!dir.path().join("out").exists());
    run(dir.path(), &args, 0);
    let config = fs::read_to_string(dir.path().join("out/Thing Client/soapwright.toml")).unwrap();
    assert!(
        config.contains("name = \"thing-client\"") && config.contains("wsdl = \"../../wsdl/Thing.wsdl\""),
        "{config}"
    );
    let written = files(dir.path());
    run(dir.path(), &args, 0);
    run(dir.path(), &["generate", "out/Thing Client", "--check"], 0);
    assert_eq!(files(dir.path()), written);
    let (_, err) = run(dir.path(), &[args.as_slice(), &["--crate-name", "other"]].concat(), 2);
    assert!(err.contains("with other content"), "{err}");
    assert_eq!(files(dir.path()), written);
}

#[test]
fn a_started_crate_has_proposals_and_an_edited_configuration_stands() {
    let dir = project();
    let args = ["generate", "--wsdl", "wsdl/Thing.wsdl", "--out", "out"];
    let (out, _) = run(dir.path(), &args, 0);
    for line in ["  [session] Ticket\n", "  [secrets] Ticket\n", "for you to decide: [outcome], [login]\n"] {
        assert!(out.contains(line), "{line:?}\n{out}");
    }
    let path = dir.path().join("out/soapwright.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\n[session]\nheaders = [\"Ticket\"]\n"), "{text}");
    assert!(text.contains("\n# [outcome]\n# succeeded = \"Succeeded\"\n"), "{text}");
    let headers = fs::read_to_string(dir.path().join("out/src/headers.rs")).unwrap();
    assert!(headers.contains("SECRETS: [&str; 1] = [\"Ticket\"]"), "the first run goes by them");
    // Said again, it proposes nothing, and goes by the file as it is now.
    fs::write(&path, text.replace("[secrets]\nfields = [\"Ticket\"]\n", "")).unwrap();
    let before = fs::read_to_string(&path).unwrap();
    let (out, _) = run(dir.path(), &args, 0);
    assert!(!out.contains("[session]") && out.contains("update src/headers.rs"), "{out}");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    run(dir.path(), &[args.as_slice(), &["--operations", "Forget"]].concat(), 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    assert!(run(dir.path(), &["generate", "--quiet", "--wsdl", "wsdl", "--out", "other"], 0).0.is_empty());
}

#[test]
fn init_starts_a_crate() {
    let dir = project();
    let (out, _) = run(dir.path(), &["init", "wsdl/Thing.wsdl", "--verbose"], 0);
    assert!(out.contains("  create src/lib.rs\n") && out.contains("thing-client/README.md"), "{out}");
    assert!(dir.path().join("thing-client/soapwright.toml").is_file());
    let written = files(dir.path());
    run(dir.path(), &["thing-client", "--check"], 0);
    let (_, err) = run(dir.path(), &["init", "wsdl/Thing.wsdl"], 2);
    assert!(err.contains("exists already") && err.contains("soapwright generate thing-client"), "{err}");
    assert_eq!(files(dir.path()), written);
    let (out, _) = run(dir.path(), &["init", "wsdl", "my client", "--crate-name", "other", "--quiet"], 0);
    assert!(out.is_empty(), "{out}");
    let config = fs::read_to_string(dir.path().join("my client/soapwright.toml")).unwrap();
    assert!(config.contains("name = \"other\"") && config.contains("../wsdl/Thing.wsdl"), "{config}");
}

#[test]
fn a_contract_in_place_of_a_configuration_gives_the_command_to_run() {
    let dir = project();
    fs::copy(dir.path().join("wsdl/Thing.wsdl"), dir.path().join("contract")).unwrap();
    let before = files(dir.path());
    for (args, command) in [
        (&["wsdl/Thing.wsdl"][..], "soapwright init wsdl/Thing.wsdl\n"),
        (&["generate", "wsdl/Thing.wsdl"], "soapwright init wsdl/Thing.wsdl\n"),
        (&["wsdl/Thing.wsdl", "contract"], "soapwright init wsdl/Thing.wsdl contract client\n"),
        (&["contract"], "soapwright init contract\n"),
        (&["wsdl"], "soapwright init wsdl client\n"),
        (
            &["https://example.com/Orders?wsdl"],
            "soapwright fetch 'https://example.com/Orders?wsdl' --out wsdl, then start a crate from it: soapwright init ",
        ),
    ] {
        let (out, err) = run(dir.path(), args, 2);
        assert!(
            err.contains("is a contract, not a configuration") && err.contains(command),
            "{args:?}: {err}"
        );
        assert!(out.is_empty(), "{out}");
    }
    assert_eq!(files(dir.path()), before);
    // What was told works.
    run(dir.path(), &["init", "wsdl", "client"], 0);
    run(dir.path(), &["init", "contract"], 0);
}

#[test]
fn timings_are_the_phases_in_their_order() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    let (_, err) = run(dir.path(), &["generate", "--timings"], 0);
    let names: Vec<&str> = err.lines().filter_map(|line| line.split(' ').next()).collect();
    let phases = [
        "load", "read", "resolve", "lower", "merge", "diff", "model", "names", "emit", "plan", "write", "all",
    ];
    assert_eq!(names, phases, "{err}");
}

#[test]
fn what_holds_for_every_subcommand_may_stand_before_it() {
    let dir = project();
    for args in
        [&["-q", "inspect", "wsdl"][..], &["inspect", "-q", "wsdl"], &["--color", "never", "inspect", "wsdl"]]
    {
        assert!(run(dir.path(), args, 0).0.contains("service "), "{args:?}");
    }
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    assert!(run(dir.path(), &["-q", "generate"], 0).0.is_empty());
    for args in [
        &["--check", "inspect", "wsdl"][..],
        &["--lenient", "inspect", "wsdl"],
        &["--timings", "normalize", "wsdl"],
    ] {
        assert!(run(dir.path(), args, 2).1.contains("before another subcommand"), "{args:?}");
    }
}

#[test]
fn many_changed_files_are_counted_unless_asked_for() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    run(dir.path(), &[], 0);
    let count = |out: &str| out.lines().filter(|line| line.starts_with("  create ")).count();
    fs::remove_dir_all(dir.path().join("src")).unwrap();
    let (out, _) = run(dir.path(), &[], 0);
    assert!(count(&out) == 20 && out.contains(" more (-v lists them)\n"), "{out}");
    fs::remove_dir_all(dir.path().join("src")).unwrap();
    assert!(count(&run(dir.path(), &["-v"], 0).0) > 50);
    fs::remove_file(dir.path().join("src/lib.rs")).unwrap();
    assert!(run(dir.path(), &[], 0).0.contains("  create src/lib.rs\n"));
}

#[test]
fn completions_know_the_subcommands() {
    let dir = project();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = run(dir.path(), &["completions", shell], 0);
        assert!(script.contains("inspect") && script.contains("soapwright"), "{shell}: {script}");
    }
    assert!(run(dir.path(), &["completions", "tcsh"], 2).1.contains("bash"));
}

#[test]
fn foreign_files_are_refused_and_old_files_go() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    fs::write(dir.path().join("Cargo.toml"), "# mine\n").unwrap();
    let before = files(dir.path());
    let (_, err) = run(dir.path(), &[], 2);
    assert!(err.contains("Cargo.toml") && err.contains("in the way"), "{err}");
    assert_eq!(files(dir.path()), before);
    fs::remove_file(dir.path().join("Cargo.toml")).unwrap();
    run(dir.path(), &[], 0);
    // As if an earlier version had written one file more.
    fs::create_dir(dir.path().join("src/gone")).unwrap();
    fs::write(dir.path().join("src/gone/old.rs"), "").unwrap();
    fs::write(dir.path().join("src/foreign.rs"), "mine").unwrap();
    let lock = fs::read_to_string(dir.path().join("soapwright.lock")).unwrap();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let with_old = lock.replace("[files]\n", &format!("[files]\n\"src/gone/old.rs\" = \"{empty}\"\n"));
    fs::write(dir.path().join("soapwright.lock"), with_old).unwrap();
    let (out, _) = run(dir.path(), &[], 0);
    assert!(out.contains("  delete src/gone/old.rs\n"), "{out}");
    assert!(!dir.path().join("src/gone").exists());
    assert_eq!(fs::read_to_string(dir.path().join("src/foreign.rs")).unwrap(), "mine");
    // A lock that names what is outside is refused.
    let evil = lock.replace("[files]\n", &format!("[files]\n\"../outside\" = \"{empty}\"\n"));
    fs::write(dir.path().join("soapwright.lock"), evil).unwrap();
    assert!(run(dir.path(), &[], 2).1.contains("out of the output folder"));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let dir = project();
    fs::create_dir(dir.path().join("elsewhere")).unwrap();
    fs::create_dir(dir.path().join("out")).unwrap();
    fs::write(dir.path().join("out/soapwright.toml"), CONFIG.replace("wsdl/", "../wsdl/")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", dir.path().join("out/src")).unwrap();
    assert!(run(dir.path(), &["generate", "out"], 2).1.contains("link"));
    assert_eq!(files(&dir.path().join("elsewhere")), []);
    assert!(!dir.path().join("out/Cargo.toml").exists(), "all or nothing");
}

#[test]
fn strict_takes_warnings_for_errors() {
    let dir = project();
    let strict = "strict = true\n".to_owned() + CONFIG;
    fs::write(dir.path().join("soapwright.toml"), &strict).unwrap();
    run(dir.path(), &["generate"], 0);
    let contract = include_str!("../data/thing.wsdl");
    let odd = contract.replacen("style=\"document\"", "style=\"odd\"", 1);
    assert_ne!(contract, odd);
    fs::write(dir.path().join("wsdl/Thing.wsdl"), odd).unwrap();
    let before = files(dir.path());
    let (_, err) = run(dir.path(), &["generate"], 2);
    assert!(err.contains("error[bad-value]: style is \"odd\""), "{err}");
    run(dir.path(), &["inspect", "--strict", "wsdl/Thing.wsdl"], 2);
    assert_eq!(files(dir.path()), before);
    run(dir.path(), &["generate", "--strict", "--lenient"], 2);
    // What is said now goes before what the configuration says.
    run(dir.path(), &["generate", "--lenient"], 0);
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    run(dir.path(), &["generate", "--strict"], 2);
}

#[test]
fn inspect_and_sample_answer_on_stdout() {
    let dir = project();
    let (text, _) = run(dir.path(), &["inspect", "wsdl"], 0);
    assert!(text.contains("    SaveThing(Thing) -> Thing?"), "{text}");
    assert!(text.lines().filter(|line| line.starts_with("    ")).count() == 2, "a line an operation: {text}");
    let (text, _) = run(dir.path(), &["inspect", "--full", "wsdl"], 0);
    assert!(text.contains("operation SaveThing  document"), "{text}");
    let (json, _) =
        run(dir.path(), &["inspect", "wsdl/*.wsdl", "--format", "json", "--operation", "Forget"], 0);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["services"][0]["ports"][0]["operations"].as_array().unwrap().len(), 1);
    let (both, _) = run(dir.path(), &["sample", "wsdl/Thing.wsdl", "SaveThing"], 0);
    assert!(
        both.contains("SOAPAction: \"urn:example:thing/SaveThing\"") && both.contains("<!-- response -->"),
        "{both}"
    );
    let (request, _) =
        run(dir.path(), &["sample", "wsdl/Thing.wsdl", "ThingService.SaveThing", "--part", "request"], 0);
    assert!(roxmltree::Document::parse(&request).is_ok(), "{request}");
}

#[test]
fn normalize_keeps_the_facts() {
    let dir = project();
    let (text, _) = run(dir.path(), &["normalize", "wsdl/Thing.wsdl"], 0);
    run(dir.path(), &["normalize", "wsdl/Thing.wsdl", "--out", "flat/Thing.wsdl"], 0);
    assert_eq!(fs::read_to_string(dir.path().join("flat/Thing.wsdl")).unwrap(), text);
    let inspect = |file: &str| run(dir.path(), &["inspect", "--full", file], 0).0;
    assert_eq!(inspect("flat/Thing.wsdl"), inspect("wsdl/Thing.wsdl"));
}

#[test]
fn colour_is_asked_for() {
    let dir = project();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    assert!(run(dir.path(), &["--check", "--color", "always"], 1).0.contains("\u{1b}[32m+"));
    assert!(!run(dir.path(), &["--check"], 1).0.contains('\u{1b}'));
}
