//! The command lines of the benches.

use lexopt::prelude::{Long, Value, ValueExt};

use crate::Failure;

/// What a bench was asked for.
#[derive(Debug, Clone)]
pub struct Arguments {
    /// Words that stand alone: shapes, by a part of their names.
    pub words: Vec<String>,
    /// About how many bytes a message has.
    pub size: usize,
    /// The same, where it was said.
    pub given_size: Option<usize>,
    /// How many runs count.
    pub runs: usize,
    /// Options that have no value, without their dashes.
    pub flags: Vec<String>,
}

impl Arguments {
    /// Those of this program. `known` are the options without a value.
    ///
    /// # Errors
    /// When one is not known, or its value is no number.
    pub fn read(known: &[&str]) -> Result<Self, Failure> {
        let mut read =
            Self { words: Vec::new(), size: 4_000_000, given_size: None, runs: 9, flags: Vec::new() };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                // Cargo says so to each bench.
                Long("bench") => {}
                Long("size") => {
                    read.size = bytes(&parser.value()?.string()?)?;
                    read.given_size = Some(read.size);
                }
                Long("runs") => read.runs = parser.value()?.parse()?,
                Long(flag) if known.contains(&flag) => read.flags.push(flag.to_owned()),
                Value(word) => read.words.push(word.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(read)
    }

    /// Whether the option stands there.
    #[must_use]
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }

    /// Whether something of this name is asked for: by a part of its name, or because nothing is named.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

/// `4M`, `200K` or `1000`, in bytes.
fn bytes(text: &str) -> Result<usize, Failure> {
    let (digits, unit) = match text.strip_suffix(['K', 'k']) {
        Some(digits) => (digits, 1000),
        None => text.strip_suffix(['M', 'm']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    let number: usize = digits.parse().map_err(|_| format!("`{text}` is no size: say 4M, 200K or 1000"))?;
    Ok(number * unit)
}
