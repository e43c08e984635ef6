//! The computations of NTLMv2 ([MS-NLMP] 3.3.2): what proves the password without telling it.

use md4::Md4;
use md5::{Digest as _, Md5};

/// The block of MD5, in bytes.
const BLOCK: usize = 64;

/// HMAC (RFC 2104) over MD5, of all parts in a row.
///
/// The construction is a few lines over the library's hash; the crate for it would bring three more crates.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let hashed: [u8; 16];
    let key = match key.len() > BLOCK {
        true => {
            hashed = Md5::digest(key).into();
            &hashed
        }
        false => key,
    };
    let padded = |with: u8| -> [u8; BLOCK] {
        let mut block = [with; BLOCK];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let mut inner = Md5::new().chain_update(padded(0x36));
    for part in parts {
        inner.update(part);
    }
    Md5::new().chain_update(padded(0x5c)).chain_update(inner.finalize()).finalize().into()
}

/// A text as NTLM writes it.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Windows has an upper case of a single character for each.
fn upper(text: &str) -> String {
    let one = |character: char| {
        let mut upper = character.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(only), None) => only,
            _ => character,
        }
    };
    text.chars().map(one).collect()
}

/// `NTOWFv2`: the key that user, domain and password make.
pub(super) fn key(user: &str, domain: &str, password: &str) -> [u8; 16] {
    let password = Md4::digest(utf16(password));
    hmac(&password, &[&utf16(&upper(user)), &utf16(domain)])
}

/// The two responses to a server's challenge, and the key of the session.
pub(super) struct Responses {
    /// `NtChallengeResponse`.
    pub(super) nt: Vec<u8>,
    /// `LmChallengeResponse`.
    pub(super) lm: Vec<u8>,
    /// `SessionBaseKey`.
    pub(super) session: [u8; 16],
}

/// `ComputeResponse`. `time` counts tenths of microseconds since 1601; `pairs` are all AV pairs with their end.
pub(super) fn responses(
    key: &[u8; 16],
    challenge: &[u8; 8],
    own: &[u8; 8],
    time: u64,
    pairs: &[u8],
) -> Responses {
    let mut temp = vec![1, 1, 0, 0, 0, 0, 0, 0];
    temp.extend(time.to_le_bytes());
    temp.extend(own);
    temp.extend([0; 4]);
    temp.extend(pairs);
    temp.extend([0; 4]);
    let proof = hmac(key, &[challenge, &temp]);
    let mut nt = proof.to_vec();
    nt.extend(temp);
    let mut lm = hmac(key, &[challenge, own]).to_vec();
    lm.extend(own);
    Responses { nt, lm, session: hmac(key, &[&proof]) }
}

/// `SIGNKEY` of the client's messages.
pub(super) fn signing_key(session: &[u8; 16]) -> [u8; 16] {
    let magic = b"session key to client-to-server signing key magic constant\0";
    Md5::new().chain_update(session).chain_update(magic).finalize().into()
}

/// The signature of the first message of the session, without key exchange: no cipher goes over it.
pub(super) fn signature(session: &[u8; 16], message: &[u8]) -> [u8; 16] {
    let mac = hmac(&signing_key(session), &[&[0; 4], message]);
    let mut signature = [0; 16];
    let parts = 1_u32.to_le_bytes().into_iter().chain(mac.into_iter().take(8));
    for (byte, part) in signature.iter_mut().zip(parts) {
        *byte = part;
    }
    signature
}
