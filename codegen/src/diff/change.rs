//! One change, and all of them.

use super::class::{Class, Direction};
use super::kind::Kind;
use super::rules::{self, Rule};
use crate::contract::Place;

/// One side of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// What it was, or is, in a few words: `xs:int?`.
    pub text: String,
    /// Where it is declared, where that is known.
    pub place: Option<Place>,
}

/// Something that is otherwise in the new contract.
#[derive(Debug, Clone)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// Under which condition of its kind.
    pub condition: &'static str,
    /// Which messages hold it.
    pub direction: Direction,
    /// Where in the contract, in names: `UserGroup.Deleted`.
    pub at: String,
    /// An old client no longer talks rightly to a new server.
    pub wire: bool,
    /// A client that reads, changes and saves loses data.
    pub data: bool,
    /// Old code no longer compiles with the new client.
    pub source: bool,
    /// How bad it is.
    pub class: Class,
    /// The operations that it concerns, sorted.
    pub operations: Vec<String>,
    /// What was there.
    pub old: Option<Stand>,
    /// What is there now.
    pub new: Option<Stand>,
    /// What it means, in a sentence or two.
    pub note: String,
    /// A message that shows it: file and line.
    pub witness: Option<String>,
}

impl Change {
    /// A change that is judged by the table.
    pub(super) fn new(
        kind: Kind,
        direction: Direction,
        condition: &'static str,
        at: impl Into<String>,
    ) -> Self {
        let rule = rules::find(kind, direction, condition);
        let told = |of: fn(&Rule) -> bool| rule.is_none_or(of);
        Self {
            kind,
            condition: rule.map_or(condition, |rule| rule.condition),
            direction,
            at: at.into(),
            wire: told(|rule| rule.wire),
            data: told(|rule| rule.data),
            source: told(|rule| rule.source),
            class: rule.map_or(Class::Breaking, |rule| rule.class),
            operations: Vec::new(),
            old: None,
            new: None,
            note: rule.map(|rule| rule.why.to_owned()).unwrap_or_default(),
            witness: None,
        }
    }

    /// With what was there.
    pub(super) fn old(self, text: impl Into<String>, place: Option<&Place>) -> Self {
        Self { old: Some(stand(text, place)), ..self }
    }

    /// With what is there now.
    pub(super) fn new_side(self, text: impl Into<String>, place: Option<&Place>) -> Self {
        Self { new: Some(stand(text, place)), ..self }
    }

    /// With an operation that it concerns.
    pub(super) fn of(mut self, operation: &str) -> Self {
        self.operations.push(operation.to_owned());
        self
    }

    /// With a value that was allowed and is refused now, where requests hold it.
    pub(super) fn refuses(mut self, refused: bool) -> Self {
        if refused && matches!(self.direction, Direction::Request | Direction::Both) {
            self.wire = true;
            self.class = Class::Breaking;
            self.note.push_str(" The server takes one value only.");
        }
        self
    }

    /// With what the generated code says of the source axis: old code breaks, or does not. What no operation reaches
    /// has no code.
    pub(super) fn breaks_source(mut self, breaks: bool) -> Self {
        if self.source != breaks && self.direction != Direction::None {
            self.source = breaks;
            self.class = match () {
                () if self.wire || self.source => Class::Breaking,
                () if self.data => Class::Risky,
                () => Class::Compatible,
            };
            self.note.push_str(if breaks {
                " The Rust type is another one."
            } else {
                " The Rust type is the same."
            });
        }
        self
    }
}

fn stand(text: impl Into<String>, place: Option<&Place>) -> Stand {
    Stand { text: text.into(), place: place.filter(|place| place.line > 0).cloned() }
}

/// How many changes there are of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Breaking ones.
    pub breaking: usize,
    /// Risky ones.
    pub risky: usize,
    /// Compatible ones.
    pub compatible: usize,
    /// Cosmetic ones.
    pub cosmetic: usize,
}

impl Summary {
    /// How many there are of a class.
    #[must_use]
    pub const fn of(&self, class: Class) -> usize {
        match class {
            Class::Breaking => self.breaking,
            Class::Risky => self.risky,
            Class::Compatible => self.compatible,
            Class::Cosmetic => self.cosmetic,
        }
    }

    /// The kind of version that the change asks for: `major`, `minor`, `patch` or `none`.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        match self {
            Self { breaking: 1.., .. } => "major",
            Self { risky: 1.., .. } | Self { compatible: 1.., .. } => "minor",
            Self { cosmetic: 1.., .. } => "patch",
            _ => "none",
        }
    }
}

/// All that changed.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The changes, the worst first, then by place.
    pub changes: Vec<Change>,
    /// Changes that do not count, each with the reason.
    pub ignored: Vec<(Change, String)>,
}

impl Report {
    /// Puts changes in order, each once.
    pub(super) fn new(mut changes: Vec<Change>) -> Self {
        changes.sort_by(|a, b| {
            (b.class.cmp(&a.class))
                .then_with(|| (&a.at, a.kind, a.direction).cmp(&(&b.at, b.kind, b.direction)))
        });
        let mut once: Vec<Change> = Vec::new();
        for change in changes {
            // Services of one portType have the same operations, and say the same of them.
            let same = once.iter_mut().rev().take_while(|known| known.at == change.at).find(|known| {
                (known.kind, known.direction, known.condition)
                    == (change.kind, change.direction, change.condition)
                    && (&known.old, &known.new) == (&change.old, &change.new)
                    && (places(&known.old), places(&known.new)) == (places(&change.old), places(&change.new))
            });
            match same {
                Some(known) => known.operations.extend(change.operations),
                None => once.push(change),
            }
        }
        for change in &mut once {
            change.operations.sort();
            change.operations.dedup();
        }
        Self { changes: once, ignored: Vec::new() }
    }

    /// Takes changes out that do not count: `why` says so of each.
    pub fn ignore<'w>(&mut self, why: impl Fn(&Change) -> Option<&'w str>) {
        for change in std::mem::take(&mut self.changes) {
            match why(&change) {
                Some(reason) => self.ignored.push((change, reason.to_owned())),
                None => self.changes.push(change),
            }
        }
    }

    /// Gives changes another class: `class` says which of each, and why.
    pub fn reclass<'w>(&mut self, class: impl Fn(&Change) -> Option<(Class, &'w str)>) {
        for change in &mut self.changes {
            if let Some((class, reason)) = class(change) {
                change.note = format!("{} Here it is {class}, not {}: {reason}", change.note, change.class);
                change.class = class;
            }
        }
        self.changes.sort_by_key(|change| std::cmp::Reverse(change.class));
    }

    /// How many there are of each class.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |class| self.changes.iter().filter(|change| change.class == class).count();
        Summary {
            breaking: count(Class::Breaking),
            risky: count(Class::Risky),
            compatible: count(Class::Compatible),
            cosmetic: count(Class::Cosmetic),
        }
    }

    /// The worst class there is.
    #[must_use]
    pub fn worst(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }
}

/// Where a side is declared, as text: places compare equal.
fn places(stand: &Option<Stand>) -> Option<String> {
    stand.as_ref().and_then(|stand| stand.place.as_ref()).map(ToString::to_string)
}
