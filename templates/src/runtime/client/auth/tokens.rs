//! Tokens for `Negotiate` that a program makes, by Kerberos or by the operating system.

use std::fmt;

/// Why a program has no token.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

/// Makes the tokens of `Authorization: Negotiate`: a Kerberos library, or the operating system's.
///
/// Its functions are called where the call runs. They should not wait long, so a program gets its tickets before, or
/// lets the library keep them.
pub trait NegotiateTokens: Send + Sync {
    /// Begins an exchange of tokens with a host.
    ///
    /// # Errors
    /// When there is no ticket for it. The call then fails with
    /// [`ErrorKind::Transport`](crate::runtime::error::ErrorKind::Transport), and nothing was sent.
    fn begin(&self, target: &NegotiateTarget<'_>) -> Result<Box<dyn NegotiateExchange>, TokenError>;

    /// Whether tokens are bound to the TLS channel. Then a leg without a token goes first, to see the server's certificate.
    fn needs_channel_binding(&self) -> bool {
        false
    }
}

/// One exchange of tokens.
pub trait NegotiateExchange: Send {
    /// The next token, for the server's last one: `None` at first. It is called once more with the token of the server's
    /// last answer, where that has one; what it then gives is not sent.
    ///
    /// # Errors
    /// When the server's token is wrong. After the server's last answer that is an
    /// [`ErrorKind::Security`](crate::runtime::error::ErrorKind::Security), and nothing of the answer is handed out.
    fn step(&mut self, server: Option<&[u8]>) -> Result<Option<NegotiateToken>, TokenError>;
}

/// Whom a token is for.
#[derive(Clone, Copy)]
pub struct NegotiateTarget<'a> {
    pub(super) host: &'a str,
    pub(super) binding: Option<&'a [u8]>,
}

impl NegotiateTarget<'_> {
    /// The host as the URL has it, without a port. Its service principal is usually `HTTP/host`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host
    }

    /// The application data of the channel binding (`tls-server-end-point:` and the hash of the server's certificate).
    /// `None` without TLS, in blocking calls, and where [`NegotiateTokens::needs_channel_binding`] is `false`.
    #[must_use]
    pub fn channel_binding(&self) -> Option<&[u8]> {
        self.binding
    }
}

impl fmt::Debug for NegotiateTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NegotiateTarget").field("host", &self.host).finish_non_exhaustive()
    }
}

/// A token for the server.
pub struct NegotiateToken {
    pub(super) bytes: Vec<u8>,
    pub(super) is_last: bool,
}

impl NegotiateToken {
    /// One that the server should let in. The call's body goes with it. Kerberos needs no other.
    #[must_use]
    pub fn last(bytes: Vec<u8>) -> Self {
        Self { bytes, is_last: true }
    }

    /// One that the server answers with a token of its own. The call's body does not go with it.
    #[must_use]
    pub fn more(bytes: Vec<u8>) -> Self {
        Self { bytes, is_last: false }
    }
}

/// Without the token.
impl fmt::Debug for NegotiateToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NegotiateToken").field("is_last", &self.is_last).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_not_bound_to_a_channel_unless_they_say_so() {
        struct Plain;
        impl NegotiateTokens for Plain {
            fn begin(&self, _: &NegotiateTarget<'_>) -> Result<Box<dyn NegotiateExchange>, TokenError> {
                Err("none".into())
            }
        }
        assert!(!Plain.needs_channel_binding());
    }
}
