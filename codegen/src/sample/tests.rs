use roxmltree::{Document, Node};

use super::sample;
use crate::contract::{Contract, SoapVersion};
use crate::inspect::tests::thing;

const NS: &str = "urn:example:thing";

fn names<'a>(node: Node<'a, 'a>) -> Vec<&'a str> {
    node.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect()
}

fn find<'a>(document: &'a Document<'a>, name: &str) -> Node<'a, 'a> {
    document.descendants().find(|node| node.tag_name().name() == name).unwrap()
}

#[test]
fn order_namespaces_headers_and_recursion_are_right() {
    let sample = sample(&thing(), "SaveThing", true).unwrap();
    assert_eq!(sample.soap_action.as_deref(), Some("\"urn:example:thing/SaveThing\""));
    assert_eq!(sample.content_type, "text/xml; charset=utf-8");
    let request = Document::parse(&sample.request).unwrap();
    assert_eq!(
        request.root_element().tag_name().namespace(),
        Some("http://schemas.xmlsoap.org/soap/envelope/")
    );
    assert_eq!(names(request.root_element()), ["Header", "Body"]);
    assert_eq!(names(find(&request, "Header")), ["Ticket"]);
    let thing = find(&request, "Thing");
    // The base's field first; the inner Thing is cut, the first alternative is taken.
    assert_eq!(names(thing), ["Id", "Name", "Colour", "Made", "Weight"]);
    assert!(thing.descendants().filter(Node::is_element).all(|node| node.tag_name().namespace() == Some(NS)));
    assert_eq!(thing.attribute("unit"), Some("text"));
    assert_eq!(find(&request, "Name").text(), Some("tex"), "maxLength");
    assert_eq!(find(&request, "Colour").text(), Some("Red & white"), "the first value, escaped");
    assert_eq!(find(&request, "Made").text(), Some("2024-05-17T09:30:00"));
    let response = sample.response.unwrap();
    let response = Document::parse(&response).unwrap();
    assert_eq!(find(&response, "Succeeded").text(), Some("true"));
    assert_eq!(names(find(&response, "Body")), ["SaveThingResponse"]);
}

#[test]
fn headers_that_nothing_requires_are_named_and_shown_when_asked_for() {
    let short = sample(&thing(), "SaveThing", false).unwrap();
    assert!(short.request.contains("left out (see the headers option): Ticket -->"), "{}", short.request);
    let request = Document::parse(&short.request).unwrap();
    assert_eq!(names(request.root_element()), ["Body"]);
    let mut contract = thing();
    contract.services[0].ports[0].operations[0].input.headers[0].required = true;
    let required = sample(&contract, "SaveThing", false).unwrap();
    assert_eq!(names(find(&Document::parse(&required.request).unwrap(), "Header")), ["Ticket"]);
}

#[test]
fn one_way_has_no_response_and_no_header_element() {
    let sample = sample(&thing(), "Forget", true).unwrap();
    assert!(sample.response.is_none());
    assert!(!sample.request.contains("Header"));
}

#[test]
fn soap_12_has_its_own_namespace_and_content_type() {
    let mut contract: Contract = thing();
    contract.services[0].ports[0].version = SoapVersion::Soap12;
    let sample = sample(&contract, "SaveThing", true).unwrap();
    assert!(sample.soap_action.is_none());
    assert_eq!(
        sample.content_type,
        "application/soap+xml; charset=utf-8; action=\"urn:example:thing/SaveThing\""
    );
    let request = Document::parse(&sample.request).unwrap();
    assert_eq!(
        request.root_element().tag_name().namespace(),
        Some("http://www.w3.org/2003/05/soap-envelope")
    );
}
