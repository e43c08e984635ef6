//! Contracts as the toolkits of twenty-five years write them, in small: each is read without `lenient`, and becomes a crate.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod schemas;

use soapwright::contract::{Contract, Particle, TypeKind};
use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};

/// Reads `t.wsdl` of some files and emits it; what was said, and the contract.
fn read(files: &[(&str, &[u8])]) -> (Contract, String) {
    let mut options = ReadOptions::default();
    for (name, bytes) in files {
        options.memory.insert((*name).into(), bytes.to_vec());
    }
    let first = files[0].0;
    let (contract, warnings) =
        read_contracts(&[first.into()], &options).unwrap_or_else(|errors| panic!("{first}: {errors}"));
    let mut said: Vec<String> = warnings.into_iter().map(|warning| warning.message).collect();
    let emitted = emit(&contract, &EmitOptions::new("t"), &NamesLock::default())
        .unwrap_or_else(|errors| panic!("{errors}"));
    said.extend(emitted.warnings.iter().map(|warning| warning.message.clone()));
    (contract, said.join("\n"))
}

const SCHEMA: &str = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'>\
    <x:element name='Do'><x:complexType><x:sequence><x:element name='what' type='t:What'/></x:sequence></x:complexType></x:element>\
    <x:element name='DoResponse'><x:complexType><x:sequence><x:element name='done' type='t:What'/></x:sequence></x:complexType></x:element>\
    <x:complexType name='What'><x:sequence><x:element name='name' type='x:string'/></x:sequence></x:complexType></x:schema>";

/// Messages and a portType of one operation.
const ABSTRACT: &str = "<message name='In'><part name='p' element='t:Do'/></message>\
    <message name='Out'><part name='p' element='t:DoResponse'/></message>\
    <portType name='P'><operation name='Do'><input message='t:In'/><output message='t:Out'/></operation></portType>";
const CONCRETE: &str = "<binding name='B' type='t:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
    <operation name='Do'><soap:operation soapAction='Do'/><input><soap:body use='literal'/></input>\
    <output><soap:body use='literal'/></output></operation></binding>\
    <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>";

fn definitions(inner: &str) -> String {
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/' \
         xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/'>{inner}</definitions>"
    )
}

fn whole(schemas: &str) -> String {
    definitions(&format!("<types>{schemas}</types>{ABSTRACT}{CONCRETE}"))
}

/// The names of a type's elements.
fn elements(contract: &Contract, ty: &str) -> Vec<String> {
    let found = contract.types.iter().find(|(name, _)| &*name.name.local == ty && name.path.is_empty());
    let Some(TypeKind::Struct(of)) = found.map(|(_, ty)| &ty.kind) else { panic!("no struct {ty}") };
    let name = |particle: &Particle| match particle {
        Particle::Element(field) => field.name.local.to_string(),
        Particle::Any(_) => "*".to_owned(),
        Particle::Group(_) => "()".to_owned(),
    };
    of.particles.iter().map(name).collect()
}

#[test]
fn files_come_in_any_encoding_with_marks_and_doctypes() {
    let text = whole(SCHEMA);
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for bytes in [
        utf16(&text, true),
        utf16(&format!("<?xml version='1.0' encoding='utf-16'?>{text}"), false),
        [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        [b"<?xml version='1.0' encoding='ISO-8859-1'?><!-- \xe9 -->".as_slice(), text.as_bytes()].concat(),
        format!("<!DOCTYPE definitions SYSTEM 'wsdl.dtd'>{text}").into_bytes(),
    ] {
        assert_eq!(read(&[("t.wsdl", &bytes)]).1, "");
    }
}

#[test]
fn what_soap_declares_is_known_without_a_schema() {
    let schema = SCHEMA.replace(
        "type='x:string'/></x:sequence>",
        "type='x:string'/><x:element xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' ref='s:Fault' minOccurs='0'/>\
         </x:sequence><x:attribute xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' ref='s:mustUnderstand'/>\
         <x:attribute xmlns:s='http://www.w3.org/2003/05/soap-envelope' ref='s:role'/>",
    );
    let (contract, said) = read(&[("t.wsdl", whole(&schema).as_bytes())]);
    assert_eq!(said, "");
    assert_eq!(elements(&contract, "Fault"), ["faultcode", "faultstring", "faultactor", "detail"]);
}

/// The text of one file of what is emitted.
fn file(contract: &Contract, end: &str) -> String {
    let emitted = emit(contract, &EmitOptions::new("t"), &NamesLock::default()).unwrap();
    let found = emitted.files.into_iter().find(|(path, _)| path.to_string().ends_with(end));
    found.unwrap_or_else(|| panic!("no {end}")).1
}

#[test]
fn an_array_that_others_extend_is_no_list() {
    let what = "<x:complexType name='What'><x:sequence><x:element name='i' type='t:Items'/></x:sequence></x:complexType>\
        <x:complexType name='Items'><x:sequence><x:element name='Item' type='x:int' minOccurs='0' maxOccurs='unbounded'/>\
        </x:sequence></x:complexType>";
    let page = "<x:complexType name='Page'><x:complexContent><x:extension base='t:Items'><x:sequence>\
        <x:element name='total' type='x:int'/></x:sequence></x:extension></x:complexContent></x:complexType>";
    let start = SCHEMA.find("<x:complexType name='What'>").unwrap();
    let schema = |more: &str| whole(&format!("{}{what}{more}</x:schema>", &SCHEMA[..start]));
    let (alone, _) = read(&[("t.wsdl", schema("").as_bytes())]);
    assert!(file(&alone, "types/what.rs").contains("pub i: List<i32>"));
    // As a list it would lose what a page says beyond its items.
    let (extended, _) = read(&[("t.wsdl", schema(page).as_bytes())]);
    let text = file(&extended, "types/what.rs");
    assert!(!text.contains("List<i32>") && text.contains("Type::Derived("), "{text}");
}

#[test]
fn types_that_nest_deep_have_a_higher_recursion_limit() {
    let schema = |count: usize, back: &str| {
        let what = "<x:complexType name='What'><x:sequence><x:element name='n' type='t:N0'/></x:sequence></x:complexType>";
        let one = |at: usize| {
            let next = if at + 1 < count { format!("t:N{}", at + 1) } else { back.to_owned() };
            format!(
                "<x:complexType name='N{at}'><x:sequence><x:element name='n' type='{next}' minOccurs='0'/></x:sequence></x:complexType>"
            )
        };
        let start = SCHEMA.find("<x:complexType name='What'>").unwrap();
        let types: String = (0..count).map(one).collect();
        whole(&format!("{}{what}{types}</x:schema>", &SCHEMA[..start]))
    };
    // `What` is one more. In a ring the compiler may go all the way round.
    for (count, back, deep) in
        [(23, "x:int", false), (24, "x:int", true), (24, "t:N0", true), (23, "t:N0", false)]
    {
        let (contract, _) = read(&[("t.wsdl", schema(count, back).as_bytes())]);
        for path in ["src/lib.rs", "GUIDE.md"] {
            assert_eq!(file(&contract, path).contains("recursion_limit"), deep, "{count} {back}: {path}");
        }
    }
}

#[test]
fn a_boolean_of_digits_is_written_as_a_digit() {
    let bit = "<x:simpleType name='Bit'><x:restriction base='x:boolean'><x:pattern value='0|1'/></x:restriction></x:simpleType></x:schema>";
    let schema = SCHEMA.replace("name='name' type='x:string'", "name='name' type='t:Bit'");
    let (contract, _) = read(&[("t.wsdl", whole(&schema.replace("</x:schema>", bit)).as_bytes())]);
    let text = file(&contract, "types/what.rs");
    assert!(text.contains("pub name: u8"), "{text}");
}

#[test]
fn a_message_and_a_type_of_one_name_are_told_apart() {
    let text = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/features/clashes/contract.wsdl")).unwrap();
    let (contract, _) = read(&[("t.wsdl", &text)]);
    let blocking = file(&contract, "s/blocking.rs");
    assert!(blocking.contains("use super::FindResponse;"), "{blocking}");
    assert!(blocking.contains("again() -> crate::types::a::FindResponse;"), "{blocking}");
    assert!(blocking.contains(") -> FindResponse;"), "{blocking}");
}

#[test]
fn locations_may_have_backslashes_and_blanks() {
    let import = "<x:schema><x:import namespace='urn:t' schemaLocation='.\\a%20b.xsd'/></x:schema>";
    let own =
        SCHEMA.replace("<x:schema ", "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' ");
    let (_, said) = read(&[("t.wsdl", whole(import).as_bytes()), ("a b.xsd", own.as_bytes())]);
    assert_eq!(said, "");
}

#[test]
fn drafts_of_xml_schema_are_read_as_what_they_became() {
    for draft in ["1999/XMLSchema", "2000/10/XMLSchema"] {
        let text = whole(SCHEMA)
            .replace("2001/XMLSchema", draft)
            .replace("'name' type='x:string'", "'name' type='x:timeInstant'");
        let (_, said) = read(&[("t.wsdl", text.as_bytes())]);
        assert!(said.contains("draft") && said.contains("dateTime is meant"), "{said}");
    }
}

#[test]
fn names_without_a_prefix_mean_what_there_is() {
    let text = whole(SCHEMA).replace("message='t:", "message='").replace("type='t:P'", "type='P'");
    let (contract, said) = read(&[("t.wsdl", text.as_bytes())]);
    assert_eq!(contract.services[0].ports[0].operations.len(), 1);
    assert!(said.contains("the message In is looked for in http://schemas.xmlsoap.org/wsdl/"), "{said}");
    // Two that could be meant are not guessed between.
    let import = "'><import namespace='urn:u' location='u.wsdl'/>";
    let other = definitions(ABSTRACT).replace("urn:t", "urn:u");
    let mut options = ReadOptions::default();
    options.memory.insert("t.wsdl".into(), text.replacen("'>", import, 1).into_bytes());
    options.memory.insert("u.wsdl".into(), other.into_bytes());
    assert!(
        read_contracts(&["t.wsdl".into()], &options)
            .unwrap_err()
            .to_string()
            .contains("there is no portType P")
    );
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
    assert_eq!(read(&[("t.wsdl", text.as_bytes())]).1, "");
}

#[test]
fn a_data_set_is_xml() {
    let set = "<x:element name='what'><x:complexType><x:sequence><x:element ref='x:schema'/><x:any/></x:sequence></x:complexType></x:element>";
    let text = whole(SCHEMA).replace("<x:element name='what' type='t:What'/>", set);
    assert_eq!(read(&[("t.wsdl", text.as_bytes())]).1, "");
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
    let (contract, said) = read(&[("t.wsdl", text.as_bytes())]);
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

#[test]
fn a_binding_is_left_when_a_port_names_another() {
    let text = whole(SCHEMA).replace("binding='t:B'", "binding='t:C'");
    let mut options = ReadOptions { lenient: true, ..ReadOptions::default() };
    options.memory.insert("t.wsdl".into(), text.into_bytes());
    let (contract, warnings) = read_contracts(&["t.wsdl".into()], &options).unwrap();
    assert_eq!((contract.services.len(), contract.services[0].ports[0].address.as_deref()), (1, None));
    assert!(warnings.iter().any(|warning| warning.message.contains("there is no binding C")));
    options.lenient = false;
    assert!(read_contracts(&["t.wsdl".into()], &options).is_err());
}
