//! A path to a value in a message, found in the model.

use crate::diagnostic::{Diagnostic, Kind, Setting, quoted, suggestion};
use crate::model::{Container, MemberPlace};
use crate::names::named::{Member, Model, Shape};
use crate::names::spelling::is_called;

/// What is wrong with a setting.
pub(super) type Wrong = Box<Diagnostic>;

/// Where a path begins.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) members: &'a [Member],
    /// The only member has no field: it is the whole.
    pub(super) is_member: bool,
}

impl<'a> Start<'a> {
    pub(super) fn new(members: &'a [Member]) -> Self {
        Self { members, is_member: false }
    }

    /// The results of an operation.
    pub(super) fn results(members: &'a [Member]) -> Self {
        Self { is_member: members.len() == 1, ..Self::new(members) }
    }

    /// The member whose name `path` begins with, and the rest. A name may have dots in it.
    fn step<'p>(self, path: &'p str) -> Option<(&'a Member, Option<&'p str>)> {
        let whole = std::iter::once((path, None));
        let parts =
            path.rmatch_indices('.').filter_map(|(at, _)| Some((path.get(..at)?, path.get(at + 1..))));
        whole.chain(parts).find_map(|(name, rest)| {
            let named = |member: &&Member| is_called(name, &member.wire, Some(&member.rust));
            self.members.iter().find(named).map(|member| (member, rest))
        })
    }

    /// What its members are called.
    fn known(self) -> Vec<&'a str> {
        let wires = self.members.iter().map(|member| &*member.wire.local);
        wires.chain(self.members.iter().map(|member| member.rust.unescaped())).collect()
    }

    /// The fields of what a member holds.
    fn within(member: &Member, model: &'a Model) -> Option<Self> {
        let Shape::Record(names) = &member.shape else { return None };
        Some(Self::new(&model.records.get(&names.name)?.members))
    }
}

/// A path that the model has.
#[derive(Debug, Clone)]
pub(crate) struct Path<'a> {
    /// What each of its names means.
    pub(crate) steps: Vec<&'a Member>,
    /// The first step has no field: it is what the path begins at.
    pub(crate) is_member: bool,
}

impl<'a> Path<'a> {
    /// Finds the path that `setting` says, `whose` being what it begins at.
    pub(super) fn find(
        model: &'a Model,
        setting: &Setting,
        path: &str,
        whose: &str,
        start: Start<'a>,
    ) -> Result<Self, Wrong> {
        let key = setting.keys.last().map_or("", String::as_str);
        let wrong = |kind: Kind, why: String| {
            let message = format!("[login] {key} names {}, but {why}", quoted(path));
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
            let name = quoted(&step.wire.local);
            if matches!(step.container, Container::Vec | Container::VecOption) {
                return Err(Box::new(wrong(Kind::BadValue, format!("{name} may be there more than once"))));
            }
            if left.is_some() {
                within = Start::within(step, model)
                    .ok_or_else(|| Box::new(wrong(Kind::BadValue, format!("{name} has no fields"))))?;
            }
            whose = name;
            steps.push(step);
            rest = left;
        }
        Ok(Self { steps, is_member: start.is_member })
    }

    /// The same path, or that to the text of the element that it leads to, where that is text with attributes.
    pub(super) fn down_to_text(mut self, model: &'a Model) -> Self {
        let within = self.last().and_then(|step| Start::within(step, model));
        let is_text = |member: &&Member| member.place == MemberPlace::Text && member.shape.is_text();
        self.steps.extend(within.and_then(|within| within.members.iter().find(is_text)));
        self
    }

    /// A path of one step.
    pub(super) fn from_step(member: &'a Member) -> Self {
        Self { steps: vec![member], is_member: false }
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

    pub(crate) fn first(&self) -> Option<&'a Member> {
        self.steps.first().copied()
    }

    pub(crate) fn last(&self) -> Option<&'a Member> {
        self.steps.last().copied()
    }

    /// What the path leads to.
    pub(super) fn shape(&self) -> Option<&'a Shape> {
        self.last().map(|step| &step.shape)
    }

    pub(crate) fn is_text(&self) -> bool {
        self.shape().is_some_and(Shape::is_text)
    }

    pub(crate) fn is_one_step(&self) -> bool {
        self.steps.len() == 1
    }

    /// Whether one cannot set the value without saying what becomes of a nil on the way.
    pub(super) fn is_through_nil(&self) -> bool {
        let on_the_way = self.steps.iter().rev().skip(1);
        on_the_way.into_iter().any(|step| step.container == Container::Nillable)
    }
}
