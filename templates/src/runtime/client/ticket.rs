//! What the clones of a session share: addresses, request headers, and one ticket for all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::address::Addresses;
use super::deadline::Deadline;
use super::extension::Extensions;
use super::layer::Layers;
use super::shared::{Current, NO_TICKET, Session, Shared};
use super::transport::BoxFuture;
use super::who::Who;
use crate::runtime::codec::Record;
use crate::runtime::error::Error;

/// The session of a [`Client`](super::Client).
pub(super) struct State<Q> {
    pub(super) shared: Arc<Shared>,
    pub(super) addresses: Arc<Addresses>,
    pub(super) headers: Arc<Q>,
    /// What adds to the envelopes of calls.
    pub(super) extensions: Arc<Extensions>,
    /// What stands between calls and the transport.
    pub(super) layers: Arc<Layers>,
    /// Who calls say they are, by HTTP.
    pub(super) who: Who,
    /// Shared by all clones, also by those with other headers.
    pub(super) ticket: Option<Arc<dyn Renewable<Q>>>,
}

/// A session's ticket. A trait, so that a program that never logs in does not compile how.
pub(super) trait Renewable<Q>: Send + Sync {
    /// Puts the ticket of now into the headers of a call. Its number, and the addresses that came with it.
    fn carry(&self, headers: &mut Q) -> (u64, Option<Arc<Addresses>>);

    /// See [`Session::renew`].
    fn renew<'a>(
        &'a self,
        session: &'a State<Q>,
        refused: u64,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<bool, Error>>;

    /// As [`renew`](Self::renew), blocking.
    fn renew_blocking(&self, session: &State<Q>, refused: u64, deadline: Deadline) -> Result<bool, Error>;
}

/// Where tickets come from.
pub(super) trait Source<Q>: Send + Sync {
    /// Copies what a ticket sets (only that) from one set of headers to another.
    fn carry(&self, to: &mut Q, from: &Q);

    /// A new ticket, in this time.
    fn ticket<'a>(
        &'a self,
        session: &'a State<Q>,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<Renewed<Q>, Error>>;

    /// As [`ticket`](Self::ticket), blocking.
    fn ticket_blocking(&self, session: &State<Q>, deadline: Deadline) -> Result<Renewed<Q>, Error>;
}

/// A ticket.
pub(super) struct Renewed<Q> {
    /// Only what the source sets counts.
    pub(super) headers: Q,
    /// Where later calls go, if not to where the session's others do.
    pub(super) addresses: Option<Arc<Addresses>>,
}

/// What a session sends now; see [`Current`].
pub(super) struct Now<Q> {
    pub(super) headers: Arc<Q>,
    pub(super) addresses: Arc<Addresses>,
    pub(super) ticket: Option<u64>,
}

impl<Q> State<Q> {
    /// Another session that shares everything with this one.
    pub(super) fn fork(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            addresses: Arc::clone(&self.addresses),
            headers: Arc::clone(&self.headers),
            extensions: Arc::clone(&self.extensions),
            layers: Arc::clone(&self.layers),
            who: self.who.clone(),
            ticket: self.ticket.clone(),
        }
    }

    /// A session for somebody else: without a ticket, and without what servers made this one keep.
    pub(super) fn apart(&self) -> Self {
        Self { layers: self.layers.apart(), ticket: None, ..self.fork() }
    }
}

impl<Q: Clone> State<Q> {
    /// With the ticket of now in the headers, and its address.
    pub(super) fn now(&self) -> Now<Q> {
        let (headers, addresses) = (Arc::clone(&self.headers), Arc::clone(&self.addresses));
        let Some(ticket) = &self.ticket else { return Now { headers, addresses, ticket: None } };
        let mut headers = Q::clone(&headers);
        let (number, moved) = ticket.carry(&mut headers);
        Now { headers: Arc::new(headers), addresses: moved.unwrap_or(addresses), ticket: Some(number) }
    }
}

/// A ticket and how to get another.
pub(super) struct Ticket<Q> {
    source: Box<dyn Source<Q>>,
    held: Mutex<Held<Q>>,
    /// Held while a login is under way, so that others wait for its result instead of logging in too.
    gate: async_lock::Mutex<()>,
}

struct Held<Q> {
    given: Option<Arc<Renewed<Q>>>,
    /// Counts the tickets.
    number: u64,
    /// Counts the logins that ended, well or not.
    attempts: u64,
    failure: Option<Arc<Error>>,
}

impl<Q> Ticket<Q> {
    /// A ticket that is there, or one that the first call gets.
    pub(super) fn new(source: Box<dyn Source<Q>>, given: Option<Renewed<Q>>) -> Self {
        let number = if given.is_some() { NO_TICKET + 1 } else { NO_TICKET };
        let held = Held { given: given.map(Arc::new), number, attempts: number, failure: None };
        Self { source, held: Mutex::new(held), gate: async_lock::Mutex::new(()) }
    }

    fn held(&self) -> MutexGuard<'_, Held<Q>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gate, for a thread that waits for it.
    #[cfg(not(target_family = "wasm"))]
    fn gate_blocking(&self, deadline: Deadline) -> Result<async_lock::MutexGuard<'_, ()>, Error> {
        deadline.wait(self.gate.lock()).ok_or_else(Error::login_too_late)
    }

    /// The gate, where nothing can wait for it: what is inside runs on this very thread.
    #[cfg(target_family = "wasm")]
    fn gate_blocking(&self, _: Deadline) -> Result<async_lock::MutexGuard<'_, ()>, Error> {
        let busy = "a blocking call cannot wait for another call's login: this system has no threads";
        self.gate.try_lock().ok_or_else(|| Error::config(busy))
    }

    /// Whether whoever comes through the gate has to log in: not when another has done it meanwhile. Whoever waited
    /// through another's failed login shares its failure: many waiting calls must not try a wrong password many times.
    fn is_to_log_in(&self, refused: u64, attempts_before: u64) -> Result<bool, Error> {
        let held = self.held();
        match &held.failure {
            _ if held.number != refused => Ok(false),
            Some(failure) if held.attempts != attempts_before => {
                Err(Error::login_again(Arc::clone(failure), refused != NO_TICKET))
            }
            _ => Ok(true),
        }
    }

    fn ended(&self, result: Result<Renewed<Q>, Error>) -> Result<bool, Error> {
        let mut held = self.held();
        // A call that had no time for its login says nothing of others, which may have more.
        if let Err(error) = &result
            && error.is_timeout()
        {
            let refused = held.number != NO_TICKET;
            return result.map(|_| false).map_err(|error| Error::login_again(Arc::new(error), refused));
        }
        held.attempts += 1;
        match result {
            Ok(given) => {
                held.number += 1;
                held.given = Some(Arc::new(given));
                held.failure = None;
                Ok(true)
            }
            Err(error) => {
                let error = Arc::new(error);
                held.failure = Some(Arc::clone(&error));
                Err(Error::login_again(error, held.number != NO_TICKET))
            }
        }
    }
}

impl<Q> Renewable<Q> for Ticket<Q>
where
    Q: Send + Sync + 'static,
{
    fn carry(&self, headers: &mut Q) -> (u64, Option<Arc<Addresses>>) {
        let (number, given) = {
            let held = self.held();
            (held.number, held.given.clone())
        };
        if let Some(given) = &given {
            self.source.carry(headers, &given.headers);
        }
        (number, given.and_then(|given| given.addresses.clone()))
    }

    fn renew<'a>(
        &'a self,
        session: &'a State<Q>,
        refused: u64,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(async move {
            let attempts = self.held().attempts;
            // Dropping this future, or a panic of the program's function, opens the gate for the next one that waits.
            let _gate = deadline.within(self.gate.lock()).await.ok_or_else(Error::login_too_late)?;
            if !self.is_to_log_in(refused, attempts)? {
                return Ok(false);
            }
            let ticket = deadline.within(self.source.ticket(session, deadline)).await;
            self.ended(ticket.unwrap_or_else(|| Err(Error::login_too_late())))
        })
    }

    fn renew_blocking(&self, session: &State<Q>, refused: u64, deadline: Deadline) -> Result<bool, Error> {
        let attempts = self.held().attempts;
        let _gate = self.gate_blocking(deadline)?;
        if !self.is_to_log_in(refused, attempts)? {
            return Ok(false);
        }
        self.ended(self.source.ticket_blocking(session, deadline))
    }
}

impl<Q> Session for State<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn current(&self) -> Current {
        let Now { headers, addresses, ticket } = self.now();
        Current { headers, addresses, ticket }
    }

    fn extensions(&self) -> &Arc<Extensions> {
        &self.extensions
    }

    fn layers(&self) -> &Layers {
        &self.layers
    }

    fn who(&self) -> &Who {
        &self.who
    }

    fn renew(&self, refused: u64, deadline: Deadline) -> BoxFuture<'_, Result<bool, Error>> {
        match &self.ticket {
            Some(ticket) => ticket.renew(self, refused, deadline),
            None => Box::pin(std::future::ready(Ok(false))),
        }
    }

    fn renew_blocking(&self, refused: u64, deadline: Deadline) -> Result<bool, Error> {
        self.ticket.as_ref().map_or(Ok(false), |ticket| ticket.renew_blocking(self, refused, deadline))
    }
}
