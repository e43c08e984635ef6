//! Serde's traits for the runtime's own values, and the table types of Rust's own types. The runtime's values that are
//! only a text have these traits from `scalar!`.

use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Shape, Tabled};
use crate::runtime::codec::enumeration::FlagMember;
use crate::runtime::codec::field::{Field, LexValue};
use crate::runtime::codec::tables::{MANY, NILLABLE, OPTIONAL, Particle, Type, TypeDef, Wildcard, ns};
use crate::runtime::values::{
    AnyType, Attachment, Attributes, Element, Flags, Guid, List, Map, Nillable, QName, SimpleList,
};

/// Implements `Tabled`: after each type stands what tables call it.
macro_rules! tabled {
    ($($type:ty: $table:expr;)*) => {
        $(impl Tabled for $type {
            const TYPE: Type = $table;
        })*
    };
}

tabled! {
    bool: Type::BOOL;
    i8: Type::I8;
    i16: Type::I16;
    i32: Type::I32;
    i64: Type::I64;
    u8: Type::U8;
    u16: Type::U16;
    u32: Type::U32;
    u64: Type::U64;
    f32: Type::F32;
    f64: Type::F64;
    String: Type::STRING;
    Guid: Type::GUID;
}

impl<T: Tabled> Tabled for Option<T> {
    const TYPE: Type = T::TYPE;
}

impl<T: Tabled> Tabled for Box<T> {
    const TYPE: Type = T::TYPE;
}

/// Implements `Tabled`, `Serialize` and `Deserialize`. In brackets stand the type's parameters with their bounds. After
/// each type stands what tables call it.
macro_rules! by_table {
    ($([$($parameter:ident: $($bound:path),+);*] $type:ty: $table:expr;)*) => {
        $(impl<$($parameter: $($bound +)+),*> Tabled for $type {
            const TYPE: Type = $table;
        }

        impl<$($parameter: $($bound +)+),*> Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                super::serialize(Shape::Type(Self::TYPE), self.view(), to)
            }
        }

        impl<'de, $($parameter: $($bound +)+),*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                super::deserialize(Shape::Type(Self::TYPE), from)
            }
        })*
    };
}

by_table! {
    [] QName: Type::QNAME;
    [] AnyType: Type::Any;
    [] Element: Type::Wildcard(&Wildcard::Any);
    [] Attributes: Type::Wildcard(&Wildcard::Any);
    [] Attachment: Type::Any;
    [M: FlagMember] Flags<M>: Type::Flags(&[]);
    [T: Tabled, LexValue, Default] SimpleList<T>: Type::SimpleList(&T::TYPE);
    [] SimpleList<QName>: Type::SimpleList(&Type::QNAME);
    [T: Tabled, Field, Default] Nillable<T>: T::TYPE;
    [T: Tabled, Field, Default] List<T>: Type::List(&Particle::item(ns::NONE, "item", T::TYPE));
    [K: Tabled, Field, Default; V: Tabled, Field, Default] Map<K, V>: Type::List(&Particle::new(
        ns::NONE,
        "entry",
        0,
        OPTIONAL | MANY,
        Type::Record(&TypeDef::new(
            ns::NONE,
            "",
            &[
                Particle::new(ns::NONE, "Key", 0, NILLABLE, K::TYPE),
                Particle::new(ns::NONE, "Value", 1, NILLABLE, V::TYPE),
            ],
        )),
    ));
}
