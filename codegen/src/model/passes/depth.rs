//! How deep types nest. The compiler asks of a type whether it is `Send` by asking that of all that it holds, one within
//! the other, and gives up at its recursion limit.

use std::collections::BTreeMap;

use crate::contract::TypeName;

use crate::model::data::{Model, Shape};

/// A record, choice or family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'m> {
    Record(&'m TypeName),
    Choice(&'m TypeName),
    Family(&'m TypeName),
}

/// What is known of a node on a walk.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// When the walk came to it.
    at: usize,
    /// The earliest node that it leads back to.
    low: usize,
    /// The deepest way on from it and those in a ring with it, once that is known.
    depth: Option<usize>,
}

/// The most types that can stand within one another, each counted once; of a ring all its types.
pub(in crate::model) fn deepest(model: &Model) -> usize {
    let all = model.records.keys().map(Node::Record);
    let all =
        all.chain(model.choices.keys().map(Node::Choice)).chain(model.families.keys().map(Node::Family));
    let mut seen: BTreeMap<Node<'_>, Seen> = BTreeMap::new();
    let mut deepest = 0;
    for start in all {
        deepest = deepest.max(walk(model, start, &mut seen));
    }
    deepest
}

/// Tarjan's walk for rings, with a stack of its own: contracts may nest deeper than a thread's.
fn walk<'m>(model: &'m Model, start: Node<'m>, seen: &mut BTreeMap<Node<'m>, Seen>) -> usize {
    if let Some(known) = seen.get(&start) {
        return known.depth.unwrap_or_default();
    }
    let mut path: Vec<(Node<'m>, Vec<Node<'m>>)> = Vec::new();
    let mut unfinished: Vec<Node<'m>> = Vec::new();
    let mut deepest = 0;
    let mut next = Some(start);
    loop {
        if let Some(node) = next.take() {
            let at = seen.len();
            seen.insert(node, Seen { at, low: at, depth: None });
            unfinished.push(node);
            path.push((node, inner(model, node)));
        }
        let Some((node, left)) = path.last_mut() else { return deepest };
        let node = *node;
        let Some(to) = left.pop() else {
            path.pop();
            let low = seen.get(&node).map_or(0, |s| s.low);
            if seen.get(&node).is_some_and(|s| s.at == low) {
                let from = unfinished.iter().rposition(|n| *n == node).unwrap_or_default();
                let ring = unfinished.split_off(from);
                let on = ring.iter().flat_map(|n| inner(model, *n));
                let on = on.filter_map(|n| seen.get(&n)?.depth).max().unwrap_or_default();
                for member in &ring {
                    if let Some(known) = seen.get_mut(member) {
                        known.depth = Some(on + ring.len());
                    }
                }
                deepest = deepest.max(on + ring.len());
            }
            lower(seen, path.last().map(|(above, _)| *above), low);
            continue;
        };
        match seen.get(&to) {
            None => next = Some(to),
            Some(Seen { at, depth: None, .. }) => {
                let at = *at;
                lower(seen, Some(node), at);
            }
            Some(_) => {}
        }
    }
}

fn lower<'m>(seen: &mut BTreeMap<Node<'m>, Seen>, node: Option<Node<'m>>, low: usize) {
    if let Some(known) = node.and_then(|node| seen.get_mut(&node)) {
        known.low = known.low.min(low);
    }
}

/// What a node holds.
fn inner<'m>(model: &'m Model, node: Node<'m>) -> Vec<Node<'m>> {
    match node {
        Node::Record(name) => {
            let members = model.records.get(name).into_iter().flat_map(|record| &record.members);
            members.filter_map(|member| held(model, &member.shape)).collect()
        }
        Node::Choice(name) => {
            let variants = model.choices.get(name).into_iter().flat_map(|choice| &choice.variants);
            variants.filter_map(|variant| held(model, &variant.shape)).collect()
        }
        Node::Family(name) => model
            .families
            .get(name)
            .into_iter()
            .flat_map(|family| &family.types)
            .map(|one| Node::Record(&one.of))
            .collect(),
    }
}

fn held<'m>(model: &'m Model, shape: &'m Shape) -> Option<Node<'m>> {
    let mut shape = shape;
    // Lists and maps hold one another a few times at most: those without end are no lists.
    for _ in 0..crate::model::restrictions::ALIASES {
        match shape {
            Shape::Record(name) | Shape::Group(name) => return Some(Node::Record(name)),
            Shape::Choice(name) => return Some(Node::Choice(name)),
            Shape::Derived(name) => return Some(Node::Family(name)),
            Shape::List(item) => shape = &item.shape,
            Shape::Map(name) => shape = &model.dictionaries.get(name)?.value.shape,
            Shape::Scalar(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Union(_)
            | Shape::Tokens(_)
            | Shape::Element(_)
            | Shape::Attributes(_)
            | Shape::Any
            | Shape::Attachment => return None,
        }
    }
    None
}
