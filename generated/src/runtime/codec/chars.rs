//! The characters of XML 1.0 (fifth edition), and the references to them.

/// Bytes that may stand in a name: ASCII name characters, and every byte of a longer character (checked apart).
pub(super) static NAME_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0usize;
    while byte < 256 {
        #[allow(clippy::indexing_slicing, reason = "const evaluation: an error would be one of compilation")]
        {
            table[byte] = matches!(byte as u8,
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b':' | 0x80..=0xff);
        }
        byte += 1;
    }
    table
};

/// White space.
#[inline(always)]
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// `NCName`: a name without a colon.
pub(in crate::runtime) fn is_ncname(name: &str) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_');
    match name.as_bytes() {
        [first, rest @ ..] if is_plain(first) && rest.iter().all(is_plain) => true,
        _ => {
            let mut chars = name.chars();
            chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
        }
    }
}

/// `NameStartChar` of an `NCName`: without the colon.
pub(in crate::runtime) fn is_name_start(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '_'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// `Char`: what may stand in a document at all.
pub(in crate::runtime) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// What a reference stands for, by what is between its `&` and its `;`: `lt`, `#60`, `#x3c`. It is `None` for an entity that
/// XML does not know by itself, and where the number is that of no character. Which characters may stand in a document
/// is said by [`is_char`].
pub(in crate::runtime) fn referred(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let (digits, radix) = number(name)?;
            let mut code = 0u32;
            for digit in digits.bytes() {
                code = code.checked_mul(radix)?.checked_add(char::from(digit).to_digit(radix)?)?;
            }
            char::from_u32(code).filter(|_| !digits.is_empty())?
        }
    })
}

/// The digits of a reference by number, and their base.
pub(in crate::runtime) fn number(name: &str) -> Option<(&str, u32)> {
    let digits = name.strip_prefix('#')?;
    match digits.strip_prefix('x') {
        Some(hex) => hex.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some((hex, 16)),
        None => digits.bytes().all(|byte| byte.is_ascii_digit()).then_some((digits, 10)),
    }
}
