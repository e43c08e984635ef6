//! The generated crate, end to end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod deep;
mod example;
mod exports;
mod fakes;
mod login;
mod requests;
mod server;
