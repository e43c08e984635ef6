//! The three messages of NTLM ([MS-NLMP] 2.2.1), as far as a client needs them.

use super::crypt::{self, utf16};

const SIGNATURE: &[u8] = b"NTLMSSP\0";

const UNICODE: u32 = 0x0000_0001;
const REQUEST_TARGET: u32 = 0x0000_0004;
const SIGN: u32 = 0x0000_0010;
const NTLM: u32 = 0x0000_0200;
const ALWAYS_SIGN: u32 = 0x0000_8000;
const EXTENDED_SESSION_SECURITY: u32 = 0x0008_0000;
const TARGET_INFO: u32 = 0x0080_0000;
const VERSION: u32 = 0x0200_0000;
const KEY_128: u32 = 0x2000_0000;
const KEY_56: u32 = 0x8000_0000;

/// What the client is able to do. No key exchange: nothing but the list of SPNEGO is ever signed, and that needs none.
const OURS: u32 = UNICODE
    | REQUEST_TARGET
    | SIGN
    | NTLM
    | ALWAYS_SIGN
    | EXTENDED_SESSION_SECURITY
    | TARGET_INFO
    | VERSION
    | KEY_128
    | KEY_56;

/// A version of Windows that knows all of this (6.1), and the revision of NTLM (15).
const WINDOWS: [u8; 8] = [6, 1, 0, 0, 0, 0, 0, 15];

const FLAGS: u16 = 6;
const TIMESTAMP: u16 = 7;
const TARGET_NAME: u16 = 9;
const CHANNEL_BINDINGS: u16 = 10;
/// In [`FLAGS`]: the message has a code that protects all three.
const HAS_MIC: u32 = 2;

/// Where the code stands that protects all three messages.
const MIC: usize = 72;
/// Where the payload of the third message begins.
const PAYLOAD: usize = MIC + 16;

/// `NEGOTIATE_MESSAGE`.
pub(super) fn negotiate() -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    out.extend(1_u32.to_le_bytes());
    out.extend(OURS.to_le_bytes());
    // No domain and no workstation.
    out.extend([0; 16]);
    out.extend(WINDOWS);
    out
}

/// `CHALLENGE_MESSAGE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) flags: u32,
    pub(super) nonce: [u8; 8],
    /// The server's AV pairs, without their end.
    pub(super) pairs: Vec<(u16, Vec<u8>)>,
}

/// Whether a token is of NTLM, without SPNEGO round it.
pub(super) fn is_raw(token: &[u8]) -> bool {
    token.starts_with(SIGNATURE)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

impl Challenge {
    /// `None` for what is no such message.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        if !is_raw(bytes) || number(bytes, 8)? != 2 {
            return None;
        }
        let flags = number(bytes, 20)?;
        let nonce = bytes.get(24..32)?.try_into().ok()?;
        let mut pairs = Vec::new();
        if flags & TARGET_INFO != 0 {
            let (length, start) = (usize::from(short(bytes, 40)?), usize::try_from(number(bytes, 44)?).ok()?);
            let mut rest = bytes.get(start..start.checked_add(length)?)?;
            while !rest.is_empty() {
                let (id, length) = (short(rest, 0)?, usize::from(short(rest, 2)?));
                if id == 0 {
                    break;
                }
                pairs.push((id, rest.get(4..4 + length)?.to_vec()));
                rest = rest.get(4 + length..)?;
            }
        }
        Some(Self { flags, nonce, pairs })
    }

    fn pair(&self, id: u16) -> Option<&[u8]> {
        self.pairs.iter().find(|(known, _)| *known == id).map(|(_, value)| &**value)
    }

    pub(super) fn is_unicode(&self) -> bool {
        self.flags & UNICODE != 0
    }

    /// The server's time, where it tells one: then the third message is protected by a code.
    pub(super) fn time(&self) -> Option<u64> {
        Some(u64::from_le_bytes(self.pair(TIMESTAMP)?.try_into().ok()?))
    }
}

/// What the third message is made from, beside the first two.
pub(super) struct Who<'a> {
    pub(super) user: &'a str,
    pub(super) domain: &'a str,
    pub(super) password: &'a str,
    /// `HTTP/host`.
    pub(super) target: &'a str,
    /// The hash that binds to the channel ([MS-NLMP] 2.2.2.1, `MsvAvChannelBindings`).
    pub(super) binding: Option<[u8; 16]>,
    /// Random bytes.
    pub(super) nonce: [u8; 8],
    /// Tenths of microseconds since 1601, where the server tells no time.
    pub(super) now: u64,
}

/// `AUTHENTICATE_MESSAGE`, and the key of the session.
pub(super) struct Authenticate {
    pub(super) message: Vec<u8>,
    pub(super) session: [u8; 16],
    /// Whether a code protects all three messages. SPNEGO then protects its list too.
    pub(super) has_mic: bool,
}

/// The third message, for the first two as they were on the wire.
pub(super) fn authenticate(
    first: &[u8],
    second: &[u8],
    challenge: &Challenge,
    who: &Who<'_>,
) -> Authenticate {
    let key = crypt::key(who.user, who.domain, who.password);
    let has_mic = challenge.time().is_some();
    let pairs = answered(challenge, who, has_mic);
    let time = challenge.time().unwrap_or(who.now);
    let mut made = crypt::responses(&key, &challenge.nonce, &who.nonce, time, &pairs);
    if has_mic {
        made.lm = vec![0; 24];
    }
    let mut out = SIGNATURE.to_vec();
    out.extend(3_u32.to_le_bytes());
    let mut payload: Vec<u8> = Vec::new();
    // LM and NT response, domain, user, workstation, exchanged key.
    for part in [&*made.lm, &made.nt, &utf16(who.domain), &utf16(who.user), &[], &[]] {
        // Whatever does not fit came from the server, or is a name that nobody has.
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        let part = part.get(..usize::from(length)).unwrap_or_default();
        out.extend(length.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend(u32::try_from(PAYLOAD + payload.len()).unwrap_or(u32::MAX).to_le_bytes());
        payload.extend(part);
    }
    out.extend((challenge.flags & OURS).to_le_bytes());
    out.extend(WINDOWS);
    out.extend([0; 16]);
    out.extend(payload);
    if has_mic {
        let mic = crypt::hmac(&made.session, &[first, second, &out]);
        for (byte, part) in out.iter_mut().skip(MIC).zip(mic) {
            *byte = part;
        }
    }
    Authenticate { message: out, session: made.session, has_mic }
}

/// The server's AV pairs with ours, and their end.
fn answered(challenge: &Challenge, who: &Who<'_>, has_mic: bool) -> Vec<u8> {
    let given = challenge.pair(FLAGS).and_then(|value| number(value, 0)).unwrap_or_default();
    let flags = if has_mic { given | HAS_MIC } else { given };
    let ours = [FLAGS, TARGET_NAME, CHANNEL_BINDINGS];
    let mut out = Vec::new();
    let mut add = |id: u16, value: &[u8]| {
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        out.extend(id.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend(value.get(..usize::from(length)).unwrap_or_default());
    };
    for (id, value) in challenge.pairs.iter().filter(|(id, _)| !ours.contains(id)) {
        add(*id, value);
    }
    if flags != 0 {
        add(FLAGS, &flags.to_le_bytes());
    }
    // All zero: there is no channel.
    add(CHANNEL_BINDINGS, &who.binding.unwrap_or_default());
    add(TARGET_NAME, &utf16(who.target));
    add(0, &[]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A `CHALLENGE_MESSAGE` as [MS-NLMP] 4.2.4.3 prints it.
    fn printed() -> Vec<u8> {
        let text = "4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000 \
             0600701700000 00f 530065007200760065007200 02000c0044006f006d00610069006e00 01000c005300650072007600650072000000 0000";
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    }

    fn who<'a>(binding: Option<[u8; 16]>) -> Who<'a> {
        Who {
            user: "User",
            domain: "Domain",
            password: "Password",
            target: "HTTP/host",
            binding,
            nonce: [0xaa; 8],
            now: 0,
        }
    }

    fn field(message: &[u8], at: usize) -> &[u8] {
        let (length, start) = (usize::from(short(message, at).unwrap()), number(message, at + 4).unwrap());
        let start = usize::try_from(start).unwrap();
        message.get(start..start + length).unwrap()
    }

    #[test]
    fn the_printed_challenge_is_read_and_answered() {
        let second = printed();
        let challenge = Challenge::read(&second).unwrap();
        assert_eq!(challenge.nonce, [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
        assert_eq!((challenge.pairs.len(), challenge.time()), (2, None));
        assert_eq!(challenge.pair(2).unwrap(), utf16("Domain"));
        let made = authenticate(&negotiate(), &second, &challenge, &who(None));
        assert!(!made.has_mic);
        // 4.2.4.2.1: without the server's time there is an LMv2 response.
        assert_eq!(field(&made.message, 12).get(..4), Some(&[0x86, 0xc3, 0x50, 0x97][..]));
        assert_eq!(field(&made.message, 28), utf16("Domain"));
        assert_eq!(field(&made.message, 36), utf16("User"));
        assert_eq!(number(&made.message, 60).unwrap() & !OURS, 0);
        assert!(made.message.get(MIC..PAYLOAD).unwrap().iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_time_makes_a_code_over_all_three() {
        let time = 0x01d0_0000_0000_0007_u64;
        let mut challenge = Challenge::read(&printed()).unwrap();
        challenge.pairs.push((TIMESTAMP, time.to_le_bytes().to_vec()));
        challenge.pairs.push((CHANNEL_BINDINGS, vec![9; 16]));
        let made = authenticate(b"one", b"two", &challenge, &who(Some([7; 16])));
        assert!(made.has_mic);
        assert_eq!(field(&made.message, 12), [0; 24]);
        let nt = field(&made.message, 20).to_vec();
        assert_eq!(nt.get(24..32).unwrap(), time.to_le_bytes());
        let find = |what: &[u8]| nt.windows(what.len()).any(|window| window == what);
        assert!(find(&[6, 0, 4, 0, 2, 0, 0, 0]), "flags");
        assert!(find(&[&[10, 0, 16, 0][..], &[7; 16]].concat()), "binding");
        assert!(!find(&[9; 16]), "the server's own");
        assert!(find(&[&[9, 0, 18, 0][..], &utf16("HTTP/host")].concat()), "target");
        let mut bare = made.message.clone();
        let mic: Vec<u8> = bare.splice(MIC..PAYLOAD, [0; 16]).collect();
        assert_eq!(crypt::hmac(&made.session, &[b"one", b"two", &bare]).to_vec(), mic);
    }

    #[test]
    fn broken_messages_are_refused() {
        let whole = printed();
        for length in 0..whole.len() {
            let cut = whole.get(..length).unwrap();
            assert!(Challenge::read(cut).is_none(), "{length}");
        }
        for at in 0..whole.len() {
            for value in [0, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                drop(Challenge::read(&changed));
            }
        }
        assert!(Challenge::read(&negotiate()).is_none());
    }

    #[test]
    fn a_challenge_says_whether_it_knows_unicode() {
        for (flags, is_unicode) in
            [(UNICODE, true), (UNICODE | ALWAYS_SIGN, true), (ALWAYS_SIGN, false), (0, false)]
        {
            let challenge = Challenge { flags, nonce: [0; 8], pairs: Vec::new() };
            assert_eq!(challenge.is_unicode(), is_unicode, "{flags:x}");
        }
    }
}
