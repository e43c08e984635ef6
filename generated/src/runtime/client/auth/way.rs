//! The way of one call, async or blocking: what its legs go over, and what comes of them for that. The transports of
//! `over_async` and `over_blocking` carry the legs, and decide nothing.

use std::sync::Arc;

use http::{Request, response};

use super::conversation::{Conversation, Step, closes};
use super::identity::Accounts;
#[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
use super::lanes::{Lanes, Taken};
use super::proof::Proofs;
use crate::runtime::client::body::RequestBody;
use crate::runtime::client::transport::TransportError;

/// Carries calls of an identity.
pub(super) struct Authenticated<T: ?Sized> {
    pub(super) accounts: Accounts,
    pub(super) carrier: Carrier<T>,
}

/// What carries the legs.
pub(super) enum Carrier<T: ?Sized> {
    /// Any connection will do.
    Any(Arc<T>),
    #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
    Lanes(Arc<Lanes<T>>),
}

/// What one call goes over.
pub(super) enum Road<T: ?Sized> {
    Any(Arc<T>),
    #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
    Lane(Taken<T>),
}

impl<T: ?Sized> Road<T> {
    fn transport(&self) -> Arc<T> {
        match self {
            Self::Any(transport) => Arc::clone(transport),
            #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
            Self::Lane(lane) => lane.transport(),
        }
    }

    /// Another connection for the next leg, where that matters.
    fn renew(&mut self) -> Result<(), TransportError> {
        match self {
            Self::Any(_) => Ok(()),
            #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
            Self::Lane(lane) => lane.renew(),
        }
    }

    fn is_lane(&self) -> bool {
        !matches!(self, Self::Any(_))
    }

    fn proofs(&self) -> Proofs {
        match self {
            Self::Any(_) => Proofs::default(),
            #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
            Self::Lane(lane) => lane.proofs().clone(),
        }
    }

    /// The last answer was read to its end, and this is proven of the connection now.
    fn give_back(self, proofs: Proofs) {
        match self {
            Self::Any(_) => drop(proofs),
            #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
            Self::Lane(lane) => lane.give_back(proofs),
        }
    }
}

/// The way of one call.
pub(super) struct Way<T: ?Sized> {
    road: Road<T>,
    conversation: Conversation,
    /// Whether the lane has a connection, which may be gone by now.
    is_connected: bool,
}

impl<T: ?Sized> Authenticated<T> {
    pub(super) fn way(&self, road: Road<T>, request: Request<RequestBody>) -> Way<T> {
        let proofs = road.proofs();
        let is_connected = proofs.is_known();
        let sides = self.accounts.legs(request.uri(), proofs);
        Way { road, conversation: Conversation::new(request, sides), is_connected }
    }
}

impl<T: ?Sized> Way<T> {
    /// The next leg, and what carries it.
    pub(super) fn leg(&mut self) -> Result<(Arc<T>, Request<RequestBody>), TransportError> {
        Ok((self.road.transport(), self.conversation.leg()?))
    }

    /// The last leg got no answer. Another may follow.
    pub(super) fn failed(&mut self, error: TransportError) -> Result<(), TransportError> {
        // The connection was gone before anything was sent.
        let is_gone = self.is_connected && !error.may_be_sent() && !error.is_timeout();
        if !is_gone {
            if self.conversation.has_body() {
                return Err(error);
            }
            // Nothing of the call was sent.
            if error.is_timeout() || !error.may_be_sent() {
                return Err(error.not_sent());
            }
        }
        self.conversation.lost(error)?;
        self.renew()
    }

    /// What the answer to the last leg means.
    pub(super) fn answered(&mut self, head: &response::Parts) -> Result<Step, TransportError> {
        self.is_connected = self.road.is_lane();
        self.conversation.answered(head)
    }

    /// The answer was a question, and was read: whole, or not to its end. The way to go on.
    pub(super) fn asked(mut self, step: &Step, whole: bool) -> Result<Self, TransportError> {
        if *step == Step::Anew {
            if whole {
                self.road.give_back(self.conversation.proofs());
            }
            return Err(TransportError::anew());
        }
        if *step == Step::Afresh || !whole {
            self.renew()?;
        }
        if *step == Step::Leg && !whole {
            self.conversation.lost(TransportError::new("the connection is gone"))?;
        }
        Ok(self)
    }

    fn renew(&mut self) -> Result<(), TransportError> {
        self.is_connected = false;
        self.road.renew()
    }

    /// The answer is that to the call. Gives what is done when its body was read to the end.
    pub(super) fn delivered(self, head: &mut response::Parts) -> Rest<T> {
        let rest = (!closes(&head.headers)).then(|| (self.road, self.conversation.proofs()));
        head.extensions.insert(self.conversation.told());
        Rest(rest)
    }
}

/// What is left to do of a call when the body of its answer was read to the end: its lane is given back.
pub(super) struct Rest<T: ?Sized>(Option<(Road<T>, Proofs)>);

impl<T: ?Sized> Rest<T> {
    pub(super) fn is_done(&mut self) {
        if let Some((road, proofs)) = self.0.take() {
            road.give_back(proofs);
        }
    }
}
