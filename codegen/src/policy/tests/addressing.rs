//! WS-Addressing: where it is on, and the actions of messages.

use super::{done, port, said};
use crate::contract::Addressing;

#[test]
fn addressing_is_on_where_it_is_required() {
    for (extension, expected) in [
        ("<wsaw:UsingAddressing/>", None),
        ("<wsaw:UsingAddressing wsdl:required='false'/>", None),
        ("<wsaw:UsingAddressing wsdl:required='true'/>", Some(Addressing::V10)),
        ("<wsap:UsingAddressing wsdl:required='true'/>", Some(Addressing::V200408)),
        ("<wsp:Policy><wsaw:UsingAddressing/></wsp:Policy>", Some(Addressing::V10)),
        ("<wsp:Policy><wsap:UsingAddressing/></wsp:Policy>", Some(Addressing::V200408)),
        ("<wsp:Policy><wsam:Addressing wsp:Optional='true'/></wsp:Policy>", None),
        (
            "<wsp:Policy><wsam:Addressing><wsp:Policy><wsam:AnonymousResponses/></wsp:Policy></wsam:Addressing></wsp:Policy>",
            Some(Addressing::V10),
        ),
    ] {
        let texts = [("binding", extension)];
        assert_eq!(port("http://x/", &texts).addressing, expected, "{extension}");
        assert_eq!(said("http://x/", &texts), [""; 0], "{extension}");
        // None is passed over in silence.
        assert!(!done("http://x/", &texts).is_empty(), "{extension}");
    }
    let elsewhere = "<wsp:Policy><wsam:Addressing><wsp:Policy><wsam:NonAnonymousResponses/></wsp:Policy></wsam:Addressing></wsp:Policy>";
    assert_eq!(
        said("http://x/", &[("binding", elsewhere)]),
        [
            "the binding B requires Addressing of WS-Addressing (NonAnonymousResponses), which the client does not support"
        ]
    );
    assert_eq!(
        said("http://x/", &[("operation", "<wsaw:Anonymous>prohibited</wsaw:Anonymous>")]),
        [
            "the operation Do of the binding B requires Anonymous of WS-Addressing, which the client does not support"
        ]
    );
}

#[test]
fn actions_are_those_of_the_contract_or_of_the_pattern() {
    let actions = |texts: &[(&str, &str)]| {
        let actions = port("http://x/", texts).operations.remove(0).actions;
        (actions.input, actions.output.unwrap(), actions.faults.concat())
    };
    let (input, output, fault) = actions(&[]);
    assert_eq!(
        [&*input, &*output, &*fault],
        ["urn:t:P:DoRequest", "urn:t:P:DoResponse", "urn:t:P:Do:Fault:F"]
    );
    assert_eq!(actions(&[("action", "urn:s")]).0, "urn:s");
    for action in ["wsam:Action='urn:a'", "wsaw:Action=' urn:a '", "wsaw:Action='urn:b' wsam:Action='urn:a'"]
    {
        assert_eq!(actions(&[("action", "urn:s"), ("portType input@", &format!(" {action}"))]).0, "urn:a");
    }
    assert_eq!(actions(&[("portType input@", " name='Ask'")]).0, "urn:t:P:Ask");
    assert_eq!(actions(&[("portType input@", " wsam:Action=''")]).0, "urn:t:P:DoRequest");
}
