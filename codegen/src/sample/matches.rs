//! Whether a text is one of a pattern, found by trying: a sample is short, and its pattern is asked a few times at most,
//! which is no reason to make a program of it.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// How many steps are made for one pattern; after them nothing is known.
const STEPS: usize = 2_000_000;

/// A pattern.
pub(super) struct Pattern {
    hir: Hir,
    steps: std::cell::Cell<usize>,
}

impl Pattern {
    /// A pattern as the crate `regex` has it; `None` where it is none.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
        Some(Self { hir, steps: std::cell::Cell::new(STEPS) })
    }

    /// Whether all of a text is one of the pattern, as far as can be found out.
    pub(super) fn is_match(&self, text: &str) -> bool {
        match self.ends(&self.hir, text, &BTreeSet::from([0])) {
            Some(ends) => ends.contains(&text.len()),
            None => true,
        }
    }

    /// Where a part of the pattern ends that begins at one of these places; `None` after too many steps.
    fn ends(&self, hir: &Hir, text: &str, starts: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
        self.steps.set(self.steps.get().checked_sub(1 + starts.len())?);
        let rest = |at: &usize| text.get(*at..).unwrap_or_default();
        let after = |at: &usize, length: Option<usize>| Some(at + length?);
        Some(match hir.kind() {
            HirKind::Empty => starts.clone(),
            HirKind::Look(look) => {
                let holds = |at: &&usize| match look {
                    Look::Start => **at == 0,
                    Look::End => **at == text.len(),
                    _ => true,
                };
                starts.iter().filter(holds).copied().collect()
            }
            HirKind::Literal(literal) => {
                let fits =
                    |at: &usize| rest(at).as_bytes().starts_with(&literal.0).then_some(literal.0.len());
                starts.iter().filter_map(|at| after(at, fits(at))).collect()
            }
            HirKind::Class(class) => {
                let fits =
                    |at: &usize| rest(at).chars().next().filter(|c| has(class, *c)).map(char::len_utf8);
                starts.iter().filter_map(|at| after(at, fits(at))).collect()
            }
            HirKind::Capture(capture) => self.ends(&capture.sub, text, starts)?,
            HirKind::Concat(parts) => {
                let mut at = starts.clone();
                for part in parts {
                    at = self.ends(part, text, &at)?;
                }
                at
            }
            HirKind::Alternation(parts) => {
                let mut all = BTreeSet::new();
                for part in parts {
                    all.extend(self.ends(part, text, starts)?);
                }
                all
            }
            HirKind::Repetition(repetition) => {
                let (mut at, mut times) = (starts.clone(), 0);
                while times < repetition.min {
                    let next = self.ends(&repetition.sub, text, &at)?;
                    // From here on nothing changes.
                    if next.is_empty() || next == at {
                        at = next;
                        break;
                    }
                    (at, times) = (next, times + 1);
                }
                times = repetition.min;
                let mut all = at.clone();
                while repetition.max.is_none_or(|max| times < max) {
                    at = self.ends(&repetition.sub, text, &at)?;
                    at.retain(|end| !all.contains(end));
                    if at.is_empty() {
                        break;
                    }
                    all.extend(&at);
                    times += 1;
                }
                all
            }
        })
    }
}

/// Whether a class has a character.
fn has(class: &Class, c: char) -> bool {
    match class {
        Class::Unicode(class) => {
            let ranges = class.ranges();
            let at = ranges.partition_point(|range| range.end() < c);
            ranges.get(at).is_some_and(|range| range.start() <= c)
        }
        Class::Bytes(class) => {
            u8::try_from(c).is_ok_and(|c| class.ranges().iter().any(|r| r.start() <= c && c <= r.end()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_text_is_tried_as_the_crate_regex_does() {
        for pattern in [
            "",
            "a",
            "[a-c]+",
            "(a|b)*c",
            "a{2,3}b?",
            "(ab){2}",
            "(a?){3}",
            "(a*)*b",
            "^a$|b",
            r"\p{L}{2}\d*",
            "ä.",
            "(a|ab)(c|bcd)",
            "(a{2}){2,3}",
            "a{0}b",
            "[^a]",
        ] {
            let (own, other) =
                (Pattern::new(pattern).unwrap(), regex::Regex::new(&format!("^(?:{pattern})$")).unwrap());
            for text in [
                "", "a", "aa", "aab", "aaa", "b", "c", "abc", "abab", "aaaa", "aaaaaa", "ab", "äx", "äö12",
                "abcd", "ac", "aaaaab",
            ] {
                assert_eq!(own.is_match(text), other.is_match(text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn no_pattern_is_tried_without_end() {
        let mut pattern = Pattern::new("(((a{1,999}b?){1,999}){1,999})c").unwrap();
        assert!(!pattern.is_match(&"ab".repeat(1_000)));
        // After too many steps nothing is known.
        pattern.steps = 10.into();
        assert!(pattern.is_match("ab"));
    }
}
