//! The engine in both directions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod attributes;
mod edges;
mod formats;
mod groups;
mod kept;
mod lists;
mod made_up;
mod namespaces;
mod nil;
mod open;
mod references;
mod required;
mod roundtrip;
mod rpc;
mod simple;
mod tables;
mod wide;

use soapwright_runtime::codec::{Arguments, DecodeErrorKind, Dynamic, Field, Reading, Slot, View};
use soapwright_runtime::soap::{Received, decode_reply, encode_body, envelope};
use soapwright_runtime::values::List;
use tables::{CRATE, Crate, Headers, SAVE, read, read_text, reply};

fn written(value: View<'_>) -> String {
    let body = encode_body(&SAVE, &Arguments(&[value])).unwrap();
    envelope(&SAVE, &Headers::default(), &body).unwrap()
}

#[test]
fn a_request_is_written_in_order_with_prefixes_and_only_set_headers() {
    let value = Crate {
        label: Some("a<b & \"c\" ]]>\r".into()),
        weight: -3,
        names: vec!["x".to_owned(), String::new()].into(),
        inner: Some(Box::default()),
        open: None,
        parts: vec![1, 2],
    };
    let body = encode_body(&SAVE, &Arguments(&[value.view()])).unwrap();
    let headers = Headers { token: Some("t".into()) };
    assert_eq!(
        envelope(&SAVE, &headers, &body).unwrap(),
        concat!(
            r#"<?xml version="1.0" encoding="utf-8"?>"#,
            r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="urn:a" xmlns:b="urn:b">"#,
            r#"<s:Header><a:Token>t</a:Token></s:Header><s:Body><a:Save><a:Crate>"#,
            r#"<a:Label>a&lt;b &amp; "c" ]]&gt;&#xD;</a:Label><a:Weight>-3</a:Weight>"#,
            r#"<a:Names><b:string>x</b:string><b:string/></a:Names><a:Inner><a:Weight>0</a:Weight></a:Inner>"#,
            r#"<a:Part>1</a:Part><a:Part>2</a:Part></a:Crate></a:Save></s:Body></s:Envelope>"#
        )
    );
    assert!(written(value.view()).contains("<s:Header></s:Header><s:Body>"));
}

#[test]
fn what_xml_cannot_carry_is_an_error_with_its_path() {
    let value = Crate { label: Some("a\u{1}".into()), ..Crate::default() };
    let error = encode_body(&SAVE, &Arguments(&[value.view()])).unwrap_err();
    assert_eq!(error.to_string(), "Save/Crate/Label: the character U+0001 cannot be sent in XML");
}

#[test]
fn prefixes_order_comments_references_and_unknown_elements_do_not_matter() {
    let value = read(
        r#"<!-- c --><q:Weight xmlns:q="urn:a" i:type="x:int" xmlns:x="urn:x"> +007 </q:Weight><Zzz><w a="1"/>t<![CDATA[<]]></Zzz>
           <Label>a&#x26;b<![CDATA[<n>]]><?pi x?> c</Label><Weight>9</Weight><n:Label xmlns:n="urn:b">no</n:Label>"#,
    );
    assert_eq!(value, Crate { label: Some("a&b<n> c".into()), weight: 7, ..Crate::default() });
}

#[test]
fn a_repeated_declaration_holds_for_its_element_alone() {
    let names = "<Names xmlns:b='urn:b'><b:string>x</b:string><b:string i:nil='true'/></Names>";
    let one = format!("<Inner>{names}<Weight>1</Weight></Inner>");
    let deep =
        format!("{names}<Inner>{names}<Inner xmlns:b='urn:c'>{names}<Inner>{names}</Inner></Inner></Inner>");
    for text in [names, &one, &deep, &format!("<Zzz>{names}{names}</Zzz>{deep}")] {
        let mut value = Some(Box::new(read(text)));
        let mut found = 0;
        while let Some(inner) = value {
            found += inner.names.iter_with_nils().filter(|name| *name == Some(&"x".to_owned())).count();
            value = inner.inner;
        }
        let unknown = text.split("</Zzz>").next().filter(|_| text.contains("</Zzz>")).unwrap_or("");
        assert_eq!(
            found,
            text.matches("<b:string>").count() - unknown.matches("<b:string>").count(),
            "{text}"
        );
    }
    for broken in [
        format!("{names}<b:string/>"),
        format!("{names}<Zzz>{names}<b:string/></Zzz>"),
        format!("{names}<Names xmlns:b='urn:b'><b:string>x</b:string></Names><Zzz b:k=''/>"),
    ] {
        let error = read_text(&reply(&broken)).unwrap_err();
        assert!(error.to_string().contains("a prefix that is not declared"), "{error}");
    }
    // Another namespace under the same prefix, and a default one.
    assert!(
        read("<Names xmlns:b='urn:b'/><Names xmlns:b='urn:c'><b:string>x</b:string></Names>")
            .names
            .is_empty()
    );
    let default = "<Inner xmlns='urn:a'><Weight>2</Weight></Inner>";
    assert_eq!(read(&format!("<Zzz>{default}</Zzz>{default}")).inner.unwrap().weight, 2);
}

#[test]
fn the_first_of_two_counts_whatever_the_order() {
    assert_eq!(read("<Weight>1</Weight><Label>x</Label><Weight>2</Weight>").weight, 1);
    assert_eq!(read("<Label>x</Label><Label>y</Label>").label.as_deref(), Some("x"));
}

#[test]
fn nil_empty_and_absent_differ_where_they_should() {
    assert_eq!(read("").names, List::absent());
    assert!(read("<Names/>").names.is_present());
    let value = read(
        r#"<Label i:nil="true"/><Names xmlns:b="urn:b"><b:string>a</b:string><b:string i:nil="1"/><b:string/></Names>"#,
    );
    assert_eq!(value.label, None);
    let names: Vec<Option<&str>> =
        value.names.iter_with_nils().map(|name| name.map(String::as_str)).collect();
    assert_eq!(names, [Some("a"), None, Some("")]);
    assert_eq!(read("<Label/>").label.as_deref(), Some(""));
    let nil = reply("").replace("<Response ", "<Response i:nil='true' ");
    assert_eq!(read_text(&nil).unwrap(), None);
}

#[test]
fn open_content_keeps_its_xml_and_stands_elsewhere() {
    let value = read(
        r#"<Open i:type="p:T" xmlns:p="urn:p" k="1"><p:x y="p:z">&lt;</p:x><Plain/></Open><Part>1</Part><Part>2</Part>"#,
    );
    let back = written(value.view()).replace("a:Save>", "a:SaveResponse>").replace("a:Crate>", "a:Response>");
    let again = read_text(&back).unwrap().unwrap();
    assert_eq!(again.parts, [1, 2]);
    let (before, after) = (value.open.unwrap(), again.open.unwrap());
    assert_eq!(
        (&before.type_name, &before.attributes, &before.xml),
        (&after.type_name, &after.attributes, &after.xml)
    );
    for declaration in &before.declarations {
        assert!(after.declarations.contains(declaration), "{declaration:?} was lost: {after:?}");
    }
}

#[test]
fn every_cut_is_refused() {
    let whole = reply(
        r#"<Label>a&amp;b</Label><Zzz x='1'>t</Zzz><Names xmlns:b="urn:b"><b:string i:nil="true"/></Names>"#,
    );
    read_text(&whole).unwrap();
    for end in 0..whole.len() {
        let error = read_text(&whole[..end]).unwrap_err();
        assert!(error.offset() <= end, "{error}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let whole = reply(r#"<Label>a&amp;b</Label><Weight>1</Weight><Zzz x='1'>t</Zzz><Part i:nil="true"/>"#);
    read_text(&whole).unwrap();
    for (from, to) in [
        ("</Weight>", "</Weigh>"),
        ("x='1'", "x='1' x='2'"),
        ("x='1'", "x=1"),
        ("x='1'", "x='<'"),
        ("x='1'", "n:x='1'"),
        ("<Zzz", "<n:Zzz"),
        ("<Zzz", "<1Zzz"),
        ("&amp;", "&nope;"),
        ("&amp;", "&#0;"),
        ("&amp;", "]]>"),
        ("&amp;", "\u{b}"),
        (">t</Zzz>", "><![CDATA[</Zzz>"),
        (">t</Zzz>", "><!-- -- --></Zzz>"),
        ("i:nil=", "j:nil="),
        ("</s:Envelope>", "</s:Envelope><x/>"),
        ("</s:Envelope>", "</s:Envelope>x"),
    ] {
        let broken = whole.replacen(from, to, 1);
        let error = read_text(&broken).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::NotWellFormed(_)), "{to}: {error}");
        assert!(roxmltree::Document::parse(&broken).is_err(), "{to}");
    }
    assert!(
        read_text(&whole.replacen("?>", "?><!DOCTYPE x>", 1)).unwrap_err().to_string().contains("DOCTYPE")
    );
}

#[test]
fn errors_name_path_line_and_column() {
    let text = reply("\n<Weight>1</Weight><Inner><Weight>many</Weight></Inner>");
    let message = read_text(&text).unwrap_err().to_string();
    assert!(message.starts_with("expected "), "{message}");
    let place = "found \"many\", in Envelope/Body/SaveResponse/Response/Inner/Weight, at line 2 column 34 ";
    assert!(message.contains(place), "{message}");
}

#[test]
fn depth_is_limited() {
    for (open, close) in [("<Inner>", "</Inner>"), ("<q>", "</q>")] {
        let deep = reply(&format!("{}{}", open.repeat(100_000), close.repeat(100_000)));
        assert!(matches!(read_text(&deep).unwrap_err().kind(), DecodeErrorKind::Limit(_)));
    }
}

#[test]
fn many_attributes_and_declarations_do_not_take_forever() {
    let many = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let attributes = |last: usize| {
        let list = many(900, &|index| format!(" a{}='1'", if index == 899 { last } else { index }));
        read_text(&reply(&format!("<Zzz{list}/>")))
    };
    attributes(899).unwrap();
    let error = attributes(7).unwrap_err();
    assert!(error.to_string().contains("an attribute that stands twice"), "{error}");
    let prefixed = |second: &str| {
        let list = many(20, &|index| format!(" p:a{index}='1'"));
        read_text(&reply(&format!("<Zzz xmlns:p='urn:p' xmlns:q='urn:p'{list} q:{second}='2'/>")))
    };
    prefixed("b").unwrap();
    assert!(matches!(prefixed("a3").unwrap_err().kind(), DecodeErrorKind::NotWellFormed(_)));
    let declarations = |count| {
        read_text(&reply(&format!("<Zzz{}/>", many(count, &|index| format!(" xmlns:n{index}='urn:n'")))))
    };
    declarations(400).unwrap();
    assert!(matches!(declarations(100_000).unwrap_err().kind(), DecodeErrorKind::Limit(_)));
}

#[test]
fn faults_of_both_versions_are_read() {
    let of = |text: &str| {
        let mut value: Option<Crate> = None;
        let parts =
            decode_reply(&SAVE, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value);
        match parts.unwrap().received {
            Received::Fault(fault) => *fault,
            other => panic!("{other:?}"),
        }
    };
    let fault = of(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang="en"> no &amp; no </faultstring><detail><w xmlns="urn:w">why</w></detail></s:Fault></s:Body></s:Envelope>"#,
    );
    assert_eq!(fault.to_string(), "Client: no & no");
    assert_eq!(fault.code.namespace, "http://schemas.xmlsoap.org/soap/envelope/");
    assert_eq!(fault.detail.unwrap().xml, r#"<w xmlns="urn:w">why</w>"#);
    let fault = of(
        r#"<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value xmlns:m="urn:m">m:Bad</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">first</e:Text><e:Text xml:lang="no">second</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>"#,
    );
    assert_eq!((fault.code.local.as_str(), fault.reason.as_str()), ("Sender", "first"));
    assert_eq!((fault.subcodes[0].namespace.as_str(), fault.subcodes[0].local.as_str()), ("urn:m", "Bad"));
}

#[test]
fn other_encodings_are_read() {
    let text = reply("<Label>Mø</Label>");
    let declared = text.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"ISO-8859-1\"");
    let latin: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = format!("\u{feff}{text}");
    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, utf16, marked.into_bytes()] {
        let mut value: Option<Crate> = None;
        decode_reply(&SAVE, &bytes, &Reading::faithful(), &mut Headers::default(), &mut value).unwrap();
        assert_eq!(value.unwrap().label.as_deref(), Some("Mø"));
    }
}

/// XML forbids anything before its declaration, and some servers send blank lines, or a second byte order mark.
#[test]
fn blank_lines_before_the_declaration_are_passed_over_and_nothing_else_is() {
    let text = reply("\n<Label>M&amp;</Label>");
    assert!(text.starts_with("<?xml version"));
    let (lenient, strict) = (Reading::faithful(), Reading::strict());
    let read = |bytes: &[u8], limits: &Reading| {
        let mut value: Option<Crate> = None;
        decode_reply(&SAVE, bytes, limits, &mut Headers::default(), &mut value)
            .map(|_| value.and_then(|value| value.label).unwrap_or_default())
    };
    for before in ["\n", "\r\n \t\n", "\u{feff}\n", "\n\u{feff}", "\u{feff}\u{feff}"] {
        let late = format!("{before}{text}");
        assert_eq!(read(late.as_bytes(), &lenient).unwrap(), "M&", "{before:?}");
        let error = read(late.as_bytes(), &strict).unwrap_err();
        assert!(error.to_string().contains("white space before the XML declaration"), "{error}");
        // One byte order mark is none of the text.
        let own = before.strip_prefix('\u{feff}').unwrap_or(before);
        assert_eq!(error.offset(), own.len(), "{before:?}");
        // Places count from where the reply begins.
        let broken = late.replace("&amp;", "&nope;");
        let error = read(broken.as_bytes(), &lenient).unwrap_err();
        let whole = broken.strip_prefix('\u{feff}').unwrap_or(&broken);
        assert_eq!(Some(error.offset()), whole.find("&nope;"), "{before:?}");
    }
    // The declaration counts wherever it stands.
    let latin =
        text.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"ISO-8859-1\"").replace("M&amp;", "Mø");
    let latin: Vec<u8> =
        format!("\n\n{latin}").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read(&latin, &lenient).unwrap(), "Mø");
    // White space without a declaration is well-formed; anything else before one is not, nor is a second one.
    let (_, plain) = text.split_once("?>").unwrap();
    assert_eq!(read(format!("\n{plain}").as_bytes(), &strict).unwrap(), "M&");
    for before in ["x", "\n.", "<!-- -->", "\u{feff}\u{200b}", "\n<?xml version=\"1.0\"?>\n"] {
        assert!(read(format!("{before}{text}").as_bytes(), &lenient).is_err(), "{before:?}");
    }
    assert!(read(format!("\n\u{feff}{plain}").as_bytes(), &lenient).is_err());
}

struct Untyped(Dynamic);

impl Field for Untyped {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(&mut self.0)
    }

    fn view(&self) -> View<'_> {
        View::Record(&self.0)
    }
}

#[test]
fn dynamic_records_do_what_typed_ones_do() {
    let mut value = Untyped(Dynamic::new(&CRATE));
    let text = reply(
        r#"<Label>x</Label><Names xmlns:b="urn:b"><b:string i:nil="true"/><b:string>y</b:string></Names><Inner><Weight>5</Weight></Inner><Part>1</Part>"#,
    );
    let strict = Reading::strict();
    decode_reply(&SAVE, text.as_bytes(), &strict, &mut Headers::default(), &mut value).unwrap();
    let text = written(value.view());
    let expected = r#"<a:Crate><a:Label>x</a:Label><a:Names><b:string i:nil="true"/><b:string>y</b:string></a:Names><a:Inner><a:Weight>5</a:Weight></a:Inner><a:Part>1</a:Part></a:Crate>"#;
    assert!(text.contains(expected), "{text}");
    let unknown = reply("<Zzz/>");
    let error =
        decode_reply(&SAVE, unknown.as_bytes(), &strict, &mut Headers::default(), &mut value).unwrap_err();
    assert!(
        error.to_string().starts_with("an unknown element `Zzz` (namespace \"urn:a\") in `Response`"),
        "{error}"
    );
}

#[test]
fn what_nests_too_deep_is_not_written() {
    let nested = |depth: usize| {
        let mut value = Crate::default();
        for _ in 0..depth {
            value = Crate { inner: Some(Box::new(value)), ..Crate::default() };
        }
        encode_body(&SAVE, &Arguments(&[value.view()])).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(nested(200), Ok(()));
    let error = nested(300).unwrap_err();
    assert!(error.ends_with("values nest too deep"), "{error}");
}
