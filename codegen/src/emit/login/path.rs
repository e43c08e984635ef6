//! A path to a value in a message: found in the model, and the code that reads, takes or sets the value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::diagnostic::{Diagnostic, Kind, Setting, quoted, suggestion};
use crate::model::{Holder, Member, MemberPlace, Model, Shape};
use crate::names::{self, Names};

use super::super::arguments;
use super::super::context::ident;

/// What is wrong with a setting.
pub(super) type Wrong = Box<Diagnostic>;

/// Where a path begins.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) members: &'a [Member],
    pub(super) fields: &'a [String],
    /// The only member has no field: it is the whole.
    pub(super) is_member: bool,
}

impl<'a> Start<'a> {
    pub(super) fn new(members: &'a [Member], fields: &'a [String]) -> Self {
        Self { members, fields, is_member: false }
    }

    /// The results of an operation.
    pub(super) fn results(members: &'a [Member], fields: &'a [String]) -> Self {
        Self { is_member: members.len() == 1, ..Self::new(members, fields) }
    }

    fn pairs(self) -> impl Iterator<Item = (&'a Member, &'a str)> {
        self.members.iter().zip(self.fields.iter().map(String::as_str))
    }

    /// The member whose name `path` begins with, and the rest. A name may have dots in it.
    fn step(self, path: &'a str) -> Option<(Step<'a>, Option<&'a str>)> {
        let whole = std::iter::once((path, None));
        let parts =
            path.rmatch_indices('.').filter_map(|(at, _)| Some((path.get(..at)?, path.get(at + 1..))));
        whole.chain(parts).find_map(|(name, rest)| {
            let mut named =
                self.pairs().filter(|(member, field)| names::is_called(name, &member.wire, field));
            named.next().map(|(member, field)| (Step { member, field }, rest))
        })
    }

    /// What its members are called.
    fn known(self) -> Vec<&'a str> {
        let wires = self.pairs().map(|(member, _)| &*member.wire.local);
        wires.chain(self.pairs().map(|(_, field)| field.trim_start_matches("r#"))).collect()
    }

    /// The fields of what a member holds.
    fn within(member: &Member, model: &'a Model, names: &'a Names) -> Option<Self> {
        let Shape::Record(name) = &member.shape else { return None };
        Some(Self::new(&model.records.get(name)?.members, names.fields.get(name)?))
    }
}

/// One name of a path.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) member: &'a Member,
    pub(super) field: &'a str,
}

impl Step<'_> {
    pub(super) fn field(&self) -> Ident {
        ident(self.field)
    }
}

/// A path that the model has.
#[derive(Clone)]
pub(in super::super) struct Path<'a> {
    steps: Vec<Step<'a>>,
    /// The first step has no field: it is what the path begins at.
    is_member: bool,
}

/// The value that a path leads to, as code: a place, or an `Option` of a reference.
pub(super) enum Read {
    Place(TokenStream),
    Maybe(TokenStream),
}

impl<'a> Path<'a> {
    /// Finds the path that `setting` says, `whose` being what it begins at.
    pub(super) fn find(
        model: &'a Model,
        names: &'a Names,
        setting: &Setting,
        path: &'a str,
        whose: &str,
        start: Start<'a>,
    ) -> Result<Self, Wrong> {
        let key = setting.keys.last().map_or("", String::as_str);
        let wrong = |kind: Kind, why: String| {
            let message = format!("[login] {key} names {}, and {why}", quoted(path));
            Diagnostic::setting(kind, message, setting.clone())
        };
        let (mut steps, mut within, mut rest) = (Vec::new(), start, Some(path));
        let mut whose = whose.to_owned();
        while let Some(names_left) = rest {
            let Some((step, left)) = within.step(names_left) else {
                let name = names_left.split('.').next().unwrap_or_default();
                let help =
                    suggestion(name, within.known()).unwrap_or_else(|| "there is none at all".to_owned());
                let why = format!("{whose} has no {}", quoted(name));
                return Err(Box::new(wrong(Kind::UnknownName, why).help(help)));
            };
            let name = quoted(&step.member.wire.local);
            if matches!(step.member.holder, Holder::Vec | Holder::VecOption) {
                return Err(Box::new(wrong(Kind::BadValue, format!("{name} may be there more than once"))));
            }
            if left.is_some() {
                within = Start::within(step.member, model, names)
                    .ok_or_else(|| Box::new(wrong(Kind::BadValue, format!("{name} has no fields"))))?;
            }
            whose = name;
            steps.push(step);
            rest = left;
        }
        Ok(Self { steps, is_member: start.is_member })
    }

    /// The same path, or that to the text of the element that it leads to, where that is text with attributes.
    pub(super) fn down_to_text(mut self, model: &'a Model, names: &'a Names) -> Self {
        let within = self.last().and_then(|step| Start::within(step.member, model, names));
        let text = within.and_then(|within| {
            within
                .pairs()
                .find(|(member, _)| member.place == MemberPlace::Text && arguments::is_text(&member.shape))
        });
        self.steps.extend(text.map(|(member, field)| Step { member, field }));
        self
    }

    /// A path of one step.
    pub(super) fn from_step(member: &'a Member, field: &'a str) -> Self {
        Self { steps: vec![Step { member, field }], is_member: false }
    }

    /// The path to what its first step leads to.
    pub(super) fn only_first(&self) -> Self {
        Self { steps: self.steps.iter().take(1).copied().collect(), is_member: self.is_member }
    }

    /// What follows the first step, from what that leads to.
    pub(super) fn without_first(&self) -> Self {
        Self { steps: self.steps.iter().skip(1).copied().collect(), is_member: false }
    }

    /// The path, and `rest` from where it leads to.
    pub(super) fn joined(&self, rest: &Self) -> Self {
        Self { steps: self.steps.iter().chain(&rest.steps).copied().collect(), is_member: self.is_member }
    }

    pub(super) fn first(&self) -> Option<&Step<'a>> {
        self.steps.first()
    }

    pub(super) fn last(&self) -> Option<&Step<'a>> {
        self.steps.last()
    }

    /// What the path leads to.
    pub(super) fn shape(&self) -> Option<&'a Shape> {
        self.last().map(|step| &step.member.shape)
    }

    pub(super) fn is_text(&self) -> bool {
        self.shape().is_some_and(arguments::is_text)
    }

    pub(super) fn is_one_step(&self) -> bool {
        self.steps.len() == 1
    }

    /// Whether one cannot set the value without saying what becomes of a nil on the way.
    pub(super) fn is_through_nil(&self) -> bool {
        let on_the_way = self.steps.iter().rev().skip(1);
        on_the_way.into_iter().any(|step| step.member.holder == Holder::Nillable)
    }

    fn fields(&self) -> impl Iterator<Item = (Option<Ident>, &'a Member)> {
        let bare = usize::from(self.is_member);
        self.steps.iter().enumerate().map(move |(at, step)| ((at >= bare).then(|| step.field()), step.member))
    }

    /// The value, read from `start`.
    pub(super) fn read(&self, start: TokenStream) -> Read {
        let mut read = Read::Place(start);
        for (field, member) in self.fields() {
            read = match (read, member.holder) {
                (Read::Place(place), holder) => {
                    let place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
                    match holder {
                        Holder::Option => Read::Maybe(quote! { #place.as_ref() }),
                        Holder::Nillable => Read::Maybe(quote! { #place.value() }),
                        _ => Read::Place(place),
                    }
                }
                (Read::Maybe(value), Holder::Option) => {
                    Read::Maybe(quote! { #value.and_then(|value| value.#field.as_ref()) })
                }
                (Read::Maybe(value), Holder::Nillable) => {
                    Read::Maybe(quote! { #value.and_then(|value| value.#field.value()) })
                }
                (Read::Maybe(value), _) => Read::Maybe(quote! { #value.map(|value| &value.#field) }),
            };
        }
        read
    }

    /// Moves the value out of `start` into a variable `value`; `otherwise` is what is done where there is none.
    pub(super) fn take(&self, start: TokenStream, otherwise: &TokenStream) -> TokenStream {
        let (mut out, mut place) = (TokenStream::new(), start);
        for (field, member) in self.fields() {
            place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
            let option = match member.holder {
                Holder::Option => quote! { #place },
                Holder::Nillable => quote! { #place.into_option() },
                _ => continue,
            };
            out.extend(quote! { let Some(value) = #option else { #otherwise }; });
            place = quote! { value };
        }
        if place.to_string() != "value" {
            out.extend(quote! { let value = #place; });
        }
        out
    }

    /// The assignment of `value` in `start`.
    pub(in super::super) fn assign(&self, start: &TokenStream, value: &TokenStream) -> TokenStream {
        let (mut place, count) = (quote! { #start }, self.steps.len());
        for (at, (field, member)) in self.fields().enumerate() {
            place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
            if at + 1 < count && member.holder != Holder::Plain {
                place = quote! { #place.get_or_insert_default() };
            }
        }
        let value = match self.last() {
            Some(step) if step.member.boxed => quote! { Box::new(#value) },
            _ => quote! { #value },
        };
        match self.last().map(|step| step.member.holder) {
            Some(Holder::Option) => quote! { #place = Some(#value) },
            Some(Holder::Nillable) => quote! { #place = (#value).into() },
            _ => quote! { #place = #value },
        }
    }
}
