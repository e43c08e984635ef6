//! SOAP encoding (SOAP 1.1, section 5): what a contract of it becomes. (What its messages look like is tried in
//! `crates`.)
//! `SOAPWRIGHT_BLESS=1` writes the expected text anew; read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use soapwright::contract::{Contract, TypeKind};
use soapwright::internals::emit::{EmitOptions, Emitted, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::sketch::{self, CONCRETE, definitions};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/encoded").join(name)
}

fn ledger() -> Emitted {
    let (contract, warnings) = read_contracts(&[here("ledger.wsdl")], &ReadOptions::default()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut options = EmitOptions::new("ledger");
    options.sources = vec!["ledger.wsdl".to_owned()];
    options.empty_workspace = true;
    options.server = true;
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    assert!(emitted.warnings.is_empty(), "{}", emitted.warnings);
    emitted
}

#[test]
fn a_contract_becomes_what_is_expected() {
    let emitted = ledger();
    let own = |path: &str| path.starts_with("src/types/") || path.starts_with("src/ledger/");
    let own = emitted.files.iter().filter(|(path, _)| own(path));
    let text: String = own.map(|(path, text)| format!("=== {path}\n{text}")).collect();
    let path = here("ledger.txt");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (number, (left, right)) in expected.lines().zip(text.lines()).enumerate() {
        assert_eq!(left, right, "ledger.txt:{}", number + 1);
    }
    assert_eq!(expected.lines().count(), text.lines().count());
}

/// The ledger's contract with something else in it.
fn with(from: &str, to: &str) -> (Contract, Vec<String>) {
    let text = std::fs::read_to_string(here("ledger.wsdl")).unwrap();
    assert!(text.contains(from));
    let mut options = ReadOptions::default();
    options.memory.insert("ledger.wsdl".into(), text.replace(from, to).into_bytes());
    let (contract, warnings) =
        read_contracts(&["ledger.wsdl".into()], &options).unwrap_or_else(|errors| panic!("{errors}"));
    (contract, warnings.into_iter().map(|warning| warning.message).collect())
}

#[test]
fn an_array_of_several_dimensions_is_kept_as_xml_and_said() {
    let (contract, said) = with("xsd:int[][]", "xsd:int[,]");
    assert_eq!(said, ["the array int[,] of Rows has several dimensions: it is kept as raw XML"]);
    let rows = contract.types.iter().find(|(name, _)| &*name.name.local == "Rows").unwrap();
    assert!(matches!(rows.1.kind, TypeKind::Alias(_)));
}

#[test]
fn document_style_cannot_be_encoded() {
    let (contract, said) = with("style=\"rpc\"", "style=\"document\"");
    assert_eq!(contract.left_out.len(), 5);
    assert!(said[0].contains("use=\"encoded\" with style=\"document\""), "{said:?}");
}

#[test]
fn members_are_not_qualified_whatever_the_schema_says() {
    let (contract, _) =
        with("<xsd:schema targetNamespace", "<xsd:schema elementFormDefault=\"qualified\" targetNamespace");
    let (plain, _) = with("<xsd:schema", "<xsd:schema");
    assert_eq!(contract.types, plain.types);
}

#[test]
fn arrays_and_maps_of_the_encoding_are_lists() {
    let types = "<x:schema targetNamespace='urn:t'>\
        <x:complexType name='A'><x:complexContent><x:restriction base='enc:Array'>\
          <x:attribute ref='enc:arrayType' w:arrayType='x:int[]' xmlns:w='http://schemas.xmlsoap.org/wsdl/'/></x:restriction></x:complexContent></x:complexType>\
        <x:complexType name='B'><x:complexContent><x:restriction base='enc:Array'><x:sequence>\
          <x:element name='entry' type='t:E' minOccurs='0' maxOccurs='unbounded'/></x:sequence></x:restriction></x:complexContent></x:complexType>\
        <x:complexType name='E'><x:sequence><x:element name='key' type='x:anyType'/><x:element name='value' type='enc:int'/>\
          <x:element name='all' type='enc:Array'/></x:sequence></x:complexType>\
        <x:complexType name='C'><x:complexContent><x:restriction base='t:B'/></x:complexContent></x:complexType></x:schema>";
    let parts = |names: &[&str]| -> String {
        names.iter().map(|name| format!("<part name='p{name}' type='t:{name}'/>")).collect()
    };
    let text = definitions(&format!(
        "<types>{types}</types><message name='In'>{}</message><message name='Out'>{}</message>\
         <portType name='P'><operation name='Do'><input message='t:In'/><output message='t:Out'/></operation></portType>{}",
        parts(&["A", "B", "C", "E"]),
        parts(&["B"]),
        CONCRETE
            .replace("<soap:binding ", "<soap:binding style='rpc' ")
            .replace("use='literal'", "use='encoded' namespace='urn:t'")
    ));
    let (contract, said) = sketch::read(&[("t.wsdl", text.as_bytes())]).unwrap();
    assert_eq!(said, "");
    let array = |name: &str| {
        let found = contract.types.iter().find(|(known, _)| &*known.name.local == name).unwrap();
        let TypeKind::Array(array) = &found.1.kind else { panic!("{name} is no array") };
        (array.item.name.local.to_string(), array.item_type.local.to_string())
    };
    let is = |item: &str, of: &str| (item.to_owned(), of.to_owned());
    assert_eq!(array("A"), is("item", "int"));
    assert_eq!(array("B"), is("entry", "E"));
    assert_eq!(array("C"), is("entry", "E"));
    assert_eq!(array("Array"), is("item", "anyType"));
}
