//! What is demanded of signed messages: those of other stacks, right and wrong ones, and those that somebody has changed.

#[cfg(test)]
mod attachments;
#[cfg(test)]
mod forged;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod own;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod replayed;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod requests;
#[cfg(all(test, feature = "stream"))]
#[cfg(test)]
mod streamed;
#[cfg(test)]
#[path = "../kit/vault.rs"]
#[allow(dead_code, reason = "shared; no test program needs all of it")]
mod vault;
#[cfg(test)]
mod wrapping;
