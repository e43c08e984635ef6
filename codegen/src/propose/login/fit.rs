//! What of a login's result goes where in the request headers.

use super::super::secrets::{Looks, OF_A_SESSION, is_password, looks};
use super::super::walk::{Spot, spots};
use super::super::words::{alike, words};
use crate::names::named::{Member, Model, Operation, Shape};

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

/// The surest pair; `named` says that the operation is called like a login, without which nothing is guessed.
pub(super) fn best(
    model: &Model,
    operation: &Operation,
    named: bool,
    headers: &[&Member],
    result: &[Spot<'_>],
) -> Option<Fit> {
    let mut found: Vec<(Rank, usize, Fit)> = Vec::new();
    for header in headers {
        let carried = operation.input.headers.contains(&header.wire);
        let inside = spots(model, std::slice::from_ref(*header));
        let targets: Vec<&Spot<'_>> = inside.iter().filter(|spot| may_be_set(spot)).collect();
        for spot in result {
            if *spot.shape == header.shape && matches!(header.shape, Shape::Record(_)) {
                let Some(target) = ticket_of(&targets) else { continue };
                let within = target.path.strip_prefix(&*header.wire.local).unwrap_or_default();
                let ticket = format!("{}{within}", spot.path);
                let header = (spot.depth > 1).then(|| target.path.clone());
                found.push((Rank::Type, spot.depth, Fit { header, ticket, doubt: None, carried }));
            } else if spot.text {
                for target in &targets {
                    let Some(rank) = by_name(spot, target, &targets, result) else { continue };
                    let guess = rank == Rank::Guess;
                    if guess && !named {
                        continue;
                    }
                    let doubt =
                        guess.then(|| format!("`{}` and `{}` are not called alike", spot.path, target.path));
                    let (header, ticket) = (Some(target.path.clone()), spot.path.clone());
                    found.push((rank, spot.depth, Fit { header, ticket, doubt, carried }));
                }
            }
        }
    }
    found.sort_by_key(|(rank, depth, _)| (*rank, *depth));
    let mut rest = found.into_iter();
    let (rank, depth, mut best) = rest.next()?;
    if let Some((_, _, other)) = rest.find(|(other, at, _)| (*other, *at) == (rank, depth)) {
        best.doubt.get_or_insert_with(|| match other.header {
            Some(header) if best.header.as_ref() != Some(&header) => {
                format!("`{}` may go to `{header}` as well", other.ticket)
            }
            _ => format!("`{}` may be the ticket as well", other.ticket),
        });
    }
    Some(best)
}

/// The place of a ticket in the headers, where there is one that can be meant.
pub(super) fn place(model: &Model, headers: &[&Member]) -> Option<String> {
    let inside = headers.iter().flat_map(|header| spots(model, std::slice::from_ref(*header)));
    let mut places =
        inside.filter(|spot| may_be_set(spot) && is_ticket(spot.name) && is_of_a_session(spot.name));
    let (first, second) = (places.next(), places.next());
    first.filter(|_| second.is_none()).map(|spot| spot.path)
}

/// Whether a ticket can be put there.
fn may_be_set(spot: &Spot<'_>) -> bool {
    spot.one_field && spot.text && !spot.in_nil
}

/// The text in a header's record that is its ticket: the one that looks like one, or the only one.
fn ticket_of<'s, 'm>(targets: &[&'s Spot<'m>]) -> Option<&'s Spot<'m>> {
    let mut like = targets.iter().filter(|target| is_ticket(target.name));
    match (like.next(), like.next(), targets) {
        (Some(one), None, _) | (None, _, [one]) => Some(one),
        _ => None,
    }
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

/// How a text of the result fits a text of a header.
fn by_name(spot: &Spot<'_>, target: &Spot<'_>, targets: &[&Spot<'_>], result: &[Spot<'_>]) -> Option<Rank> {
    if !is_ticket(target.name) {
        return None;
    }
    if alike(spot.name, target.name) {
        return Some(Rank::Name);
    }
    let ticket = is_ticket(spot.name);
    if ticket && bare(spot.name) == bare(target.name) {
        return Some(Rank::Words);
    }
    let texts = || result.iter().filter(|spot| spot.text);
    let likely = if ticket {
        is_of_a_session(spot.name) && texts().filter(|spot| is_ticket(spot.name)).count() == 1
    } else {
        texts().count() == 1
    };
    let only = targets.iter().filter(|target| is_ticket(target.name)).count() == 1;
    (likely && only && is_of_a_session(target.name)).then_some(Rank::Guess)
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
