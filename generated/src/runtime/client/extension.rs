//! What adds to envelopes that are about to be sent, and looks at the replies before they are read: the header blocks of
//! the program, WS-Addressing, WS-Security.
//!
//! All of it is asked anew for each send, also after a new login: a nonce, a time and a message's number are never sent
//! twice.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use super::checked::{Checked, SecurityFailure};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::EnvelopeParts;
use crate::runtime::soap::{Attachments, Operation};

/// One send, as whoever makes header blocks for it sees it.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    pub(super) operation: &'static Operation,
    pub(super) address: &'a Uri,
    pub(super) body: Option<&'a str>,
}

impl<'a> Sending<'a> {
    /// The operation that is called.
    #[must_use]
    #[inline]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The URL that the request goes to.
    #[must_use]
    #[inline]
    pub fn address(&self) -> &'a Uri {
        self.address
    }

    /// The content of the Body, exactly as it is sent, in UTF-8; without the tags of the Body itself.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when part of it is streamed, so that nobody has seen
    /// its bytes yet.
    pub fn body(&self) -> Result<&'a [u8], Error> {
        self.body.map(str::as_bytes).ok_or_else(|| {
            Error::config(
                "a header block is to be made from the Body's bytes, but part of the Body is streamed",
            )
            .named(self.operation)
        })
    }
}

/// Without the Body, which may hold anything.
impl fmt::Debug for Sending<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

/// Adds to each envelope that is sent.
pub(in crate::runtime) trait Extension: Send + Sync {
    /// Adds to the envelope of one send, and says what looks at its reply.
    ///
    /// # Errors
    /// When it cannot: then nothing is sent.
    fn send(
        &self,
        parts: &mut EnvelopeParts<'_>,
        sending: &Sending<'_>,
    ) -> Result<Option<Box<dyn ReplyCheck>>, Error>;

    /// Looks for what can never be sent, when a client is made.
    ///
    /// # Errors
    /// When there is such a thing.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether it is quicker where the content of the Body has canonical form.
    fn wants_canonical(&self) -> bool {
        false
    }
}

/// Looks at the reply to one send, before it is read.
pub(in crate::runtime) trait ReplyCheck: Send + Sync {
    /// Looks at a reply's envelope. A failure makes the call fail with
    /// [`ErrorKind::Security`](crate::runtime::error::ErrorKind::Security) and hands out nothing of the reply, but for a
    /// Fault, which stays one and is marked as unverified.
    ///
    /// # Errors
    /// When the reply is not what was demanded of it.
    fn check(&self, reply: &Unread<'_>) -> Result<Checked, SecurityFailure>;

    /// What of an answer without any envelope, where the operation has a reply.
    ///
    /// # Errors
    /// When something was demanded that only an envelope can have.
    fn check_empty(&self) -> Result<Checked, SecurityFailure> {
        Ok(Checked::default())
    }
}

/// A reply's envelope that was not read yet.
pub(in crate::runtime) struct Unread<'a> {
    /// The text that will be read.
    #[cfg_attr(
        not(any(feature = "addressing", feature = "wsse-signature")),
        allow(dead_code, reason = "nothing looks")
    )]
    pub(in crate::runtime) envelope: &'a str,
    /// What came beside it.
    #[allow(dead_code, reason = "for checks that look at more than the envelope")]
    pub(in crate::runtime) attachments: &'a Attachments<'a>,
}

/// The checks of one reply, in the order of the extensions.
#[derive(Default)]
pub(super) struct Checks(Vec<Box<dyn ReplyCheck>>);

impl Checks {
    /// Looks at an envelope, or at an answer without one. The first failure counts.
    pub(super) fn check(&self, reply: Option<&Unread<'_>>) -> Result<Checked, SecurityFailure> {
        let mut all = Checked::default();
        for check in &self.0 {
            all.add(match reply {
                Some(reply) => check.check(reply)?,
                None => check.check_empty()?,
            });
        }
        Ok(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The places of extensions: what stands later sees what the earlier ones added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::runtime) enum Rank {
    /// Header blocks of the program.
    Own,
    /// WS-Addressing.
    #[cfg_attr(not(feature = "addressing"), expect(dead_code, reason = "there is none"))]
    Addressing,
    /// WS-Security, which may sign all others.
    #[cfg_attr(not(feature = "wsse"), expect(dead_code, reason = "there is none"))]
    Security,
}

/// What adds to the envelopes of a session, a client or a call.
#[derive(Clone, Default)]
pub(super) struct Extensions(Vec<(Rank, Arc<dyn Extension>)>);

impl Extensions {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one. Of header blocks there may be several; of the others the last one counts.
    pub(super) fn add(&mut self, rank: Rank, extension: Arc<dyn Extension>) {
        if rank != Rank::Own
            && let Some(at) = self.0.iter().position(|(other, _)| *other == rank)
        {
            self.0.remove(at);
        }
        let at = self.0.iter().position(|(other, _)| *other > rank).unwrap_or(self.0.len());
        self.0.insert(at, (rank, extension));
    }

    /// Looks for what can never be sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.0.iter().try_for_each(|(_, extension)| extension.check())
    }

    /// Whether one of them is quicker where the content of the Body has canonical form.
    pub(super) fn want_canonical(&self) -> bool {
        self.0.iter().any(|(_, extension)| extension.wants_canonical())
    }

    /// Takes those of a rank away.
    #[cfg(feature = "addressing")]
    pub(super) fn remove(&mut self, rank: Rank) {
        self.0.retain(|(other, _)| *other != rank);
    }

    /// Has all of them add to an envelope.
    pub(super) fn send(&self, parts: &mut EnvelopeParts<'_>, sending: &Sending<'_>) -> Result<Checks, Error> {
        let mut checks = Checks::default();
        for (_, extension) in &self.0 {
            checks.0.extend(extension.send(parts, sending)?);
        }
        Ok(checks)
    }
}
