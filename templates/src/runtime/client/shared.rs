//! What calls need of their session: what the clones of a client share, and the session's current headers.

use std::sync::Arc;
#[cfg(any(feature = "async", feature = "blocking"))]
use std::sync::OnceLock;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::address::Addresses;
use super::deadline::Deadline;
use super::extension::Extensions;
use super::layer::Layers;
use super::refused::Rule;
use super::setup::Setup;
use super::sizes::Sizes;
use super::transport::{AsyncTransport, BlockingTransport, BoxFuture};
use super::who::Who;
use crate::runtime::codec::strings::contains;
use crate::runtime::codec::{Departures, LexValue as _, Record};
use crate::runtime::error::Error;
use crate::runtime::soap::Operation;
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::{HeaderDemand, Policy};
use crate::runtime::values::Base64;

/// What the program does about departures.
pub(super) type OnDepartures = dyn Fn(&'static Operation, &Departures) + Send + Sync;

/// What the clones of a client share.
pub(super) struct Shared {
    pub(super) refused: Rule,
    pub(super) http_headers: Arc<HeaderMap>,
    pub(super) trace_envelopes: bool,
    pub(super) reply_limit: usize,
    pub(super) policy: Arc<Policy>,
    pub(super) demands: Vec<HeaderDemand>,
    pub(super) packaging: Packaging,
    pub(super) sizes: Sizes,
    pub(super) departures: Option<Arc<OnDepartures>>,
    #[cfg_attr(
        not(any(feature = "async", feature = "blocking")),
        expect(dead_code, reason = "for own transports")
    )]
    pub(super) setup: Setup,
    /// Whether the program handed in a client or a transport.
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    pub(super) is_handed_in: bool,
    /// What the program handed in.
    pub(super) own_asynchronous: Option<Arc<dyn AsyncTransport>>,
    pub(super) own_blocking: Option<Arc<dyn BlockingTransport>>,
    /// Ours.
    #[cfg(feature = "async")]
    pub(super) asynchronous: OnceLock<Arc<dyn AsyncTransport>>,
    #[cfg(feature = "blocking")]
    pub(super) blocking: OnceLock<Arc<dyn BlockingTransport>>,
}

impl Shared {
    /// Tells the program of departures.
    #[cold]
    pub(super) fn departed(&self, operation: &'static Operation, departures: &Departures) {
        if let Some(tell) = &self.departures {
            tell(operation, departures);
        }
    }

    /// The async transport; ours is made when first used, since loading certificates takes time.
    pub(super) fn asynchronous(&self) -> Result<&Arc<dyn AsyncTransport>, Error> {
        if let Some(transport) = &self.own_asynchronous {
            return Ok(transport);
        }
        #[cfg(feature = "async")]
        {
            if let Some(transport) = self.asynchronous.get() {
                return Ok(transport);
            }
            let client = self.setup.reqwest().build();
            let client = client.map_err(|why| {
                Error::config(format!("the HTTP client cannot be made: {}", super::TransportError::new(why)))
            })?;
            let plain = self.setup.of_reqwest.is_none();
            Ok(self.asynchronous.get_or_init(|| Arc::new(super::ReqwestTransport::of(client, plain))))
        }
        #[cfg(not(feature = "async"))]
        Err(Error::config(
            "no transport for async calls: switch on the cargo feature `async`, or hand one in",
        ))
    }

    /// The blocking transport; ours is made when first used.
    #[cfg_attr(not(feature = "blocking"), inline)]
    pub(super) fn blocking(&self) -> Result<&Arc<dyn BlockingTransport>, Error> {
        if let Some(transport) = &self.own_blocking {
            return Ok(transport);
        }
        #[cfg(feature = "blocking")]
        {
            let make = || super::UreqTransport::of(self.setup.ureq().build());
            Ok(self.blocking.get_or_init(|| Arc::new(make())))
        }
        #[cfg(not(feature = "blocking"))]
        Err(Error::config(
            "no transport for blocking calls: switch on the cargo feature `blocking`, or hand one in",
        ))
    }
}

/// What a session's calls send now, and where.
pub(super) struct Current {
    pub(super) headers: Arc<dyn Record + Send + Sync>,
    pub(super) addresses: Arc<Addresses>,
    /// The number of the ticket in the headers: [`NO_TICKET`] before the first; `None` for a session that cannot log in.
    pub(super) ticket: Option<u64>,
}

/// The number of a ticket that is still to be got.
pub(super) const NO_TICKET: u64 = 0;

/// What a call needs of its session, without the types of its headers.
pub(super) trait Session: Send + Sync {
    fn shared(&self) -> &Shared;

    fn current(&self) -> Current;

    /// What adds to the envelopes of its calls.
    fn extensions(&self) -> &Arc<Extensions>;

    /// What stands between its calls and the transport.
    fn layers(&self) -> &Layers;

    fn who(&self) -> &Who;

    /// Gets a new ticket, unless the one with the number `refused` has been replaced already. Tells whether it logged in.
    fn renew(&self, refused: u64, deadline: Deadline) -> BoxFuture<'_, Result<bool, Error>>;

    /// As [`renew`](Self::renew), blocking.
    fn renew_blocking(&self, refused: u64, deadline: Deadline) -> Result<bool, Error>;
}

/// Sets a header, in place of others of that name. Here, since each use of `insert` would compile it anew.
#[inline(never)]
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

/// A name and value as an HTTP header. The value may be a credential: it is never told, here or in a `Debug`.
pub(super) fn http_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        (Ok(name), Ok(mut value)) => {
            value.set_sensitive(true);
            Ok((name, value))
        }
        _ => Err(Error::config(format!("{name:?} with this value is not an HTTP header"))),
    }
}

/// The header of HTTP Basic authentication.
pub(super) fn basic_auth(user: &str, password: &str) -> Result<(HeaderName, HeaderValue), Error> {
    if contains(user, ":") {
        return Err(Error::config("a user name of HTTP Basic authentication cannot hold a colon"));
    }
    let mut value = "Basic ".to_owned();
    Base64(format!("{user}:{password}").into_bytes()).write(&mut value);
    http_header("authorization", &value)
}
