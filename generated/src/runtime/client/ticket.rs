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
    pub(super) ticket: Option<Arc<dyn Renewable<Q>>>,
}

/// A session's ticket. A trait, so that a program that never logs in does not compile how.
pub(super) trait Renewable<Q>: Send + Sync {
    /// Puts the ticket of now into the headers of a call; its number.
    fn carry(&self, headers: &mut Q) -> u64;

    /// See [`Session::renew`].
    fn renew<'a>(&'a self, session: &'a State<Q>, refused: u64) -> BoxFuture<'a, Result<bool, Error>>;

    /// As [`renew`](Self::renew), blocking.
    fn renew_blocking(&self, session: &State<Q>, refused: u64) -> Result<bool, Error>;
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
        let mut headers = Q::clone(&self.headers);
        let number = ticket.carry(&mut headers);
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

impl<Q> Ticket<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    /// The session in which the login is a call.
    fn before(&self, session: &State<Q>) -> State<Q> {
        State { headers: Arc::clone(&self.before), ticket: None, ..session.fork() }
    }

    fn login<'a>(&self, before: &'a State<Q>) -> Job<'a> {
        Job::new(before, self.plan.operation(), Ok(self.arguments.clone()), self.timeout)
    }
}

impl<Q> Renewable<Q> for Ticket<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    fn carry(&self, headers: &mut Q) -> u64 {
        let (number, latest) = {
            let held = self.held();
            (held.number, Arc::clone(&held.headers))
        };
        self.plan.carry(headers, &latest);
        number
    }

    fn renew<'a>(&'a self, session: &'a State<Q>, refused: u64) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(async move {
            let attempts = self.held().attempts;
            // Dropping this future opens the gate for the next one that waits.
            let _gate = self.gate.lock().await;
            let Turn::LogIn(mut headers) = self.turn(refused, attempts)? else { return Ok(false) };
            let before = self.before(session);
            let result = self.plan.run(self.login(&before), &mut headers).await;
            self.ended(result, headers).map(|()| true)
        })
    }

    fn renew_blocking(&self, session: &State<Q>, refused: u64) -> Result<bool, Error> {
        let attempts = self.held().attempts;
        let _gate = self.gate.lock_blocking();
        let Turn::LogIn(mut headers) = self.turn(refused, attempts)? else { return Ok(false) };
        let before = self.before(session);
        let result = self.plan.run_blocking(self.login(&before), &mut headers);
        self.ended(result, headers).map(|()| true)
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
        match &self.ticket {
            Some(ticket) => ticket.renew(self, refused),
            None => Box::pin(std::future::ready(Ok(false))),
        }
    }

    fn renew_blocking(&self, refused: u64) -> Result<bool, Error> {
        self.ticket.as_ref().map_or(Ok(false), |ticket| ticket.renew_blocking(self, refused))
    }
}
