//! What is wrong or unusual, and clear all the same: it is read, and mostly told.

use soapwright::contract::{Body, Builtin, Contract, QName, TypeName, TypeRef};
use soapwright_tests::sketch::{self, ABSTRACT, SCHEMA, definitions, whole};

use crate::{SOUND, TYPES, contract, elements, lenient, names, operations, read};

#[test]
fn a_notification_is_a_one_way_request_of_the_service() {
    let text = contract(TYPES, &[("Tell", "Good")])
        .replace("<input message='t:TellIn'/><output message='t:Out'/>", "<output message='t:TellIn'/>");
    let (contract, said) = lenient(&text);
    let operations = operations(&contract);
    let Body::Rpc { element, parts, .. } = &operations[0].input.body else { panic!("not rpc") };
    assert_eq!((&*element.local, parts[0].name.as_str()), ("Tell", "value"));
    assert!(operations[0].output.is_none() && said.contains("Tell is a notification"), "{said}");
}

#[test]
fn what_is_wrong_but_clear_is_a_warning() {
    let text = contract(TYPES, &[("Keep", "Good")]);
    for (from, to, expected) in [
        ("2001/XMLSchema", "2000/10/XMLSchema", "is a draft of XML Schema"),
        ("type='x:string'", "type='x:String'", "XML Schema has no type String: it is read as string"),
        ("binding name='B' type", "binding name='B+' type", "\"B+\" is not an XML name"),
        ("style='rpc'", "style='literal'", "style is \"literal\""),
        ("style='rpc'", "style='RPC'", "style is \"RPC\": it is read as rpc"),
        ("use='literal'", "use='Literal'", "use is \"Literal\": it is read as literal"),
        (
            "<soap:body use='literal'/></output>",
            "<soap:body parts='other' use='literal'/></output>",
            "the part other",
        ),
    ] {
        let changed = text
            .replace(from, to)
            .replace("binding='t:B'", if to.contains("B+") { "binding='t:B+'" } else { "binding='t:B'" });
        assert_ne!(changed, text, "{from}");
        let (contract, said) = lenient(&changed);
        assert_eq!(names(&contract), ["Keep"], "{said}");
        assert!(said.contains(expected), "{expected:?} is not in\n{said}");
    }
}

#[test]
fn what_a_schema_has_no_place_for_is_said() {
    let types = "<x:complexType name='Odd'>\
        <x:sequence><x:element name='a' type='x:int'/><x:elment name='b' type='x:int'/></x:sequence>\
        <x:element name='c' type='x:int'/>\
        <x:choice><x:element name='d' type='x:int'/><x:element name='e' type='x:int'/></x:choice></x:complexType>";
    let (contract, said) = lenient(&contract(types, &[("Keep", "Odd")]));
    assert_eq!(elements(&contract, "Odd"), ["a", "b", "c", "d", "e"]);
    for expected in [
        "XML Schema has no element elment: it is read as element",
        "element is not allowed in complexType: it is read anyway",
        "choice is not allowed beside sequence in complexType: it is read anyway",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in\n{said}");
    }
}

#[test]
fn white_space_before_the_declaration_is_a_warning() {
    let text = contract(SOUND, &[("Keep", "Good")]);
    for before in ["\n", " \r\n\t", "\u{feff}\n"] {
        let text = format!("{before}<?xml version='1.0' encoding='utf-8'?>{text}");
        let (contract, warnings) = read(&text, false).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(names(&contract), ["Keep"]);
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert!(warning.message.contains("the XML declaration must be at the very beginning"), "{warning}");
    }
}

#[test]
fn a_complex_type_in_the_place_of_a_simple_one_is_said() {
    let types = "<x:complexType name='Odd'><x:sequence/><x:attribute name='a' type='t:Odd'/>\
        <x:attribute name='b' type='t:Simple'/></x:complexType>\
        <x:simpleType name='Simple'><x:list itemType='t:Odd'/></x:simpleType>";
    let (contract, said) = lenient(&contract(types, &[("Keep", "Odd")]));
    assert_eq!(names(&contract), ["Keep"]);
    let expected = "the type Odd is complex, but only a simple type is allowed here: its text is used";
    assert_eq!(said.lines().collect::<Vec<_>>(), [expected, expected]);
}

#[test]
fn style_and_use_mean_the_same_in_any_case() {
    let text = contract(TYPES, &[("Keep", "Good")]);
    let plain = lenient(&text.replace("use='literal'", "use='encoded'")).0;
    let shouted = lenient(&text.replace("use='literal'", "use='ENCODED'").replace("'rpc'", "'Rpc'")).0;
    let bodies = |contract: &Contract| -> Vec<Body> {
        operations(contract).iter().map(|operation| operation.input.body.clone()).collect()
    };
    assert!(matches!(bodies(&plain).as_slice(), [Body::Rpc { .. }]), "{plain:?}");
    assert_eq!(format!("{:?}", bodies(&plain)), format!("{:?}", bodies(&shouted)));
}

#[test]
fn a_header_without_a_message_is_of_the_operations_own() {
    let text = contract(TYPES, &[("Keep", "Good")])
        .replace(
            "<part name='value' type='t:Good'/>",
            "<part name='ticket' type='x:string'/><part name='value' type='t:Good'/>",
        )
        .replace("<input><soap:body", "<input><soap:header part='ticket' use='literal'/><soap:body");
    let (contract, said) = lenient(&text);
    let input = &operations(&contract)[0].input;
    assert_eq!(input.headers[0].part, "ticket");
    assert_eq!(input.headers[0].field.ty, TypeRef::Builtin(Builtin::String));
    let Body::Rpc { parts, .. } = &input.body else { panic!("not rpc") };
    assert_eq!(parts.len(), 1, "the header's part is not in the Body too");
    assert!(said.contains("this header names no message"), "{said}");
}

#[test]
fn a_part_whose_element_is_a_type_has_that_type() {
    let text = contract(TYPES, &[("Keep", "Good"), ("Tell", "Good")])
        .replace("type='t:Good'", "element='t:Good'")
        .replace(
            "name='TellIn'><part name='value' element='t:Good'",
            "name='TellIn'><part name='value' element='x:int'",
        );
    let (contract, said) = lenient(&text);
    let types = |contract: &Contract| -> Vec<TypeRef> {
        let bodies = operations(contract).into_iter().map(|operation| operation.input.body.clone());
        let parts = bodies.flat_map(|body| match body {
            Body::Rpc { parts, .. } | Body::Bare(parts) => parts,
            other => panic!("{other:?}"),
        });
        parts.map(|part| part.field.ty).collect()
    };
    let good = TypeRef::Named(TypeName::named(QName::new("urn:t", "Good")));
    assert_eq!(types(&contract), [good, TypeRef::Builtin(Builtin::Int)]);
    for name in ["Good", "int"] {
        let expected =
            format!("the part value names the element {name}, which is a type: it is read as a type");
        assert!(said.contains(&expected), "{expected:?} is not in\n{said}");
    }
    // In document style XML Schema's types alone cannot be anything else.
    let text = text.replace("style='rpc'", "style='document'");
    let (contract, said) = lenient(&text);
    assert_eq!((names(&contract), types(&contract)), (vec!["Tell"], vec![TypeRef::Builtin(Builtin::Int)]));
    assert!(
        said.contains("the operation Keep is left out: the element Good of its part value does not exist"),
        "{said}"
    );
    let errors = read(&text, false).unwrap_err().to_string();
    assert!(errors.contains("there is a type of this name"), "{errors}");
}

#[test]
fn what_no_message_carries_may_have_any_name() {
    let text = contract(SOUND, &[("Keep", "Good")])
        .replace("<service name='S'><port name='P'", "<service name='3D \"Desk\"'><port name='../1st'")
        .replace("portType name='P'", "portType name='2 Desks'")
        .replace("type='t:P'", "type='t:2 Desks'")
        .replace("KeepIn", "Keep/1.0");
    let (contract_, warnings) = read(&text, false).unwrap();
    assert_eq!(names(&contract_), ["Keep"]);
    let mut said: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    said.sort_unstable();
    let no_names = ["\"../1st\"", "\"2 Desks\"", "\"3D \\\"Desk\\\"\"", "\"Keep/1.0\""];
    assert_eq!(said, no_names.map(|name| format!("the name {name} is not an XML name")));
    // What it is on the wire is another matter.
    for (from, to) in
        [("operation name='Keep'", "operation name='1Keep'"), ("name='value'", "name='2nd value'")]
    {
        let text = contract(SOUND, &[("Keep", "Good")]).replace(from, to);
        assert!(read(&text, true).unwrap_err().to_string().contains("is not an XML name"), "{to}");
    }
    let text = contract(SOUND, &[("Keep", "Good")]).replace("service name='S'", "service name='S&#7;'");
    assert!(read(&text, true).is_err());
}

#[test]
fn drafts_of_xml_schema_are_read_as_what_they_became() {
    for draft in ["1999/XMLSchema", "2000/10/XMLSchema"] {
        let text = whole(SCHEMA)
            .replace("2001/XMLSchema", draft)
            .replace("'name' type='x:string'", "'name' type='x:timeInstant'");
        let (_, said) = sketch::read(&[("t.wsdl", text.as_bytes())]).unwrap();
        assert!(said.contains("draft") && said.contains("it is read as dateTime"), "{said}");
    }
}

#[test]
fn names_without_a_prefix_mean_what_there_is() {
    let text = whole(SCHEMA).replace("message='t:", "message='").replace("type='t:P'", "type='P'");
    let (contract, said) = sketch::read(&[("t.wsdl", text.as_bytes())]).unwrap();
    assert_eq!(contract.services[0].ports[0].operations.len(), 1);
    assert!(said.contains("there is no message In in http://schemas.xmlsoap.org/wsdl/"), "{said}");
    // Two that could be meant are not guessed between.
    let import = "'><import namespace='urn:u' location='u.wsdl'/>";
    let other = definitions(ABSTRACT).replace("urn:t", "urn:u");
    let importing = text.replacen("'>", import, 1);
    let said = sketch::read(&[("t.wsdl", importing.as_bytes()), ("u.wsdl", other.as_bytes())]).unwrap_err();
    assert!(said.contains("there is no portType P"), "{said}");
}

#[test]
fn a_data_set_is_xml() {
    let set = "<x:element name='what'><x:complexType><x:sequence><x:element ref='x:schema'/><x:any/></x:sequence></x:complexType></x:element>";
    let text = whole(SCHEMA).replace("<x:element name='what' type='t:What'/>", set);
    assert_eq!(sketch::read(&[("t.wsdl", text.as_bytes())]).unwrap().1, "");
}
