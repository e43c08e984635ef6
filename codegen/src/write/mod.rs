//! From a plan to the disk: all of it or nothing.
//!
//! Nothing is ever written through a link or outside the output folder. Two runs at once on one folder are not supported.

mod apply;
mod stage;

pub use stage::{recover, release_on_exit};

#[cfg(test)]
mod tests;
