//! Whether a value obeys the facets of its type, as far as samples need to know.

use super::matches::Pattern;
use crate::contract::builtin::{Builtin, Length, Order};
use crate::model::Check;

/// What values are asked for, with the patterns read.
pub(super) struct Demands<'c>(Vec<(&'c Check, Option<Pattern>)>);

impl<'c> Demands<'c> {
    pub(super) fn new(checks: &'c [Check]) -> Self {
        let pattern = |check: &Check| match check {
            Check::Pattern(pattern, _) => Pattern::new(pattern),
            _ => None,
        };
        Self(checks.iter().map(|check| (check, pattern(check))).collect())
    }

    /// Whether the value obeys every check. What is not known here, such as the order of durations, is taken to be obeyed.
    pub(super) fn fit(&self, value: &str, builtin: Option<Builtin>) -> bool {
        self.0.iter().all(|(check, pattern)| obeys(value, builtin, check, pattern.as_ref()))
    }
}

fn obeys(value: &str, builtin: Option<Builtin>, check: &Check, pattern: Option<&Pattern>) -> bool {
    let bound = |bound: &str| compare(value, bound, builtin);
    match check {
        Check::Length(count) => length(value, builtin) == *count,
        Check::MinLength(least) => length(value, builtin) >= *least,
        Check::MaxLength(most) => length(value, builtin) <= *most,
        Check::MinInclusive(least) => bound(least).is_none_or(std::cmp::Ordering::is_ge),
        Check::MaxInclusive(most) => bound(most).is_none_or(std::cmp::Ordering::is_le),
        Check::MinExclusive(least) => bound(least).is_none_or(std::cmp::Ordering::is_gt),
        Check::MaxExclusive(most) => bound(most).is_none_or(std::cmp::Ordering::is_lt),
        Check::TotalDigits(most) => digits(value).0 <= *most,
        Check::FractionDigits(most) => digits(value).1 <= *most,
        Check::Pattern(..) => pattern.is_none_or(|pattern| pattern.is_match(value)),
        Check::NmToken => !value.is_empty() && value.chars().all(in_name),
        Check::Name | Check::NcName => {
            value.starts_with(|c: char| c.is_alphabetic() || c == '_') && value.chars().all(in_name)
        }
        // White space, lists, patterns that nobody can try and how often an element stands are not about a single value.
        Check::Unchecked(_)
        | Check::Collapse
        | Check::Replace
        | Check::Union(_)
        | Check::Items(_)
        | Check::Count(_)
        | Check::Occurs(_)
        | Check::Required => true,
    }
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || "._-".contains(c)
}

/// The length in the type's unit.
fn length(value: &str, builtin: Option<Builtin>) -> u64 {
    let count = match builtin.map_or(Length::Characters, |builtin| builtin.row().length) {
        Length::Characters => value.chars().count(),
        Length::Items => value.split_ascii_whitespace().count(),
        Length::Hex => value.len() / 2,
        Length::Base64 => value.trim_end_matches('=').len() * 3 / 4,
    };
    count as u64
}

/// How many digits a number has in all, and how many after the point.
fn digits(value: &str) -> (u64, u64) {
    let digits = value.trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    ((whole.len() + fraction.len()) as u64, fraction.len() as u64)
}

/// The order of two values; `None` where it is not known.
fn compare(value: &str, bound: &str, builtin: Option<Builtin>) -> Option<std::cmp::Ordering> {
    if let (Ok(value), Ok(bound)) = (value.parse::<i128>(), bound.parse::<i128>()) {
        return Some(value.cmp(&bound));
    }
    match builtin.map_or(Order::Number, |builtin| builtin.row().order) {
        Order::Date => Some(value.cmp(bound)),
        Order::Number => value.parse::<f64>().ok()?.partial_cmp(&bound.parse::<f64>().ok()?),
        Order::Unknown => None,
    }
}
