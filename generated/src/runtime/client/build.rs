//! Making a client.

use std::fmt;
use std::sync::Arc;
#[cfg(any(feature = "async", feature = "blocking"))]
use std::sync::OnceLock;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use super::address::Addresses;
use super::base::Base;
use super::extension::{Extension, Extensions, Rank};
use super::handle::Client;
use super::layer::Layers;
use super::refused::{Refused, Rule};
use super::setup::Setup;
use super::shared::OnDepartures;
use super::shared::{Shared, basic_auth, http_header, set};
use super::sizes::Sizes;
use super::ticket::State;
use super::transport::{AsyncTransport, BlockingTransport};
use super::url;
use super::who::{Accounts, Who};
use crate::runtime::codec::{Departures, Reading, Record};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::{HeaderDemand, Operation, Policy, Service};
use crate::runtime::values::QName;

/// How long connecting may take by default.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a whole call may take by default: as .NET's HTTP client.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(100);
/// How many bytes a reply may have by default, counted without compression.
pub const DEFAULT_REPLY_LIMIT: usize = 163_840_000;

/// How many times the reply limit a reply may take as a value.
const MEMORY_TIMES: usize = 4;

/// Collects what a [`Client`] needs. Nothing is checked or opened before [`build`](Self::build).
#[must_use]
pub struct ClientBuilder {
    base: BaseUrl,
    own: Vec<(String, String)>,
    pub(super) setup: Setup,
    pub(super) accounts: Accounts,
    timeout: Option<Duration>,
    reply_limit: usize,
    policy: Policy,
    demands: Vec<HeaderDemand>,
    packaging: Packaging,
    departures: Option<Arc<OnDepartures>>,
    asynchronous: Option<Arc<dyn AsyncTransport>>,
    blocking: Option<Arc<dyn BlockingTransport>>,
    refused: Rule,
    http_headers: Vec<Result<(HeaderName, HeaderValue), Error>>,
    trace_envelopes: bool,
    extensions: Extensions,
    pub(super) layers: Layers,
}

/// Where services are, as the program says it.
enum BaseUrl {
    Nowhere,
    Contract,
    Url(String),
}

impl ClientBuilder {
    /// A client whose services are below `base_url`: a service's address is this URL, a slash, and the last path
    /// segment of the address in the contract. A closing slash makes no difference; a query is kept.
    ///
    /// A URL that ends in the last segment of a service, such as `https://host/services/User.svc`, is that service's
    /// own; the others are beside it.
    #[inline]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base: BaseUrl::Url(base_url.into()), ..Self::without_base_url() }
    }

    /// A client whose services are each at its address in the contract. A service whose contract names none that can be
    /// called needs a URL of its own: calling it fails without.
    #[inline]
    pub fn at_contract_address() -> Self {
        Self { base: BaseUrl::Contract, ..Self::without_base_url() }
    }

    /// A client each of whose services gets a URL of its own.
    #[inline]
    pub fn without_base_url() -> Self {
        Self {
            base: BaseUrl::Nowhere,
            own: Vec::new(),
            setup: Setup::default(),
            accounts: Accounts::default(),
            timeout: Some(DEFAULT_TIMEOUT),
            reply_limit: DEFAULT_REPLY_LIMIT,
            policy: Policy::default(),
            demands: Vec::new(),
            packaging: Packaging::default(),
            departures: None,
            asynchronous: None,
            blocking: None,
            refused: Rule::default(),
            http_headers: Vec::new(),
            trace_envelopes: false,
            extensions: Extensions::default(),
            layers: Layers::default(),
        }
    }

    /// The whole URL of one service, used as it is given.
    #[inline]
    pub fn service_url(mut self, service: &Service, url: impl Into<String>) -> Self {
        self.own.retain(|(name, _)| name != service.name);
        self.own.push((service.name.to_owned(), url.into()));
        self
    }

    /// How long connecting may take ([`DEFAULT_CONNECT_TIMEOUT`]). Without effect on a transport that is handed in.
    #[inline]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.setup.connect_timeout = timeout;
        self
    }

    /// How long a whole call may take, from connecting to the reply's last byte ([`DEFAULT_TIMEOUT`]); `None` for
    /// ever.
    #[inline]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How many bytes a reply may have ([`DEFAULT_REPLY_LIMIT`]). Counted without compression, while it comes in. The value
    /// may take four times that in memory, unless [`Reading::with_memory`] says otherwise.
    #[inline]
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    /// What is done with replies that depart from the contract; [`Reading::faithful`] unless told.
    #[inline]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.policy.reading = reading;
        self
    }

    /// The program understands header blocks of this name, beside those of the contract: a reply may demand it
    /// (`mustUnderstand`). What is in them is in [`Reply::other_headers`](super::Reply::other_headers).
    #[inline]
    pub fn understands(mut self, namespace: &str, name: &str) -> Self {
        self.policy.understood.push(QName::new(namespace, name));
        self
    }

    /// Sends the request header block of this local name with `mustUnderstand`: a server that does not know it has to
    /// refuse the request.
    #[inline]
    pub fn must_understand(self, header: &str) -> Self {
        self.demand(header, |demand| demand.must_understand = true)
    }

    /// Sends the request header block of this local name for a role: the `actor` of SOAP 1.1, the `role` of SOAP 1.2.
    #[inline]
    pub fn header_role(self, header: &str, role: &str) -> Self {
        self.demand(header, |demand| demand.role = Some(role.to_owned()))
    }

    /// Has an extension add to the envelopes of all calls.
    pub(in crate::runtime) fn extended(mut self, rank: Rank, extension: Arc<dyn Extension>) -> Self {
        self.extensions.add(rank, extension);
        self
    }

    /// Takes the extensions of a rank away.
    #[cfg(feature = "addressing")]
    pub(in crate::runtime) fn plain(mut self, rank: Rank) -> Self {
        self.extensions.remove(rank);
        self
    }

    fn demand(mut self, header: &str, change: impl FnOnce(&mut HeaderDemand)) -> Self {
        match self.demands.iter_mut().find(|demand| demand.name == header) {
            Some(demand) => change(demand),
            None => {
                let mut demand = HeaderDemand { name: header.to_owned(), ..HeaderDemand::default() };
                change(&mut demand);
                self.demands.push(demand);
            }
        }
        self
    }

    /// Whether the bytes of values leave as parts beside the envelope (MTOM), without base64: all of them, or none; by default
    /// those of which the contract says so. A call can say otherwise: [`Call::mtom`](super::Call::mtom).
    ///
    /// With `true` every request is a `multipart/related` message, also where nothing stands beside its envelope.
    #[inline]
    pub fn mtom(mut self, on: bool) -> Self {
        self.packaging.mtom = Some(on);
        self
    }

    /// From how many bytes on a value leaves as a part ([`SMALLEST`](crate::runtime::soap::SMALLEST)); smaller ones are
    /// base64 in the envelope. An [`Upload`](crate::runtime::values::Upload) is a part whatever its size.
    #[inline]
    pub fn mtom_from(mut self, bytes: usize) -> Self {
        self.packaging.smallest = bytes;
        self
    }

    /// Is told of every reply that departed from the contract and was read all the same. It runs before the call ends,
    /// and should be quick.
    #[inline]
    pub fn on_departures(
        mut self,
        tell: impl Fn(&'static Operation, &Departures) + Send + Sync + 'static,
    ) -> Self {
        self.departures = Some(Arc::new(tell));
        self
    }

    /// What says that a ticket is refused, by the crate's configuration; for generated code.
    #[inline]
    pub fn refused_tickets(mut self, refused: &'static Refused) -> Self {
        if !matches!(self.refused, Rule::Own(_)) {
            self.refused = Rule::Configured(refused);
        }
        self
    }

    /// Tells whether an error (of a kind that is the server's verdict: Http, Fault, Outcome) says that the ticket is
    /// refused, instead of the crate's configuration.
    ///
    /// Answer `true` only when the server surely did not run the call: it is sent again after a new login.
    pub fn ticket_refused(mut self, rule: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.refused = Rule::Own(Arc::new(rule));
        self
    }

    /// An HTTP header for all calls, such as `Authorization` or `User-Agent`. Its value is kept out of errors and logs.
    #[inline]
    pub fn http_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.http_headers.push(http_header(&name.into(), &value.into()));
        self
    }

    /// HTTP Basic authentication for all calls: the header `Authorization`, in place of another one. The password is
    /// kept out of errors and logs, also where the server repeats it. Use it with https: the header is no cipher. It stays
    /// behind where the answer of a login leads to another host.
    ///
    /// A user name with a colon, which HTTP cannot carry, makes [`build`](Self::build) fail.
    #[inline]
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.http_headers.push(basic_auth(user, password));
        self
    }

    /// Whether envelopes, with what the configuration calls secret masked, go to `tracing` (level trace, target
    /// `soapwright`; needs the cargo feature `tracing`). Off by default: they hold people's data.
    #[inline]
    pub fn trace_envelopes(mut self, on: bool) -> Self {
        self.trace_envelopes = on;
        self
    }

    /// What carries the calls of async methods, in place of reqwest as we set it up.
    pub fn async_transport(mut self, transport: impl AsyncTransport + 'static) -> Self {
        self.asynchronous = Some(Arc::new(transport));
        self
    }

    /// What carries the calls of blocking methods, in place of ureq as we set it up.
    pub fn blocking_transport(mut self, transport: impl BlockingTransport + 'static) -> Self {
        self.blocking = Some(Arc::new(transport));
        self
    }

    /// What carries all calls, such as a [`FakeTransport`](super::FakeTransport).
    pub fn transport(self, transport: impl AsyncTransport + BlockingTransport + Clone + 'static) -> Self {
        self.async_transport(transport.clone()).blocking_transport(transport)
    }

    /// The program's own `reqwest::Client` (proxy, certificates, pool). Make it from
    /// [`reqwest_builder`](super::reqwest_builder): a client that follows redirects may leak tickets.
    #[cfg(feature = "async")]
    #[inline]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.async_transport(super::ReqwestTransport::new(client))
    }

    /// The program's own `ureq::Agent` (proxy, certificates, pool). Redirects and errors by status are switched off
    /// for each request, whatever its own settings.
    #[cfg(feature = "blocking")]
    #[inline]
    pub fn ureq_agent(self, agent: ureq::Agent) -> Self {
        self.blocking_transport(super::UreqTransport::new(agent))
    }

    /// Checks the URLs and makes the client; `headers` are the request headers that it sends where an operation
    /// declares them. Opens no connection.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) for a URL or an HTTP header that is none, and for a
    /// client that is handed in where NTLM needs clients of its own.
    pub fn build<Q, R>(self, headers: Q) -> Result<Client<Q, R>, Error>
    where
        Q: Record + Clone + Send + Sync + 'static,
        R: Record + Default + Send + Sync + 'static,
    {
        let timeout = self.timeout;
        self.extensions.check()?;
        let (extensions, layers, accounts) =
            (self.extensions.clone(), self.layers.clone(), self.accounts.clone());
        let (addresses, shared) = (self.addresses()?, Arc::new(self.shared()?));
        let who = Who::new(accounts, &shared)?;
        Ok(Client::new(
            State {
                shared,
                addresses: Arc::new(addresses),
                headers: Arc::new(headers),
                extensions: Arc::new(extensions),
                layers: Arc::new(layers),
                who,
                ticket: None,
            },
            timeout,
        ))
    }

    fn addresses(&self) -> Result<Addresses, Error> {
        let base = match &self.base {
            BaseUrl::Nowhere => Base::Nowhere,
            BaseUrl::Contract => Base::Contract,
            BaseUrl::Url(url) => Base::Url(url::parse("base URL", url).map_err(Error::config)?),
        };
        let mut own = Vec::new();
        for (name, url) in &self.own {
            own.push((
                name.clone(),
                url::parse(&format!("URL of the service {name}"), url).map_err(Error::config)?,
            ));
        }
        Ok(Addresses::new(base, own))
    }

    fn shared(mut self) -> Result<Shared, Error> {
        self.policy.reading = self.policy.reading.or_memory(self.reply_limit.saturating_mul(MEMORY_TIMES));
        let mut http_headers = http::HeaderMap::new();
        for header in self.http_headers {
            let (name, value) = header?;
            set(&mut http_headers, name, value);
        }
        Ok(Shared {
            refused: self.refused,
            http_headers: Arc::new(http_headers),
            trace_envelopes: self.trace_envelopes,
            reply_limit: self.reply_limit,
            policy: Arc::new(self.policy),
            demands: self.demands,
            packaging: self.packaging,
            sizes: Sizes::default(),
            departures: self.departures,
            setup: self.setup,
            #[cfg(any(feature = "http-digest", feature = "ntlm"))]
            is_handed_in: self.asynchronous.is_some() || self.blocking.is_some(),
            own_asynchronous: self.asynchronous,
            own_blocking: self.blocking,
            #[cfg(feature = "async")]
            asynchronous: OnceLock::new(),
            #[cfg(feature = "blocking")]
            blocking: OnceLock::new(),
        })
    }
}

/// Without the URLs' queries.
impl fmt::Debug for ClientBuilder {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
