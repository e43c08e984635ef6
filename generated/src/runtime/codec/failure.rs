//! What can go wrong on the wire, with its place.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::departure::DepartureKind;
use super::strings::{after, join};

/// Why a reply could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// It is not well-formed XML (with namespaces); says which rule was broken.
    NotWellFormed(&'static str),
    /// It is not text in the encoding that it claims.
    Encoding(String),
    /// It is well-formed, but not what the contract says.
    Unexpected(String),
    /// It departs from the contract in a way that the [`Reading`](super::Reading) in use refuses; says what was found.
    Departure(DepartureKind, String),
    /// A value is not of its type.
    Value {
        /// What was expected.
        expected: &'static str,
        /// The beginning of what was there; empty for a secret.
        found: String,
    },
    /// It has several parts (attachments), and they are not what they should be; says where.
    Multipart(String),
    /// A limit was reached: depth or size.
    Limit(&'static str),
}

/// A reply that could not be read: what was wrong, and where.
// Whatever may fail must know how to drop an error: a `Box` does that in place, in each function, an `Arc` by a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Arc<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: DecodeErrorKind,
    offset: usize,
    line: usize,
    column: usize,
    path: Vec<Cow<'static, str>>,
    /// It stands somewhere behind what was being read: the path says nothing of its place.
    ahead: bool,
}

impl DecodeError {
    /// An error at a byte of the reply. Path, line and column are added on the way out.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self(Arc::new(Inner { kind, offset, line: 0, column: 0, path: Vec::new(), ahead: false }))
    }

    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn syntax(rule: &'static str, offset: usize) -> Self {
        Self::new(DecodeErrorKind::NotWellFormed(rule), offset)
    }

    /// It was noticed ahead of reading.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn ahead(mut self) -> Self {
        Arc::make_mut(&mut self.0).ahead = true;
        self
    }

    /// Adds the element around what was added before.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn within(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.0).path.push(name.into());
        self
    }

    /// Finds line and column in the text that was read.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn locate(mut self, text: &str) -> Self {
        let before = text.get(..self.0.offset).unwrap_or(text);
        let (line, column) = (
            before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            after(before, b"\n").chars().count() + 1,
        );
        let inner = Arc::make_mut(&mut self.0);
        (inner.line, inner.column) = (line, column);
        self
    }

    /// The same at another place.
    #[cfg(feature = "stream")]
    #[cold]
    pub(in crate::runtime) fn at(mut self, offset: usize, line: usize, column: usize) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        (inner.offset, inner.line, inner.column) = (offset, line, column);
        self
    }

    /// Leaves out the value that was found, if it stands in an element or attribute that `secret` names.
    pub(in crate::runtime) fn hide_found(&mut self, secret: &dyn Fn(&str) -> bool) {
        if self.0.path.iter().any(|name| secret(name.strip_prefix('@').unwrap_or(name)))
            && let DecodeErrorKind::Value { found, .. } = &mut Arc::make_mut(&mut self.0).kind
        {
            found.clear();
        }
    }

    /// Puts `redacted` texts (`None` leaves one as it is) in place of all that came from the server.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn hide(&mut self, redacted: &dyn Fn(&str) -> Option<String>) {
        let inner = Arc::make_mut(&mut self.0);
        for name in &mut inner.path {
            if let Some(better) = redacted(name) {
                *name = better.into();
            }
        }
        if let DecodeErrorKind::Encoding(text)
        | DecodeErrorKind::Unexpected(text)
        | DecodeErrorKind::Multipart(text)
        | DecodeErrorKind::Departure(_, text)
        | DecodeErrorKind::Value { found: text, .. } = &mut inner.kind
            && let Some(better) = redacted(text)
        {
            *text = better;
        }
    }

    /// What was wrong.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// The byte of the reply (as UTF-8, after decompression) where it was noticed, from 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The line, from 1.
    #[must_use]
    #[inline]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column in characters, from 1.
    #[must_use]
    #[inline]
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// The elements from the root to the place, such as `Envelope/Body/SaveUserGroupResponse/Response/Rank`; empty when
    /// the place is not known to be in one.
    #[must_use]
    pub fn path(&self) -> String {
        if self.0.ahead { String::new() } else { self.reading() }
    }

    /// The elements from the root to the one that was being read.
    pub(in crate::runtime) fn reading(&self) -> String {
        joined(&self.0.path)
    }
}

/// The elements of a path, which were added from the innermost on.
fn joined(path: &[Cow<'static, str>]) -> String {
    let mut names = path.iter();
    join(&mut || names.next_back().map(AsRef::as_ref), "/")
}

/// A path of more elements than this is shown without its middle.
const SHOWN: usize = 16;

impl DecodeError {
    /// The path for a message.
    fn shown_path(&self) -> String {
        let path = self.0.path.as_slice();
        match (path.get(path.len().saturating_sub(SHOWN / 2)..), path.get(..SHOWN / 2)) {
            (Some(first), Some(last)) if path.len() > SHOWN => {
                format!("{}/… ({} more) …/{}", joined(first), path.len() - SHOWN, joined(last))
            }
            _ => joined(path),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            DecodeErrorKind::NotWellFormed(rule) => write!(f, "not well-formed XML: {rule}")?,
            DecodeErrorKind::Encoding(what) => write!(f, "not readable as text: {what}")?,
            DecodeErrorKind::Unexpected(what) => f.write_str(what)?,
            DecodeErrorKind::Departure(_, what) => f.write_str(what)?,
            DecodeErrorKind::Multipart(what) => write!(f, "not a multipart message: {what}")?,
            DecodeErrorKind::Value { expected, found } if found.is_empty() => {
                write!(f, "expected {expected}")?
            }
            DecodeErrorKind::Value { expected, found } => write!(f, "expected {expected}, found {found:?}")?,
            DecodeErrorKind::Limit(which) => write!(f, "beyond the limit: {which}")?,
        }
        if !self.0.path.is_empty() && !self.0.ahead {
            write!(f, ", in {}", self.shown_path())?;
        }
        if self.0.line > 0 {
            write!(f, ", at line {} column {} (byte {})", self.0.line, self.0.column, self.0.offset)?;
        }
        if let DecodeErrorKind::Departure(kind, _) = &self.0.kind {
            write!(
                f,
                ". `DepartureKind::{kind:?}`: a `Reading` that accepts it reads the reply all the same"
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

/// A value that cannot be sent: what was wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError(Arc<(String, Vec<&'static str>)>);

impl EncodeError {
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn new(what: impl Into<String>) -> Self {
        Self(Arc::new((what.into(), Vec::new())))
    }

    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn within(mut self, name: &'static str) -> Self {
        // Nothing else has it yet.
        if let Some((_, path)) = Arc::get_mut(&mut self.0) {
            path.push(name);
        }
        self
    }

    /// The elements from the Body to the place, such as `SaveUserGroup/UserGroup/Value`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut names = self.0.1.iter();
        join(&mut || names.next_back().copied(), "/")
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.1.is_empty() { f.write_str(&self.0.0) } else { write!(f, "{}: {}", self.path(), self.0.0) }
    }
}

impl std::error::Error for EncodeError {}
