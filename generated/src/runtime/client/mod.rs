//! The client: how an operation and its arguments become an HTTP request, and an HTTP reply a value or an error.
//!
//! Three layers, each usable alone: [`exchange`] does no I/O; [`AsyncTransport`] and [`BlockingTransport`] carry
//! requests, over reqwest, ureq, a [`FakeTransport`] or whatever a program brings; [`Client`] joins the two.
//! Generated methods are one-liners onto [`Client::call`] and [`Client::call_blocking`].

mod address;
mod again;
mod alarm;
mod answers;
#[cfg(any(feature = "http-digest", feature = "ntlm"))]
mod auth;
mod base;
mod begun;
mod body;
mod build;
mod call;
pub(super) mod checked;
mod chunks;
#[cfg(feature = "cookies")]
mod cookies;
mod deadline;
pub mod exchange;
pub(super) mod extension;
mod fake;
mod handle;
mod incoming;
mod layer;
mod login;
#[cfg(feature = "blocking")]
mod names;
mod outgoing;
#[cfg(feature = "async")]
mod over_reqwest;
#[cfg(feature = "blocking")]
mod over_ureq;
mod own_headers;
mod own_login;
mod pieces;
mod refused;
mod reply;
pub(super) mod sent_secrets;
mod setup;
mod shared;
mod sink;
mod sizes;
mod sniff;
mod split;
#[cfg(feature = "stream")]
mod stream;
mod threads;
mod ticket;
mod trace;
mod transport;
mod uncompressed;
mod untyped_call;
pub(super) mod url;
mod verdict;
mod who;

#[cfg(feature = "ntlm")]
pub use auth::{NegotiateExchange, NegotiateTarget, NegotiateToken, NegotiateTokens, TokenError};
pub use body::{RequestBody, RequestReader};
pub use build::{ClientBuilder, DEFAULT_CONNECT_TIMEOUT, DEFAULT_REPLY_LIMIT, DEFAULT_TIMEOUT};
pub use call::{Call, CallFuture, RequestHeaders, fill};
pub use checked::{Checked, SignedBy};
pub use chunks::RequestChunks;
pub use extension::Sending;
pub use fake::{FakeReply, FakeTransport, RecordedRequest};
pub use handle::Client;
pub use layer::{Answered, Attempt, Layer, Next};
pub use login::{Login, TakeTicket};
#[cfg(feature = "async")]
pub use over_reqwest::{ReqwestTransport, reqwest_builder};
#[cfg(feature = "blocking")]
pub use over_ureq::{UreqTransport, ureq_builder};
pub use own_headers::HeaderBlocks;
pub use refused::Refused;
pub use reply::Reply;
#[cfg(feature = "blocking")]
pub use setup::UreqBuilder;
#[cfg(feature = "stream")]
pub use stream::{ItemIter, ItemStream, Listed};
pub use transport::{AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, SendOptions, TransportError};
