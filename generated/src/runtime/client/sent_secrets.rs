//! The secrets that a call sent, found wherever a server repeats them: whole or in pieces (an excerpt is cut off
//! somewhere), as XML, HTML, a URL or JSON would write them.

use http::HeaderMap;
use http::header::COOKIE;

use crate::runtime::codec::LexValue as _;
use crate::runtime::codec::chars::referred;
use crate::runtime::codec::secrets::{MASK, each_secret, each_value, mask};
use crate::runtime::codec::strings::{Index, hex, pieces, same, split_once, trim};
use crate::runtime::values::Base64;

/// A piece of a secret of so many characters is taken for it.
const PIECE: usize = 8;
/// Shorter secrets are not looked for: they occur by chance.
const SHORTEST: usize = 4;
/// How long a reference to a character may be.
const LONGEST: usize = 10;

/// The secrets that a call sent.
#[derive(Default)]
pub(in crate::runtime) struct SentSecrets {
    /// Every piece of every secret, and its length in characters.
    pieces: Index,
    /// The lengths of the pieces: [`PIECE`], and those of shorter secrets.
    lengths: Vec<usize>,
}

impl SentSecrets {
    /// From the request's envelope and from its HTTP headers that are marked as sensitive.
    pub(super) fn new(envelope: &[u8], headers: &HeaderMap, names: &[&str]) -> Self {
        let mut sent = Self::default();
        if let Ok(text) = std::str::from_utf8(envelope) {
            each_secret(text, names, &mut |content| each_value(content, &mut |value| sent.add(value)));
        }
        for (name, value) in headers.iter().filter(|(_, value)| value.is_sensitive()) {
            let text = String::from_utf8_lossy(value.as_bytes());
            if name == COOKIE {
                for pair in pieces(&text, b';').map(trim) {
                    sent.add(split_once(pair, b'=').map_or(pair, |(_, value)| value));
                }
                continue;
            }
            // `Basic dXNlcjpw`: the first word is no secret.
            let (scheme, credential) = split_once(trim(&text), b' ').unwrap_or(("", &text));
            sent.add(credential);
            let mut pair = Base64::default();
            if same(scheme, "basic") && pair.read(credential).is_ok() {
                let pair = String::from_utf8_lossy(&pair.0);
                sent.add(split_once(&pair, b':').map_or("", |(_, password)| password));
            }
        }
        sent
    }

    pub(super) fn add(&mut self, secret: &str) {
        let (mut meant, mut bounds, mut at) = (String::new(), vec![0], 0);
        while let Some(one) = Meant::next(secret, at) {
            meant.push(one.character);
            bounds.push(meant.len());
            at = one.end;
        }
        let length = (bounds.len() - 1).min(PIECE);
        if length < SHORTEST {
            return;
        }
        for (at, from) in bounds.iter().enumerate() {
            let Some(to) = bounds.get(at + length) else { break };
            self.pieces.insert(meant.get(*from..*to).unwrap_or_default().to_owned(), length);
        }
        if !self.lengths.contains(&length) {
            self.lengths.push(length);
        }
    }

    /// A reply masked by name, and by what its request sent as secrets.
    pub(in crate::runtime) fn mask_reply(&self, reply: &[u8], names: &[&str]) -> String {
        let masked = mask(reply, names);
        self.redacted(&masked).unwrap_or(masked)
    }

    /// `text` without the secrets; `None` when there is none in it.
    pub(in crate::runtime) fn redacted(&self, text: &str) -> Option<String> {
        if self.pieces.is_empty() {
            return None;
        }
        let hidden = self.hidden(text);
        let (mut out, mut done) = (String::new(), 0);
        for (start, end) in &hidden {
            out.push_str(text.get(done..*start).unwrap_or_default());
            out.push_str(MASK);
            done = *end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        (!hidden.is_empty()).then_some(out)
    }

    /// Where in `text` pieces of secrets stand; those that touch are one.
    fn hidden(&self, text: &str) -> Vec<(usize, usize)> {
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        // The last characters and where each began; the number of characters up to the last hidden one.
        let (mut last, mut starts, mut end) = (String::new(), Vec::new(), 0);
        let (mut number, mut at) = (0, 0);
        while let Some(one) = Meant::next(text, at) {
            (number, at) = (number + 1, one.end);
            if starts.len() == PIECE {
                last.remove(0);
                starts.remove(0);
            }
            last.push(one.character);
            starts.push(one.start);
            let mut longest = 0;
            for length in &self.lengths {
                let piece = last.char_indices().nth_back(length - 1).and_then(|(from, _)| last.get(from..));
                if piece.is_some_and(|piece| self.pieces.get(piece).is_some()) {
                    longest = longest.max(*length);
                }
            }
            if longest == 0 {
                continue;
            }
            match hidden.last_mut() {
                Some(before) if number - longest <= end => before.1 = one.end,
                _ => hidden.push((starts.get(starts.len() - longest).copied().unwrap_or(one.start), one.end)),
            }
            end = number;
        }
        hidden
    }
}

/// A character as it was meant, and where it was written.
struct Meant {
    character: char,
    start: usize,
    end: usize,
}

impl Meant {
    /// The first character from `start` on, references and escapes resolved, white space left out. What only looks like
    /// an escape is resolved too: the same is done to the secrets.
    fn next(text: &str, mut start: usize) -> Option<Self> {
        loop {
            let rest = text.get(start..)?;
            let first = rest.chars().next()?;
            let (character, length) = match first {
                '&' => reference(rest),
                '%' => percent(rest),
                '\\' => backslash(rest),
                _ => None,
            }
            .unwrap_or((first, first.len_utf8()));
            let end = start + length;
            if !character.is_whitespace() && !character.is_control() {
                return Some(Self { character, start, end });
            }
            start = end;
        }
    }
}

/// `&lt;`, `&#60;`, `&#x3c;`.
fn reference(text: &str) -> Option<(char, usize)> {
    // No further: a server may send nothing but ampersands.
    let head = text.as_bytes();
    let end = memchr::memchr(b';', head.get(..LONGEST).unwrap_or(head))?;
    let name = text.get(1..end)?;
    // As pages for people write it.
    let page = name.strip_prefix("#X").map(|digits| format!("#x{digits}"));
    let character = referred(page.as_deref().unwrap_or(name))?;
    Some((character, end + 1))
}

/// `%3C`, and `%C3%B8` for one character of two bytes.
fn percent(text: &str) -> Option<(char, usize)> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while bytes.len() < 4 {
        let [b'%', digits @ ..] = rest else { return None };
        bytes.push(hex(digits)?);
        rest = digits.get(2..)?;
        if let Ok(one) = std::str::from_utf8(&bytes) {
            return Some((one.chars().next()?, 3 * bytes.len()));
        }
    }
    None
}

/// `\u003c`, `\"`, `\n`.
fn backslash(text: &str) -> Option<(char, usize)> {
    match text.as_bytes() {
        [_, b'u', digits @ ..] => {
            let number = u32::from(hex(digits)?) * 256 + u32::from(hex(digits.get(2..)?)?);
            Some((char::from_u32(number)?, 6))
        }
        [_, b'n' | b'r' | b't', ..] => Some((' ', 2)),
        [_, character @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((char::from(*character), 2)),
        _ => None,
    }
}
