//! `derived!`, `common!`, `choice!` and `faults!`: values that are one of several.

use soapwright_runtime::codec::validate::Validate;
use soapwright_runtime::codec::{Choice, MANY, OPTIONAL, Particle, Slot, Type, TypeDef};
use soapwright_runtime::soap::FaultDetail;
use soapwright_runtime::tables::{choice, common, derived, faults, from, record};
use soapwright_runtime::values::AnyType;

use crate::records::{CIRCLE, Circle};
use crate::wire::{SERVICE, SHAPES, read, value, write};

#[derive(Debug, Clone, PartialEq, Default)]
struct Square {
    name: String,
    side: i32,
}

static SQUARE: TypeDef = TypeDef::new(
    SHAPES,
    "Square",
    &[Particle::optional(SHAPES, "Name", 0, Type::STRING), Particle::optional(SHAPES, "Side", 1, Type::I32)],
);

record! { Square { 0: name, 1: side } rules table SQUARE {} }

#[derive(Debug, Clone, PartialEq)]
enum AnyShape {
    Circle(Box<Circle>),
    Square(Box<Square>),
    Other(AnyType),
}

derived! {
    ANY_SHAPE: AnyShape, default Circle = Some(0);
    0: Circle(Circle) = CIRCLE, 1: Square(Square) = SQUARE,
}

common! {
    AnyShape { Circle, Square }

    /// Its name.
    name -> Option<&str>: whole;
    /// Its name once more.
    title -> Option<&String>: whole of name;
}

#[test]
fn a_derived_type_is_told_by_its_name() {
    let rows = value(Type::Derived(&ANY_SHAPE));
    let square = AnyShape::from(Square { name: "Field".to_owned(), side: 4 });
    let xml = "<Value i:type='Square'><Name>Field</Name><Side>4</Side></Value>";
    let one: Option<AnyShape> = read(rows, xml).unwrap();
    assert_eq!(one.as_ref(), Some(&square));
    assert_eq!((square.name(), square.title().map(String::as_str)), (Some("Field"), Some("Field")));
    assert!(write(rows, &one).contains("Square\">"));
    let json = serde_json::to_string(&square).unwrap();
    assert_eq!(json, r#"{"$type":"Square","Name":"Field","Side":4}"#);
    assert_eq!(serde_json::from_str::<AnyShape>(&json).unwrap(), square);
    // Without a name it is the type that is declared.
    let one: Option<AnyShape> = read(rows, "<Value><Name>Sun</Name></Value>").unwrap();
    assert!(matches!(&one, Some(AnyShape::Circle(circle)) if circle.name == "Sun"), "{one:?}");
    let one: Option<AnyShape> = read(rows, "<Value i:type='Star'><Name>Sun</Name></Value>").unwrap();
    let Some(other @ AnyShape::Other(_)) = one else { panic!("{one:?}") };
    assert_eq!((other.name(), other.variant()), (None, u16::MAX));
    assert_eq!(AnyShape::default(), AnyShape::Circle(Box::default()));
}

#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Text(String),
    Numbers(Vec<i32>),
}

choice! {
    Mark in DRAWING[0], default Text;
    0: Text, 1: Numbers many,
}

from! { Mark { Text(String) } }

#[derive(Debug, Clone, PartialEq, Default)]
struct Drawing {
    mark: Option<Mark>,
}

static DRAWING: TypeDef = TypeDef::new(
    SHAPES,
    "Drawing",
    &[
        Particle::optional(SHAPES, "Text", 0, Type::STRING).variant(0),
        Particle::new(SHAPES, "Number", 0, OPTIONAL | MANY, Type::I32).variant(1),
    ],
);

record! { Drawing { 0: mark } rules table DRAWING { 0/0: [MaxLength(3)], 0/1: [MaxInclusive("9")] } }

#[test]
fn a_choice_is_the_element_that_stands_there() {
    let rows = value(Type::Record(&DRAWING));
    for (xml, mark) in [
        ("<Text>a</Text>", Mark::from("a".to_owned())),
        ("<Number>1</Number><Number>2</Number>", Mark::Numbers(vec![1, 2])),
    ] {
        let one: Option<Drawing> = read(rows, &format!("<Value>{xml}</Value>")).unwrap();
        assert_eq!(one, Some(Drawing { mark: Some(mark.clone()) }), "{xml}");
        let json = serde_json::to_string(&mark).unwrap();
        assert_eq!(serde_json::from_str::<Mark>(&json).unwrap(), mark, "{json}");
        assert_eq!(write(rows, &one).matches("</").count(), xml.matches("</").count() + 1);
    }
    assert_eq!(Mark::default(), Mark::Text(String::new()));
    let mut mark = Mark::default();
    assert!(matches!(mark.pick(2), Slot::None));
    mark.nil(2);
    assert_eq!(mark, Mark::default());
}

#[test]
fn an_alternative_that_repeats_is_valid_as_each_of_its_items() {
    let told = |mark: Mark| match (Drawing { mark: Some(mark) }).validate() {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid.violations().iter().map(|one| one.path.clone()).collect(),
    };
    assert_eq!(told(Mark::Text("abc".to_owned())), [""; 0]);
    assert_eq!(told(Mark::Text("abcd".to_owned())), ["Drawing/Text"]);
    assert_eq!(told(Mark::Numbers(vec![9, 10, 9, 11])), ["Drawing/Number[2]", "Drawing/Number[4]"]);
}

/// One that stands in messages alone.
#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Yes(bool),
    Why(String),
}

choice! {
    Answer in [
        Particle::optional(SHAPES, "Yes", 0, Type::BOOL).variant(0),
        Particle::optional(SHAPES, "Why", 0, Type::STRING).variant(1),
    ], default Yes;
    0: Yes, 1: Why,
}

#[test]
fn a_choice_of_no_table_brings_its_rows_for_formats() {
    let why = Answer::Why("so".to_owned());
    let json = serde_json::to_string(&why).unwrap();
    assert_eq!(json, r#"{"Why":"so"}"#);
    assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), why);
}

#[derive(Debug, Clone, PartialEq)]
enum DrawFault {
    Busy(i32),
    Broken(Box<Square>),
}

faults! {
    DrawFault of SERVICE;
    0: Busy(SHAPES, "Busy", Type::I32), 1: Broken(SHAPES, "Broken", Type::Record(&SQUARE)),
}

#[test]
fn the_detail_of_a_fault_is_one_of_the_declared_elements() {
    assert_eq!(DrawFault::service().name, "Shapes");
    assert_eq!(DrawFault::particles().len(), 2);
    assert_eq!(DrawFault::alternative(2), None);
    let mut fault = DrawFault::alternative(1).unwrap();
    assert_eq!((fault.variant(), &fault), (1, &DrawFault::Broken(Box::default())));
    let Slot::I32(busy) = fault.pick(0) else { panic!("a number") };
    *busy = 9;
    assert_eq!(fault, DrawFault::Busy(9));
    assert!(matches!(fault.pick(2), Slot::None));
    let json = serde_json::to_string(&fault).unwrap();
    assert_eq!(json, r#"{"Busy":9}"#);
    assert_eq!(serde_json::from_str::<DrawFault>(&json).unwrap(), fault);
}
