//! The same contracts make the same bytes, in whatever order they and what is in them come.

use std::path::PathBuf;

use soapwright_tests::folders::{assert_same, generate, temporary, write};

const SCHEMA: [&str; 9] = [
    r#"<xs:element name="Join"><xs:complexType><xs:sequence><xs:element name="Member" type="tns:Member" minOccurs="0"/><xs:element ref="tns:note" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>"#,
    r#"<xs:element name="JoinResponse"><xs:complexType><xs:sequence><xs:element name="Number" type="xs:int"/></xs:sequence></xs:complexType></xs:element>"#,
    r#"<xs:element name="Leave"><xs:complexType><xs:sequence><xs:element name="member" type="tns:member"/></xs:sequence></xs:complexType></xs:element>"#,
    r#"<xs:element name="note" type="xs:string"/>"#,
    r#"<xs:element name="member" type="tns:Rank"/>"#,
    r#"<xs:complexType name="Member"><xs:complexContent><xs:extension base="tns:member"><xs:attribute name="rank" type="tns:Rank"/></xs:extension></xs:complexContent></xs:complexType>"#,
    r#"<xs:complexType name="member"><xs:sequence><xs:element name="Rank" type="tns:Rank"/><xs:element name="Of" type="tns:Member" minOccurs="0"/></xs:sequence></xs:complexType>"#,
    r#"<xs:simpleType name="Rank"><xs:restriction base="xs:string"><xs:enumeration value="Junior"/><xs:enumeration value="junior"/></xs:restriction></xs:simpleType>"#,
    r#"<xs:simpleType name="rank"><xs:restriction base="xs:string"/></xs:simpleType>"#,
];

const MESSAGES: [&str; 3] = [
    r#"<wsdl:message name="Join"><wsdl:part name="parameters" element="tns:Join"/></wsdl:message>"#,
    r#"<wsdl:message name="JoinReply"><wsdl:part name="parameters" element="tns:JoinResponse"/></wsdl:message>"#,
    r#"<wsdl:message name="Leave"><wsdl:part name="parameters" element="tns:Leave"/></wsdl:message>"#,
];

/// A contract of which the global declarations come in the order of `order`.
fn contract(order: impl Fn(usize) -> Vec<usize>) -> String {
    let all =
        |items: &[&str]| order(items.len()).into_iter().map(|i| items[i]).collect::<Vec<_>>().join("\n");
    let (schema, messages) = (all(&SCHEMA), all(&MESSAGES));
    format!(
        r#"<wsdl:definitions name="Club" targetNamespace="urn:club" xmlns:tns="urn:club" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xs:schema targetNamespace="urn:club" elementFormDefault="qualified">
{schema}
</xs:schema></wsdl:types>
{messages}
<wsdl:portType name="Desk">
<wsdl:operation name="Join"><wsdl:input message="tns:Join"/><wsdl:output message="tns:JoinReply"/></wsdl:operation>
<wsdl:operation name="Leave"><wsdl:input message="tns:Leave"/></wsdl:operation>
</wsdl:portType>
<wsdl:binding name="DeskSoap" type="tns:Desk"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Join"><soap:operation soapAction="urn:club/Join"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
<wsdl:operation name="Leave"><soap:operation soapAction="urn:club/Leave"/><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation>
</wsdl:binding>
<wsdl:service name="Club"><wsdl:port name="Desk" binding="tns:DeskSoap"><soap:address location="http://example.com/"/></wsdl:port></wsdl:service>
</wsdl:definitions>
"#
    )
}

#[test]
fn the_order_of_declarations_does_not_matter() {
    let folder = temporary();
    type Order = fn(usize) -> Vec<usize>;
    let orders: [(&str, Order); 4] = [
        ("given", |n| (0..n).collect()),
        ("reversed", |n| (0..n).rev().collect()),
        ("rotated", |n| (0..n).map(|i| (i + n / 2) % n).collect()),
        ("even first", |n| (0..n).step_by(2).chain((1..n).step_by(2)).collect()),
    ];
    let mut first: Option<PathBuf> = None;
    for (name, order) in orders {
        let krate = folder.path().join(name).join("club");
        let files = write(&folder.path().join(name), &[("Club.wsdl", &contract(order))]);
        generate(&files, &krate);
        // The lock has the contract's own hash, which does differ.
        let lock = krate.join("soapwright.lock");
        let text = std::fs::read_to_string(&lock).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains("Club.wsdl\" = ")).collect();
        assert_eq!(kept.len() + 1, text.lines().count());
        // So has the file of the contracts themselves.
        let kept: Vec<&str> =
            kept.into_iter().filter(|line| !line.starts_with("\"contract.tar.gz\" = ")).collect();
        std::fs::remove_file(krate.join("contract.tar.gz")).unwrap();
        std::fs::write(lock, kept.join("\n")).unwrap();
        match &first {
            Some(first) => assert_same(first, &krate),
            None => first = Some(krate),
        }
    }
}

#[test]
fn generating_again_into_the_same_folder_changes_nothing() {
    let folder = temporary();
    let files = write(folder.path(), &[("Club.wsdl", &contract(|n| (0..n).collect()))]);
    let krate = folder.path().join("club");
    generate(&files, &krate);
    let before = soapwright_tests::folders::files(&krate);
    generate(&files, &krate);
    assert!(before == soapwright_tests::folders::files(&krate));
    // What the lock has pinned is what is found without a lock.
    std::fs::remove_file(krate.join("soapwright.lock")).unwrap();
    std::fs::remove_dir_all(krate.join("src")).unwrap();
    std::fs::remove_file(krate.join("Cargo.toml")).unwrap();
    std::fs::remove_file(krate.join("README.md")).unwrap();
    generate(&files, &krate);
    assert!(before == soapwright_tests::folders::files(&krate));
}
