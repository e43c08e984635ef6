//! HTTP authentication over real sockets: Digest, NTLM and Negotiate, against servers of our own and that of the
//! security kit.

#[cfg(test)]
mod controller;
#[cfg(all(test, feature = "cookies"))]
mod cookies;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod ntlm;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod server;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod vault;
