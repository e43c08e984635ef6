//! Async calls over reqwest.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, Uri};
use reqwest::Url;

use super::alarm::is_watched;
use super::body::RequestBody;
use super::chunks::RequestChunks;
use super::transport::{AsyncBody, AsyncTransport, BoxFuture, SendOptions, TransportError};
use crate::runtime::codec::strings::contains;

/// Carries async calls over a `reqwest::Client`.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// By the client's own timers. They take longer than that of whoever sends, but replace a timeout that the program may have
    /// given the client.
    keeps_time: bool,
    /// The addresses of the last calls, as the client wants them.
    urls: Arc<Mutex<Vec<Known>>>,
}

/// An address as we have it, and as the client wants it.
type Known = (Uri, Arc<Url>);

/// How many addresses are kept.
const URLS: usize = 8;

/// Without the addresses, which may hold secrets.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("client", &self.client).finish_non_exhaustive()
    }
}

/// A `reqwest::ClientBuilder` with what SOAP calls need: no redirects (they would turn a POST into a GET, and could
/// carry a ticket elsewhere), the default connect timeout, gzip. Add a proxy, certificates or pool settings.
pub fn reqwest_builder() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(super::DEFAULT_CONNECT_TIMEOUT)
        .gzip(true);
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    let builder = builder.tls_backend_native();
    builder
}

impl ReqwestTransport {
    /// Over this client, which should come from [`reqwest_builder`].
    #[must_use]
    pub fn new(client: reqwest::Client) -> Self {
        Self { client, keeps_time: true, urls: Arc::default() }
    }

    /// Over a client of ours, `plain` where the program did not set it up.
    pub(super) fn of(client: reqwest::Client, plain: bool) -> Self {
        Self { keeps_time: !plain || !is_watched(), ..Self::new(client) }
    }

    /// An address as the client wants it.
    fn url(&self, uri: &Uri) -> Result<Arc<Url>, TransportError> {
        let lock = || self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = lock().iter().find(|(known, _)| known == uri) {
            return Ok(Arc::clone(url));
        }
        let url = Url::parse(&uri.to_string()).map_err(|why| TransportError::new(why.to_string()).not_sent());
        let url = Arc::new(url?);
        let mut urls = lock();
        if urls.len() >= URLS {
            urls.remove(0);
        }
        urls.push((uri.clone(), Arc::clone(&url)));
        Ok(url)
    }
}

impl AsyncTransport for ReqwestTransport {
    fn send<'a>(
        &'a self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let asked = self.url(&head.uri)?;
            let mut request = reqwest::Request::new(head.method, Url::clone(&asked));
            *request.headers_mut() = head.headers;
            *request.body_mut() = Some(match body.as_bytes() {
                Some(whole) => whole.clone().into(),
                None => reqwest::Body::wrap(Streamed { left: body.length(), chunks: body.into_chunks() }),
            });
            if let Some(timeout) = options.timeout
                && self.keeps_time
            {
                // `timeout_mut` of the request would be compiled here.
                let builder = reqwest::RequestBuilder::from_parts(self.client.clone(), request);
                request = builder.timeout(timeout).build().map_err(failure)?;
            }
            let mut response = self.client.execute(request).await.map_err(failure)?;
            if *response.url() != *asked {
                return Err(TransportError::new(
                    "the handed-in HTTP client followed a redirect; make it from reqwest_builder()",
                ));
            }
            let mut head = Response::new(());
            *head.status_mut() = response.status();
            *head.headers_mut() = std::mem::take(response.headers_mut());
            // Which connection it was, and whose certificate.
            *head.extensions_mut() = std::mem::take(response.extensions_mut());
            Ok(head.map(|()| Box::new(response) as Box<dyn AsyncBody>))
        })
    }

    fn keeps_time(&self) -> bool {
        self.keeps_time
    }
}

/// A body that streams. The client asks for it when the connection stands, and for one that is refused never.
struct Streamed {
    chunks: RequestChunks,
    left: Option<u64>,
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        self.chunks.poll_next(cx).map(|next| {
            let chunk = next?;
            if let (Ok(chunk), Some(left)) = (&chunk, &mut self.left) {
                *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            }
            Some(chunk.map(http_body::Frame::data))
        })
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.left.map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
    }
}

impl AsyncBody for reqwest::Response {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { Self::chunk(self).await.map_err(failure) })
    }

    fn is_over(&self) -> bool {
        // What is left of it.
        self.content_length() == Some(0)
    }
}

fn failure(error: reqwest::Error) -> TransportError {
    let (timeout, unsent) = (error.is_timeout(), error.is_connect() || error.is_builder());
    // The client names the address itself, without its query.
    let mut failure = TransportError::new(error.without_url());
    if unsent && contains(&failure.to_string(), "proxy authorization required") {
        failure = failure.refused_by_proxy();
    }
    if timeout {
        failure = failure.timed_out();
    }
    if unsent {
        failure = failure.not_sent();
    }
    failure
}
