//! WS-SecurityPolicy: what is done about its assertions.

use super::{done, of_binding, port, said};
use crate::policy::needs::{Needs, Program};
use crate::policy::words::summaries;

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
    let parts = "<sp:SignedParts><sp:Body/></sp:SignedParts>";
    for (address, policy, asked) in [
        ("https://x/", policy(&token(""), ""), None),
        ("https://x/", format!("<wsp:Policy>{}{parts}</wsp:Policy>", transport(&token(""), "")), None),
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

#[test]
fn what_is_honoured_is_told_with_what_it_is_about() {
    let parts = "<sp:SignedParts><sp:Body/><sp:Header Name='A' Namespace='urn:a'/></sp:SignedParts>";
    let policy = format!("<wsp:Policy>{}{parts}</wsp:Policy>", transport("<sp:HttpsToken/>", ""));
    let port = port("https://x/", &[("binding", &policy)]);
    let [summary] = summaries(&port.policies).try_into().unwrap();
    assert_eq!(
        summary.honoured,
        ["TransportBinding (HttpsToken, Basic256, Strict)", "SignedParts (Body, A)"]
    );
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

#[test]
fn what_only_some_operations_ask_for_is_written_for_their_calls() {
    let stamp =
        format!("<wsp:Policy>{}</wsp:Policy>", transport("<sp:HttpsToken/>", "<sp:IncludeTimestamp/>"));
    let signed = "<wsp:Policy><sp:SignedParts><sp:Body/></sp:SignedParts></wsp:Policy>";
    // By https nothing would have to be signed.
    let port = port("http://x/", &[("binding", &stamp), ("input", signed)]);
    let own = port.operations[0].policies.as_slice();
    let sign = "        .sign(wsse::Signature::new(wsse::SigningKey::from_pem(key)?)),";
    let stamped = "        .timestamp(Duration::from_secs(300))";
    // All of them do.
    let program = Program::of(&port.policies, [("Do", own)].into_iter());
    assert!(program.calls.is_empty());
    let key = "        // `key` is the private key and its certificate, as PEM.";
    assert_eq!(program.session.lines()[2..5], [stamped, key, sign]);
    assert_eq!(program.features(), ["wsse-signature"]);
    let program = Program::of(&port.policies, [("Do", own), ("Other", &[])].into_iter());
    assert_eq!(program.session.lines()[2], format!("{stamped},"));
    assert_eq!(program.session.features, ["wsse"]);
    let [(names, needs)] = program.calls.as_slice() else { panic!("{program:?}") };
    assert_eq!(*names, ["Do"]);
    assert_eq!(
        needs.security().unwrap(),
        ".security(wsse::Security::new().timestamp(Duration::from_secs(300))\
         .sign(wsse::Signature::new(wsse::SigningKey::from_pem(key)?)))"
    );
}
