//! XML that no client may accept, and envelopes that are not the answer to the question.

use superoffice_services86::ErrorKind;

use super::envelopes::{
    FIELDS, HEADERS, answer, bare, fault, good_answer, of_body, of_fields, of_headers, of_parts, ok,
    undeclared, utf16, xml,
};
use super::{Ask, Case};

const GROUP: &str = "Envelope/Body/SaveUserGroupResponse/Response";
const RANK: &str = "Envelope/Body/SaveUserGroupResponse/Response/Rank";
const VALUE: &str = "Envelope/Body/SaveUserGroupResponse/Response/Value";
const SKIPPED: &str = "Envelope/Body/SaveUserGroupResponse/Response/New";

/// A reply at status 200 that cannot be read.
fn unreadable(name: &'static str, body: impl Into<Vec<u8>>) -> Case {
    Case::failing(name, ErrorKind::Decode, ok(body)).status(200)
}

/// Not well-formed, or not text, or not of its type.
#[must_use]
pub fn cases() -> Vec<Case> {
    [syntax(), characters(), values(), depth()].concat()
}

/// `new` stands before `Rank` in the group, on a line of its own.
fn inserted(new: &str) -> String {
    of_fields(&FIELDS.replace("<Rank>", &format!("\n{new}<Rank>")))
}

fn syntax() -> Vec<Case> {
    let doctype = good_answer().replace("?>", "?>\n<!DOCTYPE s:Envelope>");
    let entity =
        good_answer().replace("?>", "?>\n<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>");
    let entity = entity.replace(">-3<", ">&b;<");
    let outside = good_answer().replace("Envelope xmlns:s=", "Envelope xmlns:p=\"{S11}\" xmlns:s=");
    let left = outside.replace("</s:Envelope>", "</p:Envelope>");
    let after_scope = inserted("<q:New xmlns:q=\"urn:q\"/><q:Newer/>");
    vec![
        unreadable("a DOCTYPE", doctype).at("", 2, 1).says("DOCTYPE"),
        unreadable("a DOCTYPE with entities", entity).at("", 2, 1).says("DOCTYPE"),
        unreadable("an attribute twice", inserted("<New a=\"1\" b=\"2\" a=\"3\"/>"))
            .at(GROUP, 2, 18)
            .says("twice"),
        unreadable(
            "an attribute twice by namespace",
            inserted("<New xmlns:a=\"u\" xmlns:b=\"u\" a:c=\"\" b:c=\"\"/>"),
        )
        .at(GROUP, 2, 0)
        .says("twice"),
        unreadable("a namespace declared twice", inserted("<New xmlns:a=\"u\" xmlns:a=\"v\"/>"))
            .at(GROUP, 2, 0),
        unreadable("an end tag that does not match", inserted("<New><a></b></New>"))
            .at(SKIPPED, 2, 9)
            .says("end tag"),
        unreadable("end tags that overlap", inserted("<New><a><b></a></b></New>")).at(SKIPPED, 2, 0),
        unreadable("a known element closed by another", good_answer().replace("</Rank>", "</Rang>"))
            .at(RANK, 1, 0),
        unreadable("an end tag of the same namespace with another prefix", xml(&left)).at("Envelope", 1, 0),
        unreadable(
            "a prefix that is not declared",
            good_answer().replace("<Rank>-3</Rank>", "<p:Rank>-3</p:Rank>"),
        )
        .at(GROUP, 1, 0)
        .says("prefix"),
        unreadable("an attribute's prefix that is not declared", inserted("<Rank p:a=\"\">1</Rank>"))
            .at(GROUP, 2, 7),
        unreadable("an undeclared prefix in skipped content", inserted("<New><a><p:b/></a></New>"))
            .at(SKIPPED, 2, 10)
            .says("prefix"),
        unreadable("an undeclared attribute prefix in skipped content", inserted("<New><a p:b=\"\"/></New>"))
            .at(SKIPPED, 2, 9),
        unreadable("a prefix used after its scope", after_scope).at(GROUP, 2, 26),
        unreadable("a prefix undeclared midway", inserted("<New xmlns:i=\"\"/>")).at(GROUP, 2, 0),
        unreadable("the prefix xmlns declared", inserted("<New xmlns:xmlns=\"urn:x\"/>")).at(GROUP, 2, 0),
        unreadable("an unquoted attribute", inserted("<New a=1/>")).at(GROUP, 2, 8),
        unreadable("an attribute without a value", inserted("<New a/>")).at(GROUP, 2, 7),
        unreadable("`<` in an attribute", inserted("<New a=\"<\"/>")).at(GROUP, 2, 9),
        unreadable("attributes without a space between", inserted("<New a=\"1\"b=\"2\"/>")).at(GROUP, 2, 11),
        unreadable("a name that begins with a digit", inserted("<1New/>")).at(GROUP, 2, 2),
        unreadable("a name with two colons", inserted("<a:b:c xmlns:a=\"u\"/>")).at(GROUP, 2, 2),
        unreadable("a comment with two hyphens", inserted("<!-- a -- b -->")).at(GROUP, 2, 1),
        unreadable("a comment without an end", inserted("<!-- a ")).at(GROUP, 2, 1),
        unreadable("a CDATA section without an end", inserted("<New><![CDATA[ a ]]</New>")).at(SKIPPED, 2, 6),
        unreadable("a CDATA section outside the root", good_answer() + "<![CDATA[]]>").at("", 1, 0),
        unreadable("a late XML declaration", format!("<!-- -->\n{}", good_answer()))
            .at("", 2, 1)
            .says("XML declaration"),
        unreadable("a malformed XML declaration", good_answer().replace("version", "versio")).at("", 1, 1),
        unreadable("`]]>` in text", good_answer().replace("annet>", "annet]]>")).at(VALUE, 1, 0),
        unreadable("an unknown entity", good_answer().replace(">-3<", ">&nbsp;3<"))
            .at(RANK, 1, 0)
            .says("entity"),
        unreadable("an ampersand by itself", good_answer().replace("&amp;", "&")).at(VALUE, 1, 0),
        unreadable("two documents", good_answer() + &good_answer()).at("", 1, 0).says("XML declaration"),
        unreadable("two documents, the second undeclared", good_answer() + &undeclared())
            .at("", 1, 0)
            .says("after the end"),
        unreadable("text after the document", good_answer() + "\nOK").at("", 2, 1).says("after the end"),
        unreadable("a chunk of another reply after the document", good_answer() + "<x/>").at("", 1, 0),
        unreadable("text before the document", "OK ".to_owned() + &good_answer()).at("", 1, 1),
    ]
}

fn characters() -> Vec<Case> {
    let bytes = |text: &str, new: &[u8]| {
        let (before, after) = text.split_once('\u{1}').unwrap_or((text, ""));
        [before.as_bytes(), new, after.as_bytes()].concat()
    };
    let value = FIELDS.replace("Møte", "\n\u{1}Møte");
    let skipped = inserted("<New>\u{1}</New>");
    let latin1 = super::envelopes::latin1(&good_answer().replace("xmlns:s=", "\nxmlns:s="));
    let lone = [utf16("<a>", false), vec![0x00, 0xD8], utf16("</a>", false)].concat();
    vec![
        unreadable("NUL", bytes(&of_fields(&value), b"\0")).at("", 2, 1).says("control character"),
        unreadable("NUL in skipped content", bytes(&skipped, b"\0")).at("", 2, 6),
        unreadable("a control character", bytes(&of_fields(&value), b"\x1B")).at("", 2, 1),
        unreadable("a reference to NUL", good_answer().replace("&amp;", "&#0;")).at(VALUE, 1, 0),
        unreadable("a reference to a control character", good_answer().replace("&amp;", "&#x1B;"))
            .at(VALUE, 1, 0),
        unreadable("a reference to a surrogate", good_answer().replace("&amp;", "&#xD800;")).at(VALUE, 1, 0),
        unreadable("a reference beyond Unicode", good_answer().replace("&amp;", "&#x110000;"))
            .at(VALUE, 1, 0),
        unreadable("a reference with no number", good_answer().replace("&amp;", "&#x;")).at(VALUE, 1, 0),
        unreadable("U+FFFF", good_answer().replace("Møte", "\u{FFFF}")).at("", 1, 0),
        unreadable("invalid UTF-8", bytes(&of_fields(&value), b"\xFF")).at("", 2, 1).says("UTF-8"),
        unreadable("invalid UTF-8 in skipped content", bytes(&skipped, b"\xC3")).at("", 2, 6).says("UTF-8"),
        unreadable("overlong UTF-8", bytes(&of_fields(&value), b"\xC0\xAF")).at("", 2, 1),
        unreadable("a surrogate in UTF-8", bytes(&of_fields(&value), b"\xED\xA0\x80")).at("", 2, 1),
        unreadable("Latin-1 that calls itself UTF-8", latin1).at("", 2, 0).says("UTF-8"),
        unreadable("an encoding that nobody knows", good_answer().replace("utf-8", "x-martian"))
            .reply(|_| bare(good_answer().replace("utf-8", "x-martian")))
            .at("", 1, 1)
            .says("x-martian"),
        Case::failing("a lone surrogate in UTF-16", ErrorKind::Decode, bare(lone))
            .at("", 1, 4)
            .says("UTF-16"),
    ]
}

fn values() -> Vec<Case> {
    let rank = |text: &str| of_fields(&FIELDS.replace(">-3<", &format!(">\n{text}<")));
    let in_body = |body: &str| of_body(body);
    vec![
        unreadable("a number beyond 16 bits", rank("40000")).at(RANK, 1, 0).says("40000"),
        unreadable("a number beyond any bits", rank("99999999999999999999999")).at(RANK, 1, 0),
        unreadable("a number with a fraction", rank("3.5")).at(RANK, 1, 0).says("3.5"),
        unreadable("a number in words", rank("three")).at(RANK, 1, 0).says("three"),
        unreadable("no number", of_fields(&FIELDS.replace(">-3<", "><"))).at(RANK, 1, 0),
        unreadable("two numbers", rank("3 4")).at(RANK, 1, 0),
        unreadable("a truth value that is none", of_headers(&HEADERS.replace("true</h", "maybe</h")))
            .at("Envelope/Header/Succeeded", 1, 0)
            .says("maybe"),
        unreadable("a time that is none", in_body("<GetRoleEntityResponse xmlns=\"{NS}\"><Response><Created>2026-02-30T00:00:00</Created></Response></GetRoleEntityResponse>"))
            .ask(Ask::Role)
            .at("Envelope/Body/GetRoleEntityResponse/Response/Created", 1, 0)
            .says("2026-02-30"),
        unreadable("an element where text belongs", rank("<b>3</b>")).at(RANK, 2, 0),
        unreadable("text where elements belong", inserted("loose")).at(GROUP, 2, 1),
        unreadable("text in an array", in_body("<GetAllUserGroupsResponse xmlns=\"{NS}\"><Response>x</Response></GetAllUserGroupsResponse>"))
            .ask(Ask::List)
            .at("Envelope/Body/GetAllUserGroupsResponse/Response", 1, 0),
        unreadable("a wrong item of an array", in_body("<GetAllUserGroupsResponse xmlns=\"{NS}\"><Response><UserGroup/><UserGroup><Id>x</Id></UserGroup></Response></GetAllUserGroupsResponse>"))
            .ask(Ask::List)
            .at("Envelope/Body/GetAllUserGroupsResponse/Response/UserGroup/Id", 1, 0),
    ]
}

/// Nested, repeated, crowded.
fn depth() -> Vec<Case> {
    let nested =
        |name: &str, times: usize| format!("<{name}>").repeat(times) + &format!("</{name}>").repeat(times);
    let limit =
        |name, body: String| Case::failing(name, ErrorKind::Limit, ok(body)).status(200).says("limit");
    let exceptions = of_headers(&format!(
        "<ExceptionInfo xmlns=\"{{NS}}\">{}</ExceptionInfo>",
        nested("InnerException", 10_000)
    ));
    let unclosed = inserted(&"<a>".repeat(200_000));
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=\"\"")).collect();
    let declarations: String = (0..30_000).map(|n| format!(" xmlns:a{n}=\"u\"")).collect();
    let flags: String = (0..90_000).map(|n| format!("F{n} ")).collect();
    let outer: String = (0..100).map(|n| format!("<a xmlns:a{n}=\"u\">")).collect();
    let scopes = format!("{outer}{}{}", "<a0:b/>".repeat(20), "</a>".repeat(100));
    vec![
        limit("deep nesting in skipped content", inserted(&nested("a", 10_000))).at(SKIPPED_A, 2, 0),
        limit("deep nesting without end tags", unclosed).at(SKIPPED_A, 2, 0),
        limit("deep nesting of known elements", exceptions),
        limit("deep nesting in an unknown header", of_headers(&nested("a", 10_000))).at(
            "Envelope/Header/a",
            1,
            0,
        ),
        limit(
            "deep nesting beside the Body",
            good_answer().replace("</s:Envelope>", &(nested("a", 10_000) + "</s:Envelope>")),
        ),
        limit("fifty thousand attributes", inserted(&format!("<New{attributes}/>"))).at(GROUP, 2, 0),
        limit("thirty thousand declarations", inserted(&format!("<New{declarations}/>"))).at(GROUP, 2, 0),
        limit("unknown headers without number", of_headers(&"<x/>".repeat(100_000))).at(
            "Envelope/Header/x",
            1,
            0,
        ),
        unreadable("unknown flags without number", of_fields(&FIELDS.replace("Select Update", &flags)))
            .at("Envelope/Body/SaveUserGroupResponse/Response/TableRight/Mask", 1, 0)
            .says("fewer unknown names"),
        Case::legal("many scopes, one within the other", inserted(&scopes)),
    ]
}

const SKIPPED_A: &str = "Envelope/Body/SaveUserGroupResponse/Response/a";

/// Well-formed, but not an answer, or an answer that says no.
#[must_use]
pub fn soap() -> Vec<Case> {
    let soap12 = good_answer().replace("http://schemas.xmlsoap.org/soap/envelope/", super::envelopes::SOAP12);
    let fault12 = xml(
        "<s:Envelope xmlns:s=\"{S12}\"><s:Body><s:Fault><s:Code><s:Value>s:VersionMismatch</s:Value></s:Code>\
        <s:Reason><s:Text xml:lang=\"en\">speak 1.2</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>",
    );
    let response = format!(
        "<SaveUserGroupResponse xmlns=\"{{NS}}\"><Response xmlns:i=\"{{XSI}}\">{FIELDS}</Response></SaveUserGroupResponse>"
    );
    let other = good_answer().replace("Services86", "Services87");
    let a_fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>";
    let failed = "<h:Succeeded xmlns:h=\"{NS}\">false</h:Succeeded><h:ExceptionInfo xmlns:h=\"{NS}\">\
        <h:Message>not today</h:Message><h:ExceptionType>SoServerException</h:ExceptionType></h:ExceptionInfo>";
    let no =
        |name, reply| Case::failing(name, ErrorKind::Outcome, reply).says("SoServerException: not today");
    let faulty = |name, reply| Case::failing(name, ErrorKind::Fault, reply);
    let body = |content: &str| of_body(content);
    let nil_number = body(
        "<SaveUserGroupResponse xmlns=\"{NS}\"><Response xmlns:i=\"{XSI}\"><Id i:nil=\"true\"/></Response></SaveUserGroupResponse>",
    );
    vec![
        unreadable("SOAP 1.2 where 1.1 was asked", soap12).at("Envelope", 1, 0).says("SOAP 1.2"),
        faulty("a Fault in SOAP 1.2", answer(500, fault12)).status(500).says("VersionMismatch: speak 1.2"),
        unreadable("a namespace that is not ours", other)
            .at("Envelope/Body/SaveUserGroupResponse", 1, 0)
            .says("Services87"),
        unreadable("nil for a number", nil_number)
            .at("Envelope/Body/SaveUserGroupResponse/Response/Id", 1, 0)
            .says("nil where a value is required"),
        unreadable("the answer to another question", body("<GetUserGroupResponse xmlns=\"{NS}\"/>"))
            .at("Envelope/Body/GetUserGroupResponse", 1, 0)
            .says("SaveUserGroupResponse"),
        unreadable("the request sent back", body("<SaveUserGroup xmlns=\"{NS}\"/>"))
            .says("SaveUserGroupResponse"),
        unreadable("another root", "<Envelope/>").at("", 1, 1).says("Envelope"),
        unreadable("no Body", of_parts("<s:Header/>")).at("Envelope", 1, 0).says("Body"),
        unreadable("an empty Body", of_parts("<s:Body/>")).says("Body"),
        unreadable(
            "two Bodies",
            of_parts(&format!("<s:Body>{response}</s:Body><s:Body>{response}</s:Body>")),
        )
        .at("Envelope/Body", 1, 0),
        unreadable("two answers in the Body", body(&format!("{response}{response}"))).at(
            "Envelope/Body/SaveUserGroupResponse",
            1,
            0,
        ),
        unreadable(
            "a Header behind the Body",
            of_parts(&format!("<s:Body>{response}</s:Body><s:Header>{failed}</s:Header>")),
        )
        .at("Envelope/Header", 1, 0),
        unreadable("a stranger in the Envelope", of_parts("<x/><s:Body/>")).at("Envelope/x", 1, 0),
        unreadable("text in the Body", body("OK")).at("Envelope/Body", 1, 0),
        faulty("a Fault at 500", answer(500, fault("s:Client", "asked to &lt;fault>")))
            .status(500)
            .says("Client: asked to <fault>"),
        faulty("a Fault at 200", ok(fault("s:Server", "why not"))).status(200).says("Server: why not"),
        faulty("a Fault with an undeclared prefix in its code", answer(500, fault("x:Odd", "odd")))
            .says("odd"),
        faulty("a Fault without anything", answer(500, of_parts("<s:Body><s:Fault/></s:Body>"))).status(500),
        faulty("a Fault after an answer", ok(body(&format!("{response}{a_fault}")))).says("Server: no"),
        faulty("a Fault before an answer", ok(body(&format!("{a_fault}{response}")))).says("Server: no"),
        Case::failing(
            "a Fault that breaks off",
            ErrorKind::Decode,
            answer(500, of_parts("<s:Body><s:Fault><faultcode>")),
        )
        .status(500)
        .at("Envelope/Body/Fault/faultcode", 1, 0),
        no("Succeeded=false at 200", ok(of_headers(failed))).status(200),
        no("Succeeded=false at 500", answer(500, of_headers(failed))).status(500),
        no(
            "Succeeded=false with an empty Body",
            ok(of_parts(&format!("<s:Header>{failed}</s:Header><s:Body/>"))),
        ),
        no(
            "Succeeded=false with a Body that breaks off",
            ok(of_parts(&format!("<s:Header>{failed}</s:Header><s:Body><Save")).replace("</s:Envelope>", "")),
        ),
        Case::failing(
            "Succeeded=false without a reason",
            ErrorKind::Outcome,
            ok(of_headers("<Succeeded xmlns=\"{NS}\"> 0 </Succeeded>")),
        )
        .says("no reason"),
        Case::failing(
            "Succeeded=false beside a Fault",
            ErrorKind::Fault,
            answer(500, of_parts(&format!("<s:Header>{failed}</s:Header><s:Body>{a_fault}</s:Body>"))),
        )
        .says("Server: no"),
    ]
}
