//! Names that Rust, its prelude or the crate itself use for something else, and types that contain each other.

use std::fmt::Write as _;

use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::{generate, generate_sharing_runtime, temporary, write};

/// Keywords, names of the prelude, names that generated files import or define, and names that only differ in what an
/// identifier cannot show.
const NAMES: &[&str] = &[
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "move",
    "async",
    "await",
    "dyn",
    "gen",
    "abstract",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Default",
    "Debug",
    "Clone",
    "Copy",
    "PartialEq",
    "Iterator",
    "AsRef",
    "From",
    "Into",
    "Record",
    "Field",
    "Slot",
    "View",
    "Strs",
    "Type",
    "TypeDef",
    "Particle",
    "Scalar",
    "Value",
    "Message",
    "Operation",
    "Service",
    "Body",
    "Session",
    "SessionBuilder",
    "Client",
    "Call",
    "Reply",
    "Error",
    "ErrorKind",
    "RequestHeaders",
    "List",
    "Map",
    "Flags",
    "Binary",
    "DateTime",
    "bool",
    "i32",
    "u8",
    "str",
    "core",
    "std",
    "alloc",
    "runtime",
    "types",
    "headers",
    "session",
    "blocking",
    "namespaces",
    "dictionaries",
    "operations",
    "a.b",
    "a-b",
    "ab",
    "AB",
    "Ab",
    "_",
    "__",
    "x1",
    "_1",
    "日本",
    "OPTIONAL",
    "NILLABLE",
    "MANY",
    "USER",
    "User",
    "Awkward",
];

/// Values of enumerations that are no identifiers, beside the names.
const VALUES: &[&str] =
    &["", "1", "01", "a b", "a_b", "+", "++", "Other", "other", "&lt;&amp;", "\\", "`", "\u{2212}1"];

/// Operations, the first named like the service, the next like its port.
const OPERATIONS: &[&str] = &[
    "Awkward",
    "AwkwardSoap",
    "client",
    "new",
    "clone",
    "drop",
    "session",
    "service",
    "call",
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "move",
    "async",
    "await",
    "Option",
    "String",
    "Vec",
    "Default",
    "default",
    "Result",
    "a.b",
    "a-b",
    "ab",
    "Ab",
    "AB",
    "Node",
    "Record",
    "Call",
    "Client",
    "operations",
    "OPERATIONS",
    "SERVICE",
    "_1",
    "from",
    "into",
];

const RING: usize = 60;

pub(crate) fn contract() -> String {
    let mut x = String::from(
        r#"<wsdl:definitions name="Awkward" targetNamespace="urn:awkward" xmlns:tns="urn:awkward"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xs:schema targetNamespace="urn:awkward" elementFormDefault="qualified">
"#,
    );
    types(&mut x);
    for (i, name) in OPERATIONS.iter().enumerate() {
        let answer = NAMES[i];
        write!(
            x,
            r#"<xs:element name="Do.{name}"><xs:complexType><xs:sequence>
<xs:element name="self" type="xs:string" minOccurs="0" nillable="true"/><xs:element name="client" type="tns:Node"/>
<xs:element name="operations" type="tns:Ring0" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="type" type="tns:Values"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="Done.{name}"><xs:complexType><xs:sequence><xs:element name="{answer}" type="tns:{answer}"/>
<xs:element name="Response" type="tns:All" minOccurs="0"/><xs:element name="out" type="tns:Either" minOccurs="0"/>
</xs:sequence></xs:complexType></xs:element>
"#
        )
        .unwrap();
    }
    // One operation of very many parameters, one of a single one.
    x.push_str(r#"<xs:element name="Many"><xs:complexType><xs:sequence>"#);
    for name in NAMES {
        write!(x, r#"<xs:element name="{name}" type="tns:{name}" minOccurs="0"/>"#).unwrap();
    }
    x.push_str(
        r#"</xs:sequence></xs:complexType></xs:element>
<xs:element name="One"><xs:complexType><xs:sequence><xs:element name="self" type="xs:string" minOccurs="0"
 maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
</xs:schema></wsdl:types>
"#,
    );
    let all = || OPERATIONS.iter().map(|name| (*name, format!("Do.{name}"), format!("Done.{name}")));
    let all = || all().chain([("Many", "Many".into(), "One".into()), ("One", "One".into(), "One".into())]);
    for (name, input, output) in all() {
        for (message, element) in [("In", input), ("Out", output)] {
            writeln!(
                x,
                r#"<wsdl:message name="{name}.{message}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>"#
            )
            .unwrap();
        }
    }
    x.push_str("<wsdl:portType name=\"AwkwardPort\">\n");
    for (name, ..) in all() {
        writeln!(
            x,
            r#"<wsdl:operation name="{name}"><wsdl:input message="tns:{name}.In"/><wsdl:output message="tns:{name}.Out"/></wsdl:operation>"#
        )
        .unwrap();
    }
    x.push_str(
        r#"</wsdl:portType>
<wsdl:binding name="AwkwardBinding" type="tns:AwkwardPort"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
"#,
    );
    for (name, ..) in all() {
        writeln!(
            x,
            r#"<wsdl:operation name="{name}"><soap:operation soapAction="urn:{name}"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>"#
        )
        .unwrap();
    }
    x.push_str(
        r#"</wsdl:binding>
<wsdl:service name="Awkward"><wsdl:port name="AwkwardSoap" binding="tns:AwkwardBinding"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"#,
    );
    x
}

/// Every name as a type, an element, an attribute, a field, an alternative and a value; then rings.
fn types(x: &mut String) {
    for (i, name) in NAMES.iter().enumerate() {
        // Rings of ten: rustc gives up on the auto traits of a ring of more than about eighty boxes.
        let next = NAMES[(i / 10 * 10 + (i + 1) % 10).min(NAMES.len() - 1)];
        write!(
            x,
            r#"<xs:element name="{name}" type="tns:{name}" nillable="true"/>
<xs:complexType name="{name}"><xs:sequence><xs:element name="{name}" type="tns:{next}" minOccurs="0"/>
<xs:element name="Other" type="xs:string" minOccurs="0" nillable="true"/></xs:sequence>
<xs:attribute name="{name}" type="xs:string"/></xs:complexType>
"#
        )
        .unwrap();
    }
    let fields: String = NAMES
        .iter()
        .map(|name| {
            format!(
                "<xs:element name=\"{name}\" type=\"tns:{name}\" minOccurs=\"0\" maxOccurs=\"unbounded\"/>\n"
            )
        })
        .collect();
    let alternatives: String =
        NAMES.iter().map(|name| format!("<xs:element name=\"{name}\" type=\"tns:{name}\"/>\n")).collect();
    // `Other` stands in VALUES; all values of an enumeration differ.
    let values: String =
        VALUES.iter().chain(NAMES).map(|value| format!("<xs:enumeration value=\"{value}\"/>\n")).collect();
    write!(
        x,
        r#"<xs:complexType name="All"><xs:sequence>{fields}</xs:sequence></xs:complexType>
<xs:complexType name="Either"><xs:choice>{alternatives}</xs:choice></xs:complexType>
<xs:simpleType name="Values"><xs:restriction base="xs:string">{values}</xs:restriction></xs:simpleType>
<xs:complexType name="Node"><xs:sequence>
<xs:element name="Value" type="tns:Values"/>
<xs:element name="Next" type="tns:Node" minOccurs="0"/>
<xs:element name="Parent" type="tns:Node" nillable="true"/>
<xs:element name="Children" type="tns:Node" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="Left" type="tns:Left" minOccurs="0"/>
<xs:element name="Ring" type="tns:Ring7" minOccurs="0"/>
</xs:sequence></xs:complexType>
<xs:complexType name="Left"><xs:sequence><xs:element name="Right" type="tns:Right"/></xs:sequence></xs:complexType>
<xs:complexType name="Right"><xs:choice><xs:element name="Left" type="tns:Left"/><xs:element name="End" type="xs:int"/>
</xs:choice></xs:complexType>
"#
    )
    .unwrap();
    for i in 0..RING {
        let next = (i + 1) % RING;
        writeln!(
            x,
            r#"<xs:complexType name="Ring{i}"><xs:sequence><xs:element name="Next" type="tns:Ring{next}" minOccurs="0"/></xs:sequence></xs:complexType>"#
        )
        .unwrap();
    }
}

fn awkward_names_and_rings_compile_without_a_warning() -> Made {
    let folder = temporary();
    let files = write(folder.path(), &[("Awkward.wsdl", &contract())]);
    let krate = folder.path().join("awkward");
    generate(&files, &krate);
    let root = std::fs::read_to_string(krate.join("src/types/mod.rs")).unwrap();
    for i in 0..RING {
        assert!(root.contains(&format!("pub use ring{i}::Ring{i};")), "Ring{i} is not in\n{root}");
    }
    Made::crates(vec![Krate::read("awkward", &krate).unwrap().with_all_features().clean()])
}

/// A contract whose second namespace is called as the module of all types.
fn small(name: &str) -> String {
    format!(
        r#"<wsdl:definitions name="Small" targetNamespace="urn:{name}" xmlns:tns="urn:{name}" xmlns:t="urn:{name}:types"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types>
<xs:schema targetNamespace="urn:{name}:types"><xs:complexType name="Types"><xs:sequence>
  <xs:element name="types" type="xs:string"/></xs:sequence></xs:complexType></xs:schema>
<xs:schema targetNamespace="urn:{name}"><xs:import namespace="urn:{name}:types"/>
  <xs:element name="Ask"><xs:complexType><xs:sequence><xs:element name="types" type="t:Types"/>
    <xs:element name="foo" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="Asked"><xs:complexType/></xs:element>
  <xs:element name="Denied" type="t:Types"/></xs:schema>
</wsdl:types>
<wsdl:message name="Ask"><wsdl:part name="p" element="tns:Ask"/></wsdl:message>
<wsdl:message name="Asked"><wsdl:part name="p" element="tns:Asked"/></wsdl:message>
<wsdl:message name="Denied"><wsdl:part name="p" element="tns:Denied"/></wsdl:message>
<wsdl:portType name="Small"><wsdl:operation name="Ask"><wsdl:input message="tns:Ask"/><wsdl:output message="tns:Asked"/>
  <wsdl:fault name="Denied" message="tns:Denied"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Small" type="tns:Small"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Ask"><soap:operation soapAction="urn:Ask"/><wsdl:input><soap:body use="literal"/></wsdl:input>
  <wsdl:output><soap:body use="literal"/></wsdl:output>
  <wsdl:fault name="Denied"><soap:fault name="Denied" use="literal"/></wsdl:fault></wsdl:operation></wsdl:binding>
<wsdl:service name="Small"><wsdl:port name="Small" binding="tns:Small"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"#
    )
}

fn files_and_namespaces_may_be_called_as_modules_and_features_are() -> Made {
    let names = ["server", "async", "default", "validate", "jiff", "operations", "faults", "self", "types"];
    let contracts: Vec<(String, String)> =
        names.iter().map(|name| (format!("{name}.wsdl"), small(name))).collect();
    let contracts: Vec<(&str, &str)> =
        contracts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = temporary();
    let files = write(folder.path(), &contracts);
    let krate = folder.path().join("small");
    generate_sharing_runtime(&files, &krate);
    Made::crates(vec![Krate::read("small", &krate).unwrap().with_all_features().clean()])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![
        joined(awkward_names_and_rings_compile_without_a_warning),
        joined(files_and_namespaces_may_be_called_as_modules_and_features_are),
    ]
}
