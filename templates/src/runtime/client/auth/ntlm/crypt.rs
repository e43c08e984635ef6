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

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    }

    /// RFC 2202.
    #[test]
    fn hmac_of_the_rfc() {
        for (key, message, expected) in [
            (vec![0x0b; 16], &b"Hi There"[..], "9294727a3638bb1c13f48ef8158bfc9d"),
            (b"Jefe".to_vec(), b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
            (vec![0xaa; 16], &[0xdd; 50], "56be34521d144c88dbb8c733f0e8b3f6"),
            (
                vec![0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
            ),
        ] {
            let (first, last) = message.split_at(3);
            assert_eq!(hmac(&key, &[first, last]).to_vec(), hex(expected));
        }
    }

    /// [MS-NLMP] 4.2.4.1.1 to 4.2.4.2.2.
    #[test]
    fn vectors_of_ntlm_v2() {
        let key = key("User", "Domain", "Password");
        assert_eq!(key.to_vec(), hex("0c868a403bfd7a93a3001ef22ef02e3f"));
        let pairs = hex("02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000");
        let challenge = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
        let made = responses(&key, &challenge, &[0xaa; 8], 0, &pairs);
        assert_eq!(made.lm, hex("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"));
        assert_eq!(made.nt.get(..16).unwrap(), hex("68cd0ab851e51c96aabc927bebef6a1c"));
        let temp = "01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000";
        assert!(made.nt.get(16..).unwrap().starts_with(&hex(temp)));
        assert!(made.nt.ends_with(&[pairs, vec![0; 4]].concat()));
        assert_eq!(made.session.to_vec(), hex("8de40ccadbc14a82f15cb0ad0de95ca3"));
    }

    /// [MS-NLMP] 4.2.4.4: the key that signs. There the exchanged key is 16 times 0x55.
    #[test]
    fn key_that_signs() {
        assert_eq!(signing_key(&[0x55; 16]).to_vec(), hex("4788dc861b4782f35d43fd98fe1a2d39"));
    }

    #[test]
    fn names_in_upper_case_keep_their_length() {
        assert_eq!(upper("user\u{e5}\u{df}\u{fb01}"), "USER\u{c5}\u{df}\u{fb01}");
    }
}
