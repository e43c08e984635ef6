//! Documents that import and include each other in circles.

use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::{generate_sharing_runtime, temporary, write};

/// Imports the second document, which imports it, and itself.
const FIRST: &str = r#"<wsdl:definitions name="First" targetNamespace="urn:first" xmlns:tns="urn:first" xmlns:s="urn:second" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:import namespace="urn:second" location="parts/Second.wsdl"/>
<wsdl:import namespace="urn:first" location="First.wsdl"/>
<wsdl:binding name="Binding" type="s:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Turn"><soap:operation soapAction="urn:turn"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
</wsdl:binding>
<wsdl:service name="Circles"><wsdl:port name="Port" binding="tns:Binding"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"#;

const SECOND: &str = r#"<wsdl:definitions name="Second" targetNamespace="urn:second" xmlns:tns="urn:second" xmlns:a="urn:a" xmlns:f="urn:first" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:import namespace="urn:first" location="../First.wsdl"/>
<wsdl:types><xs:schema><xs:import namespace="urn:a" schemaLocation="a.xsd"/></xs:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="parameters" element="a:Turn"/></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="parameters" element="a:TurnResponse"/></wsdl:message>
<wsdl:portType name="Port"><wsdl:operation name="Turn"><wsdl:input message="tns:In"/><wsdl:output message="tns:Out"/></wsdl:operation></wsdl:portType>
</wsdl:definitions>
"#;

/// Includes a document that includes it, and imports a namespace that imports it.
const A: &str = r#"<xs:schema targetNamespace="urn:a" xmlns:tns="urn:a" xmlns:b="urn:b" xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<xs:include schemaLocation="a2.xsd"/><xs:include schemaLocation="a.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>
<xs:element name="Turn"><xs:complexType><xs:sequence><xs:element name="Wheel" type="b:Wheel"/></xs:sequence></xs:complexType></xs:element>
<xs:complexType name="Hub"><xs:sequence><xs:element name="Wheel" type="b:Wheel" minOccurs="0"/></xs:sequence></xs:complexType>
</xs:schema>
"#;

const A2: &str = r#"<xs:schema targetNamespace="urn:a" xmlns:tns="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<xs:include schemaLocation="./a.xsd"/><xs:include schemaLocation="chameleon.xsd"/>
<xs:element name="TurnResponse"><xs:complexType><xs:sequence><xs:element name="Hub" type="tns:Hub"/><xs:element name="Spoke" type="tns:Spoke"/></xs:sequence></xs:complexType></xs:element>
</xs:schema>
"#;

/// Without a namespace: takes that of whatever includes it, and includes itself.
const CHAMELEON: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<xs:include schemaLocation="chameleon.xsd"/>
<xs:complexType name="Spoke"><xs:sequence><xs:element name="Next" type="Spoke" minOccurs="0"/></xs:sequence></xs:complexType>
</xs:schema>
"#;

const B: &str = r#"<xs:schema targetNamespace="urn:b" xmlns:a="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<xs:import namespace="urn:a" schemaLocation="a2.xsd"/>
<xs:complexType name="Wheel"><xs:sequence><xs:element name="Hub" type="a:Hub" minOccurs="0"/><xs:element ref="a:Turn" minOccurs="0"/></xs:sequence></xs:complexType>
</xs:schema>
"#;

fn documents_may_import_each_other() -> Made {
    let folder = temporary();
    let files = write(
        folder.path(),
        &[
            ("First.wsdl", FIRST),
            ("parts/Second.wsdl", SECOND),
            ("parts/a.xsd", A),
            ("parts/a2.xsd", A2),
            ("parts/chameleon.xsd", CHAMELEON),
            ("parts/b.xsd", B),
        ],
    );
    let krate = folder.path().join("circles");
    generate_sharing_runtime(&files[..1], &krate);
    let files = soapwright_tests::folders::files(&krate).into_iter();
    let code = files.filter(|(path, _)| path.ends_with(".rs")).flat_map(|(_, bytes)| bytes);
    let text = String::from_utf8(code.collect()).unwrap();
    for item in ["pub struct Wheel", "pub struct Hub", "pub struct Spoke"] {
        assert_eq!(text.matches(item).count(), 1, "{item}");
    }
    Made::crates(vec![Krate::read("circles", &krate).unwrap().with_all_features().clean()])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(documents_may_import_each_other)]
}
