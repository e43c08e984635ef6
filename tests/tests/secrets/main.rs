//! No secret in any error, log, `Debug` or panic message: every error path is driven with planted secrets, in requests and
//! in replies, and whatever can be shown is searched for them. A program of its own, since it listens to all logs.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod echoes;
mod planted;
mod replies;
mod sending;
