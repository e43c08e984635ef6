//! What the configuration names is there: headers, outcomes, secrets, what is renamed, and catalogues.

use std::fs;

use super::{CONFIG, folder, refused, run, soapwright};

#[test]
fn session_headers_are_those_of_requests() {
    let with = |name: &str| format!("{CONFIG}[session]\nheaders = [\"{name}\"]\n");
    for (name, says) in [
        ("Tiket", "did you mean `Ticket`?"),
        ("TICKET", "did you mean `Ticket`?"),
        ("Succeeded", "there is `Ticket`"),
    ] {
        refused(&with(name), "6:12", &["[session] headers names `", "no request has such a header", says]);
    }
    for name in ["Ticket", "ticket", "{urn:example:thing}Ticket", "n1:Ticket"] {
        assert_eq!(run(&with(name)).0, Some(0), "{name}");
    }
    // A header of an operation that is not wanted is no wrong name.
    assert_eq!(run(&format!("operations = [\"Forget\"]\n{}", with("Ticket"))).0, Some(0));
    let config = format!("operations = [\"Forget\"]\n{}", with("Tiket"));
    refused(&config, "7:12", &["did you mean `Ticket`?"]);
}

/// The headers of the contract that say whether a call worked.
const OUTCOME: &str = "[outcome]\nsucceeded = \"Succeeded\"\nerror = \"Problem\"\n";

#[test]
fn an_outcome_is_told_by_headers_of_replies_and_their_fields() {
    let with = |from: &str, to: &str| format!("{CONFIG}{}", OUTCOME.replace(from, to));
    let more = |key: &str, name: &str| format!("{CONFIG}{OUTCOME}{key} = \"{name}\"\n");
    let refused = |config: &str, place: &str, says: &[&str]| refused(config, place, says);
    refused(
        &with("Succeeded", "Suceeded"),
        "6:13",
        &["[outcome] succeeded names `Suceeded`", "did you mean `Succeeded`?"],
    );
    refused(
        &with("Succeeded", "Problem"),
        "6:13",
        &["[outcome] succeeded names `Problem`, but that is not a boolean"],
    );
    refused(
        &with("Problem", "Problm"),
        "7:9",
        &["[outcome] error names `Problm`", "did you mean `Problem`?"],
    );
    refused(
        &more("kind", "Knid"),
        "8:8",
        &["[outcome] kind names `Knid`, but `Problem` has no such field", "did you mean `Kind`?"],
    );
    refused(
        &more("message", "Massage"),
        "8:11",
        &["[outcome] message names `Massage`", "did you mean `Message`?"],
    );
    for config in [
        with("", ""),
        with("Succeeded", "succeeded"),
        with("Problem", "{urn:example:thing}Problem"),
        more("kind", "Kind"),
        more("kind", "kind"),
        more("message", "n1:Message"),
    ] {
        let (code, _, err) = run(&config);
        assert_eq!((code, &*err), (Some(0), ""), "{config}");
    }
}

#[test]
fn secrets_are_what_the_contracts_have() {
    let with = |name: &str| format!("{CONFIG}[secrets]\nfields = [\"Ticket\", \"{name}\"]\n");
    for (name, says) in [
        ("Nam", "did you mean `Name`?"),
        ("UNIT", "did you mean `unit`?"),
        ("Pasword", "there is `"),
        ("", "there is `"),
        ("\\u0000", "`\\u{0}`"),
    ] {
        refused(
            &with(name),
            "6:21",
            &["[secrets] fields names `", "nothing in the contracts has this name", says],
        );
    }
    for name in ["Name", "name", "unit", "@unit", "Weight", "X", "Message", "Response"] {
        assert_eq!(run(&with(name)).0, Some(0), "{name}");
    }
    // A name of faults and raw XML is said to be one.
    let config = format!("{CONFIG}[secrets]\nundeclared = [\"StackTrace\"]\n");
    assert_eq!(run(&config).0, Some(0));
}

#[test]
fn what_is_renamed_is_there_and_the_name_is_one() {
    let with = |thing: &str, to: &str| format!("{CONFIG}[rename]\n\"{thing}\" = \"{to}\"\n");
    for (thing, says) in [
        ("Thng", "did you mean `Thing`?"),
        ("Thing.Nam", "did you mean `Thing.Name`?"),
        ("Colour.Blu", "did you mean `Colour.Blue`?"),
        ("Thing.SaveThin", "did you mean `Thing.SaveThing`?"),
        ("thing.save_thing.thng", "did you mean `thing.save_thing.thing`?"),
        ("urn:example:thin", "did you mean `urn:example:thing`?"),
        ("request header.Tiket", "did you mean `request header.Ticket`?"),
        ("Zebra", "say Type, Type.Field,"),
    ] {
        let says = ["error[unknown-name]: [rename] names `", "nothing that is generated has this name", says];
        refused(&with(thing, "other"), "6:1", &says);
    }
    let long = "n".repeat(100_000);
    for (to, says) in [
        ("a b", "did you mean `a_b`?"),
        ("../x", "did you mean `x`?"),
        ("Some-Thing", "did you mean `SomeThing`?"),
        ("a\\n}", "did you mean `a`?"),
        ("1st", "cannot be a Rust name"),
        ("", "cannot be a Rust name"),
        ("_", "cannot be a Rust name"),
        (&long, "cannot be a Rust name"),
    ] {
        refused(&with("Thing", to), "6:11", &["error[bad-name]", "cannot be a Rust name", says]);
    }
    refused(&with("Thing.Id", "name"), "6:14", &["error[conflict]: `Thing.Id` cannot be called `name`"]);
    for (thing, to) in [
        ("Thing", "Item"),
        ("{urn:example:thing}Thing", "Item"),
        ("Thing.Name", "type"),
        ("thing.save_thing", "save"),
        ("Thing.weight_or_length", "size"),
        ("urn:example:thing", "things"),
    ] {
        let (code, _, err) = run(&with(thing, to));
        assert_eq!((code, &*err), (Some(0), ""), "{thing}");
    }
}

#[test]
fn a_catalogue_names_what_is_imported_and_files_that_are_there() {
    let with = |url: &str, file: &str| format!("{CONFIG}[catalog]\n\"{url}\" = \"{file}\"\n");
    let run = |config: &str| {
        let dir = folder(config);
        let contract = include_str!("../data/thing.wsdl").replacen(
            "<xs:complexType",
            "<xs:import namespace=\"urn:common\" schemaLocation=\"http://example.com/common.xsd\"/><xs:complexType",
            1,
        );
        fs::write(dir.path().join("wsdl/Thing.wsdl"), contract).unwrap();
        fs::write(
            dir.path().join("wsdl/common.xsd"),
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:common'/>",
        )
        .unwrap();
        soapwright(dir.path(), &[])
    };
    for (url, file, place, says) in [
        (
            "http://example.com/comon.xsd",
            "wsdl/common.xsd",
            "6:1",
            "did you mean `http://example.com/common.xsd`?",
        ),
        ("urn:comon", "wsdl/common.xsd", "6:1", "did you mean `urn:common`?"),
        ("http://example.com/common.xsd", "wsdl/comon.xsd", "6:35", "did you mean `wsdl/common.xsd`?"),
    ] {
        let (code, _, err) = run(&with(url, file));
        assert_eq!(code, Some(2), "{err}");
        assert!(
            err.contains(&format!("soapwright.toml:{place}\n")) && err.contains(says),
            "{url} {file}\n{err}"
        );
    }
    for url in ["http://example.com/common.xsd", "urn:common"] {
        let (code, _, err) = run(&with(url, "wsdl/common.xsd"));
        assert_eq!(code, Some(0), "{err}");
    }
    let config = CONFIG.replace("Thing.wsdl", "Thin.wsdl");
    refused(&config, "4:8", &["there is no file `wsdl/Thin.wsdl`", "did you mean `wsdl/Thing.wsdl`?"]);
}
