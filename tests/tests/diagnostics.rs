//! What is said about broken contracts, whole: each case's report stands in `diagnostics/NAME.txt`.
//! `SOAPWRIGHT_BLESS=1` writes them anew; read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use soapwright::{ReadOptions, read_contracts};

/// A small contract of everything that can be referred to, with a reference of each kind in it.
const GOOD: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions name="Club" targetNamespace="urn:club" xmlns:tns="urn:club" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
  <wsdl:types>
    <xs:schema targetNamespace="urn:club" elementFormDefault="qualified">
      <xs:element name="Join">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="Member" type="tns:Member" minOccurs="0" nillable="true"/>
            <xs:element ref="tns:Note" minOccurs="0"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>
      <xs:element name="JoinResponse">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="Number" type="xs:int"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>
      <xs:element name="Note" type="xs:string"/>
      <xs:element name="Ticket" type="xs:string"/>
      <xs:complexType name="Person">
        <xs:group ref="tns:Naming"/>
        <xs:attributeGroup ref="tns:Marks"/>
      </xs:complexType>
      <xs:complexType name="Member">
        <xs:complexContent>
          <xs:extension base="tns:Person">
            <xs:sequence>
              <xs:element name="Rank" type="tns:Rank"/>
            </xs:sequence>
          </xs:extension>
        </xs:complexContent>
      </xs:complexType>
      <xs:simpleType name="Rank">
        <xs:restriction base="xs:string">
          <xs:enumeration value="Junior"/>
          <xs:enumeration value="Senior"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:group name="Naming">
        <xs:sequence>
          <xs:element name="Name" type="xs:string"/>
        </xs:sequence>
      </xs:group>
      <xs:attributeGroup name="Marks">
        <xs:attribute ref="tns:color"/>
      </xs:attributeGroup>
      <xs:attribute name="color" type="xs:string"/>
    </xs:schema>
  </wsdl:types>
  <wsdl:message name="JoinRequest">
    <wsdl:part name="parameters" element="tns:Join"/>
    <wsdl:part name="Ticket" element="tns:Ticket"/>
  </wsdl:message>
  <wsdl:message name="JoinReply">
    <wsdl:part name="parameters" element="tns:JoinResponse"/>
  </wsdl:message>
  <wsdl:portType name="Desk">
    <wsdl:operation name="Join">
      <wsdl:input message="tns:JoinRequest"/>
      <wsdl:output message="tns:JoinReply"/>
    </wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="DeskSoap" type="tns:Desk">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Join">
      <soap:operation soapAction="urn:club/Join"/>
      <wsdl:input>
        <soap:header message="tns:JoinRequest" part="Ticket" use="literal"/>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="Club">
    <wsdl:port name="Desk" binding="tns:DeskSoap">
      <soap:address location="http://localhost/Club.svc"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
"#;

fn read(files: &[(&str, &[u8])]) -> Result<soapwright::contract::Contract, String> {
    let mut options = ReadOptions::default();
    for (name, bytes) in files {
        options.memory.insert(PathBuf::from(name), bytes.to_vec());
    }
    match read_contracts(&[PathBuf::from(files[0].0)], &options) {
        Ok((contract, _)) => Ok(contract),
        Err(diagnostics) => Err(diagnostics.to_string()),
    }
}

/// Compares a report with the one in its file.
fn says(name: &str, report: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/diagnostics/{name}.txt"));
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, report).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(report, expected, "\n{report}");
    assert!(report.lines().all(|line| line.chars().count() < 400), "an excerpt is not short:\n{report}");
}

fn refused(name: &str, files: &[(&str, &[u8])]) {
    match read(files) {
        Ok(_) => panic!("{name} was read"),
        Err(report) => says(name, &report),
    }
}

/// The good contract with one thing changed, once.
fn changed(name: &str, from: &str, to: &str) {
    assert!(GOOD.contains(from), "{from}");
    refused(name, &[("club.wsdl", GOOD.replacen(from, to, 1).as_bytes())]);
}

#[test]
fn the_good_one_reads() {
    let contract = read(&[("club.wsdl", GOOD.as_bytes())]).unwrap();
    assert_eq!(contract.services[0].source, "club");
    assert_eq!(contract.services[0].ports[0].operations.len(), 1);
}

#[test]
fn dangling_references() {
    changed("type", "type=\"tns:Rank\"", "type=\"tns:Rnak\"");
    changed("builtin-type", "type=\"xs:int\"", "type=\"xs:integr\"");
    changed("element-ref", "ref=\"tns:Note\"", "ref=\"tns:Notes\"");
    changed("base", "base=\"tns:Person\"", "base=\"tns:Human\"");
    changed("group", "ref=\"tns:Naming\"", "ref=\"tns:Namings\"");
    changed("attribute-group", "ref=\"tns:Marks\"", "ref=\"tns:Mark\"");
    changed("attribute", "ref=\"tns:color\"", "ref=\"tns:colour\"");
    changed("part-element", "element=\"tns:Join\"", "element=\"tns:Joyn\"");
    changed("message", "message=\"tns:JoinReply\"", "message=\"tns:JoinRepply\"");
    changed("port-type", "type=\"tns:Desk\"", "type=\"tns:Desks\"");
    changed("binding", "binding=\"tns:DeskSoap\"", "binding=\"tns:DeskSope\"");
    changed("header-part", "part=\"Ticket\"", "part=\"Tickets\"");
    changed(
        "operation",
        "<wsdl:operation name=\"Join\">\n      <soap",
        "<wsdl:operation name=\"Joins\">\n      <soap",
    );
    changed("prefix", "type=\"tns:Rank\"", "type=\"tn:Rank\"");
    changed("namespace", "type=\"tns:Rank\"", "type=\"far:Rank\" xmlns:far=\"urn:far\"");
}

#[test]
fn a_missing_message() {
    let from = "  <wsdl:message name=\"JoinReply\">\n    <wsdl:part name=\"parameters\" element=\"tns:JoinResponse\"/>\n  </wsdl:message>\n";
    changed("missing-message", from, "");
}

#[test]
fn several_errors_are_told_together_by_place() {
    let text = GOOD.replace("tns:JoinReply", "tns:JoinAnswer").replace("tns:Note", "tns:Remark");
    refused("several", &[("club.wsdl", text.as_bytes())]);
}

#[test]
fn one_long_line_shows_only_the_spot() {
    let line: String = GOOD.lines().map(str::trim).collect();
    refused("one-line", &[("club.wsdl", line.replacen("tns:Member", "tns:Membre", 1).as_bytes())]);
}

#[test]
fn columns_count_characters() {
    let text = GOOD.replacen(
        "<xs:element name=\"Rank\" type=\"tns:Rank\"",
        "<!-- æøå --><xs:element name=\"Rank\" type=\"tns:Rnk\"",
        1,
    );
    refused("characters", &[("club.wsdl", text.as_bytes())]);
}

#[test]
fn not_xml_at_all() {
    refused("cut-off", &[("club.wsdl", &GOOD.as_bytes()[..1500])]);
    refused("empty", &[("club.wsdl", b"")]);
    refused("text", &[("club.wsdl", b"Service unavailable, try later.\n")]);
    refused("html", &[("club.wsdl", b"<html><body><p>Not found</p></body></html>")]);
    refused("html-unclosed", &[("club.wsdl", b"<html><body><p>Not found<br></body></html>")]);
    refused("two-roots", &[("club.wsdl", b"<a/><b/>")]);
    refused("bytes", &[("club.wsdl", b"<a>\xff\xfe\xff</a>")]);
    refused("encoding", &[("club.wsdl", b"<?xml version=\"1.0\" encoding=\"klingon\"?><a/>")]);
    refused("late-declaration", &[("club.wsdl", format!("<!-- early -->\n{GOOD}").as_bytes())]);
    changed("unbound", "<soap:address", "<soup:address");
    changed("end-tag", "</wsdl:portType>", "</wsdl:portTypes>");
    changed("entity", "name=\"Note\"", "name=\"N&ouml;te\"");
}

#[test]
fn doctypes() {
    let root = "<wsdl:definitions";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<wsdl:definitions";
    changed("doctype", root, bomb);
    let plain = GOOD.replacen(root, "<!DOCTYPE definitions SYSTEM \"x.dtd\">\n<wsdl:definitions", 1);
    read(&[("club.wsdl", plain.as_bytes())]).unwrap();
}

#[test]
fn a_hundred_thousand_levels() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    refused("deep", &[("club.wsdl", deep.as_bytes())]);
}

#[test]
fn larger_than_the_limit() {
    let mut options = ReadOptions { max_bytes: 1000, ..ReadOptions::default() };
    options.memory.insert(PathBuf::from("club.wsdl"), GOOD.as_bytes().to_vec());
    let report = read_contracts(&[PathBuf::from("club.wsdl")], &options).unwrap_err().to_string();
    says("large", &report);
}

#[test]
fn other_roots() {
    refused(
        "wsdl-2.0",
        &[("club.wsdl", b"<description xmlns=\"http://www.w3.org/ns/wsdl\" targetNamespace=\"urn:x\"/>")],
    );
    refused("schema", &[("club.xsd", b"<schema xmlns=\"http://www.w3.org/2001/XMLSchema\"/>")]);
    refused("no-namespace", &[("club.wsdl", b"<definitions/>")]);
}

#[test]
fn schemas_of_old_drafts() {
    let text = GOOD.replace("2001/XMLSchema", "2003/XMLSchema");
    refused("old-schema", &[("club.wsdl", text.as_bytes())]);
}

#[test]
fn names_that_are_none() {
    changed("name-path", "<xs:element name=\"Ticket\"", "<xs:element name=\"../../x\"");
    changed("name-empty", "<xs:simpleType name=\"Rank\"", "<xs:simpleType name=\"\"");
    changed("name-missing", "<xs:group name=\"Naming\"", "<xs:group");
}

#[test]
fn no_soap() {
    let text = GOOD.replace("http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/http/");
    refused("no-soap", &[("club.wsdl", text.as_bytes())]);
}

#[test]
fn values_that_are_none() {
    changed("occurs", "minOccurs=\"0\" nillable", "minOccurs=\"some\" nillable");
    changed("flag", "nillable=\"true\"", "nillable=\"yes\"");
}

#[test]
fn defined_twice() {
    let twice = "<xs:simpleType name=\"Rank\"><xs:restriction base=\"xs:int\"/></xs:simpleType><xs:simpleType name=\"Rank\"";
    changed("twice", "<xs:simpleType name=\"Rank\"", twice);
    let same = "<xs:element name=\"Note\" type=\"xs:string\"/>";
    let text = GOOD.replacen(same, &format!("{same}{same}"), 1);
    read(&[("club.wsdl", text.as_bytes())]).unwrap();
}

#[test]
fn types_derived_from_themselves() {
    changed(
        "cycle",
        "<xs:complexType name=\"Person\">",
        "<xs:complexType name=\"Old\"><xs:complexContent><xs:extension base=\"tns:Old\"/></xs:complexContent></xs:complexType><xs:complexType name=\"Person\">",
    );
    changed(
        "group-cycle",
        "<xs:element name=\"Name\" type=\"xs:string\"/>",
        "<xs:group ref=\"tns:Naming\"/>",
    );
}

fn importing(what: &str) -> String {
    GOOD.replacen("<xs:element name=\"Join\">", &format!("{what}<xs:element name=\"Join\">"), 1)
}

#[test]
fn files_that_redefine_each_other() {
    let redefining = |file: &str| {
        format!(
            "<xs:redefine schemaLocation=\"{file}\"><xs:simpleType name=\"Grade\"><xs:restriction base=\"tns:Grade\"/>\
             </xs:simpleType></xs:redefine>"
        )
    };
    let schema = |file: &str| {
        let xs = "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:tns=\"urn:club\"";
        format!("<xs:schema {xs} targetNamespace=\"urn:club\">{}</xs:schema>", redefining(file))
    };
    let (club, a, b) = (importing(&redefining("a.xsd")), schema("b.xsd"), schema("a.xsd"));
    let files = [("club.wsdl", club.as_bytes()), ("a.xsd", a.as_bytes()), ("b.xsd", b.as_bytes())];
    refused("redefine-cycle", &files);
}

#[test]
fn imports_that_lead_nowhere() {
    let file = importing("<xs:import namespace=\"urn:x\" schemaLocation=\"types/x.xsd\"/>");
    refused("import-file", &[("club/club.wsdl", file.as_bytes())]);
    let url = importing("<xs:import namespace=\"urn:x\" schemaLocation=\"http://localhost/x.xsd\"/>");
    refused("import-url", &[("club.wsdl", url.as_bytes())]);
    let broken = importing("<xs:include schemaLocation=\"more.xsd\"/>");
    refused("import-broken", &[("club.wsdl", broken.as_bytes()), ("more.xsd", b"<xs:schema")]);
    let report = read_contracts(&[PathBuf::from("no/such.wsdl")], &ReadOptions::default()).unwrap_err();
    says("input-file", &report.to_string());
}

#[test]
fn a_url_is_looked_up_in_the_catalog() {
    let url = importing("<xs:import namespace=\"urn:x\" schemaLocation=\"http://localhost/x.xsd\"/>");
    let url = url.replace("type=\"tns:Rank\"", "type=\"x:Rank\" xmlns:x=\"urn:x\"");
    let mut options = ReadOptions::default();
    options.catalog.insert("http://localhost/x.xsd".into(), PathBuf::from("local/x.xsd"));
    options.memory.insert(PathBuf::from("club.wsdl"), url.into_bytes());
    let schema = "<schema xmlns='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:x'><simpleType name='Rank'><restriction base='byte'/></simpleType></schema>";
    options.memory.insert(PathBuf::from("local/x.xsd"), schema.as_bytes().to_vec());
    let (contract, _) =
        read_contracts(&[PathBuf::from("club.wsdl")], &options).unwrap_or_else(|e| panic!("{e}"));
    assert!(contract.types.keys().any(|name| name.to_string() == "{urn:x}Rank"));
}

#[test]
fn loops_of_imports_are_legal() {
    let main = importing("<xs:include schemaLocation=\"a.xsd\"/>");
    let a = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:b='urn:b' targetNamespace='urn:club'><xs:import namespace='urn:b' schemaLocation='./sub/../b.xsd'/><xs:complexType name='A'><xs:sequence><xs:element name='B' type='b:B' minOccurs='0'/></xs:sequence></xs:complexType></xs:schema>";
    let b = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:a='urn:club' targetNamespace='urn:b'><xs:import namespace='urn:club' schemaLocation='a.xsd'/><xs:complexType name='B'><xs:sequence><xs:element name='A' type='a:A' minOccurs='0'/></xs:sequence></xs:complexType></xs:schema>";
    let contract =
        read(&[("club.wsdl", main.as_bytes()), ("a.xsd", a.as_bytes()), ("b.xsd", b.as_bytes())]).unwrap();
    for name in ["{urn:club}A", "{urn:b}B"] {
        assert!(contract.types.keys().any(|n| n.to_string() == name), "{name}");
    }
}

#[test]
fn keywords_are_legal_names() {
    let text = GOOD.replace("Rank", "type").replace("Member", "self").replace("\"Number\"", "\"async\"");
    let contract = read(&[("club.wsdl", text.as_bytes())]).unwrap();
    assert!(contract.types.keys().any(|name| &*name.name.local == "self"));
}

#[test]
fn whatever_is_cut_is_told_and_never_panics() {
    for end in (0..GOOD.len() - 1).step_by(7) {
        assert!(read(&[("club.wsdl", &GOOD.as_bytes()[..end])]).is_err(), "cut at {end}");
    }
}

/// Changes every third of these bytes.
fn change(bytes: std::ops::Range<usize>) {
    for at in bytes.step_by(3) {
        for byte in *b"<\"&:x/" {
            let mut bytes = GOOD.as_bytes().to_vec();
            bytes[at] = byte;
            if let Err(report) = read(&[("club.wsdl", &bytes)]) {
                assert!(report.contains("club.wsdl"), "{report}");
            }
        }
    }
}

#[test]
fn whatever_is_changed_is_told_and_never_panics() {
    change(0..GOOD.len() / 2);
}

/// The other half, so that two run side by side.
#[test]
fn whatever_is_changed_later_is_told_and_never_panics() {
    change(GOOD.len() / 2..GOOD.len());
}
