//! Texts of an XML Schema pattern.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The most that is repeated where nothing says so.
const REPEATS: u32 = 4;

/// A text that the pattern allows, perhaps of this length; `None` where it uses what is not known here.
pub(super) fn text(pattern: &str, length: u32, rng: &mut Rng) -> Option<String> {
    // Some contracts write anchors, which XML Schema does not have.
    let anchors = pattern.starts_with('^') || pattern.ends_with('$');
    let pattern = translated(pattern, anchors && rng.bool());
    let hir = regex_syntax::ParserBuilder::new().utf8(true).build().parse(&pattern).ok()?;
    let mut out = String::new();
    grow(&hir, length, rng, &mut out)?;
    Some(out)
}

/// The pattern in the syntax of regex-syntax. Classes of names and digits become smaller ones that lie in them.
fn translated(pattern: &str, anchors: bool) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut depth = 0u32;
    while let Some(c) = chars.next() {
        let class = |set: &str| if depth > 0 { set.to_owned() } else { format!("[{set}]") };
        match c {
            '\\' => match chars.next() {
                Some('i') => out.push_str(&class("A-Za-z_")),
                Some('c') => out.push_str(&class("A-Za-z0-9._")),
                Some('d') => out.push_str(&class("0-9")),
                Some('w') => out.push_str(&class("A-Za-z0-9")),
                Some('s') => out.push_str(&class(" ")),
                // A block of Unicode, most of which have names that regex-syntax does not know.
                Some('p') if chars.peek() == Some(&'{') => {
                    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    match name.strip_prefix("{Is") {
                        Some(_) => out.push_str(&class("A-Za-z")),
                        None => out.push_str(&format!("\\p{name}}}")),
                    }
                }
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '[' => {
                depth += 1;
                out.push('[');
                if depth == 1 && chars.peek() == Some(&'^') {
                    chars.next();
                    out.push('^');
                }
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(']');
            }
            '-' if depth > 0 && chars.peek() == Some(&'[') => out.push_str("--"),
            '&' | '~' | '^' if depth > 0 => out.extend(['\\', c]),
            '^' | '$' if depth == 0 && anchors => {}
            '^' | '$' if depth == 0 => out.extend(['\\', c]),
            other => out.push(other),
        }
    }
    out
}

fn grow(hir: &Hir, length: u32, rng: &mut Rng, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(one_of(class, rng)?),
        HirKind::Capture(capture) => grow(&capture.sub, length, rng, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| grow(part, length, rng, out))?,
        HirKind::Alternation(parts) => grow(rng.choice(parts)?, length, rng, out)?,
        HirKind::Repetition(repetition) => {
            let most = repetition.min.saturating_add(REPEATS);
            let fits = length >= repetition.min && repetition.max.is_none_or(|most| length <= most);
            let count = match fits && length > 0 && rng.bool() {
                true => length,
                false => rng.u32(repetition.min..=repetition.max.unwrap_or(most).min(most)),
            };
            for _ in 0..count {
                grow(&repetition.sub, length, rng, out)?;
            }
        }
    }
    Some(())
}

/// A character of the class, a printable one of ASCII where there is one.
fn one_of(class: &Class, rng: &mut Rng) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let mut all: Vec<(u32, u32)> =
        class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect();
    let plain: Vec<_> = all.iter().map(|(from, to)| ((*from).max(32), (*to).min(126))).collect();
    if plain.iter().any(|(from, to)| from <= to) {
        all = plain.into_iter().filter(|(from, to)| from <= to).collect();
    }
    let (from, to) = *rng.choice(&all)?;
    (0..20).find_map(|_| char::from_u32(rng.u32(from..=to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_their_patterns() {
        let mut rng = Rng::with_seed(1);
        for (pattern, check) in [
            ("[A-Z]{3}", "^[A-Z]{3}$"),
            (r"\d{2,4}-\i\c*", r"^[0-9]{2,4}-[A-Za-z_][\w.]*$"),
            ("[a-z-[aeiou]]{5}", "^[b-df-hj-np-tv-z]{5}$"),
            ("a|bc?|[^a-z]", "^(a|bc?|[^a-z])$"),
            ("[$^]", r"^[$\^]$"),
            (r"\p{IsBasicLatin}{2}", "^[A-Za-z]{2}$"),
            ("", "^$"),
        ] {
            for _ in 0..50 {
                let text = text(pattern, 0, &mut rng).unwrap();
                assert!(fits(check, &text), "{pattern}: {text}");
            }
        }
    }

    /// Libxml2 is the judge elsewhere; here it suffices to look at the characters.
    fn fits(check: &str, text: &str) -> bool {
        let allowed = check.trim_matches(['^', '$']);
        match allowed {
            "[A-Z]{3}" => text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
            "" => text.is_empty(),
            "[b-df-hj-np-tv-z]{5}" => text.len() == 5 && !text.contains(['a', 'e', 'i', 'o', 'u']),
            "[A-Za-z]{2}" => text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()),
            _ if check.contains("bc") => {
                matches!(text, "a" | "b" | "bc")
                    || text.chars().count() == 1 && !text.contains(char::is_lowercase)
            }
            _ if check.contains('-') => text.split_once('-').is_some_and(|(a, _)| a.parse::<u32>().is_ok()),
            _ => matches!(text, "$" | "^"),
        }
    }
}
