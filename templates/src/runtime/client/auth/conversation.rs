//! The legs of one call, without I/O: what each leg sends, and what its answer means.

use http::header::{CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderValue};
use http::{Request, request, response};

use super::challenge::{Challenge, challenges, offered};
use super::proof::{Proof, Proofs};
use super::side::Side;
use crate::runtime::client::body::RequestBody;
#[cfg(feature = "cookies")]
use crate::runtime::client::cookies::LegCookies;
use crate::runtime::client::transport::TransportError;
use crate::runtime::client::who::Told;

/// How many legs a call may have at most, for both sides together: a server must not be asked for ever.
const LEGS: u32 = 12;
/// How often a call's connection may be lost before anything of the call was sent on it.
const LOSSES: u32 = 3;
/// How much of an answer that only asks is read, so that its connection can be used again.
pub(super) const READ: usize = 256 * 1024;

/// What the legs of one side know of the request.
pub(super) struct Asked<'r> {
    #[cfg_attr(not(feature = "http-digest"), expect(dead_code, reason = "only Digest proves it"))]
    pub(super) parts: &'r request::Parts,
    pub(super) body: &'r RequestBody,
}

/// What one side does on the next leg.
pub(super) struct Leg {
    pub(super) header: Option<HeaderValue>,
    /// What of the header, or of what it is made from, must not be shown.
    pub(super) secrets: Vec<String>,
    /// Whether the body may go along.
    pub(super) is_ready: bool,
}

impl Leg {
    /// Nothing is to be shown.
    pub(super) fn bare(is_ready: bool) -> Self {
        Self { header: None, secrets: Vec::new(), is_ready }
    }
}

/// An answer to a leg.
pub(super) struct Answer<'a> {
    pub(super) side: Side,
    pub(super) headers: &'a HeaderMap,
    /// Of this side, where it asks.
    pub(super) challenges: Vec<Challenge>,
    #[cfg_attr(not(feature = "ntlm"), expect(dead_code, reason = "only connections are bound to it"))]
    pub(super) certificate: Option<&'a [u8]>,
    /// Which connection the answer came on, where that is known.
    #[cfg_attr(not(feature = "ntlm"), expect(dead_code, reason = "only connections are proven"))]
    pub(super) connection: Option<std::net::SocketAddr>,
}

impl Answer<'_> {
    pub(super) fn offered(&self) -> String {
        offered(&self.challenges)
    }

    /// Whether the connection ends with this answer.
    #[cfg(feature = "ntlm")]
    pub(super) fn closes(&self) -> bool {
        closes(self.headers)
    }
}

/// Whether the connection ends with an answer of these headers.
pub(super) fn closes(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.any(|value| value.split(',').any(|word| word.trim().eq_ignore_ascii_case("close")))
}

/// What one side makes of a question.
pub(super) enum Then {
    /// Another leg answers it.
    Leg,
    /// Another leg, on a new connection.
    #[cfg_attr(not(feature = "ntlm"), expect(dead_code, reason = "only connections are proven"))]
    Afresh,
    /// There is no answer: a sentence for the error.
    Over(String),
}

/// The legs of one side.
pub(super) trait Legs: Send {
    fn next(&mut self, asked: &Asked<'_>) -> Result<Leg, TransportError>;

    /// The side asks.
    fn asked(&mut self, answer: &Answer<'_>) -> Result<Then, TransportError>;

    /// The side let the leg in. Gives why its answer is not to be trusted, if so: a sentence without a full stop.
    fn passed(&mut self, answer: &Answer<'_>) -> Option<String>;

    /// The connection of the last leg is gone.
    fn lost(&mut self) {}

    /// What is proven of the connection now, so that later calls on it need not say who they are.
    fn proof(&self) -> Proof {
        Proof::default()
    }
}

/// What is done with an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is the answer to the call.
    Deliver,
    /// It is read to the end, then comes the next leg.
    Leg,
    /// The next leg needs another connection.
    Afresh,
    /// The envelope was refused: the call is to make another one.
    Anew,
}

/// The legs of one call.
pub(super) struct Conversation {
    parts: request::Parts,
    body: RequestBody,
    sides: Vec<(Side, Box<dyn Legs>)>,
    legs: u32,
    losses: u32,
    /// Whether the body went with the last leg.
    has_body: bool,
    told: Told,
}

impl Conversation {
    pub(super) fn new(request: Request<RequestBody>, sides: Vec<(Side, Box<dyn Legs>)>) -> Self {
        let (mut parts, body) = request.into_parts();
        for (side, _) in &sides {
            parts.headers.remove(side.answers());
        }
        Self { parts, body, sides, legs: 0, losses: 0, has_body: false, told: Told::default() }
    }

    /// The next leg's request.
    pub(super) fn leg(&mut self) -> Result<Request<RequestBody>, TransportError> {
        self.legs += 1;
        if self.legs > LEGS {
            return Err(TransportError::new(
                "the server asks for credentials again and again; the call was given up before it was sent",
            )
            .not_sent());
        }
        let mut headers = self.parts.headers.clone();
        #[cfg(feature = "cookies")]
        if let Some(cookies) = self.parts.extensions.get::<LegCookies>().filter(|_| self.legs > 1) {
            self.told.secrets.extend(cookies.send(&mut headers, &self.parts.uri));
        }
        self.has_body = true;
        for (side, legs) in &mut self.sides {
            let leg = legs.next(&Asked { parts: &self.parts, body: &self.body })?;
            self.has_body &= leg.is_ready;
            self.told.secrets.extend(leg.secrets);
            if let Some(mut header) = leg.header {
                header.set_sensitive(true);
                headers.insert(side.answers(), header);
            }
        }
        let body = match self.has_body {
            true => self.body.clone(),
            false => {
                // Some servers refuse a POST that does not say how long it is, before they ask who sends it.
                headers.insert(CONTENT_LENGTH, 0.into());
                RequestBody::empty()
            }
        };
        let mut request = Request::new(body);
        *request.method_mut() = self.parts.method.clone();
        *request.uri_mut() = self.parts.uri.clone();
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Whether the body went with the last leg.
    pub(super) fn has_body(&self) -> bool {
        self.has_body
    }

    /// What the answer to the last leg means.
    pub(super) fn answered(&mut self, head: &response::Parts) -> Result<Step, TransportError> {
        let (certificate, connection) = (certificate(head), connection(head));
        let mut then = None;
        for (side, legs) in &mut self.sides {
            let asks = head.status == side.status();
            // What the server says through a proxy that asks is nothing yet.
            if !asks && *side == Side::Server && head.status == Side::Proxy.status() {
                continue;
            }
            let challenges = if asks { challenges(&head.headers, &side.asks()) } else { Vec::new() };
            let headers = &head.headers;
            let answer =
                Answer { side: *side, headers, challenges, certificate: certificate.as_deref(), connection };
            match asks {
                true => then = Some(legs.asked(&answer)?),
                // A proxy's 407 is known to none of the sides: it is the answer.
                false => self.told.distrust = legs.passed(&answer).or(self.told.distrust.take()),
            }
        }
        let step = match then {
            Some(Then::Over(why)) => {
                self.told.refusal = Some(why);
                Step::Deliver
            }
            // Asked by somebody for whom there are no credentials: the body would be refused in the same way.
            None if self.has_body || head.status == Side::Proxy.status() => Step::Deliver,
            None if closes(&head.headers) => Step::Afresh,
            None => Step::Leg,
            Some(_) if self.has_body => Step::Anew,
            Some(Then::Afresh) => Step::Afresh,
            Some(Then::Leg) if closes(&head.headers) => Step::Afresh,
            Some(Then::Leg) => Step::Leg,
        };
        // Whoever reads the answer to the call sees to its own.
        #[cfg(feature = "cookies")]
        if let Some(cookies) = self.parts.extensions.get::<LegCookies>().filter(|_| step != Step::Deliver) {
            cookies.receive(&head.headers, &self.parts.uri);
        }
        Ok(step)
    }

    /// The connection of the last leg is gone, and nothing of the call was sent on it.
    pub(super) fn lost(&mut self, error: TransportError) -> Result<(), TransportError> {
        self.losses += 1;
        if self.losses > LOSSES {
            return Err(error.not_sent());
        }
        for (_, legs) in &mut self.sides {
            legs.lost();
        }
        Ok(())
    }

    /// What is proven of the connection now.
    pub(super) fn proofs(&self) -> Proofs {
        let mut proofs = Proofs::default();
        for (side, legs) in &self.sides {
            *proofs.of(*side) = legs.proof();
        }
        proofs
    }

    pub(super) fn told(self) -> Told {
        self.told
    }
}

/// The server's certificate, as DER.
#[cfg(all(feature = "async", feature = "ntlm", any(feature = "rustls", feature = "native-tls")))]
fn certificate(head: &response::Parts) -> Option<Vec<u8>> {
    head.extensions.get::<reqwest::tls::TlsInfo>()?.peer_certificate().map(<[u8]>::to_vec)
}

#[cfg(not(all(feature = "async", feature = "ntlm", any(feature = "rustls", feature = "native-tls"))))]
fn certificate(_: &response::Parts) -> Option<Vec<u8>> {
    None
}

/// This side's end of the connection, which tells it from others.
#[cfg(all(feature = "async", feature = "ntlm"))]
fn connection(head: &response::Parts) -> Option<std::net::SocketAddr> {
    use hyper_util::client::legacy::connect::HttpInfo;
    head.extensions.get::<HttpInfo>().map(HttpInfo::local_addr)
}

#[cfg(not(all(feature = "async", feature = "ntlm")))]
fn connection(_: &response::Parts) -> Option<std::net::SocketAddr> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_tls_has_no_certificate() {
        let (head, ()) = http::Response::new(()).into_parts();
        assert_eq!(certificate(&head), None);
    }

    /// A side that sends its first leg without the body.
    struct Shy;

    impl Legs for Shy {
        fn next(&mut self, _: &Asked<'_>) -> Result<Leg, TransportError> {
            Ok(Leg::bare(false))
        }

        fn asked(&mut self, _: &Answer<'_>) -> Result<Then, TransportError> {
            Ok(Then::Leg)
        }

        fn passed(&mut self, _: &Answer<'_>) -> Option<String> {
            None
        }
    }

    #[test]
    fn behind_an_answer_that_closes_the_connection_the_next_leg_has_a_new_one() {
        for (status, connection, step) in [
            (200, None, Step::Leg),
            (200, Some("keep-alive"), Step::Leg),
            (200, Some("x, Close"), Step::Afresh),
            (401, None, Step::Leg),
            (401, Some("close"), Step::Afresh),
            (407, Some("close"), Step::Deliver),
        ] {
            let sides: Vec<(Side, Box<dyn Legs>)> = vec![(Side::Server, Box::new(Shy))];
            let mut conversation = Conversation::new(Request::new(RequestBody::empty()), sides);
            conversation.leg().unwrap();
            let mut answer = http::Response::builder().status(status);
            if let Some(connection) = connection {
                answer = answer.header(CONNECTION, connection);
            }
            let (head, ()) = answer.body(()).unwrap().into_parts();
            assert_eq!(conversation.answered(&head).unwrap(), step, "{status} {connection:?}");
        }
    }
}
