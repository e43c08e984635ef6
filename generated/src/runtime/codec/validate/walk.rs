//! The walk through a value: its records by their tables, with the rules that each record knows.

use super::simple::{Found, Subject, amount, problems};
use super::{Facet, Invalid, Rule, Rules, Unchecked, Violation};
use crate::runtime::codec::encode::lexical;
use crate::runtime::codec::field::{Choice, Items, Octets, Record, View};
use crate::runtime::codec::tables::{Array, CHOICE, MANY, NILLABLE, OPTIONAL, Particle, Type, TypeDef};
use crate::runtime::values::Unknown;

/// How deep values may nest, as on writing.
const DEPTH: usize = 256;

/// After so many violations nobody reads on.
const MOST: usize = 100;

/// Checks a value that is not in a record.
///
/// # Errors
/// With all violations.
pub fn check(view: View<'_>) -> Result<(), Invalid> {
    let mut walk = Walk::default();
    walk.unplaced(view);
    walk.finish()
}

/// Checks a record by rules that it does not know itself.
///
/// # Errors
/// With all violations.
pub fn check_by(record: &dyn Record, rules: Rules) -> Result<(), Invalid> {
    let mut walk = Walk::default();
    walk.by(record, rules);
    walk.finish()
}

/// What [`check`] does not check of a value.
pub fn unchecked(view: View<'_>) -> Vec<Unchecked> {
    let mut walk = Walk { unchecked: Some(Vec::new()), ..Walk::default() };
    walk.unplaced(view);
    walk.unchecked.unwrap_or_default()
}

/// What [`check_by`] does not check of a record.
pub fn unchecked_by(record: &dyn Record, rules: Rules) -> Vec<Unchecked> {
    let mut walk = Walk { unchecked: Some(Vec::new()), ..Walk::default() };
    walk.by(record, rules);
    walk.unchecked.unwrap_or_default()
}

#[derive(Default)]
struct Walk {
    path: String,
    violations: Vec<Violation>,
    /// What is not checked, where that is asked for: then violations are not.
    unchecked: Option<Vec<Unchecked>>,
    depth: usize,
}

impl Walk {
    fn finish(self) -> Result<(), Invalid> {
        if self.violations.is_empty() { Ok(()) } else { Err(Invalid { violations: self.violations }) }
    }

    /// A record as the whole value.
    fn by(&mut self, record: &dyn Record, rules: Rules) {
        self.path.push_str(rules.name);
        self.record(record, rules);
    }

    /// A value whose place on the wire is not known: what it holds is checked where it is a record.
    fn unplaced(&mut self, view: View<'_>) {
        match view {
            View::Record(record) => {
                if let Some(rules) = record.rules() {
                    let before = self.path.len();
                    if before == 0 {
                        self.path.push_str(rules.name);
                    }
                    self.record(record, rules);
                    self.path.truncate(before);
                }
            }
            View::Choice(choice) => self.unplaced(choice.chosen()),
            View::Items(items) => {
                for index in 0..items.count() {
                    self.within(&format!("[{}]", index + 1), |walk| walk.unplaced(items.item(index)));
                }
            }
            _ => {}
        }
    }

    fn report(&mut self, problem: String) {
        if self.unchecked.is_none() && self.violations.len() < MOST {
            self.violations.push(Violation { path: self.path.clone(), problem });
        }
    }

    /// A step of the path, and what is behind it.
    fn within(&mut self, step: &str, inner: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        self.path.push_str(step);
        inner(self);
        self.path.truncate(before);
    }

    fn record(&mut self, record: &dyn Record, rules: Rules) {
        if self.violations.len() >= MOST {
            return;
        }
        if self.depth >= DEPTH {
            return self.report(format!("values nest deeper than {DEPTH}: such a message is not written"));
        }
        self.depth += 1;
        // What is nil has attributes and no content.
        let nil = record.unknown().is_some_and(Unknown::is_nil);
        let elements = if nil { &[] } else { rules.elements };
        for (index, particle) in elements.iter().enumerate() {
            // The alternatives of a choice share a slot, and so do elements that stand in two places.
            let before = elements.get(..index).unwrap_or_default();
            if !before.iter().any(|other| other.slot == particle.slot) {
                self.slot(particle, record.view(particle.slot), &rules);
            }
        }
        for particle in rules.attributes {
            let step = format!("/@{}", particle.name());
            let (view, facets) = (record.view(particle.slot), rules.facets(particle.slot, Rule::WHOLE));
            self.within(&step, |walk| match view {
                View::Absent if is_required(particle) => walk.report("the attribute is missing".to_owned()),
                view => walk.value(particle.ty, view, facets),
            });
        }
        if let Some(particle) = rules.text {
            self.value(particle.ty, record.view(particle.slot), rules.facets(particle.slot, Rule::WHOLE));
        }
        self.depth -= 1;
    }

    /// What stands in the slot of a particle.
    fn slot(&mut self, particle: &'static Particle, view: View<'_>, rules: &Rules) {
        let choice = particle.has(CHOICE);
        let whole = rules.facets(particle.slot, Rule::WHOLE);
        match view {
            View::Absent | View::Nil if choice || is_nameless(particle) => {
                if whole.iter().any(|facet| matches!(facet, Facet::Required)) {
                    self.report("an element is missing".to_owned());
                }
            }
            // What may be nil is nil then.
            View::Absent if is_required(particle) && !particle.has(NILLABLE) => {
                self.named(particle, "the element is missing");
            }
            View::Nil if !particle.has(NILLABLE) => self.named(particle, "nil, which is not allowed"),
            View::Absent | View::Nil => {}
            View::Items(items) if !matches!(particle.ty, Type::List(_) | Type::Array(_)) || choice => {
                self.repeated(particle, items, whole, rules);
            }
            View::Choice(chosen) if choice => self.alternative(particle.slot, chosen, rules),
            view => self.element(particle, view, whole),
        }
    }

    /// Reports what is wrong with an element by itself.
    fn named(&mut self, particle: &'static Particle, problem: &str) {
        self.within(&format!("/{}", particle.name()), |walk| walk.report(problem.to_owned()));
    }

    /// A repeated element, or a choice that repeats.
    fn repeated(&mut self, particle: &'static Particle, items: &dyn Items, facets: &[Facet], rules: &Rules) {
        for facet in facets {
            if let Facet::Occurs(least, most) = *facet
                && let Some(problem) = amount(items.count(), "element", least, most)
            {
                let own = format!("/{}", particle.name());
                let step = if particle.has(CHOICE) { "" } else { own.as_str() };
                self.within(step, |walk| walk.report(problem));
            }
        }
        for index in 0..items.count() {
            match items.item(index) {
                View::Choice(chosen) if particle.has(CHOICE) => {
                    self.alternative(particle.slot, chosen, rules);
                }
                view => self.numbered(particle, index, view, facets),
            }
        }
    }

    /// The alternative of a choice that is there.
    fn alternative(&mut self, slot: u16, choice: &dyn Choice, rules: &Rules) {
        let variant = choice.variant();
        let meant = |particle: &&'static Particle| particle.slot == slot && particle.variant == variant;
        let Some(particle) = rules.elements.iter().find(meant) else { return };
        let facets = rules.facets(slot, variant);
        match choice.chosen() {
            View::Items(items) if particle.has(MANY) && !matches!(particle.ty, Type::List(_)) => {
                for index in 0..items.count() {
                    self.numbered(particle, index, items.item(index), facets);
                }
            }
            view => self.element(particle, view, facets),
        }
    }

    fn numbered(&mut self, particle: &'static Particle, index: usize, view: View<'_>, facets: &[Facet]) {
        if matches!(particle.ty, Type::Group(_)) {
            return self.value(particle.ty, view, facets);
        }
        let step = format!("/{}[{}]", particle.name(), index + 1);
        self.within(&step, |walk| walk.value(particle.ty, view, facets));
    }

    fn element(&mut self, particle: &'static Particle, view: View<'_>, facets: &[Facet]) {
        // A group has no element of its own.
        if matches!(particle.ty, Type::Group(_)) {
            return self.value(particle.ty, view, facets);
        }
        let step = format!("/{}", particle.name());
        self.within(&step, |walk| walk.value(particle.ty, view, facets));
    }

    fn value(&mut self, ty: Type, view: View<'_>, facets: &[Facet]) {
        match (view, ty) {
            (View::Absent | View::Nil | View::Any(_) | View::Element(_) | View::Attributes(_), _) => {}
            (View::Record(record), Type::Record(def) | Type::Group(def)) => self.inner(record, Some(def)),
            (View::Record(record), _) => self.inner(record, None),
            (View::Choice(choice), Type::Derived(derived)) => {
                if let View::Record(record) = choice.chosen() {
                    self.inner(record, derived.types.get(usize::from(choice.variant())).copied());
                }
            }
            (View::Items(items), Type::List(item) | Type::Array(Array { item, .. })) => {
                self.array(item, items, facets);
            }
            (View::Choice(_) | View::Items(_), _) => self.unplaced(view),
            (View::QName(_), _) => {}
            (View::QNames(names), _) => {
                let subject = Subject { ty: &ty, text: "", items: Some(names.len()) };
                self.simple(&subject, facets);
            }
            // What it holds is known only when it is read.
            (View::Lex(value), _) if matches!(value.octets(), Some(Octets::Upload(_) | Octets::Never(_))) => {
            }
            (simple, _) => {
                let mut text = String::new();
                lexical(simple, &mut text);
                self.simple(&Subject { ty: &ty, text: &text, items: None }, facets);
            }
        }
    }

    /// A record in another: by its own rules, or by its table alone.
    fn inner(&mut self, record: &dyn Record, def: Option<&'static TypeDef>) {
        if let Some(rules) = record.rules().or_else(|| def.map(|def| Rules::new(def, &[]))) {
            self.record(record, rules);
        }
    }

    /// The items of an array wrapper.
    fn array(&mut self, item: &'static Particle, items: &dyn Items, facets: &[Facet]) {
        let mut inner: &[Facet] = &[];
        for facet in facets {
            match *facet {
                Facet::Count(least, most) => {
                    if let Some(problem) = amount(items.count(), "item", least, most) {
                        self.report(problem);
                    }
                }
                Facet::Items(facets) => inner = facets,
                _ => {}
            }
        }
        for index in 0..items.count() {
            self.numbered(item, index, items.item(index), inner);
        }
    }

    fn simple(&mut self, subject: &Subject<'_>, facets: &[Facet]) {
        let mut found = Found::default();
        problems(subject, facets, &mut found);
        found.problems.into_iter().for_each(|problem| self.report(problem));
        let Some(unchecked) = &mut self.unchecked else { return };
        for pattern in found.unchecked {
            let known =
                unchecked.last().is_some_and(|last| last.pattern == pattern && last.path == self.path);
            if !known && unchecked.len() < MOST {
                unchecked.push(Unchecked { path: self.path.clone(), pattern });
            }
        }
    }
}

/// Whether the contract demands an element or attribute. A Rust type may be without it all the same: a list, and where the
/// value would hold itself without end.
fn is_required(particle: &Particle) -> bool {
    !particle.has(OPTIONAL) && !matches!(particle.ty, Type::Wildcard(_))
}

/// Whether no element of this row's name stands for it.
fn is_nameless(particle: &Particle) -> bool {
    matches!(particle.ty, Type::Wildcard(_) | Type::Group(_))
}
