//! What was found of where a reply comes from.

use bytes::Bytes;

/// Why a reply is not to be trusted: a sentence without a full stop, such as `the reply is not signed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct SecurityFailure(pub(in crate::runtime) String);

impl SecurityFailure {
    pub(in crate::runtime) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// What is known of where a reply comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Whose signature over the reply was verified; `None` where none was, or none was asked for.
    pub signed_by: Option<SignedBy>,
    /// `wsa:RelatesTo` of the reply, which is the MessageID of its request; `None` where the reply had none, or the request
    /// no MessageID.
    pub relates_to: Option<String>,
}

/// Whose key signed a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedBy {
    /// The subject of the certificate, such as `CN=server, O=Example`.
    pub subject: String,
    /// The certificate, as DER.
    pub certificate: Bytes,
}

impl Checked {
    /// Adds what another check found.
    pub(super) fn add(&mut self, other: Self) {
        self.signed_by = other.signed_by.or(self.signed_by.take());
        self.relates_to = other.relates_to.or(self.relates_to.take());
    }
}
