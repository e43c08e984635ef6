//! From a plan to the disk: all of it or nothing.
//!
//! Nothing is ever written through a link or outside the output folder. While a run writes, its staging folder keeps
//! others away: a second run waits, and a run that only looks (`--check`) sees the state before or after, never between.

mod apply;
mod journal;
mod settle;
mod stage;

pub(crate) use settle::{Purpose, Settled, settle};
pub use stage::release_on_exit;

#[cfg(test)]
mod tests;
