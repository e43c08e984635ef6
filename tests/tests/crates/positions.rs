//! Types that have the names that generated code uses, in every position that a type can have.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::{temporary, write};

/// What the contract of one such type calls it.
const STAND_IN: &str = "Neutral";

/// A contract with a type of each name.
fn contract(names: &[String]) -> String {
    let mut types = String::new();
    let (mut messages, mut operations, mut bindings) = (String::new(), String::new(), String::new());
    for (at, name) in names.iter().enumerate() {
        // A field, a repeated one, a nillable one and an alternative; the element is a header and a fault.
        write!(
            types,
            r#"<xs:complexType name="{name}"><xs:sequence>
<xs:element name="{name}" type="tns:{name}" minOccurs="0"/>
<xs:element name="many" type="tns:{name}" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="nil" type="tns:{name}" nillable="true" minOccurs="0"/>
<xs:choice><xs:element name="one" type="tns:{name}"/><xs:element name="two" type="xs:int"/></xs:choice>
</xs:sequence><xs:attribute name="count" type="xs:int"/></xs:complexType>
<xs:element name="{name}" type="tns:{name}"/>
<xs:element name="Ask{at}"><xs:complexType><xs:sequence>
<xs:element name="required" type="tns:{name}"/><xs:element name="optional" type="tns:{name}" minOccurs="0"/>
<xs:element name="repeated" type="tns:{name}" minOccurs="0" maxOccurs="unbounded"/>
<xs:element name="nillable" type="tns:{name}" nillable="true"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="Ask{at}Response"><xs:complexType><xs:sequence>
<xs:element name="result" type="tns:{name}" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="Get{at}"><xs:complexType><xs:sequence>
<xs:element name="{name}" type="tns:{name}"/><xs:element name="b" type="tns:{name}" minOccurs="0"/>
<xs:element name="c" type="xs:string"/><xs:element name="d" type="xs:int" minOccurs="0"/>
<xs:element name="e" type="tns:{name}" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="Get{at}Response"><xs:complexType><xs:sequence>
<xs:element name="{name}" type="tns:{name}"/><xs:element name="rest" type="tns:{name}" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element>
"#
        )
        .unwrap();
        writeln!(
            messages,
            r#"<wsdl:message name="Block{at}"><wsdl:part name="block" element="tns:{name}"/></wsdl:message>"#
        )
        .unwrap();
        for operation in [format!("Ask{at}"), format!("Get{at}")] {
            for element in [operation.clone(), format!("{operation}Response")] {
                writeln!(
                    messages,
                    r#"<wsdl:message name="{element}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>"#
                )
                .unwrap();
            }
            writeln!(
                operations,
                r#"<wsdl:operation name="{operation}"><wsdl:input message="tns:{operation}"/>
<wsdl:output message="tns:{operation}Response"/><wsdl:fault name="f" message="tns:Block{at}"/></wsdl:operation>"#
            )
            .unwrap();
            let body = format!(
                r#"<soap:body use="literal"/><soap:header message="tns:Block{at}" part="block" use="literal"/>"#
            );
            writeln!(
                bindings,
                r#"<wsdl:operation name="{operation}"><soap:operation soapAction="urn:{operation}"/>
<wsdl:input>{body}</wsdl:input><wsdl:output>{body}</wsdl:output>
<wsdl:fault name="f"><soap:fault name="f" use="literal"/></wsdl:fault></wsdl:operation>"#
            )
            .unwrap();
        }
    }
    format!(
        r#"<wsdl:definitions name="Positions" targetNamespace="urn:positions" xmlns:tns="urn:positions"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xs:schema targetNamespace="urn:positions" elementFormDefault="qualified">
{types}</xs:schema></wsdl:types>
{messages}<wsdl:portType name="PositionsPort">
{operations}</wsdl:portType>
<wsdl:binding name="PositionsSoap" type="tns:PositionsPort">
<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
{bindings}</wsdl:binding>
<wsdl:service name="Positions"><wsdl:port name="PositionsSoap" binding="tns:PositionsSoap">
<soap:address location="http://localhost/positions"/></wsdl:port></wsdl:service>
</wsdl:definitions>"#
    )
}

fn krate(names: &[String]) -> Krate {
    let folder = temporary();
    let wsdl = write(folder.path(), &[("positions.wsdl", contract(names))]);
    let (contract, _) = read_contracts(&wsdl, &ReadOptions::default()).unwrap();
    let mut options = EmitOptions::new("positions");
    options.server = true;
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    Krate::new("positions", emitted.files).with_all_features().clean()
}

/// The names in camel case that generated code uses, but for those that come from the contract. The runtime's files are
/// modules that name nothing of the contract.
fn used_names() -> Vec<String> {
    let krate = krate(&[STAND_IN.to_owned()]);
    let mut names = BTreeSet::new();
    let code = krate.sources().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("src/runtime/"));
    for (_, text) in code {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for word in lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')) {
            let camel = word.starts_with(|first: char| first.is_ascii_uppercase());
            let own = [STAND_IN, "Ask", "Get"].iter().any(|part| word.contains(part));
            if camel && !own && !word.contains('_') && word.len() > 1 {
                names.insert(word.to_owned());
            }
        }
    }
    names.into_iter().collect()
}

fn a_type_may_have_any_name_that_generated_code_uses() -> Made {
    let names = used_names();
    for name in ["Call", "Client", "Session", "View", "Field", "Option", "Vec", "Result", "Reply", "Record"] {
        assert!(names.iter().any(|used| used == name), "{name} is not among {names:?}");
    }
    assert!(names.len() > 80, "{names:?}");
    Made::crates(vec![krate(&names)])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(a_type_may_have_any_name_that_generated_code_uses).long()]
}
