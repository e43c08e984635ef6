//! The addresses of hosts, for the blocking client.
//!
//! ureq asks for them before each request, also where it then takes a connection that it has kept. Where the call has a
//! timeout it looks them up on a thread made for that, which takes longer than the rest of the call. So they are kept for
//! a while.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::{Authority, Scheme};
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long the addresses of a host are kept. A service that moves is found after this time.
const KEPT: Duration = Duration::from_secs(10);

/// Looks addresses up, and keeps them for a while.
#[derive(Clone)]
pub(super) struct Names(Arc<Inner>);

struct Inner {
    lookup: Box<dyn Resolver>,
    kept: Mutex<Vec<Kept>>,
}

/// The addresses of a host.
struct Kept {
    since: Instant,
    scheme: Scheme,
    authority: Authority,
    addresses: ResolvedSocketAddrs,
}

impl Default for Names {
    fn default() -> Self {
        Self::by(DefaultResolver::default())
    }
}

impl Names {
    fn by(lookup: impl Resolver) -> Self {
        Self(Arc::new(Inner { lookup: Box::new(lookup), kept: Mutex::default() }))
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks all of them up again: one of them may be wrong.
    #[cold]
    pub(super) fn forget(&self) {
        self.kept().clear();
    }
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return self.0.lookup.resolve(uri, config, timeout);
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        if host.parse::<IpAddr>().is_ok() {
            // It is an address: without a timeout no thread is made for it.
            return self.0.lookup.resolve(uri, config, NextTimeout::default());
        }
        let found = |kept: &&Kept| kept.scheme == *scheme && kept.authority == *authority;
        let is_fresh = |kept: &Kept| kept.since.elapsed() < KEPT;
        if let Some(kept) = self.kept().iter().find(found).filter(|kept| is_fresh(kept)) {
            return Ok(kept.addresses.clone());
        }
        let addresses = self.0.lookup.resolve(uri, config, timeout)?;
        let mut kept = self.kept();
        kept.retain(|kept| is_fresh(kept) && !found(&kept));
        let (since, scheme, authority) = (Instant::now(), scheme.clone(), authority.clone());
        kept.push(Kept { since, scheme, authority, addresses: addresses.clone() });
        Ok(addresses)
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}
