//! Contracts in a few lines, for tests.
//!
//! ```text
//! service Orders                       what follows is of this service
//! type Key { value, kind }             a complex type; without a type a field is text
//! in SessionHeader { sessionId }       a request header
//! out Succeeded: boolean               a response header
//! list(q, max: int) [SessionHeader / Succeeded] -> order* { id, key: Key }
//! ```

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// The WSDL of a sketch.
pub(super) fn wsdl(sketch: &str) -> String {
    let mut made = Made::default();
    let mut service = "Sketch".to_owned();
    for line in sketch.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(' ') {
            Some(("service", name)) => {
                made.service(&service);
                name.trim().clone_into(&mut service);
            }
            Some(("type", rest)) => made.types.push_str(&field(&mut rest.chars().peekable()).ty),
            Some(("in" | "out", rest)) => made.header(rest),
            _ => made.operation(line),
        }
    }
    made.service(&service);
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:sketch" targetNamespace="urn:sketch">
<types><xs:schema targetNamespace="urn:sketch" elementFormDefault="qualified">{}{}</xs:schema></types>
{}{}</definitions>"#,
        made.types, made.elements, made.messages, made.services
    )
}

#[derive(Default)]
struct Made {
    types: String,
    elements: String,
    messages: String,
    /// Of the service that is being written.
    port_type: String,
    binding: String,
    services: String,
}

impl Made {
    fn message(&mut self, name: &str, element: &str) {
        let _ = write!(
            self.messages,
            "<message name=\"{name}\"><part name=\"p\" element=\"t:{element}\"/></message>"
        );
    }

    fn header(&mut self, text: &str) {
        let field = field(&mut text.chars().peekable());
        self.elements.push_str(&field.element(""));
        self.message(&format!("{}Head", field.name), &field.name);
    }

    fn operation(&mut self, line: &str) {
        let (asked, given) = line.split_once("->").unwrap_or((line, ""));
        let (asked, headers) = asked.split_once('[').unwrap_or((asked, "]"));
        let (request, response) = headers
            .trim_end()
            .trim_end_matches(']')
            .split_once('/')
            .unwrap_or((headers.trim_end().trim_end_matches(']'), ""));
        let (name, parameters) = asked.split_once('(').unwrap();
        let name = name.trim();
        let parameters = parameters.trim_end().trim_end_matches(')');
        for (element, content) in [(name.to_owned(), parameters), (format!("{name}Response"), given)] {
            let _ = write!(self.elements, "<xs:element name=\"{element}\">{}</xs:element>", complex(content));
            self.message(&element, &element);
        }
        let _ = write!(
            self.port_type,
            "<operation name=\"{name}\"><input message=\"t:{name}\"/><output message=\"t:{name}Response\"/></operation>"
        );
        let bound = |headers: &str| -> String {
            let head = |name| format!("<soap:header message=\"t:{name}Head\" part=\"p\" use=\"literal\"/>");
            headers.split_whitespace().map(head).collect()
        };
        let _ = write!(
            self.binding,
            "<operation name=\"{name}\"><soap:operation soapAction=\"\"/><input>{}<soap:body use=\"literal\"/></input>\
             <output>{}<soap:body use=\"literal\"/></output></operation>",
            bound(request),
            bound(response)
        );
    }

    fn service(&mut self, name: &str) {
        let (port_type, binding) = (std::mem::take(&mut self.port_type), std::mem::take(&mut self.binding));
        if port_type.is_empty() {
            return;
        }
        let _ = write!(
            self.services,
            "<portType name=\"{name}Port\">{port_type}</portType><binding name=\"{name}Binding\" type=\"t:{name}Port\">\
             <soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>{binding}</binding>\
             <service name=\"{name}\"><port name=\"{name}\" binding=\"t:{name}Binding\">\
             <soap:address location=\"http://localhost/{name}\"/></port></service>"
        );
    }
}

struct Parsed {
    name: String,
    many: bool,
    /// A global type of that name.
    ty: String,
    /// What the element has beside its name.
    content: Result<String, String>,
}

impl Parsed {
    fn element(&self, occurs: &str) -> String {
        let name = &self.name;
        let occurs = if self.many { " minOccurs=\"0\" maxOccurs=\"unbounded\"" } else { occurs };
        match &self.content {
            Ok(ty) => format!("<xs:element name=\"{name}\" type=\"{ty}\"{occurs}/>"),
            Err(complex) => format!("<xs:element name=\"{name}\"{occurs}>{complex}</xs:element>"),
        }
    }
}

fn complex(fields: &str) -> String {
    sequence(&mut fields.chars().peekable())
}

fn sequence(text: &mut Peekable<Chars<'_>>) -> String {
    let mut out = String::from("<xs:complexType><xs:sequence>");
    loop {
        while text.next_if(|c| c.is_whitespace() || *c == ',').is_some() {}
        if text.peek().is_none() || text.next_if_eq(&'}').is_some() {
            break;
        }
        out.push_str(&field(text).element(" minOccurs=\"0\""));
    }
    out + "</xs:sequence></xs:complexType>"
}

fn field(text: &mut Peekable<Chars<'_>>) -> Parsed {
    let name = word(text);
    let many = text.next_if_eq(&'*').is_some();
    while text.next_if_eq(&' ').is_some() {}
    let content = if text.next_if_eq(&'{').is_some() {
        Err(sequence(text))
    } else if text.next_if_eq(&':').is_some() {
        let ty = word(text);
        Ok(if ty.starts_with(char::is_uppercase) { format!("t:{ty}") } else { format!("xs:{ty}") })
    } else {
        Ok("xs:string".to_owned())
    };
    let body = content.as_ref().err().cloned().unwrap_or_default();
    let ty = body.replacen("<xs:complexType>", &format!("<xs:complexType name=\"{name}\">"), 1);
    Parsed { name, many, ty, content }
}

fn word(text: &mut Peekable<Chars<'_>>) -> String {
    while text.next_if_eq(&' ').is_some() {}
    let mut out = String::new();
    while let Some(c) = text.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        out.push(c);
    }
    out
}
