//! The legs of blocking calls; else as `over_async`.

use std::io::Read;
use std::sync::Arc;

use http::{Request, Response, Uri, response};

use super::conversation::{Conversation, READ, Step, closes};
use super::identity::Accounts;
#[cfg(all(feature = "ntlm", feature = "blocking"))]
use super::lanes::{Lanes, Taken};
use super::proof::Proofs;
use crate::runtime::client::body::RequestBody;
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::transport::{BlockingTransport, SendOptions, TransportError};

/// What carries the legs.
pub(super) enum Carrier {
    /// Any connection will do.
    Any(Arc<dyn BlockingTransport>),
    #[cfg(all(feature = "ntlm", feature = "blocking"))]
    Lanes(Arc<Lanes<crate::runtime::client::UreqTransport>>),
}

/// Carries calls of an identity.
pub(super) struct Authenticated {
    pub(super) accounts: Accounts,
    pub(super) carrier: Carrier,
}

/// What one call goes over.
enum Way {
    Any(Arc<dyn BlockingTransport>),
    #[cfg(all(feature = "ntlm", feature = "blocking"))]
    Lane(Taken<crate::runtime::client::UreqTransport>),
}

impl Way {
    fn transport(&self) -> Arc<dyn BlockingTransport> {
        match self {
            Self::Any(transport) => Arc::clone(transport),
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            Self::Lane(lane) => lane.transport(),
        }
    }

    /// Another connection for the next leg, where that matters.
    fn renew(&mut self) -> Result<(), TransportError> {
        match self {
            Self::Any(_) => Ok(()),
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            Self::Lane(lane) => lane.renew(),
        }
    }

    fn proofs(&self) -> Proofs {
        match self {
            Self::Any(_) => Proofs::default(),
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            Self::Lane(lane) => lane.proofs().clone(),
        }
    }

    /// The last answer was read to its end, and this is proven of the connection now.
    fn give_back(self, proofs: Proofs) {
        match self {
            Self::Any(_) => drop(proofs),
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            Self::Lane(lane) => lane.give_back(proofs),
        }
    }
}

impl BlockingTransport for Authenticated {
    fn send(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let deadline = Deadline::after(options.timeout);
        let mut way = self.way(request.uri(), deadline)?;
        let sides = self.accounts.legs(request.uri(), way.proofs());
        let mut conversation = Conversation::new(request, sides);
        loop {
            let leg = conversation.leg()?;
            let options = options.timeout(deadline.left());
            let sent = way.transport().send(leg, options);
            let (head, mut body) = match sent {
                Ok(response) => response.into_parts(),
                Err(error) if conversation.has_body() => return Err(error),
                // Nothing of the call was sent.
                Err(error) if error.is_timeout() || !error.may_be_sent() => return Err(error.not_sent()),
                Err(error) => {
                    conversation.lost(error)?;
                    way.renew()?;
                    continue;
                }
            };
            match conversation.answered(&head)? {
                Step::Deliver => return Ok(delivered(head, body, way, conversation)),
                step => {
                    let whole = to_the_end(&mut *body);
                    drop(body);
                    if step == Step::Anew {
                        if whole {
                            way.give_back(conversation.proofs());
                        }
                        return Err(TransportError::anew());
                    }
                    if step == Step::Afresh || !whole {
                        way.renew()?;
                    }
                    if step == Step::Leg && !whole {
                        conversation.lost(TransportError::new("the connection is gone"))?;
                    }
                }
            }
        }
    }
}

impl Authenticated {
    fn way(&self, uri: &Uri, deadline: Deadline) -> Result<Way, TransportError> {
        match &self.carrier {
            Carrier::Any(transport) => {
                let _ = (uri, deadline);
                Ok(Way::Any(Arc::clone(transport)))
            }
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            Carrier::Lanes(lanes) => {
                Ok(Way::Lane(lanes.take_blocking(super::identity::origin(uri), deadline)?))
            }
        }
    }
}

/// Reads what only asks. Tells whether it came to its end.
fn to_the_end(body: &mut dyn Read) -> bool {
    let mut buffer = [0; 4096];
    let mut left = READ;
    loop {
        match body.read(&mut buffer) {
            Ok(0) => return true,
            Ok(count) if count <= left => left -= count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Ok(_) | Err(_) => return false,
        }
    }
}

/// The answer to the call. Its lane is given back when its body was read to the end.
fn delivered(
    mut head: response::Parts,
    body: Box<dyn Read + Send>,
    way: Way,
    conversation: Conversation,
) -> Response<Box<dyn Read + Send>> {
    let rest = (!closes(&head.headers)).then(|| (way, conversation.proofs()));
    head.extensions.insert(conversation.told());
    Response::from_parts(head, Box::new(Body { body, rest }))
}

/// The body of an answer, which goes on using its lane.
struct Body {
    body: Box<dyn Read + Send>,
    rest: Option<(Way, Proofs)>,
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.body.read(buffer)?;
        if count == 0
            && !buffer.is_empty()
            && let Some((way, proofs)) = self.rest.take()
        {
            way.give_back(proofs);
        }
        Ok(count)
    }
}
