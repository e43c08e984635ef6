//! The HTTP request of each operation, byte for byte: what a change of the runtime or the generator does to the wire is
//! seen in `requests.txt`. `SOAPWRIGHT_BLESS=1` writes that file anew; read the difference before committing it.

use std::fmt::Write as _;
use std::path::Path;

use superoffice_services86::http::{HeaderMap, Uri};
use superoffice_services86::runtime::client::exchange::{encode, prepare};
use superoffice_services86::runtime::codec::{Dynamic, MANY, Particle, Record, Slot, Type, TypeDef};
use superoffice_services86::runtime::soap::{Body, Operation};
use superoffice_services86::so_principal::operations as so_principal;
use superoffice_services86::user::operations as user;

/// How deep records are filled; what is deeper keeps its default.
const DEEPEST: usize = 2;

fn fill(record: &mut dyn Record, def: &'static TypeDef, depth: usize) {
    for particle in def.elements.iter() {
        put(record.slot(particle.slot), particle, depth);
    }
}

/// A value that tells the places of a record apart, and is the same on each run.
fn put(slot: Slot<'_>, particle: &Particle, depth: usize) {
    match slot {
        Slot::Str(text) => *text = format!("<{} & ø>", particle.name()),
        Slot::Bool(value) => *value = true,
        Slot::I16(value) => *value = -16,
        Slot::I32(value) => *value = i32::from(particle.slot) + 1000,
        Slot::I64(value) => *value = -64,
        Slot::F64(value) => *value = 0.125,
        Slot::Lex(value) => {
            let texts =
                ["2024-02-29T23:59:59.125", "AAECAw==", "1.50", "0f8fad5b-d9cb-469f-a165-70867728950e"];
            let names: &[&str] = if let Type::Enum(names) = particle.ty { names } else { &[] };
            let _ = names.iter().chain(&texts).find(|text| value.read(text).is_ok());
        }
        Slot::Record(record) => {
            if let (Type::Record(def) | Type::Group(def), true) = (particle.ty, depth < DEEPEST) {
                fill(record, def, depth + 1);
            }
        }
        Slot::Sequence(sequence) => {
            sequence.present();
            let item = match particle.ty {
                Type::List(item) if !particle.has(MANY) => item,
                Type::Array(array) => &array.item,
                _ => particle,
            };
            if depth < DEEPEST {
                put(sequence.push(), item, depth + 1);
            }
        }
        _ => {}
    }
}

fn request(operation: &'static Operation) -> String {
    let (Body::Wrapped(wrapper) | Body::Single(wrapper)) = &operation.request.body else {
        panic!("{} has a bare request", operation.name)
    };
    let mut arguments = Dynamic::new(&wrapper.def);
    fill(&mut arguments, &wrapper.def, 0);
    let mut headers = superoffice_services86::RequestHeaders::default();
    for particle in operation.request.headers {
        put(headers.slot(particle.slot), particle, 0);
    }
    let body = encode(operation, &arguments).unwrap();
    let address = Uri::from_static("http://host/Remote/Services86/User.svc");
    let request = prepare(operation, &address, &headers, &body, &HeaderMap::new()).unwrap();
    let mut text = format!("## {}\n{} {}\n", operation.name, request.method(), request.uri());
    for (name, value) in request.headers() {
        writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
    }
    // An element a line.
    let lines = std::str::from_utf8(request.body()).unwrap().replace("><", ">\n<");
    writeln!(text, "{lines}").unwrap();
    text
}

#[test]
fn each_request_has_the_recorded_bytes() {
    let operations = so_principal::OPERATIONS.iter().chain(user::OPERATIONS);
    let requests: Vec<String> = operations.map(|operation| request(operation)).collect();
    assert_eq!(requests.len(), 84);
    let text = requests.join("\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services86/requests.txt");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap();
    for (number, (left, right)) in recorded.lines().zip(text.lines()).enumerate() {
        assert_eq!(left, right, "requests.txt:{}", number + 1);
    }
    assert_eq!(recorded.len(), text.len());
}
