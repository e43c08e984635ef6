//! Elements that are nil and have attributes.

use soapwright_runtime::codec::{
    Field, NILLABLE, OPTIONAL, Particle, Record, Scalar, Slot, Type, TypeDef, View, ns,
};
use soapwright_runtime::values::Unknown;

use crate::roundtrip::{decode, encode, operation};
use crate::tables::A;

const TEXT: Type = Type::Scalar(Scalar::String);

static INNER: TypeDef = TypeDef {
    attributes: &[Particle::new(ns::NONE, "why", 1, OPTIONAL, TEXT)],
    ..TypeDef::new(A, "Inner", &[Particle::new(A, "Name", 0, 0, TEXT)])
};
static OUTER: TypeDef =
    TypeDef::new(A, "Outer", &[Particle::new(A, "One", 0, NILLABLE, Type::Record(&INNER))]);
/// As generated code has it, with `preserve-unknown` or without.
#[derive(Debug, Clone, PartialEq, Default)]
struct Inner<const KEEP: bool> {
    name: String,
    why: Option<String>,
    unknown: Unknown,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Outer<const KEEP: bool> {
    one: Option<Inner<KEEP>>,
    unknown: Unknown,
}

#[derive(Default)]
struct Send<const KEEP: bool>(Outer<KEEP>);

macro_rules! record {
    ($name:ident { $($slot:literal $field:tt),* } $($unknown:ident)?) => {
        impl<const KEEP: bool> Record for $name<KEEP> {
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

            $(fn unknown_mut(&mut self) -> Option<&mut Unknown> {
                KEEP.then_some(&mut self.$unknown)
            }

            fn unknown(&self) -> Option<&Unknown> {
                KEEP.then_some(&self.$unknown)
            })?
        }

        impl<const KEEP: bool> Field for $name<KEEP> {
            fn slot(&mut self) -> Slot<'_> {
                Slot::Record(self)
            }

            fn view(&self) -> View<'_> {
                View::Record(self)
            }
        }
    };
}

record!(Inner { 0 name, 1 why } unknown);
record!(Outer { 0 one } unknown);
record!(Send { 0 0 });

fn read<const KEEP: bool>(content: &str) -> Outer<KEEP> {
    let mut read = Send::<KEEP>::default();
    decode(operation(Type::Record(&OUTER)), &format!("<Value>{content}</Value>"), &mut read).unwrap();
    read.0
}

fn written<const KEEP: bool>(value: &Outer<KEEP>) -> String {
    encode(operation(Type::Record(&OUTER)), View::Record(value))
}

#[test]
fn attributes_of_what_is_nil_are_kept_where_unknown_elements_are() {
    for content in ["<One i:nil='true' why='secret'/>", "<One why='secret' other='x' i:nil='1'></One>"] {
        let value = read::<true>(content);
        let one = value.one.as_ref().unwrap();
        assert!(one.unknown.is_nil() && !one.unknown.is_empty());
        assert_eq!(
            (one.why.as_deref(), one.name.as_str(), one.unknown.iter().count()),
            (Some("secret"), "", 0)
        );
        assert_eq!(written(&value), "<a:Value><a:One why=\"secret\" i:nil=\"true\"/></a:Value>");
        // Whoever wants to send a value says so.
        let mut changed = value.clone();
        let one = changed.one.as_mut().unwrap();
        one.unknown.clear();
        one.name = "n".into();
        assert_eq!(written(&changed), "<a:Value><a:One why=\"secret\"><a:Name>n</a:Name></a:One></a:Value>");
        // Elsewhere nil is nil.
        assert_eq!(read::<false>(content), Outer::default());
    }
}

#[test]
fn what_is_nil_and_says_nothing_else_is_nil() {
    for content in ["<One i:nil='true'/>", "<One i:nil='true' other='x' i:type='Inner'/>"] {
        assert_eq!(read::<true>(content), Outer::default(), "{content}");
    }
    assert_eq!(written(&Outer::<true>::default()), "<a:Value><a:One i:nil=\"true\"/></a:Value>");
    let value = read::<true>("<One why='x'><Name>n</Name></One>");
    assert!(!value.one.unwrap().unknown.is_nil());
}
