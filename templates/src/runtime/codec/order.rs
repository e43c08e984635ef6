//! Sorting: once, for all kinds of items.

use std::cmp::Ordering;

/// The numbers below `count` in the order that `compare` gives them; equal ones stay as they are. The standard library
/// compiles a sort of its own for each type and each comparison.
#[inline(never)]
pub(in crate::runtime) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    numbers
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn equal_items_stay_as_they_are() {
        let items = [3, 1, 2, 1, 3, 0];
        let sorted = order(items.len(), &|one, other| items.get(one).cmp(&items.get(other)));
        assert_eq!(sorted, [5, 1, 3, 2, 0, 4]);
        assert!(order(0, &|_, _| std::cmp::Ordering::Equal).is_empty());
    }
}
