//! Policies of small contracts, and what is said of each.

mod addressing;
mod references;
mod security;

use crate::contract::{Addressing, Contract, Port};
use crate::diagnostic::Diagnostic;
use crate::policy::words::rows;
use crate::{ReadOptions, read_contracts};

/// A contract with these texts in it, by their places: `binding`, `binding@` for attributes.
fn contract(address: &str, texts: &[(&str, &str)]) -> String {
    let at = |place: &str| -> String {
        texts.iter().filter(|(at, _)| *at == place).map(|(_, text)| *text).collect()
    };
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/' \
         xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:wsp='http://www.w3.org/ns/ws-policy' \
         xmlns:old='http://schemas.xmlsoap.org/ws/2004/09/policy' \
         xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' \
         xmlns:sp='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702' \
         xmlns:wsam='http://www.w3.org/2007/05/addressing/metadata' \
         xmlns:wsaw='http://www.w3.org/2006/05/addressing/wsdl' \
         xmlns:mtom='http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization' \
         xmlns:wsap='http://schemas.xmlsoap.org/ws/2004/08/addressing/policy' \
         xmlns:http='http://schemas.microsoft.com/ws/06/2004/policy/http' \
         xmlns:rm='http://docs.oasis-open.org/ws-rx/wsrmp/200702' xmlns:v='urn:vendor'>{definitions}\
         <message name='In'{in_}>{message}<part name='p' type='x:string'/></message>\
         <message name='Out'>{out}<part name='p' type='x:string'/></message>\
         <message name='Bad'>{fault_message}<part name='p' type='x:string'/></message>\
         <portType name='P'>{port_type}<operation name='Do'>{operation}<input message='t:In'{asked_}>{asked}</input>\
         <output message='t:Out'>{answered}</output><fault name='F' message='t:Bad'>{failed}</fault></operation></portType>\
         <binding name='B' type='t:P'{binding_}>{binding}<soap:binding style='rpc'/>\
         <operation name='Do'>{bound}<soap:operation soapAction='{action}'/>\
         <input>{input}<soap:body use='literal' namespace='urn:t'/></input>\
         <output>{output}<soap:body use='literal' namespace='urn:t'/></output><fault name='F'>{fault}\
         <soap:fault name='F' use='literal'/></fault></operation></binding>\
         <binding name='H' type='t:P'>{http}</binding>\
         <service name='S'>{service}<port name='Q' binding='t:B'>{port}<soap:address location='{address}'/></port>\
         </service></definitions>",
        definitions = at("definitions"),
        in_ = at("message@"),
        message = at("message"),
        out = at("reply"),
        fault_message = at("fault message"),
        asked_ = at("portType input@"),
        failed = at("portType fault"),
        fault = at("fault"),
        action = at("action"),
        port_type = at("portType"),
        operation = at("portType operation"),
        asked = at("portType input"),
        answered = at("portType output"),
        binding_ = at("binding@"),
        binding = at("binding"),
        bound = at("operation"),
        input = at("input"),
        output = at("output"),
        http = at("http"),
        service = at("service"),
        port = at("port"),
    )
}

fn read(address: &str, texts: &[(&str, &str)]) -> (Contract, Vec<Diagnostic>) {
    let mut options = ReadOptions::default();
    options.memory.insert("t.wsdl".into(), contract(address, texts).into());
    read_contracts(&["t.wsdl".into()], &options).unwrap_or_else(|e| panic!("{e}"))
}

fn said(address: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let (_, warnings) = read(address, texts);
    for warning in &warnings {
        assert!(warning.place.line == 1 && warning.place.column > 1 && warning.help.is_some(), "{warning}");
    }
    warnings.into_iter().map(|warning| warning.message).collect()
}

/// The only port.
fn port(address: &str, texts: &[(&str, &str)]) -> Port {
    read(address, texts).0.services.remove(0).ports.remove(0)
}

/// What is done about each assertion: `TransportBinding/IncludeTimestamp offered: .timestamp(…)`, without those that only
/// hold others.
fn done(address: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let port = port(address, texts);
    let policies = port.policies.iter().chain(port.operations.iter().flat_map(|of| &of.policies));
    let rows = policies.flat_map(|policy| rows(&policy.items)).filter(|row| !row.note.is_empty());
    let mut out = Vec::new();
    for row in rows {
        let detail = if row.detail.is_empty() { String::new() } else { format!(" ({})", row.detail) };
        let optional = if row.optional { ", optional" } else { "" };
        let spare = if row.spare { ", not taken" } else { "" };
        let call = row.call.strip_prefix(".security(wsse::Security::new()").unwrap_or(&row.call);
        let call = if call.is_empty() { String::new() } else { format!(": {call}") };
        out.push(format!("{}{detail} {}{optional}{spare}{call}", row.path, row.standing.words()));
    }
    out
}

/// The same of a policy of the binding, called by https.
fn of_binding(policy: &str) -> Vec<String> {
    done("https://x/", &[("binding", &format!("<wsp:Policy>{policy}</wsp:Policy>"))])
}

const RELIABLE: &str = "<wsp:Policy><rm:RMAssertion/></wsp:Policy>";

const NOT: &str = "RMAssertion of WS-ReliableMessaging, which the client does not support";

#[test]
fn a_policy_holds_for_what_it_is_attached_to() {
    for (place, subject) in [
        ("service", "the service S"),
        ("port", "the port Q of the service S"),
        ("binding", "the binding B"),
        ("operation", "the operation Do of the binding B"),
        ("input", "the input of the operation Do of the binding B"),
        ("output", "the output of the operation Do of the binding B"),
        ("fault", "the fault F of the operation Do of the binding B"),
        ("portType", "the portType P"),
        ("portType operation", "the operation Do of the portType P"),
        ("portType input", "the input of the operation Do of the portType P"),
        ("portType output", "the output of the operation Do of the portType P"),
        ("portType fault", "the fault F of the operation Do of the portType P"),
        ("message", "the message In"),
        ("reply", "the message Out"),
        ("fault message", "the message Bad"),
    ] {
        let expected = [format!("{subject} requires {NOT}")];
        assert_eq!(said("http://x/", &[(place, RELIABLE)]), expected, "{place}");
        // The same by reference, whatever the id is called.
        for (policy, reference) in [
            ("<wsp:Policy wsu:Id='a'><rm:RMAssertion/></wsp:Policy>", "<wsp:PolicyReference URI='#a'/>"),
            ("<old:Policy xml:id='a'><rm:RMAssertion/></old:Policy>", "<old:PolicyReference URI='#a'/>"),
            ("<wsp:Policy Name='urn:a'><rm:RMAssertion/></wsp:Policy>", "<wsp:PolicyReference URI='urn:a'/>"),
        ] {
            let both = [("definitions", policy), (place, reference)];
            assert_eq!(said("http://x/", &both), expected, "{place}");
        }
    }
    for (place, subject) in [("binding", "the binding B"), ("message", "the message In")] {
        let policy = "<wsp:Policy wsu:Id='a'><rm:RMAssertion/></wsp:Policy>";
        let attribute = (&*format!("{place}@"), " wsp:PolicyURIs='#a'");
        let expected = [format!("{subject} requires {NOT}")];
        assert_eq!(said("http://x/", &[("definitions", policy), attribute]), expected);
    }
    let outside = "<wsp:PolicyAttachment><wsp:AppliesTo/><wsp:Policy><rm:RMAssertion/></wsp:Policy></wsp:PolicyAttachment>";
    assert_eq!(said("http://x/", &[("definitions", outside)]), [format!("the contract requires {NOT}")]);
    // Nobody's policy, and those of other protocols.
    for place in ["definitions", "http"] {
        assert_eq!(said("http://x/", &[(place, RELIABLE)]), [""; 0], "{place}");
    }
}

#[test]
fn what_is_optional_is_not_required() {
    let (reliable, offered) = (NOT.to_owned(), "BasicAuthentication of HTTP authentication".to_owned());
    let two = "RMAssertion of WS-ReliableMessaging and A of urn:vendor";
    for (policy, required) in [
        ("<wsp:Policy/>", vec![]),
        ("<rm:RMAssertion wsp:Optional='true'/>", vec![]),
        ("<rm:RMAssertion old:Optional='1'/>", vec![]),
        ("<rm:RMAssertion wsp:Optional='false'/>", vec![reliable.clone()]),
        ("<v:Known wsp:Ignorable='true'/>", vec![]),
        ("<v:Session><v:enable>false</v:enable></v:Session>", vec![]),
        (
            "<v:Session><v:enable>true</v:enable></v:Session>",
            vec!["Session of urn:vendor (true), which the client does not support".to_owned()],
        ),
        ("<wsp:ExactlyOne><wsp:All><rm:RMAssertion/></wsp:All><wsp:All/></wsp:ExactlyOne>", vec![]),
        ("<wsp:ExactlyOne><rm:RMAssertion/><wsam:Addressing/></wsp:ExactlyOne>", vec![]),
        ("<wsp:ExactlyOne><wsp:Policy/><http:BasicAuthentication/></wsp:ExactlyOne>", vec![]),
        (
            "<wsp:ExactlyOne><wsp:All><rm:RMAssertion/><http:BasicAuthentication/></wsp:All></wsp:ExactlyOne>",
            vec![offered.clone(), reliable.clone()],
        ),
        (
            "<wsp:ExactlyOne><wsp:All><rm:RMAssertion/><v:A/></wsp:All><http:BasicAuthentication/></wsp:ExactlyOne>",
            vec![format!("one of: {two}; {offered}")],
        ),
        (
            "<wsp:ExactlyOne><wsp:All><rm:RMAssertion/><v:A/></wsp:All><v:B/></wsp:ExactlyOne>",
            vec![format!("one of: {two}; B of urn:vendor, which the client does not support")],
        ),
        (
            "<wsp:All><wsp:All><wsp:ExactlyOne><http:BasicAuthentication/></wsp:ExactlyOne></wsp:All><rm:RMAssertion/></wsp:All>",
            vec![offered, reliable],
        ),
    ] {
        let policy = format!("<wsp:Policy>{policy}</wsp:Policy>");
        let mut said = said("http://x/", &[("binding", &policy)]);
        said.sort();
        let expected: Vec<_> = required.iter().map(|one| format!("the binding B requires {one}")).collect();
        assert_eq!(said, expected, "{policy}");
    }
}

#[test]
fn the_cheapest_alternative_is_taken() {
    assert_eq!(
        of_binding(
            "<wsp:ExactlyOne><rm:RMAssertion/><wsp:All><http:BasicAuthentication/><wsam:Addressing/></wsp:All>\
             <wsp:All><http:BasicAuthentication/><http:NtlmAuthentication/></wsp:All></wsp:ExactlyOne>"
        ),
        [
            "RMAssertion not supported, not taken",
            "BasicAuthentication offered: .basic_auth(user, password)",
            "Addressing honoured",
            "BasicAuthentication offered, not taken: .basic_auth(user, password)",
            "NtlmAuthentication offered, not taken: .ntlm_auth(user, password)",
        ]
    );
    // Nested ones too, and what only an alternative that is not taken asks for is not done.
    let nested = |token: &str| {
        format!(
            "<sp:TransportBinding><wsp:Policy><sp:TransportToken><wsp:Policy><wsp:ExactlyOne>{token}\
             <sp:HttpsToken/></wsp:ExactlyOne></wsp:Policy></sp:TransportToken></wsp:Policy></sp:TransportBinding>"
        )
    };
    let path = "TransportBinding/TransportToken/HttpsToken";
    assert_eq!(
        of_binding(&nested("<sp:HttpsToken RequireClientCertificate='true'/>")),
        [
            format!("{path} honoured, not taken"),
            format!("{path}/RequireClientCertificate offered, not taken: .reqwest_client(client)"),
            format!("{path} honoured"),
        ]
    );
    let either = "<wsp:Policy><wsp:ExactlyOne><wsam:Addressing/><wsp:All/></wsp:ExactlyOne></wsp:Policy>";
    assert_eq!(port("http://x/", &[("binding", either)]).addressing, Some(Addressing::V10));
    let neither = "<wsp:Policy><wsp:ExactlyOne><wsp:All/><wsam:Addressing/></wsp:ExactlyOne></wsp:Policy>";
    assert_eq!(port("http://x/", &[("binding", neither)]).addressing, None);
}

#[test]
fn extensions_that_wsdl_requires_are_told() {
    for (extension, expected) in [
        (
            "<v:Extension wsdl:required='1'/>",
            vec!["the binding B requires Extension of urn:vendor, which the client does not support"],
        ),
        ("<v:Extension/>", vec![]),
        ("<wsp:UsingPolicy wsdl:required='true'/>", vec![]),
    ] {
        assert_eq!(said("http://x/", &[("binding", extension)]), expected, "{extension}");
    }
    let whole = said("http://x/", &[("definitions", "<v:Extension wsdl:required='true'/>")]);
    assert_eq!(whole, ["the contract requires Extension of urn:vendor, which the client does not support"]);
}
