//! An identity of a session, with what carries its calls.

use std::sync::{Arc, OnceLock};

use super::identity::Accounts;
#[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
use super::lanes::{IDLE, Lanes};
use super::way::{Authenticated, Carrier};
use crate::runtime::client::shared::Shared;
use crate::runtime::client::transport::{AsyncTransport, BlockingTransport};
use crate::runtime::error::Error;

/// An identity. Its lanes are its own.
pub(in crate::runtime::client) struct Identity {
    accounts: Accounts,
    asynchronous: OnceLock<Authenticated<dyn AsyncTransport>>,
    blocking: OnceLock<Authenticated<dyn BlockingTransport>>,
}

impl Identity {
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) where connections are to be proven, and the client
    /// was handed in.
    pub(in crate::runtime::client) fn new(accounts: Accounts, shared: &Shared) -> Result<Self, Error> {
        if accounts.pins() && shared.is_handed_in {
            return Err(Error::config(
                "NTLM and Negotiate prove a connection, so they need HTTP clients that we make, one for each connection. A \
                 client or transport that is handed in cannot be used with them: in place of `reqwest_client`, \
                 `ureq_agent` or `transport`, call `configure_reqwest` or `configure_ureq` of the session's builder, with a \
                 function that sets up each client",
            ));
        }
        Ok(Self { accounts, asynchronous: OnceLock::new(), blocking: OnceLock::new() })
    }

    pub(in crate::runtime::client) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// What carries async calls.
    pub(in crate::runtime::client) fn asynchronous(
        &self,
        shared: &Shared,
    ) -> Result<&dyn AsyncTransport, Error> {
        if let Some(made) = self.asynchronous.get() {
            return Ok(made);
        }
        let carrier = match self.accounts.pins() {
            #[cfg(all(feature = "ntlm", feature = "async"))]
            true => {
                let setup = shared.setup.clone();
                Carrier::Lanes(Lanes::new(setup.lanes, move || Ok(Arc::new(setup.reqwest_lane(IDLE)?) as _)))
            }
            _ => Carrier::Any(Arc::clone(shared.asynchronous()?)),
        };
        let accounts = self.accounts.clone();
        Ok(self.asynchronous.get_or_init(|| Authenticated { accounts, carrier }))
    }

    /// What carries blocking calls.
    pub(in crate::runtime::client) fn blocking(
        &self,
        shared: &Shared,
    ) -> Result<&dyn BlockingTransport, Error> {
        if let Some(made) = self.blocking.get() {
            return Ok(made);
        }
        let carrier = match self.accounts.pins() {
            #[cfg(all(feature = "ntlm", feature = "blocking"))]
            true => {
                let setup = shared.setup.clone();
                Carrier::Lanes(Lanes::new(setup.lanes, move || Ok(Arc::new(setup.ureq_lane(IDLE)) as _)))
            }
            _ => Carrier::Any(Arc::clone(shared.blocking()?)),
        };
        let accounts = self.accounts.clone();
        Ok(self.blocking.get_or_init(|| Authenticated { accounts, carrier }))
    }
}
