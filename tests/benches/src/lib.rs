//! What the benches share: the shapes of messages, the codec under test, its rivals, and the clock.

pub mod arguments;
#[cfg(feature = "calls")]
pub mod calls;
pub mod codec;
pub mod data;
pub mod growth;
pub mod heap;
pub mod loops;
#[cfg(feature = "rivals")]
pub mod rivals;
pub mod shapes;
pub mod timing;

/// The types of `wsdl/`, as a program's `build.rs` would make them.
#[rustfmt::skip]
#[allow(dead_code, unused_imports, missing_docs, unreachable_pub, clippy::all, reason = "it is generated")]
pub mod contract;

/// The types of the small call, and its clients.
#[cfg(feature = "calls")]
#[rustfmt::skip]
#[allow(dead_code, unused_imports, missing_docs, unreachable_pub, clippy::all, reason = "it is generated")]
pub mod cards;

/// Why a bench does not go on.
pub type Failure = Box<dyn std::error::Error>;
