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

/// The edit distance, where it is below `bound`. A swap of neighbours counts as two.
fn distance(a: &[char], b: &str, bound: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().take(a.len() + bound + 1).collect();
    if a.len().abs_diff(b.len()) >= bound {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut smallest = left;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, &y) in row.iter_mut().skip(1).zip(&b) {
            let value = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = *cell;
            *cell = value;
            left = value;
            smallest = smallest.min(value);
        }
        if smallest >= bound {
            return None;
        }
    }
    row.last().copied().filter(|d| *d < bound)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_near_and_not_the_far() {
        let names = ["UserGroup", "UserGroupLink", "User", "Role"];
        assert_eq!(nearest("UserGrop", names), Some("UserGroup"));
        assert_eq!(nearest("Usr", names), Some("User"));
        assert_eq!(nearest("UserGroup", names), Some("UserGroup"));
        assert_eq!(nearest("Contact", names), None);
        assert_eq!(nearest("", names), None);
    }
}
