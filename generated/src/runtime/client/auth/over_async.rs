//! The legs of async calls.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, Uri, response};

use super::conversation::{Conversation, READ, Step, closes};
use super::identity::Accounts;
#[cfg(all(feature = "ntlm", feature = "async"))]
use super::lanes::{Lanes, Taken};
use super::proof::Proofs;
use crate::runtime::client::body::RequestBody;
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::transport::{AsyncBody, AsyncTransport, BoxFuture, SendOptions, TransportError};

/// What carries the legs.
pub(super) enum Carrier {
    /// Any connection will do.
    Any(Arc<dyn AsyncTransport>),
    #[cfg(all(feature = "ntlm", feature = "async"))]
    Lanes(Arc<Lanes<crate::runtime::client::ReqwestTransport>>),
}

/// Carries calls of an identity.
pub(super) struct Authenticated {
    pub(super) accounts: Accounts,
    pub(super) carrier: Carrier,
}

/// What one call goes over.
enum Way {
    Any(Arc<dyn AsyncTransport>),
    #[cfg(all(feature = "ntlm", feature = "async"))]
    Lane(Taken<crate::runtime::client::ReqwestTransport>),
}

impl Way {
    fn transport(&self) -> Arc<dyn AsyncTransport> {
        match self {
            Self::Any(transport) => Arc::clone(transport),
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Self::Lane(lane) => lane.transport(),
        }
    }

    /// Another connection for the next leg, where that matters.
    fn renew(&mut self) -> Result<(), TransportError> {
        match self {
            Self::Any(_) => Ok(()),
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Self::Lane(lane) => lane.renew(),
        }
    }

    fn is_lane(&self) -> bool {
        match self {
            Self::Any(_) => false,
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Self::Lane(_) => true,
        }
    }

    fn proofs(&self) -> Proofs {
        match self {
            Self::Any(_) => Proofs::default(),
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Self::Lane(lane) => lane.proofs().clone(),
        }
    }

    /// The last answer was read to its end, and this is proven of the connection now.
    fn give_back(self, proofs: Proofs) {
        match self {
            Self::Any(_) => drop(proofs),
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Self::Lane(lane) => lane.give_back(proofs),
        }
    }
}

impl AsyncTransport for Authenticated {
    fn send<'a>(
        &'a self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        Box::pin(async move {
            let deadline = Deadline::after(options.timeout);
            let request = as_sent(request);
            let mut way = self.way(request.uri(), deadline).await?;
            let sides = self.accounts.legs(request.uri(), way.proofs());
            let mut conversation = Conversation::new(request, sides);
            // Whether the lane has a connection, which may be gone by now.
            let mut is_connected = way.proofs().is_known();
            loop {
                let leg = conversation.leg()?;
                let options = options.timeout(deadline.left());
                let sent = way.transport().send(leg, options).await;
                let (head, mut body) = match sent {
                    Ok(response) => {
                        is_connected = way.is_lane();
                        response.into_parts()
                    }
                    Err(error) if is_connected && !error.may_be_sent() && !error.is_timeout() => {
                        conversation.lost(error)?;
                        way.renew()?;
                        is_connected = false;
                        continue;
                    }
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
                        let whole = to_the_end(&mut *body).await;
                        drop(body);
                        if step == Step::Anew {
                            if whole {
                                way.give_back(conversation.proofs());
                            }
                            return Err(TransportError::anew());
                        }
                        if step == Step::Afresh || !whole {
                            way.renew()?;
                            is_connected = false;
                        }
                        if step == Step::Leg && !whole {
                            conversation.lost(TransportError::new("the connection is gone"))?;
                        }
                    }
                }
            }
        })
    }
}

impl Authenticated {
    async fn way(&self, uri: &Uri, deadline: Deadline) -> Result<Way, TransportError> {
        match &self.carrier {
            Carrier::Any(transport) => {
                let _ = (uri, deadline);
                Ok(Way::Any(Arc::clone(transport)))
            }
            #[cfg(all(feature = "ntlm", feature = "async"))]
            Carrier::Lanes(lanes) => Ok(Way::Lane(lanes.take(super::identity::origin(uri), deadline).await?)),
        }
    }
}

/// The address as the client sends it, since Digest proves it too: it escapes some characters by itself.
#[cfg(feature = "async")]
fn as_sent(mut request: Request<RequestBody>) -> Request<RequestBody> {
    let parsed = reqwest::Url::parse(&request.uri().to_string()).ok();
    if let Some(uri) = parsed.and_then(|url| url.as_str().parse().ok()) {
        *request.uri_mut() = uri;
    }
    request
}

#[cfg(not(feature = "async"))]
fn as_sent(request: Request<RequestBody>) -> Request<RequestBody> {
    request
}

/// Reads what only asks. Tells whether it came to its end.
async fn to_the_end(body: &mut dyn AsyncBody) -> bool {
    let mut left = READ;
    loop {
        match body.chunk().await {
            Ok(Some(chunk)) if chunk.len() <= left => left -= chunk.len(),
            Ok(None) => return true,
            Ok(Some(_)) | Err(_) => return false,
        }
    }
}

/// The answer to the call. Its lane is given back when its body was read to the end.
fn delivered(
    mut head: response::Parts,
    body: Box<dyn AsyncBody>,
    way: Way,
    conversation: Conversation,
) -> Response<Box<dyn AsyncBody>> {
    let rest = (!closes(&head.headers)).then(|| (way, conversation.proofs()));
    head.extensions.insert(conversation.told());
    Response::from_parts(head, Box::new(Body { body, rest }))
}

/// The body of an answer, which goes on using its lane.
struct Body {
    body: Box<dyn AsyncBody>,
    rest: Option<(Way, Proofs)>,
}

impl AsyncBody for Body {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            let chunk = self.body.chunk().await;
            if let Ok(None) = &chunk
                && let Some((way, proofs)) = self.rest.take()
            {
                way.give_back(proofs);
            }
            chunk
        })
    }
}
