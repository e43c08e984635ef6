//! A contract in which everything is required: each scalar, attributes, records in records, a list, a choice by value.

use soapwright_runtime::codec::{
    Choice, Field, MANY, NILLABLE, OPTIONAL, Particle, Record, Scalar, Slot, Type, TypeDef, View, ns,
};
use soapwright_runtime::soap::{Body, Message, Operation, Wrapper};
use soapwright_runtime::values::{Base64, Date, DateTime, Decimal, Duration, Guid, Integer, List, Nillable};

use crate::roundtrip::{encode, operation};
use crate::tables::{A, SERVICE};

const TEXT: Type = Type::Scalar(Scalar::String);
const INT: Type = Type::Scalar(Scalar::I32);

macro_rules! record {
    ($name:ident { $($slot:literal $field:ident: $type:ty),* $(,)? }) => {
        #[derive(Debug, Default)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl Record for $name {
            fn slot(&mut self, index: u16) -> Slot<'_> {
                match index {
                    $($slot => Field::slot(&mut self.$field),)*
                    _ => Slot::None,
                }
            }

            fn view(&self, index: u16) -> View<'_> {
                match index {
                    $($slot => Field::view(&self.$field),)*
                    _ => View::Absent,
                }
            }

            fn nil(&mut self, index: u16) {
                match index {
                    $($slot => Field::nil(&mut self.$field),)*
                    _ => {}
                }
            }
        }

        impl Field for $name {
            fn slot(&mut self) -> Slot<'_> {
                Slot::Record(self)
            }

            fn view(&self) -> View<'_> {
                View::Record(self)
            }
        }
    };
}

record!(Price { 0 amount: Decimal, 1 currency: String, 2 rate: Option<i32> });
record!(Part { 0 number: i64, 1 price: Price });

/// By value: it cannot say that nothing was chosen.
#[derive(Debug)]
pub(crate) enum Way {
    Road(i32),
    Rail(String),
}

impl Default for Way {
    fn default() -> Self {
        Self::Road(0)
    }
}

impl Choice for Way {
    fn pick(&mut self, variant: u16) -> Slot<'_> {
        *self = if variant == 0 { Self::Road(0) } else { Self::Rail(String::new()) };
        match self {
            Self::Road(number) => number.slot(),
            Self::Rail(text) => text.slot(),
        }
    }

    fn variant(&self) -> u16 {
        u16::from(matches!(self, Self::Rail(_)))
    }

    fn chosen(&self) -> View<'_> {
        match self {
            Self::Road(number) => number.view(),
            Self::Rail(text) => text.view(),
        }
    }
}

impl Field for Way {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self) -> View<'_> {
        View::Choice(self)
    }
}

record!(Order {
    0 text: String, 1 flag: bool, 2 byte: i8, 3 short: i16, 4 int: i32, 5 long: i64, 6 tiny: u8, 7 word: u16,
    8 wide: u32, 9 huge: u64, 10 single: f32, 11 double: f64, 12 integer: Integer, 13 decimal: Decimal,
    14 moment: DateTime, 15 day: Date, 16 span: Duration, 17 bytes: Base64, 18 guid: Guid, 19 part: Part,
    20 way: Way, 21 price: Price, 22 id: i32, 23 mark: String,
    24 count: Option<i32>, 25 note: Option<String>, 26 again: Nillable<i32>, 27 list: List<i32>, 28 several: Vec<i32>,
    29 key: Option<i32>, 30 inner: Option<Part>,
});

static PRICE: TypeDef = TypeDef {
    attributes: &[
        Particle::new(ns::NONE, "currency", 1, 0, TEXT),
        Particle::new(ns::NONE, "rate", 2, 0, INT),
    ],
    text: Some(&Particle::new(ns::NONE, "text", 0, 0, Type::Scalar(Scalar::Decimal))),
    ..TypeDef::new(A, "Price", &[])
};
static PART: TypeDef = TypeDef::new(
    A,
    "Part",
    &[
        Particle::new(A, "Number", 0, 0, Type::Scalar(Scalar::I64)),
        Particle::new(A, "PartPrice", 1, 0, Type::Record(&PRICE)),
    ],
);
const fn row(tag: &'static str, slot: u16, scalar: Scalar) -> Particle {
    Particle::new(A, tag, slot, 0, Type::Scalar(scalar))
}
static ORDER: TypeDef = TypeDef {
    attributes: &[
        Particle::new(ns::NONE, "id", 22, 0, INT),
        Particle::new(ns::NONE, "key", 29, 0, INT),
        Particle::new(ns::NONE, "mark", 23, 0, TEXT),
    ],
    ..TypeDef::new(
        A,
        "Order",
        &[
            row("Text", 0, Scalar::String),
            row("Flag", 1, Scalar::Bool),
            row("Byte", 2, Scalar::I8),
            row("Short", 3, Scalar::I16),
            row("Int", 4, Scalar::I32),
            row("Long", 5, Scalar::I64),
            row("Tiny", 6, Scalar::U8),
            row("Word", 7, Scalar::U16),
            row("Wide", 8, Scalar::U32),
            row("Huge", 9, Scalar::U64),
            row("Single", 10, Scalar::F32),
            row("Double", 11, Scalar::F64),
            row("Integer", 12, Scalar::Integer),
            row("Decimal", 13, Scalar::Decimal),
            row("Moment", 14, Scalar::DateTime),
            row("Day", 15, Scalar::Date),
            row("Span", 16, Scalar::Duration),
            row("Bytes", 17, Scalar::Base64),
            row("Guid", 18, Scalar::Guid),
            Particle::new(A, "Part", 19, 0, Type::Record(&PART)),
            Particle::new(A, "Road", 20, OPTIONAL, INT).variant(0),
            Particle::new(A, "Rail", 20, OPTIONAL, TEXT).variant(1),
            Particle::new(A, "Price", 21, 0, Type::Record(&PRICE)),
            row("Count", 24, Scalar::I32),
            row("Note", 25, Scalar::String),
            Particle::new(A, "Again", 26, NILLABLE, INT),
            Particle::new(A, "List", 27, 0, Type::List(&Particle::new(A, "item", 0, OPTIONAL | MANY, INT))),
            Particle::new(A, "Several", 28, MANY, INT),
            Particle::new(A, "Inner", 30, 0, Type::Record(&PART)),
        ],
    )
};
pub(crate) static OPERATION: Operation = Operation {
    name: "Place",
    service: &SERVICE,
    action: "",
    input_action: None,
    request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
    response: Some(Message {
        headers: &[],
        body: Body::Single(Wrapper {
            flags: 0,
            def: TypeDef::new(A, "Placed", &[Particle::new(A, "Order", 0, 0, Type::Record(&ORDER))]),
        }),
        attachments: &[],
    }),
};

pub(crate) const PARTED: &str =
    "<Number>9000000001</Number><PartPrice currency='SEK' rate='78'>13.25</PartPrice>";

pub(crate) static NUMBERS: Operation = Operation {
    name: "Count",
    service: &SERVICE,
    action: "",
    input_action: None,
    request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
    response: Some(Message {
        headers: &[],
        body: Body::Single(Wrapper {
            flags: 0,
            def: TypeDef::new(A, "Counted", &[Particle::new(A, "Item", 0, MANY, INT)]),
        }),
        attachments: &[],
    }),
};

/// A count that is not written where it is 0.
#[derive(Default)]
struct Counted(i32);

impl Record for Counted {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Field::slot(&mut self.0)
    }

    fn view(&self, _: u16) -> View<'_> {
        Field::view(&self.0)
    }

    fn nil(&mut self, _: u16) {}
}

#[test]
fn a_default_that_nobody_wants_is_not_written() {
    static DEF: TypeDef = TypeDef::new(
        A,
        "Counted",
        &[Particle::new(A, "Count", 0, soapwright_runtime::codec::OMIT_DEFAULT, Type::Scalar(Scalar::I32))],
    );
    let operation = operation(Type::Record(&DEF));
    let written = |value: &Counted| encode(operation, View::Record(value));
    assert!(!written(&Counted(0)).contains("Count"), "{}", written(&Counted(0)));
    assert!(written(&Counted(1)).contains("<a:Count>1</a:Count>"), "{}", written(&Counted(1)));
}
