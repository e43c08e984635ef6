//! Dangling references, and what else is missing: what is cut out under `lenient`, and why.

use soapwright::diagnostic::{Kind, Severity};
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::sketch::{SCHEMA, whole};

use crate::{SOUND, TYPES, contract, elements, lenient, names, read};

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
