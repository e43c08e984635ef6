//! SPNEGO (RFC 4178) with NTLM as its only mechanism: what `Negotiate` puts round the messages.

/// The tags of DER that occur.
mod tag {
    pub(super) const OCTETS: u8 = 0x04;
    pub(super) const OID: u8 = 0x06;
    pub(super) const ENUMERATED: u8 = 0x0a;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const APPLICATION: u8 = 0x60;

    /// `[number]`.
    pub(super) const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

/// 1.3.6.1.5.5.2.
const SPNEGO: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x02];
/// 1.3.6.1.4.1.311.2.2.10.
const NTLMSSP: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a];

/// One element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap_or(0x7f));
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

/// The first element: its tag, its content, and what follows.
pub(super) fn first(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length & 0x80 {
        0 => (usize::from(*length), rest),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            if digits.len() > 4 {
                return None;
            }
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The mechanisms, as they are offered and, later, signed.
pub(super) fn mechanisms() -> Vec<u8> {
    element(tag::SEQUENCE, &element(tag::OID, NTLMSSP))
}

/// `NegTokenInit` with the first message.
pub(super) fn begin(token: &[u8]) -> Vec<u8> {
    let offered = element(tag::context(0), &mechanisms());
    let token = element(tag::context(2), &element(tag::OCTETS, token));
    let body = element(tag::context(0), &element(tag::SEQUENCE, &[offered, token].concat()));
    element(tag::APPLICATION, &[element(tag::OID, SPNEGO), body].concat())
}

/// `NegTokenResp` with the third message, and the signature of the mechanisms.
pub(super) fn respond(token: &[u8], signature: Option<&[u8]>) -> Vec<u8> {
    let mut parts = element(tag::context(2), &element(tag::OCTETS, token));
    if let Some(signature) = signature {
        parts.extend(element(tag::context(3), &element(tag::OCTETS, signature)));
    }
    element(tag::context(1), &element(tag::SEQUENCE, &parts))
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Response {
    pub(super) is_rejected: bool,
    /// Another mechanism than NTLM was chosen.
    pub(super) is_foreign: bool,
    pub(super) token: Option<Vec<u8>>,
}

/// `NegTokenResp`; `None` for what is none.
pub(super) fn read(bytes: &[u8]) -> Option<Response> {
    let (tag, body, _) = first(bytes)?;
    if tag != tag::context(1) {
        return None;
    }
    let (tag, mut parts, _) = first(body)?;
    if tag != tag::SEQUENCE {
        return None;
    }
    let mut response = Response::default();
    while !parts.is_empty() {
        let (number, part, rest) = first(parts)?;
        parts = rest;
        match (number, first(part)?) {
            (number, (tag::ENUMERATED, state, _)) if number == tag::context(0) => {
                response.is_rejected = state == [2];
            }
            (number, (tag::OID, chosen, _)) if number == tag::context(1) => {
                response.is_foreign = chosen != NTLMSSP;
            }
            (number, (tag::OCTETS, token, _)) if number == tag::context(2) => {
                response.token = Some(token.to_vec());
            }
            _ => {}
        }
    }
    Some(response)
}
