//! `record!`: the slots of a struct, and what its table and its rules make of it.

use soapwright_runtime::codec::validate::Validate;
use soapwright_runtime::codec::{OPTIONAL, Particle};
use soapwright_runtime::codec::{Record, Slot, Type, TypeDef, View};
use soapwright_runtime::tables::record;
use soapwright_runtime::values::{Nillable, Unknown};

use crate::wire::{SHAPES, read, value, write};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Circle {
    pub(crate) name: String,
    pub(crate) radius: Nillable<i32>,
    pub(crate) rest: Unknown,
}

pub(crate) static CIRCLE: TypeDef = TypeDef::new(
    SHAPES,
    "Circle",
    &[
        Particle::new(SHAPES, "Name>", 0, OPTIONAL, Type::STRING),
        Particle::nullable(SHAPES, "Radius>", 1, Type::I32),
    ],
);

record! {
    Circle {
        0: name, 1: radius,
    } nil {
        1: radius,
    } unknown rest rules table CIRCLE {
        0: [MinLength(1), Pattern(r"\w+", r"\w+")],
        1: [MaxInclusive("10")],
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Nothing {
    rest: Unknown,
}

static NOTHING: TypeDef = TypeDef::new(SHAPES, "Nothing", &[]);

record! { Nothing {} unknown rest rules table NOTHING {} }

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

#[test]
fn formats_go_by_the_table() {
    let one = circle("Sun", 3);
    let json = serde_json::to_string(&one).unwrap();
    assert_eq!(json, r#"{"Name":"Sun","Radius":3}"#);
    assert_eq!(serde_json::from_str::<Circle>(&json).unwrap(), one);
    assert_eq!(serde_json::to_string(&Nothing::default()).unwrap(), "{}");
}
