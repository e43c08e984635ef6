//! Which keys there are, and what to say of one that there is not.
//!
//! The keys of a table are the fields of its struct, so that none is listed twice.

use serde::de::{Deserialize, Deserializer, Visitor, value};
use serde::forward_to_deserialize_any;
use toml::de::{DeTable, DeValue};

use super::places::Places;
use super::{
    Changes, Classed, Config, ContractFile, Ignored, Login, Outcome, Package, Refused, Secrets, Session,
    runtime,
};
use crate::diagnostic::{Diagnostic, Kind, meant, quoted, suggestion};

/// A table of the file, and what it is called there.
struct Table {
    /// The keys that lead to it.
    path: &'static [&'static str],
    /// Its heading.
    heading: &'static str,
    keys: &'static [&'static str],
}

/// All tables but those whose keys are names.
fn tables() -> [Table; 12] {
    let table = |path, heading, keys| Table { path, heading, keys };
    [
        table(&[], "the top", fields::<Config>()),
        table(&["crate"], "[crate]", fields::<Package>()),
        table(&["contract"], "[[contract]]", fields::<ContractFile>()),
        table(&["session"], "[session]", fields::<Session>()),
        table(&["outcome"], "[outcome]", fields::<Outcome>()),
        table(&["login"], "[login]", fields::<Login>()),
        table(&["login", "refused"], "[login.refused]", fields::<Refused>()),
        table(&["secrets"], "[secrets]", fields::<Secrets>()),
        table(&["changes"], "[changes]", fields::<Changes>()),
        table(&["changes", "ignore"], "[[changes.ignore]]", fields::<Ignored>()),
        table(&["changes", "class"], "[[changes.class]]", fields::<Classed>()),
        table(&["runtime"], "runtime = { … }", fields::<runtime::Table>()),
    ]
}

/// Tables whose keys are names.
const FREE: [&str; 3] = ["rename", "catalog", "types"];

/// The keys of the file that are not known, as errors; they are taken out of the tree, so that the rest can be read.
pub(super) fn take_unknown(tree: &mut DeTable<'_>, places: &Places) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    check(tree, &mut Vec::new(), &tables(), places, &mut errors);
    errors
}

fn check(
    table: &mut DeTable<'_>,
    path: &mut Vec<String>,
    tables: &[Table],
    places: &Places,
    errors: &mut Vec<Diagnostic>,
) {
    let Some(own) = tables.iter().find(|table| table.path == path.as_slice()) else { return };
    let mut unknown = Vec::new();
    for (key, value) in table.iter_mut() {
        let name = key.get_ref().to_string();
        let error = if own.keys.contains(&&*name) {
            path.push(name.clone());
            let wrong = heading(path, tables, value.get_ref());
            let error = wrong.map(|message| places.error(Kind::BadValue, message, Some(key.span())));
            match value.get_mut() {
                _ if error.is_some() => {}
                DeValue::Table(inner) => check(inner, path, tables, places, errors),
                DeValue::Array(items) => {
                    let inner = items.iter_mut().filter_map(|item| match item.get_mut() {
                        DeValue::Table(inner) => Some(inner),
                        _ => None,
                    });
                    inner.for_each(|inner| check(inner, path, tables, places, errors));
                }
                _ => {}
            }
            path.pop();
            error
        } else {
            let (message, help) = explain(&name, own, tables);
            Some(places.error(Kind::UnknownKey, message, Some(key.span())).help(help))
        };
        if let Some(error) = error {
            errors.push(error);
            unknown.push(name);
        }
    }
    for name in unknown {
        table.remove(&*name);
    }
}

/// What is wrong with the brackets around a table's name.
fn heading(path: &[String], tables: &[Table], value: &DeValue<'_>) -> Option<String> {
    let right = match path {
        [name] if FREE.contains(&&**name) => format!("[{name}]"),
        _ => tables
            .iter()
            .find(|table| table.path == path && table.heading.starts_with('['))?
            .heading
            .to_owned(),
    };
    let several = right.starts_with("[[");
    let wrong = if several {
        value.is_table()
    } else {
        value.as_array().is_some_and(|items| items.iter().any(|item| item.get_ref().is_table()))
    };
    let why = if several { "there may be several" } else { "there is only one" };
    wrong.then(|| format!("this table is written {right}: {why}"))
}

/// What to say of a key that a table does not have: where it belongs, else which key is meant.
fn explain(name: &str, own: &Table, tables: &[Table]) -> (String, String) {
    let message = match own.path {
        [] => format!("the key {} is not known", quoted(name)),
        _ => format!("the key {} is not known in {}", quoted(name), own.heading),
    };
    let homes: Vec<String> = tables
        .iter()
        .filter(|table| table.keys.contains(&name))
        .map(|table| home(name, table, tables))
        .collect();
    if !homes.is_empty() {
        let home = format!("{} {}", quoted(name), homes.join(", or "));
        // One letter away from a key of the table that it stands in, it is that key.
        return match meant(name, own.keys.iter().copied()) {
            Some(near) => (message, format!("did you mean `{near}`? {home}")),
            None => (message, home),
        };
    }
    let near = |keys: &[&'static str]| {
        suggestion(name, keys.iter().copied()).filter(|text| text.starts_with("did you mean"))
    };
    if let Some(help) = near(own.keys) {
        return (message, help);
    }
    for table in tables {
        if let Some(help) = near(table.keys) {
            return (message, format!("{help} It {}", home("", table, tables)));
        }
    }
    match OTHERWISE.iter().find(|(other, _)| *other == name) {
        Some((_, meant)) => (message, format!("did you mean `{meant}`?")),
        None => (message, format!("known here: `{}`", own.keys.join("`, `"))),
    }
}

/// What others call a key.
const OTHERWISE: [(&str, &str); 1] = [("package", "crate")];

/// Where a key of a table stands.
fn home(name: &str, table: &Table, tables: &[Table]) -> String {
    let is_inner =
        |inner: &&Table| inner.path.split_last().is_some_and(|(l, a)| *l == name && a == table.path);
    match (tables.iter().find(is_inner), table.path) {
        (Some(inner), _) => format!("is written {}", inner.heading),
        (None, []) => "belongs at the top of the file, before the first table".to_owned(),
        (None, _) => format!("belongs in {}", table.heading),
    }
}

/// The names of a struct's fields in a file.
fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut found: &'static [&'static str] = &[];
    // It always ends in an error, since there is nothing to read.
    let _ = T::deserialize(Fields { found: &mut found });
    found
}

/// Reads nothing, and remembers what is asked for.
struct Fields<'f> {
    found: &'f mut &'static [&'static str],
}

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
        Err(serde::de::Error::custom("there is nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        *self.found = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_keys_and_every_key_of_a_table_is_one() {
        let tables = tables();
        for table in &tables {
            assert!(!table.keys.is_empty(), "{}", table.heading);
            if let Some((last, above)) = table.path.split_last() {
                let above = tables.iter().find(|table| table.path == above).unwrap();
                assert!(above.keys.contains(last), "{}", table.heading);
            }
        }
        for free in FREE {
            assert!(tables[0].keys.contains(&free), "{free}");
        }
    }
}
