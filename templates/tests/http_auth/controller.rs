//! The server's side of NTLM, as a domain controller has it.

use std::sync::Mutex;

use md4::Digest as _;
use soapwright_runtime::codec::LexValue as _;
use soapwright_runtime::values::Base64;

use super::server::{Answer, Request, ask, let_in};
use super::vault::PASSWORD;

pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    Base64(bytes.to_vec()).write(&mut text);
    text
}

/// The token of a request, of this scheme.
pub(crate) fn token(request: &Request, scheme: &str) -> Option<Vec<u8>> {
    let header = request.header("authorization").or_else(|| request.header("proxy-authorization"))?;
    let mut bytes = Base64::default();
    bytes.read(header.strip_prefix(scheme)?.trim()).ok()?;
    Some(bytes.0)
}

/// A second message, with these AV pairs.
pub(crate) fn challenge(pairs: &[(u16, &[u8])]) -> String {
    let mut all = Vec::new();
    for (id, value) in pairs {
        all.extend(id.to_le_bytes());
        all.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
        all.extend(*value);
    }
    all.extend([0; 4]);
    let length = u16::try_from(all.len()).unwrap().to_le_bytes();
    let mut out = b"NTLMSSP\0\x02\0\0\0".to_vec();
    out.extend([0, 0, 0, 0, 56, 0, 0, 0]);
    out.extend(0xa28a_8215_u32.to_le_bytes());
    out.extend(*b"\x01\x23\x45\x67\x89\xab\xcd\xef");
    out.extend([0; 8]);
    out.extend([length, length].concat());
    out.extend(56_u32.to_le_bytes());
    out.extend([6, 1, 0, 0, 0, 0, 0, 15]);
    out.extend(all);
    format!("NTLM {}", base64(&out))
}

/// With a time, so that the third message must be protected.
pub(crate) fn timed() -> String {
    challenge(&[(2, b"K\0I\0T\0"), (7, &[1, 2, 3, 4, 5, 6, 7, 1])])
}

/// A field of a message.
pub(crate) fn field(message: &[u8], at: usize) -> Vec<u8> {
    let length = usize::from(u16::from_le_bytes([message[at], message[at + 1]]));
    let start = u32::from_le_bytes(message[at + 4..at + 8].try_into().unwrap()) as usize;
    message[start..start + length].to_vec()
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    String::from_utf16(&units).unwrap()
}

pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).unwrap_or(&0) ^ with).collect() };
    let inner = md5::Md5::digest([&*padded(0x36), message].concat());
    md5::Md5::digest([&*padded(0x5c), &*inner].concat()).to_vec()
}

/// Whom a third message proves, by this password: user and domain as they were sent.
pub(crate) fn proven(third: &[u8], password: &str) -> Option<(String, String)> {
    let (user, domain) = (text(&field(third, 36)), text(&field(third, 28)));
    let hash = md4::Md4::digest(utf16(password));
    let key = hmac(&hash, &utf16(&format!("{}{domain}", user.to_uppercase())));
    let response = field(third, 20);
    let (proof, rest) = response.split_at(16);
    let wanted = hmac(&key, &[b"\x01\x23\x45\x67\x89\xab\xcd\xef", rest].concat());
    (wanted == proof).then_some((user, domain))
}

/// What a server remembers of its connections.
#[derive(Default)]
pub(crate) struct Known(Mutex<Vec<(usize, String)>>);

impl Known {
    fn who(&self, connection: usize) -> Option<String> {
        let known = self.0.lock().unwrap();
        known.iter().rev().find(|(other, _)| *other == connection).map(|(_, who)| who.clone())
    }

    /// What an honest server says.
    pub(crate) fn answer(&self, request: &Request) -> Answer {
        let Some(token) = token(request, "NTLM ") else {
            return match self.who(request.connection) {
                Some(who) => let_in(&format!("{who};{};{}", request.connection, request.text())),
                None => ask(&["Negotiate", "NTLM"]),
            };
        };
        match token.get(8) {
            Some(1) => ask(&[&timed()]),
            Some(3) => match proven(&token, PASSWORD) {
                Some((user, domain)) => {
                    let who = format!("{domain}|{user}");
                    self.0.lock().unwrap().push((request.connection, who.clone()));
                    let_in(&format!("{who};{};{}", request.connection, request.text()))
                }
                None => ask(&["Negotiate", "NTLM"]),
            },
            _ => ask(&["NTLM"]),
        }
    }
}
