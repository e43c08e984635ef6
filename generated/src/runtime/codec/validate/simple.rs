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
