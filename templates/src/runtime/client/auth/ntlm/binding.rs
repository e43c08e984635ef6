//! Binding to the channel (RFC 5929, `tls-server-end-point`): the server sees that its own certificate is at the other end.

use md5::{Digest as _, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::spnego::first;

const SEQUENCE: u8 = 0x30;
const OID: u8 = 0x06;

/// The identifiers of signatures that hash with SHA-384, and with SHA-512. For all others SHA-256 is taken: that is theirs,
/// or in place of MD5 and SHA-1.
const SHA_384: [&[u8]; 2] =
    [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12], &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3]];
const SHA_512: [&[u8]; 2] =
    [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13], &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4]];
/// RSASSA-PSS, which names the hash among its parameters.
const PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const PSS_384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
const PSS_512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

/// `tls-server-end-point:` and the hash of a certificate, as DER.
pub(super) fn end_point(certificate: &[u8]) -> Vec<u8> {
    let mut out = b"tls-server-end-point:".to_vec();
    match bits(certificate) {
        Some(384) => out.extend(Sha384::digest(certificate)),
        Some(512) => out.extend(Sha512::digest(certificate)),
        _ => out.extend(Sha256::digest(certificate)),
    }
    out
}

/// The length of the hash in the certificate's signature, where it is not 256.
fn bits(certificate: &[u8]) -> Option<u32> {
    let (_, whole, _) = first(certificate)?;
    let (_, _, rest) = first(whole)?;
    let (tag, algorithm, _) = first(rest)?;
    let (oid, identifier, parameters) = first(algorithm)?;
    if (tag, oid) != (SEQUENCE, OID) {
        return None;
    }
    let has = |hash: &[u8]| hash_of(parameters) == Some(hash);
    match identifier {
        _ if SHA_384.contains(&identifier) || identifier == PSS && has(PSS_384) => Some(384),
        _ if SHA_512.contains(&identifier) || identifier == PSS && has(PSS_512) => Some(512),
        _ => None,
    }
}

/// The hash that the parameters of RSASSA-PSS name first: `SEQUENCE { [0] SEQUENCE { OID … } … }`.
fn hash_of(parameters: &[u8]) -> Option<&[u8]> {
    let (_, all, _) = first(parameters)?;
    let (tag, hash, _) = first(all)?;
    let (_, algorithm, _) = first(hash)?;
    let (_, identifier, _) = first(algorithm)?;
    (tag == 0xa0).then_some(identifier)
}

/// The MD5 of a `gss_channel_bindings_struct` without addresses: `MsvAvChannelBindings`.
pub(super) fn hashed(binding: &[u8]) -> [u8; 16] {
    let length = u32::try_from(binding.len()).unwrap_or(u32::MAX);
    let hash = Md5::new().chain_update([0; 16]).chain_update(length.to_le_bytes());
    hash.chain_update(binding).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate in form alone, with this signature algorithm.
    fn certificate(algorithm: &[u8]) -> Vec<u8> {
        let length = |content: &[u8]| u8::try_from(content.len()).unwrap();
        let algorithm = [&[SEQUENCE, length(algorithm)], algorithm].concat();
        let whole = [&[SEQUENCE, 0][..], &algorithm, &[3, 1, 0]].concat();
        [&[SEQUENCE, length(&whole)], &*whole].concat()
    }

    #[test]
    fn the_hash_is_that_of_the_signature() {
        let oid = |oid: &[u8]| [&[OID, u8::try_from(oid.len()).unwrap()], oid].concat();
        let sizes = |algorithm: &[u8]| end_point(&certificate(algorithm)).len() - 21;
        assert_eq!(sizes(&oid(SHA_384[0])), 48);
        assert_eq!(sizes(&oid(SHA_384[1])), 48);
        assert_eq!(sizes(&oid(SHA_512[0])), 64);
        // SHA-1 with RSA.
        assert_eq!(sizes(&oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5])), 32);
        let pss = |hash: &[u8]| {
            let hash = oid(hash);
            let inner = [&[SEQUENCE, u8::try_from(hash.len()).unwrap()], &*hash].concat();
            let named = [&[0xa0, u8::try_from(inner.len()).unwrap()], &*inner].concat();
            [oid(PSS), vec![SEQUENCE, u8::try_from(named.len()).unwrap()], named].concat()
        };
        assert_eq!((sizes(&pss(PSS_512)), sizes(&pss(PSS_384)), sizes(&pss(&[1]))), (64, 48, 32));
        assert_eq!(end_point(b"no certificate").len(), 21 + 32);
    }

    /// A value that pyspnego made of the same certificate's hash.
    #[test]
    fn the_structure_is_hashed() {
        let mut binding = b"tls-server-end-point:".to_vec();
        binding.extend(0..32);
        assert_eq!(u128::from_be_bytes(hashed(&binding)), 0x8f12_14c9_c9ca_b8dc_3bf8_66da_9aba_57a7);
    }
}
