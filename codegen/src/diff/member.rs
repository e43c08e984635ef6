//! Fields, parameters and results: how one of them differs from what it was.

use super::Comparison;
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::names::Related;
use super::shown;
use super::values::{self, Relation};
use crate::contract::{Field, Occurs, Place, Type, TypeKind, TypeName, TypeRef};
use crate::model;

/// What a member is to the code that uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A field of a struct, or an alternative.
    Field,
    /// An argument.
    Parameter,
    /// What a method returns, or a part of it.
    Result,
}

impl Role {
    const fn type_changed(self) -> Kind {
        match self {
            Self::Field => Kind::FieldTypeChanged,
            Self::Parameter => Kind::ParameterTypeChanged,
            Self::Result => Kind::ResultTypeChanged,
        }
    }

    const fn occurrence_changed(self) -> Kind {
        match self {
            Self::Field => Kind::FieldOccurrenceChanged,
            Self::Parameter => Kind::ParameterOccurrenceChanged,
            Self::Result => Kind::ResultOccurrenceChanged,
        }
    }

    const fn nillable_changed(self) -> Kind {
        match self {
            Self::Field => Kind::FieldNillableChanged,
            Self::Parameter => Kind::ParameterNillableChanged,
            Self::Result => Kind::ResultNillableChanged,
        }
    }
}

/// What holds members: a type, or a message.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    /// Where it stands, in names. Its members stand below.
    pub(super) at: String,
    /// Which messages hold it.
    pub(super) direction: Direction,
    /// Whether WCF's rules hold, before and after.
    pub(super) wcf: (bool, bool),
    /// What its members are.
    pub(super) role: Role,
    /// What it is called if it is another type altogether.
    pub(super) other: Kind,
}

impl Holder {
    /// Where a member stands.
    pub(super) fn below(&self, name: &str) -> String {
        format!("{}.{name}", self.at)
    }
}

impl Comparison<'_> {
    /// Compares a member that both sides have.
    pub(super) fn member(&mut self, holder: &Holder, at: &str, old: &Field, new: &Field) {
        if !self.names.same(&old.name, &new.name) {
            let form = |field: &Field| match &*field.name.namespace {
                "" => "unqualified".to_owned(),
                namespace => format!("in {namespace}"),
            };
            let change = Change::new(Kind::FieldFormChanged, holder.direction, "-", at);
            self.push(change.old(form(old), Some(&old.place)).new_side(form(new), Some(&new.place)));
        }
        self.member_type(holder, at, (&old.ty, &old.place), (&new.ty, &new.place));
        self.occurrence(holder, at, old, new);
        if old.nillable != new.nillable {
            let before = Field { occurs: new.occurs, ty: new.ty.clone(), ..old.clone() };
            let before = model::member(self.new.contract, &before, holder.wcf.0).container;
            let same = before == model::member(self.new.contract, new, holder.wcf.1).container;
            let condition = match (new.nillable, same) {
                (true, false) => "to-nillable",
                (false, false) => "to-not-nillable",
                (true, true) => "wcf-reference-to-nillable",
                (false, true) => "wcf-reference-to-not-nillable",
            };
            let change = Change::new(holder.role.nillable_changed(), holder.direction, condition, at);
            self.push(sides(change, shown::field(old), shown::field(new), old, new));
        }
        let default = |field: &Field| field.default.clone().or_else(|| field.fixed.clone());
        if default(old) != default(new) {
            let change = Change::new(Kind::FieldDefaultChanged, holder.direction, "-", at);
            let change = change.refuses(new.fixed.is_some() && new.fixed != old.fixed);
            self.push(sides(change, shown::value(default(old)), shown::value(default(new)), old, new));
        }
        let media = (self.old.media(old), self.new.media(new));
        if media.0 != media.1 {
            let change = Change::new(Kind::AttachmentChanged, Direction::None, "mtom", at);
            let text = |media: Option<&str>| media.unwrap_or("any media type").to_owned();
            self.push(sides(change, text(media.0), text(media.1), old, new));
        }
        let texts = (old.documentation.as_ref(), new.documentation.as_ref());
        self.documentation(at, (texts.0, &old.place), (texts.1, &new.place));
    }

    /// Compares how often a member stands.
    fn occurrence(&mut self, holder: &Holder, at: &str, old: &Field, new: &Field) {
        let Some(condition) = occurrence(old.occurs, new.occurs) else { return };
        // What is only looked at for its container is of the new type.
        let before = Field { ty: new.ty.clone(), ..old.clone() };
        let after = Field { occurs: new.occurs, ..before.clone() };
        let before = model::member(self.new.contract, &before, holder.wcf.0).container;
        let same = before == model::member(self.new.contract, &after, holder.wcf.1).container;
        let condition = match condition {
            "required-to-optional" if same => "wcf-value-required-to-optional",
            "optional-to-required" if same => "wcf-value-optional-to-required",
            other => other,
        };
        let change = Change::new(holder.role.occurrence_changed(), holder.direction, condition, at);
        self.push(sides(change, shown::field(old), shown::field(new), old, new));
    }

    /// Compares the types of a member that both sides have.
    fn member_type(&mut self, holder: &Holder, at: &str, old: (&TypeRef, &Place), new: (&TypeRef, &Place)) {
        match self.names.related((&self.old, old.0), (&self.new, new.0)) {
            Related::Same => {}
            Related::Inner(from, to) => self.inner(holder, at, (from, old.1), (to, new.1)),
            Related::Different => self.other_type(holder.role.type_changed(), holder.direction, at, old, new),
        }
    }

    /// Tells of a member that is of another type, unless that allows the same values and is the same in Rust.
    pub(super) fn other_type(
        &mut self,
        kind: Kind,
        direction: Direction,
        at: &str,
        (old, old_place): (&TypeRef, &Place),
        (new, new_place): (&TypeRef, &Place),
    ) {
        let condition = match values::relation((self.old.contract, old), (self.new.contract, new)) {
            Relation::Equal => return,
            Relation::Widened => "widened",
            // Of attributes the table has no such row.
            Relation::Narrowed if kind == Kind::AttributeTypeChanged => "other",
            Relation::Narrowed => "narrowed",
            Relation::SameRustWidened => "text-widened",
            Relation::SameRustNarrowed => "text-narrowed",
            Relation::Other => "other",
        };
        let change = Change::new(kind, direction, condition, at);
        let change = change.old(shown::ty(old), Some(old_place));
        self.push(change.new_side(shown::ty(new), Some(new_place)));
    }

    /// Compares types without names where they stand.
    pub(super) fn inner(
        &mut self,
        holder: &Holder,
        at: &str,
        (old, old_place): (&TypeName, &Place),
        (new, new_place): (&TypeName, &Place),
    ) {
        // A group may hold itself in a type without a name.
        let pair = (old.clone(), new.clone());
        if self.within.contains(&pair) {
            return;
        }
        let types = (self.old.contract.types.get(old), self.new.contract.types.get(new));
        let (Some(before), Some(after)) = types else { return };
        if !alike(before, after) {
            let refs = (TypeRef::Named(old.clone()), TypeRef::Named(new.clone()));
            let kind =
                if holder.other == Kind::TypeBaseChanged { holder.role.type_changed() } else { holder.other };
            self.other_type(kind, holder.direction, at, (&refs.0, old_place), (&refs.1, new_place));
            return;
        }
        self.within.push(pair);
        let inside = Holder {
            at: at.to_owned(),
            wcf: (before.wcf, after.wcf),
            role: Role::Field,
            other: holder.role.type_changed(),
            ..holder.clone()
        };
        self.kinds(&inside, (old, before), (new, after));
        self.within.pop();
    }

    /// Compares a text for people, where both sides have one.
    pub(super) fn documentation(
        &mut self,
        at: &str,
        (old, old_place): (Option<&String>, &Place),
        (new, new_place): (Option<&String>, &Place),
    ) {
        let (Some(old), Some(new)) = (old, new) else { return };
        if !old.split_whitespace().eq(new.split_whitespace()) {
            let change = Change::new(Kind::DocumentationChanged, Direction::None, "-", at);
            let change = change.old(shown::text(old), Some(old_place));
            self.push(change.new_side(shown::text(new), Some(new_place)));
        }
    }
}

/// Whether two types without names are of one kind, so that they can be compared part by part.
fn alike(old: &Type, new: &Type) -> bool {
    std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind)
        && !matches!((&old.kind, &new.kind), (TypeKind::Struct(a), TypeKind::Struct(b)) if a.text.is_some() != b.text.is_some())
}

/// A change with both sides.
fn sides(change: Change, before: String, after: String, old: &Field, new: &Field) -> Change {
    change.old(before, Some(&old.place)).new_side(after, Some(&new.place))
}

/// How an occurrence differs from what it was.
pub(super) fn occurrence(old: Occurs, new: Occurs) -> Option<&'static str> {
    if old == new {
        return None;
    }
    let most = |occurs: Occurs| occurs.max.unwrap_or(u32::MAX);
    Some(match (old.many(), new.many()) {
        (false, true) => "single-to-many",
        (true, false) => "many-to-single",
        (true, true) if new.min > old.min || most(new) < most(old) => "bound-lowered",
        (true, true) => "bound-raised",
        (false, false) if new.min < old.min => "required-to-optional",
        (false, false) => "optional-to-required",
    })
}
