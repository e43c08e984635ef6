//! What came: the parts of a message that security looks at, found by exact name and place.
//!
//! No tolerance applies here. Whoever reads the message afterwards is more patient, but where the parts stand as is
//! demanded here, it reads the same ones.

mod message;
mod node;
mod time;

use std::fmt;

pub(in crate::runtime) use message::Message;
pub(in crate::runtime) use node::Node;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) use node::is_id;
#[cfg(feature = "server")]
pub(in crate::runtime) use time::instant_of;
pub(in crate::runtime) use time::{Freshness, check_timestamp};

use crate::runtime::codec::DecodeError;
use crate::runtime::codec::chars::is_char;

/// Why a message is refused, as the faults of WS-Security name it.
#[cfg_attr(
    not(all(feature = "server", feature = "wsse-signature")),
    allow(dead_code, reason = "servers alone check passwords, and some check no signatures")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Cause {
    /// The Security header is missing, or not in the form that it has to have.
    InvalidSecurity,
    /// An algorithm, or a kind of token, is not one of those that are taken.
    UnsupportedAlgorithm,
    /// What it refers to is not there.
    SecurityTokenUnavailable,
    /// A token is damaged, or nobody trusts it.
    InvalidSecurityToken,
    /// A signature or digest is wrong, or does not cover what it has to.
    FailedCheck,
    /// A user name, password or nonce is wrong.
    FailedAuthentication,
    /// Its time is over, or has not come.
    MessageExpired,
}

/// How many characters of a sentence are told: the message, or a certificate in it, may have written most of them.
const LONGEST: usize = 2_000;

/// Why a message is refused: a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Refusal {
    pub(in crate::runtime) cause: Cause,
    pub(in crate::runtime) sentence: String,
}

impl Refusal {
    #[cold]
    pub(in crate::runtime) fn new(cause: Cause, sentence: impl Into<String>) -> Self {
        // Line breaks of the message are none in a log, and a Fault cannot hold what XML forbids.
        let plain = |one: char| if one.is_control() || !is_char(one) { ' ' } else { one };
        Self { cause, sentence: sentence.into().chars().take(LONGEST).map(plain).collect() }
    }

    #[cold]
    pub(in crate::runtime) fn invalid(sentence: impl Into<String>) -> Self {
        Self::new(Cause::InvalidSecurity, sentence)
    }

    /// What was looked at is not what is demanded of it.
    #[cfg(feature = "wsse-signature")]
    #[cold]
    pub(in crate::runtime) fn failed(sentence: impl Into<String>) -> Self {
        Self::new(Cause::FailedCheck, sentence)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// What is no XML cannot be what was signed.
impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::invalid(format!("the message cannot be read: {error}"))
    }
}
