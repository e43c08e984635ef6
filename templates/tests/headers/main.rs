//! What a program adds to its messages: header blocks of its own, WS-Addressing, wrappers of transports.

#[cfg(test)]
mod addressing;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod layers;
#[cfg(test)]
#[allow(dead_code, unused_imports, reason = "the tests of the client use more of it")]
#[path = "../client/miniature/mod.rs"]
mod miniature;
#[cfg(test)]
mod own;
#[cfg(test)]
mod served;
