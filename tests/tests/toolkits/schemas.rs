//! Schemas of several files, which include, redefine and override each other.

use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};

use crate::{ABSTRACT, CONCRETE, SCHEMA, definitions, elements, read, whole};

#[test]
fn schemas_are_split_over_files_and_elements() {
    let (head, tail) = SCHEMA.split_once("<x:complexType name='What'>").unwrap();
    let what = format!("<x:complexType name='What'>{tail}");
    // Several schemas of one namespace, as WebSphere has them; imports between them without a location.
    let open = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'>";
    let inline = whole(&format!("{head}</x:schema>{open}{what}"));
    assert_eq!(read(&[("t.wsdl", inline.as_bytes())]).1, "");
    // A chameleon: a schema without a namespace takes that of who includes it.
    let include = |location: &str| {
        let head = head.replacen('>', &format!("><x:include schemaLocation='{location}'/>"), 1);
        whole(&format!("{head}</x:schema>"))
    };
    let xsd = "xmlns:x='http://www.w3.org/2001/XMLSchema'";
    let chameleon = format!("<x:schema {xsd} elementFormDefault='qualified'>{what}");
    for location in ["types/what.xsd", "./types/../types/what.xsd"] {
        let (contract, said) =
            read(&[("a/t.wsdl", include(location).as_bytes()), ("a/types/what.xsd", chameleon.as_bytes())]);
        assert_eq!((said.as_str(), elements(&contract, "What")), ("", vec!["name".to_owned()]));
    }
    let (_, said) =
        read(&[("a/t.wsdl", include("../what.xsd").as_bytes()), ("what.xsd", chameleon.as_bytes())]);
    assert_eq!(said, "");
    // A schema that is imported as if it were a contract.
    let own = format!("<x:schema {xsd} xmlns:t='urn:t' {}", SCHEMA.strip_prefix("<x:schema ").unwrap());
    let imported = definitions(&format!("<import namespace='urn:t' location='s.xsd'/>{ABSTRACT}{CONCRETE}"));
    assert_eq!(read(&[("t.wsdl", imported.as_bytes()), ("s.xsd", own.as_bytes())]).1, "");
    // The abstract part in a file of its own.
    let part = definitions(&format!("<types>{SCHEMA}</types>{ABSTRACT}"));
    let outer = definitions(&format!("<import namespace='urn:t' location='abstract.wsdl'/>{CONCRETE}"));
    let (contract, said) = read(&[("t.wsdl", outer.as_bytes()), ("abstract.wsdl", part.as_bytes())]);
    assert_eq!((said.as_str(), contract.services.len()), ("", 1));
}

#[test]
fn a_type_may_be_redefined() {
    let redefine = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'><x:redefine schemaLocation='s.xsd'>\
        <x:complexType name='What'><x:complexContent><x:extension base='t:What'><x:sequence><x:element name='more' type='x:int'/>\
        </x:sequence></x:extension></x:complexContent></x:complexType></x:redefine></x:schema>";
    let own = format!(
        "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' {}",
        SCHEMA.strip_prefix("<x:schema ").unwrap()
    );
    let mut options = ReadOptions::default();
    options.memory.insert("t.wsdl".into(), whole(redefine).into_bytes());
    options.memory.insert("s.xsd".into(), own.into_bytes());
    let (contract, warnings) =
        read_contracts(&["t.wsdl".into()], &options).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(warnings.len(), 0);
    // Others refer to the new one, which extends what the name meant before.
    assert_eq!(elements(&contract, "What"), ["more"]);
    assert_eq!(elements(&contract, "What (redefined)"), ["name"]);
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
    let what = emitted.files.iter().find(|(path, _)| path.to_string().ends_with("types/what.rs")).unwrap();
    assert!(what.1.contains("pub name: String,") && what.1.contains("pub more: i32,"), "{}", what.1);
    assert!(!emitted.files.values().any(|text| text.contains("struct WhatRedefined")));
}

/// A schema of the namespace without the rest of a contract.
fn xsd(inner: &str) -> String {
    format!(
        "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t' \
         elementFormDefault='qualified'>{inner}</x:schema>"
    )
}

#[test]
fn what_was_redefined_may_be_redefined() {
    let more = |location: &str, name: &str| {
        let extension = format!(
            "<x:extension base='t:What'><x:sequence><x:group ref='t:G'/><x:element name='{name}' type='x:int'/>\
             </x:sequence></x:extension>"
        );
        format!(
            "<x:redefine schemaLocation='{location}'><x:complexType name='What'><x:complexContent>{extension}\
             </x:complexContent></x:complexType><x:group name='G'><x:sequence><x:group ref='t:G'/>\
             <x:element name='{name}Too' type='x:int'/></x:sequence></x:group></x:redefine>"
        )
    };
    let (does, what) = SCHEMA.split_once("<x:complexType name='What'>").unwrap();
    let does = does.split_once('>').unwrap().1;
    let base = xsd(&format!(
        "{does}<x:complexType name='What'>{}<x:group name='G'><x:sequence><x:element name='low' type='x:int'/>\
         </x:sequence></x:group>",
        what.strip_suffix("</x:schema>").unwrap()
    ));
    // The contract redefines i, which includes m, which redefines s.
    let middle = xsd(&more("s.xsd", "middle"));
    let including = xsd("<x:include schemaLocation='m.xsd'/>");
    let top = more("i.xsd", "top");
    let inline = whole(&xsd(&top));
    let files = [
        ("t.wsdl", inline.as_bytes()),
        ("i.xsd", including.as_bytes()),
        ("m.xsd", middle.as_bytes()),
        ("s.xsd", base.as_bytes()),
    ];
    let (contract, said) = read(&files);
    assert_eq!(said, "");
    assert_eq!(elements(&contract, "What (redefined) (redefined)"), ["name"]);
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
    let what = emitted.files.iter().find(|(path, _)| path.to_string().ends_with("types/what.rs")).unwrap();
    let at =
        |field: &str| what.1.find(&format!("pub {field}:")).unwrap_or_else(|| panic!("{field}: {}", what.1));
    let order = ["name", "middle", "top"].map(at);
    assert!(
        order.is_sorted() && at("low") < at("middle_too") && at("middle_too") < at("top_too"),
        "{}",
        what.1
    );
    assert!(!emitted.files.values().any(|text| text.contains("struct WhatRedefined")));
    // A contract that starts in the middle has what it has alone.
    let inline = whole(&xsd(&more("s.xsd", "middle")));
    let (contract, said) = read(&[("t.wsdl", inline.as_bytes()), ("s.xsd", base.as_bytes())]);
    assert_eq!((said.as_str(), elements(&contract, "What (redefined)")), ("", vec!["name".to_owned()]));
    // Files that redefine each other are refused, not followed for ever.
    let (a, b) = (xsd(&more("b.xsd", "a")), xsd(&more("a.xsd", "b")));
    let mut options = ReadOptions::default();
    for (name, text) in [("t.wsdl", whole(&xsd(&more("a.xsd", "t")))), ("a.xsd", a), ("b.xsd", b)] {
        options.memory.insert(name.into(), text.into_bytes());
    }
    assert!(read_contracts(&["t.wsdl".into()], &options).is_err());
}

#[test]
fn an_override_takes_the_place_of_the_whole() {
    let over = "<x:override schemaLocation='i.xsd'>\
        <x:complexType name='What'><x:sequence><x:element name='own' type='t:What' minOccurs='0'/></x:sequence></x:complexType>\
        <x:simpleType name='S'><x:restriction base='x:int'/></x:simpleType>\
        <x:element name='DoResponse'><x:complexType><x:sequence><x:element name='s' type='t:S'/></x:sequence></x:complexType></x:element>\
        <x:attribute name='a' type='x:int'/></x:override>";
    let own = SCHEMA.split_once('>').unwrap().1.strip_suffix("</x:schema>").unwrap();
    let own = xsd(&format!(
        "{own}<x:simpleType name='S'><x:restriction base='x:string'/></x:simpleType><x:attribute name='a' type='x:string'/>"
    ));
    let inline = whole(&xsd(over));
    // What the overridden schema includes is overridden too.
    let including = xsd("<x:include schemaLocation='s.xsd'/>");
    let (contract, said) =
        read(&[("t.wsdl", inline.as_bytes()), ("i.xsd", including.as_bytes()), ("s.xsd", own.as_bytes())]);
    assert_eq!(said, "");
    assert_eq!(elements(&contract, "What"), ["own"]);
    assert!(contract.types.keys().all(|name| !name.name.local.contains("redefined")));
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
    let all: String = emitted.files.values().map(String::as_str).collect();
    assert!(all.contains("\"own>\"") && all.contains("\"s>\"") && !all.contains("\"name>\""));
}

#[test]
fn groups_and_simple_types_may_be_redefined() {
    let redefine = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'><x:redefine schemaLocation='s.xsd'>\
        <x:simpleType name='S'><x:restriction base='t:S'><x:maxLength value='3'/></x:restriction></x:simpleType>\
        <x:group name='S'><x:sequence><x:group ref='t:S'/><x:element name='more' type='t:S'/></x:sequence></x:group>\
        <x:attributeGroup name='S'><x:attributeGroup ref='t:S'/><x:attribute name='b'/></x:attributeGroup></x:redefine>\
        <x:element name='Do'><x:complexType><x:group ref='t:S'/><x:attributeGroup ref='t:S'/></x:complexType></x:element>\
        <x:element name='DoResponse'><x:complexType/></x:element></x:schema>";
    let own = "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'>\
        <x:simpleType name='S'><x:restriction base='x:string'/></x:simpleType>\
        <x:group name='S'><x:sequence><x:element name='name' type='t:S'/></x:sequence></x:group>\
        <x:attributeGroup name='S'><x:attribute name='a'/></x:attributeGroup></x:schema>";
    let (contract, said) = read(&[("t.wsdl", whole(redefine).as_bytes()), ("s.xsd", own.as_bytes())]);
    assert_eq!(said, "");
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
    let all: String = emitted.files.values().map(String::as_str).collect();
    for tag in ["\"name>\"", "\"more>\"", "\"a>\"", "\"b>\""] {
        assert!(all.contains(tag), "{tag}");
    }
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
    let (contract, said) = read(&[("t.wsdl", whole(&schema).as_bytes())]);
    assert_eq!(said, "");
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
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
