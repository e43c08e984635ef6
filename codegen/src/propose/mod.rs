//! What a contract shows of its configuration: read once, when a crate is started.
//!
//! A rule looks at the model, which holds just what the crate will have, so that no proposal names what is not there. What a
//! contract only hints at is proposed too, but written as a comment. An existing configuration is never touched.

mod facts;
mod login;
mod outcome;
mod render;
mod secrets;
mod session;
mod walk;
mod words;

pub use login::{Login, Logins};
pub use outcome::Outcome;
pub use secrets::Secrets;
pub use session::Session;

use crate::names::named::Model;
use facts::Facts;
use walk::Walk;

/// What a contract proposes for `soapwright.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposals {
    /// `[session] headers`.
    pub session: Session,
    /// `[outcome]`, or why there is none.
    pub outcome: Result<Outcome, String>,
    /// `[login]`.
    pub logins: Logins,
    /// `[secrets] fields`.
    pub secrets: Secrets,
}

/// What the model of a contract proposes.
#[must_use]
pub fn propose(model: &Model) -> Proposals {
    let walk = Walk::new(model);
    let mut facts = Facts::new(&walk);
    let session = session::session(model, &mut facts);
    let logins = login::logins(&walk, &mut facts, &session.headers);
    Proposals { outcome: outcome::outcome(model), logins, secrets: secrets::secrets(&walk), session }
}

#[cfg(test)]
mod tests;
