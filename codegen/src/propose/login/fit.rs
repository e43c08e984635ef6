//! What of a login's result goes where in the request headers.

use std::collections::BTreeMap;

use super::super::secrets::{Looks, OF_A_SESSION, is_password, looks};
use super::super::walk::{Spot, Walk};
use super::super::words::{letters, words};
use crate::contract::TypeName;
use crate::names::named::{Member, Operation, Shape};

/// Where a ticket stands and where it goes.
pub(super) struct Fit {
    /// Where it goes; `None` where the result holds the header itself.
    pub(super) header: Option<String>,
    /// Where it stands in the result.
    pub(super) ticket: String,
    /// Why that is not certain.
    pub(super) doubt: Option<String>,
    /// The operation itself declares the header.
    pub(super) carried: bool,
}

/// How sure a pair of a result's value and a header's is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The header itself, by its type.
    Type,
    /// A text of the same name.
    Name,
    /// A text whose name says the same in other words.
    Words,
    /// The only texts that could be meant.
    Guess,
}

/// A text in the request headers that can be set.
struct Target<'m> {
    spot: Spot<'m>,
    /// The number of its header.
    header: usize,
    /// It is called as a ticket is.
    is_ticket: bool,
}

/// The places in the session's headers where a ticket may go.
pub(super) struct Places<'h, 'm> {
    headers: &'h [&'m Member],
    /// In the order of the headers, and of what is in each of them.
    targets: Vec<Target<'m>>,
    /// Those that are called as tickets are, by their letters, and by their words but for those that say no more than that
    /// it is of a session.
    by_letters: BTreeMap<String, Vec<usize>>,
    by_words: BTreeMap<Vec<String>, Vec<usize>>,
    /// Those that are the only one of their header and called as one of a session.
    only: Vec<usize>,
    /// The tickets of headers that are records, by their types.
    by_type: BTreeMap<&'m TypeName, Vec<usize>>,
}

/// A pair of a value of the result and a target: the less, the surer.
type Pair = (Rank, usize, usize, usize, usize);

impl<'h, 'm> Places<'h, 'm> {
    pub(super) fn new(walk: &Walk<'m>, headers: &'h [&'m Member]) -> Self {
        let mut out = Self {
            headers,
            targets: Vec::new(),
            by_letters: BTreeMap::new(),
            by_words: BTreeMap::new(),
            only: Vec::new(),
            by_type: BTreeMap::new(),
        };
        for (header, member) in headers.iter().enumerate() {
            let inside = walk.spots(std::slice::from_ref(*member)).into_iter().filter(may_be_set);
            let first = out.targets.len();
            out.targets.extend(inside.map(|spot| Target { is_ticket: is_ticket(spot.name), header, spot }));
            out.index(first, member);
        }
        out
    }

    /// Enters the targets of a header.
    fn index(&mut self, first: usize, header: &'m Member) {
        let own = self.targets.iter().enumerate().skip(first);
        let tickets: Vec<usize> = own.filter(|(_, target)| target.is_ticket).map(|(at, _)| at).collect();
        for at in &tickets {
            let Some(target) = self.targets.get(*at) else { continue };
            self.by_letters.entry(letters(target.spot.name)).or_default().push(*at);
            self.by_words.entry(bare(target.spot.name)).or_default().push(*at);
        }
        // The one that looks like a ticket, or the only one.
        let ticket = match tickets.as_slice() {
            [one] => Some(*one),
            [] => Some(first).filter(|first| self.targets.len() == first + 1),
            _ => None,
        };
        if let [one] = tickets.as_slice()
            && self.targets.get(*one).is_some_and(|target| is_of_a_session(target.spot.name))
        {
            self.only.push(*one);
        }
        if let (Shape::Record(name), Some(ticket)) = (&header.shape, ticket) {
            self.by_type.entry(&name.name).or_default().push(ticket);
        }
    }

    /// The surest pair; `named` says that the operation is called like a login, without which nothing is guessed.
    pub(super) fn best(&self, operation: &Operation, named: bool, result: &[Spot<'m>]) -> Option<Fit> {
        let mut found: Vec<Pair> = Vec::new();
        let texts = result.iter().filter(|spot| spot.text);
        let (texts, tickets) =
            texts.fold((0, 0), |(all, some), spot| (all + 1, some + usize::from(is_ticket(spot.name))));
        for (at, spot) in result.iter().enumerate() {
            let mut add = |rank: Rank, targets: Option<&Vec<usize>>, by_name: bool| {
                // What is of the header's own type goes there whole.
                let apart = |target: &&usize| !by_name || !self.is_of_type(**target, spot.shape);
                // Of several that are as sure the first counts, and whether there is a second.
                let first = targets.into_iter().flatten().filter(apart).take(2);
                found.extend(first.map(|target| (rank, spot.depth, self.header(*target), at, *target)));
            };
            if let Shape::Record(name) = spot.shape {
                add(Rank::Type, self.by_type.get(&name.name), false);
            }
            if !spot.text {
                continue;
            }
            let ticket = is_ticket(spot.name);
            add(Rank::Name, self.by_letters.get(&letters(spot.name)), true);
            if ticket {
                add(Rank::Words, self.by_words.get(&bare(spot.name)), true);
            }
            let likely = if ticket { is_of_a_session(spot.name) && tickets == 1 } else { texts == 1 };
            if likely && named {
                add(Rank::Guess, Some(&self.only), true);
            }
        }
        found.sort_unstable();
        let best = *found.first()?;
        let mut fit = self.fit(operation, result, best)?;
        let alike = |other: &&Pair| (other.0, other.1) == (best.0, best.1);
        if let Some(other) = found.get(1).filter(alike).and_then(|other| self.fit(operation, result, *other))
        {
            fit.doubt.get_or_insert_with(|| match other.header {
                Some(header) if fit.header.as_ref() != Some(&header) => {
                    format!("`{}` may go to `{header}` as well", other.ticket)
                }
                _ => format!("`{}` may be the ticket as well", other.ticket),
            });
        }
        Some(fit)
    }

    /// The number of a target's header.
    fn header(&self, target: usize) -> usize {
        self.targets.get(target).map_or(usize::MAX, |target| target.header)
    }

    /// Whether a target's header is a record, and of this shape.
    fn is_of_type(&self, target: usize, shape: &Shape) -> bool {
        let header = self.headers.get(self.header(target));
        header.is_some_and(|header| matches!(header.shape, Shape::Record(_)) && header.shape == *shape)
    }

    /// A pair in words.
    fn fit(&self, operation: &Operation, result: &[Spot<'m>], pair: Pair) -> Option<Fit> {
        let (rank, _, header, spot, target) = pair;
        let (header, spot, target) =
            (self.headers.get(header)?, result.get(spot)?, self.targets.get(target)?);
        let target = &target.spot;
        let carried = operation.input.headers.contains(&header.wire);
        if rank == Rank::Type {
            let within = target.path.strip_prefix(&*header.wire.local).unwrap_or_default();
            let ticket = format!("{}{within}", spot.path);
            let header = (spot.depth > 1).then(|| target.path.clone());
            return Some(Fit { header, ticket, doubt: None, carried });
        }
        let guess = rank == Rank::Guess;
        let doubt = guess.then(|| format!("`{}` and `{}` are not called alike", spot.path, target.path));
        Some(Fit { header: Some(target.path.clone()), ticket: spot.path.clone(), doubt, carried })
    }

    /// The place of a ticket in the headers, where there is one that can be meant.
    pub(super) fn only(&self) -> Option<String> {
        let mut places =
            self.targets.iter().filter(|target| target.is_ticket && is_of_a_session(target.spot.name));
        let (first, second) = (places.next(), places.next());
        first.filter(|_| second.is_none()).map(|target| target.spot.path.clone())
    }
}

/// Whether a ticket can be put there.
fn may_be_set(spot: &Spot<'_>) -> bool {
    spot.one_field && spot.text && !spot.in_nil
}

/// Whether a name is that of a ticket or of what stands for one.
fn is_ticket(name: &str) -> bool {
    let called = words(name);
    let mut called = called.as_slice();
    while let [before @ .., last] = called
        && !before.is_empty()
        && last == "header"
    {
        called = before;
    }
    let nouns = ["session", "sid", "cookie", "jwt", "credential", "credentials"];
    let noun = called.last().is_some_and(|last| nouns.contains(&last.as_str()));
    noun || (looks(&called.join("_")) == Looks::Secret && !is_password(name))
}

/// The words of a name but for those that say no more than that it is of a session.
fn bare(name: &str) -> Vec<String> {
    let mut called = words(name);
    called.retain(|word| !OF_A_SESSION.contains(&word.as_str()));
    called
}

/// Whether a ticket is called as one of a session, and not of an application, say.
fn is_of_a_session(name: &str) -> bool {
    let nouns =
        ["cookie", "credential", "credentials", "header", "id", "jwt", "key", "sid", "ticket", "token"];
    bare(name).iter().all(|word| nouns.contains(&word.as_str()))
}
