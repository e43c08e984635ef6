//! Policies of small contracts, and what is said of each.

use crate::contract::{Addressing, Contract, Port};
use crate::diagnostic::Diagnostic;
use crate::policy::words::{Needs, rows};
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

/// A binding, by its name, with these in it beside what every one has.
fn binding(name: &str, tokens: &str, more: &str) -> String {
    format!(
        "<sp:{name}><wsp:Policy>{tokens}<sp:AlgorithmSuite><wsp:Policy><sp:Basic256/></wsp:Policy></sp:AlgorithmSuite>\
         <sp:Layout><wsp:Policy><sp:Strict/></wsp:Policy></sp:Layout>{more}</wsp:Policy></sp:{name}>"
    )
}

fn transport(token: &str, more: &str) -> String {
    let token = format!("<sp:TransportToken><wsp:Policy>{token}</wsp:Policy></sp:TransportToken>");
    binding("TransportBinding", &token, more)
}

#[test]
fn https_is_enough_where_nothing_more_is_asked() {
    let policy = |token: &str, more: &str| {
        let wss = "<sp:Wss11><wsp:Policy><sp:MustSupportRefIssuerSerial/></wsp:Policy></sp:Wss11>";
        format!("<wsp:Policy>{}{wss}</wsp:Policy>", transport(token, more))
    };
    let token = |inner: &str| format!("<sp:HttpsToken><wsp:Policy>{inner}</wsp:Policy></sp:HttpsToken>");
    for (address, policy, asked) in [
        ("https://x/", policy(&token(""), ""), None),
        ("https://x/", policy("<sp:HttpsToken RequireClientCertificate='false'/>", ""), None),
        ("http://x/", policy(&token(""), ""), Some("(HttpsToken)")),
        (
            "https://x/",
            policy("<sp:HttpsToken RequireClientCertificate='true'/>", ""),
            Some("(RequireClientCertificate)"),
        ),
        (
            "https://x/",
            policy(&token("<sp:HttpBasicAuthentication/>"), ""),
            Some("(HttpBasicAuthentication)"),
        ),
        (
            "https://x/",
            policy(&token("<v:SingleSignOn/>"), ""),
            Some("(SingleSignOn), which the client does not support"),
        ),
        ("https://x/", policy(&token(""), "<sp:IncludeTimestamp/>"), Some("(IncludeTimestamp)")),
    ] {
        let expected: Vec<_> = asked
            .iter()
            .map(|asked| format!("the binding B requires TransportBinding of WS-SecurityPolicy {asked}"))
            .collect();
        assert_eq!(said(address, &[("binding", &policy)]), expected);
    }
}

/// What is open of a policy: not honoured.
fn open(policy: &str) -> Vec<String> {
    of_binding(policy).into_iter().filter(|one| !one.contains(" honoured")).collect()
}

#[test]
fn each_assertion_of_security_is_judged_by_what_it_stands_in() {
    let https = transport("<sp:HttpsToken/>", "");
    let tokens = |kind: &str, token: &str| format!("<sp:{kind}><wsp:Policy>{token}</wsp:Policy></sp:{kind}>");
    let user = |inner: &str| format!("<sp:UsernameToken><wsp:Policy>{inner}</wsp:Policy></sp:UsernameToken>");
    let x509 = |inner: &str| format!("<sp:X509Token><wsp:Policy>{inner}</wsp:Policy></sp:X509Token>");
    let side = |kind: &str| tokens(kind, &x509("<sp:WssX509V3Token10/>"));
    let keys = binding(
        "AsymmetricBinding",
        &format!("{}{}", side("InitiatorToken"), side("RecipientToken")),
        "<sp:IncludeTimestamp/><sp:OnlySignEntireHeadersAndBody/>",
    );
    let text = ".username_token(wsse::UsernameToken::text(user, password)))";
    let digest = ".username_token(wsse::UsernameToken::digest(user, password)))";
    let sign = |more: &str| format!(".sign(wsse::Signature::new(wsse::SigningKey::from_pem(key)?){more}))");
    let check = |more: &str| format!(".require(wsse::Verification::trusting_roots(roots)?{more}))");
    let both = [
        format!("AsymmetricBinding/InitiatorToken/X509Token offered: {}", sign("")),
        format!("AsymmetricBinding/RecipientToken/X509Token offered: {}", check("")),
        "AsymmetricBinding/AlgorithmSuite/Basic256 offered".to_owned(),
        "AsymmetricBinding/IncludeTimestamp offered: .timestamp(Duration::from_secs(300)))".to_owned(),
    ];
    let with_both = |more: &[&str]| -> Vec<String> {
        both.iter().cloned().chain(more.iter().map(|one| (*one).to_owned())).collect()
    };
    let one = |text: String| vec![text];
    for (policy, expected) in [
        (
            format!("{https}{}", tokens("SignedSupportingTokens", &user(""))),
            one(format!("SignedSupportingTokens/UsernameToken offered: {text}")),
        ),
        (
            format!("{https}{}", tokens("SignedEncryptedSupportingTokens", &user("<sp:HashPassword/>"))),
            vec![
                "SignedEncryptedSupportingTokens/UsernameToken offered".to_owned(),
                format!("SignedEncryptedSupportingTokens/UsernameToken/HashPassword offered: {digest}"),
            ],
        ),
        // Without https the password would have to be encrypted.
        (
            tokens("SignedEncryptedSupportingTokens", &user("")),
            vec![
                "SignedEncryptedSupportingTokens not supported".to_owned(),
                format!("SignedEncryptedSupportingTokens/UsernameToken offered: {text}"),
            ],
        ),
        (
            format!(
                "{https}{}",
                tokens("EndorsingSupportingTokens", &x509("<sp:RequireIssuerSerialReference/>"))
            ),
            vec![
                "TransportBinding/AlgorithmSuite/Basic256 offered".to_owned(),
                format!(
                    "EndorsingSupportingTokens/X509Token offered: {}",
                    sign(".only([wsse::Part::Timestamp])")
                ),
                format!(
                    "EndorsingSupportingTokens/X509Token/RequireIssuerSerialReference offered: {}",
                    sign(".reference(wsse::KeyReference::IssuerSerial)")
                ),
            ],
        ),
        (keys.clone(), both.to_vec()),
        (
            format!("{keys}{}", tokens("SignedSupportingTokens", &user(""))),
            with_both(&[
                &format!("SignedSupportingTokens offered: {}", sign(".part(wsse::Part::UsernameToken)")),
                &format!("SignedSupportingTokens/UsernameToken offered: {text}"),
            ]),
        ),
        (
            format!(
                "{keys}<sp:SignedParts><sp:Body/><sp:Header Name='A' Namespace='urn:a'/></sp:SignedParts>\
                 <sp:EncryptedParts><sp:Body/></sp:EncryptedParts>"
            ),
            with_both(&[
                &format!(
                    "SignedParts (Body, A) offered: {}",
                    sign(".part(wsse::Part::header(\"urn:a\", \"A\"))")
                ),
                "EncryptedParts (Body) not supported",
            ]),
        ),
        // https encrypts.
        (format!("{https}<sp:EncryptedParts><sp:Body/></sp:EncryptedParts>"), vec![]),
        (format!("{https}<sp:SignedElements><sp:XPath>/a/b</sp:XPath></sp:SignedElements>"), vec![]),
        (
            "<sp:SignedElements><sp:XPath>/a/b</sp:XPath></sp:SignedElements>".to_owned(),
            one("SignedElements (/a/b) not supported".to_owned()),
        ),
        (
            tokens("SupportingTokens", "<sp:SamlToken/>"),
            one("SupportingTokens/SamlToken offered: .token(wsse::Token::xml(assertion)))".to_owned()),
        ),
        (
            format!("{https}{}", tokens("EndorsingSupportingTokens", "<sp:KerberosToken/>")),
            vec![
                "TransportBinding/AlgorithmSuite/Basic256 offered".to_owned(),
                "EndorsingSupportingTokens/KerberosToken not supported".to_owned(),
            ],
        ),
        (
            format!(
                "{https}<sp:Wss11><wsp:Policy><sp:RequireSignatureConfirmation/></wsp:Policy></sp:Wss11>"
            ),
            vec![],
        ),
        (
            format!("{keys}<sp:Wss11><wsp:Policy><sp:RequireSignatureConfirmation/></wsp:Policy></sp:Wss11>"),
            with_both(&[&format!(
                "Wss11/RequireSignatureConfirmation offered: {}",
                check(".confirmation()")
            )]),
        ),
        (format!("{https}<sp:New/>"), one("New not supported".to_owned())),
    ] {
        assert_eq!(open(&policy), expected, "{policy}");
    }
    let symmetric = binding("SymmetricBinding", &side("ProtectionToken"), "<sp:EncryptSignature/>");
    assert_eq!(
        open(&symmetric),
        [
            "SymmetricBinding not supported",
            "SymmetricBinding/ProtectionToken (X509Token, WssX509V3Token10) not supported",
            "SymmetricBinding/AlgorithmSuite/Basic256 offered",
            "SymmetricBinding/EncryptSignature not supported",
        ]
    );
}

#[test]
fn replies_are_the_services_to_send() {
    let signed = "<wsp:Policy><sp:SignedParts><sp:Body/></sp:SignedParts></wsp:Policy>";
    let done = |place| done("http://x/", &[(place, signed)]);
    assert_eq!(
        done("output"),
        ["SignedParts (Body) offered: .require(wsse::Verification::trusting_roots(roots)?))"]
    );
    assert_eq!(
        done("input"),
        ["SignedParts (Body) offered: .sign(wsse::Signature::new(wsse::SigningKey::from_pem(key)?)))"]
    );
    let mtom = "<wsp:Policy><mtom:OptimizedMimeSerialization/></wsp:Policy>";
    for (place, expected) in [("binding", true), ("operation", true), ("input", true), ("output", false)] {
        let port = port("http://x/", &[(place, mtom)]);
        assert_eq!(port.operations[0].mtom, expected, "{place}");
        assert_eq!(said("http://x/", &[(place, mtom)]), [""; 0], "{place}");
    }
    let optional = "<wsp:Policy><mtom:OptimizedMimeSerialization wsp:Optional='true'/></wsp:Policy>";
    assert!(!port("http://x/", &[("operation", optional)]).operations[0].mtom);
}

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
}

#[test]
fn a_program_is_told_what_to_write() {
    let policy = format!(
        "<wsp:Policy>{}<sp:SignedSupportingTokens><wsp:Policy><sp:UsernameToken/></wsp:Policy></sp:SignedSupportingTokens>\
         <http:BasicAuthentication/><v:Other/></wsp:Policy>",
        transport("<sp:HttpsToken/>", "<sp:IncludeTimestamp/>")
    );
    let port = port("https://x/", &[("binding", &policy)]);
    let needs = Needs::of(&port.policies);
    assert_eq!(needs.features, ["wsse"]);
    assert_eq!(
        needs.lines(),
        [
            ".basic_auth(user, password)",
            ".security(",
            "    wsse::Security::new()",
            "        .timestamp(Duration::from_secs(300))",
            "        .username_token(wsse::UsernameToken::text(user, password)),",
            ")",
        ]
    );
}
