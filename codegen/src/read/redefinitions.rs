//! `xs:redefine` over documents: what each redefinition means by its own name. A redefined schema may redefine others in
//! its turn, so a component is known by how many redefinitions it lies below.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::redefine;
use super::syntax::Syntax;
use super::xsd_types::Name;
use crate::load::DocId;

/// A schema that redefines something.
struct Redefining {
    key: (DocId, Option<Arc<str>>),
    /// Which of its document's schemas.
    at: usize,
    names: BTreeSet<Name>,
    /// The documents that hold what it redefines, the nearest first.
    below: Vec<DocId>,
}

/// How many redefinitions the components of documents lie below.
type Depths = BTreeMap<(DocId, Name), usize>;

/// Gives what is redefined its names apart, and the redefinitions the references to them.
pub(super) fn settle(syntax: &mut Syntax) {
    let mut redefining = Vec::new();
    for (key, schemas) in &syntax.schemas {
        for (at, schema) in schemas.iter().enumerate().filter(|(_, schema)| !schema.redefines.is_empty()) {
            let below = below(syntax, key.0, &schema.redefined);
            redefining.push(Redefining { key: key.clone(), at, names: schema.redefines.clone(), below });
        }
    }
    let depths = depths(syntax, &redefining);
    for of in &redefining {
        let nearest = |name: &Name| {
            let mut all = of.below.iter().filter_map(|doc| depths.get(&(*doc, name.clone())));
            // What is nowhere dangles by any name apart.
            all.next().copied().unwrap_or(1)
        };
        if let Some(schema) = syntax.schemas.get_mut(&of.key).and_then(|schemas| schemas.get_mut(of.at)) {
            redefine::point(schema, nearest);
        }
    }
    if depths.is_empty() {
        return;
    }
    for ((doc, _), schemas) in &mut syntax.schemas {
        for schema in schemas {
            redefine::part(schema, |name| depths.get(&(*doc, name)).copied());
        }
    }
}

/// Some documents and all that they include, breadth first, without the one that redefines them.
fn below(syntax: &Syntax, own: DocId, redefined: &[DocId]) -> Vec<DocId> {
    let mut seen = BTreeSet::from([own]);
    let mut work: VecDeque<DocId> = redefined.iter().copied().collect();
    let mut below = Vec::new();
    while let Some(doc) = work.pop_front() {
        if seen.insert(doc) {
            below.push(doc);
            let schemas = syntax.schemas.iter().filter(|((of, _), _)| *of == doc);
            work.extend(schemas.flat_map(|(_, schemas)| schemas).flat_map(|schema| &schema.included));
        }
    }
    below
}

fn depths(syntax: &Syntax, redefining: &[Redefining]) -> Depths {
    let declares = |doc: DocId, name: &Name| {
        let own = syntax.schemas.iter().filter(|((of, _), _)| *of == doc);
        own.flat_map(|(_, schemas)| schemas).any(|schema| redefine::declares(schema, name))
    };
    let mut depths = Depths::new();
    for of in redefining {
        for name in &of.names {
            let holding = of.below.iter().filter(|doc| declares(**doc, name));
            depths.extend(holding.map(|doc| ((*doc, name.clone()), 1)));
        }
    }
    // A chain is no longer than there are redefinitions; schemas that redefine each other have no end.
    for _ in 0..redefining.len() {
        let mut deeper = false;
        for of in redefining {
            for name in &of.names {
                let own = depths.get(&(of.key.0, name.clone())).copied().unwrap_or(0);
                for doc in &of.below {
                    if let Some(depth) = depths.get_mut(&(*doc, name.clone()))
                        && *depth <= own
                        && *depth < redefining.len()
                    {
                        *depth = (own + 1).min(redefining.len());
                        deeper = true;
                    }
                }
            }
        }
        if !deeper {
            break;
        }
    }
    depths
}
