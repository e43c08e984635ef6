//! Paths of a module that a program includes: they cannot begin at its crate, since only the program knows where in it the
//! module is. All code is written with paths from the root of what is generated (`crate::types::Order`); here, and nowhere
//! else, they become paths from where they stand (`super::super::types::Order`).

/// The text of a file that is `depth` modules below the root, with paths that climb to it.
pub(super) fn relative(text: &str, depth: usize) -> String {
    let root = match depth {
        0 => "self".to_owned(),
        depth => vec!["super"; depth].join("::"),
    };
    let (link, code) = (format!("]({root}::"), format!("[`{root}::"));
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at_checked(length(rest, first)).unwrap_or((rest, ""));
        // The tokens of a macro are printed with spaces between them.
        if token == "crate" && after.trim_start().starts_with("::") {
            out.push_str(&root);
        } else if token.starts_with("//") {
            // A contract's own words cannot hold these: their brackets are escaped.
            out.push_str(&token.replace("](crate::", &link).replace("[`crate::", &code));
        } else {
            out.push_str(token);
        }
        rest = after;
    }
    out
}

/// How long the token is that a text begins with. Comments and literals are one token each, and need not be Rust's in all
/// details: they are written here.
fn length(text: &str, first: char) -> usize {
    let to = |end: Option<usize>| end.unwrap_or(text.len());
    if text.starts_with("//") {
        return to(text.find('\n'));
    }
    match first {
        '"' => to(closing(text)),
        '\'' => character(text),
        first if first.is_alphabetic() || first == '_' => {
            let word = to(text.find(|c: char| !c.is_alphanumeric() && c != '_'));
            match text.get(..word) {
                Some("r" | "br" | "cr") => raw(text, word).unwrap_or(word),
                _ => word,
            }
        }
        first => first.len_utf8(),
    }
}

/// Where the string that a text begins with ends.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    let quote = |(_, c): &(usize, char)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    };
    text.char_indices().skip(1).find(quote).map(|(at, _)| at + 1)
}

/// How long a character is, or the quote before a lifetime.
fn character(text: &str) -> usize {
    let mut after = text.char_indices().skip(1);
    match (after.next(), after.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let start = at + escaped.len_utf8();
            text.get(start..).and_then(|rest| rest.find('\'')).map_or(text.len(), |end| start + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// Where the raw string ends whose `r` ends at `word`, if it is one.
fn raw(text: &str, word: usize) -> Option<usize> {
    let rest = text.get(word..)?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let content = rest.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = word + hashes + 1;
    Some(content.find(&end).map_or(text.len(), |at| start + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_climb_to_the_root() {
        let text =
            "use crate::types::A;\nfn f(a: &'a crate::B, b: crate::C<'_>) -> crate::D { m!(x, crate::E) }\n";
        assert_eq!(
            relative(text, 2),
            "use super::super::types::A;\nfn f(a: &'a super::super::B, b: super::super::C<'_>) -> super::super::D \
             { m!(x, super::super::E) }\n"
        );
        assert_eq!(relative("crate::a", 0), "self::a");
        assert_eq!(relative("crate::a", 1), "super::a");
        assert_eq!(relative("m! { crate ::a, crate\n::b }", 1), "m! { super ::a, super\n::b }");
    }

    #[test]
    fn links_climb_and_words_do_not() {
        let text = "/// [`Call`](crate::Call), [`crate::Session`]; `crate::a` and crate::b are no links.\nstruct A;\n";
        assert_eq!(
            relative(text, 1),
            "/// [`Call`](super::Call), [`super::Session`]; `crate::a` and crate::b are no links.\nstruct A;\n"
        );
    }

    #[test]
    fn what_is_no_path_stays() {
        for text in [
            "pub(crate) fn f() {}",
            "const A: &str = \"crate::a \\\" crate::b\";",
            "const A: &str = r#\"crate::a \" crate::b\"#;",
            "const A: &[u8] = br\"crate::a\";",
            "my_crate::a; crates::b; r#type; r#crate_::c",
            "// crate::a",
        ] {
            assert_eq!(relative(text, 1), text);
        }
        // Whatever is no string ends before the path.
        for (before, expected) in
            [("'\"'", "super::a"), ("'\\''", "super::a"), ("'\\u{41}'", "super::a"), ("'a ", "super::a")]
        {
            assert_eq!(relative(&format!("{before} crate::a"), 1), format!("{before} {expected}"));
        }
        assert_eq!(relative("\"never closed crate::a", 1), "\"never closed crate::a");
        assert_eq!(relative("\"日本\" crate::a '日' crate::b", 1), "\"日本\" super::a '日' super::b");
    }
}
