//! Replies as servers send them, over a socket: what each gives, and what is told of it. The replies and what is wanted of
//! them are in `replies`: `wanted.tsv` says what must be, whoever reads it. `expected.tsv` has the whole of it;
//! `SOAPWRIGHT_BLESS=1` writes that anew, and a person reads the difference.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod calls;
mod cases;
mod expected;
mod rules;
mod wanted;

/// All that is wrong, not the first of it.
#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
