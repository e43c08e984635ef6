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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts how often it is asked, and with a timeout.
    #[derive(Debug, Clone, Default)]
    struct Counting(Arc<[AtomicUsize; 2]>);

    impl Resolver for Counting {
        fn resolve(
            &self,
            uri: &Uri,
            _: &Config,
            timeout: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let [asked, timed] = &*self.0;
            asked.fetch_add(1, Ordering::SeqCst);
            timed.fetch_add(usize::from(!timeout.after.is_not_happening()), Ordering::SeqCst);
            if uri.host() == Some("hangs.example") {
                return Err(ureq::Error::Timeout(timeout.reason));
            }
            let mut addresses = self.empty();
            addresses.push(([127, 0, 0, 1], uri.port_u16().unwrap_or(80)).into());
            Ok(addresses)
        }
    }

    #[test]
    fn a_name_is_looked_up_once_in_a_while_and_an_address_never() {
        let counting = Counting::default();
        let names = Names::by(counting.clone());
        let config = ureq::Agent::config_builder().build();
        let timeout = NextTimeout { after: Duration::from_secs(1).into(), ..NextTimeout::default() };
        let resolve = |url: &str| names.resolve(&url.parse().unwrap(), &config, timeout);
        let counts = || counting.0.each_ref().map(|count| count.swap(0, Ordering::SeqCst));
        for url in ["http://a.example:81/x", "http://a.example:81/y", "http://A.example:81/x"] {
            assert_eq!(*resolve(url).unwrap(), [([127, 0, 0, 1], 81).into()]);
        }
        assert_eq!(counts(), [1, 1]);
        // Another port, another scheme.
        resolve("http://a.example/x").unwrap();
        resolve("https://a.example:81/x").unwrap();
        assert_eq!(counts(), [2, 2]);
        for url in ["http://127.0.0.1:81/", "https://[::1]/x"] {
            resolve(url).unwrap();
        }
        assert_eq!(counts(), [2, 0]);
        // What cannot be looked up in time is not kept, and the timeout is the call's.
        assert!(matches!(resolve("http://hangs.example/"), Err(ureq::Error::Timeout(_))));
        assert!(matches!(resolve("http://hangs.example/"), Err(ureq::Error::Timeout(_))));
        assert_eq!(counts(), [2, 2]);
        names.forget();
        resolve("http://a.example:81/x").unwrap();
        assert_eq!(counts(), [1, 1]);
    }
}
