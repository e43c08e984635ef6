//! Distinguished names: read from a certificate, written as RFC 4514 has it, and compared with whatever a message writes.

use std::collections::BTreeSet;
use std::fmt;

use crate::runtime::codec::strings::{hex, same};
use crate::runtime::wsse::crypto::der::{Reader, SEQUENCE};

const OBJECT_IDENTIFIER: u8 = 0x06;
const SET: u8 = 0x31;

/// No honest name has more parts.
const MOST: usize = 100;

/// No honest name is longer, as text.
const LONGEST: usize = 16 * 1024;

/// The words for types of attributes. Those before the gap are the ones that RFC 4514 writes.
const WORDS: [(&str, &str); 27] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("2.5.4.8", "S"),
    ("2.5.4.8", "SP"),
    ("1.2.840.113549.1.9.1", "E"),
    ("1.2.840.113549.1.9.1", "EMAIL"),
    ("1.2.840.113549.1.9.1", "EMAILADDRESS"),
    ("2.5.4.4", "SN"),
    ("2.5.4.4", "SURNAME"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.12", "T"),
    ("2.5.4.12", "TITLE"),
    ("2.5.4.17", "POSTALCODE"),
    ("2.5.4.42", "G"),
    ("2.5.4.42", "GN"),
    ("2.5.4.42", "GIVENNAME"),
    ("2.5.4.43", "INITIALS"),
    ("2.5.4.44", "GENERATIONQUALIFIER"),
    ("2.5.4.46", "DNQUALIFIER"),
    ("2.5.4.97", "ORGANIZATIONIDENTIFIER"),
];

/// How many of the words RFC 4514 writes.
const WRITTEN: usize = 9;

/// An attribute: its type, as numbers, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    kind: String,
    /// As text, where it is of a type of text.
    text: Option<String>,
    /// As it stands, in DER.
    der: Vec<u8>,
}

/// A distinguished name: of its parts the outermost comes first, as in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Name(Vec<Vec<Attribute>>);

/// A part of a name, as it is compared: types, and values without what makes no difference.
type Comparable = Vec<BTreeSet<(String, String)>>;

impl Name {
    /// Reads the content of a name of X.501.
    pub(super) fn from_der(content: &[u8]) -> Option<Self> {
        let (mut parts, mut all) = (Vec::new(), Reader(content));
        while !all.is_empty() {
            let (mut part, mut set) = (Vec::new(), Reader(all.expect(SET)?));
            while !set.is_empty() {
                let mut attribute = Reader(set.expect(SEQUENCE)?);
                let kind = dotted(attribute.expect(OBJECT_IDENTIFIER)?)?;
                let value = attribute.next()?;
                part.push(Attribute {
                    kind,
                    text: text(value.tag, value.content),
                    der: value.whole.to_vec(),
                });
            }
            parts.push(part);
            if parts.len() > MOST {
                return None;
            }
        }
        Some(Self(parts))
    }

    /// Whether a message means this name, by whatever spelling: from either end, with other words and escapes for the same.
    pub(in crate::runtime) fn is_written(&self, text: &str) -> bool {
        let Some(mut written) = parse(text) else { return false };
        let own = self.comparable();
        if own == written {
            return true;
        }
        written.reverse();
        own == written
    }

    fn comparable(&self) -> Comparable {
        let comparable = |one: &Attribute| (one.kind.clone(), comparable(one.text.as_deref(), &one.der));
        self.0.iter().map(|part| part.iter().map(comparable).collect()).collect()
    }
}

/// As RFC 4514 (and 2253) writes it: the innermost part first.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().rev().enumerate() {
            f.write_str(if index > 0 { "," } else { "" })?;
            for (index, attribute) in part.iter().enumerate() {
                f.write_str(if index > 0 { "+" } else { "" })?;
                let word = WORDS.iter().take(WRITTEN).find(|(kind, _)| *kind == attribute.kind);
                match (word, &attribute.text) {
                    (Some((_, word)), Some(text)) => write!(f, "{word}={}", escaped(text))?,
                    _ => {
                        write!(f, "{}={}", attribute.kind, hexadecimal(&attribute.der))?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.push('\\'),
            '#' | ' ' if index == 0 => out.push('\\'),
            ' ' if index == last => out.push('\\'),
            '\0' => {
                out.push_str("\\00");
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

/// An object identifier, as numbers with dots between.
fn dotted(content: &[u8]) -> Option<String> {
    let (mut out, mut number, mut first) = (String::new(), 0u64, true);
    if content.last()? & 0x80 != 0 {
        return None;
    }
    for byte in content {
        number = number.checked_mul(128)?.checked_add(u64::from(byte & 0x7f))?;
        if byte & 0x80 != 0 {
            continue;
        }
        if first {
            let root = (number / 40).min(2);
            out = format!("{root}.{}", number - root * 40);
            first = false;
        } else {
            out.push('.');
            out.push_str(&number.to_string());
        }
        number = 0;
    }
    Some(out)
}

/// A value as text, where it is of a type of text.
fn text(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        // UTF8String, NumericString, PrintableString, IA5String.
        0x0c | 0x12 | 0x13 | 0x16 => String::from_utf8(content.to_vec()).ok(),
        // TeletexString, which is used as ISO 8859-1.
        0x14 => Some(content.iter().map(|byte| char::from(*byte)).collect()),
        // BMPString.
        0x1e => {
            let units = content.chunks(2).map(|two| match two {
                [high, low] => Some(u16::from_be_bytes([*high, *low])),
                _ => None,
            });
            String::from_utf16(&units.collect::<Option<Vec<u16>>>()?).ok()
        }
        _ => None,
    }
}

/// What is compared of a value: capitals and runs of spaces make no difference (X.520, caseIgnoreMatch).
fn comparable(text: Option<&str>, der: &[u8]) -> String {
    match text {
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
        None => hexadecimal(der),
    }
}

/// Bytes behind a `#`.
fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold("#".to_owned(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A name as text has it: RFC 4514 and what came before it, or with slashes, as OpenSSL writes one.
fn parse(text: &str) -> Option<Comparable> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let (mut rest, slashes) = match text.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let ends: &[char] = if slashes { &['/'] } else { &[',', ';', '+'] };
    let (mut parts, mut joined) = (Comparable::new(), false);
    while !rest.is_empty() {
        let (kind, after) = rest.split_once('=')?;
        let (value, end, after) = value(after, ends)?;
        let attribute = (kind_of(kind.trim())?, value);
        match parts.last_mut().filter(|_| joined) {
            Some(part) => {
                part.insert(attribute);
            }
            None => parts.push(BTreeSet::from([attribute])),
        }
        joined = end == Some('+');
        rest = after;
        if (end.is_some() && rest.is_empty()) || parts.len() > MOST {
            return None;
        }
    }
    Some(parts)
}

/// A type of attributes, by its numbers or one of its words.
fn kind_of(written: &str) -> Option<String> {
    let numbers = match written.get(..4) {
        Some(prefix) if same(prefix, "OID.") => written.get(4..)?,
        _ => written,
    };
    if numbers.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(numbers.to_owned());
    }
    WORDS.iter().find(|(_, word)| same(word, written)).map(|(kind, _)| (*kind).to_owned())
}

/// Reads a value: as it is compared, what ended it, and what follows.
fn value<'t>(text: &'t str, ends: &[char]) -> Option<(String, Option<char>, &'t str)> {
    let (mut bytes, mut quoted, mut end) = (Vec::new(), false, None);
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' => {
                let (at, next) = characters.next()?;
                let pair = text.get(at..at + 2).and_then(|two| hex(two.as_bytes()));
                match pair {
                    Some(byte) => {
                        characters.next();
                        bytes.push(byte);
                    }
                    None => bytes.extend(next.encode_utf8(&mut [0; 4]).bytes()),
                }
            }
            _ if !quoted && ends.contains(&character) => {
                end = Some((character, at + character.len_utf8()));
                break;
            }
            _ => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    if quoted {
        return None;
    }
    let value = String::from_utf8(bytes).ok()?;
    let value = value.trim();
    // In hexadecimal: the value as a certificate has it.
    let value = match value.strip_prefix('#') {
        Some(digits) if text.trim_start().starts_with('#') => {
            let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(hex).collect();
            let bytes = bytes?;
            let mut reader = Reader(&bytes);
            let element = reader.next()?;
            comparable(self::text(element.tag, element.content).as_deref(), &bytes)
        }
        _ => comparable(Some(value), &[]),
    };
    let (end, rest) = match end {
        Some((end, after)) => (Some(end), text.get(after..)?),
        None => (None, ""),
    };
    Some((value, end, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `kind` is the last number below 2.5.4.
    fn attribute(kind: u8, tag: u8, value: &[u8]) -> Vec<u8> {
        use crate::runtime::wsse::crypto::der::element;
        let content = [element(OBJECT_IDENTIFIER, &[0x55, 4, kind]), element(tag, value)].concat();
        element(SEQUENCE, &content)
    }

    fn name(parts: &[&[Vec<u8>]]) -> Name {
        use crate::runtime::wsse::crypto::der::element;
        let content: Vec<u8> = parts.iter().flat_map(|part| element(SET, &part.concat())).collect();
        Name::from_der(&content).expect("a name")
    }

    #[test]
    fn values_are_written_and_found_again() {
        let odd = name(&[
            &[attribute(6, 0x13, b"NO")],
            &[attribute(10, 0x0c, " a,b+c=\"d\"\\ #;<>æ ".as_bytes())],
            &[attribute(11, 0x1e, &[0, b'u', 0, 0xf8]), attribute(3, 0x14, b"caf\xe9")],
            &[attribute(5, 0x13, b"17"), attribute(45, 0x03, b"\0\x01")],
        ]);
        let written = odd.to_string();
        assert_eq!(
            written,
            "2.5.4.5=#13023137+2.5.4.45=#03020001,OU=uø+CN=café,O=\\ a\\,b\\+c=\\\"d\\\"\\\\ #\\;\\<\\>æ\\ ,C=NO"
        );
        assert!(odd.is_written(&written));
        assert!(odd.is_written(
            &written.replace(",C=NO", ", c = no").replace("OU=uø+CN=café", "CN=caf\\C3\\A9 + OU=UØ")
        ));
        assert!(odd.is_written(&written.replace("2.5.4.5=#13023137", "SERIALNUMBER=17")));
        assert!(!odd.is_written(&written.replace("NO", "SE")));
        assert!(!odd.is_written(&written.replace("OU=uø+CN=café", "OU=uø,CN=café")));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in
            ["CN", "=x", "XX=y", "CN=a,", "CN=\"a", "CN=a\\", "CN=#zz", "CN=#0c", "+", "/", "CN=a,,O=b"]
        {
            let parsed = parse(text);
            assert!(parsed.is_none() || text == "/", "{text}: {parsed:?}");
        }
    }
}
