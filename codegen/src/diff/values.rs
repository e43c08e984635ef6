//! What values two simple types allow, and whether they are one type in Rust.

use super::facets;
use crate::contract::{Builtin, Contract, Facet, TypeKind, TypeRef};
use crate::model::{self, Shape};

/// How a type is related to the one that was in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It allows the same values, and is the same in Rust.
    Equal,
    /// It allows all that the old one did, and is another type in Rust.
    Widened,
    /// It allows a part of what the old one did, and is another type in Rust.
    Narrowed,
    /// It allows all that the old one did, and is the same in Rust.
    SameRustWidened,
    /// It allows a part of what the old one did, or another part, and is the same in Rust.
    SameRustNarrowed,
    /// It is something else.
    Other,
}

/// How far a type may be derived from a built-in one.
const DEPTH: usize = 64;

/// Compares two types that are called otherwise.
pub(super) fn relation(old: (&Contract, &TypeRef), new: (&Contract, &TypeRef)) -> Relation {
    let (Some(before), Some(after)) = (simple(old), simple(new)) else { return Relation::Other };
    let shapes = (model::shape_of(old.0, old.1), model::shape_of(new.0, new.1));
    let same_rust = match &shapes {
        (Shape::Scalar(old), Shape::Scalar(new)) => old.rust() == new.rust(),
        (old, new) => old == new,
    };
    let (tightened, loosened) = facets::compare(before.facets.iter().copied(), after.facets.iter().copied());
    let (wider, narrower) = (is_part(before.base, after.base), is_part(after.base, before.base));
    let (takes_all, takes_no_more) = (wider && !tightened, narrower && !loosened);
    match (takes_all, takes_no_more, same_rust) {
        (true, true, true) => Relation::Equal,
        (true, _, true) => Relation::SameRustWidened,
        (true, _, false) => Relation::Widened,
        (false, true, false) => Relation::Narrowed,
        (false, _, true) => Relation::SameRustNarrowed,
        (false, false, false) => Relation::Other,
    }
}

/// A simple type without its names: a built-in one, and how it is restricted.
struct Simple<'c> {
    base: Builtin,
    facets: Vec<&'c Facet>,
}

/// What a reference leads to, if that is a restriction of a built-in type.
fn simple<'c>((contract, ty): (&'c Contract, &'c TypeRef)) -> Option<Simple<'c>> {
    let (mut at, mut facets) = (ty, Vec::new());
    for _ in 0..DEPTH {
        match at {
            TypeRef::Builtin(base) => return Some(Simple { base: *base, facets }),
            TypeRef::Named(name) => match &contract.types.get(name)?.kind {
                TypeKind::Alias(alias) => {
                    facets.extend(&alias.facets);
                    at = &alias.base;
                }
                _ => return None,
            },
        }
    }
    None
}

/// The built-in types that allow all that one does, directly.
const fn wider(builtin: Builtin) -> &'static [Builtin] {
    use Builtin::{
        AnyType, AnyUri, Byte, Double, Float, Id, IdRef, Int, Integer, Language, Long, Name, NcName,
        NegativeInteger, NmToken, NonNegativeInteger, NonPositiveInteger, NormalizedString, PositiveInteger,
        Short, String, Token, UnsignedByte, UnsignedInt, UnsignedLong, UnsignedShort,
    };
    match builtin {
        NormalizedString => &[String],
        Token => &[NormalizedString],
        Language | NmToken | Name | AnyUri => &[Token],
        NcName => &[Name],
        Id | IdRef => &[NcName],
        Byte => &[Short],
        Short => &[Int],
        Int => &[Long],
        Long | NonNegativeInteger | NonPositiveInteger => &[Integer],
        UnsignedByte => &[UnsignedShort, Short],
        UnsignedShort => &[UnsignedInt, Int],
        UnsignedInt => &[UnsignedLong, Long],
        UnsignedLong | PositiveInteger => &[NonNegativeInteger],
        NegativeInteger => &[NonPositiveInteger],
        Float => &[Double],
        AnyType => &[],
        _ => &[AnyType],
    }
}

/// Whether one built-in type allows nothing that the other does not.
fn is_part(part: Builtin, whole: Builtin) -> bool {
    part == whole || wider(part).iter().any(|wider| is_part(*wider, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_have_an_order() {
        for (part, whole) in [
            (Builtin::Int, Builtin::Long),
            (Builtin::UnsignedByte, Builtin::Integer),
            (Builtin::Id, Builtin::String),
            (Builtin::Float, Builtin::Double),
        ] {
            assert!(is_part(part, whole) && !is_part(whole, part), "{part:?} {whole:?}");
        }
        for (one, other) in [
            (Builtin::Decimal, Builtin::Double),
            (Builtin::Int, Builtin::String),
            (Builtin::Int, Builtin::Decimal),
            (Builtin::UnsignedLong, Builtin::Long),
            (Builtin::DateTime, Builtin::Date),
        ] {
            assert!(!is_part(one, other) && !is_part(other, one), "{one:?} {other:?}");
        }
    }

    #[test]
    fn the_relation_knows_the_rust_type() {
        let contract = Contract::default();
        let relation =
            |old, new| relation((&contract, &TypeRef::Builtin(old)), (&contract, &TypeRef::Builtin(new)));
        assert_eq!(relation(Builtin::Int, Builtin::Long), Relation::Widened);
        assert_eq!(relation(Builtin::Int, Builtin::Short), Relation::Narrowed);
        assert_eq!(relation(Builtin::Token, Builtin::String), Relation::SameRustWidened);
        assert_eq!(relation(Builtin::String, Builtin::AnyUri), Relation::SameRustNarrowed);
        assert_eq!(relation(Builtin::NmToken, Builtin::AnyUri), Relation::SameRustNarrowed);
        assert_eq!(relation(Builtin::Int, Builtin::String), Relation::Other);
        assert_eq!(relation(Builtin::PositiveInteger, Builtin::Integer), Relation::SameRustWidened);
    }
}
