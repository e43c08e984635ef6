//! What must hold of every request on the wire, checked on its raw bytes.

use roxmltree::{Document, Node};

use super::message::Message;
use super::shape::{self, Element, Field, HEADERS, NAMESPACE};

/// SOAP 1.1's envelope namespace.
pub const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// A request that was read back, strictly.
#[derive(Debug, Clone)]
pub struct Request {
    /// The children of the Header, in order.
    pub headers: Vec<Element>,
    /// The one child of the Body.
    pub wrapper: Element,
}

impl Request {
    /// A header block.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Element> {
        self.headers.iter().find(|block| block.name == name)
    }
}

/// Reads a request of the service `service` whose Body holds `wrapper`.
///
/// # Errors
/// Everything that is not as SOAP 1.1 and the contract have it, a line each.
pub fn request(message: &Message, service: &str, wrapper: &Field) -> Result<Request, Vec<String>> {
    let mut problems = Vec::new();
    http(message, &format!("{NAMESPACE}/{service}/{}", wrapper.name), &mut problems);
    let text = match std::str::from_utf8(&message.body) {
        Ok(text) => text,
        Err(e) => return Err(vec![format!("the body is not UTF-8: {e}")]),
    };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(e) => return Err(vec![format!("the body is not XML: {e}: {text}")]),
    };
    let read = envelope(&document, wrapper, &mut problems);
    match read {
        Some(read) if problems.is_empty() => Ok(read),
        _ => Err(problems),
    }
}

/// The method and the three fields that SOAP 1.1 over HTTP needs.
fn http(message: &Message, action: &str, problems: &mut Vec<String>) {
    if message.method() != "POST" {
        problems.push(format!("not a POST: {}", message.start));
    }
    let kinds: Vec<&str> = message.header_values("content-type").collect();
    if kinds != ["text/xml; charset=utf-8"] {
        problems.push(format!("Content-Type is {kinds:?}"));
    }
    let actions: Vec<&str> = message.header_values("soapaction").collect();
    if actions != [format!("\"{action}\"")] {
        problems.push(format!("SOAPAction is {actions:?}, not one quoted {action:?}"));
    }
}

fn envelope(document: &Document<'_>, wrapper: &Field, problems: &mut Vec<String>) -> Option<Request> {
    let root = document.root_element();
    if !root.has_tag_name((SOAP11, "Envelope")) {
        problems.push(format!("the root is {}", shape::expanded(root)));
        return None;
    }
    let parts = elements(root);
    let [header, body] = parts.as_slice() else {
        problems.push(format!("the Envelope holds {}, not Header and Body", names(&parts)));
        return None;
    };
    for (part, name) in [(header, "Header"), (body, "Body")] {
        if !part.has_tag_name((SOAP11, name)) {
            problems.push(format!("{} stands where {name} belongs", shape::expanded(*part)));
        }
    }
    let mut headers = Vec::new();
    for block in elements(*header) {
        match HEADERS.iter().find(|field| shape::is(block, field.name)) {
            Some(field) => headers.push(shape::read(block, field, "Header", problems)),
            None => problems.push(format!("{} is no header block of the contract", shape::expanded(block))),
        }
    }
    for (index, block) in headers.iter().enumerate() {
        if headers.iter().take(index).any(|other| other.name == block.name) {
            problems.push(format!("header block {} comes twice", block.name));
        }
    }
    match elements(*body).as_slice() {
        [only] if shape::is(*only, wrapper.name) => {
            Some(Request { headers, wrapper: shape::read(*only, wrapper, "Body", problems) })
        }
        other => {
            problems.push(format!("the Body holds {}, not one {}", names(other), wrapper.name));
            None
        }
    }
}

fn elements<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    node.children().filter(Node::is_element).collect()
}

fn names(nodes: &[Node<'_, '_>]) -> String {
    let names: Vec<String> = nodes.iter().map(|node| shape::expanded(*node)).collect();
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::shape::GET_ALL_USER_GROUPS;
    use super::*;

    fn post(head: &str, envelope: &str) -> Message {
        let head = head.replace("NS", NAMESPACE);
        let body = envelope.replace("NS", NAMESPACE).replace("S11", SOAP11);
        let raw = format!("POST /User.svc HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len());
        crate::message::read(&mut raw.as_bytes()).unwrap().unwrap()
    }

    const HEAD: &str =
        "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"NS/User/GetAllUserGroups\"\r\n";
    const BODY: &str = "<s:Body><GetAllUserGroups xmlns='NS'><IncludeDeleted>true</IncludeDeleted></GetAllUserGroups></s:Body>";

    fn problems(head: &str, parts: &str) -> Vec<String> {
        let envelope = format!("<s:Envelope xmlns:s='S11'>{parts}</s:Envelope>");
        request(&post(head, &envelope), "User", &GET_ALL_USER_GROUPS).map(|_| ()).err().unwrap_or_default()
    }

    #[test]
    fn a_right_request_is_read() {
        let header = "<s:Header><Credentials xmlns='NS'><Ticket>t</Ticket></Credentials></s:Header>";
        let envelope = format!("<s:Envelope xmlns:s='S11'>{header}{BODY}</s:Envelope>");
        let read = request(&post(HEAD, &envelope), "User", &GET_ALL_USER_GROUPS).unwrap();
        assert_eq!(read.header("Credentials").unwrap().value("Ticket"), Some("t"));
        assert_eq!(read.wrapper.value("IncludeDeleted"), Some("true"));
    }

    #[test]
    fn each_fault_of_a_request_is_named() {
        let unquoted = HEAD.replace('"', "");
        let twelve = HEAD.replace("text/xml", "application/soap+xml");
        let outside = format!("<ApplicationToken xmlns='NS'>a</ApplicationToken>{BODY}");
        let foreign = format!("<s:Header><Ticket xmlns='NS'/></s:Header>{BODY}");
        let twice = format!("<s:Header xmlns='NS'><ApplicationToken/><ApplicationToken/></s:Header>{BODY}");
        let empty = "<s:Header/><s:Body/>".to_owned();
        let plain = format!("<s:Header/>{BODY}");
        for (head, parts, expected) in [
            (unquoted.as_str(), &plain, "SOAPAction is"),
            (twelve.as_str(), &plain, "Content-Type is"),
            (HEAD, &BODY.to_owned(), "not Header and Body"),
            (HEAD, &outside, "stands where Header belongs"),
            (HEAD, &foreign, "is no header block of the contract"),
            (HEAD, &twice, "header block ApplicationToken comes twice"),
            (HEAD, &empty, "the Body holds [], not one GetAllUserGroups"),
        ] {
            let found = problems(head, parts);
            assert!(found.iter().any(|p| p.contains(expected)), "{expected}: {found:?}");
        }
        assert!(problems(HEAD, &plain).is_empty());
    }
}
