//! Contracts as they are found: dangling references under `lenient`, and what is wrong or unusual but clear.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use soapwright::contract::{
    Body, Builtin, Contract, Operation, Particle, QName, TypeKind, TypeName, TypeRef,
};
use soapwright::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use soapwright::{ReadOptions, read_contracts};

/// A contract with these schema components, and operations `(name, input type)`, rpc, each with a reply of a string.
fn contract(schema: &str, operations: &[(&str, &str)]) -> String {
    let each = |f: &dyn Fn(&str, &str) -> String| {
        operations.iter().map(|(name, ty)| f(name, ty)).collect::<Vec<_>>().join("\n")
    };
    let messages =
        each(&|name, ty| format!("<message name='{name}In'><part name='value' type='t:{ty}'/></message>"));
    let declared = each(&|name, _| {
        format!("<operation name='{name}'><input message='t:{name}In'/><output message='t:Out'/></operation>")
    });
    let bound = each(&|name, _| {
        format!(
            "<operation name='{name}'><soap:operation soapAction='{name}'/><input><soap:body use='literal' namespace='urn:t'/></input>\
             <output><soap:body use='literal'/></output></operation>"
        )
    });
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/'>\
         <types><x:schema targetNamespace='urn:t' elementFormDefault='qualified'>{schema}</x:schema></types>\
         <message name='Out'><part name='answer' type='x:string'/></message>{messages}\
         <portType name='P'>{declared}</portType>\
         <binding name='B' type='t:P'><soap:binding style='rpc'/>{bound}</binding>\
         <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>\
         </definitions>"
    )
}

fn read(text: &str, lenient: bool) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    let mut options = ReadOptions { lenient, ..ReadOptions::default() };
    options.memory.insert("t.wsdl".into(), text.as_bytes().to_vec());
    read_contracts(&["t.wsdl".into()], &options)
}

fn lenient(text: &str) -> (Contract, String) {
    let (contract, warnings) = read(text, true).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    let said: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    (contract, said.join("\n"))
}

fn operations(contract: &Contract) -> Vec<&Operation> {
    contract.services.iter().flat_map(|s| &s.ports).flat_map(|p| &p.operations).collect()
}

fn names(contract: &Contract) -> Vec<&str> {
    operations(contract).iter().map(|operation| operation.name.as_str()).collect()
}

/// The names of a type's elements, those of groups too.
fn elements(contract: &Contract, ty: &str) -> Vec<String> {
    fn collect(particles: &[Particle], out: &mut Vec<String>) {
        for particle in particles {
            match particle {
                Particle::Element(field) => out.push(field.name.local.to_string()),
                Particle::Group(group) => collect(&group.particles, out),
                Particle::Any(_) => out.push("*".to_owned()),
            }
        }
    }
    let found = contract.types.iter().find(|(name, _)| &*name.name.local == ty && name.path.is_empty());
    let Some(TypeKind::Struct(of)) = found.map(|(_, ty)| &ty.kind) else { panic!("no struct {ty}") };
    let mut out = Vec::new();
    collect(&of.particles, &mut out);
    out
}

const TYPES: &str = "\
    <x:complexType name='Good'><x:sequence><x:element name='a' type='x:string'/>\
      <x:element name='b' type='t:Nowhere' minOccurs='0'/><x:element ref='t:gone' minOccurs='0'/></x:sequence></x:complexType>\
    <x:complexType name='Choosy'><x:choice><x:element name='a' type='x:string'/>\
      <x:element name='b' type='t:Bad'/></x:choice></x:complexType>\
    <x:complexType name='Bad'><x:sequence><x:element name='c' type='t:Worse'/></x:sequence></x:complexType>\
    <x:complexType name='Worse'><x:complexContent><x:extension base='t:Nowhere'/></x:complexContent></x:complexType>";

#[test]
fn only_what_depends_on_a_dangling_reference_is_cut_out() {
    let text = contract(TYPES, &[("Keep", "Good"), ("Choose", "Choosy"), ("Lose", "Bad")]);
    let errors = read(&text, false).unwrap_err();
    assert!(errors.has_errors() && errors.to_string().contains("there is no type Nowhere"), "{errors}");
    let (contract, said) = lenient(&text);
    assert_eq!(names(&contract), ["Keep", "Choose"]);
    assert_eq!(elements(&contract, "Good"), ["a"]);
    assert_eq!(elements(&contract, "Choosy"), ["a"]);
    let chain = "its part value has the type Bad, which needs the element c of the type Worse, which is derived from \
                 the type Nowhere, which does not exist";
    assert!(said.contains(&format!("the operation Lose is left out: {chain}")), "{said}");
    assert_eq!(contract.left_out.len(), 1);
    assert_eq!((contract.left_out[0].name.as_str(), contract.left_out[0].why.as_str()), ("Lose", chain));
    for part in
        ["there is no type Nowhere", "there is no element gone", "the element b of {urn:t}Good is left out"]
    {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert!(contract.types.keys().all(|name| !matches!(&*name.name.local, "Bad" | "Worse")));
}

#[test]
fn a_missing_import_is_a_warning_as_long_as_something_is_left() {
    let import = "<x:import namespace='urn:u' schemaLocation='u.xsd'/>";
    let text = contract(&format!("{import}{TYPES}"), &[("Keep", "Good")]);
    let (contract_, said) = lenient(&text);
    assert_eq!(names(&contract_), ["Keep"]);
    assert!(said.contains("cannot read u.xsd: no such file"), "{said}");
    let nothing = contract(&format!("{import}{TYPES}"), &[("Lose", "Bad")]);
    let errors = read(&nothing, true).unwrap_err().to_string();
    assert!(errors.contains("error[missing-file]: cannot read u.xsd"), "{errors}");
    assert!(read(&contract(TYPES, &[("Lose", "Nowhere")]), true).is_err());
    let none = ReadOptions { lenient: true, ..ReadOptions::default() };
    assert!(read_contracts(&["nowhere.wsdl".into()], &none).is_err());
}

#[test]
fn a_missing_message_costs_its_operation_alone() {
    let text = contract(TYPES, &[("Keep", "Good"), ("Lose", "Good")])
        .replace("message='t:LoseIn'", "message='t:Lost'");
    let (contract, said) = lenient(&text);
    assert_eq!(names(&contract), ["Keep"]);
    assert!(said.contains("the operation Lose is left out: its message Lost does not exist"), "{said}");
}

#[test]
fn an_unbound_prefix_dangles_and_is_said_once() {
    let text = contract(TYPES, &[("Keep", "Good"), ("Lose", "Good")])
        .replace("name='LoseIn'><part name='value' type='t:", "name='LoseIn'><part name='value' type='no:");
    let errors = read(&text, false).unwrap_err().to_string();
    assert!(errors.contains("the prefix \"no\""), "{errors}");
    assert!(!errors.contains("unbound prefix"), "{errors}");
    assert_eq!(names(&lenient(&text).0), ["Keep"]);
}

#[test]
fn overloads_are_called_after_their_inputs() {
    let text = contract(TYPES, &[("Add", "Good"), ("AddMore", "Choosy")])
        .replace("<operation name='AddMore'>", "<operation name='Add'>");
    let (contract, _) = lenient(&text);
    assert_eq!(names(&contract), ["Add", "AddMoreIn"]);
    let actions: Vec<_> = operations(&contract).iter().map(|o| o.action.clone()).collect();
    assert_eq!(actions, ["Add", "AddMore"], "bound in the order in which they stand");
    for operation in operations(&contract) {
        let Body::Rpc { element, .. } = &operation.input.body else { panic!("not rpc") };
        assert_eq!(&*element.local, "Add", "on the wire they have one name");
    }
}

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
        ("type='x:string'", "type='x:String'", "XML Schema has no type String: string is meant"),
        ("binding name='B' type", "binding name='B+' type", "\"B+\" is no XML name"),
        ("style='rpc'", "style='literal'", "style is \"literal\""),
        ("style='rpc'", "style='RPC'", "style is \"RPC\"; rpc is meant"),
        ("use='literal'", "use='Literal'", "use is \"Literal\"; literal is meant"),
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
    let odd = "<x:complexType name='Odd'>\
        <x:sequence><x:element name='a' type='x:int'/><x:elment name='b' type='x:int'/></x:sequence>\
        <x:element name='c' type='x:int'/>\
        <x:choice><x:element name='d' type='x:int'/><x:element name='e' type='x:int'/></x:choice></x:complexType>";
    let (contract, said) = lenient(&contract(odd, &[("Keep", "Odd")]));
    assert_eq!(elements(&contract, "Odd"), ["a", "b", "c", "d", "e"]);
    for expected in [
        "XML Schema has no element elment: element is meant",
        "element is not allowed in complexType: it is read all the same",
        "choice is not allowed beside sequence in complexType: it is read all the same",
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
        assert!(warning.message.contains("the XML declaration is not at the very beginning"), "{warning}");
    }
}

#[test]
fn a_complex_type_in_the_place_of_a_simple_one_is_said() {
    let types = "<x:complexType name='Odd'><x:sequence/><x:attribute name='a' type='t:Odd'/>\
        <x:attribute name='b' type='t:Simple'/></x:complexType>\
        <x:simpleType name='Simple'><x:list itemType='t:Odd'/></x:simpleType>";
    let (contract, said) = lenient(&contract(types, &[("Keep", "Odd")]));
    assert_eq!(names(&contract), ["Keep"]);
    let expected = "the type Odd is complex, where only a simple one can stand: its text is taken";
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
            format!("the part value is the element {name}, which is a type and no element: type is meant");
        assert!(said.contains(&expected), "{expected:?} is not in\n{said}");
    }
    // In document style XML Schema's types alone cannot be anything else.
    let text = text.replace("style='rpc'", "style='document'");
    let (contract, said) = lenient(&text);
    assert_eq!((names(&contract), types(&contract)), (vec!["Tell"], vec![TypeRef::Builtin(Builtin::Int)]));
    assert!(
        said.contains("the operation Keep is left out: its element Good, which its part value is"),
        "{said}"
    );
    let errors = read(&text, false).unwrap_err().to_string();
    assert!(errors.contains("there is a type of this name"), "{errors}");
}

/// A type with nothing wrong in it.
const SOUND: &str = "<x:complexType name='Good'><x:sequence><x:element name='a' type='x:string'/></x:sequence></x:complexType>";

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
    assert_eq!(said, no_names.map(|name| format!("the name {name} is no XML name")));
    // What it is on the wire is another matter.
    for (from, to) in
        [("operation name='Keep'", "operation name='1Keep'"), ("name='value'", "name='2nd value'")]
    {
        let text = contract(SOUND, &[("Keep", "Good")]).replace(from, to);
        assert!(read(&text, true).unwrap_err().to_string().contains("is no XML name"), "{to}");
    }
    let text = contract(SOUND, &[("Keep", "Good")]).replace("service name='S'", "service name='S&#7;'");
    assert!(read(&text, true).is_err());
}

#[test]
fn what_nothing_depends_on_may_be_broken() {
    let sound = contract(SOUND, &[("Keep", "Good"), ("Other", "Good")]);
    let typeless = "<message name='Draft'><part name='value'/></message>";
    let text = sound.replacen("<message", &format!("{typeless}<message"), 1).replace(
        "<portType",
        "<portType name='Draft'><operation name='Do'><input/><output message='t:Draft'/></operation></portType>\
         <binding name='Draft'/><portType",
    );
    let (contract, warnings) = read(&text, false).unwrap();
    assert_eq!(names(&contract), ["Keep", "Other"]);
    let said: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    let expected = [
        "the part value has neither element nor type",
        "this input has no message",
        "the binding Draft has no portType",
    ];
    assert_eq!(said, expected);
    // What an operation needs is an error, and under `lenient` costs that operation alone.
    for (from, to, why) in [
        ("message='t:OtherIn'", "message='t:Draft'", "its part value has neither element nor type"),
        ("<input message='t:OtherIn'/>", "<input/>", "it has an input or output without a message"),
    ] {
        let text = text.replace(from, to);
        let errors = read(&text, false).unwrap_err();
        assert!(errors.iter().any(|d| d.kind == Kind::Missing && d.severity == Severity::Error), "{errors}");
        let (contract, said) = lenient(&text);
        assert_eq!(names(&contract), ["Keep"]);
        assert!(said.contains(&format!("the operation Other is left out: {why}")), "{said}");
    }
    let text = sound.replace("<binding name='B' type='t:P'>", "<binding name='B'>");
    let errors = read(&text, false).unwrap_err().to_string();
    assert!(errors.contains("error[missing]: the binding B has no portType"), "{errors}");
}

#[test]
fn a_binding_without_a_port_type_costs_its_port_alone() {
    let sound = contract(SOUND, &[("Keep", "Good")]);
    let bound = |port_type: &str| {
        let binding = format!(
            "<binding name='C'{port_type}><soap:binding style='rpc'/><operation name='Lose'>\
             <soap:operation soapAction='Lose'/></operation></binding><service"
        );
        let port = "<port name='Q' binding='t:C'><soap:address location='http://x/q'/></port></service>";
        sound.replace("<service", &binding).replace("</service>", port)
    };
    for (port_type, error, why) in [
        ("", "error[missing]: the binding C has no portType", "its binding C has no portType"),
        (
            " type='t:Gone'",
            "error[dangling-reference]: there is no portType Gone",
            "its binding C refers to the portType Gone, which does not exist",
        ),
    ] {
        let text = bound(port_type);
        let errors = read(&text, false).unwrap_err().to_string();
        assert!(errors.contains(error), "{errors}");
        let (contract, said) = lenient(&text);
        assert_eq!(names(&contract), ["Keep"]);
        assert!(said.contains(error.split_once(": ").unwrap().1), "{said}");
        assert_eq!(said.matches(&format!("the port Q is left out: {why}")).count(), 1, "{said}");
        let [left_out] = contract.left_out.as_slice() else { panic!("{:?}", contract.left_out) };
        assert_eq!((left_out.name.as_str(), left_out.why.as_str()), ("Lose", why));
    }
    // Nothing is left: each is told once.
    let text = bound("").replace("<binding name='B' type='t:P'>", "<binding name='B'>");
    let (contract, said) = lenient(&text);
    assert!(contract.services.is_empty());
    assert_eq!(said.matches("is left out: its binding").count(), 2, "{said}");
}
