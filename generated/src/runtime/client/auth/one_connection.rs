//! Keeps a `reqwest::Client` to the first connection that it makes.
//!
//! A client whose connection is not ready again yet, or is closed, opens another one without a word. Here it may not: it
//! waits for its own a little, and fails to connect if that is gone. Nothing was sent then, so the call goes on with
//! another client.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_timer::Delay;
use tower_layer::Layer;
use tower_service::Service;

use crate::runtime::client::transport::BoxFuture;

/// How long a client waits for its connection to be ready again.
const PATIENCE: Duration = Duration::from_millis(100);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Lets a client connect once.
#[derive(Clone, Default)]
pub(in crate::runtime::client) struct OneConnection(Arc<AtomicBool>);

impl<S> Layer<S> for OneConnection {
    type Service = Connecting<S>;

    fn layer(&self, inner: S) -> Connecting<S> {
        Connecting { inner, was_made: Arc::clone(&self.0) }
    }
}

/// What connects.
#[derive(Clone)]
pub(in crate::runtime::client) struct Connecting<S> {
    inner: S,
    was_made: Arc<AtomicBool>,
}

impl<S, R> Service<R> for Connecting<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: 'static,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<S::Response, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        if self.was_made.swap(true, Ordering::SeqCst) {
            return Box::pin(async {
                Delay::new(PATIENCE).await;
                Err(BoxError::from("the connection that was proven is closed"))
            });
        }
        Box::pin(self.inner.call(request))
    }
}
