//! Where the settings of a configuration stand in its file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::contract::Place;
use crate::diagnostic::{Diagnostic, Excerpt, Kind, Setting};

/// The text of a configuration file and where in it each setting stands. Empty for a configuration without a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    file: Arc<str>,
    text: Arc<str>,
    spots: BTreeMap<Vec<String>, Spot>,
}

/// Always equal: configurations that say the same are equal, wherever their settings stand.
impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where a setting stands.
#[derive(Debug, Clone)]
struct Spot {
    /// The last key that leads to it. An item of a list has no key: its value.
    key: Range<usize>,
    value: Range<usize>,
    /// The value, where it is a text.
    says: Option<String>,
}

impl Places {
    /// The places in a file with this text.
    pub(super) fn new(path: &Path, text: &str, tree: &DeTable<'_>) -> Self {
        let mut places = Self {
            file: Arc::from(path.to_string_lossy().replace('\\', "/")),
            text: Arc::from(text),
            spots: BTreeMap::new(),
        };
        places.table(&mut Vec::new(), tree);
        places
    }

    /// The file; `None` where there is none.
    pub(super) fn file(&self) -> Option<&str> {
        Some(&*self.file).filter(|file| !file.is_empty())
    }

    fn table(&mut self, keys: &mut Vec<String>, table: &DeTable<'_>) {
        for (key, value) in table {
            keys.push(key.get_ref().to_string());
            self.value(keys, key.span(), value.span(), value.get_ref());
            keys.pop();
        }
    }

    fn value(&mut self, keys: &mut Vec<String>, key: Range<usize>, span: Range<usize>, value: &DeValue<'_>) {
        let says = value.as_str().map(str::to_owned);
        self.spots.insert(keys.clone(), Spot { key, value: span, says });
        if let Some(table) = value.as_table() {
            self.table(keys, table);
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            keys.push(at.to_string());
            self.value(keys, item.span(), item.span(), item.get_ref());
            keys.pop();
        }
    }

    /// Whether the file says something there.
    pub(super) fn has(&self, keys: &[&str]) -> bool {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        self.spots.contains_key(&keys)
    }

    /// An error at a span of the file. Without a span it has the file alone as its place.
    pub(super) fn error(
        &self,
        kind: Kind,
        message: impl Into<String>,
        span: Option<Range<usize>>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(kind, message, Place::default());
        self.mark(&mut diagnostic, span);
        diagnostic
    }

    /// Gives a diagnostic the place of the setting that it is about. There is none where the file does not have the
    /// setting, or has another value for it, since the command line overruled that.
    pub(crate) fn locate(&self, diagnostic: &mut Diagnostic) {
        let Some(Setting { keys, says, is_key }) = &diagnostic.setting else { return };
        let Some(spot) = self.spots.get(keys) else { return };
        if *is_key {
            let span = spot.key.clone();
            self.mark(diagnostic, Some(span));
        } else if spot.says.as_ref().is_none_or(|there| there == says) {
            let span = spot.value.clone();
            self.mark(diagnostic, Some(span));
        }
    }

    fn mark(&self, diagnostic: &mut Diagnostic, span: Option<Range<usize>>) {
        let (line, column) = span.as_ref().map_or((0, 0), |span| position(&self.text, span.start));
        diagnostic.place = Place { file: Arc::clone(&self.file), line, column };
        diagnostic.excerpt = span.map(|span| Excerpt { text: Arc::clone(&self.text), span });
    }
}

/// Line and column, from 1, in characters.
fn position(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (number(line), number(column))
}
