//! `[changes]`: what a program thinks of changes that `diff` tells of.

use serde::{Deserialize, Serialize};

use super::Config;
use crate::diagnostic::{Diagnostic, Kind, Setting, quoted, suggestion};
use crate::diff::{self, Change, Class, Report};

/// `[changes]`: changes that do not count, and changes that count otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Changes {
    /// Changes that do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Ignored>,
    /// Changes that are of another class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<Classed>,
}

/// `[[changes.ignore]]`: changes that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ignored {
    /// Their kind; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where they are, as `diff` names it, `*` for any text; anywhere when left out.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why.
    pub reason: String,
}

/// `[[changes.class]]`: changes that are of another class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Classed {
    /// Their kind; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where they are, as `diff` names it, `*` for any text; anywhere when left out.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The class that they are of: `breaking`, `risky`, `compatible` or `cosmetic`.
    pub class: String,
    /// Why.
    pub reason: String,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.ignore.is_empty() && self.class.is_empty()
    }

    /// Takes changes out of a report that do not count, and gives others their class.
    pub(crate) fn apply(&self, report: &mut Report) {
        report.ignore(|change| self.ignored(change));
        report.reclass(|change| self.classed(change));
    }

    /// Why a change does not count, if it does not.
    fn ignored(&self, change: &Change) -> Option<&str> {
        let found = self.ignore.iter().find(|one| fits(one.kind.as_deref(), one.at.as_deref(), change));
        found.map(|one| one.reason.as_str())
    }

    /// The class that a change is of, if it is another one, and why.
    fn classed(&self, change: &Change) -> Option<(Class, &str)> {
        let found = self.class.iter().find(|one| fits(one.kind.as_deref(), one.at.as_deref(), change))?;
        Some((Class::named(&found.class)?, &found.reason))
    }
}

fn fits(kind: Option<&str>, at: Option<&str>, change: &Change) -> bool {
    kind.is_none_or(|kind| kind == change.kind.name()) && at.is_none_or(|at| matches(at, &change.at))
}

/// Whether a text is one that a pattern means: each `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        // The first place will do: what is left is longest after it.
        let Some(at) = text.find(part) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(last)
}

impl Config {
    /// What of `[changes]` does not hold.
    pub(super) fn check_changes(&self) -> Vec<Diagnostic> {
        let ignored =
            self.changes.ignore.iter().map(|one| (&one.kind, &one.at, None, &one.reason)).enumerate();
        let classed = self
            .changes
            .class
            .iter()
            .map(|one| (&one.kind, &one.at, Some(&one.class), &one.reason))
            .enumerate();
        let all = ignored.map(|one| ("ignore", one)).chain(classed.map(|one| ("class", one)));
        let mut errors = Vec::new();
        for (list, (number, (kind, at, class, reason))) in all {
            let number = number.to_string();
            let setting = |key: &str, says: &str| Setting::value(["changes", list, &number, key], says);
            let kinds = || diff::Kind::ALL.iter().map(|kind| kind.name());
            if let Some(kind) = kind.as_ref().filter(|kind| diff::Kind::named(kind).is_none()) {
                let message = format!("there is no kind of change {}", quoted(kind));
                let error = Diagnostic::setting(Kind::UnknownName, message, setting("kind", kind));
                errors.push(error.help_if(suggestion(kind, kinds())));
            }
            if let Some(class) = class.filter(|class| Class::named(class).is_none()) {
                let message = format!("there is no class {}", quoted(class));
                let error = Diagnostic::setting(Kind::BadValue, message, setting("class", class));
                errors.push(error.help("a change is breaking, risky, compatible or cosmetic"));
            }
            if kind.is_none() && at.is_none() {
                let message = "this says of no change which one it means";
                let error = Diagnostic::setting(Kind::Missing, message, setting("reason", reason));
                errors.push(error.help("say `kind`, `where`, or both"));
            }
            if reason.trim().is_empty() {
                let message = "a change that counts otherwise needs a reason";
                errors.push(Diagnostic::setting(Kind::BadValue, message, setting("reason", reason)));
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("User.*", "User.Name"),
            ("*", "anything"),
            ("*[header *]", "Save[header Ticket]"),
            ("A*B*C", "AxBByC"),
            ("User", "User"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("User", "User.Name"), ("User.*", "Users"), ("A*B*C", "AxC"), ("*x", "xy")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
