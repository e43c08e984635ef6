//! Whether the crate `regex` can compile a pattern: the client that checks values has its limit of size.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::pattern;
use crate::contract::{Contract, TypeKind, TypeName};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// Programs of fewer states are small enough, however large their states are.
const SMALL: u64 = 20_000;
/// Programs of more states are too large.
const LARGE: u64 = 2_000_000;
/// Patterns between the two are compiled to find out, as long as they have no more states together: each takes as long as it
/// is large, and few are too large.
const COMPILED: u64 = 10_000_000;
/// How many patterns are remembered.
const REMEMBERED: usize = 10_000;

/// What is known of patterns: many elements may have one, and it may be long.
struct Known {
    /// By their texts, the expressions that clients can check values by.
    all: BTreeMap<String, Option<String>>,
    /// How many states may still be compiled.
    left: u64,
}

/// The alternatives of one restriction as one expression; `None` where any is no pattern of XML Schema, or no client can check
/// values by it.
pub(super) fn compiled(patterns: &[&str]) -> Option<String> {
    static KNOWN: Mutex<Known> = Mutex::new(Known { all: BTreeMap::new(), left: COMPILED });
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    // No pattern that is one has this character.
    let key = patterns.join("\u{fffe}");
    if let Some(known) = known.all.get(&key) {
        return known.clone();
    }
    let joined = joined(patterns).filter(|joined| is_checked(joined, &mut known.left));
    if known.all.len() >= REMEMBERED {
        known.all.clear();
    }
    known.all.insert(key, joined.clone());
    joined
}

/// The alternatives as one expression.
fn joined(patterns: &[&str]) -> Option<String> {
    let all: Option<Vec<String>> = patterns.iter().map(|one| pattern::translate(one)).collect();
    Some(all?.join("|"))
}

/// Whether a client can check values by an expression.
fn is_checked(joined: &str, left: &mut u64) -> bool {
    let whole = format!("^(?:{joined})$");
    let Ok(hir) = regex_syntax::Parser::new().parse(&whole) else { return false };
    let states = states(&hir);
    match states {
        ..SMALL => true,
        SMALL..=LARGE => match left.checked_sub(states) {
            Some(rest) => {
                *left = rest;
                Regex::new(&whole).is_ok()
            }
            None => true,
        },
        _ => false,
    }
}

/// About how many states the program of an expression has.
fn states(hir: &Hir) -> u64 {
    let sum = |all: &[Hir]| all.iter().fold(0u64, |sum, one| sum.saturating_add(states(one)));
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Unicode(class)) => 4 * class.ranges().len() as u64,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() as u64,
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(all) | HirKind::Alternation(all) => sum(all),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            states(&repetition.sub).saturating_mul(u64::from(times))
        }
    }
}

/// Warns of the patterns by which no value is checked.
pub(in crate::model) fn warn(contract: &Contract, warnings: &mut Diagnostics) {
    for (name, declared) in &contract.types {
        let TypeKind::Alias(simple) = &declared.kind else { continue };
        let patterns = simple.facets.iter().filter(|facet| facet.name == "pattern");
        let patterns: Vec<&str> = patterns.map(|facet| facet.value.as_str()).collect();
        if !patterns.is_empty() && compiled(&patterns).is_none() {
            let message =
                format!("the pattern of {} cannot be compiled: validate() does not check it", called(name));
            let warning = Diagnostic::error(Kind::Unsupported, message, declared.place.clone()).warning();
            warnings.push(warning.about(name.name.clone()).help("make it shorter, or correct it"));
        }
    }
}

fn called(name: &TypeName) -> String {
    if name.path.is_empty() {
        format!("the type {}", name.name.local)
    } else {
        format!("a type within {}", name.name.local)
    }
}

#[cfg(test)]
mod tests {
    use super::{compiled, is_checked};

    #[test]
    fn only_so_much_is_compiled() {
        let (mut left, pattern) = (500_000, r"\p{L}{100}");
        assert!(is_checked(pattern, &mut left) && left < 500_000);
        left = 10;
        // That it can be is taken for granted.
        assert!(is_checked(pattern, &mut left) && left == 10);
    }

    #[test]
    fn what_is_too_large_is_not_checked() {
        for (pattern, checked) in [
            ("[a-z]+", true),
            (r"\d{3}-\d{4}", true),
            (r"\i\c{0,99}", true),
            ("(a{100}[b-y]){9}", true),
            ("((a{1000}){1000}){1000}", false),
            (r"(\p{L}{1000}){10}", false),
            ("(a", false),
        ] {
            assert_eq!(compiled(&[pattern]).is_some(), checked, "{pattern}");
            assert_eq!(compiled(&[pattern, "x"]).is_some(), checked, "{pattern}");
        }
    }
}
