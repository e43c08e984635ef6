//! The addresses of services: a base URL, URLs of their own for some, and where a login says to go on.

use std::sync::{PoisonError, RwLock};

use http::Uri;
use http::uri::Scheme;

use super::base::Base;
use super::url::{is_one_origin, parse, shown};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::{Operation, Service};

/// Where the services are.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    pub(super) base: Base,
    /// By the service's name.
    pub(super) own: Vec<(String, Uri)>,
    /// What a login put in place of its own address.
    moved: Option<Moved>,
    /// The addresses of services that were called.
    known: Known,
}

/// Addresses that were found once.
#[derive(Debug, Default)]
struct Known(RwLock<Vec<(&'static Service, Uri)>>);

impl Known {
    fn find(&self, service: &'static Service) -> Option<Uri> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(one, _)| std::ptr::eq(*one, service)).map(|(_, uri)| uri.clone())
    }

    fn add(&self, service: &'static Service, uri: Uri) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(one, _)| std::ptr::eq(*one, service)) {
            known.push((service, uri));
        }
    }
}

/// Whoever copies addresses changes them.
impl Clone for Known {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// An address, and the one in its place.
#[derive(Debug, Clone)]
struct Moved {
    from: Uri,
    to: Uri,
}

impl Addresses {
    pub(super) fn new(base: Base, own: Vec<(String, Uri)>) -> Self {
        Self { base, own, moved: None, known: Known::default() }
    }

    /// As [`address_of`](Self::address_of), found once for each service.
    pub(super) fn known_address_of(&self, service: &'static Service) -> Result<Uri, Error> {
        if let Some(known) = self.known.find(service) {
            return Ok(known);
        }
        let found = self.address_of(service)?;
        self.known.add(service, found.clone());
        Ok(found)
    }

    /// Where calls of the service go: where the login says, for a service that has the login's address.
    pub(super) fn address_of(&self, service: &Service) -> Result<Uri, Error> {
        let given = self.given(service)?;
        match &self.moved {
            Some(moved) if moved.from == given => Ok(moved.to.clone()),
            _ => Ok(given),
        }
    }

    /// Whether calls of the service go to a host that the program named, and not to one where a login leads.
    #[inline(never)]
    pub(super) fn is_at_home(&self, service: &Service) -> bool {
        let Some(moved) = &self.moved else { return true };
        match self.given(service) {
            Ok(given) => moved.from != given || is_one_origin(&moved.to, &given),
            Err(_) => false,
        }
    }

    /// As the program gave them: for the login.
    pub(super) fn as_given(&self) -> Self {
        Self { moved: None, ..self.clone() }
    }

    /// With `url`, which the answer of the login `operation` names, for all services that have the login's address.
    pub(super) fn moved(&self, operation: &Operation, url: &str) -> Result<Self, Error> {
        let from = self.given(operation.service)?;
        let wrong = |why: String| {
            let message =
                format!("the login worked, but its answer cannot be followed: {why}. Nothing else was sent");
            Error::in_operation(ErrorKind::Login, operation).message(message).at(Some(&from))
        };
        let to = parse("address that it names", url).map_err(&wrong)?;
        if from.scheme() == Some(&Scheme::HTTPS) && to.scheme() != Some(&Scheme::HTTPS) {
            return Err(wrong(format!(
                "it leads from https to {}, where anyone on the way could read the ticket",
                shown(&to)
            )));
        }
        Ok(Self { moved: Some(Moved { from, to }), ..self.clone() })
    }

    /// The service's own URL, else where the base leads.
    fn given(&self, service: &Service) -> Result<Uri, Error> {
        if let Some((_, uri)) = self.own.iter().find(|(name, _)| name == service.name) {
            return Ok(uri.clone());
        }
        self.base.address_of(service)
    }
}
