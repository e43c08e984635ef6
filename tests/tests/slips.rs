//! Contracts with slips, each a case of a kind: what is said of each, and what is read of it all the same, stands in
//! `slips/NAME.txt`. `SOAPWRIGHT_BLESS=1` writes these anew; read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use soapwright::contract::{
    Body, Contract, Group, Message, Occurs, Particle, Struct, Type, TypeKind, TypeName, TypeRef,
};
use soapwright::{ReadOptions, read_contracts};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("slips")
}

/// The contracts of the folder, by their names.
fn contracts() -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: PathBuf| Some((path.file_stem()?.to_str()?.to_owned(), path));
    entries.filter(|path| path.extension().is_some_and(|e| e == "wsdl")).filter_map(named).collect()
}

fn times(occurs: Occurs) -> String {
    match (occurs.min, occurs.max) {
        (1, Some(1)) => String::new(),
        (min, Some(max)) => format!("{{{min},{max}}}"),
        (min, None) => format!("{{{min},}}"),
    }
}

fn called(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(builtin) => builtin.name().to_owned(),
        TypeRef::Named(name) => name.name.local.to_string(),
    }
}

fn particles(all: &[Particle]) -> String {
    let each = all.iter().map(|particle| match particle {
        Particle::Element(field) => {
            format!("{}: {}{}", field.name.local, called(&field.ty), times(field.occurs))
        }
        Particle::Group(Group { kind, occurs, particles: inner }) => {
            format!("{kind:?}({}){}", particles(inner), times(*occurs))
        }
        Particle::Any(wildcard) => format!("*{}", times(wildcard.occurs)),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A type on one line.
fn shown((name, ty): (&TypeName, &Type)) -> String {
    match &ty.kind {
        TypeKind::Struct(Struct { base, particles: own, attributes, any_attribute, text, .. }) => {
            let base = base.as_ref().map(|base| format!(" of {}", base.name.local)).unwrap_or_default();
            let text = text.as_ref().map(|ty| format!(" text: {}", called(ty))).unwrap_or_default();
            let attributes: String = attributes
                .iter()
                .map(|a| format!(" @{}{}", a.name.local, if a.required { "" } else { "?" }))
                .collect();
            let any = any_attribute.as_ref().map(|_| " @*").unwrap_or_default();
            format!("{name}{base}: ({}){text}{attributes}{any}", particles(own))
        }
        other => format!("{name}: {}", format!("{other:?}").split(['(', ' ']).next().unwrap()),
    }
}

fn message(message: &Message) -> String {
    match &message.body {
        Body::Empty => "nothing".to_owned(),
        Body::Wrapped { element, .. } | Body::Rpc { element, .. } => element.to_string(),
        Body::Bare(parts) => {
            parts.iter().map(|part| part.field.name.to_string()).collect::<Vec<_>>().join(" + ")
        }
    }
}

fn summary(contract: &Contract) -> String {
    let mut out = String::new();
    let ports = contract.services.iter().flat_map(|service| &service.ports);
    for operation in ports.flat_map(|port| &port.operations) {
        let output = operation.output.as_ref().map_or_else(|| "none".to_owned(), message);
        writeln!(out, "{}: {} -> {output}", operation.name, message(&operation.input)).unwrap();
    }
    contract.types.iter().for_each(|ty| writeln!(out, "{}", shown(ty)).unwrap());
    out
}

/// Reads a contract as if it lay beside us, so that the report has no folder in it.
fn report(name: &str) -> String {
    let mut options = ReadOptions::default();
    let file = PathBuf::from(format!("{name}.wsdl"));
    options.memory.insert(file.clone(), std::fs::read(folder().join(&file)).unwrap());
    match read_contracts(&[file], &options) {
        Ok((contract, warnings)) => {
            let said: Vec<_> = warnings.iter().map(ToString::to_string).collect();
            format!("{}\n{}", said.join("\n"), summary(&contract))
        }
        Err(errors) => errors.to_string(),
    }
}

#[test]
fn each_slip_is_told_and_read_as_far_as_it_is_clear() {
    for name in contracts().keys() {
        let report = report(name);
        let path = folder().join(format!("{name}.txt"));
        if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
            std::fs::write(&path, &report).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(report, expected, "{name}\n{report}");
    }
}

/// Generates a crate; answers with the exit code, and whether anything was written.
fn generate(contract: &Path, more: &[&str]) -> (Option<i32>, bool) {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("client");
    let mut command = Command::new(env!("CARGO_BIN_EXE_command_line"));
    command.args(["generate", "--wsdl"]).arg(contract).arg("--out").arg(&to).args(more);
    (command.output().unwrap().status.code(), to.exists())
}

#[test]
fn strict_refuses_each_and_writes_nothing() {
    // An error is one without `--strict`, and what is built in is none.
    let refused = |name: &str| name == "emptytype";
    for (name, path) in contracts() {
        let strict = if name == "apachesoap" { (Some(0), true) } else { (Some(2), false) };
        assert_eq!(generate(&path, &["--strict"]), strict, "{name}");
        assert_eq!(
            generate(&path, &[]),
            if refused(&name) { (Some(2), false) } else { (Some(0), true) },
            "{name}"
        );
    }
}

#[test]
fn an_import_without_a_location_is_looked_up_by_its_namespace() {
    let contract = folder().join("noloc/noloc.wsdl");
    let catalog = folder().join("noloc/catalog.tsv");
    let catalog = ["--strict", "--catalog", catalog.to_str().unwrap()];
    assert_eq!(generate(&contract, &catalog), (Some(0), true));
    assert_eq!(generate(&contract, &[]), (Some(2), false));
    // The namespace may be one of the contract's own schemas, which goes before the catalogue.
    let text = std::fs::read_to_string(&contract).unwrap();
    let own = "<xs:schema targetNamespace=\"urn:noloc:d\"><xs:complexType name=\"T\"><xs:sequence>\
               <xs:element name=\"own\" type=\"xs:int\"/></xs:sequence></xs:complexType></xs:schema></wsdl:types>";
    // By a URL that the catalogue has not, it is looked up too; a file goes before.
    let far = text.replace("<xs:import ", "<xs:import schemaLocation=\"http://localhost/d.xsd\" ");
    let near = text.replace("<xs:import ", "<xs:import schemaLocation=\"near.xsd\" ");
    for (text, element) in
        [(text.clone(), "d"), (text.replace("</wsdl:types>", own), "own"), (far, "d"), (near, "near")]
    {
        let schema = std::fs::read_to_string(folder().join("noloc/d.xsd")).unwrap();
        let mut options = ReadOptions::default();
        options.catalog.insert("urn:noloc:d".into(), "other/d.xsd".into());
        options.memory.insert("near.xsd".into(), schema.replace("name=\"d\"", "name=\"near\"").into());
        options.memory.insert("other/d.xsd".into(), schema.into());
        options.memory.insert("c.wsdl".into(), text.into());
        let (contract, warnings) =
            read_contracts(&["c.wsdl".into()], &options).unwrap_or_else(|e| panic!("{e}"));
        assert!(warnings.is_empty(), "{warnings:?}");
        assert!(summary(&contract).contains(&format!("T: ({element}: ")), "{}", summary(&contract));
    }
}

/// A contract whose type `T` refers to what is built in of a namespace.
fn referring(namespace: &str, element: &str) -> String {
    let text = std::fs::read_to_string(folder().join("w_occurs_upper.wsdl")).unwrap();
    text.replace("<xs:element name=\"el\" type=\"xs:string\" maxOccurs=\"Unbounded\"/>", element)
        .replace("xmlns:w=", &format!("xmlns:b=\"{namespace}\" xmlns:w="))
}

fn read(text: &str) -> Result<String, String> {
    let mut options = ReadOptions::default();
    options.memory.insert("c.wsdl".into(), text.into());
    let read = read_contracts(&["c.wsdl".into()], &options).map_err(|errors| errors.to_string())?;
    assert!(read.1.is_empty(), "{:?}", read.1);
    Ok(summary(&read.0))
}

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

#[test]
fn what_is_built_in_of_soap_is_whole() {
    for (namespace, elements, types) in [
        (SOAP11, "Envelope Header Body Fault", "Envelope Header Body Fault detail"),
        (
            SOAP12,
            "Envelope Header Body Fault NotUnderstood Upgrade",
            "Envelope Header Body Fault detail faultcode subcode faultreason reasontext NotUnderstoodType \
             UpgradeType SupportedEnvType",
        ),
        (
            "http://xml.apache.org/xml-soap",
            "",
            "Map mapItem Vector Element Document DataHandler Image MimeMultipart PlainText Source octet-stream",
        ),
    ] {
        for name in elements.split_whitespace() {
            let said = read(&referring(namespace, &format!("<xs:element ref=\"b:{name}\"/>"))).unwrap();
            assert!(said.contains(&format!("{{urn:w}}T: ({name}: ")), "{said}");
        }
        for name in types.split_whitespace() {
            let said =
                read(&referring(namespace, &format!("<xs:element name=\"e\" type=\"b:{name}\"/>"))).unwrap();
            assert!(said.contains(&format!("{{{namespace}}}{name}")), "{said}");
        }
    }
    let fault = read(&referring(SOAP12, "<xs:element ref=\"b:Fault\"/>")).unwrap();
    assert!(fault.contains("Fault: (Code: faultcode, Reason: faultreason, Node: xs:anyURI{0,1}"), "{fault}");
}

#[test]
fn what_is_built_in_says_so_where_it_lacks_something() {
    let errors = read(&referring(SOAP12, "<xs:element ref=\"b:Falt\"/>")).unwrap_err();
    for part in
        ["there is no element Falt", "did you mean Fault?", "the built-in schema", "--catalog", "--lenient"]
    {
        assert!(errors.contains(part), "{part}\n{errors}");
    }
    // A copy of the contract's own goes before, and what it lacks is built in.
    let own = format!(
        "<xs:schema targetNamespace=\"{SOAP12}\"><xs:complexType name=\"Fault\"><xs:sequence>\
         <xs:element name=\"own\" type=\"xs:int\"/></xs:sequence></xs:complexType></xs:schema></wsdl:types>"
    );
    let both = "<xs:element name=\"e\" type=\"b:Fault\"/><xs:element name=\"f\" type=\"b:Header\"/>";
    let said = read(&referring(SOAP12, both).replace("</wsdl:types>", &own)).unwrap();
    assert!(said.contains("Fault: (own: xs:int)") && said.contains("Header: (*{0,}) @*"), "{said}");
}
