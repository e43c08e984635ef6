//! `soapwright diff`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{CONFIG, files, project, run};

/// The contract with an edit, in `new/Thing.wsdl`.
fn edited(folder: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(folder.join("wsdl/Thing.wsdl")).unwrap();
    assert!(text.contains(old), "{old}");
    fs::create_dir_all(folder.join("new")).unwrap();
    fs::write(folder.join("new/Thing.wsdl"), text.replacen(old, new, 1)).unwrap();
}

const COLOUR: &str = "<xs:element name=\"Colour\" type=\"tns:Colour\" minOccurs=\"0\"/>";
const NEW: &str = "<xs:element name=\"Colour\" type=\"tns:Colour\" minOccurs=\"0\"/><xs:element name=\"Size\" type=\"xs:int\" minOccurs=\"0\"/>";

#[test]
fn the_exit_code_says_whether_anything_is_as_bad_as_asked() {
    let dir = project();
    let same = ["diff", "wsdl/Thing.wsdl", "wsdl"];
    let (out, err) = run(dir.path(), &same, 0);
    assert_eq!((out.as_str(), err.as_str()), ("no change\n", ""));
    edited(dir.path(), COLOUR, NEW);
    let before = files(dir.path());
    for (limit, code) in [("breaking", 0), ("risky", 1), ("any", 1)] {
        let (out, _) = run(dir.path(), &["diff", "wsdl", "new", "--fail-on", limit], code);
        assert!(out.contains("Thing.Size  field-added") && out.contains("+ xs:int?"), "{out}");
        assert!(out.contains("new/Thing.wsdl:15:"), "{out}");
        assert!(out.contains("0 breaking, 1 risky, 0 compatible, 0 cosmetic"), "{out}");
    }
    run(dir.path(), &["diff", "new", "wsdl"], 1);
    run(dir.path(), &["diff", "wsdl", "new", "--fail-on", "nothing"], 2);
    assert_eq!(files(dir.path()), before, "nothing is written");
}

/// An added parameter breaks calls, unless all operations take a struct of their parameters.
#[test]
fn what_arguments_are_decides_whether_one_more_breaks_calls() {
    let dir = project();
    let only = "<xs:element name=\"Id\" type=\"xs:int\"/></xs:sequence></xs:complexType>\n      </xs:element>\n      <xs:element name=\"Unused\"";
    let more = only.replacen("/>", "/><xs:element name=\"Why\" type=\"xs:string\" minOccurs=\"0\"/>", 1);
    edited(dir.path(), only, &more);
    for (arguments, code, class) in [("separate", 1, "breaking (1)"), ("struct", 0, "compatible (1)")] {
        let text = CONFIG.replace("[[contract]]", &format!("arguments = \"{arguments}\"\n[[contract]]"));
        fs::write(dir.path().join("soapwright.toml"), text).unwrap();
        let (out, _) = run(dir.path(), &["diff", ".", "new"], code);
        assert!(out.starts_with(class) && out.contains("Forget(Why)  parameter-added"), "{arguments}: {out}");
    }
}

#[test]
fn a_broken_contract_is_told_as_everywhere() {
    let dir = project();
    edited(dir.path(), "type=\"tns:Short\"", "type=\"tns:Shirt\"");
    let (out, err) = run(dir.path(), &["diff", "wsdl", "new"], 2);
    assert!(out.is_empty() && err.contains("error[dangling-reference]") && err.contains("Shirt"), "{err}");
    let (_, err) = run(dir.path(), &["diff", "wsdl", "missing.wsdl"], 2);
    assert!(err.contains("missing.wsdl"), "{err}");
    run(dir.path(), &["diff", "wsdl"], 2);
}

#[test]
fn every_format_is_there() {
    let dir = project();
    edited(dir.path(), COLOUR, NEW);
    let shown = |format: &str| run(dir.path(), &["diff", "wsdl", "new", "--format", format], 0).0;
    let json: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    assert_eq!(json["summary"]["risky"], 1);
    assert_eq!(json["version"], "minor");
    let change = &json["changes"][0];
    for (key, value) in [
        ("kind", "field-added"),
        ("class", "risky"),
        ("direction", "both"),
        ("where", "Thing.Size"),
        ("wire", "ok"),
        ("data", "loses"),
        ("source", "ok"),
        ("new", "xs:int?"),
    ] {
        assert_eq!(change[key], value, "{key}");
    }
    assert!(change["old"].is_null() && change["note"].is_string());
    assert_eq!(change["operations"], serde_json::json!(["SaveThing"]));
    let sarif: serde_json::Value = serde_json::from_str(&shown("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(shown("github").starts_with("::warning file=new/Thing.wsdl,line=15,"));
    assert!(shown("markdown").contains("| field-added | `Thing.Size` |"));
    let junit = shown("junit");
    assert!(roxmltree::Document::parse(&junit).unwrap().root_element().has_tag_name("testsuites"), "{junit}");
    let (coloured, _) = run(dir.path(), &["diff", "wsdl", "new", "--color", "always"], 0);
    assert!(coloured.contains("\x1b[1;33mrisky (1)\x1b[0m"), "{coloured}");
}

#[test]
fn the_rules_can_be_asked_for() {
    let dir = project();
    let (out, _) = run(dir.path(), &["diff", "--rules"], 0);
    assert!(out.lines().count() > 250 && out.contains("operation-added"), "{out}");
    let (out, _) = run(dir.path(), &["diff", "--explain", "field-moved"], 0);
    assert!(out.contains("xs:sequence fixes the order") && out.contains("What to do: "), "{out}");
    let (_, err) = run(dir.path(), &["diff", "--explain", "field-movd"], 2);
    assert!(err.contains("`field-moved`"), "{err}");
}

#[test]
fn a_configuration_says_what_is_compared_and_what_counts() {
    let dir = project();
    edited(dir.path(), COLOUR, "");
    run(dir.path(), &["diff", "wsdl", "new"], 1);
    let config = |changes: &str| {
        let text = format!("{}\n{changes}", CONFIG.replace("wsdl/Thing", "Thing"));
        fs::write(dir.path().join("new/soapwright.toml"), text).unwrap();
    };
    config("[[changes.ignore]]\nwhere = \"Thing.*\"\nreason = \"nobody reads it\"\n");
    let (out, _) = run(dir.path(), &["diff", "wsdl", "new"], 0);
    assert!(out.contains("ignored (1)") && out.contains("nobody reads it"), "{out}");
    config(
        "[[changes.class]]\nkind = \"field-removed\"\nclass = \"risky\"\nreason = \"it was never sent\"\n",
    );
    let (out, _) = run(dir.path(), &["diff", "wsdl", "new/soapwright.toml"], 0);
    assert!(out.contains("risky (1)") && out.contains("not breaking: it was never sent"), "{out}");
    config("[[changes.class]]\nkind = \"field-remove\"\nclass = \"bad\"\nreason = \"\"\n");
    let (_, err) = run(dir.path(), &["diff", "wsdl", "new"], 2);
    for part in ["`field-remove`", "`field-removed`", "no class `bad`", "needs a reason"] {
        assert!(err.contains(part), "{part}\n{err}");
    }
    // What is not generated is not compared.
    let text = format!("operations = [\"Forget\"]\n{}", CONFIG.replace("wsdl/Thing", "Thing"));
    fs::write(dir.path().join("new/soapwright.toml"), text).unwrap();
    let (out, _) = run(dir.path(), &["diff", "wsdl", "new"], 0);
    assert!(out.contains("cosmetic (1)"), "{out}");
}

#[test]
fn a_side_may_stand_in_a_commit() {
    let dir = project();
    let git = |args: &[&str]| {
        let done = Command::new("git")
            .current_dir(dir.path())
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .output();
        done.is_ok_and(|done| done.status.success())
    };
    if !git(&["init", "-q"]) {
        // There is no git here.
        return;
    }
    fs::create_dir(dir.path().join("wsdl/xsd")).unwrap();
    let text = fs::read_to_string(dir.path().join("wsdl/Thing.wsdl")).unwrap();
    let (start, end) =
        (text.find("<xs:schema").unwrap(), text.find("</xs:schema>").unwrap() + "</xs:schema>".len());
    let schema = text[start..end].replacen(
        "<xs:schema",
        "<xs:schema xmlns:tns=\"urn:example:thing\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"",
        1,
    );
    fs::write(dir.path().join("wsdl/xsd/thing.xsd"), schema).unwrap();
    let import = "<xs:schema><xs:import namespace=\"urn:example:thing\" schemaLocation=\"xsd/../xsd/thing.xsd\"/></xs:schema>";
    fs::write(dir.path().join("wsdl/Split.wsdl"), format!("{}{import}{}", &text[..start], &text[end..]))
        .unwrap();
    fs::write(dir.path().join("soapwright.toml"), CONFIG).unwrap();
    assert!(git(&["add", "-A"]) && git(&["commit", "-q", "-m", "one"]));
    // What the working tree has instead does not matter, nor that an import is gone there.
    fs::remove_file(dir.path().join("wsdl/xsd/thing.xsd")).unwrap();
    edited(dir.path(), COLOUR, NEW);
    for old in
        ["git:HEAD:wsdl/Split.wsdl", "git:HEAD:wsdl/Thing.wsdl", "git:HEAD:", "git:HEAD:soapwright.toml"]
    {
        let (out, _) = run(dir.path(), &["diff", old, "new", "--fail-on", "any"], 1);
        assert!(out.contains("1 risky") && out.contains("Thing.Size"), "{old}\n{out}");
    }
    for wrong in ["git:HEAD:missing.wsdl", "git:nothing:wsdl", "git:--help:wsdl", "git:HEAD:wsdl/xsd"] {
        let (_, err) = run(dir.path(), &["diff", wrong, "new"], 2);
        assert!(err.contains(wrong), "{wrong}\n{err}");
    }
    let out = text.replace(&text[start..end], &import.replace("xsd/../xsd/thing.xsd", "../../outside.xsd"));
    fs::write(dir.path().join("wsdl/Split.wsdl"), out).unwrap();
    assert!(git(&["add", "-A"]) && git(&["commit", "-q", "-m", "two"]));
    let (_, err) = run(dir.path(), &["diff", "git:HEAD:wsdl/Split.wsdl", "new"], 2);
    assert!(err.contains("outside of the commit's files"), "{err}");
}

#[test]
fn a_witness_shows_what_is_refused() {
    let dir = project();
    edited(
        dir.path(),
        "<xs:element name=\"Id\" type=\"xs:int\"/>",
        "<xs:element name=\"Id\" type=\"xs:short\"/>",
    );
    let (out, _) = run(dir.path(), &["diff", "wsdl", "new", "--witness", "shown", "--format", "json"], 1);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let witness = json["changes"][0]["witness"].as_str().unwrap();
    let (file, line) = witness.rsplit_once(':').unwrap();
    let text = fs::read_to_string(dir.path().join(file)).unwrap();
    let shown = text.lines().nth(line.parse::<usize>().unwrap() - 1).unwrap();
    assert!(shown.contains("Id>40000<") && text.contains("Id cannot be \"40000\""), "{text}");
    assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
    assert_eq!(fs::read_dir(dir.path().join("shown")).unwrap().count(), 1);
}
