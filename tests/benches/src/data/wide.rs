//! Rows of types with very many elements.

use std::fmt::Write as _;

use super::reply;

/// Which elements of a row are there, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// All, the last one first.
    Reversed,
    /// One of so many, in order.
    Sparse(usize),
}

/// A reply to the operation, whose rows have so many elements.
#[must_use]
pub fn wide(operation: &str, size: usize, count: usize, order: Order) -> String {
    reply(operation, "", size, |xml, numbers| {
        xml.push_str("<p:row>");
        let mut element = |index: usize| {
            let value = numbers.below(1_000_000);
            let _ = write!(xml, "<p:member{index:03}>value {value}</p:member{index:03}>");
        };
        match order {
            Order::Reversed => (0..count).rev().for_each(&mut element),
            // Not evenly, and yet as many as that makes.
            Order::Sparse(of) => (0..count / of).for_each(|index| element(index * of + index * 7 % of)),
        }
        xml.push_str("</p:row>");
    })
}
