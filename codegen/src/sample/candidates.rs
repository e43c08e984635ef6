//! Values of a built-in type that may obey its facets, the most plausible first.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::contract::builtin::{Builtin, Length, Order};
use crate::model::Check;

/// How long a text that is made for a pattern or a length may get, in bytes.
const LONGEST: usize = 4_096;

/// The most that is tried as the number of a pattern's repetitions, beside the lengths that are asked for.
const REPEATS: u32 = 40;

/// Candidates for a value of a built-in type.
pub(super) fn candidates(builtin: Builtin, checks: &[Check]) -> impl Iterator<Item = String> + use<> {
    let row = builtin.row();
    let mut all = vec![row.sample.to_owned()];
    match row.order {
        Order::Date => all.extend(dates(checks)),
        Order::Number => all.extend(numbers(checks)),
        Order::Unknown => {}
    }
    all.extend(lengths(checks).filter_map(|length| resized(row.sample, row.length, length)));
    for check in checks {
        if let Check::Pattern(pattern, _) = check {
            all.extend(of_pattern(pattern, checks));
        }
    }
    all.into_iter()
}

/// The lengths that the facets name.
fn lengths(checks: &[Check]) -> impl Iterator<Item = usize> {
    checks.iter().filter_map(|check| match check {
        Check::Length(length) | Check::MinLength(length) | Check::MaxLength(length) => {
            usize::try_from(*length).ok().filter(|length| *length <= LONGEST)
        }
        _ => None,
    })
}

/// A value of a length: a text cut to it or filled up to it, so many words, or so many octets.
fn resized(text: &str, unit: Length, length: usize) -> Option<String> {
    if length > LONGEST {
        return None;
    }
    Some(match unit {
        Length::Characters => text.chars().chain(std::iter::repeat('x')).take(length).collect(),
        Length::Items => {
            let words = text.split_ascii_whitespace().chain(std::iter::repeat("x"));
            words.take(length).collect::<Vec<_>>().join(" ")
        }
        Length::Hex => "48".repeat(length),
        Length::Base64 => {
            let (whole, rest) = (length / 3, length % 3);
            let end = ["", "SA==", "SEg="].get(rest)?;
            "SEhI".repeat(whole) + end
        }
    })
}

/// The bounds that the facets name.
fn bounds(checks: &[Check]) -> impl Iterator<Item = &str> {
    checks.iter().filter_map(|check| match check {
        Check::MinInclusive(bound)
        | Check::MaxInclusive(bound)
        | Check::MinExclusive(bound)
        | Check::MaxExclusive(bound) => Some(bound.as_str()),
        _ => None,
    })
}

/// Numbers at the bounds and between them, and some with few digits.
fn numbers(checks: &[Check]) -> Vec<String> {
    let mut all: Vec<String> = ["1", "0", "-1", "0.5"].map(str::to_owned).to_vec();
    let mut between = Vec::new();
    for bound in bounds(checks) {
        all.push(bound.to_owned());
        if let Ok(number) = bound.parse::<i128>() {
            all.extend([number.saturating_add(1).to_string(), number.saturating_sub(1).to_string()]);
        }
        between.extend(bound.parse::<f64>());
    }
    if let [low, high] = between.as_slice() {
        all.push(((low + high) / 2.0).to_string());
    }
    all
}

/// Dates at the bounds, and a year before and after them.
fn dates(checks: &[Check]) -> Vec<String> {
    let mut all = Vec::new();
    for bound in bounds(checks) {
        all.push(bound.to_owned());
        let year = bound.get(..4).and_then(|year| year.parse::<u16>().ok());
        if let (Some(year), Some(rest)) = (year, bound.get(4..)) {
            all.extend([year + 1, year.saturating_sub(1)].map(|year| format!("{year:04}{rest}")));
        }
    }
    all
}

/// Texts of a pattern: each of its first branches, with more and more repetitions.
fn of_pattern(pattern: &str, checks: &[Check]) -> Vec<String> {
    let Ok(hir) = regex_syntax::Parser::new().parse(pattern) else { return Vec::new() };
    let asked = lengths(checks).filter_map(|length| u32::try_from(length).ok());
    let repeats: Vec<u32> = std::iter::once(1).chain(asked).chain(0..REPEATS).collect();
    let branches = 0..4;
    let pairs = branches.flat_map(|branch| repeats.iter().map(move |repeats| (branch, *repeats)));
    let texts = pairs.filter_map(|(branch, repeats)| {
        let mut out = String::new();
        grow(&hir, branch, repeats, &mut out)?;
        Some(out)
    });
    texts.collect()
}

/// Appends a text of the expression; `None` where it would get too long, or has no text.
fn grow(hir: &Hir, branch: usize, repeats: u32, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(one_of(class)?),
        HirKind::Capture(capture) => grow(&capture.sub, branch, repeats, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                grow(part, branch, repeats, out)?;
            }
        }
        HirKind::Alternation(parts) => grow(parts.get(branch % parts.len().max(1))?, branch, repeats, out)?,
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repeats.clamp(repetition.min, most) {
                grow(&repetition.sub, branch, repeats, out)?;
            }
        }
    }
    Some(())
}

/// A character of a class: a readable one, where there is one.
fn one_of(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let has = |c: char| class.ranges().iter().any(|range| range.start() <= c && c <= range.end());
    let readable = ['A', 'a', '1'].into_iter().chain(' '..='~').find(|c| has(*c));
    readable.or_else(|| class.ranges().first().map(|range| range.start()))
}
