//! Logging in: the operation that gives a ticket.

use http::Uri;

use super::super::codec::{Field, Record};
use super::super::error::Error;
use super::super::soap::Operation;
use super::call::Call;
use super::job::Job;
use super::reply::Reply;
use super::transport::BoxFuture;

/// An operation that logs in, for request headers `Q`, a result `T` and response headers `R`. Generated from the
/// `[login]` section.
pub struct Login<Q: 'static, T: 'static, R: 'static> {
    /// The operation.
    pub operation: &'static Operation,
    /// Puts what the operation answered into the request headers, or says why it is no ticket.
    pub take: fn(&mut Q, Reply<T, R>) -> Result<(), Error>,
    /// Copies what `take` sets (only that) from one set of headers to another.
    pub carry: fn(&mut Q, &Q),
}

/// A [`Login`] whose result type is not seen from outside.
pub(super) trait Plan<Q>: Send + Sync {
    fn operation(&self) -> &'static Operation;

    fn carry(&self, to: &mut Q, from: &Q);

    /// Sends `call`, and puts what it answers into `headers`.
    fn run<'a>(&self, call: Job<'a>, headers: &'a mut Q) -> BoxFuture<'a, Result<(), Error>>;

    fn run_blocking(&self, call: Job<'_>, headers: &mut Q) -> Result<(), Error>;
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

    fn run<'a>(&self, call: Job<'a>, headers: &'a mut Q) -> BoxFuture<'a, Result<(), Error>> {
        let take = self.take;
        Box::pin(async move {
            let url = call.url();
            let reply = Call::<T, R>::new(call).reply().await?;
            taken(take, headers, reply, url)
        })
    }

    fn run_blocking(&self, call: Job<'_>, headers: &mut Q) -> Result<(), Error> {
        let url = call.url();
        let reply = Call::<T, R>::new(call).blocking_reply()?;
        taken(self.take, headers, reply, url)
    }
}

/// What `take` says of the reply to a login; its error tells what answered, and where.
fn taken<Q, T, R>(
    take: fn(&mut Q, Reply<T, R>) -> Result<(), Error>,
    headers: &mut Q,
    mut reply: Reply<T, R>,
    url: Option<Uri>,
) -> Result<(), Error> {
    let status = reply.status;
    let http_headers = std::mem::take(&mut reply.http_headers);
    take(headers, reply).map_err(|error| error.at(url.as_ref()).answered(status, http_headers))
}
