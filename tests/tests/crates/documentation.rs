//! Documentation of a contract that means something in Markdown, HTML or Rust.

use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::{generate_sharing_runtime, temporary, write};

/// Texts, in the escapes of XML.
const TEXTS: &[&str] = &[
    "An &lt;b&gt;open tag, an &lt;img src='x'&gt;, a &lt;br/&gt; and &lt;/i&gt;.",
    "A [link], a [reference][x], [Vec], [`Missing`], [a](b) and ![an image](c).",
    "```\nlet fenced = rust that does not compile;\n```",
    "```rust\nunclosed",
    "~~~\ntildes",
    "Ends the comment */ or // starts one /* or #![attribute]",
    "Ends in a backslash \\",
    "\ttab\tin\tbetween\n\t\tindented\n        code that is none",
    "Unclosed `code, **bold, _emphasis_ and __more",
    "# heading\n## another\n===\n---\n* item\n+ item\n1) item\n&gt; quotation\n| a | b |\n|---|---|",
    "http://example.com/a_b?c=d&amp;e [http://example.com] (https://example.com/) &lt;http://example.com&gt; www.example.com",
    "&amp;amp; &amp;lt;b&amp;gt; &amp;#65; \"quoted\" 'single' {braces} {{double}}",
    "right\u{202e}to left\u{200f}, a\u{a0}space, a\u{2028}separator, \u{1F600}",
    "[^1]: a note\n[x]: http://example.com\n: definition",
    "   ",
    "$math$ and ~~struck~~ and - [ ] a task",
];

/// A place of every kind that has documentation, once for each text.
fn contract() -> String {
    let doc = |i: usize, prefix: &str| {
        let text = TEXTS[i % TEXTS.len()];
        format!("<{prefix}:documentation>{text}</{prefix}:documentation>")
    };
    let note = |i: usize| format!("<xs:annotation>{}</xs:annotation>", doc(i, "xs"));
    let n = TEXTS.len();
    let types: String = (0..n)
        .map(|i| {
            let (d0, d1, d2, d3) = (note(i), note(i + 1), note(i + 2), note(i + 3));
            format!(
                r#"<xs:complexType name="T{i}">{d0}<xs:sequence><xs:element name="Field" type="xs:string" minOccurs="0">{d1}</xs:element>
<xs:choice><xs:element name="A" type="xs:string">{d2}</xs:element><xs:element name="B" type="xs:int"/></xs:choice>
<xs:element name="E" type="tns:E{i}"/></xs:sequence><xs:attribute name="At" type="xs:string">{d3}</xs:attribute></xs:complexType>
<xs:simpleType name="E{i}">{d1}<xs:restriction base="xs:string"><xs:enumeration value="a`b{i}">{d2}</xs:enumeration><xs:enumeration value="&lt;[x]&gt;"/></xs:restriction></xs:simpleType>
<xs:element name="Do{i}"><xs:complexType><xs:sequence><xs:element name="Value" type="tns:T{i}">{d3}</xs:element></xs:sequence></xs:complexType></xs:element>
"#
            )
        })
        .collect();
    let each = |line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let messages = each(&|i| {
        format!(
            r#"<wsdl:message name="Do{i}"><wsdl:part name="parameters" element="tns:Do{i}"/></wsdl:message>"#
        )
    });
    let operations = each(&|i| {
        let doc = doc(i, "wsdl");
        format!(
            r#"<wsdl:operation name="Do{i}">{doc}<wsdl:input message="tns:Do{i}"/><wsdl:output message="tns:Do{i}"/></wsdl:operation>"#
        )
    });
    let bindings = each(&|i| {
        format!(
            r#"<wsdl:operation name="Do{i}"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>"#
        )
    });
    let (port, service) = (doc(0, "wsdl"), doc(2, "wsdl"));
    format!(
        r#"<wsdl:definitions name="Notes" targetNamespace="urn:notes" xmlns:tns="urn:notes" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xs:schema targetNamespace="urn:notes" elementFormDefault="qualified">
{types}</xs:schema></wsdl:types>
{messages}
<wsdl:portType name="Port">{port}{operations}</wsdl:portType>
<wsdl:binding name="Binding" type="tns:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}</wsdl:binding>
<wsdl:service name="Notes">{service}<wsdl:port name="Port" binding="tns:Binding"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"#
    )
}

fn documentation_with_markup_is_shown_as_it_is() -> Made {
    let folder = temporary();
    let files = write(folder.path(), &[("Notes.wsdl", &contract())]);
    let krate = folder.path().join("notes");
    generate_sharing_runtime(&files, &krate);
    let text = std::fs::read_to_string(krate.join("src/types/t0.rs")).unwrap();
    assert!(text.contains(r"/// An \<b\>open tag"), "{text}");
    Made::crates(vec![Krate::read("notes", &krate).unwrap().with_all_features().clean()])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(documentation_with_markup_is_shown_as_it_is)]
}
