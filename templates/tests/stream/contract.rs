//! Operations whose results hold lists, in each form that the tables have.

use soapwright_runtime::client::{Client, Listed, RequestHeaders, fill};
use soapwright_runtime::codec::{MANY, NILLABLE, OPTIONAL, Particle, Type, TypeDef};
use soapwright_runtime::soap::{Body, Message, Operation, Outcome, Service, SoapVersion, Wrapper};
use soapwright_runtime::tables::{listed, namespaces, record};
use soapwright_runtime::values::List;

namespaces! {
    STOCK = "urn:stock";
    OTHER = "urn:other";
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    pub(crate) name: Option<String>,
    pub(crate) weight: i32,
    pub(crate) tags: List<String>,
    pub(crate) parts: Vec<Item>,
}

record! {
    ITEM: Item = STOCK, "Item" {
        0: name = nullable("Name", Type::STRING),
        1: weight = required("Weight", Type::I32),
        2: tags = nullable("Tags", Type::List(&Particle::item(STOCK, "Tag", Type::STRING))),
        3: parts = element("Item", OPTIONAL | MANY, Type::Record(&ITEM)),
    }
}

/// A list among other values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) total: i32,
    pub(crate) items: List<Item>,
    pub(crate) next: Option<String>,
    pub(crate) is_last: bool,
}

const ITEMS: Type = Type::List(&Particle::item(STOCK, "Item", Type::Record(&ITEM)));

record! {
    PAGE: Page = STOCK, "Page" {
        0: total = required("Total", Type::I32),
        1: items = nullable("Items", ITEMS),
        2: next = nullable("Next", Type::STRING),
        3: is_last = required("IsLast", Type::BOOL),
    }
}

listed! { Page 1: items = List<Item> }

/// Items that stand among other values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Run {
    pub(crate) total: i32,
    pub(crate) items: Vec<Item>,
    pub(crate) next: Option<String>,
}

record! {
    RUN: Run = STOCK, "Run" {
        0: total = required("Total", Type::I32),
        1: items = element("Item", MANY, Type::Record(&ITEM)),
        2: next = nullable("Next", Type::STRING),
    }
}

listed! { Run 1: items = Vec<Item> }

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Headers {
    pub(crate) ticket: Option<String>,
    pub(crate) succeeded: Option<bool>,
}

record! { Headers { 0: ticket, 1: succeeded } }

impl RequestHeaders<Headers> for Headers {
    fn fill(&mut self, from: &Self) -> bool {
        fill(&mut self.ticket, &from.ticket)
    }
}

impl From<String> for Headers {
    fn from(ticket: String) -> Self {
        Self { ticket: Some(ticket), succeeded: None }
    }
}

pub(crate) type Session = Client<Headers, Headers>;

pub(crate) static SERVICE: Service = Service {
    name: "Stock",
    address: None,
    path: "",
    paths: &[],
    version: SoapVersion::Soap11,
    namespaces: &NAMESPACES,
    outcome: Some(&Outcome { succeeded: 1, error: None, kind: None, message: None }),
    secrets: &["Pin"],
};

const BLOCKS: &[Particle] = &[
    Particle::optional(STOCK, "Ticket", 0, Type::STRING),
    Particle::optional(STOCK, "Succeeded", 1, Type::BOOL),
];

const TICKET: &[Particle] = &[Particle::optional(STOCK, "Ticket", 0, Type::STRING)];

const fn operation(body: Body) -> Operation {
    Operation {
        name: "Get",
        service: &SERVICE,
        action: "urn:stock/Get",
        input_action: None,
        request: Message::request(TICKET, TypeDef::new(STOCK, "Get", &[])),
        response: Some(Message { headers: BLOCKS, body, attachments: &[] }),
    }
}

/// The result is a list, or nil.
pub(crate) static LIST: Operation = operation(Body::Single(Wrapper::new(TypeDef::new(
    STOCK,
    "GetResponse",
    &[Particle::nullable(STOCK, "GetResult", 0, ITEMS)],
))));

/// The result is a record with a list.
pub(crate) static PAGED: Operation = operation(Body::Single(Wrapper::new(TypeDef::new(
    STOCK,
    "GetResponse",
    &[Particle::nullable(STOCK, "GetResult", 0, Type::Record(&PAGE))],
))));

/// The operation has several results.
pub(crate) static SEVERAL: Operation =
    operation(Body::Wrapped(Wrapper::new(TypeDef::new(STOCK, "GetResponse", PAGE.elements))));

/// Several results, of which one repeats.
pub(crate) static RUNNING: Operation =
    operation(Body::Wrapped(Wrapper::new(TypeDef::new(STOCK, "GetResponse", RUN.elements))));

/// A result that repeats, and is the only one.
pub(crate) static REPEATED: Operation = operation(Body::Single(Wrapper::new(TypeDef::new(
    STOCK,
    "GetResponse",
    &[Particle::new(STOCK, "Item", 0, OPTIONAL | NILLABLE | MANY, Type::Record(&ITEM))],
))));

/// The element of the Body is the record.
pub(crate) static BARE: Operation =
    operation(Body::Bare(&[Particle::required(STOCK, "GetResponse", 0, Type::Record(&PAGE))]));

/// A list of simple values.
pub(crate) static NUMBERS: Operation = operation(Body::Single(Wrapper::new(TypeDef::new(
    STOCK,
    "GetResponse",
    &[Particle::nullable(STOCK, "GetResult", 0, Type::List(&Particle::item(STOCK, "Number", Type::I32)))],
))));

/// What holds a list, with its items apart.
pub(crate) trait Apart: Listed + PartialEq + std::fmt::Debug {
    /// The items, and what is left.
    fn apart(mut self) -> (Vec<Self::Item>, Self) {
        let items = self.take_items();
        (items, self)
    }
}

impl<T: Listed + PartialEq + std::fmt::Debug> Apart for T {}
