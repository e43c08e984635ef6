//! A record with one of each kind of member, and the formats of the tests' tables.

use soapwright_runtime::codec::with_serde::{
    Deserialize, Deserializer, Serialize, Serializer, Shape, Tabled, deserialize, serialize,
};
use soapwright_runtime::codec::{
    Choice, Derived, Field, MANY, NILLABLE, OPTIONAL, Particle, Record, Slot, Type, TypeDef, View, Wildcard,
    ns,
};
use soapwright_runtime::values::{AnyType, Attributes, Element, List, Map, Nillable, Unknown};

use crate::tables::{A, B, CRATE, Crate};

macro_rules! by_table {
    ($($type:ty: $table:expr;)*) => {
        $(impl Tabled for $type {
            const TYPE: Type = $table;
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                serialize(Shape::Type(Self::TYPE), Field::view(self), to)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                deserialize(Shape::Type(Self::TYPE), from)
            }
        })*
    };
}

by_table! {
    Crate: Type::Record(&CRATE);
    Thing: Type::Record(&THING);
    Any: Type::Derived(&ANY);
}

/// One of each kind of member.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Thing {
    pub(super) id: i32,
    pub(super) other_id: Option<String>,
    pub(super) rank: i16,
    pub(super) both: Nillable<f64>,
    pub(super) lists: List<List<u64>>,
    pub(super) map: Map<String, Option<f32>>,
    pub(super) pick: Pick,
    pub(super) again: Vec<Pick>,
    pub(super) any: Vec<Element>,
    pub(super) attribute: Option<bool>,
    pub(super) attributes: Attributes,
    pub(super) unknown: Unknown,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pick {
    Number(i32),
    Words(Vec<String>),
    List(List<i32>),
    Nothing(()),
    Maybe(Option<i32>),
}

const NUMBERS: Type = Type::List(&Particle::new(A, "n", 0, OPTIONAL | MANY, Type::I32));

const fn pick(variant: u16, name: &'static str, slot: u16, flags: u8, ty: Type) -> Particle {
    Particle::new(A, name, slot, OPTIONAL | flags, ty).variant(variant)
}

static THING: TypeDef = TypeDef {
    attributes: &[
        Particle::optional(ns::NONE, "id", 9, Type::BOOL),
        Particle::any_attribute(10, &Wildcard::Any),
    ],
    ..TypeDef::new(
        A,
        "Thing",
        &[
            Particle::new(A, "id", 0, 0, Type::I32),
            Particle::new(B, "id", 1, OPTIONAL, Type::STRING),
            Particle::optional(A, "rank", 2, Type::I16),
            Particle::nullable(A, "both", 3, Type::F64),
            Particle::nullable(
                A,
                "lists",
                4,
                Type::List(&Particle::item(
                    A,
                    "list",
                    Type::List(&Particle::new(A, "n", 0, OPTIONAL | MANY, Type::U64)),
                )),
            ),
            Particle::optional(A, "map", 5, <Map<String, Option<f32>>>::TYPE),
            pick(0, "number", 6, 0, Type::I32),
            pick(1, "word", 6, MANY, Type::STRING),
            pick(2, "list", 6, NILLABLE, NUMBERS),
            pick(3, "nothing", 6, 0, Type::STRING),
            pick(4, "maybe", 6, NILLABLE, Type::I32),
            pick(0, "number", 7, MANY, Type::I32),
            pick(1, "word", 7, MANY, Type::STRING),
            Particle::wildcard(8, OPTIONAL | MANY, &Wildcard::Any),
        ],
    )
};

impl Record for Thing {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => self.id.slot(),
            1 => self.other_id.slot(),
            2 => self.rank.slot(),
            3 => self.both.slot(),
            4 => self.lists.slot(),
            5 => self.map.slot(),
            6 => self.pick.slot(),
            7 => self.again.slot(),
            8 => self.any.slot(),
            9 => self.attribute.slot(),
            10 => self.attributes.slot(),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.id.view(),
            1 => self.other_id.view(),
            2 => self.rank.view(),
            3 => self.both.view(),
            4 => self.lists.view(),
            5 => self.map.view(),
            6 => self.pick.view(),
            7 => self.again.view(),
            8 => self.any.view(),
            9 => self.attribute.view(),
            10 => self.attributes.view(),
            _ => View::Absent,
        }
    }

    fn nil(&mut self, index: u16) {
        if index == 3 {
            self.both.nil();
        }
    }

    fn unknown(&self) -> Option<&Unknown> {
        Some(&self.unknown)
    }

    fn unknown_mut(&mut self) -> Option<&mut Unknown> {
        Some(&mut self.unknown)
    }
}

impl Field for Thing {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

impl Default for Pick {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl Choice for Pick {
    fn pick(&mut self, variant: u16) -> Slot<'_> {
        *self = match variant {
            0 => Self::Number(0),
            1 => Self::Words(Vec::new()),
            2 => Self::List(List::default()),
            3 => Self::Nothing(()),
            _ => Self::Maybe(None),
        };
        match self {
            Self::Number(value) => value.slot(),
            Self::Words(value) => value.slot(),
            Self::List(value) => value.slot(),
            Self::Nothing(value) => Field::slot(value),
            Self::Maybe(value) => value.slot(),
        }
    }

    fn nil(&mut self, variant: u16) {
        self.pick(variant);
        if let Self::Maybe(value) = self {
            *value = None;
        }
    }

    fn variant(&self) -> u16 {
        match self {
            Self::Number(_) => 0,
            Self::Words(_) => 1,
            Self::List(_) => 2,
            Self::Nothing(()) => 3,
            Self::Maybe(_) => 4,
        }
    }

    fn chosen(&self) -> View<'_> {
        match self {
            Self::Number(value) => value.view(),
            Self::Words(value) => value.view(),
            Self::List(value) => value.view(),
            Self::Nothing(value) => Field::view(value),
            Self::Maybe(value) => value.view(),
        }
    }
}

impl Field for Pick {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self) -> View<'_> {
        View::Choice(self)
    }
}

/// A type of which others are derived, two of one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Any {
    Crate(Box<Crate>),
    Twin(Box<Crate>),
    Other(AnyType),
}

static ANY: Derived = Derived { types: &[&CRATE, &CRATE], default: None };

impl Default for Any {
    fn default() -> Self {
        Self::Other(AnyType::default())
    }
}

impl Choice for Any {
    fn pick(&mut self, variant: u16) -> Slot<'_> {
        *self = match variant {
            0 => Self::Crate(Box::default()),
            1 => Self::Twin(Box::default()),
            _ => Self::default(),
        };
        match self {
            Self::Crate(value) | Self::Twin(value) => Field::slot(value),
            Self::Other(value) => value.slot(),
        }
    }

    fn variant(&self) -> u16 {
        match self {
            Self::Crate(_) => 0,
            Self::Twin(_) => 1,
            Self::Other(_) => u16::MAX,
        }
    }

    fn chosen(&self) -> View<'_> {
        match self {
            Self::Crate(value) | Self::Twin(value) => Field::view(value),
            Self::Other(value) => value.view(),
        }
    }
}

impl Field for Any {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self) -> View<'_> {
        View::Choice(self)
    }
}
