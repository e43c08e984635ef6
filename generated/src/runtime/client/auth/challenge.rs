//! What a server or proxy asks for: the challenges of `WWW-Authenticate` and `Proxy-Authenticate`.
//!
//! Several challenges may stand in one header line, or in several. A comma separates challenges and parameters alike, so
//! what tells them apart is the form: `name=value` is a parameter, a bare word begins a challenge.

use http::header::{HeaderMap, HeaderName};

/// Longer header lines are not read: no honest challenge needs so much.
const LONGEST: usize = 64 * 1024;
/// Further challenges are not read.
const MOST: usize = 32;

/// One challenge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Challenge {
    /// The name of the scheme, as it was written.
    pub(super) scheme: String,
    /// What follows the scheme in place of parameters, in base64.
    pub(super) token: Option<String>,
    /// Names in lower case, and values without quotes and backslashes.
    pub(super) parameters: Vec<(String, String)>,
    /// It was not in UTF-8, so it was in Latin-1, as of old.
    pub(super) is_latin: bool,
}

impl Challenge {
    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first parameter of this name, given in lower case.
    #[cfg(feature = "http-digest")]
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// All challenges of the headers of this name, in their order.
pub(super) fn challenges(headers: &HeaderMap, name: &HeaderName) -> Vec<Challenge> {
    let mut found = Vec::new();
    for value in headers.get_all(name) {
        let bytes = value.as_bytes();
        if bytes.len() > LONGEST {
            continue;
        }
        let (text, is_latin) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), false),
            Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect(), true),
        };
        let before = found.len();
        Reader { rest: &text }.into_all(&mut found);
        found.iter_mut().skip(before).for_each(|challenge| challenge.is_latin = is_latin);
        found.truncate(MOST);
    }
    found
}

/// The names of the schemes, for messages.
pub(super) fn offered(challenges: &[Challenge]) -> String {
    let mut names: Vec<String> = Vec::new();
    for challenge in challenges {
        let name: String = challenge.scheme.chars().take(40).collect();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// The parameters of `Authentication-Info`, which has no scheme.
#[cfg(feature = "http-digest")]
pub(super) fn parameters(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader { rest: text.get(..text.len().min(LONGEST)).unwrap_or_default() };
    let mut found = Vec::new();
    loop {
        reader.skip();
        match reader.parameter() {
            Some(parameter) => found.push(parameter),
            None if reader.rest.is_empty() => return found,
            None => reader.over_one(),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn into_all(mut self, found: &mut Vec<Challenge>) {
        loop {
            self.skip();
            if self.rest.is_empty() {
                return;
            }
            if let Some(parameter) = self.parameter() {
                // A parameter without a scheme before it belongs to nothing.
                if let Some(challenge) = found.last_mut() {
                    challenge.parameters.push(parameter);
                }
                continue;
            }
            match self.word() {
                "" => self.over_one(),
                scheme => {
                    let token = self.token();
                    found.push(Challenge { scheme: scheme.to_owned(), token, ..Challenge::default() });
                }
            }
            if found.len() >= MOST {
                return;
            }
        }
    }

    /// White space and commas.
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', ',']);
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Over a character that belongs nowhere.
    fn over_one(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }

    fn word(&mut self) -> &'t str {
        let end = self.rest.find(|c: char| !is_token(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        word
    }

    /// `name=value`, with white space round the sign. Moves only where there is one.
    fn parameter(&mut self) -> Option<(String, String)> {
        let mut ahead = Reader { rest: self.rest };
        let name = ahead.word();
        ahead.blanks();
        let after = ahead.rest.strip_prefix('=')?;
        // Two signs end a token in base64.
        if name.is_empty() || after.starts_with('=') {
            return None;
        }
        ahead.rest = after;
        ahead.blanks();
        let value = match ahead.rest.strip_prefix('"') {
            Some(quoted) => {
                ahead.rest = quoted;
                ahead.quoted()
            }
            None => {
                let end = ahead.rest.find([',', ' ', '\t']).unwrap_or(ahead.rest.len());
                let (value, rest) = ahead.rest.split_at_checked(end).unwrap_or((ahead.rest, ""));
                ahead.rest = rest;
                value.to_owned()
            }
        };
        self.rest = ahead.rest;
        Some((name.to_ascii_lowercase(), value))
    }

    /// Up to the closing quote, backslashes resolved.
    fn quoted(&mut self) -> String {
        let (mut value, mut characters) = (String::new(), self.rest.chars());
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => value.extend(characters.next()),
                _ => value.push(character),
            }
        }
        self.rest = characters.as_str();
        value
    }

    /// The token after a scheme, if that is what follows.
    fn token(&mut self) -> Option<String> {
        let mut ahead = Reader { rest: self.rest };
        ahead.blanks();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let end = ahead.rest.find(|c: char| !is_part(c)).unwrap_or(ahead.rest.len());
        let whole = end + ahead.rest.get(end..)?.len() - ahead.rest.get(end..)?.trim_start_matches('=').len();
        let (token, rest) = ahead.rest.split_at_checked(whole)?;
        // Else it is the next scheme, or a parameter of this one.
        let ends = rest.trim_start_matches([' ', '\t']);
        let is_last = ends.is_empty() || ends.starts_with(',');
        if token.is_empty() || !is_last {
            return None;
        }
        self.rest = rest;
        Some(token.to_owned())
    }
}

fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}
