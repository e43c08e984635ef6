//! Why a document could not be brought.

use crate::error::Error;

/// What went wrong, with which address, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    place: String,
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(super) fn new(place: impl ToString, message: impl Into<String>) -> Self {
        Self { place: place.to_string(), message: message.into(), help: None }
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says more of what went wrong.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.message.push_str(more);
        self
    }

    /// The same with every text changed.
    pub(super) fn map(self, change: impl Fn(String) -> String) -> Self {
        let Self { place, message, help } = self;
        Self { place: change(place), message: change(message), help: help.map(change) }
    }

    pub(super) fn into_error(self) -> Error {
        let Self { place, message, help } = self;
        Error::File { place, message, help }
    }
}
