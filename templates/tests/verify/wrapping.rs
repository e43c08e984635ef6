//! Signature wrapping: the signature is right, and of something else than what would be read. Each variant is made of a
//! reply that verifies.

use soapwright_runtime::wsse::Verification;

use crate::messages::{message, trusting};
use crate::replies::{read, refused};

/// A reply in pieces, all of them as they were sent.
struct Pieces {
    /// From the beginning to the Header's start tag.
    before: String,
    security: String,
    body: String,
    id: String,
}

const END: &str = "</soap:Envelope>";

impl Pieces {
    fn new() -> Self {
        let text = message("wss4j-reply-sign");
        let header = text.find("<wsse:Security").expect("a header");
        let end = text.find("</soap:Header>").expect("its end");
        let body = text.find("<soap:Body").expect("a Body");
        let body = text[body..].strip_suffix(END).expect("the end").to_owned();
        let id = body.split('"').nth(3).expect("an Id").to_owned();
        Self { before: text[..header].to_owned(), security: text[header..end].to_owned(), body, id }
    }

    /// A Body with another text; with this attribute in place of its Id.
    fn evil(&self, id: &str) -> String {
        let own = format!("wsu:Id=\"{}\"", self.id);
        assert!(self.body.contains(&own), "{}", self.body);
        self.body.replace("hei &amp; hå &lt;ja&gt;", "wrapped").replace(&own, id)
    }

    fn envelope(&self, header: &str, rest: &str) -> String {
        format!("{}{header}</soap:Header>{rest}{END}", self.before)
    }

    /// The Security header with more at its end.
    fn security_with(&self, more: &str) -> String {
        self.security.replace("</wsse:Security>", &format!("{more}</wsse:Security>"))
    }

    fn signature(&self) -> &str {
        let start = self.security.find("<ds:Signature ").expect("a signature");
        let end = self.security.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
        &self.security[start..end]
    }

    /// The signature, with the prefixes that it uses.
    fn loose_signature(&self) -> String {
        let start = self.security.split_once('>').expect("a start tag").0;
        let declared = start.strip_prefix("<wsse:Security").expect("its declarations");
        self.signature().replacen("<ds:Signature", &format!("<ds:Signature{declared}"), 1)
    }
}

fn demanded() -> Verification {
    trusting(&message("wss4j-reply-sign")).timestamp()
}

#[test]
fn no_variant_of_wrapping_is_accepted() {
    let pieces = Pieces::new();
    let Pieces { before, security, body, id } = &pieces;
    let wrapped = format!("<x:W xmlns:x=\"urn:w\">{body}</x:W>");
    let same = format!("wsu:Id=\"{id}\"");
    let inner = format!(
        "{}{security}</soap:Header>{body}{END}",
        before.trim_start_matches(|c| c != '>').trim_start_matches('>')
    );
    let evil = |attribute: &str| pieces.evil(attribute);
    let variants = [
        ("under a header block, no Id", pieces.envelope(&format!("{security}{wrapped}"), &evil(""))),
        ("under a header block, another Id", pieces.envelope(&format!("{wrapped}{security}"), &evil("wsu:Id=\"e\""))),
        ("under a header block, the same Id", pieces.envelope(&format!("{wrapped}{security}"), &evil(&same))),
        ("as a header block", pieces.envelope(&format!("{security}{body}"), &evil(""))),
        ("in the Security header", pieces.envelope(&pieces.security_with(body), &evil(""))),
        (
            "in the signature",
            pieces.envelope(
                &security.replace("</ds:Signature>", &format!("<ds:Object>{body}</ds:Object></ds:Signature>")),
                &evil(""),
            ),
        ),
        ("a second Body behind it", pieces.envelope(security, &format!("{body}{}", evil("")))),
        ("a second Body before it", pieces.envelope(security, &format!("{}{body}", evil("")))),
        (
            "inside the Body that is read",
            pieces.envelope(security, &evil("").replace("</v:EchoResponse>", &format!("{wrapped}</v:EchoResponse>"))),
        ),
        ("behind the Body", pieces.envelope(security, &format!("{}{wrapped}", evil("")))),
        ("an Id without a namespace", pieces.envelope(&format!("{security}{wrapped}"), &evil(&format!("Id=\"{id}\"")))),
        ("an Id of XML", pieces.envelope(&format!("{security}{wrapped}"), &evil(&format!("xml:id=\"{id}\"")))),
        ("an id of XHTML", pieces.envelope(&format!("{security}{wrapped}"), &evil(&format!("ID=\"{id}\"")))),
        (
            "an Id and another one",
            pieces.envelope(&format!("{security}{wrapped}"), &evil(&format!("wsu:Id=\"e\" id=\"{id}\""))),
        ),
        (
            "the whole envelope in the Body",
            pieces.envelope(security, &evil("").replace("</soap:Body>", &format!("{inner}</soap:Body>"))),
        ),
        (
            "a Body in another namespace before it",
            pieces.envelope(security, &format!("<x:Body xmlns:x=\"urn:x\">{}</x:Body>{body}", evil(""))),
        ),
        (
            "a second Header with it",
            pieces.envelope(security, &format!("<soap:Header>{wrapped}</soap:Header>{}", evil(""))),
        ),
        (
            "a Header behind the Body",
            pieces.envelope("", &format!("{body}<soap:Header>{security}</soap:Header>")),
        ),
        (
            "a Header of another name",
            format!(
                "{}<x:Header xmlns:x=\"urn:x\">{security}</x:Header>{}{END}",
                before.trim_end_matches("<soap:Header>"),
                evil("")
            ),
        ),
        (
            "an envelope of the other version",
            pieces
                .envelope(security, &evil(""))
                .replacen("<soap:Envelope", "<t:Envelope xmlns:t=\"http://www.w3.org/2003/05/soap-envelope\"", 1)
                .replace(END, "</t:Envelope>"),
        ),
        (
            "two Security headers",
            pieces.envelope(&format!("{security}{}", security.replace(&**id, "e")), &evil("")),
        ),
        (
            "a Security header for somebody else",
            pieces.envelope(&security.replacen("<wsse:Security ", "<wsse:Security soap:actor=\"urn:x\" ", 1), body),
        ),
        ("two signatures", pieces.envelope(&pieces.security_with(pieces.signature()), &evil(""))),
        (
            "the signature in another block",
            pieces.envelope(
                &format!(
                    "{}<x:S xmlns:x=\"urn:x\">{}</x:S>",
                    security.replace(pieces.signature(), ""),
                    pieces.loose_signature()
                ),
                body,
            ),
        ),
        (
            "the signature in the Body",
            pieces.envelope(
                &security.replace(pieces.signature(), ""),
                &body.replace("</soap:Body>", &format!("{}</soap:Body>", pieces.loose_signature())),
            ),
        ),
        (
            "a second Timestamp",
            pieces.envelope(
                &pieces.security_with("<wsu:Timestamp><wsu:Created>2026-11-29T12:05:58Z</wsu:Created></wsu:Timestamp>"),
                body,
            ),
        ),
        (
            "the signed Timestamp elsewhere",
            pieces.envelope(&security.replace("<wsu:Timestamp ", "<wsu:Timestamp/><wsu:timestamp ").replace("</wsu:Timestamp>", "</wsu:timestamp>"), body),
        ),
        (
            "a second token of the same Id",
            pieces.envelope(
                &security.replace("<ds:Signature ", "<wsse:BinarySecurityToken wsu:Id=\"X509-BCEC4639B69E5F679E17959539588378\">AAAA</wsse:BinarySecurityToken><ds:Signature "),
                body,
            ),
        ),
        ("an entity", format!("<!DOCTYPE x [<!ENTITY e \"x\">]>{}", pieces.envelope(security, body).split_once("?>").expect("a declaration").1)),
        ("text between Header and Body", pieces.envelope(security, &format!("text{body}"))),
    ];
    for (name, text) in &variants {
        assert!(roxmltree::Document::parse(text).is_ok() || *name == "an entity", "{name} is no XML: {text}");
        refused(text, demanded());
        // Also where only the Timestamp is demanded may nobody else's Body pass for a signed one.
        refused(text, trusting(&message("wss4j-reply-sign")));
    }
    assert_eq!(variants.len(), 30);
}

#[test]
fn what_is_not_signed_may_change() {
    let pieces = Pieces::new();
    let Pieces { before, security, body, .. } = &pieces;
    let comment = body.replace("hei &amp;", "he<!-- not signed -->i &amp;<!-- -->").replace("hå", "h&#xe5;");
    for (name, text) in [
        ("as it was", pieces.envelope(security, body)),
        ("white space and comments around", pieces.envelope(&format!("\n{security} <!-- c -->\n"), &format!("\r\n{body}\n<!-- d -->"))),
        ("another block", pieces.envelope(&format!("<x:X xmlns:x=\"urn:x\" id=\"a\"><x:Y id=\"a\"/></x:X>{security}"), body)),
        ("comments and references in a signed text", pieces.envelope(security, &comment)),
        ("quotes and order of attributes", pieces.envelope(security, body).replace("xmlns:unused=\"urn:unused\"", "xmlns:unused='urn:unused'")),
        ("without a declaration", pieces.envelope(security, body).split_once("?>").expect("one").1.to_owned()),
        ("a Security header for somebody else", pieces.envelope(&format!("<wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" soap:actor=\"urn:x\"/>{security}"), body)),
        ("what must be understood", pieces.envelope(&security.replacen("<wsse:Security ", "<wsse:Security soap:mustUnderstand=\"1\" ", 1), body)),
    ] {
        let reply = read(&text, demanded()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reply.value.text, "hei & hå <ja>", "{name}");
    }
    // Line ends and CDATA sections are one text in the canonical form, and to the program.
    let indented = message("wss4j-reply-sign-reply-indent");
    assert!(indented.contains('\n'));
    for text in [
        indented.replace('\n', "\r\n"),
        indented.replace('\n', "\r"),
        indented.replacen("hei ", "<![CDATA[hei ]]>", 1),
    ] {
        assert_ne!(text, indented);
        let reply = read(&text, trusting(&indented)).expect("the same text");
        assert_eq!(reply.value, read(&indented, trusting(&indented)).expect("it verifies").value);
    }
    // A prefix that the canonical form declares is signed, though no name uses it.
    let other = before.replace("urn:unused", "urn:other");
    refused(&format!("{other}{security}</soap:Header>{body}{END}"), demanded());
}
