//! The name that was probably meant.

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
    use super::{meant, nearest};

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
}
