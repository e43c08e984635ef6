//! Contracts that nobody would write, made from a seed: every construct in every place, under names that clash with
//! everything. What they become has to compile.

mod names;
mod schema;
mod service;

use fastrand::Rng;

/// Namespaces with whose modules and constants something may clash.
const NAMESPACES: &[&str] = &[
    "urn:a",
    "urn:A",
    "urn:a:types",
    "http://tempuri.org/",
    "http://x/self/",
    "urn:soap",
    "http://x/2024/01",
    "urn:Session",
    "http://x/?a=1&amp;b=2",
    "urn:größe",
    "urn:types",
    "urn:runtime",
    "http://x/a.b-c/",
    "urn:-",
];

/// A namespace's schema, while it is made.
#[derive(Debug)]
struct Space {
    prefix: String,
    uri: String,
    /// Complex types that another may extend or refer to, and whether they are simple inside.
    complex: Vec<(String, bool)>,
    simple: Vec<String>,
    arrays: Vec<String>,
    elements: Vec<String>,
    groups: Vec<String>,
    attribute_groups: Vec<String>,
    attributes: Vec<String>,
    text: String,
}

/// The contract of a seed, as the text of a WSDL.
#[must_use]
pub fn contract(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mut uris = NAMESPACES.to_vec();
    rng.shuffle(&mut uris);
    let count = rng.usize(1..=3);
    let mut spaces: Vec<Space> = uris
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(at, uri)| Space {
            prefix: format!("p{at}"),
            uri: uri.to_owned(),
            complex: Vec::new(),
            simple: Vec::new(),
            arrays: Vec::new(),
            elements: Vec::new(),
            groups: Vec::new(),
            attribute_groups: Vec::new(),
            attributes: Vec::new(),
            text: String::new(),
        })
        .collect();
    let mut author = Author { rng, deep: 0 };
    author.declare(&mut spaces);
    author.schemas(&mut spaces);
    author.wsdl(&spaces)
}

/// Writes contracts.
#[derive(Debug)]
struct Author {
    rng: Rng,
    /// How deep the particle that is being written stands.
    deep: usize,
}

impl Author {
    fn chance(&mut self, one_in: u8) -> bool {
        self.rng.u8(..one_in) == 0
    }

    /// A reference to one of the symbols of any namespace; `None` where there is none.
    fn reference(&mut self, spaces: &[Space], of: impl Fn(&Space) -> &[String]) -> Option<String> {
        let all: Vec<String> = spaces
            .iter()
            .flat_map(|space| of(space).iter().map(|name| format!("{}:{name}", space.prefix)))
            .collect();
        self.rng.choice(all)
    }

    fn occurs(&mut self) -> &'static str {
        const OCCURS: &[&str] = &[
            "",
            "",
            "",
            " minOccurs='0'",
            " maxOccurs='unbounded'",
            " minOccurs='0' maxOccurs='unbounded'",
            " minOccurs='2' maxOccurs='5'",
            " minOccurs='0' maxOccurs='0'",
            " maxOccurs='99999999999999999999'",
        ];
        self.rng.choice(OCCURS).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_and_other_seeds_others() {
        assert_eq!(contract(7), contract(7));
        assert_ne!(contract(7), contract(8));
    }

    #[test]
    fn contracts_are_well_formed() {
        for seed in 0..200 {
            let text = contract(seed);
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{seed}: {error}\n{text}"));
        }
    }
}
