//! What an assertion stands in, and beside. WS-SecurityPolicy says in one place what protects a message, and in others what
//! is to be protected.

use std::sync::Arc;

use super::expression::{Assertion, Expression};
use super::specifications::{Family, family};
use crate::contract::{About, Asked, Policy, QName};

/// What protects the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// No binding says it.
    None,
    /// The transport: https.
    Transport,
    /// A key pair of each side.
    Asymmetric,
    /// One key that both sides know.
    Symmetric,
}

/// What is around an assertion.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// It is called by https.
    pub(super) https: bool,
    /// The messages that its policy is about.
    pub(super) about: About,
    /// The binding beside it, or that of the endpoint.
    pub(super) binding: Binding,
    /// Something in messages is signed: by the binding, or by a token that endorses.
    pub(super) signs: bool,
    /// The local names of the assertions that it stands in, the outermost first.
    pub(super) inside: Vec<Arc<str>>,
}

impl Context {
    pub(super) fn new(https: bool) -> Self {
        Self { https, about: About::Both, binding: Binding::None, signs: false, inside: Vec::new() }
    }

    /// Whether https protects all messages, as a TransportBinding has it.
    pub(super) fn is_protected(&self) -> bool {
        self.binding == Binding::Transport && self.https
    }

    /// Whether it stands in an assertion of this name.
    pub(super) fn is_in(&self, name: &str) -> bool {
        self.inside.iter().any(|one| **one == *name)
    }

    /// The supporting tokens that it stands in, by their name.
    pub(super) fn supporting(&self) -> Option<&str> {
        self.inside.iter().map(|one| &**one).find(|name| name.ends_with("SupportingTokens"))
    }

    /// The same beside these.
    pub(super) fn beside<'e>(&self, expressions: impl IntoIterator<Item = &'e Expression>) -> Self {
        let mut cx = self.clone();
        for expression in expressions {
            cx.look(expression);
        }
        cx
    }

    /// The same inside an assertion.
    pub(super) fn within(&self, assertion: &Assertion) -> Self {
        let mut cx = self.beside(&assertion.inner);
        cx.inside.push(Arc::clone(&assertion.name.local));
        cx
    }

    /// The same for a policy about other messages.
    pub(super) fn about(&self, about: About) -> Self {
        Self { about, ..self.clone() }
    }

    /// The same under policies that are judged.
    pub(super) fn under(mut self, policies: &[Policy]) -> Self {
        let mut pending: Vec<&Asked> = policies.iter().flat_map(|policy| &policy.items).collect();
        while let Some(item) = pending.pop() {
            match item {
                Asked::Demand(demand) => {
                    self.meet(&demand.name);
                    pending.extend(&demand.inner);
                }
                Asked::OneOf(ways) => {
                    pending.extend(ways.iter().filter(|way| way.taken).flat_map(|way| &way.items));
                }
            }
        }
        self
    }

    fn look(&mut self, expression: &Expression) {
        match expression {
            Expression::All(all) => all.iter().for_each(|one| self.look(one)),
            // Which of several is taken is not known yet.
            Expression::OneOf(ways) => {
                if let [only] = ways.as_slice() {
                    self.look(only);
                }
            }
            Expression::Assertion(assertion) => self.meet(&assertion.name),
        }
    }

    fn meet(&mut self, name: &QName) {
        if family(&name.namespace) != Some(Family::Security) {
            return;
        }
        let binding = match &*name.local {
            "TransportBinding" => Binding::Transport,
            "AsymmetricBinding" => Binding::Asymmetric,
            "SymmetricBinding" => Binding::Symmetric,
            local => {
                self.signs |= local.contains("Endorsing");
                return;
            }
        };
        self.signs |= binding != Binding::Transport;
        self.binding = self.binding.max(binding);
    }
}
