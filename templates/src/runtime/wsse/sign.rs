//! Making a signature: the digests of the parts, and the signature over them.

use super::crypto::Digest;
use super::form::{general, hasher, opening, prefixes};
use super::header::{Header, Piece};
use super::names::{DS, WSU};
use super::signature::{Part, Signature};
use super::signature_element::{Reference, key_info, signed_info};
use super::signed_blocks::blocks;
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::soap::SoapVersion;
use crate::runtime::soap::envelope::EnvelopeParts;

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Adds the Signature to a Security header: over what is in it, over header blocks that get an Id where they have none, and
/// over the Body, which gets one. Gives its value.
pub(super) fn sign(
    signature: &Signature,
    header: &mut Header,
    parts: &mut EnvelopeParts<'_>,
) -> Result<Vec<u8>, Error> {
    let mut references = in_header(signature, header)?;
    references.extend(blocks(signature, header, parts)?);
    if signature.signs_body() {
        let id = header.id("B");
        references.push(body(signature.digest, &id, parts)?);
        parts.body_id = Some(id);
    }
    if references.is_empty() {
        return Err(Error::config(
            "a signature over nothing: the request has none of the parts that are to be signed",
        ));
    }
    let info = signed_info(signature, &references)?;
    // The canonical form declares the prefix that all names in it have; the Signature around it does so in the message.
    let canonical = info.replacen("<ds:SignedInfo>", &format!("<ds:SignedInfo xmlns:ds=\"{DS}\">"), 1);
    let value = signature.key.sign(canonical.as_bytes())?;
    let key_info = key_info(signature, header)?;
    let out = &mut header.xml;
    out.push_str("<ds:Signature");
    xml::attribute(out, "xmlns:ds", DS)?;
    out.push('>');
    out.push_str(&info);
    out.push_str("<ds:SignatureValue>");
    xml::base64(out, &value);
    out.push_str("</ds:SignatureValue>");
    out.push_str(&key_info);
    out.push_str("</ds:Signature>");
    Ok(value)
}

/// The digests of what is in the Security header. Our own writing is in canonical form but for the declarations, which the
/// header's start tag has.
fn in_header(signature: &Signature, header: &Header) -> Result<Vec<Reference>, Error> {
    let mut references = Vec::new();
    for (piece, id, range) in &header.pieces {
        let (part, declarations) = match piece {
            Piece::Timestamp => (Part::Timestamp, format!(" xmlns:wsu=\"{WSU}\"")),
            Piece::UsernameToken => (Part::UsernameToken, xml::declarations()),
            Piece::Certificate => (Part::Token, xml::declarations()),
        };
        if !signature.signs(&part, true) {
            continue;
        }
        let element = header.xml.get(range.clone()).unwrap_or_default();
        let (name, rest) = element.split_once(' ').unwrap_or((element, ""));
        let mut hasher = hasher(signature.digest)?;
        for text in [name, &declarations, " ", rest] {
            hasher.update(text.as_bytes());
        }
        references.push(Reference { id: id.clone(), prefixes: String::new(), digest: hasher.finish() });
    }
    Ok(references)
}

/// The digest of the Body. Where the encoder wrote its content in canonical form, that is the very text that is sent.
fn body(digest: Digest, id: &str, parts: &EnvelopeParts<'_>) -> Result<Reference, Error> {
    let mut prefixes = prefixes(parts);
    let Some(own) = parts.encoded.canonical() else {
        let mut document = opening(parts)?;
        let start = document.len();
        document.push_str("<s:Body");
        xml::attribute(&mut document, "xmlns:wsu", WSU)?;
        xml::attribute(&mut document, "wsu:Id", id)?;
        document.push('>');
        let mut content = Vec::new();
        covered(parts, &mut |piece| content.extend_from_slice(piece))?;
        document.push_str(&String::from_utf8_lossy(&content));
        document.push_str("</s:Body></s:Envelope>");
        let digest = general(&document, start, &prefixes, digest)?;
        return Ok(Reference { id: id.to_owned(), prefixes, digest });
    };
    let soap = match parts.version {
        SoapVersion::Soap11 => SOAP11,
        SoapVersion::Soap12 => SOAP12,
    };
    let mut declared: Vec<(&str, &str)> = vec![("s", soap), ("wsu", WSU)];
    let others = parts.declarations.iter().filter(|(prefix, _)| prefix != "s" && prefix != "wsu");
    declared.extend(others.map(|(prefix, uri)| (prefix.as_str(), uri.as_str())));
    declared.sort_unstable();
    let mut start = "<s:Body".to_owned();
    for (prefix, uri) in declared {
        xml::attribute(&mut start, &format!("xmlns:{prefix}"), uri)?;
    }
    xml::attribute(&mut start, "wsu:Id", id)?;
    start.push('>');
    let mut hasher = hasher(digest)?;
    hasher.update(start.as_bytes());
    covered(parts, &mut |piece| hasher.update(piece))?;
    hasher.update(b"</s:Body>");
    for prefix in own {
        prefixes.push(' ');
        prefixes.push_str(prefix);
    }
    Ok(Reference { id: id.to_owned(), prefixes: prefixes.trim_start().to_owned(), digest: hasher.finish() })
}

/// Hands out the content of the Body as a signature covers it: with base64 in place of what leaves beside the envelope.
fn covered(parts: &EnvelopeParts<'_>, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
    parts
        .encoded
        .signed_text(take)
        .map_err(|error| Error::config(format!("the Body cannot be signed: {error}")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::client::{ClientBuilder, FakeReply, FakeTransport};
    use crate::runtime::codec::strings::find;
    use crate::runtime::codec::{Field, NILLABLE, Particle, Type, TypeDef, View, ns};
    use crate::runtime::soap::{Message, Operation, Service};
    use crate::runtime::values::{AnyType, Base64, QName, Upload};
    use crate::runtime::wsse::canonical::{self, Method};
    use crate::runtime::wsse::crypto::Algorithm;
    use crate::runtime::wsse::{Security, SigningKey};

    const URN: u16 = ns::FIRST;
    static NAMESPACES: [&str; ns::FIRST as usize + 1] = {
        let mut all = [""; ns::FIRST as usize + 1];
        let mut at = 0;
        while at < ns::WELL_KNOWN.len() {
            all[at] = ns::WELL_KNOWN[at];
            at += 1;
        }
        all[at] = "urn:a?b&\"c";
        all
    };
    static SERVICE: Service = Service {
        name: "S",
        address: None,
        path: "s",
        paths: &[],
        version: SoapVersion::Soap12,
        namespaces: &NAMESPACES,
        outcome: None,
        secrets: &[],
    };
    static ASK: Operation = Operation {
        name: "Ask",
        service: &SERVICE,
        action: "urn:ask",
        input_action: None,
        request: Message::request(
            &[],
            TypeDef::new(
                URN,
                "Ask",
                &[
                    Particle::required(URN, "text", 0, Type::STRING),
                    Particle::new(URN, "nil", 1, NILLABLE, Type::STRING),
                    Particle::optional(URN, "name", 2, Type::QNAME),
                    Particle::optional(URN, "any", 3, Type::Any),
                    Particle::optional(URN, "file", 4, Type::BASE64),
                ],
            ),
        ),
        response: None,
    };

    fn key() -> SigningKey {
        let pem = include_str!("../../../tests/wsse/keys/client-ec.key.pem");
        SigningKey::from_pem(format!("{pem}{}", include_str!("../../../tests/wsse/keys/client-ec.cert.pem")))
            .expect("a key")
    }

    fn sent(values: &[View<'_>]) -> String {
        let request = request(values, false).map_err(|error| error.to_string());
        String::from_utf8(request.expect("a request")).expect("text")
    }

    /// The bytes that are sent.
    fn request(values: &[View<'_>], mtom: bool) -> Result<Vec<u8>, Error> {
        let fake = FakeTransport::new();
        fake.reply(FakeReply::new(http::StatusCode::OK, ""));
        let security =
            Security::new().timestamp(Duration::from_secs(60)).sign(Signature::new(key()).part(Part::Token));
        let builder = ClientBuilder::new("http://host").transport(fake.clone()).security(security).mtom(mtom);
        builder.build::<(), ()>(())?.call_blocking::<()>(&ASK, values)?;
        Ok(fake.last_request().map(|request| request.body.to_vec()).unwrap_or_default())
    }

    /// Whether the digests are those of the elements as they were sent, in the form that any receiver makes of them, and the
    /// signature that of the key.
    fn check(sent: &str) {
        let canonical = |start: usize, prefixes: &str| {
            let mut out = Vec::new();
            let method = Method::exclusive(prefixes.split(' ').filter(|prefix| !prefix.is_empty()));
            canonical::element_at(sent, start, &method, &mut |piece| out.extend_from_slice(piece))
                .expect("XML");
            out
        };
        let tag_of = |at: usize| sent.get(..at).and_then(|before| before.rfind('<')).expect("a tag");
        let mut references = 0;
        for reference in sent.split("<ds:Reference URI=\"#").skip(1) {
            let (id, rest) = reference.split_once('"').expect("an Id");
            let rest = rest.split_once("</ds:Reference>").expect("its end").0;
            let prefixes =
                rest.split_once("PrefixList=\"").map_or("", |(_, list)| list.split('"').next().unwrap_or(""));
            let at = tag_of(find(sent, &format!("wsu:Id=\"{id}\"")).expect("the element"));
            let mut expected = String::new();
            let mut hasher = hasher(Digest::Sha256).expect("a hash");
            hasher.update(&canonical(at, prefixes));
            xml::base64(&mut expected, &hasher.finish());
            assert!(rest.contains(&format!("<ds:DigestValue>{expected}<")), "{id}: {sent}");
            references += 1;
        }
        assert_eq!(references, 3, "{sent}");
        let info = canonical(find(sent, "<ds:SignedInfo").expect("a SignedInfo"), "");
        let value = sent.split_once("<ds:SignatureValue>").expect("a value").1;
        let mut signature = crate::runtime::values::Base64::default();
        crate::runtime::codec::LexValue::read(&mut signature, value.split('<').next().unwrap_or(""))
            .expect("base64");
        let verified = Algorithm::EcdsaSha256.verify(key().certificate().spki(), &info, &signature);
        assert_eq!(verified, Ok(()), "{sent}");
    }

    #[test]
    fn digests_are_of_what_is_sent() {
        for text in ["", "plain", "a<b>&\"c'\r\n\td]]>\u{e6}\u{1f600}", " \n "] {
            check(&sent(&[View::Str(text), View::Nil, View::Absent, View::Absent]));
        }
        for name in [QName::new("urn:other", "x"), QName::new("", "x"), QName::new("urn:a?b&\"c", "x")] {
            check(&sent(&[View::Str("t"), View::Nil, View::QName(&name), View::Absent]));
        }
        // What a program kept as XML: another order, another prefix, comments, CDATA, references, empty elements.
        let kept = AnyType {
            attributes: vec![(QName::new("urn:z", "z"), "1>\n".to_owned()), (QName::new("", "b"), "2".to_owned())],
            declarations: vec![("p".to_owned(), "urn:p".into()), (String::new(), "urn:d".into())],
            xml: "<p:a b='1' a=\"&lt;&#xA;'\" p:c='2'/><!-- c --><x xmlns='' y='&gt;'><![CDATA[<&>]]>\r\n&#13;</x>"
                .to_owned(),
            ..AnyType::default()
        };
        let sent = sent(&[View::Str(""), View::Nil, View::Absent, View::Any(&kept)]);
        assert!(sent.contains("<p:a b='1'"), "{sent}");
        check(&sent);
    }

    #[test]
    fn the_writer_writes_canonical_form_to_begin_with() {
        let sent = sent(&[View::Str(""), View::Nil, View::Absent, View::Absent]);
        assert!(sent.contains("<a:text></a:text><a:nil i:nil=\"true\"></a:nil></a:Ask>"), "{sent}");
    }

    /// What leaves beside the envelope is signed as if it stood in it.
    #[test]
    fn parts_are_signed_in_place() {
        let bytes = vec![0xa5u8; 5000];
        let mut base64 = String::new();
        xml::base64(&mut base64, &bytes);
        let opened = bytes.clone();
        let reader = Base64::from(Upload::new(move || Ok(std::io::Cursor::new(opened.clone()))));
        let memory = Base64::from(bytes.clone());
        for value in [Field::view(&memory), Field::view(&reader)] {
            for mtom in [true, false] {
                let values = [View::Str("t"), View::Nil, View::Absent, View::Absent, value];
                let request = request(&values, mtom).map_err(|error| error.to_string()).expect("a request");
                let text = String::from_utf8_lossy(&request);
                let start = find(&text, "<s:Envelope").expect("an envelope");
                let end = find(&text, "</s:Envelope>").expect("its end") + "</s:Envelope>".len();
                let mut envelope = text.get(start..end).unwrap_or_default().to_owned();
                assert_eq!(envelope.contains("<xop:Include"), mtom, "{envelope}");
                if let Some(at) = find(&envelope, "<xop:Include") {
                    let length = find(envelope.get(at..).unwrap_or_default(), "/>").expect("its end") + 2;
                    envelope.replace_range(at..at + length, &base64);
                }
                check(&envelope);
            }
        }
        let once = Base64::from(Upload::once(std::io::Cursor::new(bytes)));
        let values = [View::Str("t"), View::Nil, View::Absent, View::Absent, Field::view(&once)];
        let error = request(&values, true).expect_err("it can be read only once");
        assert!(error.to_string().contains("can be read only once"), "{error}");
    }
}
