use std::path::Path;

use super::{json, text};
use crate::contract::Contract;
use crate::{ReadOptions, read_contracts};

pub(crate) fn thing() -> Contract {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/thing.wsdl");
    read_contracts(&[file], &ReadOptions::default()).unwrap().0
}

#[test]
fn text_is_aligned_and_complete() {
    let text = text(&thing(), None).unwrap();
    for part in [
        "  n1    urn:example:thing\n",
        "service n1:ThingService\n  port ThingSoap  SOAP 1.1  https://example.com/Thing.svc\n",
        "  operation SaveThing  document\n    action  \"urn:example:thing/SaveThing\"\n    input   wrapped n1:SaveThing\n",
        "    input headers\n      n1:Ticket  xs:string\n",
        "    output headers\n      n1:Succeeded  xs:boolean\n",
        "    output  none (one-way)\n",
        "struct n1:Thing  of n1:Base\n  n1:Name    n1:Short     1     nillable\n  n1:Colour  n1:Colour    0..1\n",
        "  n1:Part    n1:Thing     0..*\n",
        "in choice 1\n",
        "  @unit  xs:string  required\n",
        "alias n1:Short  of xs:string  maxLength=3\n",
        "enum n1:Colour  of xs:string\n  Red & white",
        "1 services, 2 operations,",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.trim_end() == line), "no blanks at the end of a line");
}

#[test]
fn one_operation_shows_what_it_reaches() {
    let contract = thing();
    let one = text(&contract, Some("ThingService.SaveThing")).unwrap();
    assert!(one.contains("struct n1:Base") && one.contains("n1:Colour"), "{one}");
    assert!(!one.contains("Unrelated") && !one.contains("Forget"), "{one}");
    let error = text(&contract, Some("SaveThin")).unwrap_err().to_string();
    assert!(error.contains("`SaveThin`") && error.contains("`SaveThing`"), "{error}");
}

#[test]
fn json_says_the_same() {
    let value: serde_json::Value = serde_json::from_str(&json(&thing(), None).unwrap()).unwrap();
    let operation = &value["services"][0]["ports"][0]["operations"][0];
    assert_eq!(operation["action"], "urn:example:thing/SaveThing");
    assert_eq!(operation["input"]["headers"][0]["name"], "{urn:example:thing}Ticket");
    let types = value["types"].as_array().unwrap();
    let thing = types.iter().find(|ty| ty["name"] == "{urn:example:thing}Thing").unwrap();
    assert_eq!(thing["fields"][3]["occurs"], "0..*");
    assert_eq!(thing["fields"][4]["within"][0], "choice 1");
}

#[test]
fn the_overview_has_a_line_an_operation_with_the_contracts_own_words() {
    let mut contract = thing();
    let port = &mut contract.services[0].ports[0];
    port.operations[0].documentation = Some("Saves a\n   thing.  Twice is\u{9b}31m no harm.".to_owned());
    port.operations[1].documentation = Some("x".repeat(300));
    let text = super::overview(&contract);
    assert!(text.starts_with("service ThingService"), "{text}");
    assert!(text.contains("\n    SaveThing(Thing) -> Thing?  Saves a thing.\n"), "{text}");
    assert!(text.contains(&format!("\n    Forget(Id)                  {}…\n", "x".repeat(100))), "{text}");
    assert!(text.contains("1 service, 2 operations, "), "{text}");
    assert!(!text.contains('\u{9b}'), "nothing steers the terminal: {text}");
}
