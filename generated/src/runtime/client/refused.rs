//! What tells that a ticket is refused.

use std::fmt;
use std::sync::Arc;

use crate::runtime::codec::strings::{after, before, contains, same};
use crate::runtime::error::{Error, ErrorKind};

/// What says that the server refuses a ticket and, for that reason alone, did not run the call. Such a call is sent
/// again after a new login; no other call ever is.
#[derive(Debug)]
pub struct Refused {
    /// HTTP statuses of answers that hold no envelope.
    pub status: &'static [u16],
    /// Local names of a Fault's code or subcodes, without regard to case.
    pub faults: &'static [&'static str],
    /// Exception types that the response headers tell, whole or by what follows the last dot.
    pub kinds: &'static [&'static str],
    /// Texts that the reason of a Fault, or the message in the response headers, contains.
    pub messages: &'static [&'static str],
}

impl Refused {
    /// What a configuration that does not say otherwise means: HTTP 401, and the Faults of WS-Security and
    /// WS-SecureConversation that tell of nothing but the ticket.
    pub const DEFAULT: Self = Self {
        status: &[401],
        faults: &["FailedAuthentication", "InvalidSecurityToken", "BadContextToken"],
        kinds: &[],
        messages: &[],
    };

    /// Whether `error` is such a refusal.
    #[must_use]
    pub fn fits(&self, error: &Error) -> bool {
        match (error.kind(), error.fault(), error.outcome()) {
            (ErrorKind::Http, ..) => error.status().is_some_and(|status| self.status.contains(&status)),
            (ErrorKind::Fault, Some(fault), _) => {
                self.names_part(&fault.code.local)
                    || fault.subcodes.iter().any(|code| self.names(&code.local))
                    || self.says(&fault.reason)
            }
            (ErrorKind::Outcome, _, Some(outcome)) => {
                outcome.kind.as_deref().is_some_and(|kind| {
                    let last = after(kind, b".");
                    self.kinds.iter().any(|known| *known == kind || *known == last)
                }) || outcome.message.as_deref().is_some_and(|text| self.says(text))
            }
            _ => false,
        }
    }

    /// Whether one of the codes is called so.
    fn names(&self, code: &str) -> bool {
        self.faults.iter().any(|known| same(known, code))
    }

    /// SOAP 1.1 has no subcodes: what is more special follows a dot.
    fn names_part(&self, code: &str) -> bool {
        let mut rest = Some(code);
        while let Some(text) = rest {
            let name = before(text, b".");
            if self.names(name) {
                return true;
            }
            rest = text.get(name.len() + 1..);
        }
        false
    }

    /// Whether a text contains one of the messages.
    fn says(&self, text: &str) -> bool {
        self.messages.iter().any(|message| contains(text, message))
    }
}

type OwnRule = dyn Fn(&Error) -> bool + Send + Sync;

/// How a client tells a refused ticket from other failures.
#[derive(Clone, Default)]
pub(super) enum Rule {
    /// As usual ([`Refused::DEFAULT`]), for sessions that can get another ticket: elsewhere nobody said that there is one.
    #[default]
    Usual,
    /// By the crate's configuration.
    Configured(&'static Refused),
    /// By the program's own function.
    Own(Arc<OwnRule>),
}

impl Rule {
    /// Whether the error is a verdict of the server that a ticket is refused. What may have run never is. `renewable`
    /// says whether the session can get another.
    pub(super) fn fits(&self, error: &Error, renewable: bool) -> bool {
        matches!(error.kind(), ErrorKind::Http | ErrorKind::Fault | ErrorKind::Outcome)
            && !error.is_unverified()
            && match self {
                Self::Usual => renewable && Refused::DEFAULT.fits(error),
                Self::Configured(refused) => refused.fits(error),
                Self::Own(own) => own(error),
            }
    }
}

impl fmt::Debug for Rule {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usual => f.write_str("Usual"),
            Self::Configured(refused) => refused.fmt(f),
            Self::Own(_) => f.write_str("Own"),
        }
    }
}
