//! WS-Security: what requests carry, and how it is signed. `kit` needs the servers of the security kit.

#[cfg(test)]
mod kit;
#[cfg(test)]
mod vault;
