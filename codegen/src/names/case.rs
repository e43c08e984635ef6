//! Cases: wire names cut into words and put together as Rust writes them.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The form that the compiler wants letters in, and warns of others: a long s is an s, a letter with its accent is one.
fn normal(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        Cow::Borrowed(name)
    } else {
        ComposingNormalizerBorrowed::new_nfkc().normalize(name)
    }
}

/// Cuts a name into words: at whatever is no letter or digit, before a capital that follows a small letter or a digit,
/// and before the last capital of a row of capitals that a small letter follows (`MDOList` is `MDO`, `List`).
fn words(normal: &str) -> Vec<&str> {
    let mut words = Vec::new();
    // Where the word begins that is being read.
    let mut start = None;
    let mut before: Option<char> = None;
    let mut rest = normal.char_indices();
    while let Some((at, c)) = rest.next() {
        let mut coming = rest.clone().map(|(_, c)| c);
        let (after, then) = (coming.next(), coming.next());
        // The plural of a row of capitals, `IDs`, is one word.
        let plural = after == Some('s') && !then.is_some_and(char::is_lowercase);
        let starts = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || (b.is_uppercase() && after.is_some_and(char::is_lowercase) && !plural)
            });
        if starts || !c.is_alphanumeric() {
            words.extend(start.take().and_then(|from| normal.get(from..at)));
        }
        if c.is_alphanumeric() {
            start.get_or_insert(at);
        }
        before = Some(c);
    }
    words.extend(start.and_then(|from| normal.get(from..)));
    words
}

/// [`snake`] of a name of ASCII alone, which nearly all are: by its bytes.
fn ascii_snake(name: &[u8]) -> String {
    let at = |at: usize| name.get(at).copied().unwrap_or_default();
    let mut out = String::with_capacity(name.len() + 8);
    let (mut before, mut inside) = (0_u8, false);
    for (here, byte) in name.iter().enumerate() {
        let (after, then) = (at(here + 1), at(here + 2));
        let plural = after == b's' && !then.is_ascii_lowercase();
        let starts = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && after.is_ascii_lowercase() && !plural));
        inside &= !starts;
        if byte.is_ascii_alphanumeric() {
            if !inside && !out.is_empty() {
                out.push('_');
            }
            out.push(char::from(byte.to_ascii_lowercase()));
        }
        (before, inside) = (*byte, byte.is_ascii_alphanumeric());
    }
    out
}

/// `SaveUserGroup` as `save_user_group`. Empty when the name has no letter or digit.
pub fn snake(name: &str) -> String {
    if name.is_ascii() {
        return ascii_snake(name.as_bytes());
    }
    let normal = normal(name);
    let mut out = String::with_capacity(normal.len() + 8);
    for word in words(&normal) {
        if !out.is_empty() {
            out.push('_');
        }
        if word.is_ascii() {
            out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            out.push_str(&word.to_lowercase());
        }
    }
    out
}

/// `SaveUserGroup` as `SAVE_USER_GROUP`.
pub fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

/// `save-user.group` as `SaveUserGroup`. Capitals inside a word stay (`ETableRight`), except where several words are all
/// capitals (`ACTIVE_USER` is `ActiveUser`).
pub fn pascal(name: &str) -> String {
    let name = &*normal(name);
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let shouted = parts.len() > 1 && !name.chars().any(char::is_lowercase);
    let mut out = String::new();
    for part in parts {
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            // Two digits that only a separator kept apart stay apart.
            if first.is_numeric() && out.ends_with(char::is_numeric) {
                out.push('_');
            }
            out.extend(first.to_uppercase());
        }
        if shouted {
            out.push_str(&chars.as_str().to_lowercase());
        } else {
            out.push_str(chars.as_str());
        }
    }
    out
}

/// The name with its punctuation as words: `a.b` as `a Dot b`.
pub(super) fn spelled(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.push(c);
            continue;
        }
        let word = match c {
            '.' => "Dot",
            '-' => "Dash",
            '_' => "Underscore",
            ' ' => "Space",
            '/' => "Slash",
            ':' => "Colon",
            ',' => "Comma",
            '+' => "Plus",
            '*' => "Star",
            '%' => "Percent",
            '&' => "And",
            '=' => "Equals",
            '<' => "Less",
            '>' => "Greater",
            '#' => "Hash",
            '(' | '[' | '{' => "Open",
            ')' | ']' | '}' => "Close",
            _ => "Sign",
        };
        out.push('_');
        out.push_str(word);
        out.push('_');
    }
    out
}

/// The most that a file's name may have, its ending and what tells it from others aside: systems allow 255 bytes.
const FILE: usize = 150;

/// The name with each letter beyond ASCII as its code point, cut where it is too long for a file: what files and modules may
/// be called.
pub(super) fn ascii(name: &str) -> String {
    let mut out = letters(name);
    if out.len() > FILE {
        out.truncate(FILE);
        out.push_str(&format!("_{}", digest(name)));
    }
    out
}

/// A few digits that stand for a text (FNV, the same on every machine).
pub(super) fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{:08x}", (hash ^ (hash >> 32)) & u64::from(u32::MAX))
}

fn letters(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    out
}

/// How a name is capitalised, as a word to tell it from one that differs only there.
pub(super) fn casing(name: &str) -> &'static str {
    let (mut upper, mut lower) = (false, false);
    for c in name.chars() {
        upper |= c.is_uppercase();
        lower |= c.is_lowercase();
    }
    match (upper, lower, name.starts_with(char::is_uppercase)) {
        (true, false, _) => "Upper",
        (false, _, _) => "Lower",
        (true, true, true) => "Capital",
        (true, true, false) => "Mixed",
    }
}

/// Every character's code point: the last resort, which no two names share.
pub(super) fn code_points(name: &str) -> String {
    let mut out = String::from("x");
    for c in name.chars() {
        out.push_str(&format!("{:02x}", u32::from(c)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{pascal, screaming, snake};

    #[test]
    fn cuts_words_where_people_do() {
        for (name, expected) in [
            ("SaveUserGroup", "save_user_group"),
            ("SelectableMDOListItem", "selectable_mdo_list_item"),
            ("ETableRight", "e_table_right"),
            ("Sha1Hash", "sha1_hash"),
            ("Services86", "services86"),
            ("a.b-c", "a_b_c"),
            ("userID", "user_id"),
            ("getIDsOf", "get_ids_of"),
            ("UserIDs", "user_ids"),
            ("__x__", "x"),
            ("...", ""),
            ("aBCs", "a_bcs"),
            ("-A1B-c_D", "a1_b_c_d"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
            // A letter beyond ASCII takes the other way.
            let longer = format!("{name}.ä");
            let expected = if expected.is_empty() { "ä".to_owned() } else { format!("{expected}_ä") };
            assert_eq!(snake(&longer), expected, "{longer}");
        }
        assert_eq!(screaming("SaveUserGroup"), "SAVE_USER_GROUP");
    }

    #[test]
    fn keeps_capitals_inside_words() {
        for (name, expected) in [
            ("ETableRight", "ETableRight"),
            ("arrayOfstring", "ArrayOfstring"),
            ("ACTIVE_USER", "ActiveUser"),
            ("GET", "GET"),
            ("v1_2", "V1_2"),
            ("a-b", "AB"),
        ] {
            assert_eq!(pascal(name), expected, "{name}");
        }
    }
}
