//! What is known of a connection.

use std::net::SocketAddr;

use super::side::Side;

/// What one side knows of a connection, and what is known of it here.
#[derive(Debug, Clone, Default)]
#[cfg_attr(not(feature = "ntlm"), expect(dead_code, reason = "Digest proves no connection"))]
pub(super) struct Proof {
    /// The other side knows by now who calls on it.
    pub(super) is_proven: bool,
    pub(super) connection: Option<SocketAddr>,
    /// The server's certificate, as DER.
    pub(super) certificate: Option<Vec<u8>>,
}

/// What is known of a connection, for both sides.
#[derive(Debug, Clone, Default)]
pub(super) struct Proofs {
    server: Proof,
    proxy: Proof,
}

impl Proofs {
    /// Whether there is a connection.
    pub(super) fn is_known(&self) -> bool {
        self.server.connection.or(self.proxy.connection).is_some()
    }

    pub(super) fn of(&mut self, side: Side) -> &mut Proof {
        match side {
            Side::Server => &mut self.server,
            Side::Proxy => &mut self.proxy,
        }
    }
}
