//! What went wrong, where, and what to do about it.
//!
//! Nothing here ends a run early: every phase adds to one [`Diagnostics`], which is reported at the end, sorted by place.

mod nearest;
mod render;
mod setting;

pub(crate) use nearest::meant;
pub use nearest::{nearest, quoted, suggestion};
pub use setting::Setting;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::contract::{Place, QName};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Something is left out; the message says what.
    Warning,
}

/// The kinds of diagnostic. Displayed in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file cannot be read.
    MissingFile,
    /// The bytes are not in the encoding that they say.
    Encoding,
    /// Not well-formed XML.
    NotXml,
    /// A DOCTYPE that declares things.
    Doctype,
    /// Deeper or larger than the limits.
    Limit,
    /// The root is none of a contract or schema.
    WrongRoot,
    /// WSDL 2.0.
    Wsdl20,
    /// A name that is no `NCName`.
    BadName,
    /// A value that is not in its attribute's space.
    BadValue,
    /// Something that has to be there is not.
    Missing,
    /// Something that is not allowed where it stands.
    Misplaced,
    /// A reference to what does not exist.
    Dangling,
    /// Two definitions of one name that differ.
    Conflict,
    /// Content of which nothing tells what it is.
    Ambiguous,
    /// A definition that contains itself.
    Cycle,
    /// No port or binding speaks SOAP.
    NoSoap,
    /// Something that a policy requires of a client.
    Policy,
    /// Legal, but left out.
    Unsupported,
    /// A key that no configuration has.
    UnknownKey,
    /// A name in a configuration that nothing has.
    UnknownName,
}

impl Kind {
    /// The name that stands in the report: `dangling-reference`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingFile => "missing-file",
            Self::Encoding => "encoding",
            Self::NotXml => "not-xml",
            Self::Doctype => "doctype",
            Self::Limit => "limit",
            Self::WrongRoot => "wrong-root",
            Self::Wsdl20 => "wsdl-2.0",
            Self::BadName => "bad-name",
            Self::BadValue => "bad-value",
            Self::Missing => "missing",
            Self::Misplaced => "misplaced",
            Self::Dangling => "dangling-reference",
            Self::Conflict => "conflict",
            Self::Ambiguous => "ambiguous",
            Self::Cycle => "cycle",
            Self::NoSoap => "no-soap",
            Self::Policy => "policy",
            Self::Unsupported => "unsupported",
            Self::UnknownKey => "unknown-key",
            Self::UnknownName => "unknown-name",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Where in names: `portType User / operation SaveUserGroup / input`. Empty when there is nothing to name.
    pub path: String,
    /// The name that it is about.
    pub qname: Option<QName>,
    /// Who refers to it: `element Rank of complexType UserGroup`.
    pub referred_by: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The spot in the source.
    pub excerpt: Option<Excerpt>,
    /// The setting that it is about, where a configuration is to blame.
    pub setting: Option<Setting>,
}

/// A spot in a source text.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The whole text, shared with the file it comes from.
    pub text: Arc<str>,
    /// The bytes that are meant.
    pub span: Range<usize>,
}

impl Diagnostic {
    /// An error at a place, with nothing else known.
    #[must_use]
    pub fn error(kind: Kind, message: impl Into<String>, place: Place) -> Self {
        Self {
            severity: Severity::Error,
            kind,
            message: message.into(),
            place,
            path: String::new(),
            qname: None,
            referred_by: None,
            help: None,
            excerpt: None,
            setting: None,
        }
    }

    /// An error about a setting. Where that stands is added by whoever knows the configuration's file.
    #[must_use]
    pub fn setting(kind: Kind, message: impl Into<String>, setting: Setting) -> Self {
        Self { setting: Some(setting), ..Self::error(kind, message, Place::default()) }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Says which name it is about.
    #[must_use]
    pub fn about(mut self, name: QName) -> Self {
        self.qname = Some(name);
        self
    }

    fn key(&self) -> (&str, u32, u32, Severity, &str) {
        (&self.place.file, self.place.line, self.place.column, self.severity, &self.message)
    }
}

/// All that a run found wrong.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// The kinds that there were.
    kinds: BTreeSet<Kind>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.kinds.insert(diagnostic.kind);
        self.list.push(diagnostic);
    }

    /// Whether there was one of a kind.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Adds all of another run.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        other.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Warnings as errors.
    pub(crate) fn from_warnings(warnings: impl IntoIterator<Item = Diagnostic>) -> Self {
        let as_error = |warning| Diagnostic { severity: Severity::Error, ..warning };
        let mut errors = Self::default();
        errors.extend(warnings.into_iter().map(as_error));
        errors.sort();
        errors
    }

    /// Makes warnings of the errors of a kind, but for those about inputs themselves, which have no place in a file.
    pub(crate) fn soften(&mut self, kind: Kind) {
        self.list
            .iter_mut()
            .filter(|d| d.kind == kind && d.place.line > 0)
            .for_each(|d| d.severity = Severity::Warning);
    }

    /// Whether there is an error among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// They, to be added to.
    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// They, in the order of [`Diagnostics::sort`] or of discovery.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Sorts by file, line, column; what is said twice is said once.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| a.key().cmp(&b.key()));
        self.list.dedup_by(|a, b| a.key() == b.key());
    }

    /// All of them as a report, with colour if asked.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let mut out = String::new();
        for diagnostic in &self.list {
            out.push_str(&diagnostic.render(colour));
            out.push('\n');
        }
        out
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
