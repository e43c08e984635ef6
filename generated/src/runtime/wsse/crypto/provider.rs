//! Which library computes: the one that the HTTP client brings for TLS.

use std::sync::{Arc, OnceLock};

use tls::crypto::CryptoProvider;

use super::CryptoError;

/// aws-lc-rs with the feature `async`, ring with `blocking` alone, else what the program has installed for rustls.
///
/// # Errors
/// When there is none.
pub(in crate::runtime) fn provider() -> Result<&'static CryptoProvider, CryptoError> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    if let Some(provider) = PROVIDER.get() {
        return Ok(provider);
    }
    let found = brought().or_else(|| CryptoProvider::get_default().cloned());
    let found = found.ok_or_else(|| {
        CryptoError::new(
            "signatures need a library for cryptography: switch on the cargo feature `async` or `blocking`, or install a \
             provider by `rustls::crypto::CryptoProvider::install_default`",
        )
    })?;
    Ok(PROVIDER.get_or_init(|| found))
}

/// That of the features.
fn brought() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "async")]
    return Some(Arc::new(tls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "blocking", not(feature = "async")))]
    return Some(Arc::new(tls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "async", feature = "blocking")))]
    None
}
