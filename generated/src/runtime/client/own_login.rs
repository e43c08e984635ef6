//! Logging in by a function of the program, for tickets that come from elsewhere.

use super::deadline::Deadline;
use super::ticket::{Renewed, Source, State};
use super::transport::BoxFuture;
use crate::runtime::error::Error;

/// What goes wrong in the program's function.
pub(super) type OwnError = Box<dyn std::error::Error + Send + Sync>;

/// The program's function: it gives headers with a ticket in them.
pub(super) enum Function<Q> {
    Async(Box<dyn Fn() -> BoxFuture<'static, Result<Q, OwnError>> + Send + Sync>),
    Blocking(Box<dyn Fn() -> Result<Q, OwnError> + Send + Sync>),
}

/// Tickets from a function of the program.
pub(super) struct ByFunction<Q> {
    pub(super) function: Function<Q>,
    /// Copies the headers that are set, and tells whether there are any.
    pub(super) fill: fn(&mut Q, &Q) -> bool,
}

impl<Q: Clone> ByFunction<Q> {
    fn given(&self, session: &State<Q>, result: Result<Q, OwnError>) -> Result<Renewed<Q>, Error> {
        let headers = result.map_err(Error::own_login)?;
        if !(self.fill)(&mut Q::clone(&session.headers), &headers) {
            return Err(Error::own_login("it gave no ticket"));
        }
        Ok(Renewed { headers, addresses: None })
    }
}

impl<Q> Source<Q> for ByFunction<Q>
where
    Q: Clone + Send + Sync + 'static,
{
    fn carry(&self, to: &mut Q, from: &Q) {
        (self.fill)(to, from);
    }

    fn ticket<'a>(&'a self, session: &'a State<Q>, _: Deadline) -> BoxFuture<'a, Result<Renewed<Q>, Error>> {
        Box::pin(async move {
            match &self.function {
                Function::Async(function) => self.given(session, function().await),
                Function::Blocking(_) => Err(Error::config(
                    "the function of login_with blocks, so this session's calls cannot be awaited: use blocking() or \
                     blocking_reply()",
                )),
            }
        })
    }

    fn ticket_blocking(&self, session: &State<Q>, _: Deadline) -> Result<Renewed<Q>, Error> {
        match &self.function {
            Function::Blocking(function) => self.given(session, function()),
            Function::Async(_) => Err(Error::config(
                "the function of login_with is async, so this session's calls must be awaited: for blocking calls give \
                 it to a blocking session",
            )),
        }
    }
}
