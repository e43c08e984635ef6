//! HTTP authentication that needs the server's word first: Digest (feature `http-digest`), NTLM and Negotiate (feature
//! `ntlm`), at the server and at a proxy.
//!
//! A call becomes several legs. [`Conversation`](conversation::Conversation) decides without I/O what each leg sends and
//! what its answer means, and [`Way`](way::Way) what they go over; the transports of `over_async` and `over_blocking` carry
//! them. The request's body goes only with a leg that should be let in. A leg that only asks has no body, so no server sees
//! an envelope twice. Where one was refused all the same, the call makes another envelope ([`TransportError::anew`]).
//!
//! NTLM proves a connection, not a request. So its calls go over `lanes`: clients of their own with one connection each,
//! for one call at a time.
//!
//! [`TransportError::anew`]: super::TransportError

mod carried;
mod challenge;
mod conversation;
mod credentials;
#[cfg(feature = "http-digest")]
mod digest;
mod identity;
#[cfg(all(feature = "ntlm", any(feature = "async", feature = "blocking")))]
mod lanes;
mod methods;
#[cfg(feature = "ntlm")]
mod ntlm;
#[cfg(all(feature = "ntlm", feature = "async"))]
mod one_connection;
mod over_async;
mod over_blocking;
mod proof;
mod random;
mod side;
#[cfg(feature = "ntlm")]
mod tokens;
mod way;

pub(super) use carried::Identity;
pub(super) use identity::Accounts;
#[cfg(all(feature = "ntlm", feature = "async"))]
pub(super) use one_connection::OneConnection;
#[cfg(feature = "ntlm")]
pub use tokens::{NegotiateExchange, NegotiateTarget, NegotiateToken, NegotiateTokens, TokenError};
