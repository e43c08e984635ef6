//! Lists that are read item by item, while the reply comes in: the same as when they are read as a whole.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod contract;
mod ends;
mod large;
mod parted;
mod recorded;
mod same;
mod sockets;
mod wire;
