//! HTTP authentication over real sockets: Digest, NTLM and Negotiate, against servers of our own and that of the
//! security kit.

#[cfg(test)]
mod kit;
#[cfg(test)]
mod vault;
