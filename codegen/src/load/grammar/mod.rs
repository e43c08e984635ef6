//! What each element of XML Schema, of WSDL 1.1 and of WSDL's SOAP and MIME extensions may hold: its attributes, its child
//! elements, in which order and how often. One table a language; [`misplaced`](super::misplaced) compares contracts with it.

mod rows;
mod wsdl;
mod xsd;

pub(super) use rows::{AttributeRule, Row, Slot, Standing, Times};

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{WSDL, XSD};

/// A vocabulary that has a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    /// XML Schema.
    Xsd,
    /// WSDL 1.1.
    Wsdl,
    /// WSDL's extension for SOAP 1.1, and the same for SOAP 1.2.
    Soap,
    /// WSDL's extension for MIME.
    Mime,
}

/// The namespaces of the languages. The first of a language is its own.
const NAMESPACES: [(Language, &str); 5] = [
    (Language::Xsd, XSD),
    (Language::Wsdl, WSDL),
    (Language::Soap, "http://schemas.xmlsoap.org/wsdl/soap/"),
    (Language::Soap, "http://schemas.xmlsoap.org/wsdl/soap12/"),
    (Language::Mime, "http://schemas.xmlsoap.org/wsdl/mime/"),
];

impl Language {
    /// The language of a namespace.
    pub(super) fn from_namespace(namespace: &str) -> Option<Self> {
        NAMESPACES.iter().find(|(_, known)| *known == namespace).map(|(language, _)| *language)
    }

    /// Its namespace.
    pub(super) fn namespace(self) -> &'static str {
        NAMESPACES.iter().find(|(language, _)| *language == self).map_or("", |(_, namespace)| *namespace)
    }

    /// How it is called in a message.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Xsd => "XML Schema",
            Self::Wsdl => "WSDL",
            Self::Soap => "WSDL's SOAP extension",
            Self::Mime => "WSDL's MIME extension",
        }
    }

    /// What stands before its names in the tables of another language.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Xsd => "xs",
            Self::Wsdl => "wsdl",
            Self::Soap => "soap",
            Self::Mime => "mime",
        }
    }

    /// Whether the order of children means something.
    pub(super) fn ordered(self) -> bool {
        self == Self::Xsd
    }

    /// Whether elements of foreign namespaces may stand anywhere in it.
    pub(super) fn extensible(self) -> bool {
        self != Self::Xsd
    }
}

/// All tables.
#[derive(Debug)]
pub(super) struct Grammar {
    /// By language and name, the shorter names first: each element of a contract is looked up, and lengths are compared
    /// faster than letters.
    rows: Vec<Named>,
}

/// The rows of elements with one name.
#[derive(Debug)]
struct Named {
    language: Language,
    name: &'static str,
    rows: Vec<Row>,
}

impl Named {
    fn compare(&self, language: Language, name: &str) -> Ordering {
        (self.language, self.name.len()).cmp(&(language, name.len())).then_with(|| self.name.cmp(name))
    }
}

impl Grammar {
    /// The grammar, read from the tables once.
    pub(super) fn get() -> &'static Self {
        static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
            let tables = [
                (Language::Xsd, xsd::ROWS),
                (Language::Wsdl, wsdl::ROWS),
                (Language::Soap, wsdl::SOAP_ROWS),
                (Language::Mime, wsdl::MIME_ROWS),
            ];
            let mut all: BTreeMap<_, Vec<Row>> = BTreeMap::new();
            for (language, table) in tables {
                for text in table {
                    all.entry((language, text.name)).or_default().push(Row::parse(language, text));
                }
            }
            let named = |((language, name), rows)| Named { language, name, rows };
            let mut rows: Vec<Named> = all.into_iter().map(named).collect();
            rows.sort_by(|one, other| one.compare(other.language, other.name));
            Grammar { rows }
        });
        &GRAMMAR
    }

    /// The rows of elements with a name: none, for one that there is not.
    pub(super) fn named(&self, language: Language, name: &str) -> &[Row] {
        let at = self.rows.binary_search_by(|rows| rows.compare(language, name));
        at.ok().and_then(|at| self.rows.get(at)).map(|named| named.rows.as_slice()).unwrap_or_default()
    }

    /// The row of an element: see [`of_form`](Self::of_form).
    pub(super) fn row(&self, language: Language, name: &str, form: &str) -> Option<&Row> {
        Self::of_form(self.named(language, name), form)
    }

    /// Of the rows of elements with a name the one for `form`, else the one for every form, else any.
    pub(super) fn of_form<'r>(rows: &'r [Row], form: &str) -> Option<&'r Row> {
        let exact = rows.iter().find(|row| row.form == form);
        exact.or_else(|| rows.iter().find(|row| row.form.is_empty())).or_else(|| rows.last())
    }

    /// Every row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().flat_map(|named| &named.rows)
    }
}
