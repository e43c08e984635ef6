//! Facets as people say them: "at most 40 characters", "1 to 10", "pattern `[a-z]+`".

use crate::contract::builtin::Length;
use crate::contract::{Contract, TypeRef};

use crate::model::restrictions::{Chain, Root};
use crate::visible::code;

use super::compiles::compiled;

/// Patterns longer than this say less than they take room.
const LONGEST: usize = 160;

/// What the facets of a type say, for the documentation.
pub(in super::super) fn notes(contract: &Contract, ty: &TypeRef) -> Vec<String> {
    let chain = Chain::new(contract, ty);
    let mut out = Vec::new();
    out.extend(length(&chain));
    out.extend(range(&chain));
    out.extend(chain.number("totalDigits").map(|n| format!("at most {}", count(n, "digit"))));
    let digits = chain.number("fractionDigits");
    out.extend(digits.map(|n| match n {
        0 => "no digits after the point".to_owned(),
        n => format!("at most {} after the point", count(n, "digit")),
    }));
    for patterns in chain.patterns() {
        let shown: Vec<String> = patterns.iter().map(|pattern| code(pattern)).collect();
        let shown = shown.join(" or ");
        if shown.chars().count() <= LONGEST {
            let note = if compiled(&patterns).is_some() { "" } else { " (`validate()` does not check it)" };
            out.push(format!("pattern {shown}{note}"));
        }
    }
    if let Root::List(item) = chain.root {
        let items = notes(contract, item);
        if !items.is_empty() {
            out.push(format!("each {}", items.join(", ")));
        }
    }
    out
}

/// A pattern that is shown, and means nothing: the beginning of a long one.
pub(super) fn shortened(pattern: &str) -> String {
    let start: String = pattern.chars().take(LONGEST).collect();
    if start.len() < pattern.len() { format!("{start}…") } else { start }
}

fn length(chain: &Chain<'_>) -> Option<String> {
    let unit = match chain.root {
        Root::List(_) => "item",
        Root::Builtin(builtin) => match builtin.row().length {
            Length::Characters => "character",
            Length::Items => "item",
            Length::Base64 | Length::Hex => "byte",
        },
        Root::Enum(_) | Root::Union(_) | Root::Other => "character",
    };
    if let Some(length) = chain.number("length") {
        return Some(format!("exactly {}", count(length, unit)));
    }
    match (chain.number("minLength").filter(|least| *least > 0), chain.number("maxLength")) {
        (Some(least), Some(most)) if least == most => Some(format!("exactly {}", count(least, unit))),
        (Some(least), Some(most)) => Some(format!("{least} to {}", count(most, unit))),
        (Some(least), None) => Some(format!("at least {}", count(least, unit))),
        (None, Some(most)) => Some(format!("at most {}", count(most, unit))),
        (None, None) => None,
    }
}

fn range(chain: &Chain<'_>) -> Option<String> {
    let lower = chain.facet(&["minInclusive", "minExclusive"]);
    let upper = chain.facet(&["maxInclusive", "maxExclusive"]);
    let value = |facet: &crate::contract::Facet| bound_text(facet.value.trim());
    let above = |facet: &crate::contract::Facet| match facet.name.as_str() {
        "minInclusive" => format!("at least {}", value(facet)),
        _ => format!("above {}", value(facet)),
    };
    let below = |facet: &crate::contract::Facet| match facet.name.as_str() {
        "maxInclusive" => format!("at most {}", value(facet)),
        _ => format!("below {}", value(facet)),
    };
    match (lower, upper) {
        (Some(lower), Some(upper)) if lower.name == "minInclusive" && upper.name == "maxInclusive" => {
            Some(format!("{} to {}", value(lower), value(upper)))
        }
        (Some(lower), Some(upper)) => Some(format!("{}, {}", above(lower), below(upper))),
        (Some(lower), None) => Some(above(lower)),
        (None, Some(upper)) => Some(below(upper)),
        (None, None) => None,
    }
}

fn count(number: u64, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// A bound as it is where it can mean nothing in Markdown, else as code.
fn bound_text(value: &str) -> String {
    let simple = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '+'));
    if simple && !value.is_empty() { value.to_owned() } else { code(value) }
}
