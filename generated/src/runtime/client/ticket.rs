//! What the clones of a session share: addresses, request headers, and one ticket for all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::codec::Record;
use super::super::error::Error;
use super::super::soap::EncodedBody;
use super::address::Addresses;
use super::job::Job;
use super::login::Plan;
use super::shared::{Session, Shared};
use super::transport::BoxFuture;

/// The session of a [`Client`](super::Client).
pub(super) struct State<Q> {
    pub(super) shared: Arc<Shared>,
    pub(super) addresses: Arc<Addresses>,
    pub(super) headers: Arc<Q>,
    /// Shared by all clones, also by those with other headers.
    pub(super) ticket: Option<Arc<Ticket<Q>>>,
}

impl<Q> State<Q> {
    /// Another session that shares everything with this one.
    pub(super) fn fork(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            addresses: Arc::clone(&self.addresses),
            headers: Arc::clone(&self.headers),
            ticket: self.ticket.clone(),
        }
    }
}

impl<Q: Clone> State<Q> {
    /// The headers with the ticket of now in them, and its number.
    pub(super) fn headers(&self) -> (Arc<Q>, Option<u64>) {
        let Some(ticket) = &self.ticket else { return (Arc::clone(&self.headers), None) };
        let (number, latest) = {
            let held = ticket.held();
            (held.number, Arc::clone(&held.headers))
        };
        let mut headers = Q::clone(&self.headers);
        ticket.plan.carry(&mut headers, &latest);
        (Arc::new(headers), Some(number))
    }
}

/// A ticket and how to get another.
pub(super) struct Ticket<Q> {
    plan: Box<dyn Plan<Q>>,
    /// The login's arguments. They stay encoded, so that they can be sent again.
    arguments: EncodedBody,
    /// The request headers without a ticket, for the login itself.
    before: Arc<Q>,
    timeout: Option<Duration>,
    held: Mutex<Held<Q>>,
    /// Held while a login is under way, so that others wait for its result instead of logging in too.
    gate: async_lock::Mutex<()>,
}

struct Held<Q> {
    /// Only what the login sets counts.
    headers: Arc<Q>,
    /// Counts the tickets.
    number: u64,
    /// Counts the logins that ended, well or not.
    attempts: u64,
    failure: Option<Arc<Error>>,
}

/// What whoever comes through the gate has to do.
enum Turn<Q> {
    /// Another has logged in meanwhile.
    Done,
    /// Log in, with these headers.
    LogIn(Q),
}

impl<Q: Clone> Ticket<Q> {
    pub(super) fn new(
        plan: Box<dyn Plan<Q>>,
        arguments: EncodedBody,
        before: Arc<Q>,
        headers: Q,
        timeout: Option<Duration>,
    ) -> Self {
        let held = Held { headers: Arc::new(headers), number: 1, attempts: 1, failure: None };
        Self { plan, arguments, before, timeout, held: Mutex::new(held), gate: async_lock::Mutex::new(()) }
    }

    fn held(&self) -> MutexGuard<'_, Held<Q>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Behind the gate. Whoever waited through another's failed login shares its failure: many waiting calls must not
    /// try a wrong password many times.
    fn turn(&self, refused: u64, attempts_before: u64) -> Result<Turn<Q>, Error> {
        let held = self.held();
        match &held.failure {
            _ if held.number != refused => Ok(Turn::Done),
            Some(failure) if held.attempts != attempts_before => Err(Error::login_again(Arc::clone(failure))),
            _ => Ok(Turn::LogIn(Q::clone(&self.before))),
        }
    }

    fn ended(&self, result: Result<(), Error>, headers: Q) -> Result<(), Error> {
        let mut held = self.held();
        held.attempts += 1;
        match result {
            Ok(()) => {
                held.number += 1;
                held.headers = Arc::new(headers);
                held.failure = None;
                Ok(())
            }
            Err(error) => {
                let error = Arc::new(error);
                held.failure = Some(Arc::clone(&error));
                Err(Error::login_again(error))
            }
        }
    }
}

impl<Q> State<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    /// The login as a call of a session without a ticket.
    fn login<'a>(before: &'a Self, ticket: &Ticket<Q>) -> Job<'a> {
        Job::new(before, ticket.plan.operation(), Ok(ticket.arguments.clone()), ticket.timeout)
    }

    fn without_ticket(&self, headers: &Arc<Q>) -> Self {
        Self { headers: Arc::clone(headers), ticket: None, ..self.fork() }
    }
}

impl<Q> Session for State<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    fn current(&self) -> (Arc<dyn Record + Send + Sync>, Option<u64>) {
        let (headers, number) = self.headers();
        (headers, number)
    }

    fn renew(&self, refused: u64) -> BoxFuture<'_, Result<bool, Error>> {
        Box::pin(async move {
            let Some(ticket) = &self.ticket else { return Ok(false) };
            let attempts = ticket.held().attempts;
            // Dropping this future opens the gate for the next one that waits.
            let _gate = ticket.gate.lock().await;
            let Turn::LogIn(mut headers) = ticket.turn(refused, attempts)? else { return Ok(false) };
            let before = self.without_ticket(&ticket.before);
            let result = ticket.plan.run(Self::login(&before, ticket), &mut headers).await;
            ticket.ended(result, headers).map(|()| true)
        })
    }

    fn renew_blocking(&self, refused: u64) -> Result<bool, Error> {
        let Some(ticket) = &self.ticket else { return Ok(false) };
        let attempts = ticket.held().attempts;
        let _gate = ticket.gate.lock_blocking();
        let Turn::LogIn(mut headers) = ticket.turn(refused, attempts)? else { return Ok(false) };
        let before = self.without_ticket(&ticket.before);
        let result = ticket.plan.run_blocking(Self::login(&before, ticket), &mut headers);
        ticket.ended(result, headers).map(|()| true)
    }
}
