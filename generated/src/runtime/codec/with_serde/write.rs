//! From values to trees: the tables lead, as they do when XML is written.

use std::borrow::Cow;

use super::failure::{Failure, Result};
use super::members::{self, ABSENT, Member, NIL, OTHER, Place, Rows, TYPE, UNKNOWN};
use super::open_content;
use super::tree::{DEPTH, Entry, TOO_DEEP, Tree};
use crate::runtime::codec::field::{Choice, Items, Octets, Record, View};
use crate::runtime::codec::primitive::{parse_bool, parse_f32, parse_f64};
use crate::runtime::codec::scalar::{Kind, Scalar};
use crate::runtime::codec::strings::words;
use crate::runtime::codec::tables::{Array, Derived, MANY, Particle, Type};

pub(super) const MISFIT: &str = "the value does not fit its table";
const ELSEWHERE: &str =
    "the bytes of the value are not in memory: it is an `Upload`, or a part of a reply that went to a writer";

/// The tree of a value that stands inside so many others.
pub(super) fn value<'v>(ty: &Type, view: View<'v>, depth: usize) -> Result<Tree<'v>> {
    if depth >= DEPTH {
        return Err(Failure::new(TOO_DEEP));
    }
    Ok(match (view, *ty) {
        (View::Absent | View::Nil, ty) => nothing(&ty, view),
        (View::Str(text), _) => Tree::Text(Cow::Borrowed(text)),
        (View::Bool(value), _) => Tree::Bool(value),
        (View::I16(value), _) => Tree::Whole(value.into()),
        (View::I32(value), _) => Tree::Whole(value.into()),
        (View::I64(value), _) => Tree::Whole(value.into()),
        (View::F64(value), _) => float(value),
        (View::Lex(value), ty) => {
            if let Some(Octets::Upload(_) | Octets::Never(_)) = value.octets() {
                return Err(Failure::new(ELSEWHERE));
            }
            let mut text = String::new();
            value.write(&mut text);
            lexical(&ty, text)
        }
        (View::QName(name), _) => Tree::text(name.to_string()),
        (View::QNames(names), _) => {
            Tree::List(names.iter().map(|name| Tree::text(name.to_string())).collect())
        }
        (View::Any(any), _) => open_content::any_tree(any),
        (View::Element(element), _) => open_content::element_tree(element),
        (View::Attributes(attributes), _) => open_content::pairs_tree(attributes),
        (View::Attachment(attachment), _) => open_content::attachment_tree(attachment),
        (View::Record(record), Type::Record(def) | Type::Group(def)) => {
            object(record, &Rows::new(def), Vec::new(), depth)?
        }
        (View::Items(all), Type::List(item) | Type::Array(Array { item, .. })) => {
            items(&item.ty, all, depth)?
        }
        (View::Choice(choice), Type::Derived(derived)) => one_of(derived, choice, depth)?,
        (View::Record(_) | View::Items(_) | View::Choice(_), _) => return Err(Failure::new(MISFIT)),
    })
}

/// What stands for nothing where something must stand: nil, but for a list that is not even that.
fn nothing(ty: &Type, view: View<'_>) -> Tree<'static> {
    match (view, ty) {
        (View::Absent, Type::List(_) | Type::Array(_)) => absent(),
        _ => Tree::Null,
    }
}

/// What stands for a value that is not there, where it cannot be left out.
pub(super) fn absent() -> Tree<'static> {
    Tree::Object(vec![(Cow::Borrowed(ABSENT), Tree::Bool(true))])
}

/// The tree of a record: an object, after the members that are there already.
pub(super) fn object<'v>(
    record: &'v dyn Record,
    rows: &Rows,
    mut entries: Vec<Entry<'v>>,
    depth: usize,
) -> Result<Tree<'v>> {
    for member in members::members(record, rows) {
        let value = self::member(&member, record.view(member.slot), depth + 1);
        if let Some(tree) = value.map_err(|failure| failure.within(&member.key))? {
            entries.push((member.key, tree));
        }
    }
    if let Some(unknown) = record.unknown().filter(|unknown| !unknown.is_empty()) {
        if unknown.is_nil() {
            entries.push((Cow::Borrowed(NIL), Tree::Bool(true)));
        }
        let kept = unknown.placed().into_iter().map(|(after, element)| {
            Tree::List(vec![Tree::Whole((*after).into()), open_content::element_tree(element)])
        });
        entries.push((Cow::Borrowed(UNKNOWN), Tree::List(kept.collect())));
    }
    Ok(Tree::Object(entries))
}

/// The tree of a member; none where it is left out.
fn member<'v>(member: &Member, view: View<'v>, depth: usize) -> Result<Option<Tree<'v>>> {
    match (&member.place, view) {
        (_, View::Absent) => Ok(None),
        (_, View::Attributes(attributes)) if attributes.is_empty() => Ok(None),
        (Place::Row(row), View::Items(all)) if !is_list(row) => match all.count() {
            0 => Ok(None),
            _ => items(&row.ty, all, depth).map(Some),
        },
        (Place::Choices(elements), View::Items(all)) => match all.count() {
            0 => Ok(None),
            _ => choices(elements, member.slot, all, depth).map(Some),
        },
        (Place::Alternative(row), View::Choice(choice)) => match choice.variant() == row.variant {
            true => chosen(row, choice.chosen(), depth).map(Some),
            false => Ok(None),
        },
        (Place::Row(Particle { ty, .. }), view) => value(ty, view, depth).map(Some),
        (Place::Attachment, view) => value(&Type::Any, view, depth).map(Some),
        (Place::Alternative(_) | Place::Choices(_), _) => Err(Failure::new(MISFIT)),
    }
}

/// Whether items in its slot are those of one element, not elements each.
pub(super) fn is_list(row: &Particle) -> bool {
    !row.has(MANY) && matches!(row.ty, Type::List(_) | Type::Array(_))
}

fn items<'v>(ty: &Type, items: &'v dyn Items, depth: usize) -> Result<Tree<'v>> {
    let item = |index| value(ty, items.item(index), depth + 1).map_err(|failure| failure.at(index));
    (0..items.count()).map(item).collect::<Result<_>>().map(Tree::List)
}

/// A choice that repeats.
fn choices<'v>(
    elements: &'static [Particle],
    slot: u16,
    items: &'v dyn Items,
    depth: usize,
) -> Result<Tree<'v>> {
    let item = |index| match items.item(index) {
        View::Choice(choice) => alternative(elements, slot, choice, depth + 1),
        _ => Err(Failure::new(MISFIT)),
    };
    let item = |index| item(index).map_err(|failure| failure.at(index));
    (0..items.count()).map(item).collect::<Result<_>>().map(Tree::List)
}

/// A choice by itself: an object with one member.
pub(super) fn alternative<'v>(
    elements: &'static [Particle],
    slot: u16,
    choice: &'v dyn Choice,
    depth: usize,
) -> Result<Tree<'v>> {
    for member in members::alternatives(elements, slot) {
        if let Some(row) = member.place.row().filter(|row| row.variant == choice.variant()) {
            let tree =
                chosen(row, choice.chosen(), depth + 1).map_err(|failure| failure.within(&member.key))?;
            return Ok(Tree::Object(vec![(member.key, tree)]));
        }
    }
    Err(Failure::new(MISFIT))
}

/// What was chosen. It is written whatever its value: that is how the choice is told.
fn chosen<'v>(row: &Particle, view: View<'v>, depth: usize) -> Result<Tree<'v>> {
    match (view, row.ty) {
        (View::Items(_), Type::List(_) | Type::Array(_)) => value(&row.ty, view, depth),
        // It repeats by itself.
        (View::Items(all), _) => items(&row.ty, all, depth),
        _ => value(&row.ty, view, depth),
    }
}

/// A type, or one that is derived from it.
fn one_of<'v>(derived: &'static Derived, choice: &'v dyn Choice, depth: usize) -> Result<Tree<'v>> {
    let variant = choice.variant();
    match (choice.chosen(), derived.types.get(usize::from(variant))) {
        (View::Any(any), _) => Ok(Tree::Object(vec![(Cow::Borrowed(OTHER), open_content::any_tree(any))])),
        (View::Record(record), Some(def)) => {
            let name = members::types(derived.types).into_iter().nth(usize::from(variant));
            let name = name.filter(|_| derived.default != Some(variant));
            let entries = name.map(|name| (Cow::Borrowed(TYPE), Tree::Text(name))).into_iter().collect();
            object(record, &Rows::new(def), entries, depth)
        }
        _ => Err(Failure::new(MISFIT)),
    }
}

/// A number, or the name that XML Schema has for what is none.
fn float(value: f64) -> Tree<'static> {
    match value {
        _ if value.is_finite() => Tree::Float(value),
        _ if value.is_nan() => Tree::Text(Cow::Borrowed("NaN")),
        _ => Tree::Text(Cow::Borrowed(if value > 0.0 { "INF" } else { "-INF" })),
    }
}

/// What a text of a type means: a number, a boolean, a list of them, or the text.
fn lexical(ty: &Type, text: String) -> Tree<'static> {
    match ty {
        Type::Defaulted(defaulted) => lexical(&defaulted.ty, text),
        Type::SimpleList(item) => {
            Tree::List(words(&text).map(|word| lexical(item, word.to_owned())).collect())
        }
        Type::Flags(_) => Tree::List(words(&text).map(Tree::text).collect()),
        Type::Scalar(scalar) => number(*scalar, &text).unwrap_or_else(|| Tree::text(text)),
        _ => Tree::text(text),
    }
}

fn number(scalar: Scalar, text: &str) -> Option<Tree<'static>> {
    match scalar.kind() {
        Kind::Boolean => parse_bool(text).ok().map(Tree::Bool),
        Kind::Whole => text.parse().ok().map(Tree::Whole),
        Kind::Single => parse_f32(text).ok().filter(|value| value.is_finite()).map(Tree::Single),
        Kind::Double => parse_f64(text).ok().map(float),
        // A number of any length would be cut to what a format has room for.
        Kind::Text
        | Kind::Long
        | Kind::DateTime
        | Kind::Date
        | Kind::Time
        | Kind::Calendar
        | Kind::Duration
        | Kind::Base64
        | Kind::Hex => None,
    }
}
