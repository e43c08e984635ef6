//! Bytes beside the envelope: MTOM and SOAP with attachments, both ways; files that are sent and received piece by piece.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod back;
mod kit;
mod large;
mod out;
mod served;
mod server;
#[cfg(feature = "wsse-signature")]
mod signed;
mod sockets;
mod vault;
