//! From a plan to the disk: all of it or nothing.
//!
//! Nothing is ever written through a link or outside the output folder. While a run writes, its staging folder keeps
//! others away: a second run waits, and a run that only looks (`--check`) sees the state before or after, never between. A
//! run that makes a new crate has its staging folder from the beginning.

mod ahead;
mod apply;
mod folders;
mod journal;
mod settle;
mod stage;

pub(crate) use ahead::Ahead;
pub(crate) use settle::{Purpose, Settled, settle};
pub use stage::release_on_exit;

#[cfg(test)]
mod tests;
