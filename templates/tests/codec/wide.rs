//! Types with many elements, whose rows are found by an index.

use std::fmt::Write as _;

use soapwright_runtime::codec::{
    Arguments, DepartureKind, Dynamic, MANY, NILLABLE, OPTIONAL, Particle, Reading, Record, Scalar, Slot,
    Type, TypeDef, View, Wildcard,
};
use soapwright_runtime::soap::{Body, decode_reply, encode_body};

use crate::attributes::Numbers;
use crate::roundtrip::{Whole, encode, operation, wrapped};
use crate::tables::{A, Headers};

const TEXT: Type = Type::Scalar(Scalar::String);

/// A hundred optional elements, one that has to come, and whatever else.
fn table() -> Type {
    let mut rows: Vec<_> = (0..100)
        .map(|row| Particle::new(A, format!("field{row:02}").leak(), row, OPTIONAL | NILLABLE, TEXT))
        .collect();
    rows.push(Particle::new(A, "last", 100, 0, TEXT));
    rows.push(Particle::wildcard(101, OPTIONAL | MANY, &Wildcard::Any));
    let def: &'static TypeDef = Box::leak(Box::new(TypeDef::new(A, "Wide", rows.leak())));
    Type::List(Box::leak(Box::new(Particle::new(A, "Item", 0, OPTIONAL | MANY, Type::Record(def)))))
}

/// Reads items into a value. Gives the departures that are kept, and how many they were.
fn told(ty: Type, items: &str) -> (Whole, Vec<(DepartureKind, String)>, usize) {
    let operation = operation(ty);
    let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
    let mut value = Whole(Dynamic::new(&wrapper.def));
    let reply = wrapped(&format!("<Value>{items}</Value>"));
    let parts =
        decode_reply(operation, reply.as_bytes(), &Reading::lenient(), &mut Headers::default(), &mut value);
    let departures = parts.unwrap().departures;
    let told = departures.iter().map(|one| (one.kind, one.found.clone())).collect();
    (value, told, departures.count())
}

/// As [`told`], with the items written again.
fn read(ty: Type, items: &str) -> (String, Vec<(DepartureKind, String)>, usize) {
    let (value, told, count) = told(ty, items);
    (encode(operation(ty), value.0.view(0)), told, count)
}

/// An item with these rows, in this order.
fn item(rows: impl Iterator<Item = usize>, prefix: &str) -> String {
    let mut item = format!("<{prefix}Item>");
    for row in rows {
        let name = if row == 100 { "last".to_owned() } else { format!("field{row:02}") };
        let _ = write!(item, "<{prefix}{name}>value {row}</{prefix}{name}>");
    }
    item + &format!("</{prefix}Item>")
}

#[test]
fn elements_of_a_wide_type_are_found_in_any_order() {
    let ty = table();
    let whole = |items: usize| format!("<a:Value>{}</a:Value>", item(0..=100, "a:").repeat(items));
    assert_eq!(read(ty, &item(0..=100, "").repeat(20)), (whole(20), vec![], 0));
    // Each but the first is behind the one before it.
    let (written, told, count) = read(ty, &item((0..=100).rev(), "").repeat(20));
    assert_eq!((written, count), (whole(20), 20 * 100));
    assert_eq!(told[0], (DepartureKind::Order, "the element `field99` out of order".to_owned()));
    let (written, _, count) =
        read(ty, &item((0..=100).step_by(2).chain((1..=100).step_by(2)), "a:").repeat(20));
    assert_eq!(written, whole(20));
    // Only the first of the second half is behind the one before it.
    assert_eq!(count, 20);
}

#[test]
fn what_a_wide_type_leaves_out_repeats_or_does_not_know_is_told_as_elsewhere() {
    let ty = table();
    let sparse = item((0..=100).filter(|row| row % 9 == 2 || *row == 100), "a:");
    let written = |items: &str| format!("<a:Value>{items}</a:Value>");
    assert_eq!(read(ty, &sparse.repeat(20)), (written(&sparse.repeat(20)), vec![], 0));
    let missing = item((0..=100).filter(|row| row % 9 == 2), "a:");
    let (_, told, count) = told(ty, &missing.repeat(20));
    assert_eq!((&told[0], count), (&(DepartureKind::Absent, "`last` is missing".to_owned()), 20));
    // The second one is what the wildcard is for.
    let twice = sparse.replace("</a:Item>", "<a:field11>again</a:field11><b:more/></a:Item>");
    assert_eq!(read(ty, &twice.repeat(20)), (written(&twice.repeat(20)), vec![], 0));
    let nil = sparse.replace("<a:last>", "<a:field99 i:nil=\"true\"/><a:last>");
    let (_, told, count) = read(ty, &nil.repeat(20));
    assert_eq!((told.len(), count), (0, 0));
}

#[test]
fn lists_that_come_in_the_other_order_are_told() {
    static TWO: TypeDef = TypeDef::new(
        A,
        "Two",
        &[
            Particle::new(A, "one", 0, OPTIONAL | MANY, TEXT),
            Particle::new(A, "two", 1, OPTIONAL | MANY, TEXT),
        ],
    );
    static ITEM: Particle = Particle::new(A, "Item", 0, OPTIONAL | MANY, Type::Record(&TWO));
    let ty = Type::List(&ITEM);
    let kinds = |content: &str| -> Vec<DepartureKind> {
        let (_, told, _) = told(ty, &format!("<Item>{content}</Item>"));
        told.into_iter().map(|(kind, _)| kind).collect()
    };
    assert_eq!(kinds("<one>1</one><one>2</one><two>3</two><two>4</two>"), []);
    assert_eq!(kinds("<two>3</two><one>1</one>"), [DepartureKind::Order]);
}

#[test]
fn a_wide_choice_that_repeats_is_read_in_any_order() {
    static PAIR: TypeDef =
        TypeDef::new(A, "", &[Particle::new(A, "g1", 0, 0, TEXT), Particle::new(A, "g2", 1, OPTIONAL, TEXT)]);
    let choice = |row: u16, name: String| {
        Particle::new(A, name.leak(), 1, OPTIONAL | NILLABLE | MANY, TEXT).variant(row)
    };
    let mut rows = vec![
        Particle::new(A, "first", 0, OPTIONAL, TEXT),
        Particle::new(A, "note", 3, OPTIONAL | MANY, TEXT),
    ];
    rows.extend((0..30).map(|row| choice(row, format!("c{row:02}"))));
    rows.push(Particle::group(1, OPTIONAL | MANY, &PAIR).variant(30));
    rows.push(Particle::new(A, "last", 2, OPTIONAL, TEXT));
    let def: &'static TypeDef = Box::leak(Box::new(TypeDef::new(A, "Steps", rows.leak())));
    let ty = Type::List(Box::leak(Box::new(Particle::new(A, "Item", 0, OPTIONAL | MANY, Type::Record(def)))));
    let mut numbers = Numbers(7);
    let mut items = String::from("<a:Value>");
    for _ in 0..40 {
        items.push_str("<a:Item><a:first>x</a:first>");
        for at in 0..numbers.below(40) {
            items += &match numbers.below(12) {
                0 => format!("<a:g1>{at}</a:g1>"),
                1 => format!("<a:g1>{at}</a:g1><a:g2>&amp;{at}</a:g2>"),
                2 => "<a:c07 i:nil=\"true\"/>".to_owned(),
                3 => format!("<a:c29>{at} &lt;</a:c29><a:c29>{at}</a:c29>"),
                _ => format!("<a:c{row:02}>{at}</a:c{row:02}>", row = numbers.below(30)),
            };
        }
        items.push_str("<a:last>y</a:last></a:Item>");
    }
    items.push_str("</a:Value>");
    let inner = items.trim_start_matches("<a:Value>").trim_end_matches("</a:Value>");
    assert_eq!(read(ty, inner), (items.clone(), vec![], 0));
    assert_eq!(read(ty, &inner.replace("<a:", "<").replace("</a:", "</")), (items.clone(), vec![], 0));
    // A name of none of the rows is no alternative.
    let others = inner.replace("</a:g1><a:c", "</a:g1><b:c98>b</b:c98><a:c99>x</a:c99><a:c");
    assert_ne!(others, inner);
    let (written, told, count) = read(ty, &others);
    assert_eq!((written, count), (items.clone(), 2 * inner.matches("</a:g1><a:c").count()));
    assert!(told.iter().any(|(_, found)| found.contains("c99")), "{told:?}");
    // Behind the choice, an alternative comes too late, and what follows it is in order.
    let late = inner.replace("<a:last>y</a:last>", "<a:last>y</a:last><a:c01>late</a:c01><a:c02>x</a:c02>");
    let (_, told, count) = read(ty, &late);
    assert_eq!((told[0].0, count), (DepartureKind::Order, 40));
    // So does what stands before it, though it repeats as well.
    let (_, told, count) = read(ty, &inner.replace("</a:c05><a:c", "</a:c05><a:note>late</a:note><a:c"));
    assert_eq!((told[0].0, count), (DepartureKind::Order, inner.matches("</a:c05><a:c").count()));
}

/// A wide type in itself.
#[derive(Default)]
struct Deep(Option<Box<Deep>>);

impl Record for Deep {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match (&self.0, index) {
            (Some(inner), 0) => View::Record(&**inner),
            _ => View::Absent,
        }
    }
}

#[test]
fn what_nests_too_deep_is_not_written() {
    static ROWS: [Particle; 40] = {
        let mut rows = [const { Particle::new(A, "field", 1, OPTIONAL, TEXT) }; 40];
        rows[0] = Particle::new(A, "inner", 0, OPTIONAL, Type::Record(&DEEP));
        rows
    };
    static DEEP: TypeDef = TypeDef::new(A, "Deep", &ROWS);
    let write = |depth: usize| {
        let mut value = Deep::default();
        for _ in 0..depth {
            value = Deep(Some(Box::new(value)));
        }
        encode_body(operation(Type::Record(&DEEP)), &Arguments(&[View::Record(&value)])).map(drop)
    };
    write(100).unwrap();
    assert!(write(400).unwrap_err().to_string().contains("deep"));
}
