//! From which class of change on the answer is no.

use clap::ValueEnum;

use crate::diff::Class;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    /// Only breaking changes.
    Breaking,
    /// Risky and breaking ones.
    Risky,
    /// Any change.
    Any,
}

impl FailOn {
    /// The class from which on the exit code is 1.
    pub(super) fn limit(self) -> Class {
        match self {
            Self::Breaking => Class::Breaking,
            Self::Risky => Class::Risky,
            Self::Any => Class::Cosmetic,
        }
    }
}
