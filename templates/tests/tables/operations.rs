//! `operations!`, and what is made of a request by its operation.

use soapwright_runtime::codec::validate::Validate;
use soapwright_runtime::codec::{Particle, Record, Slot, Type, View};
use soapwright_runtime::soap::Body;
use soapwright_runtime::soap::server::{slot_of, view_of};
use soapwright_runtime::tables::{formats, operations, record, request};
use soapwright_runtime::values::List;

use crate::wire::{SERVICE, SHAPES};

static HEADERS: [Particle; 1] = [Particle::optional(SHAPES, "Key", 0, Type::STRING)];

operations! {
    service SERVICE, namespace SHAPES,
    action "urn:example:shapes/",
    request &HEADERS,
    response &[];
    list OPERATIONS;

    DRAW = "Draw" [nullable("Name", 0, Type::STRING), optional("Times", 1, Type::I32)]
        [nullable("Lines", 0, Type::List(&item("Line", Type::STRING)))];
    CLEAR = "Clear" [] [];
}

#[test]
fn an_operation_is_named_on_all_levels_of_its_messages() {
    let listed: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(listed, ["Draw", "Clear"]);
    assert_eq!((DRAW.action, DRAW.service.name), ("urn:example:shapes/Draw", "Shapes"));
    assert_eq!(DRAW.request.headers.len(), 1);
    let Body::Wrapped(wrapper) = &DRAW.request.body else { panic!("{DRAW:?}") };
    assert_eq!((wrapper.def.name, wrapper.def.namespace), ("Draw", SHAPES));
    let names: Vec<&str> = wrapper.def.elements.iter().map(|row| row.name).collect();
    assert_eq!(names, ["Name", "Times"]);
}

#[test]
fn a_single_result_is_the_value_itself() {
    let body =
        |operation: &'static soapwright_runtime::soap::Operation| &operation.response.as_ref().unwrap().body;
    let Body::Single(wrapper) = body(&DRAW) else { panic!("{DRAW:?}") };
    assert_eq!(wrapper.def.name, "DrawResponse");
    let Body::Wrapped(wrapper) = body(&CLEAR) else { panic!("{CLEAR:?}") };
    assert_eq!((wrapper.def.name, wrapper.def.elements.len()), ("ClearResponse", 0));
}

#[derive(Debug, Clone, PartialEq, Default)]
struct DrawRequest {
    name: Option<String>,
    times: i32,
}

impl Record for DrawRequest {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.name, &mut self.times], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.name, &self.times], index)
    }
}

request! { DrawRequest: DRAW { 0: [Unchecked("[a-")], 1: [MinInclusive("1")] } }

#[derive(Debug, Clone, PartialEq, Default)]
struct DrawResponse {
    lines: List<String>,
}

record! { DrawResponse { 0: lines } rules response DRAW { 0: [Count(1, 2)] } }

#[derive(Debug, Clone, PartialEq, Default)]
struct Headers {
    key: Option<String>,
}

record! { Headers { 0: key } }

formats! { Headers headers &HEADERS }

#[test]
fn messages_are_valid_by_the_rules_of_their_operation() {
    let request = DrawRequest { name: None, times: 1 };
    request.validate().unwrap();
    assert!(request.unchecked().is_empty(), "there is no name");
    let invalid = DrawRequest { times: 0, ..request }.validate().unwrap_err();
    assert!(invalid.to_string().starts_with("Draw/Times"), "{invalid}");
    let unchecked = DrawRequest { name: Some("a".to_owned()), times: 0 }.unchecked();
    assert_eq!(unchecked.len(), 1);
    assert_eq!(unchecked[0].to_string(), "Draw/Name: the pattern `[a-` is not checked");
    DrawResponse { lines: vec!["a".to_owned()].into() }.validate().unwrap();
    DrawResponse { lines: List::from(Vec::new()) }.validate().unwrap_err();
}

#[test]
fn messages_and_headers_have_formats() {
    let request = DrawRequest { name: Some("a".to_owned()), times: 2 };
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(json, r#"{"Name":"a","Times":2}"#);
    assert_eq!(serde_json::from_str::<DrawRequest>(&json).unwrap(), request);
    let response = DrawResponse { lines: vec!["a".to_owned()].into() };
    let json = serde_json::to_string(&response).unwrap();
    assert_eq!(json, r#"{"Lines":["a"]}"#);
    assert_eq!(serde_json::from_str::<DrawResponse>(&json).unwrap(), response);
    let headers = Headers { key: Some("k".to_owned()) };
    assert_eq!(serde_json::to_string(&headers).unwrap(), r#"{"Key":"k"}"#);
}

/// An agent whose method is called as one that every type has.
mod agent {
    use soapwright_runtime::Error;

    pub(super) struct Painter<'a> {
        pub(super) client: &'a str,
    }

    pub(super) struct Pending(String);

    impl Pending {
        pub(super) fn blocking(self) -> Result<String, Error> {
            Ok(self.0)
        }
    }

    impl Painter<'_> {
        pub(super) fn into(&self, times: usize) -> Pending {
            Pending(self.client.repeat(times))
        }
    }

    pub(super) mod blocking {
        pub(crate) struct Painter<'a> {
            pub(crate) client: &'a str,
        }

        soapwright_runtime::tables::blocking! {
            Painter of super;

            into(times: usize) -> String;
        }
    }
}

#[test]
fn a_blocking_method_calls_that_of_the_asynchronous_agent() {
    let painter = agent::blocking::Painter { client: "ab" };
    assert_eq!(agent::blocking::Painter::into(&painter, 2).unwrap(), "abab");
}
