//! Who a client's calls say they are, by HTTP. Nothing at all where neither `http-digest` nor `ntlm` is on.

#[cfg(any(feature = "http-digest", feature = "ntlm"))]
use std::sync::Arc;

use http::Extensions;

use super::address::Addresses;
#[cfg(any(feature = "http-digest", feature = "ntlm"))]
pub(super) use super::auth::Accounts;
#[cfg(any(feature = "http-digest", feature = "ntlm"))]
use super::auth::Identity;
use super::base::Base;
use super::shared::Shared;
use super::transport::{AsyncTransport, BlockingTransport};
use crate::runtime::error::Error;
use crate::runtime::soap::Service;

/// What is told of the legs of a call, with its answer.
#[derive(Clone, Default)]
pub(super) struct Told {
    /// Why no leg was let in: a sentence for the error, without a full stop.
    pub(super) refusal: Option<String>,
    /// Why the answer is not to be trusted: a sentence without a full stop.
    pub(super) distrust: Option<String>,
    /// What was sent and must not be shown, whoever repeats it.
    pub(super) secrets: Vec<String>,
}

/// What is told with an answer.
#[cfg(any(feature = "http-digest", feature = "ntlm"))]
pub(super) fn told(extensions: &mut Extensions) -> Told {
    extensions.remove().unwrap_or_default()
}

/// Nothing is.
#[cfg(not(any(feature = "http-digest", feature = "ntlm")))]
pub(super) fn told(_: &mut Extensions) -> Told {
    Told::default()
}

/// Who a client's calls say they are.
#[derive(Clone, Default)]
pub(super) struct Who {
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    identity: Option<Arc<Identity>>,
}

#[cfg(any(feature = "http-digest", feature = "ntlm"))]
impl Who {
    /// # Errors
    /// Where the identity does not go with the client that was handed in.
    pub(super) fn new(accounts: Accounts, shared: &Shared) -> Result<Self, Error> {
        let identity = match accounts.is_empty() {
            true => None,
            false => Some(Arc::new(Identity::new(accounts, shared)?)),
        };
        Ok(Self { identity })
    }

    pub(super) fn accounts(&self) -> Accounts {
        self.identity.as_ref().map(|identity| identity.accounts().clone()).unwrap_or_default()
    }

    /// For another base URL. Another host is not told who calls; a proxy still is.
    pub(super) fn elsewhere(&self, shared: &Shared, before: &Base, now: &Base) -> Result<Self, Error> {
        match now.is_one_origin(before) {
            true => Ok(self.clone()),
            false => Self::new(Accounts { server: None, ..self.accounts() }, shared),
        }
    }

    /// What carries a call of this service, with the name that this identity shows. None is shown where a login leads to
    /// another host.
    fn of(&self, addresses: &Addresses, service: &Service) -> Option<&Identity> {
        self.identity.as_deref().filter(|_| addresses.is_at_home(service))
    }

    pub(super) fn asynchronous<'s>(
        &'s self,
        shared: &'s Shared,
        addresses: &Addresses,
        service: &Service,
    ) -> Result<&'s dyn AsyncTransport, Error> {
        match self.of(addresses, service) {
            Some(identity) => identity.asynchronous(shared),
            None => shared.asynchronous().map(|transport| &**transport),
        }
    }

    pub(super) fn blocking<'s>(
        &'s self,
        shared: &'s Shared,
        addresses: &Addresses,
        service: &Service,
    ) -> Result<&'s dyn BlockingTransport, Error> {
        match self.of(addresses, service) {
            Some(identity) => identity.blocking(shared),
            None => shared.blocking().map(|transport| &**transport),
        }
    }

    /// What nothing shows.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.identity.as_ref().map(|identity| identity.accounts().secrets()).unwrap_or_default()
    }
}

/// Nobody.
#[cfg(not(any(feature = "http-digest", feature = "ntlm")))]
#[derive(Clone, Default)]
pub(super) struct Accounts {}

#[cfg(not(any(feature = "http-digest", feature = "ntlm")))]
impl Who {
    #[inline]
    pub(super) fn new(_: Accounts, _: &Shared) -> Result<Self, Error> {
        Ok(Self {})
    }

    #[inline]
    pub(super) fn elsewhere(&self, _: &Shared, _: &Base, _: &Base) -> Result<Self, Error> {
        Ok(Self {})
    }

    #[inline]
    pub(super) fn asynchronous<'s>(
        &'s self,
        shared: &'s Shared,
        _: &Addresses,
        _: &Service,
    ) -> Result<&'s dyn AsyncTransport, Error> {
        shared.asynchronous().map(|transport| &**transport)
    }

    #[inline]
    pub(super) fn blocking<'s>(
        &'s self,
        shared: &'s Shared,
        _: &Addresses,
        _: &Service,
    ) -> Result<&'s dyn BlockingTransport, Error> {
        shared.blocking().map(|transport| &**transport)
    }

    #[inline]
    pub(super) fn secrets(&self) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    #[test]
    fn where_a_login_leads_is_home_on_the_same_host_alone() {
        use crate::runtime::client::address::Addresses;
        use crate::runtime::client::base::Base;
        use crate::runtime::client::url::parse;
        use crate::runtime::codec::{TypeDef, ns};
        use crate::runtime::soap::{Message, Operation, Service, SoapVersion};

        static SERVICE: Service = Service {
            name: "S",
            address: None,
            path: "s",
            paths: &[],
            version: SoapVersion::Soap11,
            namespaces: &ns::WELL_KNOWN,
            outcome: None,
            secrets: &[],
        };
        static LOGIN: Operation = Operation {
            name: "Login",
            service: &SERVICE,
            action: "",
            input_action: None,
            request: Message::request(&[], TypeDef::new(ns::NONE, "Login", &[])),
            response: None,
        };
        let addresses = Addresses::new(Base::Url(parse("base URL", "https://host/a").unwrap()), Vec::new());
        assert!(addresses.is_at_home(&SERVICE));
        for (url, is_home) in [
            ("https://host/b", true),
            ("https://HOST:443/b", true),
            ("https://host:444/a/s", false),
            ("https://host.example/a/s", false),
        ] {
            assert_eq!(addresses.moved(&LOGIN, url).unwrap().is_at_home(&SERVICE), is_home, "{url}");
        }
    }
}
