//! Choices, groups that repeat, and the one within the other.

use soapwright_runtime::codec::{
    DepartureKind, Derived, Dynamic, Field as _, MANY, NILLABLE, OPTIONAL, Particle, Reading, Record, Scalar,
    Slot, Type, TypeDef, View, Wildcard,
};
use soapwright_runtime::soap::{Body, decode_reply};

use crate::roundtrip::{Whole, again, decode, operation, wrapped};
use crate::tables::{A, B, Headers};

const TEXT: Type = Type::Scalar(Scalar::String);

const fn text(name: &'static str, slot: u16, flags: u8) -> Particle {
    Particle::new(A, name, slot, OPTIONAL | flags, TEXT)
}

/// The names and texts of what was written, in order: `x1 y2`.
fn flat(def: &'static TypeDef, content: &str) -> String {
    let content = content
        .split_whitespace()
        .map(|word| {
            let (name, value) = word.split_at(1);
            if value == "0" { format!("<{name} i:nil='true'/>") } else { format!("<{name}>{value}</{name}>") }
        })
        .collect::<String>();
    let written = again(Type::Record(def), &format!("<Value>{content}</Value>"));
    let document = format!(
        "<r xmlns:a='urn:a' xmlns:b='urn:b' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>{written}</r>"
    );
    let document = roxmltree::Document::parse(&document).unwrap();
    let elements = document.descendants().skip(3).filter(|node| node.is_element());
    let word = |node: roxmltree::Node<'_, '_>| {
        let value = if node.attributes().len() > 0 { "0" } else { node.text().unwrap_or("-") };
        format!("{}{value}", node.tag_name().name())
    };
    elements.map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_choice_holds_one_of_several() {
    static CHOICE: TypeDef = TypeDef::new(
        A,
        "Choice",
        &[
            text("x", 0, NILLABLE).variant(0),
            text("y", 0, MANY).variant(1),
            Particle::new(A, "z", 0, OPTIONAL, Type::Record(&CHOICE)).variant(2),
            text("e", 1, 0),
        ],
    );
    for whole in ["x1 e2", "e2", "y1", "y1 y2 y3 e1", "x0 e1", "x0"] {
        assert_eq!(flat(&CHOICE, whole), whole);
    }
    assert_eq!(flat(&CHOICE, "e2 x1"), "x1 e2");
    assert_eq!(
        again(Type::Record(&CHOICE), "<Value><z><y>1</y><e/></z></Value>"),
        "<a:Value><a:z><a:y>1</a:y><a:e/></a:z></a:Value>"
    );
}

#[test]
fn a_choice_that_repeats_keeps_its_order() {
    static CHOICES: TypeDef = TypeDef::new(
        A,
        "Choices",
        &[
            text("h", 0, 0),
            text("x", 1, MANY).variant(0),
            text("y", 1, MANY | NILLABLE).variant(1),
            text("z", 1, MANY).variant(2),
            text("t", 2, 0),
        ],
    );
    for whole in ["h1 y1 x1 y2 y0 z1 x2 t9", "z1", "h1 t2", "x1 x2 y1"] {
        assert_eq!(flat(&CHOICES, whole), whole);
    }
    assert_eq!(flat(&CHOICES, "x1 t1 y1 u1 h1 x2"), "h1 x1 y1 x2 t1");
}

#[test]
fn a_group_that_repeats_begins_again_where_its_order_does() {
    static PAIR: TypeDef = TypeDef::new(A, "", &[text("k", 0, 0), text("v", 1, 0), text("w", 2, MANY)]);
    static PAIRS: TypeDef = TypeDef::new(
        A,
        "Pairs",
        &[text("h", 0, 0), Particle::group(1, OPTIONAL | MANY, &PAIR), text("t", 2, 0)],
    );
    for (whole, groups) in [
        ("h1 k1 v1 k2 v2 t1", 2),
        ("k1 k2 v2 k3", 3),
        ("v1 v2", 2),
        ("k1 w1 w2 k2 v2 w3 t1", 2),
        ("v1 k2 v2", 2),
        ("h1 t1", 0),
    ] {
        assert_eq!(flat(&PAIRS, whole), whole);
        assert_eq!(count(&PAIRS, whole, 1), groups, "{whole}");
    }
    // What nobody knows does not end a group, what stands after it does.
    assert_eq!((flat(&PAIRS, "k1 u1 v1"), count(&PAIRS, "k1 u1 v1", 1)), ("k1 v1".into(), 1));
    assert_eq!((flat(&PAIRS, "k1 t1 v1"), count(&PAIRS, "k1 t1 v1", 1)), ("k1 v1 t1".into(), 2));
}

/// How many items a slot holds.
fn count(def: &'static TypeDef, content: &str, slot: u16) -> usize {
    let content: String =
        content.split_whitespace().map(|word| format!("<{0}>{1}</{0}>", &word[..1], &word[1..])).collect();
    let operation = operation(Type::Record(def));
    let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
    let mut read = Whole(Dynamic::new(&wrapper.def));
    decode(operation, &format!("<Value>{content}</Value>"), &mut read).unwrap();
    let View::Record(outer) = read.view() else { panic!() };
    let View::Record(value) = outer.view(0) else { panic!() };
    match value.view(slot) {
        View::Items(items) => items.count(),
        _ => 0,
    }
}

#[test]
fn groups_and_choices_hold_each_other() {
    // ((x | (k, v?, (p | q)*))*, t?)
    static INNER: TypeDef = TypeDef::new(
        A,
        "",
        &[text("k", 0, 0), text("v", 1, 0), text("p", 2, MANY).variant(0), text("q", 2, MANY).variant(1)],
    );
    static OUTER: TypeDef = TypeDef::new(
        A,
        "Outer",
        &[
            text("x", 0, MANY).variant(0),
            Particle::group(0, OPTIONAL | MANY, &INNER).variant(1),
            text("t", 1, 0),
        ],
    );
    for whole in ["x1 k1 v1 x2 k2 q1 p1 q2 t1", "k1 v1 k2 v2", "q1", "k1 p1 x1 x2 k2"] {
        assert_eq!(flat(&OUTER, whole), whole);
    }
    assert_eq!(count(&OUTER, "x1 k1 v1 x2 k2 q1 p1 q2 t1", 0), 4);
    // (x | (k, v)), once: the group goes on after what interrupts it.
    static ONE: TypeDef = TypeDef::new(
        A,
        "One",
        &[text("x", 0, 0).variant(0), Particle::group(0, OPTIONAL, &INNER).variant(1), text("t", 1, 0)],
    );
    for whole in ["x1 t1", "k1 v1 t1", "v1 q1 p1", "t1"] {
        assert_eq!(flat(&ONE, whole), whole);
    }
    assert_eq!(flat(&ONE, "k1 t1 v1"), "k1 v1 t1");
    // A sequence that repeats, in one that repeats: ((h, (k, v)*)*).
    static LEVEL: TypeDef =
        TypeDef::new(A, "", &[text("h", 0, 0), Particle::group(1, OPTIONAL | MANY, &INNER)]);
    static LEVELS: TypeDef = TypeDef::new(A, "Levels", &[Particle::group(0, OPTIONAL | MANY, &LEVEL)]);
    let whole = "h1 k1 v1 k2 v2 h2 h3 k3 q1 q2";
    assert_eq!((flat(&LEVELS, whole), count(&LEVELS, whole, 0)), (whole.into(), 3));
}

#[test]
fn what_stands_in_two_places_is_read_where_it_can_stand() {
    // ((a, b?) | b), m?, a?
    const fn required(name: &'static str, slot: u16) -> Particle {
        Particle::new(A, name, slot, 0, TEXT)
    }
    static GROUP: TypeDef = TypeDef::new(A, "", &[required("a", 0), text("b", 1, 0)]);
    static OUTER: TypeDef = TypeDef::new(
        A,
        "Outer",
        &[
            Particle::group(0, OPTIONAL, &GROUP).variant(0),
            text("b", 0, 0).variant(1),
            text("m", 1, 0),
            text("a", 2, 0),
        ],
    );
    for whole in ["a1 b2", "b2 a3", "a1 m2 a3", "b1 m2 a3", "a1"] {
        assert_eq!(flat(&OUTER, whole), whole);
    }
    // (x | y)*, t?, (x | y)?
    static TWICE: TypeDef = TypeDef::new(
        A,
        "Twice",
        &[
            text("x", 0, MANY).variant(0),
            text("y", 0, MANY).variant(1),
            text("t", 1, 0),
            text("x", 2, 0).variant(0),
            text("y", 2, 0).variant(1),
        ],
    );
    for whole in ["y1 x2 y3 t4 x5", "x1 y2 x3", "t1 y2"] {
        assert_eq!(flat(&TWICE, whole), whole);
    }
}

#[test]
fn what_was_there_already_goes_to_the_wildcard_that_follows() {
    static OPEN: TypeDef = TypeDef::new(
        A,
        "Open",
        &[text("a", 0, 0), text("m", 1, MANY), Particle::wildcard(2, OPTIONAL | MANY, &Wildcard::Any)],
    );
    for whole in ["a1 m2 m3 u4 a5 m6", "a1 a2", "m1 u2 m3"] {
        assert_eq!(flat(&OPEN, whole), whole);
    }
    // What was not there yet is only late.
    assert_eq!(flat(&OPEN, "u1 a2"), "a2 u1");
}

#[test]
fn an_alternative_may_be_one_of_several_types() {
    static BASE: TypeDef = TypeDef::new(A, "Base", &[text("n", 0, 0)]);
    static MORE: TypeDef = TypeDef::new(A, "More", &[text("n", 0, 0), text("o", 1, 0)]);
    static ANY: Derived = Derived { types: &[&BASE, &MORE], default: Some(0) };
    static CHOICE: TypeDef = TypeDef::new(
        A,
        "Choice",
        &[
            text("x", 0, 0).variant(0),
            Particle::new(A, "d", 0, OPTIONAL, Type::Derived(&ANY)).variant(1),
            Particle::new(A, "m", 1, OPTIONAL | MANY, Type::Derived(&ANY)).variant(0),
            text("z", 1, MANY).variant(1),
        ],
    );
    let written = "<a:Value><a:d i:type=\"a:More\"><a:n>1</a:n><a:o>2</a:o></a:d>\
                   <a:m><a:n>3</a:n></a:m><a:z>4</a:z><a:m i:type=\"a:More\"/></a:Value>";
    assert_eq!(again(Type::Record(&CHOICE), &written.replace("a:Value", "Value")), written);
}

#[test]
fn a_name_goes_before_a_wildcard_wherever_it_stands() {
    static INNER: TypeDef =
        TypeDef::new(A, "", &[text("k", 0, 0), Particle::wildcard(1, OPTIONAL | MANY, &Wildcard::Other(B))]);
    static OUTER: TypeDef = TypeDef::new(
        A,
        "Outer",
        &[
            Particle::group(0, OPTIONAL | MANY, &INNER),
            text("t", 1, 0),
            Particle::wildcard(2, OPTIONAL | MANY, &Wildcard::Any),
        ],
    );
    assert_eq!(flat(&OUTER, "k1 u1 k2 t1"), "k1 u1 k2 t1");
}

#[test]
fn a_substitution_group_is_a_choice_of_names() {
    static MEMBER: TypeDef = TypeDef::new(A, "Member", &[text("n", 0, 0)]);
    static GROUP: TypeDef = TypeDef::new(
        A,
        "Group",
        &[
            Particle::new(A, "head", 0, OPTIONAL | MANY, Type::Record(&MEMBER)).variant(0),
            Particle::new(B, "other", 0, OPTIONAL | MANY, Type::Record(&MEMBER)).variant(1),
        ],
    );
    assert_eq!(
        again(
            Type::Record(&GROUP),
            "<Value><b:other><n>1</n></b:other><head/><b:other/><head><n>2</n></head></Value>"
        ),
        "<a:Value><b:other><a:n>1</a:n></b:other><a:head/><b:other/><a:head><a:n>2</a:n></a:head></a:Value>"
    );
}

/// A choice as generated code has it: an alternative without a value is told by its element alone.
#[derive(Default)]
struct Bare {
    chosen: Option<u16>,
}

impl Record for Bare {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self, _: u16) -> View<'_> {
        if self.chosen.is_some() { View::Choice(self) } else { View::Absent }
    }
}

impl soapwright_runtime::codec::Choice for Bare {
    fn pick(&mut self, variant: u16) -> Slot<'_> {
        self.chosen = Some(variant);
        Slot::None
    }

    fn variant(&self) -> u16 {
        self.chosen.unwrap_or(0)
    }

    fn chosen(&self) -> View<'_> {
        View::Absent
    }
}

impl soapwright_runtime::codec::Field for Bare {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

#[test]
fn an_alternative_without_a_value_is_written() {
    static EMPTY: TypeDef = TypeDef::new(
        A,
        "Empty",
        &[
            Particle::new(A, "x", 0, OPTIONAL, Type::Record(&TypeDef::new(A, "", &[]))).variant(0),
            Particle::new(A, "y", 0, OPTIONAL, Type::Record(&TypeDef::new(A, "", &[]))).variant(1),
        ],
    );
    struct Outer(Bare);
    impl Record for Outer {
        fn slot(&mut self, _: u16) -> Slot<'_> {
            Slot::Record(&mut self.0)
        }

        fn view(&self, _: u16) -> View<'_> {
            View::Record(&self.0)
        }
    }
    impl soapwright_runtime::codec::Field for Outer {
        fn slot(&mut self) -> Slot<'_> {
            Slot::Record(self)
        }

        fn view(&self) -> View<'_> {
            View::Record(&self.0)
        }
    }
    let operation = operation(Type::Record(&EMPTY));
    let mut read = Outer(Bare::default());
    decode(operation, "<Value><y><b:w/></y></Value>", &mut read).unwrap();
    assert_eq!(read.0.chosen, Some(1));
    assert_eq!(crate::roundtrip::encode(operation, View::Record(&read.0)), "<a:Value><a:y/></a:Value>");
}

/// A choice that is made once holds one alternative, however often that may be there. Lenient readers take what comes last.
#[test]
fn strict_reading_refuses_another_alternative_after_one_that_repeats() {
    static PAIR: TypeDef = TypeDef::new(A, "", &[text("k", 0, 0), text("v", 1, 0)]);
    // (x* | y | z* | (k, v?)*), t?
    static ONCE: TypeDef = TypeDef::new(
        A,
        "Once",
        &[
            text("x", 0, MANY).variant(0),
            text("y", 0, 0).variant(1),
            text("z", 0, MANY | NILLABLE).variant(2),
            Particle::group(0, OPTIONAL | MANY, &PAIR).variant(3),
            text("t", 1, 0),
        ],
    );
    // A choice that repeats as a whole.
    static BOTH: TypeDef =
        TypeDef::new(A, "Both", &[text("x", 0, MANY).variant(0), text("y", 0, MANY).variant(1)]);
    for whole in ["x1 x2 t1", "y1 t1", "z1 z2", "k1 v1 k2 t1", "t1", ""] {
        strict(&ONCE, whole).unwrap();
    }
    for (whole, found) in [
        ("x1 y1", "`y` beside another"),
        ("x1 x2 z1", "`z` beside another"),
        ("z1 x1", "`x` beside another"),
        ("x1 k1", "`k` beside another"),
        ("k1 v1 x1", "`x` "),
        ("z0 y1", "`y` "),
        ("y1 x1", "`x` "),
    ] {
        let error = strict(&ONCE, whole).unwrap_err();
        assert!(error.contains(found), "{whole}: {error}");
    }
    strict(&BOTH, "x1 y1 x2 y2").unwrap();
    assert_eq!(flat(&ONCE, "x1 y1 t1"), "y1 t1");
}

/// Whether strict reading takes it.
fn strict(def: &'static TypeDef, content: &str) -> Result<(), String> {
    let content: String = content
        .split_whitespace()
        .map(|word| match word.split_at(1) {
            (name, "0") => format!("<{name} i:nil='true'/>"),
            (name, value) => format!("<{name}>{value}</{name}>"),
        })
        .collect();
    let operation = operation(Type::Record(def));
    let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
    // What is missing is not asked here.
    let limits = Reading::strict().accept(DepartureKind::Absent);
    let text = wrapped(&format!("<Value>{content}</Value>"));
    let mut read = Whole(Dynamic::new(&wrapper.def));
    decode_reply(operation, text.as_bytes(), &limits, &mut Headers::default(), &mut read)
        .map(drop)
        .map_err(|error| error.to_string())
}
