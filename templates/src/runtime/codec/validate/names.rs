//! What XML calls names.

/// Whether a character may begin a name.
fn starts(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether a character may stand in a name.
fn stands(c: char) -> bool {
    starts(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether a text is an `xs:NMTOKEN`.
pub(super) fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(stands)
}

/// Whether a text is an `xs:Name`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(starts) && text.chars().all(stands)
}

/// Whether a text is an `xs:NCName`: a name without a colon.
pub(super) fn is_nc_name(text: &str) -> bool {
    is_name(text) && !text.contains(':')
}
