//! Where a program hands in what it says of WS-Security.

use std::sync::Arc;

use super::security::Security;
use crate::runtime::client::extension::Rank;
use crate::runtime::client::{Call, Client, ClientBuilder};
use crate::runtime::codec::{Field, Record};
use crate::runtime::error::Error;

impl ClientBuilder {
    /// What the Security header of all requests holds (WS-Security), also of those that log in. What can never be sent makes
    /// [`build`](Self::build) fail.
    pub fn security(self, security: Security) -> Self {
        self.extended(Rank::Security, Arc::new(security))
    }
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Clone + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// A client with another Security header, such as that of another user. It shares the connections and the ticket.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) for what can never be sent.
    pub fn with_security(&self, security: Security) -> Result<Self, Error> {
        security.check()?;
        Ok(self.extended(Rank::Security, Arc::new(security)))
    }
}

impl<T, R> Call<'_, T, R>
where
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// The Security header of this call alone, in place of the session's.
    pub fn security(self, security: Security) -> Self {
        self.extended(Rank::Security, Arc::new(security))
    }
}
