//! The types of the miniature, and how they and its operations stand on the wire.

use std::fmt;

use soapwright_runtime::client;
use soapwright_runtime::codec::{Particle, Type, TypeDef};
use soapwright_runtime::soap::{Message, Operation, Outcome, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, operations, record};

namespaces! {
    ATLAS = "urn:example:atlas";
}

#[derive(Clone, Default)]
pub(crate) struct RequestHeaders {
    pub(crate) ticket: Option<String>,
    pub(crate) zone: Option<i32>,
}

impl fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHeaders").field("zone", &self.zone).finish_non_exhaustive()
    }
}

impl client::RequestHeaders<ResponseHeaders> for RequestHeaders {
    fn fill(&mut self, from: &Self) -> bool {
        let filled = [client::fill(&mut self.ticket, &from.ticket), client::fill(&mut self.zone, &from.zone)];
        filled.contains(&true)
    }
}

impl From<String> for RequestHeaders {
    fn from(ticket: String) -> Self {
        Self { ticket: Some(ticket), ..Self::default() }
    }
}

record! { RequestHeaders { 0: ticket, 1: zone } }

const REQUEST_HEADERS: &[Particle] =
    &[Particle::optional(ATLAS, "Ticket", 0, Type::STRING), Particle::optional(ATLAS, "Zone", 1, Type::I32)];

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ResponseHeaders {
    pub(crate) succeeded: Option<bool>,
    pub(crate) problem: Option<Problem>,
}

record! { ResponseHeaders { 0: succeeded, 1: problem } }

const RESPONSE_HEADERS: &[Particle] = &[
    Particle::optional(ATLAS, "Succeeded", 0, Type::BOOL),
    Particle::optional(ATLAS, "Problem", 1, Type::Record(&PROBLEM)),
];

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Problem {
    pub(crate) kind: Option<String>,
    pub(crate) text: Option<String>,
}

static PROBLEM: TypeDef = TypeDef::new(
    ATLAS,
    "Problem",
    &[Particle::optional(ATLAS, "Kind", 0, Type::STRING), Particle::optional(ATLAS, "Text", 1, Type::STRING)],
);

record! { Problem { 0: kind, 1: text } rules table PROBLEM {} }

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) name: Option<String>,
    pub(crate) rank: i16,
}

static PLACE: TypeDef = TypeDef::new(
    ATLAS,
    "Place",
    &[Particle::optional(ATLAS, "Name", 0, Type::STRING), Particle::optional(ATLAS, "Rank", 1, Type::I16)],
);

record! { Place { 0: name, 1: rank } rules table PLACE {} }

static OUTCOME: Outcome = Outcome { succeeded: 0, error: Some(1), kind: Some(0), message: Some(1) };
const PATHS: &[&str] = &["Places.svc", "Places12.svc"];
pub(crate) static PLACES: Service = Service {
    name: "Places",
    address: Some("https://contract/atlas/Places.svc"),
    path: "Places.svc",
    paths: PATHS,
    version: SoapVersion::Soap11,
    namespaces: &NAMESPACES,
    outcome: Some(&OUTCOME),
    secrets: &["Ticket"],
};
pub(crate) static PLACES_12: Service = Service {
    name: "Places12",
    address: None,
    path: "Places12.svc",
    paths: PATHS,
    version: SoapVersion::Soap12,
    namespaces: &NAMESPACES,
    outcome: None,
    secrets: &[],
};

operations! {
    service PLACES, namespace ATLAS,
    action "urn:example:atlas/",
    request REQUEST_HEADERS,
    response RESPONSE_HEADERS;

    SAVE_PLACE = "SavePlace" [optional("Place", 0, Type::Record(&PLACE))]
        [optional("Response", 0, Type::Record(&PLACE))];
    DELETE_PLACE = "DeletePlace" [optional("PlaceId", 0, Type::I32)] [];
}

/// One-way, SOAP 1.2.
pub(crate) static FORGET_PLACE: Operation = Operation {
    name: "ForgetPlace",
    service: &PLACES_12,
    action: "urn:example:\"atlas\"/Forget",
    input_action: None,
    request: Message::request(
        REQUEST_HEADERS,
        TypeDef::new(ATLAS, "DeletePlace", &[Particle::optional(ATLAS, "PlaceId", 0, Type::I32)]),
    ),
    response: None,
};
