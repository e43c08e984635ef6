//! Logging in: the operation that gives a ticket.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use super::call::Call;
use super::deadline::Deadline;
use super::reply::Reply;
use super::ticket::{Renewed, Source, State};
use super::transport::BoxFuture;
use super::untyped_call::UntypedCall;
use crate::runtime::codec::{Field, Record};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::{EncodedBody, Operation};

/// Puts what the operation answered into the request headers, or says why it is no ticket; gives the address that later
/// calls go to, where the answer names one.
pub type TakeTicket<Q, T, R> = fn(&mut Q, Reply<T, R>) -> Result<Option<String>, Error>;

/// An operation that logs in, for request headers `Q`, a result `T` and response headers `R`. Generated from the
/// `[login]` section.
pub struct Login<Q: 'static, T: 'static, R: 'static> {
    /// The operation.
    pub operation: &'static Operation,
    /// Takes the ticket from the answer.
    pub take: TakeTicket<Q, T, R>,
    /// Copies what `take` sets (only that) from one set of headers to another.
    pub carry: fn(&mut Q, &Q),
    /// Whether a failure that the response headers tell is a refused login too.
    pub refused_by_outcome: bool,
}

/// A [`Login`] whose result type is not seen from outside.
pub(super) trait Plan<Q>: Send + Sync {
    fn operation(&self) -> &'static Operation;

    fn carry(&self, to: &mut Q, from: &Q);

    /// Sends `call`, and puts what it answers into `headers`; the address that it names.
    fn run<'a>(
        &self,
        call: Box<UntypedCall<'a>>,
        headers: &'a mut Q,
    ) -> BoxFuture<'a, Result<Option<String>, Error>>;

    fn run_blocking(&self, call: Box<UntypedCall<'_>>, headers: &mut Q) -> Result<Option<String>, Error>;
}

impl<Q, T, R> Plan<Q> for &'static Login<Q, T, R>
where
    Q: Send + Sync + 'static,
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn carry(&self, to: &mut Q, from: &Q) {
        (self.carry)(to, from);
    }

    fn run<'a>(
        &self,
        call: Box<UntypedCall<'a>>,
        headers: &'a mut Q,
    ) -> BoxFuture<'a, Result<Option<String>, Error>> {
        let (take, by_outcome) = (self.take, self.refused_by_outcome);
        Box::pin(async move {
            let url = call.url();
            let reply = Call::<T, R>::new(call).reply().await.map_err(|error| refusal(by_outcome, error))?;
            taken(take, headers, reply, url)
        })
    }

    fn run_blocking(&self, call: Box<UntypedCall<'_>>, headers: &mut Q) -> Result<Option<String>, Error> {
        let url = call.url();
        let reply = Call::<T, R>::new(call).blocking_reply();
        taken(self.take, headers, reply.map_err(|error| refusal(self.refused_by_outcome, error))?, url)
    }
}

/// A failure that the response headers tell, where that is a refused login.
fn refusal(by_outcome: bool, error: Error) -> Error {
    if by_outcome && error.kind() == ErrorKind::Outcome { error.refused_login() } else { error }
}

/// What `take` says of the reply to a login; its error tells what answered, and where.
fn taken<Q, T, R>(
    take: TakeTicket<Q, T, R>,
    headers: &mut Q,
    mut reply: Reply<T, R>,
    url: Option<Uri>,
) -> Result<Option<String>, Error> {
    let status = reply.status;
    let http_headers = std::mem::take(&mut reply.http_headers);
    take(headers, reply).map_err(|error| error.at(url.as_ref()).answered(status, http_headers))
}

/// Tickets from an operation of the contract.
pub(super) struct ByOperation<Q> {
    pub(super) plan: Box<dyn Plan<Q>>,
    /// They stay encoded, so that they can be sent again.
    pub(super) arguments: EncodedBody,
    /// The request headers without a ticket, for the login itself.
    pub(super) before: Arc<Q>,
    pub(super) timeout: Option<Duration>,
}

impl<Q> ByOperation<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    /// The session in which the login is a call: at its own address, whatever an earlier one answered.
    fn before(&self, session: &State<Q>) -> State<Q> {
        let addresses = Arc::new(session.addresses.as_given());
        State { headers: Arc::clone(&self.before), addresses, ticket: None, ..session.fork() }
    }

    fn call<'a>(&self, before: &'a State<Q>, deadline: Deadline) -> Box<UntypedCall<'a>> {
        let timeout = deadline.shortens(self.timeout);
        UntypedCall::new(before, self.plan.operation(), Ok(self.arguments.clone()), timeout)
    }

    fn given(&self, before: &State<Q>, headers: Q, url: Option<String>) -> Result<Renewed<Q>, Error> {
        let url = url.filter(|url| !url.trim().is_empty());
        let moved = url.map(|url| before.addresses.moved(self.plan.operation(), &url)).transpose()?;
        Ok(Renewed { headers, addresses: moved.map(Arc::new) })
    }
}

impl<Q> Source<Q> for ByOperation<Q>
where
    Q: Record + Clone + Send + Sync + 'static,
{
    fn carry(&self, to: &mut Q, from: &Q) {
        self.plan.carry(to, from);
    }

    fn ticket<'a>(
        &'a self,
        session: &'a State<Q>,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<Renewed<Q>, Error>> {
        Box::pin(async move {
            let before = self.before(session);
            let mut headers = Q::clone(&before.headers);
            let url = self.plan.run(self.call(&before, deadline), &mut headers).await?;
            self.given(&before, headers, url)
        })
    }

    fn ticket_blocking(&self, session: &State<Q>, deadline: Deadline) -> Result<Renewed<Q>, Error> {
        let before = self.before(session);
        let mut headers = Q::clone(&before.headers);
        let url = self.plan.run_blocking(self.call(&before, deadline), &mut headers)?;
        self.given(&before, headers, url)
    }
}
