//! `record!`: the slots of a struct, and what its table and its rules make of it.

use soapwright_runtime::codec::validate::{Validate, check};
use soapwright_runtime::codec::{
    CHOICE, Dynamic, MANY, NILLABLE, OPTIONAL, Particle, Record, Slot, Type, TypeDef, View, Wildcard, ns,
};
use soapwright_runtime::tables::{choice, record};
use soapwright_runtime::values::{Attributes, Element, List, Nillable, Unknown};

use crate::wire::{SHAPES, read, value, write};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Circle {
    pub(crate) name: String,
    pub(crate) radius: Nillable<i32>,
    pub(crate) rest: Unknown,
}

record! {
    /// How a circle stands on the wire.
    CIRCLE: Circle = SHAPES, "Circle" {
        0: name = optional("Name", Type::STRING),
        1: radius = nullable("Radius", Type::I32),
    } nil {
        1: radius,
    } unknown rest rules {
        0: [MinLength(1), Pattern(r"\w+", r"\w+")],
        1: [MaxInclusive("10")],
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Nothing {
    rest: Unknown,
}

record! { NOTHING: Nothing = SHAPES, "Nothing" {} unknown rest }

/// It has a row of every form.
#[derive(Debug, Clone, PartialEq, Default)]
struct Label {
    first: i32,
    words: Vec<String>,
    edge: Edge,
    rest: Vec<Element>,
    language: Option<String>,
    more: Attributes,
}

record! {
    LABEL: Label = SHAPES, "Label" {
        0: first = required("First", Type::I32),
        1: words = element(ns::NONE: "Word", OPTIONAL | MANY, Type::STRING),
        2: edge = 0 => optional("Side", Type::I32) | 1 => group(OPTIONAL, &NOTHING),
        3: rest = wildcard(OPTIONAL | MANY, &Wildcard::Any),
    } attributes {
        4: language = optional(ns::XML: "lang", Type::STRING),
        5: more = any_attribute(&Wildcard::Any),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Edge {
    Side(i32),
    None(Box<Nothing>),
}

choice! {
    Edge in LABEL[2], default Side;
    0: Side, 1: None group,
}

/// A text with an attribute.
#[derive(Debug, Clone, PartialEq, Default)]
struct Note {
    author: Option<String>,
    text: String,
}

record! {
    NOTE: Note = SHAPES, "Note" {} attributes {
        0: author = optional(ns::NONE: "author", Type::STRING),
    } text {
        1: text = Type::STRING,
    }
}

/// Its rows are in a table of their own.
#[derive(Debug, Clone, PartialEq, Default)]
struct Pair {
    one: i32,
    two: i32,
}

record! { Pair { 0: one, 1: two } }

fn circle(name: &str, radius: i32) -> Circle {
    Circle { name: name.to_owned(), radius: Nillable::Value(radius), rest: Unknown::default() }
}

#[test]
fn a_slot_is_the_field_of_its_number() {
    let mut one = circle("Sun", 3);
    assert!(matches!(Record::view(&one, 0), View::Str("Sun")));
    assert!(matches!(Record::view(&one, 1), View::I32(3)));
    assert!(matches!(Record::view(&one, 2), View::Absent));
    let Slot::Str(name) = Record::slot(&mut one, 0) else { panic!("the name is text") };
    "Moon".clone_into(name);
    assert!(matches!(Record::slot(&mut one, 2), Slot::None));
    Record::nil(&mut one, 1);
    // It tells no nil: nothing happens.
    Record::nil(&mut one, 0);
    assert_eq!(one, Circle { radius: Nillable::Nil, ..circle("Moon", 0) });
    let mut none = Nothing::default();
    assert!(matches!(Record::slot(&mut none, 0), Slot::None));
    assert!(matches!(Record::view(&none, 0), View::Absent));
}

#[test]
fn a_table_has_a_row_for_each_element_and_attribute() {
    fn told(rows: &'static [Particle]) -> Vec<(u16, &'static str, u16, u16)> {
        rows.iter().map(|row| (row.namespace, row.name(), row.slot, row.variant)).collect()
    }
    assert_eq!((CIRCLE.namespace, CIRCLE.name), (SHAPES, "Circle"));
    assert_eq!(told(CIRCLE.elements), [(SHAPES, "Name", 0, 0), (SHAPES, "Radius", 1, 0)]);
    assert!(CIRCLE.attributes.is_empty() && CIRCLE.text.is_none());
    let elements = [
        (SHAPES, "First", 0, 0),
        (ns::NONE, "Word", 1, 0),
        (SHAPES, "Side", 2, 0),
        (ns::ANY, "(group)", 2, 1),
        (ns::ANY, "(any)", 3, 0),
    ];
    assert_eq!(told(LABEL.elements), elements);
    assert_eq!(LABEL.elements.iter().map(|row| row.has(CHOICE)).filter(|choice| *choice).count(), 2);
    assert_eq!(told(LABEL.attributes), [(ns::XML, "lang", 4, 0), (ns::ANY, "(anyAttribute)", 5, 0)]);
    assert_eq!(told(NOTE.attributes), [(ns::NONE, "author", 0, 0)]);
    assert!(NOTE.elements.is_empty());
    assert_eq!(NOTE.text.map(|row| row.slot), Some(1));
}

#[test]
fn every_form_of_row_is_read_and_written() {
    let rows = value(Type::Record(&NOTE));
    let note = Some(Note { author: Some("me".to_owned()), text: "hello".to_owned() });
    assert_eq!(read::<Option<Note>>(rows, "<Value author='me'>hello</Value>").unwrap(), note);
    assert_eq!(read::<Option<Note>>(rows, &plain(&write(rows, &note))).unwrap(), note);
    let rows = value(Type::Record(&LABEL));
    let xml = "<Value xml:lang='en' more='1'><First>1</First><Word xmlns=''>a</Word><Word xmlns=''>b</Word>\
               <Side>4</Side><Odd>5</Odd></Value>";
    let label: Option<Label> = read(rows, xml).unwrap();
    let one = label.as_ref().unwrap();
    assert_eq!((one.first, one.words.len(), &one.edge, one.rest.len()), (1, 2, &Edge::Side(4), 1));
    assert_eq!(one.language.as_deref(), Some("en"));
    assert_ne!(one.more, Attributes::default());
    let pair = Pair { one: 1, two: 2 };
    assert!(matches!((pair.view(1), pair.view(2)), (View::I32(2), View::Absent)));
}

#[test]
fn a_struct_is_read_and_written_by_its_table() {
    let rows = value(Type::Record(&CIRCLE));
    for (xml, expected) in [
        ("<Name>Sun</Name><Radius>3</Radius>", circle("Sun", 3)),
        ("<Name>Sun</Name><Radius i:nil='true'/>", Circle { radius: Nillable::Nil, ..circle("Sun", 0) }),
        ("<Name>Sun</Name>", Circle { radius: Nillable::Absent, ..circle("Sun", 0) }),
    ] {
        let one: Option<Circle> = read(rows, &format!("<Value>{xml}</Value>")).unwrap();
        assert_eq!(one, Some(expected), "{xml}");
        let again: Option<Circle> = read(rows, &plain(&write(rows, &one))).unwrap();
        assert_eq!(again, one, "{xml}");
    }
}

/// What was written, without the prefix of the tests' namespace, which is the default one when it is read again.
fn plain(written: &str) -> String {
    let prefix = written.trim_start_matches('<').split_once(':').unwrap().0.to_owned();
    written.replace(&format!("<{prefix}:"), "<").replace(&format!("</{prefix}:"), "</")
}

#[test]
fn what_the_table_does_not_know_is_kept_and_written_back() {
    let rows = value(Type::Record(&NOTHING));
    let one: Option<Nothing> = read(rows, "<Value><Odd>1</Odd><Odd>2</Odd></Value>").unwrap();
    let kept = one.as_ref().unwrap();
    assert_ne!(kept.rest, Unknown::default());
    let written = write(rows, &one);
    assert!(written.contains("1</") && written.contains("2</"), "{written}");
}

#[test]
fn rules_are_what_validate_goes_by() {
    circle("Sun", 10).validate().unwrap();
    let invalid = circle("", 11).validate().unwrap_err();
    let told: Vec<String> = invalid.violations().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("Circle/Name") && told[2].starts_with("Circle/Radius"), "{told:?}");
    Nothing::default().validate().unwrap();
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Coded {
    code: Option<String>,
    more: Vec<Self>,
}

record! {
    CODED: Coded = SHAPES, "Coded" {
        0: code = optional("Code", Type::STRING),
        1: more = element("More", OPTIONAL | MANY, Type::Record(&CODED)),
    } rules {
        0: [Unchecked("(a"), MaxLength(3)],
    }
}

#[test]
fn what_is_not_checked_is_listed() {
    let coded = |code: &str, more: Vec<Coded>| Coded { code: Some(code.to_owned()), more };
    let value = Coded { code: None, more: vec![coded("ab", Vec::new()), coded("too long", Vec::new())] };
    let paths: Vec<String> = value.unchecked().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["Coded/More[1]/Code", "Coded/More[2]/Code"]);
    assert_eq!(value.validate().unwrap_err().violations().len(), 1, "what else is demanded is checked");
    assert!(coded("ab", Vec::new()).validate().is_ok());
    assert_eq!(vec![value; 60].unchecked().len(), 100, "nobody reads on");
}

/// Its Rust types can do without what its table requires.
#[derive(Debug, Clone, PartialEq, Default)]
struct Chain {
    next: Option<Box<Self>>,
    marks: List<String>,
    maybe: List<String>,
    nullable: List<String>,
    more: Option<Element>,
}

static MARK: Particle = Particle::item(SHAPES, "Mark", Type::STRING);

record! {
    CHAIN: Chain = SHAPES, "Chain" {
        0: next = required("Next", Type::Record(&CHAIN)),
        1: marks = required("Marks", Type::List(&MARK)),
        2: maybe = optional("Maybe", Type::List(&MARK)),
        3: nullable = element(SHAPES: "Nullable", NILLABLE, Type::List(&MARK)),
        4: more = wildcard(0, &Wildcard::Any),
    } rules {
        4: [Required],
    }
}

#[test]
fn what_the_table_requires_and_the_value_is_without_is_told() {
    let told = |chain: &Chain| {
        let violations = chain.validate().err().map(|invalid| invalid.violations().to_vec());
        violations.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let end = Chain { marks: List::new(), more: Some(Element::default()), ..Chain::default() };
    let whole = Chain { next: Some(Box::new(end.clone())), ..end.clone() };
    // Whatever ends such a chain, the contract asks for more.
    assert_eq!(told(&whole), ["Chain/Next/Next: the element is missing"]);
    assert_eq!(
        told(&Chain { maybe: List::nil(), nullable: List::nil(), ..Chain::default() }),
        [
            "Chain/Next: the element is missing",
            "Chain/Marks: the element is missing",
            "Chain/Maybe: nil, which is not allowed",
            "Chain: an element is missing",
        ]
    );
    assert_eq!(told(&Chain { marks: List::nil(), ..end })[1], "Chain/Marks: nil, which is not allowed");
    // The same holds of a value that the table alone describes.
    static LABELS: TypeDef = TypeDef {
        attributes: &[Particle::required(ns::NONE, "kind", 1, Type::STRING)],
        ..TypeDef::new(SHAPES, "Labels", &[Particle::required(SHAPES, "Text", 0, Type::STRING)])
    };
    let invalid = check(View::Record(&Dynamic::new(&LABELS))).unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "Labels/Text: the element is missing; Labels/@kind: the attribute is missing"
    );
}

#[test]
fn formats_go_by_the_table() {
    let one = circle("Sun", 3);
    let json = serde_json::to_string(&one).unwrap();
    assert_eq!(json, r#"{"Name":"Sun","Radius":3}"#);
    assert_eq!(serde_json::from_str::<Circle>(&json).unwrap(), one);
    assert_eq!(serde_json::to_string(&Nothing::default()).unwrap(), "{}");
}
