//! Replies as servers send them (`tests/replies` of the repository), by tables for their lists: item by item they are the
//! same as in one piece, under each policy.

use std::path::Path;

use soapwright_runtime::codec::{MANY, NILLABLE, OPTIONAL, Particle, Reading, Type, TypeDef};
use soapwright_runtime::soap::{Body, Message, Operation, Service, SoapVersion, Wrapper};
use soapwright_runtime::tables::{listed, namespaces, record};
use soapwright_runtime::values::List;

use crate::same::same;
use crate::wire::{Answer, streamed};

namespaces! {
    LAB = "urn:lab";
    DATA = "urn:lab:data";
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Line {
    sku: String,
    qty: i32,
}

record! {
    LINE: Line = DATA, "Line" {
        0: sku = required("Sku", Type::STRING),
        1: qty = required("Qty", Type::I32),
    }
}

/// The item of the contract as far as the replies have it, with one of its lists as the one that comes item by item.
macro_rules! item {
    ($name:ident $slot:literal $field:ident $list:ty) => {
        #[derive(Debug, Clone, Default, PartialEq)]
        struct $name {
            name: Option<String>,
            count: Option<i32>,
            tags: List<String>,
            lines: Vec<Line>,
        }

        record! { $name { 0: name, 1: count, 2: tags, 3: lines } }

        listed! { $name $slot: $field = $list }
    };
}

item! { Tagged 2 tags List<String> }
item! { Lined 3 lines Vec<Line> }

static ITEM: TypeDef = TypeDef::new(
    DATA,
    "Item",
    &[
        Particle::optional(DATA, "Name", 0, Type::STRING),
        Particle::optional(DATA, "Count", 1, Type::I32),
        Particle::nullable(
            DATA,
            "Tags",
            2,
            Type::List(&Particle::new(DATA, "Tag", 0, OPTIONAL | NILLABLE | MANY, Type::STRING)),
        ),
        Particle::new(DATA, "Line", 3, OPTIONAL | MANY, Type::Record(&LINE)),
    ],
);

const fn service(version: SoapVersion) -> Service {
    Service {
        name: "Lab",
        address: None,
        path: "",
        paths: &[],
        version,
        namespaces: &NAMESPACES,
        outcome: None,
        secrets: &[],
    }
}

static SERVICES: [Service; 2] = [service(SoapVersion::Soap11), service(SoapVersion::Soap12)];

const RESULT: &[Particle] = &[Particle::optional(LAB, "GetItemResult", 0, Type::Record(&ITEM))];

const fn operation(version: usize) -> Operation {
    Operation {
        name: "GetItem",
        service: &SERVICES[version],
        action: "urn:lab/GetItem",
        input_action: None,
        request: Message::request(&[], TypeDef::new(LAB, "GetItem", &[])),
        response: Some(Message {
            headers: &[],
            body: Body::Single(Wrapper::new(TypeDef::new(LAB, "GetItemResponse", RESULT))),
            attachments: &[],
        }),
    }
}

static GET_ITEM: [Operation; 2] = [operation(0), operation(1)];

/// What the server of a case answers; `None` where that is about HTTP itself.
fn answer(folder: &Path) -> Option<Answer> {
    let body = std::fs::read(folder.join("reply.xml")).ok()?;
    let head = std::fs::read_to_string(folder.join("head.txt"));
    let head = head.unwrap_or_else(|_| "HTTP/1.1 200 OK\nContent-Type: text/xml; charset=utf-8".to_owned());
    let mut answer = Answer::ok(body);
    let mut lines = head.lines();
    answer.status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    answer.headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    Some(answer)
}

#[test]
fn replies_of_servers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/replies/cases");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let (mut read, mut items) = (0, 0);
    for case in &cases {
        let Some(answer) = answer(case) else { continue };
        read += 1;
        let length = answer.body().len();
        let text = String::from_utf8_lossy(&answer.body()).into_owned();
        let has_items = text.contains("Line>") || text.contains("Tag>");
        for (at, operation) in GET_ITEM.iter().enumerate() {
            for reading in [Reading::faithful(), Reading::lenient(), Reading::strict()] {
                for size in [7, length.max(1)] {
                    let answer = answer.clone().by(size);
                    same::<Option<Tagged>>(&answer, operation, reading, at == 0);
                    same::<Option<Lined>>(&answer, operation, reading, at == 1);
                }
            }
            // Where there are no items, nothing is read one by one.
            for place in (0..=length).filter(|_| has_items) {
                let answer = answer.clone().cut_at(&[place]);
                same::<Option<Lined>>(&answer, operation, Reading::faithful(), false);
            }
        }
        let seen = streamed::<Option<Lined>>(&answer.clone().by(9), &GET_ITEM[0], Reading::lenient(), false);
        items += seen.items.len();
        let seen = streamed::<Option<Tagged>>(&answer.by(9), &GET_ITEM[0], Reading::lenient(), true);
        items += seen.items.len();
    }
    assert!(read > 150 && items > 5, "{read} of {} replies, with {items} items", cases.len());
}
