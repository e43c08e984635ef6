//! The client, driven through a miniature of a generated crate.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod attached;
#[cfg(test)]
mod miniature;
#[cfg(test)]
mod moved;
#[cfg(test)]
mod own_login;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod requests;
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
#[cfg(test)]
mod understood;
#[cfg(test)]
mod void;
