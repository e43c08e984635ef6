//! What is wrong with a message of several parts.

use super::shown;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};

/// Something is wrong with the message, `at` this byte of it.
#[cold]
#[inline(never)]
pub(super) fn wrong(what: &str, at: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Multipart(format!("{what}, at byte {at}")), at)
}

/// Something is wrong with what the server calls `name`.
#[cold]
#[inline(never)]
pub(super) fn wrong_name(what: [&str; 2], name: &str, at: usize) -> DecodeError {
    let [before, after] = what;
    wrong(&format!("{before} `{}`{after}", shown(name)), at)
}
