//! WS-Security: what requests carry, and how it is signed. Numbers are those of the security kit's `mistakes.md`, a list of
//! what went wrong elsewhere. `kit` needs the kit's servers.

#[cfg(test)]
mod cost;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod message;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod signatures;
#[cfg(test)]
#[path = "../kit/vault.rs"]
#[allow(dead_code, reason = "shared; no test program needs all of it")]
mod vault;
