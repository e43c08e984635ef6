//! How much a contract may ask for. A few kilobytes of groups that refer to each other can stand for more content than
//! any machine holds, and for deeper content than any stack: one budget counts all of it, whatever brings it about.

use crate::contract::{Field, Place, QName, Service, TypeOrigin};
use crate::diagnostic::{Diagnostic, Kind};
use crate::load::Spot;

use super::inherited::{self, Refused};
use super::{Lower, Scope};

/// How deep the groups of a type may stand in each other, whether written so or by reference.
const NESTING: usize = 256;
/// How many particles a type may have.
const PARTICLES: usize = 100_000;
/// How many particles the references of a contract may stand for: to groups, to elements, to heads of substitution groups.
const COPIES: usize = 150_000;
/// So many bytes of text count as one particle more: what is referred to is copied with its documentation.
pub(super) const TEXT: usize = 256;

/// What was used so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    /// The component that is being lowered.
    of: Option<(QName, TypeOrigin)>,
    /// Where it, or the last reference in it, stands.
    at: Option<Spot>,
    depth: usize,
    particles: usize,
    copies: usize,
    /// Something was too much, which was reported. All else is in vain.
    pub(super) spent: bool,
}

/// What a component that is begun has to give back.
pub(super) struct Outer {
    of: Option<(QName, TypeOrigin)>,
    at: Option<Spot>,
    particles: usize,
}

/// What a particle costs that is a copy of a declaration elsewhere.
pub(super) fn cost(field: &Field) -> usize {
    let text = [&field.documentation, &field.default, &field.fixed].into_iter().flatten();
    1 + field.substitutes.len() + text.map(String::len).sum::<usize>() / TEXT
}

impl Lower<'_, '_> {
    /// Begins a component: its particles are counted from here.
    pub(super) fn begin(&mut self, scope: &Scope, spot: Spot) -> Outer {
        let budget = &mut self.budget;
        Outer {
            of: budget.of.replace((scope.name.clone(), scope.origin)),
            at: budget.at.replace(spot),
            particles: std::mem::take(&mut budget.particles),
        }
    }

    /// Ends a component. It may have stood in another.
    pub(super) fn end(&mut self, outer: Outer) {
        let Outer { of, at, particles } = outer;
        (self.budget.of, self.budget.at, self.budget.particles) = (of, at, particles);
    }

    /// Counts a particle; false where there are too many.
    pub(super) fn count(&mut self) -> bool {
        self.spend(1, 0)
    }

    /// Counts a particle that a reference stands for, by what it costs; false where that is too much.
    pub(super) fn copy(&mut self, cost: usize, spot: Spot) -> bool {
        self.budget.at = Some(spot);
        self.spend(1, cost)
    }

    /// Counts copies that an operation makes.
    pub(super) fn copies(&mut self, cost: usize, spot: Spot) {
        self.budget.at = Some(spot);
        self.spend(0, cost);
    }

    /// Counts particles, and copies of some; false where either are too many.
    pub(super) fn spend(&mut self, particles: usize, copies: usize) -> bool {
        if self.budget.spent {
            return false;
        }
        self.budget.particles += particles;
        self.budget.copies = self.budget.copies.saturating_add(copies);
        if self.budget.particles > PARTICLES {
            let message = format!("{} has more than {} particles", self.component(), thousands(PARTICLES));
            self.refuse(message, "refer to each group once, or give its content a type of its own");
        } else if self.budget.copies > COPIES {
            let message = format!(
                "the references of this contract stand for more than {} particles: {} is too much",
                thousands(COPIES),
                self.component()
            );
            self.refuse(message, "give what many types refer to a type of its own");
        }
        !self.budget.spent
    }

    /// Counts what the model copies that is no reference to a particle; an error at a type where that is too much.
    pub(super) fn inherit(&mut self, services: &[Service]) {
        let Some(Refused { name, place }) = inherited::too_much(services, &self.types, COPIES) else {
            return;
        };
        self.budget.spent = true;
        let message = format!(
            "the types of this contract have more than {} fields and long patterns from types that they extend or use: \
             {name} is too much",
            thousands(COPIES)
        );
        let diagnostic = Diagnostic::error(Kind::Limit, message, place);
        self.diagnostics
            .push(diagnostic.help("give what many types have a type of its own, and a field of it"));
    }

    /// Goes a group deeper; false where that is too deep.
    pub(super) fn descend(&mut self) -> bool {
        if self.budget.spent {
            return false;
        }
        if self.budget.depth >= NESTING {
            let message = format!("{} nests groups more than {NESTING} levels deep", self.component());
            self.refuse(message, "give the inner groups a type of their own");
            return false;
        }
        self.budget.depth += 1;
        true
    }

    /// Comes back from a group.
    pub(super) fn ascend(&mut self) {
        self.budget.depth = self.budget.depth.saturating_sub(1);
    }

    fn refuse(&mut self, message: String, help: &str) {
        self.budget.spent = true;
        let diagnostic = match self.budget.at {
            Some(spot) => self.diagnostic(spot, None, Kind::Limit, message),
            None => Diagnostic::error(Kind::Limit, message, Place::default()),
        };
        self.diagnostics.push(match &self.budget.of {
            Some((name, _)) => diagnostic.help(help).about(name.clone()),
            None => diagnostic.help(help),
        });
    }

    fn component(&self) -> String {
        let Some((name, origin)) = &self.budget.of else { return "this contract".to_owned() };
        let kind = match origin {
            TypeOrigin::Type => "type",
            TypeOrigin::Element => "element",
            TypeOrigin::Attribute => "attribute",
            TypeOrigin::Group => "group",
            TypeOrigin::AttributeGroup => "attribute group",
        };
        format!("the {kind} {}", name.local)
    }
}

/// A number as people write it: `100,000`.
fn thousands(number: usize) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{},{:03}", thousands(number / 1_000), number % 1_000)
}
