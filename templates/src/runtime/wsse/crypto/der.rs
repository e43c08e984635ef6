//! The little of DER that keys and certificates need here: elements one after another, and the two numbers of an ECDSA
//! signature.

/// Tags of elements.
pub(in crate::runtime) const INTEGER: u8 = 0x02;
pub(in crate::runtime) const BIT_STRING: u8 = 0x03;
pub(in crate::runtime) const OCTET_STRING: u8 = 0x04;
pub(in crate::runtime) const SEQUENCE: u8 = 0x30;

/// An element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) struct Element<'a> {
    pub(in crate::runtime) tag: u8,
    /// Without tag and length.
    pub(in crate::runtime) content: &'a [u8],
    /// With them.
    pub(in crate::runtime) whole: &'a [u8],
}

/// Reads elements, one after another.
#[derive(Debug, Clone, Copy)]
pub(in crate::runtime) struct Reader<'a>(pub(in crate::runtime) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next element; `None` at the end, and where there is none that is whole and in the form of DER.
    pub(in crate::runtime) fn next(&mut self) -> Option<Element<'a>> {
        let (tag, rest) = self.0.split_first()?;
        // Tags of several bytes occur in no certificate.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match *first {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                let length = bytes.iter().fold(0, |length, byte| length << 8 | u32::from(*byte));
                // The shortest form is the only one.
                if bytes.first() == Some(&0) || length < 0x80 {
                    return None;
                }
                (usize::try_from(length).ok()?, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len() - rest.len())?;
        self.0 = rest;
        Some(Element { tag: *tag, content, whole })
    }

    /// The content of the next element, which has this tag.
    pub(in crate::runtime) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|element| element.tag == tag).map(|element| element.content)
    }

    pub(in crate::runtime) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The content of the only element of some bytes.
pub(in crate::runtime) fn only(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let mut reader = Reader(bytes);
    reader.expect(tag).filter(|_| reader.is_empty())
}

/// A public key, as a SubjectPublicKeyInfo has it: the content of its AlgorithmIdentifier, and the key's bits.
pub(in crate::runtime) fn public_key(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader(only(spki, SEQUENCE)?);
    let algorithm = reader.expect(SEQUENCE)?;
    let (unused, bits) = reader.expect(BIT_STRING)?.split_first()?;
    (*unused == 0 && reader.is_empty()).then_some((algorithm, bits))
}

/// An element.
pub(in crate::runtime) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let bytes = bytes.get(zeros..).unwrap_or_default();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap_or_default());
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

/// The signature of ECDSA as XML has it, r and s of `size` bytes each, from the sequence that libraries make.
pub(super) fn ecdsa_to_fixed(signature: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut reader = Reader(only(signature, SEQUENCE)?);
    let mut out = Vec::with_capacity(2 * size);
    for _ in 0..2 {
        let number = unsigned(reader.expect(INTEGER)?);
        out.resize(out.len() + size.checked_sub(number.len())?, 0);
        out.extend(number);
    }
    reader.is_empty().then_some(out)
}

/// The other way.
pub(super) fn ecdsa_from_fixed(signature: &[u8], size: usize) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(size)?;
    if s.len() != size {
        return None;
    }
    let mut numbers = Vec::new();
    for number in [r, s] {
        let mut content = unsigned(number).to_vec();
        // A first bit that is set would be a sign; no byte at all is no number.
        if content.first().is_none_or(|first| first & 0x80 != 0) {
            content.insert(0, 0);
        }
        numbers.extend(element(INTEGER, &content));
    }
    Some(element(SEQUENCE, &numbers))
}

/// Without zeros before it.
fn unsigned(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let written = element(SEQUENCE, &content);
            let mut reader = Reader(&written);
            let read = reader.next();
            assert_eq!(read, Some(Element { tag: SEQUENCE, content: &content, whole: &written }), "{length}");
            assert!(reader.is_empty() && reader.next().is_none());
        }
    }

    #[test]
    fn refuses_what_is_not_der() {
        let cases: [&[u8]; 9] = [
            b"",
            b"\x30",
            b"\x30\x01",
            b"\x30\x80\x00\x00",
            b"\x30\x81\x01\x00",
            b"\x30\x82\x00\x80",
            b"\x30\x85\x01\x01\x01\x01\x01",
            b"\x1f\x01\x00",
            b"\x30\x84\xff\xff\xff\xff",
        ];
        for case in cases {
            assert_eq!(Reader(case).next(), None, "{case:x?}");
        }
    }

    #[test]
    fn signatures_of_ecdsa_go_both_ways() {
        let mut one = [0u8; 64];
        (one[1], one[31], one[32]) = (0x80, 1, 0xff);
        for fixed in [one, [0x7f; 64], [0xff; 64], [0; 64]] {
            let der = ecdsa_from_fixed(&fixed, 32).unwrap_or_default();
            assert_eq!(ecdsa_to_fixed(&der, 32).as_deref(), Some(&fixed[..]), "{der:x?}");
        }
        assert_eq!(ecdsa_from_fixed(&[0; 63], 32), None);
        assert_eq!(ecdsa_to_fixed(b"\x30\x03\x02\x01\x01", 32), None);
        assert_eq!(ecdsa_to_fixed(b"\x30\x08\x02\x01\x01\x02\x01\x01\x05\x00", 32), None);
        let long = element(SEQUENCE, &element(INTEGER, &[1; 33]));
        assert_eq!(ecdsa_to_fixed(&long, 32), None);
    }
}
