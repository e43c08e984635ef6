//! Values that no Rust type was made for: a record driven by the tables alone.
//!
//! It reads and writes what generated types do. Samples, servers without typed requests, and tests use it.

use super::field::{Choice, Items, LexError, LexValue, Record, Sequence, Slot, View, growth};
use super::scalar::Scalar;
use super::strings::{trim, words};
use super::tables::{Array, Defaulted, Derived, MANY, Particle, Type, TypeDef};
use super::union::collapse;
use crate::runtime::values::{AnyType, Attributes, Element, QName, Unknown};

/// A record of any type.
#[derive(Debug)]
pub struct Dynamic {
    def: &'static TypeDef,
    slots: Vec<Value>,
    unknown: Option<Unknown>,
}

impl Dynamic {
    /// An empty record of the type.
    #[must_use]
    #[inline]
    pub fn new(def: &'static TypeDef) -> Self {
        Self { def, slots: Vec::new(), unknown: None }
    }

    /// Such a record that keeps the elements that the table does not know. Records in it do not.
    #[must_use]
    #[inline]
    pub fn keeping_unknown(def: &'static TypeDef) -> Self {
        Self { def, slots: Vec::new(), unknown: Some(Unknown::default()) }
    }

    /// The type.
    #[must_use]
    #[inline]
    pub const fn def(&self) -> &'static TypeDef {
        self.def
    }

    #[inline]
    fn particles(&self) -> impl Iterator<Item = &'static Particle> + use<> {
        let def = self.def;
        def.elements.iter().chain(def.attributes).chain(def.text)
    }
}

/// How many bytes the slots of a record of a type take.
fn slots_of(def: &'static TypeDef) -> usize {
    let last = Dynamic::new(def).particles().map(|particle| usize::from(particle.slot) + 1).max();
    last.unwrap_or(0) * size_of::<Value>()
}

/// Whether a slot holds several values: all its particles repeat then, those of a choice too.
#[inline]
fn repeats(particles: impl Iterator<Item = &'static Particle>, slot: u16) -> bool {
    particles.filter(|particle| particle.slot == slot).all(|particle| particle.has(MANY))
}

/// What stands in a slot.
#[derive(Debug)]
enum Value {
    Absent,
    Nil,
    Simple(Simple),
    QName(QName),
    QNames(Vec<QName>),
    Any(AnyType),
    Element(Element),
    Attributes(Attributes),
    Record(Dynamic),
    Items { item: &'static Particle, choice: Option<(u16, &'static TypeDef)>, values: Vec<Value> },
    Derived { derived: &'static Derived, variant: u16, value: Box<Value> },
    Variant { slot: u16, def: &'static TypeDef, variant: u16, value: Box<Value> },
}

impl Value {
    #[inline]
    fn new(ty: &'static Type) -> Self {
        match ty {
            Type::Scalar(Scalar::QName) => Self::QName(QName::default()),
            Type::SimpleList(Type::Scalar(Scalar::QName)) => Self::QNames(Vec::new()),
            Type::Scalar(_) | Type::Enum(_) | Type::Flags(_) | Type::SimpleList(_) => {
                Self::Simple(Simple { ty, text: String::new() })
            }
            Type::Record(def) | Type::Group(def) => Self::Record(Dynamic::new(def)),
            Type::Defaulted(Defaulted { ty, .. }) => Self::new(ty),
            Type::Wildcard(_) => Self::Element(Element::default()),
            Type::List(item) => Self::Items { item, choice: None, values: Vec::new() },
            Type::Array(Array { item, .. }) => Self::Items { item, choice: None, values: Vec::new() },
            Type::Derived(derived) => Self::Derived { derived, variant: 0, value: Box::new(Self::Absent) },
            Type::Any => Self::Any(AnyType::default()),
        }
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::Absent | Self::Nil => Slot::None,
            Self::Simple(simple) => Slot::Lex(simple),
            Self::QName(name) => Slot::QName(name),
            Self::QNames(names) => Slot::QNames(names),
            Self::Any(any) => Slot::Any(any),
            Self::Element(element) => Slot::Element(element),
            Self::Attributes(attributes) => Slot::Attributes(attributes),
            Self::Record(record) => Slot::Record(record),
            Self::Items { .. } => Slot::Sequence(self),
            Self::Derived { .. } | Self::Variant { .. } => Slot::Choice(self),
        }
    }

    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Self::Absent => View::Absent,
            Self::Nil => View::Nil,
            Self::Simple(simple) => View::Lex(simple),
            Self::QName(name) => View::QName(name),
            Self::QNames(names) => View::QNames(names),
            Self::Any(any) => View::Any(any),
            Self::Element(element) => View::Element(element),
            Self::Attributes(attributes) => View::Attributes(attributes),
            Self::Record(record) => View::Record(record),
            Self::Items { .. } => View::Items(self),
            Self::Derived { .. } | Self::Variant { .. } => View::Choice(self),
        }
    }
}

impl Record for Dynamic {
    #[inline]
    fn slot(&mut self, index: u16) -> Slot<'_> {
        let mut same = self.particles().filter(|particle| particle.slot == index);
        let Some(particle) = same.next() else { return Slot::None };
        let choice = same.next().is_some();
        let many = repeats(self.particles(), index);
        let def = self.def;
        if self.slots.len() <= index as usize {
            self.slots.resize_with(index as usize + 1, || Value::Absent);
        }
        let Some(value) = self.slots.get_mut(index as usize) else { return Slot::None };
        if matches!(value, Value::Absent | Value::Nil) {
            *value = if self.def.attributes.iter().any(|one| std::ptr::eq(one, particle))
                && matches!(particle.ty, Type::Wildcard(_))
            {
                Value::Attributes(Attributes::default())
            } else if many {
                Value::Items { item: particle, choice: choice.then_some((index, def)), values: Vec::new() }
            } else if choice {
                Value::Variant { slot: index, def, variant: 0, value: Box::new(Value::Absent) }
            } else {
                Value::new(&particle.ty)
            };
        }
        value.slot()
    }

    #[inline]
    fn size(&self) -> usize {
        size_of_val(self) + slots_of(self.def)
    }

    #[inline]
    fn view(&self, index: u16) -> View<'_> {
        self.slots.get(index as usize).map_or(View::Absent, Value::view)
    }

    #[inline]
    fn nil(&mut self, index: u16) {
        if self.slots.len() <= index as usize {
            self.slots.resize_with(index as usize + 1, || Value::Absent);
        }
        if let Some(value) = self.slots.get_mut(index as usize) {
            *value = Value::Nil;
        }
    }

    #[inline]
    fn unknown_mut(&mut self) -> Option<&mut Unknown> {
        self.unknown.as_mut()
    }

    #[inline]
    fn unknown(&self) -> Option<&Unknown> {
        self.unknown.as_ref()
    }

    #[cfg(feature = "validate")]
    #[inline]
    fn rules(&self) -> Option<super::validate::Rules> {
        Some(super::validate::Rules::new(self.def, &[]))
    }
}

impl Sequence for Value {
    #[inline]
    fn growth(&self) -> usize {
        match self {
            Self::Items { item, values, .. } => {
                let inner = match item.ty {
                    Type::Record(def) | Type::Group(def) => slots_of(def),
                    _ => 0,
                };
                growth(values) + inner
            }
            _ => 0,
        }
    }

    #[inline]
    fn push(&mut self) -> Slot<'_> {
        let Self::Items { item, choice, values } = self else { return Slot::None };
        values.push(match *choice {
            Some((slot, def)) => Self::Variant { slot, def, variant: 0, value: Box::new(Self::Absent) },
            None => Self::new(&item.ty),
        });
        values.last_mut().map_or(Slot::None, Self::slot)
    }

    #[inline]
    fn push_nil(&mut self) {
        if let Self::Items { values, .. } = self {
            values.push(Self::Nil);
        }
    }
}

impl Items for Value {
    #[inline]
    fn count(&self) -> usize {
        if let Self::Items { values, .. } = self { values.len() } else { 0 }
    }

    #[inline]
    fn item(&self, index: usize) -> View<'_> {
        let Self::Items { values, .. } = self else { return View::Absent };
        values.get(index).map_or(View::Absent, Self::view)
    }
}

impl Choice for Value {
    #[inline]
    fn pick(&mut self, picked: u16) -> Slot<'_> {
        match self {
            Self::Derived { derived, variant, value } => {
                *variant = picked;
                **value = match derived.types.get(picked as usize) {
                    Some(def) => Self::Record(Dynamic::new(def)),
                    None => Self::Any(AnyType::default()),
                };
                value.slot()
            }
            Self::Variant { slot, def, variant, value } => {
                let meant = |particle: &&Particle| particle.slot == *slot && particle.variant == picked;
                let particle = def.elements.iter().find(meant);
                let own = particle.filter(|item| item.has(MANY) && !repeats(def.elements.iter(), *slot));
                // The next element of a group, or of an alternative that repeats, goes on filling it.
                let on = *variant == picked
                    && match **value {
                        Self::Record(_) => particle.is_some_and(|one| matches!(one.ty, Type::Group(_))),
                        Self::Items { .. } => own.is_some(),
                        _ => false,
                    };
                if !on {
                    **value = match (own, particle) {
                        (Some(item), _) => Self::Items { item, choice: None, values: Vec::new() },
                        (None, Some(particle)) => Self::new(&particle.ty),
                        (None, None) => Self::Absent,
                    };
                }
                *variant = picked;
                value.slot()
            }
            _ => Slot::None,
        }
    }

    #[inline]
    fn nil(&mut self, picked: u16) {
        self.pick(picked);
        if let Self::Derived { value, .. } | Self::Variant { value, .. } = self {
            **value = Self::Nil;
        }
    }

    #[inline]
    fn variant(&self) -> u16 {
        match self {
            Self::Derived { variant, .. } | Self::Variant { variant, .. } => *variant,
            _ => 0,
        }
    }

    #[inline]
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
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        check_open(self.ty, text)?;
        self.text = normal(self.ty, text);
        Ok(())
    }

    #[inline]
    fn is_known(&self) -> bool {
        is_known(self.ty, &self.text)
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(&self.text);
    }
}

/// A text with the white space that its type leaves: none around a value, single spaces within tokens and lists.
fn normal(ty: &Type, text: &str) -> String {
    match ty {
        Type::Scalar(Scalar::String) => text.to_owned(),
        Type::Scalar(Scalar::Token | Scalar::AnyUri) | Type::SimpleList(_) | Type::Flags(_) => collapse(text),
        Type::Enum(names) if names.contains(&text) => text.to_owned(),
        Type::Enum(names) => Some(collapse(text))
            .filter(|collapsed| names.contains(&&**collapsed))
            .unwrap_or_else(|| trim(text).to_owned()),
        Type::Defaulted(defaulted) => normal(&defaulted.ty, text),
        _ => trim(text).to_owned(),
    }
}

/// Whether the names of enumerations in a value are those of the contract.
fn is_known(ty: &Type, text: &str) -> bool {
    match ty {
        Type::Enum(names) => names.contains(&text),
        Type::SimpleList(item @ Type::Enum(_)) => words(text).all(|name| is_known(item, name)),
        Type::Defaulted(defaulted) => is_known(&defaulted.ty, text),
        _ => true,
    }
}

/// As [`check`], with any name for one of an enumeration, as generated types have it.
fn check_open(ty: &Type, text: &str) -> Result<(), LexError> {
    match ty {
        Type::Enum(_) => Ok(()),
        Type::Defaulted(defaulted) => check_open(&defaulted.ty, text),
        Type::SimpleList(item) => words(text).try_for_each(|one| check_open(item, one)),
        ty => check(ty, text),
    }
}

/// Whether a text is in the lexical space of a simple type.
#[inline]
pub(super) fn check(ty: &Type, text: &str) -> Result<(), LexError> {
    let trimmed = trim(text);
    match ty {
        Type::Scalar(scalar) => scalar.check(text),
        Type::Enum(names) if !names.contains(&trimmed) && !names.contains(&text) => {
            Err(LexError { expected: "one of the enumeration's names" })
        }
        Type::Flags(names) if !trimmed.split_ascii_whitespace().all(|name| names.contains(&name)) => {
            Err(LexError { expected: "names of flags" })
        }
        Type::Defaulted(defaulted) => check(&defaulted.ty, text),
        Type::SimpleList(item) => trimmed.split_ascii_whitespace().try_for_each(|one| check(item, one)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_takes_what_its_slots_do_and_flags_are_names() {
        static ROWS: [Particle; 1] = [Particle::new(0, "a>", 3, 0, Type::STRING)];
        static DEF: TypeDef = TypeDef::new(0, "A", &ROWS);
        let mut record = Dynamic::new(&DEF);
        assert_eq!(Record::size(&record), size_of::<Dynamic>() + 4 * size_of::<Value>());
        record.nil(3);
        assert!(matches!((record.view(3), record.view(2)), (View::Nil, View::Absent)));
        let flags = Type::Flags(&["a", "b"]);
        assert!(check(&flags, " b a ").is_ok() && check(&flags, "a c").is_err());
    }
}
