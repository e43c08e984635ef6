//! What is refused by list, and limits; and that no byte of a signed part can change.

use std::time::{Duration, Instant};

use crate::messages::{message, trusting};
use crate::replies::{read, refused};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

#[test]
fn algorithms_and_transforms_are_refused_by_name() {
    let text = message("wss4j-reply-sign");
    let transform = |uri: &str| format!("<ds:Transform Algorithm=\"{uri}\"/></ds:Transforms>");
    let method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    let digest = "http://www.w3.org/2001/04/xmlenc#sha256";
    let first = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\">");
    let edits = [
        (method, "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "signed by HMAC"),
        (method, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "signed by HMAC"),
        (method, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "signed by MD5"),
        (
            method,
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
            "`http://www.w3.org/2000/09/xmldsig#dsa-sha1`",
        ),
        (method, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "after `allow_sha1`"),
        (method, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "is not one for http"),
        (digest, "http://www.w3.org/2000/09/xmldsig#sha1", "a digest is by SHA-1"),
        (digest, "http://www.w3.org/2001/04/xmldsig-more#md5", "a digest is by `http"),
        (digest, "", "a digest is by ``"),
        (
            "</ds:Transforms>",
            &*transform("http://www.w3.org/TR/1999/REC-xslt-19991116"),
            "comes a transform, `http",
        ),
        ("</ds:Transforms>", &*transform(ENVELOPED), "`enveloped-signature` is in the wrong place"),
        (&*first, "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">", "by XSLT"),
        (&*first, "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">", "by XPath"),
        (&*first, "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">", "by XPath"),
        (&*first, "<ds:Transform Algorithm=\"urn:x\">", "the transform `urn:x`, which is not taken"),
        (&*first, "<ds:Transform>", "names no algorithm"),
        (
            &*first,
            "<ds:Transform Algorithm=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform\">",
            "there is no `TransformationParameters`",
        ),
        ("<ds:Reference URI=\"#id", "<ds:Reference URI=\"\" x=\"#id", "only references such as `#id`"),
        (
            "<ds:Reference URI=\"#id",
            "<ds:Reference URI=\"#xpointer(id('a'))\" x=\"#id",
            "only references such as `#id`",
        ),
        ("<ds:Reference URI=\"#id", "<ds:Reference URI=\"cid:a\" x=\"#id", "only references such as `#id`"),
        ("<ds:Reference URI=\"#id", "<ds:Reference URI=\"http://host/#id", "only references such as `#id`"),
        ("<ds:Reference URI=\"#id", "<ds:Reference URI=\"#no\" x=\"#id", "neither the Body nor"),
        (
            "PrefixList=\"unused v\"/></ds:Transform>",
            "/><ec:XPath xmlns:ec=\"urn:x\"/></ds:Transform>",
            "parameter",
        ),
        ("<ds:SignedInfo>", "<ds:SignedInfo><ds:Object/>", "`CanonicalizationMethod` is not in its place"),
        ("</ds:SignedInfo>", "<ds:Manifest/></ds:SignedInfo>", "something else than a Reference"),
        ("<ds:SignatureValue>", "<ds:SignatureValue/><ds:SignatureValue>", "`SignatureValue` stands twice"),
        ("<ds:SignatureValue>", "<ds:SignatureValue>*", "`SignatureValue` is not base64"),
        ("<ds:DigestValue>", "<ds:DigestValue><ds:X/>", "has elements in it where text stands"),
        ("#X509v3\"/></wsse:Sec", "#X509v3\"/><a/></wsse:Sec", "has not exactly one element"),
        ("<wsse:Reference URI=\"#X509", "<wsse:Reference URI=\"#Y509", "the token `#Y509"),
        ("<wsse:Reference URI=\"#X509", "<wsse:Reference URI=\"X509", "which is not there"),
        ("x509-token-profile-1.0#X509v3\" wsu:Id", "x509-token-profile-1.0#PKCS7\" wsu:Id", "a token is a"),
        ("x509-token-profile-1.0#X509v3\" wsu:Id", "x#X509PKIPathv1\" wsu:Id", "is damaged"),
        (">MIIDXjCC", ">MIIDXjCD", "is damaged"),
        (">MIIDXjCC", ">", "is damaged"),
        ("security-1.0#Base64Binary", "security-1.0#HexBinary", "not in base64"),
        (
            "<ds:KeyInfo Id",
            "<ds:KeyInfo><ds:KeyName>x</ds:KeyName></ds:KeyInfo><ds:KeyInfo Id",
            "`KeyInfo` stands twice",
        ),
        ("<wsu:Timestamp ", "<?pi?><wsu:Timestamp ", "a processing instruction in the Security header"),
        (
            "<wsu:Timestamp ",
            "<xenc:EncryptedKey xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"/><wsu:Timestamp ",
            "it is encrypted (`EncryptedKey`)",
        ),
    ];
    for (from, to, why) in edits {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from}");
        let reason = refused(&edited, trusting(&text));
        assert!(reason.contains(why), "{from} => {to}: {reason}");
    }
    let (before, rest) = text.split_once("<ds:KeyInfo").expect("a KeyInfo");
    let after = rest.split_once("</ds:KeyInfo>").expect("its end").1;
    for (key_info, why) in [
        ("", "names a key and no certificate"),
        ("<ds:KeyInfo><ds:KeyName>x</ds:KeyName></ds:KeyInfo>", "holds `KeyName`"),
        ("<ds:KeyInfo><ds:KeyValue/></ds:KeyInfo>", "names a key and no certificate"),
        ("<ds:KeyInfo><ds:X509Data/></ds:KeyInfo>", "names no certificate"),
        ("<ds:KeyInfo/>", "not exactly one element"),
    ] {
        let reason = refused(&format!("{before}{key_info}{after}"), trusting(&text));
        assert!(reason.contains(why), "{key_info}: {reason}");
    }
}

/// What asks for too much is refused, and in a time that does not grow with the square of its length.
#[test]
fn messages_that_ask_for_too_much_are_refused_soon() {
    let text = message("wss4j-reply-sign");
    let reference = {
        let start = text.find("<ds:Reference ").expect("a reference");
        let end = text.find("</ds:Reference>").expect("its end") + "</ds:Reference>".len();
        text[start..end].to_owned()
    };
    let key_info = |more: &str| text.replacen("<ds:KeyInfo ", &format!("{more}<ds:KeyInfo "), 1);
    let many = |count: usize, one: &str| one.repeat(count);
    let deep = format!("{}{}", many(300, "<a>"), many(300, "</a>"));
    for (what, edited, why) in [
        ("references", text.replacen(&reference, &many(300, &reference), 1), "more than"),
        ("one reference twice", text.replacen(&reference, &many(2, &reference), 1), "covers a part twice"),
        ("elements", key_info(&many(6000, "<ds:Object/>")), "longer than any honest one"),
        (
            "text",
            key_info(&format!("<ds:Object>{}</ds:Object>", many(1_200_000, "x"))),
            "longer than any honest one",
        ),
        ("depth", key_info(&deep), "depth of elements"),
        (
            "blocks",
            text.replacen("<soap:Header>", &format!("<soap:Header>{}", many(2000, "<a/>")), 1),
            "more than 1000",
        ),
        (
            "attributes",
            text.replacen(
                "<soap:Header>",
                &format!(
                    "<soap:Header><a {}/>",
                    (0..5000).map(|n| format!("a{n}=\"\" ")).collect::<String>()
                ),
                1,
            ),
            "attributes",
        ),
        (
            "a certificate",
            text.replacen(">MIIDXjCC", &format!(">{}MIIDXjCC", many(40_000, "AAAA")), 1),
            "is damaged",
        ),
        (
            "prefixes",
            text.replacen(
                "PrefixList=\"soap",
                &format!("PrefixList=\"{} soap", (0..5000).map(|n| format!("p{n} ")).collect::<String>()),
                1,
            ),
            "prefixes",
        ),
    ] {
        let begun = Instant::now();
        let reason = refused(&edited, trusting(&text));
        assert!(reason.contains(why), "{what}: {reason}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}: {:?}", begun.elapsed());
    }
    // Ten times the text takes about ten times as long.
    let large = |count: usize| {
        let items = many(count, "<v:seen xmlns:w='urn:w' w:a='1'>a &amp; b</v:seen>");
        let edited = text.replacen("</v:EchoResponse>", &format!("{items}</v:EchoResponse>"), 1);
        let begun = Instant::now();
        assert!(refused(&edited, trusting(&text)).contains("the Body is not what was signed"));
        begun.elapsed()
    };
    large(1_000);
    let (small, big) = (large(3_000).max(Duration::from_millis(2)), large(30_000));
    assert!(big < small * 60, "{small:?} {big:?}");
}

/// Each byte of what is signed, changed in several ways: none of them verifies. What is around it: no panic.
#[test]
fn no_byte_of_a_signed_part_can_change() {
    let text = message("wss4j-reply-sign");
    let signed = |at: usize| {
        let inside = |from: &str, to: &str| {
            let start = text.find(from).expect("its start");
            let end = text[start..].find(to).expect("its end") + start + to.len();
            (start..end).contains(&at)
        };
        inside("<soap:Body", "</soap:Body>")
            || inside("<wsu:Timestamp", "</wsu:Timestamp>")
            || inside("<ds:SignedInfo", "</ds:SignedInfo>")
    };
    let original = read(&text, trusting(&text)).expect("a reply").value;
    let mut accepted = Vec::new();
    let (mut changed, mut inside) = (0, 0);
    for at in 0..text.len() {
        // Certificate and signature are long, and all of their bytes alike.
        let in_base64 = text.as_bytes()[at.saturating_sub(40)..(at + 40).min(text.len())]
            .iter()
            .all(u8::is_ascii_alphanumeric);
        if (in_base64 && at % 17 != 0) || (!signed(at) && at % 3 != 0) {
            continue;
        }
        let bit = [1, 4, 0x20][at % 3];
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= bit;
        let Ok(mutated) = String::from_utf8(bytes) else { continue };
        changed += 1;
        inside += usize::from(signed(at));
        if let Ok(reply) = read(&mutated, trusting(&text)) {
            assert_eq!(reply.value, original, "byte {at}");
            accepted.push((at, bit));
        }
    }
    assert!(changed > 1_500 && inside > 1_000, "{changed} {inside}");
    // Quotes cannot change alone; a space may be another one. Nothing else of a signed part is accepted.
    let odd: Vec<_> = accepted.iter().filter(|(at, _)| signed(*at) && text.as_bytes()[*at] != b' ').collect();
    assert!(odd.is_empty(), "{odd:?}");
}

/// Pieces cut out, doubled, and put elsewhere: whatever is accepted says what was signed.
#[test]
fn messages_of_shuffled_pieces_say_what_was_signed_or_nothing() {
    let rounds: usize = std::env::var("SHUFFLES").map_or(600, |rounds| rounds.parse().expect("a number"));
    let names = ["wss4j-reply-sign", "wss4j-reply-sign-reply-issuer", "gsoap-reply-sign", "wss4j-bad-wrap"];
    let texts: Vec<String> = names.iter().map(|name| message(name)).collect();
    // Numbers that are the same in each run.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).expect("it fits")).expect("it fits")
    };
    let mut accepted = 0;
    for round in 0..rounds {
        let text = &texts[round % texts.len()];
        // Mostly whole elements, so that the result is often well-formed.
        let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).chain([text.len()]).collect();
        let mut out = text.clone();
        for _ in 0..=next(2) {
            let (one, other) = (tags[next(tags.len())], tags[next(tags.len())]);
            let (from, to) = (one.min(other), one.max(other));
            let document = roxmltree::Document::parse(text).expect("XML");
            let element = document.descendants().filter(roxmltree::Node::is_element).nth(next(60));
            let range = element.map_or(from..to, |element| element.range());
            let piece = text[range.clone()].to_owned();
            let place = tags[next(tags.len())].min(out.len());
            match next(3) {
                0 => out = out.replacen(&piece, "", 1),
                1 if out.is_char_boundary(place) => out.insert_str(place, &piece),
                _ => {
                    let evil = piece.replace("hei", "evil");
                    out = out.replacen(&piece, &evil, 1);
                }
            }
        }
        if let Ok(reply) = read(&out, trusting(text)) {
            accepted += 1;
            assert_eq!(reply.value.text, "hei & hå <ja>", "{out}");
        }
    }
    assert!(accepted > 0, "nothing at all was accepted");
}
