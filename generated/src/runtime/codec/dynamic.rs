//! Values that no Rust type was made for: a record driven by the tables alone.
//!
//! It reads and writes what generated types do. Samples, servers without typed requests, and tests use it.

use super::super::values::{
    AnyType, Base64, Char, Date, DateTime, Decimal, Duration, Guid, Hex, Integer, QName, Time,
};
use super::field::{Choice, Items, LexError, LexValue, Record, Sequence, Slot, View};
use super::primitive::{parse_bool, parse_f32, parse_f64, parse_i16, parse_i32, parse_i64};
use super::tables::{Alternative, MANY, Particle, Scalar, Type, TypeDef};

/// A record of any type.
#[derive(Debug)]
pub struct Dynamic {
    def: &'static TypeDef,
    slots: Vec<Value>,
}

impl Dynamic {
    /// An empty record of the type.
    #[must_use]
    pub fn new(def: &'static TypeDef) -> Self {
        Self { def, slots: Vec::new() }
    }

    /// The type.
    #[must_use]
    pub const fn def(&self) -> &'static TypeDef {
        self.def
    }

    fn particles(&self) -> impl Iterator<Item = &'static Particle> + use<> {
        let def = self.def;
        def.elements.iter().chain(def.attributes).chain(def.text)
    }
}

/// What stands in a slot.
#[derive(Debug)]
enum Value {
    Absent,
    Nil,
    Simple(Simple),
    QName(QName),
    Any(AnyType),
    Record(Dynamic),
    Items { item: &'static Particle, values: Vec<Value> },
    Derived { alternatives: &'static [Alternative], variant: u16, value: Box<Value> },
    Variant { slot: u16, def: &'static TypeDef, variant: u16, value: Box<Value> },
}

impl Value {
    fn new(ty: &'static Type) -> Self {
        match ty {
            Type::Scalar(Scalar::QName) => Self::QName(QName::default()),
            Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) | Type::SimpleList(_) => {
                Self::Simple(Simple { ty, text: String::new() })
            }
            Type::Record(def) => Self::Record(Dynamic::new(def)),
            Type::List(item) => Self::Items { item, values: Vec::new() },
            Type::Derived(alternatives) => {
                Self::Derived { alternatives, variant: 0, value: Box::new(Self::Absent) }
            }
            Type::Any => Self::Any(AnyType::default()),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::Absent | Self::Nil => Slot::None,
            Self::Simple(simple) => Slot::Lex(simple),
            Self::QName(name) => Slot::QName(name),
            Self::Any(any) => Slot::Any(any),
            Self::Record(record) => Slot::Record(record),
            Self::Items { .. } => Slot::Sequence(self),
            Self::Derived { .. } | Self::Variant { .. } => Slot::Choice(self),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Absent => View::Absent,
            Self::Nil => View::Nil,
            Self::Simple(simple) => View::Lex(simple),
            Self::QName(name) => View::QName(name),
            Self::Any(any) => View::Any(any),
            Self::Record(record) => View::Record(record),
            Self::Items { .. } => View::Items(self),
            Self::Derived { .. } | Self::Variant { .. } => View::Choice(self),
        }
    }
}

impl Record for Dynamic {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        let mut same = self.particles().filter(|particle| particle.slot == index);
        let Some(particle) = same.next() else { return Slot::None };
        let choice = same.next().is_some();
        let def = self.def;
        if self.slots.len() <= index as usize {
            self.slots.resize_with(index as usize + 1, || Value::Absent);
        }
        let Some(value) = self.slots.get_mut(index as usize) else { return Slot::None };
        if matches!(value, Value::Absent | Value::Nil) {
            *value = if particle.has(MANY) {
                Value::Items { item: particle, values: Vec::new() }
            } else if choice {
                Value::Variant { slot: index, def, variant: 0, value: Box::new(Value::Absent) }
            } else {
                Value::new(&particle.ty)
            };
        }
        value.slot()
    }

    fn view(&self, index: u16) -> View<'_> {
        self.slots.get(index as usize).map_or(View::Absent, Value::view)
    }

    fn nil(&mut self, index: u16) {
        if self.slots.len() <= index as usize {
            self.slots.resize_with(index as usize + 1, || Value::Absent);
        }
        if let Some(value) = self.slots.get_mut(index as usize) {
            *value = Value::Nil;
        }
    }
}

impl Sequence for Value {
    fn push(&mut self) -> Slot<'_> {
        let Self::Items { item, values } = self else { return Slot::None };
        values.push(Self::new(&item.ty));
        values.last_mut().map_or(Slot::None, Self::slot)
    }

    fn push_nil(&mut self) {
        if let Self::Items { values, .. } = self {
            values.push(Self::Nil);
        }
    }
}

impl Items for Value {
    fn count(&self) -> usize {
        if let Self::Items { values, .. } = self { values.len() } else { 0 }
    }

    fn item(&self, index: usize) -> View<'_> {
        let Self::Items { values, .. } = self else { return View::Absent };
        values.get(index).map_or(View::Absent, Self::view)
    }
}

impl Choice for Value {
    fn pick(&mut self, picked: u16) -> Slot<'_> {
        match self {
            Self::Derived { alternatives, variant, value } => {
                *variant = picked;
                **value = match alternatives.get(picked as usize) {
                    Some(alternative) => Self::Record(Dynamic::new(alternative.ty)),
                    None => Self::Any(AnyType::default()),
                };
                value.slot()
            }
            Self::Variant { slot, def, variant, value } => {
                *variant = picked;
                let meant = |particle: &&Particle| particle.slot == *slot && particle.variant == picked;
                **value =
                    def.elements.iter().find(meant).map_or(Self::Absent, |particle| Self::new(&particle.ty));
                value.slot()
            }
            _ => Slot::None,
        }
    }

    fn variant(&self) -> u16 {
        match self {
            Self::Derived { variant, .. } | Self::Variant { variant, .. } => *variant,
            _ => 0,
        }
    }

    fn chosen(&self) -> View<'_> {
        match self {
            Self::Derived { value, .. } | Self::Variant { value, .. } => value.view(),
            _ => View::Absent,
        }
    }
}

/// A simple value: its text, checked against its type.
#[derive(Debug)]
struct Simple {
    ty: &'static Type,
    text: String,
}

impl LexValue for Simple {
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        check(self.ty, text)?;
        text.clone_into(&mut self.text);
        Ok(())
    }

    fn write(&self, out: &mut String) {
        out.push_str(&self.text);
    }
}

/// Whether a text is in the lexical space of a simple type.
fn check(ty: &Type, text: &str) -> Result<(), LexError> {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    match ty {
        Type::Scalar(scalar) => check_scalar(*scalar, text),
        Type::Enum(names) if !names.contains(&trimmed) => {
            Err(LexError { expected: "one of the enumeration's names" })
        }
        Type::Flags(names) if !trimmed.split_ascii_whitespace().all(|name| names.contains(&name)) => {
            Err(LexError { expected: "names of flags" })
        }
        Type::SimpleList(item) => trimmed.split_ascii_whitespace().try_for_each(|one| check(item, one)),
        _ => Ok(()),
    }
}

fn check_scalar(scalar: Scalar, text: &str) -> Result<(), LexError> {
    fn lex<T: LexValue + Default>(text: &str) -> Result<(), LexError> {
        T::default().read(text)
    }
    match scalar {
        Scalar::Bool => parse_bool(text).map(drop),
        Scalar::I16 => parse_i16(text).map(drop),
        Scalar::I32 => parse_i32(text).map(drop),
        Scalar::I64 => parse_i64(text).map(drop),
        Scalar::I8 => lex::<i8>(text),
        Scalar::U8 => lex::<u8>(text),
        Scalar::U16 => lex::<u16>(text),
        Scalar::U32 => lex::<u32>(text),
        Scalar::U64 => lex::<u64>(text),
        Scalar::F32 => parse_f32(text).map(drop),
        Scalar::F64 => parse_f64(text).map(drop),
        Scalar::Integer => lex::<Integer>(text),
        Scalar::Decimal => lex::<Decimal>(text),
        Scalar::DateTime => lex::<DateTime>(text),
        Scalar::Date => lex::<Date>(text),
        Scalar::Time => lex::<Time>(text),
        Scalar::Duration => lex::<Duration>(text),
        Scalar::Base64 => lex::<Base64>(text),
        Scalar::Hex => lex::<Hex>(text),
        Scalar::Guid => lex::<Guid>(text),
        Scalar::Char => lex::<Char>(text),
        Scalar::String | Scalar::AnyUri | Scalar::QName | Scalar::Calendar => Ok(()),
    }
}
