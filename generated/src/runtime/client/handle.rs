//! The client itself.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::super::codec::{Arguments, Field, Record, View};
use super::super::error::Error;
use super::super::soap::{Operation, Service};
use super::build::{ClientBuilder, Shared};
use super::call::Call;
use super::job::Job;
use super::reply::Reply;
use super::{address, exchange};

/// Calls operations: addresses, transports, limits, and the request headers `Q` that every call sends where its
/// operation declares them. `R` are the response headers.
///
/// Cheap to clone; clones share their connections. A generated crate wraps it in its `Session`.
pub struct Client<Q, R> {
    shared: Arc<Shared>,
    headers: Arc<Q>,
    timeout: Option<Duration>,
    response: PhantomData<fn() -> R>,
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    pub(super) fn new(shared: Arc<Shared>, headers: Q, timeout: Option<Duration>) -> Self {
        Self { shared, headers: Arc::new(headers), timeout, response: PhantomData }
    }

    /// See [`ClientBuilder::new`].
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }

    /// The request headers that calls send now.
    #[must_use]
    pub fn headers(&self) -> Arc<Q> {
        Arc::clone(&self.headers)
    }

    /// A client with other request headers, such as another user's ticket or another time zone; it shares the
    /// connections.
    #[must_use]
    pub fn with_headers(&self, change: impl FnOnce(&mut Q)) -> Self
    where
        Q: Clone,
    {
        let mut headers = Q::clone(&self.headers);
        change(&mut headers);
        Self { headers: Arc::new(headers), ..self.clone() }
    }

    /// A client whose calls may take this long; `None` for ever. It shares the connections.
    #[must_use]
    pub fn with_timeout(&self, timeout: impl Into<Option<Duration>>) -> Self {
        Self { timeout: timeout.into(), ..self.clone() }
    }

    /// The address of a service.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](super::super::error::ErrorKind::Config) when there is neither a base URL nor one of
    /// the service's own.
    pub fn address(&self, service: &Service) -> Result<http::Uri, Error> {
        self.shared.addresses.of(service)
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
        Job {
            shared: &self.shared,
            headers: Arc::clone(&self.headers) as _,
            operation,
            body: exchange::encode(operation, arguments),
            timeout: self.timeout,
            extra: http::HeaderMap::new(),
        }
    }
}

impl<Q, R> Clone for Client<Q, R> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            headers: Arc::clone(&self.headers),
            timeout: self.timeout,
            response: PhantomData,
        }
    }
}

/// Without the request headers: they hold tickets.
impl<Q, R> fmt::Debug for Client<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = self.shared.addresses.base.as_ref().map(address::shown);
        f.debug_struct("Client").field("base", &base).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
