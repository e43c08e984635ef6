//! Passwords: known, or asked for when they are needed.

use std::fmt;
use std::sync::Arc;

use crate::runtime::error::Error;

/// Why a password cannot be had.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A password, or what gives one. `Debug` does not show it.
#[derive(Clone)]
pub struct Password(Source);

#[derive(Clone)]
enum Source {
    Known(Arc<str>),
    Asked(Arc<dyn Fn() -> Result<String, Failure> + Send + Sync>),
}

impl Password {
    /// A function that gives the password. It is called for each send, so it can look into a vault or a file that changes; an
    /// error of it ends the call before anything is sent.
    ///
    /// It runs where the request is made, also in async code: it should be quick.
    pub fn from_fn<E: Into<Failure>>(
        function: impl Fn() -> Result<String, E> + Send + Sync + 'static,
    ) -> Self {
        Self(Source::Asked(Arc::new(move || function().map_err(Into::into))))
    }

    /// Hands out the password.
    pub(super) fn with<T>(&self, take: impl FnOnce(&str) -> Result<T, Error>) -> Result<T, Error> {
        match &self.0 {
            Source::Known(password) => take(password),
            Source::Asked(ask) => match ask() {
                Ok(password) => take(&password),
                Err(why) => {
                    Err(Error::config(format!("the program gives no password for the UsernameToken: {why}")))
                }
            },
        }
    }
}

impl From<&str> for Password {
    fn from(password: &str) -> Self {
        Self(Source::Known(password.into()))
    }
}

impl From<String> for Password {
    fn from(password: String) -> Self {
        Self(Source::Known(password.into()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(***)")
    }
}
