//! Signing by something else than a key of ours.

/// What signs, where the key is not in this program's hands (a smart card, a signing service), or by an algorithm that is not
/// among ours, such as RSA-SHA1.
pub trait Signer: Send + Sync {
    /// The URI of the signature's algorithm, such as `http://www.w3.org/2000/09/xmldsig#rsa-sha1`.
    fn algorithm(&self) -> &str;

    /// Signs bytes: hashes them as the algorithm says, and gives the signature as XML has it (RSA: the number; ECDSA: r and s,
    /// each as long as a number of the curve).
    ///
    /// It runs where the request is made, also in async code.
    ///
    /// # Errors
    /// When it cannot: then nothing is sent.
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;
}
