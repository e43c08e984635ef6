//! Whether facets allow more or less than others.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::contract::Facet;

/// Whether the new facets forbid something that the old ones allowed, and whether they allow something that those forbade.
pub(super) fn compare<'c>(
    old: impl Iterator<Item = &'c Facet>,
    new: impl Iterator<Item = &'c Facet>,
) -> (bool, bool) {
    let (old, new) = (Limits::new(old), Limits::new(new));
    let (mut tightened, mut loosened) = (false, false);
    let mut told = |(less, more): (bool, bool)| {
        tightened |= less;
        loosened |= more;
    };
    for name in old.lower.keys().chain(new.lower.keys()) {
        told(bounds(old.lower.get(name), new.lower.get(name), Ordering::Greater));
    }
    for name in old.upper.keys().chain(new.upper.keys()) {
        told(bounds(old.upper.get(name), new.upper.get(name), Ordering::Less));
    }
    let none = BTreeSet::new();
    for name in old.other.keys().chain(new.other.keys()) {
        let (before, after) = (old.other.get(name).unwrap_or(&none), new.other.get(name).unwrap_or(&none));
        // A pattern that changed may allow anything: it counts as one that allows less.
        if before != after {
            told(if after.is_empty() { (false, true) } else { (true, false) });
        }
    }
    (tightened, loosened)
}

/// Facets by what they limit.
#[derive(Debug, Default)]
struct Limits<'c> {
    /// The highest of the lower limits, and whether the limit itself is allowed.
    lower: BTreeMap<&'static str, (&'c str, bool)>,
    /// The lowest of the upper limits.
    upper: BTreeMap<&'static str, (&'c str, bool)>,
    /// All others, by name.
    other: BTreeMap<&'c str, BTreeSet<&'c str>>,
}

impl<'c> Limits<'c> {
    fn new(facets: impl Iterator<Item = &'c Facet>) -> Self {
        let mut limits = Self::default();
        for facet in facets {
            let value = facet.value.trim();
            match &*facet.name {
                "minInclusive" => keep(&mut limits.lower, "value", (value, true), Ordering::Greater),
                "minExclusive" => keep(&mut limits.lower, "value", (value, false), Ordering::Greater),
                "minLength" => keep(&mut limits.lower, "length", (value, true), Ordering::Greater),
                "maxInclusive" => keep(&mut limits.upper, "value", (value, true), Ordering::Less),
                "maxExclusive" => keep(&mut limits.upper, "value", (value, false), Ordering::Less),
                "maxLength" => keep(&mut limits.upper, "length", (value, true), Ordering::Less),
                "length" => {
                    keep(&mut limits.lower, "length", (value, true), Ordering::Greater);
                    keep(&mut limits.upper, "length", (value, true), Ordering::Less);
                }
                "totalDigits" => keep(&mut limits.upper, "digits", (value, true), Ordering::Less),
                "fractionDigits" => keep(&mut limits.upper, "fraction", (value, true), Ordering::Less),
                name => drop(limits.other.entry(name).or_default().insert(&*facet.value)),
            }
        }
        limits
    }
}

/// Keeps the stricter of two limits.
fn keep<'c>(
    limits: &mut BTreeMap<&'static str, (&'c str, bool)>,
    name: &'static str,
    limit: (&'c str, bool),
    stricter: Ordering,
) {
    let known = limits.entry(name).or_insert(limit);
    let order = order(limit.0, known.0);
    if order == stricter || (order == Ordering::Equal && !limit.1) {
        *known = limit;
    }
}

/// Whether a new limit forbids or allows more than the old one; `stricter` is how a stricter limit compares.
fn bounds(old: Option<&(&str, bool)>, new: Option<&(&str, bool)>, stricter: Ordering) -> (bool, bool) {
    match (old, new) {
        (None, None) => (false, false),
        (None, Some(_)) => (true, false),
        (Some(_), None) => (false, true),
        (Some((old, old_own)), Some((new, new_own))) => match order(new, old) {
            Ordering::Equal => (*old_own && !new_own, !old_own && *new_own),
            order if order == stricter => (true, false),
            _ => (false, true),
        },
    }
}

/// How two limits compare: as numbers, else as texts, which dates of one form sort as.
fn order(one: &str, other: &str) -> Ordering {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.cmp(other),
    }
}

/// A decimal as something that sorts as it does: its sign, the number of its whole digits, and its digits.
#[derive(Debug, PartialEq, Eq)]
struct Number<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            let whole = (a.whole.len(), a.whole).cmp(&(b.whole.len(), b.whole));
            whole.then_with(|| a.fraction.cmp(b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn number(text: &str) -> Option<Number<'_>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !all || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    Some(Number { negative: negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &[(&str, &str)], new: &[(&str, &str)]) -> (bool, bool) {
        let facets = |all: &[(&str, &str)]| -> Vec<Facet> {
            all.iter().map(|(name, value)| Facet { name: (*name).into(), value: (*value).into() }).collect()
        };
        let (old, new) = (facets(old), facets(new));
        compare(old.iter(), new.iter())
    }

    #[test]
    fn limits_allow_more_or_less() {
        let (same, less, more) = ((false, false), (true, false), (false, true));
        for (old, new, expected) in [
            (&[("maxLength", "10")][..], &[("maxLength", "8")][..], less),
            (&[("maxLength", "8")], &[("maxLength", "10")], more),
            (&[("maxLength", "8")], &[("minLength", "2"), ("maxLength", "8")], less),
            (&[("minInclusive", "-5")], &[("minInclusive", "-10")], more),
            (&[("maxInclusive", "9.50")], &[("maxInclusive", "+09.5")], same),
            (&[("maxInclusive", "9")], &[("maxExclusive", "9")], less),
            (&[("minExclusive", "0")], &[("minInclusive", "0")], more),
            (&[("length", "4")], &[("maxLength", "4")], more),
            (&[("pattern", "a")], &[("pattern", "b")], less),
            (&[("pattern", "a")], &[], more),
            (&[], &[("pattern", "a")], less),
            (&[("pattern", "a"), ("pattern", "b")], &[("pattern", "b"), ("pattern", "a")], same),
            (&[("maxLength", "8"), ("maxLength", "5")], &[("maxLength", "5")], same),
            (&[("maxInclusive", "2024-01-01")], &[("maxInclusive", "2025-01-01")], more),
            (
                &[("minLength", "1"), ("maxLength", "5")],
                &[("minLength", "2"), ("maxLength", "9")],
                (true, true),
            ),
        ] {
            assert_eq!(compared(old, new), expected, "{old:?} {new:?}");
        }
    }
}
