//! Lanes: HTTP clients with one connection each, for one call at a time.
//!
//! No HTTP client here lets a program say which connection a request goes on. A client that speaks HTTP/1.1 alone and has
//! only one request at a time keeps to one connection. A call that is dropped, or whose reply is not read to the end,
//! takes its lane along. Lanes belong to one identity.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_lock::{Semaphore, SemaphoreGuardArc};

use super::proof::Proofs;
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::transport::TransportError;

/// How long a lane waits for its next call before it closes. Servers close sooner or later themselves, and a request on a
/// connection that was just closed is lost.
pub(super) const IDLE: Duration = Duration::from_secs(30);

type Make<T> = dyn Fn() -> Result<Arc<T>, TransportError> + Send + Sync;

/// All lanes of an identity.
pub(super) struct Lanes<T: ?Sized> {
    make: Box<Make<T>>,
    free: Mutex<Vec<Lane<T>>>,
    places: Arc<Semaphore>,
    most: usize,
}

/// A client with at most one connection.
struct Lane<T: ?Sized> {
    transport: Arc<T>,
    /// Where it is connected to.
    origin: String,
    proofs: Proofs,
    used: Instant,
}

/// A lane that a call has for itself.
pub(super) struct Taken<T: ?Sized> {
    lanes: Arc<Lanes<T>>,
    lane: Lane<T>,
    _place: SemaphoreGuardArc,
}

impl<T: ?Sized> Lanes<T> {
    /// At most `limit` lanes, each over what `make` makes.
    pub(super) fn new(
        limit: usize,
        make: impl Fn() -> Result<Arc<T>, TransportError> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let most = limit.max(1);
        let places = Arc::new(Semaphore::new(most));
        Arc::new(Self { make: Box::new(make), free: Mutex::new(Vec::new()), places, most })
    }

    fn free(&self) -> MutexGuard<'_, Vec<Lane<T>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane to an origin, once there is one within the time.
    pub(super) async fn take(
        self: &Arc<Self>,
        origin: String,
        deadline: Deadline,
    ) -> Result<Taken<T>, TransportError> {
        let place = deadline.within(self.places.acquire_arc()).await.ok_or_else(too_late)?;
        self.taken(origin, place)
    }

    /// As [`take`](Self::take), blocking.
    pub(super) fn take_blocking(
        self: &Arc<Self>,
        origin: String,
        deadline: Deadline,
    ) -> Result<Taken<T>, TransportError> {
        let place = deadline.wait(self.places.acquire_arc()).ok_or_else(too_late)?;
        self.taken(origin, place)
    }

    fn taken(self: &Arc<Self>, origin: String, place: SemaphoreGuardArc) -> Result<Taken<T>, TransportError> {
        let mut old = Vec::new();
        let found = {
            let mut free = self.free();
            old.extend(free.extract_if(.., |lane| lane.used.elapsed() > IDLE));
            // The last that was used, so that the others come to their end.
            free.iter().rposition(|lane| lane.origin == origin).map(|at| free.remove(at))
        };
        // Closing connections may take its time.
        drop(old);
        let lane = match found {
            Some(lane) => lane,
            None => {
                Lane { transport: (self.make)()?, origin, proofs: Proofs::default(), used: Instant::now() }
            }
        };
        Ok(Taken { lanes: Arc::clone(self), lane, _place: place })
    }
}

#[cold]
fn too_late() -> TransportError {
    TransportError::new("no connection became free in time: all of them are in use by other calls")
        .timed_out()
        .not_sent()
}

impl<T: ?Sized> Taken<T> {
    pub(super) fn transport(&self) -> Arc<T> {
        Arc::clone(&self.lane.transport)
    }

    pub(super) fn proofs(&self) -> &Proofs {
        &self.lane.proofs
    }

    /// Another client, and with it another connection.
    pub(super) fn renew(&mut self) -> Result<(), TransportError> {
        self.lane.transport = (self.lanes.make)()?;
        self.lane.proofs = Proofs::default();
        Ok(())
    }

    /// For the next call. The last reply was read to the end, and this is known of the connection.
    pub(super) fn give_back(self, proofs: Proofs) {
        let Self { lanes, mut lane, .. } = self;
        (lane.used, lane.proofs) = (Instant::now(), proofs);
        let mut free = lanes.free();
        let oldest = (free.len() >= lanes.most).then(|| free.remove(0));
        free.push(lane);
        drop(free);
        drop(oldest);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::runtime::client::auth::side::Side;

    const SHORT: Duration = Duration::from_millis(20);

    fn lanes(limit: usize) -> Arc<Lanes<usize>> {
        let made = AtomicUsize::new(0);
        Lanes::new(limit, move || Ok(Arc::new(made.fetch_add(1, Ordering::Relaxed))))
    }

    fn take(lanes: &Arc<Lanes<usize>>, origin: &str) -> Result<Taken<usize>, TransportError> {
        lanes.take_blocking(origin.to_owned(), Deadline::after(Some(SHORT)))
    }

    #[test]
    fn a_lane_has_one_call_and_one_origin() {
        let lanes = lanes(2);
        let (one, other) = (take(&lanes, "http://a").unwrap(), take(&lanes, "http://a").unwrap());
        assert_eq!((*one.transport(), *other.transport()), (0, 1));
        let late = take(&lanes, "http://a").err().unwrap();
        assert!(late.is_timeout() && !late.may_be_sent(), "{late}");
        one.give_back(Proofs::default());
        let elsewhere = take(&lanes, "http://b").unwrap();
        assert_eq!(*elsewhere.transport(), 2);
        drop(elsewhere);
        let again = take(&lanes, "http://a").unwrap();
        assert_eq!(*again.transport(), 0);
        // Not given back: closed.
        drop(other);
        assert_eq!(*take(&lanes, "http://a").unwrap().transport(), 3);
    }

    #[test]
    fn a_new_connection_proves_nothing() {
        let lanes = lanes(1);
        let mut proofs = Proofs::default();
        proofs.of(Side::Server).is_proven = true;
        take(&lanes, "http://a").unwrap().give_back(proofs);
        let mut one = take(&lanes, "http://a").unwrap();
        let mut proofs = one.proofs().clone();
        assert!(proofs.of(Side::Server).is_proven && !proofs.of(Side::Proxy).is_proven);
        one.renew().unwrap();
        assert!(!one.proofs().clone().of(Side::Server).is_proven && *one.transport() == 1);
    }
}
