//! Damage: what happens to bytes on their way, and what somebody malicious would try.

use fastrand::Rng;

/// Pieces that mean something to a parser.
const TOKENS: [&str; 56] = [
    "<",
    ">",
    "&",
    "/",
    "/>",
    "</",
    "\"",
    "'",
    "=",
    ":",
    ";",
    "]]>",
    "<![CDATA[",
    "<![CDATA[]]>",
    "<!--",
    "-->",
    "--",
    "<?",
    "?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x>",
    "<!DOCTYPE x [<!ENTITY e 'e'>]>",
    "&amp;",
    "&e;",
    "&#0;",
    "&#1;",
    "&#x0;",
    "&#xD800;",
    "&#xFFFE;",
    "&#x10FFFF;",
    "&#x110000;",
    "&#99999999999;",
    "&#x;",
    "&#;",
    "&#X41;",
    "&#+65;",
    "&lt",
    " xmlns=''",
    " xmlns='urn:other'",
    " xmlns:p=''",
    " xmlns:n0='urn:other'",
    " xmlns:xml='urn:x'",
    " xmlns:xmlns='urn:x'",
    " xmlns:x='http://www.w3.org/2000/xmlns/'",
    " a='1' a='2'",
    " p:a='1'",
    " xml:lang='en'",
    "<x/>",
    "<p:x/>",
    "<x>",
    "</x>",
    "\u{feff}",
    "\u{fffe}",
    "\u{85}",
    "\r",
    "\r\n",
];

/// Damages text: tags swapped, markup spliced in, pieces taken twice or away.
pub(super) fn text(text: &mut String, rng: &mut Rng) {
    let place = boundary(text, rng.usize(0..=text.len()));
    match rng.u8(0..10) {
        0 => text.truncate(place),
        1..=3 => text.insert_str(place, rng.choice(TOKENS).unwrap_or("<")),
        4 => {
            // At a place where it is read as part of a tag.
            let starts: Vec<_> =
                text.match_indices(['<', '>', '=', '"', ' ', ':']).map(|(at, _)| at).collect();
            if let Some(at) = rng.choice(starts) {
                text.insert_str(at + rng.usize(0..2), rng.choice(TOKENS).unwrap_or("<"));
            }
        }
        5 => {
            let (a, b) = (tag(text, rng), tag(text, rng));
            if a.1 <= b.0 {
                let swapped = [piece(text, b), piece(text, (a.1, b.0)), piece(text, a)].concat();
                text.replace_range(a.0..b.1, &swapped);
            }
        }
        6 => {
            let (from, to) = tag(text, rng);
            text.replace_range(from..to, "");
        }
        7 => {
            let (from, to) = tag(text, rng);
            let again = piece(text, (from, to)).to_owned();
            text.insert_str(if rng.bool() { to } else { place }, &again);
        }
        8 => {
            let end = boundary(text, (place + rng.usize(0..40)).min(text.len()));
            let again = piece(text, (place, end)).to_owned();
            text.insert_str(end, &again);
        }
        _ => {
            // One character for another.
            if let Some(old) = text.get(place..).and_then(|rest| rest.chars().next()) {
                let new = rng.char('\0'..='\u{24f}').to_string();
                text.replace_range(place..place + old.len_utf8(), &new);
            }
        }
    }
}

/// Damages bytes, whatever they mean.
pub(super) fn bytes(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let place = rng.usize(0..=bytes.len());
    match rng.u8(0..8) {
        0 => bytes.truncate(place),
        1 | 2 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << rng.u8(0..8);
            }
        }
        3 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = rng.u8(..);
            }
        }
        4 => {
            if place < bytes.len() {
                bytes.remove(place);
            }
        }
        5 => {
            const BAD: [&[u8]; 8] = [
                b"\x80",
                b"\xc0\x80",
                b"\xed\xa0\x80",
                b"\xff",
                b"\xfe",
                b"\0",
                b"\xf4\x90\x80\x80",
                b"\xef\xbf\xbf",
            ];
            bytes.splice(place..place, rng.choice(BAD).unwrap_or_default().iter().copied());
        }
        6 => {
            let end = (place + rng.usize(0..64)).min(bytes.len());
            bytes.drain(place..end);
        }
        _ => {
            let control = rng.u8(0..0x20);
            bytes.insert(place, control);
        }
    }
}

/// Writes text in one of the encodings that are read.
pub(super) fn encode(text: &str, rng: &mut Rng) -> Vec<u8> {
    match rng.u8(0..16) {
        0 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        1 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        2 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        3 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        4 => {
            let rest =
                text.split_once("?>").filter(|_| text.starts_with("<?xml")).map_or(text, |(_, rest)| rest);
            let mut bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>".to_vec();
            for character in rest.chars() {
                match u8::try_from(u32::from(character)) {
                    Ok(byte) => bytes.push(byte),
                    Err(_) => bytes.extend(format!("&#{};", u32::from(character)).bytes()),
                }
            }
            bytes
        }
        _ => text.as_bytes().to_vec(),
    }
}

/// The character boundary at or before a place.
fn boundary(text: &str, mut place: usize) -> usize {
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

fn piece(text: &str, (from, to): (usize, usize)) -> &str {
    text.get(from..to).unwrap_or("")
}

/// Where a tag chosen at random begins and ends.
fn tag(text: &str, rng: &mut Rng) -> (usize, usize) {
    let from = boundary(text, rng.usize(0..=text.len()));
    let Some(start) = text.get(from..).and_then(|rest| rest.find('<')).map(|at| from + at) else {
        return (0, 0);
    };
    let end = text.get(start..).and_then(|rest| rest.find('>')).map_or(text.len(), |at| start + at + 1);
    (start, end)
}
