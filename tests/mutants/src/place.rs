//! Places in a file, as cargo-mutants counts them.

use proc_macro2::LineColumn;
use serde::{Deserialize, Serialize};

/// A line and a column, both from 1.
#[derive(Deserialize, Serialize, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    line: usize,
    column: usize,
}

/// From a place up to another one.
#[derive(Deserialize, Serialize, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: Place,
    end: Place,
}

impl Span {
    /// From the beginning of one piece of code to the end of another.
    pub(crate) fn between(first: proc_macro2::Span, last: proc_macro2::Span) -> Self {
        Self { start: first.start().into(), end: last.end().into() }
    }
}

impl From<LineColumn> for Place {
    fn from(LineColumn { line, column }: LineColumn) -> Self {
        Self { line, column: column + 1 }
    }
}

impl From<proc_macro2::Span> for Span {
    fn from(span: proc_macro2::Span) -> Self {
        Self::between(span, span)
    }
}
