//! The client itself.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::address::Addresses;
use super::base::Base;
use super::call::{Call, RequestHeaders};
use super::deadline::Deadline;
use super::exchange;
use super::extension::{Extension, Extensions, Rank};
use super::login::{ByOperation, Login};
use super::own_login::{ByFunction, Function, OwnError};
use super::reply::Reply;
use super::shared::Shared;
use super::ticket::{Renewed, Source, State, Ticket};
use super::transport::BoxFuture;
use super::untyped_call::UntypedCall;
use super::url;
use crate::runtime::codec::{Arguments, Field, Record, View};
use crate::runtime::error::Error;
use crate::runtime::soap::{EncodedBody, Operation, Service};

/// Calls operations: addresses, transports, limits, and the request headers `Q` that every call sends where its
/// operation declares them. `R` are the response headers.
///
/// Cheap to clone; clones share their connections, and the ticket of a [`login`](Self::login). Made by a
/// [`ClientBuilder`](super::ClientBuilder); a generated crate wraps it in its `Session`.
pub struct Client<Q, R> {
    state: State<Q>,
    timeout: Option<Duration>,
    response: PhantomData<fn() -> R>,
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Clone + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    pub(super) fn new(state: State<Q>, timeout: Option<Duration>) -> Self {
        Self { state, timeout, response: PhantomData }
    }

    /// The request headers that calls send now, with the ticket of the newest login.
    #[must_use]
    pub fn headers(&self) -> Arc<Q> {
        self.state.now().headers
    }

    /// A client with other request headers, such as another time zone; it shares the connections and the ticket.
    #[must_use]
    pub fn with_headers(&self, change: impl FnOnce(&mut Q)) -> Self {
        let mut headers = Q::clone(&self.state.headers);
        change(&mut headers);
        self.with_state(State { headers: Arc::new(headers), ..self.state.fork() })
    }

    /// A client that sends the headers of now to the addresses of now, but never logs in again and has no share in other
    /// clients' logins; for putting another ticket into its headers.
    #[must_use]
    pub fn without_login(&self) -> Self {
        let now = self.state.now();
        let (headers, addresses) = (now.headers, now.addresses);
        self.with_state(State { headers, addresses, ..self.state.apart() })
    }

    /// A client of another installation, such as another tenant: its services are all below `base_url`, as
    /// [`ClientBuilder::new`](super::ClientBuilder::new) has it. It shares the
    /// connections, has no login, and sends no ticket of this client's login. On another host it does not say either who it is
    /// by HTTP Digest, NTLM or Negotiate. All else goes along that the program set for all calls: HTTP headers, Basic
    /// authentication among them, and header blocks.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) for a URL that is none.
    pub fn with_base_url(&self, base_url: &str) -> Result<Self, Error> {
        let base = Base::Url(url::parse("base URL", base_url).map_err(Error::config)?);
        let addresses = Arc::new(Addresses::new(base, Vec::new()));
        let (shared, before) = (&self.state.shared, &self.state.addresses.base);
        let who = self.state.who.elsewhere(shared, before, &addresses.base)?;
        Ok(self.with_state(State { addresses, who, ..self.state.apart() }))
    }

    /// A client of another identity, who shares no ticket and no cookies.
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    pub(super) fn with_accounts(
        &self,
        change: impl FnOnce(super::who::Accounts) -> super::who::Accounts,
    ) -> Result<Self, Error> {
        let who = super::who::Who::new(change(self.state.who.accounts()), &self.state.shared)?;
        Ok(self.with_state(State { who, ..self.state.apart() }))
    }

    /// A client whose calls may take this long; `None` for ever. It shares the connections and the ticket.
    #[must_use]
    pub fn with_timeout(&self, timeout: impl Into<Option<Duration>>) -> Self {
        Self { timeout: timeout.into(), ..self.clone() }
    }

    /// A client whose calls have an extension more, or another one of this rank.
    pub(in crate::runtime) fn extended(&self, rank: Rank, extension: Arc<dyn Extension>) -> Self {
        let mut extensions = Extensions::clone(&self.state.extensions);
        extensions.add(rank, extension);
        self.with_state(State { extensions: Arc::new(extensions), ..self.state.fork() })
    }

    /// A client without the extensions of a rank.
    #[cfg(feature = "addressing")]
    pub(in crate::runtime) fn plain(&self, rank: Rank) -> Self {
        let mut extensions = Extensions::clone(&self.state.extensions);
        extensions.remove(rank);
        self.with_state(State { extensions: Arc::new(extensions), ..self.state.fork() })
    }

    fn with_state(&self, state: State<Q>) -> Self {
        Self { state, timeout: self.timeout, response: PhantomData }
    }

    /// The address of a service; after a login that named another, that one.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when there is neither a base URL nor one of
    /// the service's own.
    pub fn address(&self, service: &Service) -> Result<http::Uri, Error> {
        self.state.now().addresses.address_of(service)
    }

    /// Logs in. The client that it gives, and all clones of that, share one ticket. When the server refuses it, one of
    /// them logs in again with the same arguments while the others wait, and the refused calls are sent again.
    ///
    /// # Errors
    /// [`ErrorKind::Login`](crate::runtime::error::ErrorKind::Login) when the server refuses; else whatever goes wrong.
    pub fn login<T>(
        &self,
        login: &'static Login<Q, T, R>,
        arguments: &dyn Record,
    ) -> BoxFuture<'_, Result<Self, Error>>
    where
        T: Field + Default + Send + 'static,
    {
        // Before the future, which then does not borrow the arguments.
        let arguments = self.encoded(login.operation, arguments);
        Box::pin(async move {
            let (source, state) = (self.by_operation(login, arguments?), self.state.apart());
            let given = source.ticket(&state, Deadline::after(self.timeout)).await?;
            Ok(self.logged_in(state, Box::new(source), Some(given)))
        })
    }

    /// As [`login`](Self::login), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn login_blocking<T>(
        &self,
        login: &'static Login<Q, T, R>,
        arguments: &dyn Record,
    ) -> Result<Self, Error>
    where
        T: Field + Default + Send + 'static,
    {
        let arguments = self.encoded(login.operation, arguments)?;
        let source = self.by_operation(login, arguments);
        let state = self.state.apart();
        let given = source.ticket_blocking(&state, Deadline::after(self.timeout))?;
        Ok(self.logged_in(state, Box::new(source), Some(given)))
    }

    fn by_operation<T>(&self, login: &'static Login<Q, T, R>, arguments: EncodedBody) -> ByOperation<Q>
    where
        T: Field + Default + Send + 'static,
    {
        let before = Arc::clone(&self.state.headers);
        ByOperation { plan: Box::new(login), arguments, before, timeout: self.timeout }
    }

    /// A client whose ticket comes from a function of the program: headers that go before the client's own. The client
    /// and all its clones share one ticket. The function is called for the first call of an operation that declares request
    /// headers, and again when the server refuses the ticket: once, while the other calls wait.
    ///
    /// The function must not call by this client or its clones, which would wait for it. An error of it is one of kind
    /// [`ErrorKind::Login`](crate::runtime::error::ErrorKind::Login) of all calls that wait, with it among its sources.
    #[must_use]
    pub fn login_with<F, T, E>(&self, function: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        Q: RequestHeaders<R>,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Q>,
        E: Into<OwnError>,
    {
        self.by_function(Function::Async(Box::new(move || {
            let ticket = function();
            Box::pin(async move { ticket.await.map(Into::into).map_err(Into::into) })
        })))
    }

    /// As [`login_with`](Self::login_with), for blocking calls.
    #[must_use]
    pub fn login_with_blocking<T, E>(
        &self,
        function: impl Fn() -> Result<T, E> + Send + Sync + 'static,
    ) -> Self
    where
        Q: RequestHeaders<R>,
        T: Into<Q>,
        E: Into<OwnError>,
    {
        self.by_function(Function::Blocking(Box::new(move || function().map(Into::into).map_err(Into::into))))
    }

    fn by_function(&self, function: Function<Q>) -> Self
    where
        Q: RequestHeaders<R>,
    {
        self.logged_in(self.state.apart(), Box::new(ByFunction { function, fill: Q::fill }), None)
    }

    fn logged_in(&self, state: State<Q>, source: Box<dyn Source<Q>>, given: Option<Renewed<Q>>) -> Self {
        let ticket = Arc::new(Ticket::new(source, given));
        self.with_state(State { ticket: Some(ticket), ..state })
    }

    /// Begins a call with the arguments in the order that the contract declares. They are encoded at once; nothing
    /// is sent before the call is awaited, and errors show there.
    #[inline]
    pub fn call<'a, T>(&'a self, operation: &'static Operation, arguments: &[View<'_>]) -> Call<'a, T, R>
    where
        T: Field + Default + Send + 'static,
    {
        Call::new(self.untyped(operation, &Arguments(arguments)))
    }

    /// As [`call`](Self::call), with the arguments as one record.
    #[inline]
    pub fn call_record<'a, T>(
        &'a self,
        operation: &'static Operation,
        arguments: &dyn Record,
    ) -> Call<'a, T, R>
    where
        T: Field + Default + Send + 'static,
    {
        Call::new(self.untyped(operation, arguments))
    }

    /// Calls and waits.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    #[inline]
    pub fn call_blocking<T>(&self, operation: &'static Operation, arguments: &[View<'_>]) -> Result<T, Error>
    where
        T: Field + Default + Send + 'static,
    {
        self.call(operation, arguments).blocking()
    }

    /// Calls and waits, and gives the response headers too.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    #[inline]
    pub fn call_blocking_reply<T>(
        &self,
        operation: &'static Operation,
        arguments: &[View<'_>],
    ) -> Result<Reply<T, R>, Error>
    where
        T: Field + Default + Send + 'static,
    {
        self.call(operation, arguments).blocking_reply()
    }

    /// As [`call_blocking`](Self::call_blocking), with the arguments as one record.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    #[inline]
    pub fn call_record_blocking<T>(
        &self,
        operation: &'static Operation,
        arguments: &dyn Record,
    ) -> Result<T, Error>
    where
        T: Field + Default + Send + 'static,
    {
        self.call_record(operation, arguments).blocking()
    }

    fn untyped(&self, operation: &'static Operation, arguments: &dyn Record) -> Box<UntypedCall<'_>> {
        UntypedCall::new(&self.state, operation, self.encoded(operation, arguments), self.timeout)
    }

    fn encoded(&self, operation: &'static Operation, arguments: &dyn Record) -> Result<EncodedBody, Error> {
        ENCODE(operation, arguments, &self.state.shared, &self.state.extensions)
    }
}

/// A pointer, since the compiler would follow a call through the whole codec, again for each method of each service.
static ENCODE: fn(&'static Operation, &dyn Record, &Shared, &Extensions) -> Result<EncodedBody, Error> =
    exchange::encode_with;

impl<Q, R> Clone for Client<Q, R> {
    fn clone(&self) -> Self {
        Self { state: self.state.fork(), timeout: self.timeout, response: PhantomData }
    }
}

/// Without the request headers: they hold tickets.
impl<Q, R> fmt::Debug for Client<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = self.state.addresses.base.shown();
        f.debug_struct("Client").field("base", &base).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
