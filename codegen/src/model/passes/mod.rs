//! Passes over a whole model: each reads all of it and changes, or tells, one thing.

pub(super) mod cycles;
pub(super) mod depth;
pub(super) mod finite;
