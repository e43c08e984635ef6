//! The name that was probably meant, and names as messages show them.

use std::collections::BTreeSet;

/// The candidate with the smallest edit distance to `name`, if it is near enough to be worth saying: at most a third
/// of the name's length, and at least one edit for short names. Ties go to the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let limit = (name.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let bound = best.map_or(limit + 1, |(d, _)| d);
        if let Some(distance) = distance(&name, candidate, bound) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The only candidate that a name can be a misspelling of: the same in another case, or one edit away from a name of at
/// least four letters.
pub(crate) fn meant<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = name.chars().collect();
    let (mut same, mut near) = (None, Vec::new());
    for candidate in candidates {
        if candidate.eq_ignore_ascii_case(name) {
            same.get_or_insert(candidate);
        } else if candidate.len() >= 4
            && !near.contains(&candidate)
            && distance(&letters, candidate, 2).is_some()
        {
            near.push(candidate);
        }
    }
    match near.as_slice() {
        [only] if same.is_none() => Some(only),
        _ => same,
    }
}

/// A name as a message shows it: in backticks, control characters escaped, cut where nobody would read on.
pub fn quoted(name: &str) -> String {
    const SHOWN: usize = 80;
    let mut out = String::from("`");
    for c in name.chars().take(SHOWN) {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    if name.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}

/// How many names a message offers.
const OFFERED: usize = 3;
/// How many it lists where none is near.
const LISTED: usize = 5;

/// What to say of a name that nothing has: the names that are near (case, `_` and `-` aside), else some of all there are.
/// `None` where there are none.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut all: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    all.extend(known.into_iter().filter(|name| seen.insert(*name)));
    let folded: Vec<char> = fold(name).chars().collect();
    let exact: Vec<char> = name.chars().collect();
    let limit = (folded.len() / 3).max(1) + 1;
    let mut near: Vec<(usize, usize, &str)> = Vec::new();
    for candidate in &all {
        if let Some(first) = distance(&folded, &fold(candidate), limit) {
            near.push((
                first,
                distance(&exact, candidate, exact.len() + limit).unwrap_or(usize::MAX),
                candidate,
            ));
        }
    }
    // Ties stay in the order of what is known. Of two spellings of one name the nearer one is enough.
    near.sort_by_key(|(first, second, _)| (*first, *second));
    let mut spelled = BTreeSet::new();
    near.retain(|(.., name)| spelled.insert(fold(name)));
    let best = near.first().map_or(0, |(first, ..)| *first);
    let mut offered: Vec<String> =
        near.iter().take_while(|(first, ..)| *first <= best + 1).map(|(.., name)| quoted(name)).collect();
    if offered.is_empty() {
        // A part of a name, or a name with something more.
        let part = |a: &str, b: &str| b.chars().count() >= 4 && a.contains(b);
        let folded = fold(name);
        let holds = |other: &&&str| part(&fold(other), &folded) || part(&folded, &fold(other));
        offered = once(&all).iter().filter(holds).map(|name| quoted(name)).collect();
    }
    let all = once(&all);
    offered.truncate(OFFERED);
    match (offered.split_last(), all.len()) {
        (Some((last, [])), _) => Some(format!("did you mean {last}?")),
        (Some((last, rest)), _) => Some(format!("did you mean {} or {last}?", rest.join(", "))),
        (None, 0) => None,
        (None, count) => {
            let some: Vec<String> = all.iter().take(LISTED).map(|name| quoted(name)).collect();
            let more = match count.saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Some(format!("there is {}{more}", some.join(", ")))
        }
    }
}

/// The names, each in its first spelling.
fn once<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.iter().filter(|name| seen.insert(fold(name))).copied().collect()
}

/// A name without what people get wrong first.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The edit distance, a swap of neighbours counting as one edit, where it is below `bound`.
fn distance(a: &[char], b: &str, bound: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().take(a.len() + bound + 1).collect();
    if a.len().abs_diff(b.len()) >= bound {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last_x = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut last_y = None;
        // One step along the row above, and the same two back in the row before that.
        let corners = above.iter().zip(above.iter().skip(1));
        let swaps =
            std::iter::once(None).chain(before.iter().map(|cost| Some(*cost))).chain(std::iter::repeat(None));
        for ((&y, (&corner, &over)), swap) in b.iter().zip(corners).zip(swaps) {
            let left = row.last().copied().unwrap_or(i + 1);
            let mut cost = (corner + usize::from(x != y)).min(left + 1).min(over + 1);
            if last_x == Some(y)
                && last_y == Some(x)
                && let Some(swap) = swap
            {
                cost = cost.min(swap + 1);
            }
            row.push(cost);
            last_y = Some(y);
        }
        if row.iter().min().is_some_and(|smallest| *smallest >= bound) {
            return None;
        }
        last_x = Some(x);
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|d| *d < bound)
}

#[cfg(test)]
mod tests {
    use super::{meant, nearest, quoted, suggestion};

    #[test]
    fn finds_the_near_and_not_the_far() {
        let names = ["UserGroup", "UserGroupLink", "User", "Role"];
        assert_eq!(nearest("UserGrop", names), Some("UserGroup"));
        assert_eq!(nearest("Usr", names), Some("User"));
        assert_eq!(nearest("UserGroup", names), Some("UserGroup"));
        assert_eq!(nearest("Rloe", names), Some("Role"));
        assert_eq!(nearest("Contact", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn what_is_meant_is_one_thing() {
        let names = ["type", "ref", "minOccurs", "maxOccurs", "form", "fore"];
        assert_eq!(meant("maxoccurs", names), Some("maxOccurs"));
        assert_eq!(meant("minOccur", names), Some("minOccurs"));
        assert_eq!(meant("tpye", names), Some("type"));
        assert_eq!(meant("REF", names), Some("ref"));
        assert_eq!(meant("rif", names), None, "too short to tell");
        assert_eq!(meant("fort", ["form", "fore"]), None, "either");
        assert_eq!(meant("occurs", names), None);
    }

    #[test]
    fn offers_what_is_near_else_some_of_all() {
        let names = ["UserGroup", "UserGroupLink", "User", "Role", "save_user", "A", "B"];
        for (name, says) in [
            ("UserGrop", "did you mean `UserGroup`?"),
            ("usergroup", "did you mean `UserGroup`?"),
            ("SaveUser", "did you mean `save_user`?"),
            ("Group", "did you mean `UserGroup` or `UserGroupLink`?"),
            ("Contact", "there is `UserGroup`, `UserGroupLink`, `User`, `Role`, `save_user` and 2 more"),
        ] {
            assert_eq!(suggestion(name, names).as_deref(), Some(says), "{name}");
        }
        assert_eq!(suggestion("Two", ["One", "One"]).as_deref(), Some("there is `One`"));
        assert_eq!(suggestion("Two", []), None);
    }

    #[test]
    fn what_is_shown_is_harmless() {
        assert_eq!(quoted("a\u{1b}[31m\nb"), "`a\\u{1b}[31m\\nb`");
        assert_eq!(quoted(&"x".repeat(100_000)).chars().count(), 83);
        assert!(suggestion(&"x".repeat(100_000), ["UserGroup"]).is_some());
    }
}
