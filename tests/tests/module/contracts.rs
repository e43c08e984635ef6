//! The contracts of the programs, and how they grow.

use soapwright_tests::folders::workspace;

/// The contract that the README shows.
pub(crate) fn orders() -> String {
    std::fs::read_to_string(workspace().join("tests/readme/Orders.wsdl")).unwrap()
}

/// The same with an operation and a field more.
pub(crate) fn grown_orders() -> String {
    let cancel = |of: &str| {
        format!(
            "<wsdl:message name=\"{of}\"><wsdl:part name=\"parameters\" element=\"tns:{of}\"/></wsdl:message>"
        )
    };
    let more = [
        (
            "          <xs:element name=\"deliverBy\"",
            "          <xs:element name=\"note\" type=\"xs:string\" minOccurs=\"0\"/>\n".to_owned(),
        ),
        (
            "      <xs:element name=\"outOfStock\">",
            "<xs:element name=\"cancelOrder\"><xs:complexType><xs:sequence><xs:element name=\"number\" type=\"xs:long\"/>\
             </xs:sequence></xs:complexType></xs:element>\n\
             <xs:element name=\"cancelOrderResponse\"><xs:complexType><xs:sequence><xs:element name=\"cancelled\" \
             type=\"xs:boolean\"/></xs:sequence></xs:complexType></xs:element>\n"
                .to_owned(),
        ),
        ("  <wsdl:portType name=\"Orders\">", cancel("cancelOrder") + &cancel("cancelOrderResponse")),
        (
            "  </wsdl:portType>",
            "<wsdl:operation name=\"cancelOrder\"><wsdl:input message=\"tns:cancelOrder\"/>\
             <wsdl:output message=\"tns:cancelOrderResponse\"/></wsdl:operation>\n"
                .to_owned(),
        ),
        (
            "  </wsdl:binding>",
            "<wsdl:operation name=\"cancelOrder\"><soap:operation soapAction=\"urn:example:orders/cancelOrder\"/>\
             <wsdl:input><soap:body use=\"literal\"/></wsdl:input><wsdl:output><soap:body use=\"literal\"/></wsdl:output>\
             </wsdl:operation>\n"
                .to_owned(),
        ),
    ];
    more.into_iter().fold(orders(), |text, (before, new)| {
        assert_eq!(text.matches(before).count(), 1, "{before}");
        text.replace(before, &format!("{new}{before}"))
    })
}

/// A contract whose types are in a file of their own.
pub(crate) fn stock() -> String {
    let schema = "<xs:schema><xs:import namespace=\"urn:example:stock\" schemaLocation=\"../xsd/stock.xsd\"/></xs:schema>";
    let message = |name: &str| {
        format!(
            "<wsdl:message name=\"{name}\"><wsdl:part name=\"p\" element=\"tns:{name}\"/></wsdl:message>\n"
        )
    };
    format!(
        "<wsdl:definitions name=\"Stock\" targetNamespace=\"urn:example:stock\" xmlns:tns=\"urn:example:stock\"
    xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"
    xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">
<wsdl:types>{schema}</wsdl:types>
{}{}<wsdl:portType name=\"Stock\"><wsdl:operation name=\"count\"><wsdl:input message=\"tns:count\"/>
  <wsdl:output message=\"tns:countResponse\"/></wsdl:operation></wsdl:portType>
<wsdl:binding name=\"Stock\" type=\"tns:Stock\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>
<wsdl:operation name=\"count\"><soap:operation soapAction=\"urn:example:stock/count\"/><wsdl:input><soap:body use=\"literal\"/></wsdl:input>
  <wsdl:output><soap:body use=\"literal\"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name=\"Stock\"><wsdl:port name=\"Stock\" binding=\"tns:Stock\">
  <soap:address location=\"http://example.com/stock\"/></wsdl:port></wsdl:service>
</wsdl:definitions>
",
        message("count"),
        message("countResponse")
    )
}

/// The file of its types, with these elements in an item, and these parameters beside the first.
pub(crate) fn stock_types(elements: &str, parameters: &str) -> String {
    format!(
        "<xs:schema targetNamespace=\"urn:example:stock\" xmlns:tns=\"urn:example:stock\" elementFormDefault=\"qualified\"
    xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">
<xs:complexType name=\"Super\"><xs:sequence>{elements}</xs:sequence></xs:complexType>
<xs:element name=\"count\"><xs:complexType><xs:sequence><xs:element name=\"self\" type=\"xs:string\"/>{parameters}</xs:sequence></xs:complexType></xs:element>
<xs:element name=\"countResponse\"><xs:complexType><xs:sequence><xs:element name=\"item\" type=\"tns:Super\"/></xs:sequence></xs:complexType></xs:element>
</xs:schema>
"
    )
}
