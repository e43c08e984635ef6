//! Several ports of one portType, and none at all: which one is called, and where.

use soapwright_tests::folders::{soapwright, temporary, write};

const HEAD: &str = r#"<wsdl:definitions name="Clock" targetNamespace="urn:clock" xmlns:tns="urn:clock" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:old="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:new="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xs:schema targetNamespace="urn:clock"><xs:element name="Zone" type="xs:string"/><xs:element name="Time" type="xs:time"/></xs:schema></wsdl:types>
<wsdl:message name="Ask"><wsdl:part name="zone" element="tns:Zone"/></wsdl:message>
<wsdl:message name="Tell"><wsdl:part name="time" element="tns:Time"/></wsdl:message>
<wsdl:portType name="Clock"><wsdl:operation name="Now"><wsdl:input message="tns:Ask"/><wsdl:output message="tns:Tell"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="ClockNew" type="tns:Clock"><new:binding transport="http://schemas.xmlsoap.org/soap/http"/><wsdl:operation name="Now"><new:operation soapAction="urn:new"/><wsdl:input><new:body use="literal"/></wsdl:input><wsdl:output><new:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:binding name="ClockOld" type="tns:Clock"><old:binding transport="http://schemas.xmlsoap.org/soap/http"/><wsdl:operation name="Now"><old:operation soapAction="urn:old"/><wsdl:input><old:body use="literal"/></wsdl:input><wsdl:output><old:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
"#;
const SERVICE: &str = r#"<wsdl:service name="Clock"><wsdl:port name="PortNew" binding="tns:ClockNew"><new:address location="http://example.com/new"/></wsdl:port><wsdl:port name="PortOld" binding="tns:ClockOld"><old:address location="http://example.com/old"/></wsdl:port></wsdl:service>"#;

/// The descriptors of a contract that ends like this, with a port asked for; or what is said of them.
fn operations(end: &str, port: Option<&str>) -> Result<String, String> {
    let folder = temporary();
    let port = port.map(|port| format!("port = {port:?}\n")).unwrap_or_default();
    let configuration =
        format!("[crate]\nname = \"clock\"\n[[contract]]\nwsdl = \"Clock.wsdl\"\n{port}module = \"clock\"\n");
    let contract = format!("{HEAD}{end}</wsdl:definitions>");
    write(folder.path(), &[("soapwright.toml", &configuration), ("Clock.wsdl", &contract)]);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned());
    }
    Ok(std::fs::read_to_string(folder.path().join("src/clock/operations.rs")).unwrap())
}

#[test]
fn soap_11_is_called_unless_another_port_is_asked_for() {
    for (end, asked, version, path, action) in [
        (SERVICE, None, "Soap11", "old", "urn:old"),
        (SERVICE, Some("PortOld"), "Soap11", "old", "urn:old"),
        (SERVICE, Some("PortNew"), "Soap12", "new", "urn:new"),
        // Without a service a port is called as its binding is, and its whole URL is the caller's.
        ("", None, "Soap11", "", "urn:old"),
        ("", Some("ClockNew"), "Soap12", "", "urn:new"),
    ] {
        let code = operations(end, asked).unwrap();
        for text in [
            format!("version: SoapVersion::{version},"),
            format!("path: \"{path}\","),
            format!("action: \"{action}\","),
        ] {
            assert!(code.contains(&text), "{asked:?}: {text}\n{code}");
        }
    }
}

#[test]
fn a_port_that_is_not_there_is_an_error_that_names_those_that_are() {
    let said = operations(SERVICE, Some("Port")).unwrap_err();
    assert!(said.contains("error[unknown-name]: Clock.wsdl has no SOAP port `Port`\n"), "{said}");
    assert!(said.contains("soapwright.toml:5:8\n"), "{said}");
    assert!(said.contains("did you mean `PortNew` or `PortOld`?"), "{said}");
}
