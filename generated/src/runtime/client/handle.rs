//! The client itself.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::super::codec::{Arguments, Field, Record, View};
use super::super::error::Error;
use super::super::soap::{EncodedBody, Operation, Service};
use super::address::{self, Addresses};
use super::base::Base;
use super::call::Call;
use super::exchange;
use super::job::Job;
use super::login::{Login, Plan as _};
use super::reply::Reply;
use super::shared::Shared;
use super::ticket::{State, Ticket};
use super::transport::BoxFuture;

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
    pub(super) fn new(
        shared: Arc<Shared>,
        addresses: Arc<Addresses>,
        headers: Q,
        timeout: Option<Duration>,
    ) -> Self {
        let state = State { shared, addresses, headers: Arc::new(headers), ticket: None };
        Self { state, timeout, response: PhantomData }
    }

    /// The request headers that calls send now, with the ticket of the newest login.
    #[must_use]
    pub fn headers(&self) -> Arc<Q> {
        self.state.headers().0
    }

    /// A client with other request headers, such as another time zone; it shares the connections and the ticket.
    #[must_use]
    pub fn with_headers(&self, change: impl FnOnce(&mut Q)) -> Self {
        let mut headers = Q::clone(&self.state.headers);
        change(&mut headers);
        self.with_state(State { headers: Arc::new(headers), ..self.state.fork() })
    }

    /// A client that sends the headers of now, but never logs in again and has no share in other clients' logins; for
    /// putting another ticket into its headers.
    #[must_use]
    pub fn without_login(&self) -> Self {
        self.with_state(State { headers: self.headers(), ticket: None, ..self.state.fork() })
    }

    /// A client of another installation, such as another tenant: its services are all below `base_url`, as
    /// [`ClientBuilder::new`](super::ClientBuilder::new) has it. It shares the
    /// connections, has no login, and sends no ticket of this client's login.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](super::super::error::ErrorKind::Config) for a URL that is none.
    pub fn with_base_url(&self, base_url: &str) -> Result<Self, Error> {
        let base = Base::Url(address::parse("base URL", base_url)?);
        let addresses = Addresses { base, own: Vec::new() };
        let addresses = Arc::new(addresses);
        Ok(self.with_state(State { addresses, ticket: None, ..self.state.fork() }))
    }

    /// A client whose calls may take this long; `None` for ever. It shares the connections and the ticket.
    #[must_use]
    pub fn with_timeout(&self, timeout: impl Into<Option<Duration>>) -> Self {
        Self { timeout: timeout.into(), ..self.clone() }
    }

    fn with_state(&self, state: State<Q>) -> Self {
        Self { state, timeout: self.timeout, response: PhantomData }
    }

    /// The address of a service.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](super::super::error::ErrorKind::Config) when there is neither a base URL nor one of
    /// the service's own.
    pub fn address(&self, service: &Service) -> Result<http::Uri, Error> {
        self.state.addresses.of(service)
    }

    /// Logs in. The client that it gives, and all clones of that, share one ticket. When the server refuses it, one of
    /// them logs in again with the same arguments while the others wait, and the refused calls are sent again.
    ///
    /// # Errors
    /// [`ErrorKind::Login`](super::super::error::ErrorKind::Login) when the server refuses; else whatever goes wrong.
    pub fn login<T>(
        &self,
        login: &'static Login<Q, T, R>,
        arguments: &dyn Record,
    ) -> BoxFuture<'_, Result<Self, Error>>
    where
        T: Field + Default + Send + 'static,
    {
        // Before the future, which then does not borrow the arguments.
        let arguments = exchange::encode(login.operation, arguments);
        Box::pin(async move {
            let arguments = arguments?;
            let before = State { ticket: None, ..self.state.fork() };
            let mut headers = Q::clone(&before.headers);
            let job = Job::new(&before, login.operation, Ok(arguments.clone()), self.timeout);
            login.run(job, &mut headers).await?;
            Ok(self.logged_in(login, arguments, headers))
        })
    }

    fn logged_in<T>(&self, login: &'static Login<Q, T, R>, arguments: EncodedBody, headers: Q) -> Self
    where
        T: Field + Default + Send + 'static,
    {
        let before = Arc::clone(&self.state.headers);
        let ticket = Ticket::new(Box::new(login), arguments, before, headers, self.timeout);
        self.with_state(State { ticket: Some(Arc::new(ticket)), ..self.state.fork() })
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
        let arguments = exchange::encode(login.operation, arguments)?;
        let before = State { ticket: None, ..self.state.fork() };
        let mut headers = Q::clone(&before.headers);
        let job = Job::new(&before, login.operation, Ok(arguments.clone()), self.timeout);
        login.run_blocking(job, &mut headers)?;
        Ok(self.logged_in(login, arguments, headers))
    }

    /// Begins a call with the arguments in the order that the contract declares. They are encoded at once; nothing
    /// is sent before the call is awaited, and errors show there.
    #[inline]
    pub fn call<'a, T>(&'a self, operation: &'static Operation, arguments: &[View<'_>]) -> Call<'a, T, R>
    where
        T: Field + Default + Send + 'static,
    {
        Call::new(self.job(operation, &Arguments(arguments)))
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
        Call::new(self.job(operation, arguments))
    }

    /// Calls and waits.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](super::super::error::ErrorKind).
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
    /// Whatever goes wrong; see [`ErrorKind`](super::super::error::ErrorKind).
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
    /// Whatever goes wrong; see [`ErrorKind`](super::super::error::ErrorKind).
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

    fn job(&self, operation: &'static Operation, arguments: &dyn Record) -> Job<'_> {
        Job::new(&self.state, operation, ENCODE(operation, arguments), self.timeout)
    }
}

/// A pointer, since the compiler would follow a call through the whole codec, again for each method of each service.
static ENCODE: fn(&'static Operation, &dyn Record) -> Result<EncodedBody, Error> = exchange::encode;

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
