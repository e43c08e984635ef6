//! Regular expressions of XML Schema as those of the crate `regex`: no anchors, other classes (`\i`, `\c`, blocks), other
//! escapes, and a subtraction in place of `--`.
//!
//! A branch that begins with `^` or ends with `$` is meant by most authors to match a whole text, as it does anyway, and
//! XML Schema takes the two for the characters that they are. Either reading is accepted: no value that is valid by one of
//! them is called invalid.

use super::blocks;

/// How deep groups and subtractions may nest.
const NESTING: usize = 50;

/// What may begin a name, as the inside of a class.
const NAME_START: &str = concat!(
    ":A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}\\u{200c}-\\u{200d}",
    "\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{fffd}",
    "\\u{10000}-\\u{effff}"
);

/// What a name may have beside that.
const NAME_MORE: &str = "\\-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}-\\u{2040}";

/// A pattern for the crate `regex`, without anchors; `None` for one that is none of XML Schema's.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, out: String::new() };
    reader.alternatives(NESTING)?;
    if reader.at < reader.chars.len() {
        return None;
    }
    // What the other side would refuse is refused here.
    regex_syntax::Parser::new().parse(&reader.out).ok()?;
    Some(reader.out)
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    /// Branches with `|` between them, up to a `)` or the end.
    fn alternatives(&mut self, depth: usize) -> Option<()> {
        let mut first = true;
        loop {
            match self.peek() {
                None | Some(')') => return Some(()),
                Some('|') => {
                    self.at += 1;
                    self.out.push('|');
                    first = true;
                    continue;
                }
                Some(c @ ('^' | '$')) if self.is_anchor(c, first) => {
                    self.at += 1;
                    literal(c, &mut self.out);
                    self.out.push('?');
                }
                Some(_) => self.piece(depth)?,
            }
            first = false;
        }
    }

    /// Whether the `^` or `$` that comes next would be an anchor elsewhere: the first of its branch, or the last.
    fn is_anchor(&self, c: char, first: bool) -> bool {
        let after = self.chars.get(self.at + 1);
        match c {
            '^' => first && !matches!(after, Some('?' | '*' | '+' | '{')),
            _ => matches!(after, None | Some('|' | ')')),
        }
    }

    /// An atom and how often.
    fn piece(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            '(' => {
                let depth = depth.checked_sub(1)?;
                self.out.push_str("(?:");
                self.alternatives(depth)?;
                self.eat(')').then_some(())?;
                self.out.push(')');
            }
            '[' => {
                let class = self.class(depth)?;
                self.out.push_str(&class);
            }
            '.' => self.out.push_str("[^\\n\\r]"),
            '\\' => match self.escape()? {
                Escape::Char(c) => literal(c, &mut self.out),
                Escape::Class(class) => self.out.push_str(&class),
            },
            // None of these can begin a piece.
            '?' | '*' | '+' | '{' | '}' | ')' | ']' => return None,
            c => literal(c, &mut self.out),
        }
        self.quantifier()
    }

    fn quantifier(&mut self) -> Option<()> {
        match self.peek() {
            Some(c @ ('?' | '*' | '+')) => {
                self.at += 1;
                self.out.push(c);
            }
            Some('{') => {
                let text = self.braces()?;
                let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                let good = match text.split_once(',') {
                    None => number(&text),
                    Some((least, most)) => number(least) && (most.is_empty() || number(most)),
                };
                good.then_some(())?;
                self.out.push_str(&format!("{{{text}}}"));
            }
            _ => return Some(()),
        }
        // A second one would mean something else there, and means nothing here.
        match self.peek() {
            Some('?' | '*' | '+' | '{') => None,
            _ => Some(()),
        }
    }

    /// What stands in the braces that come next.
    fn braces(&mut self) -> Option<String> {
        self.eat('{').then_some(())?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '}' => return Some(text),
                c => text.push(c),
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Option<Escape> {
        let class = |class: String| Some(Escape::Class(class));
        match self.next()? {
            'n' => Some(Escape::Char('\n')),
            'r' => Some(Escape::Char('\r')),
            't' => Some(Escape::Char('\t')),
            's' => class("[ \\t\\n\\r]".to_owned()),
            'S' => class("[^ \\t\\n\\r]".to_owned()),
            'd' => class("\\p{Nd}".to_owned()),
            'D' => class("\\P{Nd}".to_owned()),
            'w' => class("[^\\p{P}\\p{Z}\\p{C}]".to_owned()),
            'W' => class("[\\p{P}\\p{Z}\\p{C}]".to_owned()),
            'i' => class(format!("[{NAME_START}]")),
            'I' => class(format!("[^{NAME_START}]")),
            'c' => class(format!("[{NAME_START}{NAME_MORE}]")),
            'C' => class(format!("[^{NAME_START}{NAME_MORE}]")),
            c @ ('p' | 'P') => self.property(c),
            // Beside the few that need it, many escape other punctuation, too.
            c if c.is_ascii_punctuation() => Some(Escape::Char(c)),
            _ => None,
        }
    }

    /// `{L}`, `{IsGreek}`.
    fn property(&mut self, letter: char) -> Option<Escape> {
        let name = self.braces()?;
        let class = match name.strip_prefix("Is") {
            Some(block) => {
                let not = if letter == 'P' { "^" } else { "" };
                format!("[{not}{}]", blocks::inside(block)?)
            }
            None => {
                let category = name.len() <= 2 && name.starts_with(|c: char| "LMNPZSC".contains(c));
                category.then(|| format!("\\{letter}{{{name}}}"))?
            }
        };
        Some(Escape::Class(class))
    }

    /// A class, after its `[`.
    fn class(&mut self, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let mut items = String::new();
        let negative = self.eat('^');
        let mut without = None;
        let mut empty = true;
        loop {
            match self.next()? {
                ']' if !empty => break,
                '-' if !empty && self.peek() == Some('[') => {
                    self.at += 1;
                    without = Some(self.class(depth)?);
                    self.eat(']').then_some(())?;
                    break;
                }
                '[' | ']' => return None,
                '\\' => match self.escape()? {
                    Escape::Char(c) => self.range(c, &mut items)?,
                    Escape::Class(class) => items.push_str(&class),
                },
                c => self.range(c, &mut items)?,
            }
            empty = false;
        }
        let class = if negative { format!("[^{items}]") } else { format!("[{items}]") };
        Some(match without {
            // A `^` would turn the whole difference round.
            Some(without) => format!("[{class}--{without}]"),
            None => class,
        })
    }

    /// A character of a class, or the range that it begins.
    fn range(&mut self, first: char, items: &mut String) -> Option<()> {
        literal(first, items);
        let after = |n: usize| self.chars.get(self.at + n).copied();
        // A `-` at the end, or before a subtraction, is no range.
        if after(0) != Some('-') || matches!(after(1), None | Some(']' | '[')) {
            return Some(());
        }
        self.at += 1;
        let last = match self.next()? {
            '\\' => match self.escape()? {
                Escape::Char(c) => c,
                Escape::Class(_) => return None,
            },
            c => c,
        };
        items.push('-');
        literal(last, items);
        Some(())
    }
}

/// What an escape stands for.
enum Escape {
    Char(char),
    Class(String),
}

/// A character as itself.
fn literal(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // These two with a backslash are something else.
        '<' | '>' => out.push(c),
        c if c.is_ascii_punctuation() => {
            out.push('\\');
            out.push(c);
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    /// The answers are libxml2's, except for what matches without the `^` and `$` of its pattern.
    #[test]
    fn means_the_same() {
        for (pattern, good, bad) in [
            ("^[A-Z]+$", &["AB", "^AB$"][..], &["ab", "^^AB"][..]),
            ("^a$|^b$", &["a", "b", "^b$"], &["ab", "a$^b"]),
            ("(^a|b$)c", &["ac", "bc", "^ac", "b$c"], &["a^c"]),
            ("^[+]*|x", &["+", "^+", "x"], &["^x"]),
            ("^+a$*", &["^a", "^^a$$"], &["a"]),
            ("a^b", &["a^b"], &["ab"]),
            ("US$|$5", &["US", "US$", "$5"], &["5"]),
            ("\\^a\\$", &["^a$"], &["a"]),
            ("\\\\$", &["\\", "\\$"], &["$"]),
            ("\\d+", &["12", "\u{663}"], &["x", ""]),
            ("[a-z-[aeiou]]*", &["bcd", ""], &["bad"]),
            ("[^a-z-[x]]", &["A"], &["a", "x"]),
            ("\\i\\c*", &["a:b", "\u{e9}-1"], &["1a"]),
            ("[\\i-[:]][\\c-[:]]*", &["ab", "_1"], &["a:b"]),
            ("\\p{IsBasicLatin}+", &["abc"], &["\u{e9}"]),
            ("\\p{IsGreek}", &["\u{3b1}"], &["a"]),
            ("\\P{IsBasicLatin}", &["\u{3b1}"], &["a"]),
            ("\\p{IsPrivateUse}", &["\u{e000}", "\u{f0000}", "\u{10fffd}"], &["a"]),
            ("[\\P{IsSpecials}-[b]]", &["a", "\u{ffef}"], &["\u{feff}", "\u{fffd}", "b"]),
            ("\\p{Lu}\\p{L}*", &["Ab"], &["ab"]),
            ("\\w+", &["a1", "a$"], &["a_b", "a-b", "a b"]),
            ("\\W", &["-", "_", " "], &["$"]),
            ("a.c", &["abc"], &["a\nc", "a\rc"]),
            ("\\s", &[" ", "\t"], &["\u{a0}"]),
            ("[0-9]{2,}", &["12", "123"], &["1"]),
            ("a{0}", &[""], &["a"]),
            ("[a\\-z]", &["a", "-"], &["b"]),
            ("[a-]", &["a", "-"], &["b"]),
            ("[-a]", &["a", "-"], &["b"]),
            ("[+-.]", &["+", ",", "-", "."], &["/"]),
            ("a|b|", &["a", "b", ""], &["ab"]),
            ("(a|b)c", &["ac", "bc"], &["c"]),
            ("\\/\\$a\\-b", &["/$a-b"], &["$a-b"]),
            ("[~~a]", &["~", "a"], &["b"]),
            ("[a&&b]", &["&", "a", "b"], &["c"]),
            ("[\\^a]", &["^", "a"], &["b"]),
            ("[a^]", &["^", "a"], &["b"]),
            ("#x20<a>\"", &["#x20<a>\""], &[" "]),
            ("[\\w\\s]+", &["a b"], &["a-b"]),
            ("[\\d-x]", &["1", "-", "x"], &["y"]),
            ("", &[""], &["a"]),
        ] {
            let translated = translate(pattern).unwrap_or_else(|| panic!("{pattern}"));
            let regex = regex::Regex::new(&format!("^(?:{translated})$")).unwrap();
            for text in good {
                assert!(regex.is_match(text), "{pattern} as {translated} and {text:?}");
            }
            for text in bad {
                assert!(!regex.is_match(text), "{pattern} as {translated} and {text:?}");
            }
        }
    }

    #[test]
    fn what_is_none_of_xml_schema_is_left_out() {
        for pattern in [
            "a{,3}",
            "\\bfoo\\b",
            "(?:a)",
            "a*?",
            "[a-z&&[b]]",
            "x{1,2",
            "\\p{IsNowhere}",
            "\\u0041",
            "a{2}{3}",
            "[b-a]",
            "[]",
            "(a",
            "a)",
            "[a",
            "*",
            "\\",
            "\\1",
        ] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
        let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
        assert_eq!(translate(&deep), None);
    }
}
