//! The server on the other side, and which of the two clients talks to it.

use address::runtime::client::{Call, Reply};
use address::runtime::codec::{Field, Record};
use address::runtime::{Error, ErrorKind};

/// A server.
pub(crate) struct Peer {
    pub(crate) url: String,
    /// `None`: the blocking client.
    pub(crate) runtime: Option<tokio::runtime::Runtime>,
}

impl Peer {
    pub(crate) fn new(url: &str, kind: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let runtime = match kind {
            "async" => Some(tokio::runtime::Builder::new_current_thread().enable_all().build()?),
            "blocking" => None,
            other => return Err(format!("no client {other:?}").into()),
        };
        Ok(Self { url: url.to_owned(), runtime })
    }

    /// Sends a call and waits for its reply.
    pub(crate) fn reply<T, R>(&self, call: Call<'_, T, R>) -> Result<Reply<T, R>, Error>
    where
        T: Field + Default + Send + 'static,
        R: Record + Default + Send + Sync + 'static,
    {
        match &self.runtime {
            Some(runtime) => runtime.block_on(call.reply()),
            None => call.blocking_reply(),
        }
    }

    /// Sends a call and waits for its value.
    pub(crate) fn value<T, R>(&self, call: Call<'_, T, R>) -> Result<T, Error>
    where
        T: Field + Default + Send + 'static,
        R: Record + Default + Send + Sync + 'static,
    {
        self.reply(call).map(|reply| reply.value)
    }

    /// Sends a call that must end in a Fault.
    pub(crate) fn fault<T, R>(&self, call: Call<'_, T, R>) -> Result<Error, String>
    where
        T: Field + Default + Send + std::fmt::Debug + 'static,
        R: Record + Default + Send + Sync + 'static,
    {
        match self.value(call) {
            Err(error) if error.kind() == ErrorKind::Fault => Ok(error),
            Err(other) => Err(format!("not a Fault, but {other:?}")),
            Ok(value) => Err(format!("not a Fault, but {value:?}")),
        }
    }
}

/// A session of a generated crate at a [`Peer`]: `session!(crate, url setter, peer)`, then what its builder can do.
macro_rules! session {
    ($crate_:ident, $url:ident, $peer:expr $(, $header:ident = $value:expr)*) => {{
        let url = $peer.url.as_str();
        match &$peer.runtime {
            Some(_) => $crate_::Session::builder(url).$url(url)$(.$header($value))*.build()?,
            None => $crate_::blocking::Session::builder(url).$url(url)$(.$header($value))*.build()?.calls(),
        }
    }};
}
pub(crate) use session;
