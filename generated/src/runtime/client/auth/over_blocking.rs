//! The legs of blocking calls; else as `over_async`.

use std::io::Read;
use std::sync::Arc;

use http::{Request, Response, Uri};

use super::conversation::{READ, Step};
use super::way::{Authenticated, Carrier, Rest, Road};
use crate::runtime::client::body::RequestBody;
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::transport::{BlockingTransport, SendOptions, TransportError};

impl BlockingTransport for Authenticated<dyn BlockingTransport> {
    fn send(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let deadline = Deadline::after(options.timeout);
        let mut way = self.way(road(&self.carrier, request.uri(), deadline)?, request);
        loop {
            let (transport, leg) = way.leg()?;
            let (mut head, mut body) = match transport.send(leg, options.timeout(deadline.left())) {
                Ok(response) => response.into_parts(),
                Err(error) => {
                    way.failed(error)?;
                    continue;
                }
            };
            match way.answered(&head)? {
                Step::Deliver => {
                    let rest = way.delivered(&mut head);
                    let body: Box<dyn Read + Send> = Box::new(Body { body, rest });
                    return Ok(Response::from_parts(head, body));
                }
                step => {
                    let whole = to_the_end(&mut *body);
                    drop(body);
                    way = way.asked(&step, whole)?;
                }
            }
        }
    }
}

fn road(
    carrier: &Carrier<dyn BlockingTransport>,
    uri: &Uri,
    deadline: Deadline,
) -> Result<Road<dyn BlockingTransport>, TransportError> {
    match carrier {
        Carrier::Any(transport) => {
            let _ = (uri, deadline);
            Ok(Road::Any(Arc::clone(transport)))
        }
        #[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
        Carrier::Lanes(lanes) => {
            Ok(Road::Lane(lanes.take_blocking(super::credentials::origin(uri), deadline)?))
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

/// The body of an answer, which goes on using its lane.
struct Body {
    body: Box<dyn Read + Send>,
    rest: Rest<dyn BlockingTransport>,
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.body.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            self.rest.is_done();
        }
        Ok(count)
    }
}
