//! `enumeration!`, `flags!`, `union!` and `members!`: simple values and their text.

use soapwright_runtime::codec::validate::Validate;
use soapwright_runtime::codec::{DepartureKind, Particle, Scalar, Type, TypeDef};
use soapwright_runtime::tables::{enumeration, flags, from, members, record, union};
use soapwright_runtime::values::Flags;

use crate::wire::{SHAPES, read, told, value, write};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Colour {
    #[default]
    Red,
    DarkGreen,
    Other(Box<str>),
}

enumeration! { COLOUR: Colour { Red = "red", DarkGreen = "dark green" } }

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

flags! { SIDE: Side { Left = "left", Right = "right" } }

#[derive(Debug, Clone, PartialEq)]
enum Width {
    Number(i32),
    Named(Colour),
    Text(Box<str>),
}

union! {
    Width: default Number;
    Number(i32) read, Named(Colour) named, Text(Box<str>) rest,
}

from! { Width { Number(i32), Named(Colour) } }

members! {
    WIDTH;
    [MaxInclusive("9")] Type::I32, [] Type::Enum(&COLOUR),
}

#[test]
fn an_enumeration_has_names_and_keeps_others() {
    assert_eq!(COLOUR, ["red", "dark green"]);
    for (text, colour) in
        [("red", Colour::Red), ("dark green", Colour::DarkGreen), ("mauve", Colour::Other("mauve".into()))]
    {
        assert_eq!(text.parse(), Ok(colour.clone()));
        assert_eq!(colour.to_string(), text);
        let rows = value(Type::Enum(&COLOUR));
        let (one, departures) = told::<Option<Colour>>(rows, &format!("<Value> {text}\n</Value>")).unwrap();
        assert_eq!(one.as_ref(), Some(&colour));
        let is_other = matches!(colour, Colour::Other(_));
        assert_eq!(departures, if is_other { vec![DepartureKind::Unknown] } else { vec![] });
        assert!(write(rows, &one).contains(&format!(">{text}</")));
        assert_eq!(serde_json::to_string(&colour).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Colour>(&format!("\"{text}\"")).unwrap(), colour);
    }
}

#[test]
fn white_space_of_tokens_is_collapsed() {
    for (scalar, expected) in [(Scalar::Token, "a b"), (Scalar::AnyUri, "a b"), (Scalar::String, " a \n b\t")]
    {
        let one: Option<String> = read(value(Type::Scalar(scalar)), "<Value> a \n b\t</Value>").unwrap();
        assert_eq!(one.as_deref(), Some(expected), "{scalar:?}");
    }
}

#[test]
fn flags_are_put_together_and_read_as_a_list() {
    assert_eq!(SIDE, ["left", "right"]);
    let both: Flags<Side> = Side::Left | Side::Right;
    assert_eq!(both, Flags::all());
    assert_eq!(("left".parse(), Side::Right.to_string()), (Ok(Side::Left), "right".to_owned()));
    "up".parse::<Side>().unwrap_err();
    let rows = value(Type::Flags(&SIDE));
    let read: Option<Flags<Side>> = read(rows, "<Value>right left</Value>").unwrap();
    assert_eq!(read, Some(both));
    assert!(write(rows, &Some(Flags::from([Side::Right]))).contains(">right</"));
    assert_eq!(
        serde_json::from_str::<Side>(&serde_json::to_string(&Side::Left).unwrap()).unwrap(),
        Side::Left
    );
}

#[test]
fn a_union_is_the_first_member_that_takes_the_text() {
    let rows = value(Type::STRING);
    for (text, width) in
        [("7", Width::from(7)), ("red", Width::from(Colour::Red)), ("wide", Width::Text("wide".into()))]
    {
        let one: Option<Width> = read(rows, &format!("<Value>{text}</Value>")).unwrap();
        assert_eq!(one.as_ref(), Some(&width));
        assert_eq!(width.to_string(), text);
        assert!(write(rows, &one).contains(&format!(">{text}</")));
        assert_eq!(serde_json::to_string(&width).unwrap(), format!("\"{text}\""));
    }
    assert_eq!(Width::default(), Width::Number(0));
}

#[derive(Debug, Default)]
struct Plank {
    width: Width,
    colour: Colour,
}

static PLANK: TypeDef = TypeDef::new(
    SHAPES,
    "Plank",
    &[
        Particle::optional(SHAPES, "Width", 0, Type::STRING),
        Particle::optional(SHAPES, "Colour", 1, Type::Enum(&COLOUR)),
    ],
);

record! { Plank { 0: width, 1: colour } rules table PLANK { 0: [Union(&WIDTH)] } }

#[test]
fn a_value_of_a_union_is_valid_as_one_of_its_members() {
    for (width, valid) in [
        (Width::Number(9), true),
        (Width::Number(10), false),
        (Width::Named(Colour::DarkGreen), true),
        (Width::Text("wide".into()), false),
    ] {
        let plank = Plank { width, colour: Colour::Red };
        assert_eq!(plank.validate().is_ok(), valid, "{plank:?}");
    }
}

#[test]
fn a_name_that_an_enumeration_does_not_have_is_not_valid() {
    let plank = |colour| Plank { width: Width::Number(1), colour };
    plank(Colour::DarkGreen).validate().unwrap();
    let invalid = plank(Colour::Other("mauve".into())).validate().unwrap_err();
    assert!(invalid.to_string().starts_with("Plank/Colour"), "{invalid}");
}
