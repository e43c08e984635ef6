//! The legs of async calls.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, Uri};

use super::conversation::{READ, Step};
use super::way::{Authenticated, Carrier, Rest, Road};
use crate::runtime::client::body::RequestBody;
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::transport::{AsyncBody, AsyncTransport, BoxFuture, SendOptions, TransportError};

impl AsyncTransport for Authenticated<dyn AsyncTransport> {
    fn send<'a>(
        &'a self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        Box::pin(async move {
            let deadline = Deadline::after(options.timeout);
            let request = as_sent(request);
            let mut way = self.way(road(&self.carrier, request.uri(), deadline).await?, request);
            loop {
                let (transport, leg) = way.leg()?;
                let sent = transport.send(leg, options.timeout(deadline.left())).await;
                let (mut head, mut body) = match sent {
                    Ok(response) => response.into_parts(),
                    Err(error) => {
                        way.failed(error)?;
                        continue;
                    }
                };
                match way.answered(&head)? {
                    Step::Deliver => {
                        let rest = way.delivered(&mut head);
                        let body: Box<dyn AsyncBody> = Box::new(Body { body, rest });
                        return Ok(Response::from_parts(head, body));
                    }
                    step => {
                        let whole = to_the_end(&mut *body).await;
                        drop(body);
                        way = way.asked(&step, whole)?;
                    }
                }
            }
        })
    }
}

/// What a call goes over, once there is one within the time.
async fn road(
    carrier: &Carrier<dyn AsyncTransport>,
    uri: &Uri,
    deadline: Deadline,
) -> Result<Road<dyn AsyncTransport>, TransportError> {
    match carrier {
        Carrier::Any(transport) => {
            let _ = (uri, deadline);
            Ok(Road::Any(Arc::clone(transport)))
        }
        #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
        Carrier::Lanes(lanes) => Ok(Road::Lane(lanes.take(super::credentials::origin(uri), deadline).await?)),
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

/// The body of an answer, which goes on using its lane.
struct Body {
    body: Box<dyn AsyncBody>,
    rest: Rest<dyn AsyncTransport>,
}

impl AsyncBody for Body {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            let chunk = self.body.chunk().await;
            if let Ok(None) = &chunk {
                self.rest.is_done();
            }
            chunk
        })
    }
}
