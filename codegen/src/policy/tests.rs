//! Policies of small contracts, and what is said of each.

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
         xmlns:rm='http://docs.oasis-open.org/ws-rx/wsrmp/200702' xmlns:v='urn:vendor'>{definitions}\
         <message name='In'{in_}>{message}<part name='p' type='x:string'/></message>\
         <message name='Out'>{out}<part name='p' type='x:string'/></message>\
         <portType name='P'>{port_type}<operation name='Do'>{operation}<input message='t:In'>{asked}</input>\
         <output message='t:Out'>{answered}</output></operation></portType>\
         <binding name='B' type='t:P'{binding_}>{binding}<soap:binding style='rpc'/>\
         <operation name='Do'>{bound}<soap:operation soapAction='Do'/>\
         <input>{input}<soap:body use='literal' namespace='urn:t'/></input>\
         <output>{output}<soap:body use='literal' namespace='urn:t'/></output></operation></binding>\
         <binding name='H' type='t:P'>{http}</binding>\
         <service name='S'>{service}<port name='Q' binding='t:B'>{port}<soap:address location='{address}'/></port>\
         </service></definitions>",
        definitions = at("definitions"),
        in_ = at("message@"),
        message = at("message"),
        out = at("reply"),
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

fn said(address: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let mut options = ReadOptions::default();
    options.memory.insert("t.wsdl".into(), contract(address, texts).into());
    let (_, warnings) = read_contracts(&["t.wsdl".into()], &options).unwrap_or_else(|e| panic!("{e}"));
    for warning in &warnings {
        assert!(warning.place.line == 1 && warning.place.column > 1 && warning.help.is_some(), "{warning}");
    }
    warnings.into_iter().map(|warning| warning.message).collect()
}

/// What is said of a policy that is attached to the binding.
fn of_binding(policy: &str) -> Vec<String> {
    said("http://x/", &[("binding", policy)])
}

const ADDRESSING: &str = "<wsp:Policy><wsam:Addressing/></wsp:Policy>";

#[test]
fn a_policy_holds_for_what_it_is_attached_to() {
    for (place, subject) in [
        ("service", "the service S"),
        ("port", "the port Q of the service S"),
        ("binding", "the binding B"),
        ("operation", "the operation Do of the binding B"),
        ("input", "the input of the operation Do of the binding B"),
        ("portType", "the portType P"),
        ("portType operation", "the operation Do of the portType P"),
        ("portType input", "the input of the operation Do of the portType P"),
        ("message", "the message In"),
    ] {
        let expected = [format!("{subject} requires Addressing of WS-Addressing")];
        assert_eq!(said("http://x/", &[(place, ADDRESSING)]), expected, "{place}");
        // The same by reference, whatever the id is called.
        for (policy, reference) in [
            ("<wsp:Policy wsu:Id='a'><wsam:Addressing/></wsp:Policy>", "<wsp:PolicyReference URI='#a'/>"),
            ("<old:Policy xml:id='a'><wsam:Addressing/></old:Policy>", "<old:PolicyReference URI='#a'/>"),
            (
                "<wsp:Policy Name='urn:a'><wsam:Addressing/></wsp:Policy>",
                "<wsp:PolicyReference URI='urn:a'/>",
            ),
        ] {
            assert_eq!(
                said("http://x/", &[("definitions", policy), (place, reference)]),
                expected,
                "{place}"
            );
        }
    }
    for (place, subject) in [("binding", "the binding B"), ("message", "the message In")] {
        let policy = "<wsp:Policy wsu:Id='a'><wsam:Addressing/></wsp:Policy>";
        let attribute = (&*format!("{place}@"), " wsp:PolicyURIs='#a'");
        let expected = [format!("{subject} requires Addressing of WS-Addressing")];
        assert_eq!(said("http://x/", &[("definitions", policy), attribute]), expected);
    }
    // Nobody's policy, those of what comes back, and those of other protocols.
    for place in ["definitions", "reply", "output", "portType output", "http"] {
        assert_eq!(said("http://x/", &[(place, ADDRESSING)]), [""; 0], "{place}");
    }
}

#[test]
fn what_is_optional_is_not_required() {
    let addressing = "Addressing of WS-Addressing";
    let mtom = "OptimizedMimeSerialization of MTOM";
    for (policy, required) in [
        ("<wsp:Policy/>", vec![]),
        ("<wsam:Addressing wsp:Optional='true'/>", vec![]),
        ("<wsam:Addressing old:Optional='1'/>", vec![]),
        ("<wsam:Addressing wsp:Optional='false'/>", vec![addressing.to_owned()]),
        ("<v:Known wsp:Ignorable='true'/>", vec![]),
        ("<v:Session><v:enable>false</v:enable></v:Session>", vec![]),
        ("<v:Session><v:enable>true</v:enable></v:Session>", vec!["Session of urn:vendor".to_owned()]),
        ("<wsp:ExactlyOne><wsp:All><wsam:Addressing/></wsp:All><wsp:All/></wsp:ExactlyOne>", vec![]),
        ("<wsp:ExactlyOne><wsp:Policy/><mtom:OptimizedMimeSerialization/></wsp:ExactlyOne>", vec![]),
        (
            "<wsp:ExactlyOne><wsp:All><wsam:Addressing/><mtom:OptimizedMimeSerialization/></wsp:All></wsp:ExactlyOne>",
            vec![addressing.to_owned(), mtom.to_owned()],
        ),
        (
            "<wsp:ExactlyOne><wsp:All><wsam:Addressing/><v:A/></wsp:All><mtom:OptimizedMimeSerialization/>\
             </wsp:ExactlyOne>",
            vec![format!("one of: {addressing} and A of urn:vendor; {mtom}")],
        ),
        (
            "<wsp:All><wsp:All><wsp:ExactlyOne><wsam:Addressing/></wsp:ExactlyOne></wsp:All><rm:RMAssertion/></wsp:All>",
            vec![addressing.to_owned(), "RMAssertion of WS-ReliableMessaging".to_owned()],
        ),
    ] {
        let expected: Vec<_> = required.iter().map(|one| format!("the binding B requires {one}")).collect();
        assert_eq!(of_binding(&format!("<wsp:Policy>{policy}</wsp:Policy>")), expected, "{policy}");
    }
}

#[test]
fn https_is_enough_where_nothing_more_is_asked() {
    let policy = |token: &str, more: &str| {
        format!(
            "<wsp:Policy><sp:TransportBinding><wsp:Policy><sp:TransportToken><wsp:Policy>{token}</wsp:Policy>\
             </sp:TransportToken><sp:AlgorithmSuite><wsp:Policy><sp:Basic256/></wsp:Policy></sp:AlgorithmSuite>\
             <sp:Layout><wsp:Policy><sp:Strict/></wsp:Policy></sp:Layout>{more}</wsp:Policy></sp:TransportBinding>\
             <sp:Wss11><wsp:Policy><sp:MustSupportRefIssuerSerial/></wsp:Policy></sp:Wss11></wsp:Policy>"
        )
    };
    let token = |inner: &str| format!("<sp:HttpsToken><wsp:Policy>{inner}</wsp:Policy></sp:HttpsToken>");
    for (address, policy, asked) in [
        ("https://x/", policy(&token(""), ""), None),
        ("https://x/", policy("<sp:HttpsToken RequireClientCertificate='false'/>", ""), None),
        ("http://x/", policy(&token(""), ""), Some("HttpsToken")),
        (
            "https://x/",
            policy("<sp:HttpsToken RequireClientCertificate='true'/>", ""),
            Some("HttpsToken, RequireClientCertificate"),
        ),
        (
            "https://x/",
            policy(&token("<sp:HttpBasicAuthentication/>"), ""),
            Some("HttpsToken, HttpBasicAuthentication"),
        ),
        ("https://x/", policy(&token("<v:SingleSignOn/>"), ""), Some("HttpsToken, SingleSignOn")),
        ("https://x/", policy(&token(""), "<sp:IncludeTimestamp/>"), Some("HttpsToken, IncludeTimestamp")),
    ] {
        let expected: Vec<_> = asked
            .iter()
            .map(|asked| format!("the binding B requires TransportBinding of WS-SecurityPolicy ({asked})"))
            .collect();
        assert_eq!(said(address, &[("binding", &policy)]), expected);
    }
}

#[test]
fn extensions_that_wsdl_requires_are_told() {
    for (extension, expected) in [
        ("<wsaw:UsingAddressing/>", None),
        ("<wsaw:UsingAddressing wsdl:required='false'/>", None),
        ("<wsaw:UsingAddressing wsdl:required='true'/>", Some("UsingAddressing of WS-Addressing")),
        ("<v:Extension wsdl:required='1'/>", Some("Extension of urn:vendor")),
        ("<wsp:UsingPolicy wsdl:required='true'/>", None),
    ] {
        let expected: Vec<_> = expected.iter().map(|what| format!("the binding B requires {what}")).collect();
        assert_eq!(of_binding(extension), expected, "{extension}");
    }
    let whole = said("http://x/", &[("definitions", "<v:Extension wsdl:required='true'/>")]);
    assert_eq!(whole, ["the contract requires Extension of urn:vendor"]);
}

#[test]
fn references_are_followed_and_lost_ones_told() {
    let chain = "<wsp:Policy wsu:Id='a'><wsp:PolicyReference URI='#b'/></wsp:Policy>\
                 <wsp:Policy wsu:Id='b'><wsp:PolicyReference URI='#a'/><wsam:Addressing/></wsp:Policy>";
    let both = [("definitions", chain), ("binding", "<wsp:PolicyReference URI='#a'/>")];
    assert_eq!(said("http://x/", &both), ["the binding B requires Addressing of WS-Addressing"]);
    assert_eq!(
        of_binding("<wsp:PolicyReference URI='#gone'/>"),
        ["there is no policy \"#gone\": what it requires is not known"]
    );
    let several = [("input", ADDRESSING), ("binding", ADDRESSING), ("portType", ADDRESSING)];
    let [said] = said("http://x/", &several).try_into().unwrap();
    assert_eq!(
        said,
        "the portType P, the binding B, the input of the operation Do of the binding B require Addressing of \
         WS-Addressing"
    );
}
