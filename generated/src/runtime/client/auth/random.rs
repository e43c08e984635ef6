//! Random bytes of the operating system.

use crate::runtime::client::TransportError;

/// So many random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], TransportError> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(why) => {
            Err(TransportError::new(format!("the operating system gives no random bytes: {why}")).not_sent())
        }
    }
}
