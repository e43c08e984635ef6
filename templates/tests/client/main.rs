//! The client, driven through a hand-made miniature of a generated crate.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod exchanges;
#[cfg(test)]
mod miniature;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod served;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod told;
#[cfg(test)]
mod tracing;
