//! Contracts of several files and schemas, with what is built in because everyone imports it: each is read without `lenient`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use soapwright_tests::sketch::{
    ABSTRACT, CONCRETE, SCHEMA, definitions, elements, emitted, file, read, whole,
};

#[test]
fn schemas_are_split_over_files_and_elements() {
    let (head, tail) = SCHEMA.split_once("<x:complexType name='What'>").unwrap();
    let what = format!("<x:complexType name='What'>{tail}");
    // Several schemas of one namespace, as WebSphere has them; imports between them without a location.
    let open = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'>";
    let inline = whole(&format!("{head}</x:schema>{open}{what}"));
    assert_eq!(read(&[("t.wsdl", inline.as_bytes())]).unwrap().1, "");
    // A chameleon: a schema without a namespace takes that of who includes it.
    let include = |location: &str| {
        let head = head.replacen('>', &format!("><x:include schemaLocation='{location}'/>"), 1);
        whole(&format!("{head}</x:schema>"))
    };
    let xsd = "xmlns:x='http://www.w3.org/2001/XMLSchema'";
    let chameleon = format!("<x:schema {xsd} elementFormDefault='qualified'>{what}");
    for location in ["types/what.xsd", "./types/../types/what.xsd"] {
        let (contract, said) =
            read(&[("a/t.wsdl", include(location).as_bytes()), ("a/types/what.xsd", chameleon.as_bytes())])
                .unwrap();
        assert_eq!((said.as_str(), elements(&contract, "What").unwrap()), ("", vec!["name".to_owned()]));
    }
    let (_, said) =
        read(&[("a/t.wsdl", include("../what.xsd").as_bytes()), ("what.xsd", chameleon.as_bytes())]).unwrap();
    assert_eq!(said, "");
    // A schema that is imported as if it were a contract.
    let own = format!("<x:schema {xsd} xmlns:t='urn:t' {}", SCHEMA.strip_prefix("<x:schema ").unwrap());
    let imported = definitions(&format!("<import namespace='urn:t' location='s.xsd'/>{ABSTRACT}{CONCRETE}"));
    assert_eq!(read(&[("t.wsdl", imported.as_bytes()), ("s.xsd", own.as_bytes())]).unwrap().1, "");
    // The abstract part in a file of its own.
    let part = definitions(&format!("<types>{SCHEMA}</types>{ABSTRACT}"));
    let outer = definitions(&format!("<import namespace='urn:t' location='abstract.wsdl'/>{CONCRETE}"));
    let (contract, said) = read(&[("t.wsdl", outer.as_bytes()), ("abstract.wsdl", part.as_bytes())]).unwrap();
    assert_eq!((said.as_str(), contract.services.len()), ("", 1));
}

#[test]
fn locations_may_have_backslashes_and_blanks() {
    let import = "<x:schema><x:import namespace='urn:t' schemaLocation='.\\a%20b.xsd'/></x:schema>";
    let own =
        SCHEMA.replace("<x:schema ", "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' ");
    let (_, said) = read(&[("t.wsdl", whole(import).as_bytes()), ("a b.xsd", own.as_bytes())]).unwrap();
    assert_eq!(said, "");
}

#[test]
fn prefixes_are_declared_where_they_are_used() {
    let text = whole(SCHEMA)
        .replace("<part name='p' element='t:Do'/>", "<part name='p' xmlns:q1='urn:t' element='q1:Do'/>");
    // The same prefix means something else further in.
    let text = text.replace(
        "<x:element name='what' type='t:What'/>",
        "<x:element name='what' xmlns:t='http://www.w3.org/2001/XMLSchema' type='t:string'/>",
    );
    assert_eq!(read(&[("t.wsdl", text.as_bytes())]).unwrap().1, "");
}

#[test]
fn what_soap_declares_is_known_without_a_schema() {
    let schema = SCHEMA.replace(
        "type='x:string'/></x:sequence>",
        "type='x:string'/><x:element xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' ref='s:Fault' minOccurs='0'/>\
         </x:sequence><x:attribute xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' ref='s:mustUnderstand'/>\
         <x:attribute xmlns:s='http://www.w3.org/2003/05/soap-envelope' ref='s:role'/>",
    );
    let (contract, said) = read(&[("t.wsdl", whole(&schema).as_bytes())]).unwrap();
    assert_eq!(said, "");
    assert_eq!(elements(&contract, "Fault").unwrap(), ["faultcode", "faultstring", "faultactor", "detail"]);
}

#[test]
fn what_everyone_imports_is_built_in() {
    let utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    let addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    let schema = format!(
        "<x:schema targetNamespace='urn:t' elementFormDefault='qualified' xmlns:u='{utility}' xmlns:a='{addressing}'>\
         <x:import namespace='{utility}' schemaLocation='{utility}'/><x:import namespace='{addressing}'/>\
         <x:element name='Do'><x:complexType><x:sequence><x:element ref='u:Timestamp'/><x:element ref='a:MessageID'/>\
         <x:element ref='a:RelatesTo'/><x:element name='back' type='a:EndpointReferenceType'/></x:sequence>\
         <x:attribute ref='u:Id'/></x:complexType></x:element>\
         <x:element name='DoResponse'><x:complexType/></x:element></x:schema>"
    );
    let (contract, said) = read(&[("t.wsdl", whole(&schema).as_bytes())]).unwrap();
    assert_eq!(said, "");
    let emitted = emitted(&contract).unwrap();
    let all: String = emitted.files.values().map(String::as_str).collect();
    for tag in [
        "Created",
        "Expires",
        "Id",
        "MessageID",
        "RelationshipType",
        "Address",
        "ReferenceProperties",
        "PortName",
    ] {
        assert!(all.contains(&format!("\"{tag}>\"")) || all.contains(&format!("\"{tag}\"")), "{tag}");
    }
}

#[test]
fn a_contract_that_redefines_what_others_redefine_too_has_no_more_than_it_asks_for() {
    let of = |name: &str| {
        let path = format!("{}/features/redefine/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    // The whole chain is the feature; here the contract begins below its middle.
    let text = of("contract.wsdl").replace("between.xsd", "base.xsd");
    let (contract, said) =
        read(&[("t.wsdl", text.as_bytes()), ("base.xsd", of("base.xsd").as_bytes())]).unwrap();
    assert_eq!(said, "");
    assert_eq!(elements(&contract, "Item").unwrap(), ["top"]);
    let item = file(&contract, "types/item.rs").unwrap();
    assert!(item.contains("pub top: String") && item.contains("pub top_mark: "), "{item}");
    assert!(!item.contains("middle"), "{item}");
}
