//! Facets of simple values, by their text.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::Regex;

use super::{Facet, names, order};
use crate::runtime::codec::dynamic;
use crate::runtime::codec::scalar::{Kind, Scalar};
use crate::runtime::codec::strings::words;
use crate::runtime::codec::tables::{Defaulted, Type};
use crate::runtime::codec::union::collapse;

/// How much of a value and how many names of an enumeration are shown.
const SHOWN: usize = 40;
const NAMES: usize = 8;

/// A simple value.
pub(super) struct Subject<'a> {
    /// What it is.
    pub(super) ty: &'a Type,
    /// Its text, as it would be written.
    pub(super) text: &'a str,
    /// How many items it has, where that is not told by the text.
    pub(super) items: Option<usize>,
}

/// What is found of a value.
#[derive(Default)]
pub(super) struct Found {
    /// What is wrong with it.
    pub(super) problems: Vec<String>,
    /// The patterns by which it is not checked.
    pub(super) unchecked: Vec<&'static str>,
}

/// Adds what is wrong with a value.
pub(super) fn problems(subject: &Subject<'_>, facets: &[Facet], out: &mut Found) {
    let ty = match subject.ty {
        Type::Defaulted(Defaulted { ty, .. }) => ty,
        ty => ty,
    };
    let text = normal(subject.text, ty, facets);
    let shown =
        || if facets.iter().any(|f| matches!(f, Facet::Secret)) { "the value".into() } else { show(&text) };
    match ty {
        Type::Enum(known) if !known.contains(&&*text) => {
            out.problems.push(format!("{} is not {}", shown(), one_of(known)))
        }
        Type::SimpleList(item) => {
            let inner = facets.iter().find_map(|facet| match facet {
                Facet::Items(inner) => Some(*inner),
                _ => None,
            });
            let inner = inner.unwrap_or_default();
            for word in words(&text) {
                problems(&Subject { ty: item, text: word, items: None }, inner, out);
            }
        }
        _ => {}
    }
    let size = || subject.items.unwrap_or_else(|| length(ty, &text));
    let unit = unit(ty);
    for facet in facets {
        let problem = match *facet {
            Facet::Length(length) => amount(size(), unit, length, length),
            Facet::MinLength(least) => amount(size(), unit, least, usize::MAX),
            Facet::MaxLength(most) => amount(size(), unit, 0, most),
            Facet::MinInclusive(bound) => match order::compare(ty, &text, bound) {
                Some(Ordering::Less) => Some(format!("{} is below {bound}", shown())),
                _ => None,
            },
            Facet::MaxInclusive(bound) => match order::compare(ty, &text, bound) {
                Some(Ordering::Greater) => Some(format!("{} is above {bound}", shown())),
                _ => None,
            },
            Facet::MinExclusive(bound) => match order::compare(ty, &text, bound) {
                Some(Ordering::Less | Ordering::Equal) => Some(format!("{} is not above {bound}", shown())),
                _ => None,
            },
            Facet::MaxExclusive(bound) => match order::compare(ty, &text, bound) {
                Some(Ordering::Greater | Ordering::Equal) => {
                    Some(format!("{} is not below {bound}", shown()))
                }
                _ => None,
            },
            Facet::TotalDigits(most) => amount(order::digits(&text).0, "digit", 0, most),
            Facet::FractionDigits(most) => {
                let problem = amount(order::digits(&text).1, "digit", 0, most);
                problem.map(|problem| format!("after the point: {problem}"))
            }
            Facet::Pattern(regex, written) => {
                let fits = matches(regex, &text);
                if fits.is_none() {
                    out.unchecked.push(written);
                }
                (fits == Some(false)).then(|| format!("{} does not match `{written}`", shown()))
            }
            Facet::Unchecked(written) => {
                out.unchecked.push(written);
                None
            }
            Facet::NmToken if !names::is_nmtoken(&text) => Some(format!("{} is no NMTOKEN", shown())),
            Facet::Name if !names::is_name(&text) => Some(format!("{} is no Name", shown())),
            Facet::NcName if !names::is_nc_name(&text) => Some(format!("{} is no NCName", shown())),
            Facet::Union(members) => {
                let fits = members.iter().any(|member| {
                    let mut found = Found::default();
                    let subject = Subject { ty: &member.ty, text: &text, items: None };
                    problems(&subject, member.facets, &mut found);
                    let fits = found.problems.is_empty() && dynamic::check(&member.ty, &text).is_ok();
                    if fits {
                        out.unchecked.append(&mut found.unchecked);
                    }
                    fits
                });
                (!fits).then(|| format!("{} is a value of none of the union's types", shown()))
            }
            _ => None,
        };
        out.problems.extend(problem);
    }
}

/// What is wrong with an amount.
pub(super) fn amount(count: usize, unit: &str, least: usize, most: usize) -> Option<String> {
    let amount = |count: usize| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    if count < least && least == most {
        Some(format!("{}, exactly {least} are needed", amount(count)))
    } else if count < least {
        Some(format!("{}, at least {least} are needed", amount(count)))
    } else if count > most && least == most {
        Some(format!("{}, exactly {most} are needed", amount(count)))
    } else if count > most {
        Some(format!("{}, at most {most} are allowed", amount(count)))
    } else {
        None
    }
}

/// A text with its white space as it counts.
fn normal<'t>(text: &'t str, ty: &Type, facets: &[Facet]) -> Cow<'t, str> {
    match facets.first() {
        Some(Facet::Collapse) => collapse(text).into(),
        Some(Facet::Replace) => text.replace(['\t', '\n', '\r'], " ").into(),
        _ if matches!(ty, Type::Scalar(Scalar::String) | Type::Enum(_)) => text.into(),
        _ => collapse(text).into(),
    }
}

/// The length of a value in its type's unit.
fn length(ty: &Type, text: &str) -> usize {
    match ty {
        Type::Scalar(scalar) if scalar.kind() == Kind::Base64 => text.trim_end_matches('=').len() * 3 / 4,
        Type::Scalar(scalar) if scalar.kind() == Kind::Hex => text.len() / 2,
        Type::SimpleList(_) | Type::Flags(_) => words(text).count(),
        _ => text.chars().count(),
    }
}

fn unit(ty: &Type) -> &'static str {
    match ty {
        Type::Scalar(scalar) if matches!(scalar.kind(), Kind::Base64 | Kind::Hex) => "byte",
        Type::SimpleList(_) | Type::Flags(_) => "item",
        _ => "character",
    }
}

fn show(text: &str) -> String {
    let plain =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    if plain && text.len() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("`{start}{more}`")
}

fn one_of(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMES).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > NAMES { ", …" } else { "" };
    match names {
        [_] => shown.concat(),
        _ => format!("one of {}{more}", shown.join(", ")),
    }
}

/// Whether a whole text matches. Each expression is compiled once; of one that is too large to be nothing is known.
fn matches(pattern: &'static str, text: &str) -> Option<bool> {
    static COMPILED: Mutex<BTreeMap<&'static str, Option<Regex>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex =
        compiled.entry(pattern).or_insert_with(|| Regex::new(&format!("^(?:{pattern})$")).ok()).clone();
    drop(compiled);
    regex.map(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::validate::Member;

    fn found(ty: Type, text: &str, facets: &[Facet]) -> String {
        let mut out = Found::default();
        problems(&Subject { ty: &ty, text, items: None }, facets, &mut out);
        out.problems.join("; ")
    }

    #[test]
    fn lengths_are_in_the_units_of_the_type() {
        for (ty, text, facet, expected) in [
            (Type::STRING, "häß", Facet::MaxLength(3), ""),
            (Type::STRING, "", Facet::MinLength(1), "0 characters, at least 1 are needed"),
            (Type::BASE64, "SGVsbG8=", Facet::Length(5), ""),
            (Type::BASE64, "SGVsbG8=", Facet::MaxLength(4), "5 bytes, at most 4 are allowed"),
            (Type::HEX, "0A", Facet::Length(2), "1 byte, exactly 2 are needed"),
            (Type::SimpleList(&Type::I32), "1 2 3", Facet::MaxLength(2), "3 items, at most 2 are allowed"),
        ] {
            assert_eq!(found(ty, text, &[facet]), expected, "{text}");
        }
    }

    #[test]
    fn values_are_compared_as_what_they_are() {
        for (ty, text, facet, expected) in [
            (Type::I32, "12", Facet::MaxInclusive("10"), "12 is above 10"),
            (Type::I32, "9", Facet::MaxInclusive("10"), ""),
            (Type::DECIMAL, "0.0", Facet::MinExclusive("0"), "0.0 is not above 0"),
            (Type::DECIMAL, "123.450", Facet::TotalDigits(5), ""),
            (
                Type::DECIMAL,
                "123.456",
                Facet::FractionDigits(2),
                "after the point: 3 digits, at most 2 are allowed",
            ),
            (Type::F64, "1E3", Facet::MaxExclusive("1000"), "`1E3` is not below 1000"),
            (Type::DATE, "2024-01-01", Facet::MinInclusive("2024-01-02"), "2024-01-01 is below 2024-01-02"),
            (Type::STRING, "ab", Facet::Pattern("[a-z]", "[a-z]"), "`ab` does not match `[a-z]`"),
            (Type::STRING, "a b", Facet::NmToken, "`a b` is no NMTOKEN"),
            (Type::Enum(&["x", "y"]), "z", Facet::Secret, "the value is not one of `x`, `y`"),
        ] {
            assert_eq!(found(ty, text, &[facet]), expected, "{text}");
        }
        let small: &[Facet] = &[Facet::Items(&[Facet::MaxInclusive("3")])];
        assert_eq!(found(Type::SimpleList(&Type::I32), "1 4", small), "4 is above 3");
        assert_eq!(found(Type::STRING, "  ab ", &[Facet::Collapse, Facet::Length(2)]), "");
    }

    #[test]
    fn patterns_that_are_not_checked_are_told() {
        let large = Facet::Pattern("((a{1000}){1000}){1000}", "large");
        for (facets, text, expected) in [
            (&[Facet::Unchecked("[odd")][..], "x", &["[odd"][..]),
            (&[large, Facet::MaxLength(1)], "xy", &["large"]),
            (&[Facet::Pattern("x", "x")], "y", &[]),
            (&[Facet::Items(&[Facet::Unchecked("[odd")])], "1", &["[odd"]),
            (
                &[Facet::Union(&[Member { ty: Type::I32, facets: &[Facet::Unchecked("[odd")] }])],
                "1",
                &["[odd"],
            ),
            (&[Facet::Union(&[Member { ty: Type::I32, facets: &[Facet::Unchecked("[odd")] }])], "a", &[]),
        ] {
            let list = Type::SimpleList(&Type::I32);
            let ty = if matches!(facets, [Facet::Items(_)]) { &list } else { &Type::STRING };
            let mut out = Found::default();
            problems(&Subject { ty, text, items: None }, facets, &mut out);
            assert_eq!(out.unchecked, expected, "{facets:?} {text}");
        }
    }

    #[test]
    fn a_union_takes_what_one_member_takes() {
        static MEMBERS: [Member; 2] = [
            Member { ty: Type::I32, facets: &[Facet::MaxInclusive("3")] },
            Member { ty: Type::Enum(&["small"]), facets: &[] },
        ];
        let union = [Facet::Union(&MEMBERS)];
        for good in ["3", "small"] {
            assert_eq!(found(Type::STRING, good, &union), "");
        }
        for bad in ["4", "large", ""] {
            assert!(found(Type::STRING, bad, &union).ends_with("none of the union's types"), "{bad}");
        }
    }

    #[test]
    fn names_are_cut_off_only_where_there_are_more() {
        let names = ["a"; NAMES + 1];
        for (count, more) in [(2, false), (NAMES, false), (NAMES + 1, true)] {
            assert_eq!(one_of(&names[..count]).ends_with('…'), more, "{count}");
        }
        assert_eq!(one_of(&["a"]), "`a`");
    }
}
