//! From trees to values. It is strict: what the contract does not know, what is missing, and what is there twice is an
//! error, so that no value is made up and none is lost.

use std::borrow::Cow;

use super::failure::{Failure, Result};
use super::members::{self, ABSENT, Member, NIL, OTHER, Place, Rows, TYPE, UNKNOWN};
use super::open_content;
use super::tree::{Entry, Tree};
use super::write::{MISFIT, is_list};
use crate::runtime::codec::field::{Choice, LexValue, Record, Sequence, Slot, View};
use crate::runtime::codec::primitive::write_f64;
use crate::runtime::codec::scalar::{Kind, Scalar};
use crate::runtime::codec::tables::{Array, Derived, NILLABLE, Particle, Type};

/// Fills a place with what a tree says.
pub(super) fn fill(slot: Slot<'_>, ty: &Type, tree: Tree<'_>) -> Result<()> {
    match (slot, *ty) {
        (Slot::None, _) => return expect_null(&tree),
        (Slot::Str(value), _) => *value = open_content::string(tree)?.into_owned(),
        (Slot::Bool(value), _) => *value = boolean(&tree)?,
        (Slot::I16(value), _) => *value = whole(&tree)?,
        (Slot::I32(value), _) => *value = whole(&tree)?,
        (Slot::I64(value), _) => *value = whole(&tree)?,
        (Slot::F64(value), _) => *value = float(&tree)?,
        (Slot::Lex(value), ty) => return lexical(value, &ty, tree),
        (Slot::QName(value), _) => *value = open_content::qname(tree)?,
        (Slot::QNames(values), _) => {
            *values =
                open_content::list(tree)?.into_iter().map(open_content::qname).collect::<Result<_>>()?;
        }
        (Slot::Any(any), _) => match open_content::any(tree)? {
            (None, read) => *any = read,
            (Some(_), _) => return Err(Failure::new("there is no such member").within("name")),
        },
        (Slot::Element(element), _) => *element = open_content::element(tree)?,
        (Slot::Attributes(attributes), _) => attributes.0 = open_content::pairs(tree)?,
        (Slot::Attachment(attachment), _) => *attachment = open_content::attachment(tree)?,
        (Slot::Record(record), Type::Record(def) | Type::Group(def)) => {
            return object(record, &Rows::new(def), entries(tree)?);
        }
        (Slot::Sequence(list), Type::List(item) | Type::Array(Array { item, .. })) => {
            list.present();
            return items(list, &item.ty, true, tree);
        }
        (Slot::Choice(choice), Type::Derived(derived)) => return one_of(choice, derived, entries(tree)?),
        (Slot::Record(_) | Slot::Sequence(_) | Slot::Choice(_), _) => {
            return Err(Failure::new(MISFIT));
        }
    }
    Ok(())
}

pub(super) fn entries(tree: Tree<'_>) -> Result<Vec<Entry<'_>>> {
    match tree {
        Tree::Object(entries) => Ok(entries),
        other => Err(Failure::expected("an object", other.kind())),
    }
}

/// Fills a record with the members of an object.
pub(super) fn object(record: &mut dyn Record, rows: &Rows, entries: Vec<Entry<'_>>) -> Result<()> {
    let members = members::members(record, rows);
    let mut seen = vec![false; members.len()];
    for (key, tree) in entries {
        if matches!(&*key, NIL | UNKNOWN) && record.unknown_mut().is_some() {
            unknown(record, &key, tree).map_err(|failure| failure.within(&key))?;
            continue;
        }
        let found = members.iter().zip(&mut seen).find(|(member, _)| member.key == key);
        let Some((member, seen_before)) = found else {
            return Err(Failure::new("there is no such member").within(&key));
        };
        if std::mem::replace(seen_before, true) {
            return Err(Failure::new("it is there twice").within(&key));
        }
        self::member(record, member, tree).map_err(|failure| failure.within(&key))?;
    }
    complete(record, &members, &seen)
}

fn unknown(record: &mut dyn Record, key: &str, tree: Tree<'_>) -> Result<()> {
    let Some(unknown) = record.unknown_mut() else { return Ok(()) };
    if key == NIL {
        if boolean(&tree)? {
            unknown.set_nil();
        }
        return Ok(());
    }
    for tree in open_content::list(tree)? {
        match <[Tree<'_>; 2]>::try_from(open_content::list(tree)?) {
            Ok([after, element]) => unknown.push(whole(&after)?, open_content::element(element)?),
            Err(_) => return Err(Failure::new("expected a list of two")),
        }
    }
    Ok(())
}

/// Whether all is there that cannot be left out, and of each choice one alternative.
fn complete(record: &dyn Record, members: &[Member], seen: &[bool]) -> Result<()> {
    let seen = |slot: u16| {
        members.iter().zip(seen).filter(move |(member, seen)| **seen && member.slot == slot).count()
    };
    for member in members {
        let missing = match record.view(member.slot) {
            View::Absent | View::Nil | View::Items(_) | View::Attributes(_) => false,
            _ => seen(member.slot) == 0 && !member.place.is_optional(),
        };
        let told = match member.place {
            Place::Alternative(_) if missing => "it is missing, and so is what may stand in its place",
            _ if missing => "it is missing",
            Place::Alternative(_) if seen(member.slot) > 1 => {
                "it is there beside another alternative of its choice"
            }
            _ => continue,
        };
        return Err(Failure::new(told).within(&member.key));
    }
    Ok(())
}

fn member(record: &mut dyn Record, member: &Member, tree: Tree<'_>) -> Result<()> {
    match member.place {
        Place::Row(row) if tree == Tree::Null => nil(record, row),
        Place::Row(row) => match record.slot(member.slot) {
            Slot::Sequence(list) if !is_list(row) => items(list, &row.ty, row.has(NILLABLE), tree),
            slot => fill(slot, &row.ty, tree),
        },
        Place::Alternative(row) => match record.slot(member.slot) {
            Slot::Choice(choice) => alternative(choice, row, tree),
            _ => Err(Failure::new(MISFIT)),
        },
        Place::Choices(elements) => match record.slot(member.slot) {
            Slot::Sequence(list) => choices(list, elements, member.slot, tree),
            _ => Err(Failure::new(MISFIT)),
        },
        Place::Attachment if tree == Tree::Null => Ok(()),
        Place::Attachment => fill(record.slot(member.slot), &Type::Any, tree),
    }
}

/// A member that is null: nil, or absent where the two are the same.
fn nil(record: &mut dyn Record, row: &Particle) -> Result<()> {
    record.nil(row.slot);
    if is_list(row)
        && matches!(record.view(row.slot), View::Absent)
        && let Slot::Sequence(list) = record.slot(row.slot)
    {
        list.missing(true);
    }
    expect_nothing(record.view(row.slot))
}

/// Fills a list. Its items may be null where the list can tell that they are.
fn items(list: &mut dyn Sequence, ty: &Type, nils: bool, tree: Tree<'_>) -> Result<()> {
    let within_list = matches!(ty, Type::List(_) | Type::Array(_));
    for (index, tree) in open_content::list(tree)?.into_iter().enumerate() {
        if tree == Tree::Null && (nils || within_list) && list.keeps_nil() {
            list.push_nil();
        } else if is_absent(&tree)
            && within_list
            && let Slot::Sequence(inner) = list.push()
        {
            // Asking for its place made it present.
            inner.missing(false);
        } else {
            fill(list.push(), ty, tree).map_err(|failure| failure.at(index))?;
        }
    }
    Ok(())
}

/// Whether it stands for a value that is not there.
pub(super) fn is_absent(tree: &Tree<'_>) -> bool {
    matches!(tree, Tree::Object(entries) if matches!(entries.as_slice(), [(key, Tree::Bool(true))] if *key == ABSENT))
}

/// Fills a choice that repeats.
fn choices(list: &mut dyn Sequence, elements: &'static [Particle], slot: u16, tree: Tree<'_>) -> Result<()> {
    for (index, tree) in open_content::list(tree)?.into_iter().enumerate() {
        let done = match list.push() {
            Slot::Choice(choice) => one_alternative(choice, elements, slot, tree),
            _ => Err(Failure::new(MISFIT)),
        };
        done.map_err(|failure| failure.at(index))?;
    }
    Ok(())
}

/// Fills a choice by itself from an object with one member.
pub(super) fn one_alternative(
    choice: &mut dyn Choice,
    elements: &'static [Particle],
    slot: u16,
    tree: Tree<'_>,
) -> Result<()> {
    let Ok([(key, tree)]) = <[Entry<'_>; 1]>::try_from(entries(tree)?) else {
        return Err(Failure::new("expected an object with one member, an alternative of the choice"));
    };
    let found = members::alternatives(elements, slot).into_iter().find(|member| member.key == key);
    match found.and_then(|member| member.place.row()) {
        Some(row) => alternative(choice, row, tree),
        None => Err(Failure::new("there is no such alternative")),
    }
    .map_err(|failure| failure.within(&key))
}

fn alternative(choice: &mut dyn Choice, row: &Particle, tree: Tree<'_>) -> Result<()> {
    let list = matches!(row.ty, Type::List(_) | Type::Array(_));
    if tree == Tree::Null && !list {
        choice.nil(row.variant);
        return expect_nothing(choice.chosen());
    }
    match choice.pick(row.variant) {
        Slot::Sequence(it) if list && (tree == Tree::Null || is_absent(&tree)) => {
            it.missing(tree == Tree::Null);
            Ok(())
        }
        Slot::Sequence(all) if !list => items(all, &row.ty, row.has(NILLABLE), tree),
        slot => fill(slot, &row.ty, tree),
    }
}

/// Fills one of a type and those that are derived from it.
fn one_of(choice: &mut dyn Choice, derived: &'static Derived, mut entries: Vec<Entry<'_>>) -> Result<()> {
    if let Some(at) = entries.iter().position(|(key, _)| *key == OTHER) {
        let (_, tree) = entries.swap_remove(at);
        if let Some((key, _)) = entries.first() {
            return Err(Failure::new("there is no such member").within(key));
        }
        return fill(choice.pick(u16::MAX), &Type::Any, tree).map_err(|failure| failure.within(OTHER));
    }
    let variant = match entries.iter().position(|(key, _)| *key == TYPE) {
        Some(at) => {
            let name = open_content::string(entries.remove(at).1).map_err(|failure| failure.within(TYPE))?;
            let at = members::types(derived.types).iter().position(|known| *known == name);
            at.ok_or_else(|| Failure::new("there is no such type").within(TYPE))?
        }
        None => match derived.default {
            Some(variant) => variant.into(),
            None => return Err(Failure::new("it is missing").within(TYPE)),
        },
    };
    match (choice.pick(u16::try_from(variant).unwrap_or(u16::MAX)), derived.types.get(variant)) {
        (Slot::Record(record), Some(def)) => object(record, &Rows::new(def), entries),
        _ => Err(Failure::new(MISFIT)),
    }
}

fn expect_null(tree: &Tree<'_>) -> Result<()> {
    match tree {
        Tree::Null => Ok(()),
        other => Err(Failure::expected("null", other.kind())),
    }
}

/// A value that null stood for: it must not be one that nobody gave.
pub(super) fn expect_nothing(view: View<'_>) -> Result<()> {
    match view {
        View::Absent | View::Nil => Ok(()),
        _ => Err(Failure::new("it must not be null")),
    }
}

fn boolean(tree: &Tree<'_>) -> Result<bool> {
    match tree {
        Tree::Bool(value) => Ok(*value),
        other => Err(Failure::expected("a boolean", other.kind())),
    }
}

fn whole<T: TryFrom<i128>>(tree: &Tree<'_>) -> Result<T> {
    match tree {
        Tree::Whole(value) => {
            T::try_from(*value).map_err(|_| Failure::new("the number is out of the range of its type"))
        }
        other => Err(Failure::expected("a whole number", other.kind())),
    }
}

#[allow(clippy::cast_precision_loss, reason = "a whole number stands for the float that is next to it")]
fn float(tree: &Tree<'_>) -> Result<f64> {
    match tree {
        Tree::Float(value) => Ok(*value),
        Tree::Single(value) => Ok((*value).into()),
        Tree::Whole(value) => Ok(*value as f64),
        Tree::Text(text) if text == "NaN" => Ok(f64::NAN),
        Tree::Text(text) if text == "INF" => Ok(f64::INFINITY),
        Tree::Text(text) if text == "-INF" => Ok(f64::NEG_INFINITY),
        other => Err(Failure::expected("a number, \"NaN\", \"INF\" or \"-INF\"", other.kind())),
    }
}

fn lexical(value: &mut dyn LexValue, ty: &Type, tree: Tree<'_>) -> Result<()> {
    let text = text(ty, tree)?;
    value.read(&text).map_err(|error| Failure::new(error.to_string()))
}

/// The text that stands on the wire for what a tree says.
fn text<'t>(ty: &Type, tree: Tree<'t>) -> Result<Cow<'t, str>> {
    match ty {
        Type::Defaulted(defaulted) => text(&defaulted.ty, tree),
        Type::SimpleList(item) => joined(item, tree),
        Type::Flags(_) => joined(&Type::STRING, tree),
        Type::Scalar(scalar) => scalar_text(*scalar, tree),
        _ => open_content::string(tree),
    }
}

fn scalar_text(scalar: Scalar, tree: Tree<'_>) -> Result<Cow<'_, str>> {
    match (scalar.kind(), tree) {
        (Kind::Boolean, tree) => Ok(Cow::Borrowed(if boolean(&tree)? { "true" } else { "false" })),
        (Kind::Whole, tree) => Ok(whole::<i128>(&tree)?.to_string().into()),
        (Kind::Single, tree) => real(&tree, true),
        (Kind::Double, tree) => real(&tree, false),
        // Numbers of any length are strings, but a whole number can be no other.
        (Kind::Long, Tree::Whole(value)) => Ok(value.to_string().into()),
        (
            Kind::Text
            | Kind::Long
            | Kind::DateTime
            | Kind::Date
            | Kind::Time
            | Kind::Calendar
            | Kind::Duration
            | Kind::Base64
            | Kind::Hex,
            tree,
        ) => open_content::string(tree),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a number that does not fit is refused")]
fn real(tree: &Tree<'_>, single: bool) -> Result<Cow<'static, str>> {
    let value = float(tree)?;
    if single && value.is_finite() && !(value as f32).is_finite() {
        return Err(Failure::new("the number is out of the range of its type"));
    }
    let mut text = String::new();
    write_f64(value, &mut text);
    Ok(text.into())
}

/// The words of a list, with spaces between them.
fn joined(item: &Type, tree: Tree<'_>) -> Result<Cow<'static, str>> {
    let mut out = String::new();
    for (index, tree) in open_content::list(tree)?.into_iter().enumerate() {
        let word = text(item, tree).map_err(|failure| failure.at(index))?;
        if word.is_empty() || word.contains([' ', '\t', '\r', '\n']) {
            return Err(Failure::new("expected a word without white space in it").at(index));
        }
        if index > 0 {
            out.push(' ');
        }
        out.push_str(&word);
    }
    Ok(out.into())
}
