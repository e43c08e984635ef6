//! Which characters XML 1.0 allows.

/// Where the first control character of a text stands that XML does not allow.
pub(super) fn first_control(text: &str) -> Option<usize> {
    const LOW: u64 = u64::from_ne_bytes([0x20; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let word = u64::from_ne_bytes(*eight);
        // Eight at once: some byte is less than 0x20.
        if word.wrapping_sub(LOW) & !word & HIGH != 0
            && let Some(at) = eight.iter().position(is_control)
        {
            return Some(number * 8 + at);
        }
    }
    rest.iter().position(is_control).map(|at| eights.len() * 8 + at)
}

/// Whether XML 1.0 allows a character at all, be it by reference.
pub(super) fn is_allowed(c: char) -> bool {
    !matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}'..='\u{ffff}')
}

/// What to say of one that it does not.
pub(super) fn not_allowed(c: char) -> String {
    format!("the character &#{}; is one that XML does not allow, by reference either", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::first_control;

    #[test]
    fn the_first_control_character_is_found_wherever_it_stands() {
        for before in 0..20 {
            for after in 0..20 {
                for (c, is_found) in
                    [('\0', true), ('\u{1f}', true), ('\t', false), ('\n', false), (' ', false)]
                {
                    let text = format!("{}{c}{}", "ä\r".repeat(before), "\u{1}".repeat(after));
                    let first = text.bytes().position(|b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
                    assert_eq!(first_control(&text), first, "{text:?}");
                    assert_eq!(first == Some(before * 3), is_found);
                }
            }
        }
        assert_eq!(first_control("<a>\u{7f}\u{80}ÿ€</a>\r\n"), None);
    }
}
