//! The client, driven through a hand-made miniature of a generated crate.

mod exchanges;
mod miniature;
mod setup;
mod sockets;
