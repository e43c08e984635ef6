//! Names that look like each other, and members that keep their order.

use std::collections::BTreeMap;

/// How long a name may be to be compared letter by letter.
const LETTERS: usize = 200;

/// Whether one of two names is probably the other's new one: they are equal but for case, `_` and `-`, one begins or ends
/// with the other, or at most a third of the letters differ.
pub(super) fn alike(old: &str, new: &str) -> bool {
    let (old, new) = (letters(old), letters(new));
    let (short, long) = if old.len() <= new.len() { (&old, &new) } else { (&new, &old) };
    if short.is_empty() {
        return false;
    }
    if long.starts_with(short) || long.ends_with(short) {
        return true;
    }
    long.len() <= LETTERS && distance(short, long).saturating_mul(3) <= long.len()
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// How many letters are to be put in, left out or replaced.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = before + usize::from(x != y);
            before = *cell;
            left = replaced.min(before + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Which members do not belong to the longest row of those that keep their order. The members are given in their new
/// order, each by its place in the old one; the answer is by place in the new one. Of two that changed places it is the
/// first that moved, behind the other.
pub(super) fn moved(places: &[usize]) -> Vec<bool> {
    // From the end on, so that of several longest rows the one of the later members is kept.
    let from_end: Vec<usize> = places.iter().rev().map(|place| usize::MAX - place).collect();
    let mut moved = out_of_order(&from_end);
    moved.reverse();
    moved
}

/// Which numbers do not belong to the longest row of growing ones.
fn out_of_order(places: &[usize]) -> Vec<bool> {
    // Of each length of a row the one with the smallest end: where that is, and what is before each member.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    let value = |at: usize| places.get(at).copied().unwrap_or(usize::MAX);
    for (at, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| value(*end) < *place);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut moved = vec![true; places.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(one) = moved.get_mut(at) {
            *one = false;
        }
        next = before.get(at).copied().flatten();
    }
    moved
}

/// How many pairs are looked at for one guess. Where there are more, nobody could tell what became what.
pub(super) const LOOKED_AT: usize = 250_000;

/// Which of the things that are gone is which of those that came: the pairs that fit, of which neither side fits anything
/// else.
pub(super) fn guesses(
    gone: usize,
    come: usize,
    mut fits: impl FnMut(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    if gone.saturating_mul(come) > LOOKED_AT {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for from in 0..gone {
        pairs.extend((0..come).filter(|to| fits(from, *to)).map(|to| (from, to)));
    }
    only_pairs(pairs)
}

/// The pairs of which each side has no other.
pub(super) fn only_pairs(mut pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let (mut from, mut to) = (BTreeMap::new(), BTreeMap::new());
    for pair in &pairs {
        *from.entry(pair.0).or_insert(0usize) += 1;
        *to.entry(pair.1).or_insert(0usize) += 1;
    }
    pairs.retain(|pair| from.get(&pair.0) == Some(&1) && to.get(&pair.1) == Some(&1));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_each_other() {
        for (old, new) in [
            ("Phone", "PhoneNo"),
            ("Mode", "RunMode"),
            ("user_name", "UserName"),
            ("CountPersons", "CountPerson"),
            ("Colour", "Color"),
            ("Mid", "Middle"),
        ] {
            assert!(alike(old, new) && alike(new, old), "{old} {new}");
        }
        for (old, new) in [("Price", "Warehouse"), ("Rate", "Weigh"), ("", "A"), ("Id", "No")] {
            assert!(!alike(old, new) && !alike(new, old), "{old} {new}");
        }
    }

    #[test]
    fn what_moves_is_the_least() {
        assert_eq!(moved(&[0, 1, 2]), [false; 3]);
        assert_eq!(moved(&[1, 2, 3, 0]), [false, false, false, true]);
        assert_eq!(moved(&[3, 0, 1, 2]), [true, false, false, false]);
        assert_eq!(moved(&[1, 0]), [false, true]);
        assert_eq!(moved(&[1, 0, 2]), [false, true, false]);
        assert_eq!(moved(&[0, 3, 1, 2, 4]), [false, true, false, false, false]);
        assert!(moved(&[]).is_empty());
    }

    #[test]
    fn a_pair_fits_nothing_else() {
        assert_eq!(only_pairs(vec![(0, 0), (1, 1), (1, 2)]), [(0, 0)]);
        assert!(only_pairs(vec![(0, 0), (1, 0)]).is_empty());
        assert_eq!(guesses(2, 3, |from, to| to == from + 1), [(0, 1), (1, 2)]);
        assert!(guesses(1000, 1000, |from, to| to == from).is_empty());
    }
}
