//! The one form between values and formats: all that is generic over the format is in here.

use std::borrow::Cow;
use std::fmt;

use ::serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use ::serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// How deep lists and objects may nest: a format may have no limit of its own, and the stack is finite.
pub(super) const DEPTH: usize = 256;

/// How much deeper than a value that is written a tree may be: names and attributes of kept XML stand in lists of lists.
const OPEN: usize = 4;

/// What `serde_json` calls the one member of what stands for a number, where its feature `arbitrary_precision` is on.
const NUMBER: &str = "$serde_json::private::Number";

/// A value as any format that describes itself can hold it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree<'t> {
    Null,
    Bool(bool),
    Whole(i128),
    Single(f32),
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Self>),
    Object(Vec<Entry<'t>>),
}

/// A member of an object.
pub(super) type Entry<'t> = (Cow<'t, str>, Tree<'t>);

impl Tree<'_> {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// What it is called in an error. What it holds may be secret.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Whole(_) | Self::Single(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            // Not `none`: some formats leave out what is none, and then nil would be absent.
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Whole(value) => match (i64::try_from(*value), u64::try_from(*value)) {
                (Ok(value), _) => to.serialize_i64(value),
                (_, Ok(value)) => to.serialize_u64(value),
                _ => to.serialize_i128(*value),
            },
            Self::Single(value) => to.serialize_f32(*value),
            Self::Float(value) => to.serialize_f64(*value),
            Self::Text(text) => to.serialize_str(text),
            Self::List(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(entries) => {
                let mut object = to.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    object.serialize_entry(key.as_ref(), value)?;
                }
                object.end()
            }
        }
    }
}

/// Reads a tree.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Tree<'de>, D::Error> {
    Inside(0).deserialize(from)
}

/// Reads a tree inside so many others.
#[derive(Clone, Copy)]
struct Inside(usize);

impl Inside {
    /// The trees within it.
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.0 >= DEPTH + OPEN {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self(self.0 + 1))
    }
}

pub(super) const TOO_DEEP: &str = "values nest too deep";

impl<'de> DeserializeSeed<'de> for Inside {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Tree<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of the contract")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Tree<'de>, D::Error> {
        self.deeper()?.deserialize(from)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Tree<'de>, D::Error> {
        self.deeper()?.deserialize(from)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Whole(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Whole(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::text(text))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree<'de>, E> {
        Ok(Tree::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(inside)? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut entries = Vec::new();
        while let Some(key) = from.next_key::<String>()? {
            entries.push((Cow::Owned(key), from.next_value_seed(inside)?));
        }
        Ok(number(&entries).unwrap_or(Tree::Object(entries)))
    }
}

/// The number that an object stands for.
fn number(entries: &[Entry<'_>]) -> Option<Tree<'static>> {
    let [(key, Tree::Text(text))] = entries else { return None };
    if *key != NUMBER {
        return None;
    }
    text.parse().map(Tree::Whole).or_else(|_| text.parse().map(Tree::Float)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_nest_as_deep_as_values_do() {
        let deeper = |depth: usize| Inside(depth).deeper::<serde::de::value::Error>().is_ok();
        assert!(deeper(DEPTH) && deeper(DEPTH + OPEN - 1) && !deeper(DEPTH + OPEN));
    }
}
