//! Names cut into words, and what the words say.

use crate::names::snake;

/// The words of a name, in small letters and without numbers at their ends: `sessionID2` is `session`, `id`. What is
/// commonly written as one word is cut too: `accesstoken`, `userpassword`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in snake(name).split('_') {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let word = if bare.is_empty() { word } else { bare };
        match joined(word) {
            Some((first, noun)) => {
                if !first.is_empty() {
                    out.push(first.to_owned());
                }
                out.extend(noun.iter().map(|part| (*part).to_owned()));
            }
            None if word.is_empty() => {}
            None => match out.last_mut() {
                // `PassWord` is one word.
                Some(last) if last == "pass" && ["word", "phrase", "code"].contains(&word) => {
                    last.push_str(word)
                }
                _ => out.push(word.to_owned()),
            },
        }
    }
    out
}

/// Nouns that are written together with what stands before them: the ending, and its words.
const ENDINGS: [(&str, &[&str]); 8] = [
    ("password", &["password"]),
    ("passwd", &["passwd"]),
    ("passphrase", &["passphrase"]),
    ("sessionid", &["session", "id"]),
    ("apikey", &["api", "key"]),
    ("secretkey", &["secret", "key"]),
    ("accesskey", &["access", "key"]),
    ("clientsecret", &["client", "secret"]),
];

/// What is written together with `token`, `ticket` and `success`; no other word is cut before these.
const BEFORE: [&str; 18] = [
    "access", "api", "app", "auth", "bearer", "client", "is", "login", "next", "page", "refresh", "security",
    "session", "sso", "sync", "user", "was", "web",
];

fn joined(word: &str) -> Option<(&str, &'static [&'static str])> {
    if let Some((ending, noun)) = ENDINGS.iter().find(|(ending, _)| word.ends_with(ending)) {
        return Some((word.strip_suffix(ending).unwrap_or_default(), noun));
    }
    const NOUNS: [(&str, &[&str]); 5] = [
        ("token", &["token"]),
        ("ticket", &["ticket"]),
        ("success", &["success"]),
        ("successful", &["successful"]),
        ("succeeded", &["succeeded"]),
    ];
    NOUNS.iter().find_map(|(ending, noun)| {
        let first = word.strip_suffix(ending)?;
        BEFORE.contains(&first).then_some((first, *noun))
    })
}

/// Whether a name ends in these words.
pub(super) fn ends_with(words: &[String], ending: &[&str]) -> bool {
    words.len() >= ending.len() && words.iter().rev().zip(ending.iter().rev()).all(|(word, end)| word == end)
}

/// Whether a name has one of these words.
pub(super) fn has(words: &[String], any: &[&str]) -> bool {
    words.iter().any(|word| any.contains(&word.as_str()))
}

/// What two names have in common that are the same but for capitals and what is neither letter nor digit.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        for (name, expected) in [
            ("SessionID", "session id"),
            ("sessionid", "session id"),
            ("JSESSIONID", "j session id"),
            ("userpassword", "user password"),
            ("Password2", "password"),
            ("old_pwd", "old pwd"),
            ("accesstoken", "access token"),
            ("nmtoken", "nmtoken"),
            ("HasPassword", "has password"),
            ("oldPassWord", "old password"),
            ("APIKey", "api key"),
            ("issuccess", "is success"),
            ("Sha1Hash", "sha hash"),
            ("86", "86"),
            ("...", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
        assert_eq!(letters("Session-Id"), letters("sessionID"));
        assert_ne!(letters("SessionId"), letters("Session"));
    }
}
