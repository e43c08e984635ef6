//! A row of the grammar, and the notation that its table is written in.

use super::Language;

/// A row as it stands in a table. In each text the words are separated by blanks.
#[derive(Debug)]
pub(super) struct RowText {
    /// The element.
    pub(super) name: &'static str,
    /// Where one element has several rows, which of them: `global` or `ref`, or the element around it. Else empty.
    pub(super) form: &'static str,
    /// The attributes. `use=literal,encoded` has one of these values (`flag` stands for those of a boolean); with `:` in
    /// place of `=` its reader refuses others. `~` is of XML Schema 1.1 and not read; `!` is not allowed, but read; `+` has
    /// to be there; `fixed/default` does not stand beside the other.
    pub(super) attributes: &'static str,
    /// The children, in order: `a?` at most once, `a|b*` as often as one likes, `a!` at most once and alone, `a?/type`
    /// at most once and not beside the attribute `type`. `~a` is of XML Schema 1.1 and not read, `soap:a` is of another
    /// language, `$facets` stands for several. `...` says that anything may stand here, and is not looked at.
    pub(super) children: &'static str,
    /// The children that are read although they are not allowed: here at all, a second time, or beside others.
    pub(super) read: &'static str,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Row {
    /// The language of the element.
    pub(crate) language: Language,
    /// The element.
    pub(crate) name: &'static str,
    /// Which of its rows.
    pub(crate) form: &'static str,
    /// Its attributes.
    pub(crate) attributes: Vec<AttributeRule>,
    /// Its children, in order.
    pub(crate) slots: Vec<Slot>,
    /// It may have any children.
    pub(crate) allows_any: bool,
    /// The children that are read although they are not allowed.
    pub(crate) read: Vec<(Language, &'static str)>,
}

/// An attribute of a row.
#[derive(Debug)]
pub(crate) struct AttributeRule {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its values, where these are a few words (and, for numbers, those words that may stand for one).
    pub(crate) words: Vec<&'static str>,
    /// Other values are refused by the reader.
    pub(crate) refused: bool,
    /// Whether it is allowed, and read.
    pub(crate) standing: Standing,
    /// Without it the element means nothing.
    pub(crate) needed: bool,
    /// The attribute that it may not stand beside.
    pub(crate) without: Option<&'static str>,
}

/// How an attribute or child stands in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Allowed.
    Allowed,
    /// Allowed by XML Schema 1.1, and not read.
    Unread,
    /// Not allowed, but read.
    Tolerated,
}

/// Children that may stand in one place among their siblings.
#[derive(Debug)]
pub(crate) struct Slot {
    /// Their names, each with its language.
    pub(crate) names: Vec<(Language, &'static str)>,
    /// How often.
    pub(crate) times: Times,
    /// The attribute that they may not stand beside.
    pub(crate) without: Option<&'static str>,
    /// They are of XML Schema 1.1 and not read.
    pub(crate) unread: bool,
}

/// How often the children of a slot may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// At most once.
    Once,
    /// As often as one likes.
    Many,
    /// At most once, and with nothing beside it but what the first slot holds.
    Alone,
}

/// What stands for several words, in attributes or in children.
const SHORT: [(&str, &str); 6] = [
    ("$model", "group|all|choice|sequence?"),
    ("$attributes", "attribute|attributeGroup* anyAttribute? assert*"),
    (
        "$facets",
        "minExclusive|minInclusive|maxExclusive|maxInclusive|totalDigits|fractionDigits|length|minLength|maxLength|\
         enumeration|whiteSpace|pattern|assertion|explicitTimezone*",
    ),
    ("$particles", "group all choice sequence element any"),
    ("$uses", "attribute attributeGroup anyAttribute"),
    ("$occurs", "minOccurs maxOccurs:unbounded"),
];

/// The words of a text, with those that stand for several written out.
fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_ascii_whitespace().flat_map(|word| {
        let long = SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long);
        long.split_ascii_whitespace()
    })
}

impl Row {
    pub(super) fn parse(language: Language, text: &RowText) -> Self {
        let slots = words(text.children).filter(|word| *word != "...");
        Self {
            language,
            name: text.name,
            form: text.form,
            attributes: words(text.attributes).map(attribute).collect(),
            slots: slots.map(|word| slot(language, word)).collect(),
            allows_any: words(text.children).any(|word| word == "..."),
            read: words(text.read).map(|word| name(language, word)).collect(),
        }
    }

    /// The children that are read, allowed or not.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Language, &'static str)> {
        self.slots.iter().flat_map(|slot| &slot.names).chain(&self.read).copied()
    }

    /// What is known of an attribute.
    pub(crate) fn rule(&self, name: &str) -> Option<&AttributeRule> {
        self.attributes.iter().find(|rule| rule.name == name)
    }
}

fn attribute(word: &'static str) -> AttributeRule {
    let (mark, word) = match word.split_at_checked(1) {
        Some((mark @ ("~" | "!" | "+"), word)) => (mark, word),
        _ => ("", word),
    };
    let (word, without) = split(word, '/');
    let refused = word.contains(':');
    let (name, values) = split(word, if refused { ':' } else { '=' });
    let values = match values {
        Some("flag") => "true,false,1,0",
        other => other.unwrap_or_default(),
    };
    let standing = match mark {
        "~" => Standing::Unread,
        "!" => Standing::Tolerated,
        _ => Standing::Allowed,
    };
    let words = values.split(',').filter(|value| !value.is_empty()).collect();
    AttributeRule { name, words, refused, standing, needed: mark == "+", without }
}

fn split(word: &'static str, at: char) -> (&'static str, Option<&'static str>) {
    word.split_once(at).map_or((word, None), |(word, rest)| (word, Some(rest)))
}

fn slot(language: Language, word: &'static str) -> Slot {
    let (word, without) = split(word, '/');
    let (unread, word) = word.strip_prefix('~').map_or((false, word), |word| (true, word));
    let (names, times) = match (word.strip_suffix('*'), word.strip_suffix('!')) {
        (Some(names), _) => (names, Times::Many),
        (_, Some(names)) => (names, Times::Alone),
        _ => (word.strip_suffix('?').unwrap_or(word), Times::Once),
    };
    Slot { names: names.split('|').map(|word| name(language, word)).collect(), times, without, unread }
}

/// A name with its language: its prefix's, else the row's.
fn name(row: Language, word: &'static str) -> (Language, &'static str) {
    let languages = [Language::Xsd, Language::Wsdl, Language::Soap, Language::Mime];
    let foreign = word.split_once(':').and_then(|(prefix, local)| {
        Some((languages.into_iter().find(|language| language.prefix() == prefix)?, local))
    });
    foreign.unwrap_or((row, word))
}
