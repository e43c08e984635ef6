//! References to policies, also to those in other files, and those without end.

use super::{NOT, RELIABLE, contract, read, said};
use crate::contract::Addressing;
use crate::{ReadOptions, read_contracts};

#[test]
fn references_are_followed_and_lost_ones_told() {
    let chain = "<wsp:Policy wsu:Id='a'><wsp:PolicyReference URI='#b'/></wsp:Policy>\
                 <wsp:Policy wsu:Id='b'><wsp:PolicyReference URI='#a'/><rm:RMAssertion/></wsp:Policy>";
    let both = [("definitions", chain), ("binding", "<wsp:PolicyReference URI='#a'/>")];
    assert_eq!(said("http://x/", &both), [format!("the binding B requires {NOT}")]);
    assert_eq!(
        said("http://x/", &[("binding", "<wsp:PolicyReference URI='#gone'/>")]),
        ["there is no policy \"#gone\": what it requires is not known"]
    );
    assert_eq!(
        said("http://x/", &[("binding", "<wsp:PolicyReference/>")]),
        ["there is no policy \"\": what it requires is not known"]
    );
    let several = [("input", RELIABLE), ("binding", RELIABLE), ("portType", RELIABLE)];
    let [said] = said("http://x/", &several).try_into().unwrap();
    assert_eq!(
        said,
        format!(
            "the binding B, the portType P, the input of the operation Do of the binding B require {NOT}"
        )
    );
}

#[test]
fn policies_may_be_in_files_of_their_own() {
    let policies = |id: &str, assertion: &str| {
        format!(
            "<wsp:Policy xmlns:wsp='http://www.w3.org/ns/ws-policy' xmlns:v='urn:vendor' \
             xmlns:wsam='http://www.w3.org/2007/05/addressing/metadata' {id}>{assertion}</wsp:Policy>"
        )
    };
    let mut options = ReadOptions::default();
    let text = contract(
        "http://x/",
        &[
            ("definitions", "<wsp:Policy wsu:Id='a'><v:Mine/></wsp:Policy>"),
            ("binding", "<wsp:PolicyReference URI='p/one.xml#a'/>"),
            ("binding@", " wsp:PolicyURIs='two.xml gone.xml'"),
        ],
    );
    options.memory.insert("t.wsdl".into(), text.into());
    let next = "<wsp:PolicyReference URI='../three.xml'/>";
    options.memory.insert("p/one.xml".into(), policies("xml:id='a'", &format!("<v:One/>{next}")).into());
    options.memory.insert("two.xml".into(), policies("", "<wsam:Addressing/>").into());
    options.memory.insert("three.xml".into(), policies("", "<v:Three/>").into());
    let (contract, warnings) = read_contracts(&["t.wsdl".into()], &options).unwrap();
    let said: Vec<_> = warnings.iter().map(|one| one.message.clone()).collect();
    let not = |name: &str| {
        format!("the binding B requires {name} of urn:vendor, which the client does not support")
    };
    let mut expected = [
        not("One"),
        not("Three"),
        "there is no policy \"gone.xml\": what it requires is not known".to_owned(),
    ];
    expected.sort();
    let mut sorted = said;
    sorted.sort();
    assert_eq!(sorted, expected);
    assert_eq!(contract.services[0].ports[0].addressing, Some(Addressing::V10));
    // In one file they are the same.
    let one = crate::normalize(&["t.wsdl".into()], &options).unwrap();
    let mut again = ReadOptions::default();
    again.memory.insert("t.wsdl".into(), one.into());
    let (flat, _) = read_contracts(&["t.wsdl".into()], &again).unwrap();
    assert_eq!(flat.services[0].ports[0].policies, contract.services[0].ports[0].policies);
}

#[test]
fn policies_without_end_are_cut() {
    // Each refers twice to the next: 2^30 assertions.
    let mut policies = "<wsp:Policy wsu:Id='p30'><rm:RMAssertion/></wsp:Policy>".to_owned();
    for at in 0..30 {
        let next = format!("<wsp:PolicyReference URI='#p{}'/>", at + 1);
        policies.push_str(&format!("<wsp:Policy wsu:Id='p{at}'>{next}{next}</wsp:Policy>"));
    }
    let texts = [("definitions", &*policies), ("binding", "<wsp:PolicyReference URI='#p0'/>")];
    let (_, warnings) = read("http://x/", &texts);
    let said: Vec<_> = warnings.into_iter().map(|warning| warning.message).collect();
    let cut = "the policies of this contract are too large: what they require is not known to its end";
    assert_eq!(said, [cut.to_owned(), format!("the binding B requires {NOT}")]);
    let deep = format!("{}<rm:RMAssertion/>{}", "<wsp:All>".repeat(100), "</wsp:All>".repeat(100));
    let deep = format!("<wsp:Policy>{deep}</wsp:Policy>");
    let (_, warnings) = read("http://x/", &[("binding", &*deep)]);
    assert_eq!(warnings.into_iter().map(|warning| warning.message).collect::<Vec<_>>(), [cut]);
}
