//! Sorting: once, for all kinds of items.

use std::cmp::Ordering;

/// The numbers below `count` in the order that `compare` gives them; equal ones stay as they are.
///
/// Sequences of twice the length are merged from two that are in order, until there is one. The standard library's sorts
/// are quicker, and compiled anew for each kind of item; each takes twenty times as long to compile as this one.
#[inline(never)]
pub(in crate::runtime) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers = Vec::with_capacity(count);
    numbers.extend(0..count);
    let mut length = 1;
    while length < count {
        let mut merged = Vec::with_capacity(count);
        for both in numbers.chunks(2 * length) {
            let (mut left, mut right) = both.split_at(length.min(both.len()));
            while let ([one, rest_of_left @ ..], [other, rest_of_right @ ..]) = (left, right) {
                match compare(*one, *other) {
                    Ordering::Greater => {
                        merged.push(*other);
                        right = rest_of_right;
                    }
                    _ => {
                        merged.push(*one);
                        left = rest_of_left;
                    }
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        numbers = merged;
        length *= 2;
    }
    numbers
}
